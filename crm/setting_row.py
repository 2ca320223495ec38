"""One row of the table of settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm.setting_kinds import SECRET_LENGTH, InvalidSetting, Kind, MissingSetting


@dataclass(frozen=True)
class Setting:
    """One row of the table: the variable, what it takes, its default and what it is for."""

    name: str
    kind: Kind
    default: str
    help: str

    @property
    def field(self) -> str:
        """Return the name of the attribute of :class:`Settings` that holds it."""
        return self.name.removeprefix("ATTUNE_").lower()

    def parse(self, given: str) -> Any:
        """Return the value of a text, or raise an error that names the variable."""
        if not given and self.kind.secret and not self.kind.optional:
            raise MissingSetting(self.name)
        try:
            return self.kind.parse(given)
        except ValueError:
            short = len(given) < SECRET_LENGTH
            hidden = f"only {len(given)} characters long" if short else "something else"
            shown = hidden if self.kind.secret else repr(given)
            raise InvalidSetting(self.name, shown, self.kind.takes) from None
