"""Who brings mails to customers, as the settings have it."""

from __future__ import annotations

from aiohttp import web

from crm.policy import SHOP_POLICY
from crm.sending import Sender
from crm.settings import Settings
from crm.store import Store
from gateway import mailbox
from gateway.mailbox import MAILBOX, Mailbox
from gateway.smtp import SmtpSender

# Nothing: people do what needs a one-time code.
SENDER: web.AppKey[Sender | None] = web.AppKey("sender")


def sender_of(settings: Settings, store: Store) -> Sender | None:
    """Return the sender that the settings lead to, if any.

    The demo's customers are made up: nobody out there may get their mails.
    """
    if settings.demo:
        return Mailbox(store.clock)
    if not settings.smtp_url:
        return None
    return SmtpSender(settings.smtp_url, settings.mail_from or SHOP_POLICY.support_email)


def put_in(app: web.Application, sender: Sender | None, store: Store) -> None:
    """Give the application its sender; topics learn from the store whether there is one."""
    app[SENDER] = sender
    store.sends_codes = sender is not None
    if isinstance(sender, Mailbox):
        app[MAILBOX] = sender
        mailbox.add_routes(app)
