"""Files of environment variables: one ``NAME=value`` a line."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from crm.errors import Invalid

_LINE = re.compile(
    r"""(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*
    (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>(?:[^"'\s\#](?:[^"']*?[^"'\s])??)?))
    (?:\s+\#.*|\s*)""",
    re.VERBOSE,
)
_HEADING = "# Secrets of the demo, generated once. Losing them makes the demo's data unreadable.\n"


def read_env_file(path: Path) -> dict[str, str]:
    """Return the variables of a file; none when there is no file.

    Values may stand in single or double quotes; ``export`` before the name, blank lines and
    comments are allowed. Nothing is expanded.

    Raises
    ------
    Invalid
        If a line is not of that form; the message names the line but not its content.
    """
    if not path.is_file():
        return {}
    values = {}
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise Invalid(
                "invalid_env_file", f"line {number} of {path} is not of the form NAME=value"
            )
        values[match["name"]] = next(
            value
            for value in (match["double"], match["single"], match["bare"])
            if value is not None
        )
    return values


def add_generated_secrets(path: Path, names: Iterable[str], size: int = 32) -> list[str]:
    """Add a random secret for each name that the file lacks; return the names that were added.

    The file is readable by its owner alone from its first moment on, and is replaced as a whole,
    so that a crash leaves the old one or the new one.

    Parameters
    ----------
    size:
        Random bytes of each new secret; its text is a third longer.
    """
    held = read_env_file(path)
    missing = [name for name in names if not held.get(name)]
    if not missing:
        path.chmod(0o600)
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    values = held | {name: secrets.token_urlsafe(size) for name in missing}
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_HEADING)
            file.writelines(f"{name}={value}\n" for name, value in values.items())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return missing
