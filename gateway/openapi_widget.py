"""The part of the description that tells of files, ratings, places in the line and openings."""

from __future__ import annotations

from gateway.openapi_parts import (
    BEARER,
    CONVERSATION,
    COOKIE,
    ID,
    Operation,
    operation,
    query_parameter,
)
from gateway.openapi_schemas import (
    OBJECT,
    TIME,
    WHOLE,
    Schema,
    choice,
    listing,
    maybe,
    record,
    ref,
    text,
)

_FLAG: Schema = {"type": "boolean"}
_MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf")
_ATTACHMENT = {
    "name": "attachment_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "The file's id.",
}
_FILE_NAME = {
    "name": "X-File-Name",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The file's name, UTF-8 and percent-encoded.",
}
_BYTES: Schema = {"type": "string", "format": "binary"}
_ANY_FILE = {kind: {"schema": _BYTES} for kind in _MEDIA_TYPES}
_FORMAT = query_parameter("format", choice("text", "json"), "What to make of it; a text without.")

WIDGET_SCHEMAS: dict[str, Schema] = {
    "Attachment": record(
        {
            "id": text("Named by the message that it goes with."),
            "name": text("Made safe; it ends as its kind does."),
            "media_type": choice(*_MEDIA_TYPES),
            "size": WHOLE | {"description": "Bytes."},
        }
    ),
    "OneAttachment": record({"attachment": ref("Attachment")}),
    "FormField": record(
        {
            "name": text(),
            "label": text(),
            "type": choice("text", "choice", "code"),
            "required": _FLAG,
        },
        {
            "pattern": maybe(text("The whole value must match it.")),
            "hint": maybe(text("What to say when it does not.")),
            "longest": WHOLE,
            "autocomplete": maybe(text()),
            "options": listing(record({"value": text(), "label": text()})),
        },
    ),
    "FormCard": record(
        {
            "kind": choice("form"),
            "name": text(),
            "title": text(),
            "submit": text(),
            "fields": listing(ref("FormField")),
            "template": text("Filled in, it is sent as the customer's text."),
        }
    ),
    "QueuePlace": record(
        {
            "place": WHOLE | {"minimum": 1},
            "minutes": maybe(WHOLE | {"minimum": 1, "description": "None when nobody can tell."}),
            "open": _FLAG | {"description": "Whether people answer now."},
            "opens": maybe(text("When they do next, in words.")),
            "opens_at": maybe(TIME),
        }
    ),
    "NewRating": record(
        {
            "closing": WHOLE | {"description": "The number that came with the question."},
            "score": maybe(WHOLE | {"minimum": 1, "maximum": 5, "description": "null: skipped."}),
        },
        {"comment": maybe(text(maxLength=2000))},
    ),
    "OneRating": record(
        {
            "rating": record(
                {"closing": WHOLE, "score": maybe(WHOLE), "comment": maybe(text())},
            )
        }
    ),
    "DeskRating": record(
        {
            "conversation_id": text(),
            "closing": WHOLE,
            "score": maybe(WHOLE),
            "comment": maybe(text()),
            "agent_name": maybe(text("Who closed the conversation.")),
            "at": TIME,
        }
    ),
    "Transcript": record(
        {
            "shop": text(),
            "conversation_id": text(),
            "made_at": TIME,
            "messages": listing(
                record(
                    {
                        "seq": WHOLE,
                        "author": choice("customer", "bot", "agent", "system"),
                        "author_name": text(),
                        "sent_at": TIME,
                        "text": text(),
                        "cards": listing(OBJECT),
                        "attachments": listing(
                            record({"name": text(), "media_type": text(), "size": WHOLE})
                        ),
                    }
                )
            ),
        }
    ),
    "WhereOpened": record(
        {},
        {
            "customer_token": text("The shop's JWT for a signed-in customer."),
            "page": text("Path of the page.", pattern="^/"),
            "language": text("Such as de or pt-BR; English is what all else falls back to."),
        },
    ),
    "Opening": record(
        {
            "greeting": maybe(text("null: the widget's own.")),
            "starters": listing(text("Sent as the customer's message.")),
            "support": record(
                {"open": _FLAG, "opens": maybe(text("In words.")), "opens_at": maybe(TIME)}
            ),
            "proactive": listing(
                record(
                    {
                        "id": text(),
                        "text": text(),
                        "page": text("Pattern of paths; * stands for any characters."),
                        "after_seconds": WHOLE,
                        "basket_minor": maybe(WHOLE),
                    }
                )
            ),
            "proactive_cap": record({"per_visit": WHOLE, "per_day": WHOLE}),
        }
    ),
}

WIDGET_PATHS: dict[str, dict[str, Operation]] = {
    f"{CONVERSATION}/attachments": {
        "post": operation(
            "Upload a file; a message names it afterwards.",
            {201: "OneAttachment"},
            security=BEARER,
            parameters=(ID, _FILE_NAME),
        )
        | {"requestBody": {"required": True, "content": _ANY_FILE}}
    },
    f"{CONVERSATION}/attachments/{{attachment_id}}": {
        "get": operation(
            "A file of the conversation, as a download.",
            {200: _ANY_FILE},
            security=BEARER,
            parameters=(ID, _ATTACHMENT),
        )
    },
    f"{CONVERSATION}/rating": {
        "post": operation(
            "Say how satisfied the customer was, once for a closing; 409 afterwards.",
            {200: "OneRating"},
            takes="NewRating",
            security=BEARER,
            parameters=(ID,),
        )
    },
    f"{CONVERSATION}/transcript": {
        "get": operation(
            "The conversation, as a download.",
            {
                200: {
                    "text/plain": {"schema": text()},
                    "application/json": {"schema": ref("Transcript")},
                }
            },
            security=BEARER,
            parameters=(ID, _FORMAT),
        )
    },
    "/api/v1/widget/opening": {
        "post": operation(
            "How the widget opens on a page, for a visitor or a signed-in customer.",
            {200: "Opening"},
            takes="WhereOpened",
        )
    },
    "/desk/api/attachments/{attachment_id}": {
        "get": operation(
            "A file that a customer sent, as a download; the audit log keeps who opened it.",
            {200: _ANY_FILE},
            security=COOKIE,
            parameters=(_ATTACHMENT,),
        )
    },
}
