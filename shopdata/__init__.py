"""What fills a shop's store: the demo shop and imports from files."""
