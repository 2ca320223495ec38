"""What a sender of mails must be able to do; which one there is, the composition root decides."""

from __future__ import annotations

from typing import Protocol


class SendingFailed(Exception):
    """A mail was not taken; the message names the reason and nothing of the person or the text."""


class Sender(Protocol):
    """Brings a text to a person.

    ``name`` says in one word what it is, for the log at the start.
    """

    @property
    def name(self) -> str:
        """One word for the log."""
        ...

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Hand a mail over, within some seconds.

        Parameters
        ----------
        recipient:
            The e-mail address.
        subject, text:
            Plain text without markup.

        Raises
        ------
        SendingFailed
            If it was not taken and may be tried again.
        """
        ...
