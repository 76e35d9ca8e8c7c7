"""What people fill in about agreements, decisions, inputs, seats and reviews."""
