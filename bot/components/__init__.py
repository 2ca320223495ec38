"""Rasa graph components: features, intents, entities, sentiment."""
