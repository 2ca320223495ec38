"""Lets `python -m cli` be the `attune` command."""

from cli.main import main

main()
