"""Which tests of the shared text code run where."""

from importlib.util import find_spec

# Presidio is a library of the service alone; its tests are not the engine's to run or skip.
collect_ignore = [] if find_spec("presidio_analyzer") else ["test_redaction.py"]
