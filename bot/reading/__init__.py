"""The trained reading of intents: pure functions and models, without Rasa."""
