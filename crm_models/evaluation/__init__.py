"""The models measured on any table: reading of files, and one module a task."""
