"""What we agree: charters, memoranda, decisions, and what became of what was said."""
