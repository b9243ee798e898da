"""How claims and ranges look on a page."""
