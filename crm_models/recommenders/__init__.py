"""Recommenders: one file an algorithm, all over the same purchases with times."""
