"""Pages about how it goes."""
