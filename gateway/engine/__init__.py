"""The engine processes: how they are started, watched, chosen and stopped."""
