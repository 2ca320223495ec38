"""What the processes of a program take: memory, each under its role, and CPU time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import psutil

MEGABYTE = 1_000_000


def by_role(pid: int, role: str) -> list[dict[str, Any]]:
    """Return the memory of a process and of all its children.

    The proportional set size (PSS) shares out what several processes have in common, so that a
    sum over processes counts nothing twice; elsewhere than on Linux it is not known.

    Parameters
    ----------
    role:
        What the process itself is; its children are engines when Rasa runs in them.
    """
    found = []
    try:
        parent = psutil.Process(pid)
        family = [(role, parent)]
        family += [(child_role(c.cmdline()), c) for c in parent.children(recursive=True)]
        for name, process in family:
            held = process.memory_full_info()
            pss = getattr(held, "pss", None)
            found.append({
                "role": name,
                "pid": process.pid,
                "rss_mb": round(held.rss / MEGABYTE),
                "pss_mb": None if pss is None else round(pss / MEGABYTE),
            })  # fmt: skip
    except psutil.Error:
        # A process of another user, or one that has just ended, tells nothing.
        return found
    return found


def cpu_seconds(pid: int) -> float | None:
    """Return the CPU time that a process and its living children have taken so far."""
    try:
        parent = psutil.Process(pid)
        times = [p.cpu_times() for p in (parent, *parent.children(recursive=True))]
    except psutil.Error:
        return None
    return sum(time.user + time.system for time in times)


def child_role(command: list[str]) -> str:
    """Return the role of a child by its command line."""
    return "engine" if "rasa" in command else "helper"


def listener(url: str) -> int | None:
    """Return the process that listens at an address on this machine, if it may be known."""
    parts = urlsplit(url)
    if parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        return None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        open_sockets = psutil.net_connections("tcp")
    except psutil.Error:
        return None
    for connection in open_sockets:
        if connection.status != psutil.CONN_LISTEN or not connection.laddr:
            continue
        if connection.laddr.port == port:
            return connection.pid
    return None
