"""Who was refused, and why: counted always, told in the log, and nothing of persons in it."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from crm.errors import AttuneError, Forbidden
from crm.setting_kinds import Rate
from gateway.identity import Unauthorized
from gateway.limits import LocalLevels, TooMany
from gateway.metrics import Metrics

log = logging.getLogger(__name__)

KINDS = (Unauthorized, Forbidden, TooMany)
# Every page of the desk asks first whether somebody is signed in: no is an answer like yes.
QUIET = frozenset({"not_signed_in"})
# Whoever knocks a thousand times a second must not fill the disk.
LINES = Rate(50, 1)
_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Refusals:
    """Keeps count of refusals and logs them.

    Parameters
    ----------
    digest:
        Returns the keyed digest of a network address, as conversations bear it.
    clock:
        Returns seconds that only grow.
    """

    def __init__(
        self,
        metrics: Metrics,
        digest: Callable[[str], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._metrics = metrics
        self._digest = digest
        self._lines = LocalLevels(clock)
        self._untold = 0

    def tell(self, error: AttuneError, address: str, conversation_id: str | None = None) -> None:
        """Count an error if it is a refusal, and log it while there are not too many.

        Parameters
        ----------
        conversation_id:
            The conversation that was asked for, as the client named it.
        """
        if not isinstance(error, KINDS):
            return
        self._metrics.refusals.labels(error.code).inc()
        if error.code in QUIET:
            return
        if self._lines.taken("lines", LINES, "") > 0:
            self._untold += 1
            return
        # What a client calls a conversation may be anything at all.
        named = conversation_id if _CONVERSATION.fullmatch(conversation_id or "") else "-"
        more = f" ({self._untold} more were not told)" if self._untold else ""
        self._untold = 0
        log.warning(
            "refused %s: address %s, conversation %s%s",
            error.code,
            self._digest(address)[:16],
            named,
            more,
        )
