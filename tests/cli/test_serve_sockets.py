"""The service may hold as many sockets as the system lets it, whatever shell it comes from."""

from __future__ import annotations

import subprocess
import sys

from crm.settings import PROJECT

LOWERED = """
import resource
from cli.serve import allow_many_sockets
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (256, most))
allow_many_sockets()
print(resource.getrlimit(resource.RLIMIT_NOFILE) == (most, most))
"""


def test_a_low_limit_of_the_shell_is_raised() -> None:
    """A soft limit of 256 open files becomes what the hard one allows."""
    done = subprocess.run(
        [sys.executable, "-c", LOWERED], cwd=PROJECT, capture_output=True, text=True, check=True
    )

    assert "True" == done.stdout.strip()
