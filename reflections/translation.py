"""Which texts of this app people write in several languages."""
