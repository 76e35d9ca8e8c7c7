"""Who works together: people, partnerships, roles, doors and joining."""
