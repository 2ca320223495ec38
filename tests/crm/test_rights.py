"""The table of rights: what the documentation shows, and limits on amounts."""

from __future__ import annotations

import pytest

from crm.errors import Forbidden
from crm.rights import MEANING, RIGHTS, ROLES, Right, check_amount, limit_of, rights_of
from crm.settings import PROJECT

LIMITS = {"agent": 5000, "analyst": 9999}


def test_the_documentation_shows_the_table() -> None:
    """Each right, what it allows, and which role has it, as the code has them."""
    written = (PROJECT / "docs" / "people.md").read_text("utf-8")
    rows = [f"| right | what it allows | {' | '.join(ROLES)} |"]
    for right in Right:
        cells = " | ".join("yes" if right in RIGHTS[role] else "" for role in ROLES)
        rows.append(f"| `{right}` | {MEANING[right]} | {cells} |")

    assert [] == [row for row in rows if row not in written]
    assert len(Right) == sum(line.startswith("| `") for line in written.splitlines())


@pytest.mark.parametrize(
    ("role", "limit"), [("agent", 5000), ("lead", 0), ("analyst", 0), ("nobody", 0)]
)
def test_limits_are_for_those_who_act_on_orders(role: str, limit: int) -> None:
    """An amount in the settings gives no right; a right without an amount moves nothing."""
    assert limit == limit_of(role, LIMITS)


def test_more_than_the_limit_is_refused() -> None:
    """The limit itself is within it; the refusal names both amounts."""
    check_amount("agent", 5000, LIMITS)
    with pytest.raises(Forbidden, match=r"50\.01 is more than the 50\.00") as refused:
        check_amount("agent", 5001, LIMITS)

    assert "over_limit" == refused.value.code


@pytest.mark.parametrize("role", ["lead", "unknown"])
def test_a_missing_second_factor_takes_all_rights(role: str) -> None:
    """A role that needs one has nothing without it, and its own rights with it."""
    assert frozenset() == rights_of(role, second_factor=False, required=("lead",))
    assert RIGHTS.get(role, frozenset()) == rights_of(role, required=("lead",))
