"""Help pages of a shop, read from Markdown and HTML into sections with whole sentences."""
