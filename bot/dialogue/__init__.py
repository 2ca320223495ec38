"""Dialogue state, its tracker store, and the rules that Rasa trains."""
