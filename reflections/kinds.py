"""What this app tells people, and what they answer by a link. Each process has its own module."""
