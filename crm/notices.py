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
FILES_ALONE = (
    "Thank you, that is kept with our conversation. I cannot look into files myself, but a "
    "colleague can. Tell me what it is about, or talk to a person."
)


WITHDRAWN = (
    "You are out of the line and talking to our assistant again. What can I do for you? "
    "You can ask for a person again at any time."
)
ANSWERING_AFTER_ALL = (
    "You are talking to our assistant again, and it answers what you wrote. "
    "You can ask for a person again at any time."
)
STILL_IN_LINE_QUICK_REPLIES = (
    {"title": "Go on with the assistant", "text": "Go on with the assistant"},
)


def still_in_line(opens: str | None) -> str:
    """Return what a waiting customer is told who writes.

    Parameters
    ----------
    opens:
        When people answer next, in words; nothing while they do.
    """
    if opens is None:
        when = "Our colleagues are there, and one of them answers here as soon as they can."
    else:
        when = f"Nobody is there at this hour; our colleagues are back {opens} and answer here."
    return (
        f"You are still in line for a person, who will read what you write. {when} "
        "If you like, the assistant goes on helping you meanwhile, but then you leave the line."
    )


def nobody_there(opens: str | None) -> str:
    """Return what a waiting customer is told while nobody is at the desk.

    Parameters
    ----------
    opens:
        When people answer next, in words; nothing in their own hours.
    """
    if opens is None:
        when = "None of our colleagues is at the desk at this moment."
    else:
        when = f"Nobody is there at this hour; our colleagues are back {opens}."
    return (
        f"{when} You keep your place in line. If you would rather not wait, leave a ticket here, "
        "and we answer you by e-mail."
    )


def ticket_left(number: str) -> str:
    """Return what confirms a ticket."""
    return (
        f"Thank you. Your ticket is {number}, and we answer it by e-mail. You need not wait here; "
        "if you do, a colleague who comes sees it, too."
    )


def unanswered(opens: str | None) -> str:
    """Return what a customer is told whose message the assistant cannot answer.

    Parameters
    ----------
    opens:
        When people answer next, in words; nothing while they do.
    """
    if opens is None:
        when = "A colleague will look at your message and answer here as soon as they can."
    else:
        when = (
            f"Nobody else is there at this hour; our colleagues are back {opens} and will look "
            "at your message. If the assistant works again before, it answers here."
        )
    return (
        f"Our assistant cannot answer at the moment. {when} Your message is safe, there is no "
        "need to send it again. You can also go back to the assistant, which then tries again."
    )


def joined(agent_name: str) -> str:
    """Return what is said when an agent takes a conversation."""
    return f"{agent_name} has joined the conversation."
