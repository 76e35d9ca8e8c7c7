"""Pages of agreements, decisions, inputs, seats and reviews."""
