"""Whom an offer changes: effects of a treatment on single customers, and offers within a budget."""
