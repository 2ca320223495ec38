"""Pure rules that find entities in a text; no Rasa here."""
