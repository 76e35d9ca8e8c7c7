"""When we meet: agenda, support, resources, follow-ups, calendar."""
