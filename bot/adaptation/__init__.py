"""Fine-tuning of the sentence encoder on labelled utterances; apart from everyday training."""
