"""How well a model reads: measured on labelled files, with any model, without a server."""
