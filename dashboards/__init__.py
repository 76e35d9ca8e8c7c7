"""How it looks from above: home pages."""
