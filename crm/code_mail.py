"""The words of the mail that brings a one-time code, and what is said when none can be sent."""

from __future__ import annotations

from crm.policy import SHOP_POLICY
from crm.step_up import VALID

_PURPOSES = {
    "refund_other_method": "to have the refund of order {subject} paid out in another way",
    "address_after_dispatch": "to have the parcel of order {subject} sent to another address",
    "export_data": "to get a copy of all your data",
    "delete_account": "to delete your account",
}

NOT_SENT = (
    "I am sorry, the code could not be sent to your e-mail address just now. You can ask me for a "
    "new one, or talk to a person who can check who you are."
)
NOT_SENT_QUICK_REPLIES = (
    {"title": "Send a new code", "text": "Send me a new code"},
    {"title": "Talk to a person", "text": "I'd like to talk to a person"},
)


def mail_of(purpose: str, subject: str, code: str) -> tuple[str, str]:
    """Return the subject line and the text of the mail that brings a code."""
    wish = _PURPOSES[purpose].format(subject=subject)
    minutes = int(VALID.total_seconds() // 60)
    shown = f"{code[:3]} {code[3:]}"
    text = (
        f"Hello,\n\n"
        f"you asked in our chat {wish}. Your code is:\n\n"
        f"    {shown}\n\n"
        f"Type it into the chat within {minutes} minutes. If you have got several codes from us, "
        f"only the newest one counts.\n\n"
        f"Was that not you? Then do not pass the code on; nothing happens without it. Nobody of "
        f"our team ever asks you for it. If you are worried, write to "
        f"{SHOP_POLICY.support_email}.\n"
    )
    return f"{shown} is your code", text
