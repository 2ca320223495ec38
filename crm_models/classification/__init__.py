"""A yes or no learnt from any labelled table: its columns, two kinds of members, their blend."""
