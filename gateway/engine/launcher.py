"""Become another program that dies with its parent: `launcher.py PARENT_PID COMMAND...`.

A service that is killed outright cannot stop its engines; on Linux the kernel does it
(``PR_SET_PDEATHSIG``, see prctl(2)). Elsewhere this only becomes the other program.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Ask for the signal, then replace this process by the command."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
            sys.exit(f"prctl failed: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit("the service ended before its engine began")
    os.execvp(command[0], command)  # noqa: S606 - the command is the supervisor's own


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
