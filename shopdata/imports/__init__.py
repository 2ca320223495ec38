"""Brings a shop's own files into the customer store."""
