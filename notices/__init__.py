"""What we told whom: notices, deliveries, the sender, answer links."""
