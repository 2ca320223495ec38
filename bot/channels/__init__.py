"""The way in for the gateway."""
