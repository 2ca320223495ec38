"""The `attune` command: one file for each group of commands."""
