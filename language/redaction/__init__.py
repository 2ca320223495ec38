"""Finds and replaces what identifies a person: the parts behind `language.redact`.

Nothing is imported here: the plain patterns run in both runtimes, `analyzer` alone needs Presidio
and is imported by who wants the thorough redaction.
"""
