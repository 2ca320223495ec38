"""`attune users` and `attune audit`, as people who run the shop use them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.cli.conftest import Attune


def test_accounts_live_through_all_commands(attune: Attune) -> None:
    """The first account is an admin; others get roles, are disabled, enabled and reset."""
    first = json.loads(attune("users", "add", "ada@shop.example", "Ada", "--json").stdout)
    second = attune("users", "add", "ben@shop.example", "Ben").stdout
    role = json.loads(attune("users", "role", "ben@shop.example", "trainer", "--json").stdout)
    disabled = attune("users", "disable", "ben@shop.example")
    off = json.loads(attune("users", "list", "--json").stdout)
    enabled = json.loads(attune("users", "enable", "ben@shop.example", "--json").stdout)
    reset = attune("users", "reset", "ben@shop.example", "--second-factor")

    assert ("admin", "trainer") == (first["role"], role["role"])
    assert 12 <= len(first["password"])
    assert "role agent" in second
    assert "The password, shown only now: " in second
    assert [True, False] == [one["active"] for one in off]
    assert enabled["active"] is True
    assert (0, 0) == (disabled.returncode, reset.returncode)
    assert "password alone" in reset.stdout


def test_the_last_admin_stays(attune: Attune) -> None:
    """Disabling the only admin is refused in a sentence."""
    attune("users", "add", "ada@shop.example", "Ada")
    refused = attune("users", "disable", "ada@shop.example")
    unknown = attune("users", "role", "ada@shop.example", "owner")

    assert (1, 1) == (refused.returncode, unknown.returncode)
    assert "make another one first" in refused.stderr
    assert "'owner' is not a role; it is one of agent, lead" in unknown.stderr


def test_the_log_is_verified(attune: Attune, tmp_path: Path) -> None:
    """Rows and head are told; an altered row, and a cut end against a noted head, are status 1."""
    for name in ("Ada", "Ben", "Cem"):
        attune("users", "add", f"{name}@shop.example".lower(), name)
    right = json.loads(attune("audit", "verify", "--json").stdout)
    listed = attune("audit", "list").stdout
    with sqlite3.connect(tmp_path / "var" / "attune.db") as store:
        store.execute("DROP TRIGGER audit_log_delete")
        store.execute("DROP TRIGGER audit_log_update")
        store.execute("DELETE FROM audit_log WHERE id = 3")
    cut = attune("audit", "verify", "--head", right["head"])
    unnoted = attune("audit", "verify")
    with sqlite3.connect(tmp_path / "var" / "attune.db") as store:
        store.execute("UPDATE audit_log SET subject = 'agent:9' WHERE id = 1")
    altered = attune("audit", "verify")

    assert (3, None) == (right["rows"], right["broken"])
    assert 3 == listed.count("agent_added")
    assert (1, 0, 1) == (cut.returncode, unnoted.returncode, altered.returncode)
    assert "row 3: truncated" in cut.stderr
    assert "row 1: altered" in altered.stderr
