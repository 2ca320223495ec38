"""Text code that both runtimes share: the sentence encoder, sentiment and redaction."""
