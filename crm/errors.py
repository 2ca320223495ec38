"""The errors that the business rules raise.

::

    AttuneError
     ├─ NotFound     what was asked for is not there, or not this requester's
     ├─ Refused      the rules say no; carries what can be done instead
     ├─ Invalid      a value cannot be understood
     ├─ Conflict     somebody else was first
     └─ Forbidden    the requester may not do this
"""

from __future__ import annotations


class AttuneError(Exception):
    """Base of all errors that a caller may show to a person.

    Parameters
    ----------
    code:
        A stable word for programs, such as ``order_dispatched``.
    detail:
        One sentence for people, naming the value and the way out.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class NotFound(AttuneError):
    """The thing does not exist, or is not the requester's to see: both look the same."""


class Refused(AttuneError):
    """A rule of the shop forbids it.

    Parameters
    ----------
    alternatives:
        Codes of what the customer can do instead, best first.
    values:
        Facts that the reply may name, such as the date on which a window closed.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        alternatives: tuple[str, ...] = (),
        values: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code, detail)
        self.alternatives = alternatives
        self.values = dict(values or {})


class Invalid(AttuneError):
    """A value is malformed or out of range."""


class Conflict(AttuneError):
    """The state has moved on: somebody else did it first."""


class Forbidden(AttuneError):
    """The requester is known but has no right to do this."""
