"""The customer models: each file a kind, all with one contract."""
