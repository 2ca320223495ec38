"""All that the engine's Rasa process loads (Python 3.10)."""
