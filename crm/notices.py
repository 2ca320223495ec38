"""What the service itself says in a conversation, in one place. The bot's own sentences are
responses in ``nlu_data/responses``."""

from __future__ import annotations

HANDED_BACK = "You are talking to our assistant again."
CLOSED = "This conversation is closed. Write whenever you like to open it again."
AGENT_LOST = (
    "We lost the connection to our colleague. You are back in line, and nothing you wrote is lost."
)
DELAYED = (
    "This is taking longer than it should. Your message is safe and will be answered; "
    "there is no need to send it again."
)
FAILED = (
    "I could not work on that message, and that is our fault, not yours. "
    "You can put it in other words, or talk to a person."
)
FAILED_QUICK_REPLIES = ({"title": "Talk to a person", "text": "I want to talk to a person"},)


def joined(agent_name: str) -> str:
    """Return what is said when an agent takes a conversation."""
    return f"{agent_name} has joined the conversation."
