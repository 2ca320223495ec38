"""Customer lifetime value: how often customers come back, what they spend, what it is worth now."""
