"""The shapes of the API, as JSON Schemas by name."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def text(description: str = "", **more: Any) -> Schema:
    """Return the schema of a string."""
    return {"type": "string"} | ({"description": description} if description else {}) | more


def choice(*words: str) -> Schema:
    """Return the schema of one of some words."""
    return {"type": "string", "enum": list(words)}


def number(low: float, high: float) -> Schema:
    """Return the schema of a number within bounds."""
    return {"type": "number", "minimum": low, "maximum": high}


def listing(items: Schema) -> Schema:
    """Return the schema of an array."""
    return {"type": "array", "items": items}


def record(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of an object with these properties."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
    }


def ref(name: str) -> Schema:
    """Return a reference to a schema by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    """Return the schema of a value that may be missing."""
    return {"anyOf": [schema, {"type": "null"}]}


WHOLE: Schema = {"type": "integer"}
OBJECT: Schema = {"type": "object"}
TIME = text("UTC, ISO 8601", format="date-time")

SCHEMAS: dict[str, Schema] = {
    "Problem": record(
        {
            "type": text(),
            "title": text(),
            "status": WHOLE,
            "detail": text("One sentence for people, with the way out."),
            "code": text("A stable word for programs."),
        }
    ),
    "Owner": choice("bot", "queued", "agent", "closed"),
    "Money": record({"minor": WHOLE, "currency": text("ISO 4217"), "text": text()}),
    "QuickReply": record({"title": text(), "text": text("Sent as the customer's next message.")}),
    "ProductCard": record(
        {"kind": choice("product"), "id": WHOLE, "title": text(), "price": ref("Money")},
        {
            "category": maybe(text()),
            "image": maybe(text()),
            "stock": choice("in_stock", "low", "out"),
            "url": maybe(text()),
            "why": maybe(text()),
        },
    ),
    "OrderCard": record(
        {"kind": choice("order"), "number": text(), "status": text()},
        {
            "status_text": text(),
            "placed_at": TIME,
            "total": ref("Money"),
            "items": listing(record({"title": text(), "quantity": WHOLE})),
            "steps": listing(record({"title": text(), "done": {"type": "boolean"}})),
        },
    ),
    "FormCard": record(
        {
            "kind": choice("form"),
            "name": text("What it is for: return_reason, address, one_time_code."),
            "title": text(),
            "submit": text(),
            "fields": listing(ref("FormField")),
            "template": text("The message to send; {name} stands for what was filled in."),
        }
    ),
    "FormField": record(
        {
            "name": text(),
            "label": text(),
            "type": choice("text", "choice", "code"),
            "required": {"type": "boolean"},
        },
        {
            "pattern": maybe(text("A regular expression that the whole value matches.")),
            "hint": maybe(text("What to say when it does not.")),
            "longest": WHOLE,
            "autocomplete": maybe(text("The browser's token.")),
            "options": listing(record({"value": text(), "label": text()})),
        },
    ),
    "Message": record(
        {
            "seq": WHOLE | {"description": "1, 2, 3 … without gaps."},
            "client_message_id": text(),
            "author": choice("customer", "bot", "agent", "system"),
            "text": text(),
            "quick_replies": listing(ref("QuickReply")),
            "cards": listing({"anyOf": [ref("ProductCard"), ref("OrderCard"), ref("FormCard")]}),
            "attachments": listing(ref("Attachment")),
            "sent_at": TIME,
        },
        {"author_name": text()},
    ),
    "Sentiment": record(
        {"label": choice("negative", "neutral", "positive"), "score": number(-1, 1)}
    ),
    "Reading": record(
        {
            "intent": text(),
            "confidence": number(0, 1),
            "ranking": listing(record({"intent": text(), "confidence": number(0, 1)})),
            "entities": listing(ref("Entity")),
            "sentiment": ref("Sentiment"),
            "frustration": number(0, 1),
            "model_version": text(),
            "milliseconds": {"type": "number"},
        },
        {
            "candidates": listing(record({"intent": text(), "confidence": number(0, 1)}))
            | {"description": "The two intents between which the message lies; else empty."},
            "requests": listing(ref("Request"))
            | {"description": "Two to four, in order, when the message holds several; else empty."},
        },
    ),
    "Entity": record({"entity": text(), "value": {}, "text": text()}),
    "Request": record(
        {
            "text": text("A part of the message, from start to end."),
            "start": WHOLE,
            "end": WHOLE,
            "intent": text(),
            "confidence": number(0, 1),
            "entities": listing(ref("Entity")),
        },
        {"full_text": text("With the words that the part leaves out.")},
    ),
    "NewConversation": record(
        {},
        {
            "customer_token": text("The shop's JWT for a signed-in customer."),
            "conversation_token": text("Of a guest's conversation that joins the customer."),
        },
    ),
    "Conversation": record(
        {"conversation_id": text(), "owner": ref("Owner")},
        {
            "agent_name": text(),
            "last_seq": WHOLE,
            "token": text("Only where it was begun."),
            "queue": maybe(ref("QueuePlace")),
            "rating": maybe(record({"closing": WHOLE}))
            | {"description": "The closing that may be rated."},
        },
    ),
    "NewMessage": record(
        {
            "client_message_id": text(
                "Made by the client; the same one again is stored and answered once.",
                pattern="^[A-Za-z0-9._:~@+=/-]{1,80}$",
            ),
            "text": text("Empty only when files go with it.", maxLength=10_000),
        },
        {
            "attachments": listing(text("The id of an uploaded file."))
            | {"maxItems": 10, "description": "Customers' messages only."}
        },
    ),
    "Turn": record(
        {
            "message": ref("Message"),
            "replies": listing(ref("Message")),
            "reading": maybe(ref("Reading")),
            "owner": ref("Owner"),
        },
        {"agent_name": text()},
    ),
    "Messages": record(
        {"messages": listing(ref("Message")), "owner": ref("Owner")}, {"agent_name": text()}
    ),
    "Credentials": record(
        {"email": text(), "password": text()},
        {"code": text("Of the second factor, where one is on.")},
    ),
    "Session": record(
        {
            "agent": record({"id": text(), "name": text(), "role": text()}),
            "csrf": text("To be sent as X-CSRF-Token with every change."),
        },
        {
            "rights": listing(text("What the role may do: docs/people.md.")),
            "order_limit_minor": maybe(WHOLE),
            "second_factor": OBJECT,
        },
    ),
    "Summary": record(
        {"id": text(), "owner": ref("Owner"), "messages": WHOLE},
        {
            "agent_id": maybe(text()),
            "agent_name": maybe(text()),
            "customer": maybe(OBJECT),
            "last_text": text(),
            "last_author": text(),
            "last_at": TIME,
            "waiting_since": maybe(TIME),
            "handover_reason": maybe(text()),
            "priority": maybe(choice("low", "normal", "high")),
            "sentiment": number(-1, 1),
            "frustration": number(0, 1),
            "rating": maybe(WHOLE | {"description": "Newest score of the customer, 1 to 5."}),
        },
    ),
    "Summaries": record({"conversations": listing(ref("Summary"))}),
    "OneSummary": record({"conversation": ref("Summary")}),
    "Room": record(
        {
            "conversation": ref("Summary"),
            "messages": listing(ref("Message")),
            "customer": maybe(OBJECT),
            "handovers": listing(OBJECT),
            "rating": maybe(ref("DeskRating")),
        }
    ),
    "OneMessage": record({"message": ref("Message")}),
    "Note": record({}, {"note": maybe(text("What the bot and later agents should know."))}),
    "PredictionRequest": record(
        {},
        {
            "customers": listing(text("The shop's reference of a customer."))
            | {"minItems": 1, "maxItems": 1000},
            "data": listing(OBJECT)
            | {
                "minItems": 1,
                "maxItems": 1000,
                "description": "Rows of features by name (docs/features.md); recency and "
                "tenure (days since the last and the first order), frequency (orders) and monetary "
                "(amount in the shop's currency) are short names. For recommend: products, a list "
                "of article numbers.",
            },
        },
    )
    | {"oneOf": [{"required": ["customers"]}, {"required": ["data"]}]},
    "Prediction": record(
        {
            "reasons": listing(listing(text("In words, weightiest first."))),
            "model": maybe(text("Version of the model; null: the scores are neutral.")),
        },
        {
            "note": text("Why the scores are neutral."),
            "customers": listing(text()),
            "known": listing({"type": "boolean"}),
            "scored_at": listing(maybe(TIME)),
        },
    )
    | {
        "additionalProperties": listing({})
        | {"description": "The scores, a list for each column, in the order of the request."}
    },
    "Health": record({"status": text()}, {"models_missing": OBJECT, "limits": text()}),
}
