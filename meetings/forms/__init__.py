"""What people fill in about meetings and resources."""
