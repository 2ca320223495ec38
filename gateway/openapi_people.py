"""The part of the description that tells of the people at the desk, and of the audit log."""

from __future__ import annotations

from gateway.openapi_parts import COOKIE, Operation, operation, query_parameter
from gateway.openapi_schemas import OBJECT, TIME, WHOLE, Schema, listing, maybe, record, ref, text

_FLAG: Schema = {"type": "boolean"}
_WORDS = listing(text())
_TAKES: dict[str, Schema] = {
    "available": _FLAG | {"description": "Whether conversations may be assigned now."},
    "skills": _WORDS,
    "languages": _WORDS,
    "capacity": WHOLE | {"minimum": 1, "maximum": 50},
}
_CODE = text("Six digits of the authenticator app.")
_AGENT = {
    "name": "agent_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "The account's number.",
}
_AFTER = query_parameter("after", {"type": "string"}, "`next` of the page before.")

PEOPLE_SCHEMAS: dict[str, Schema] = {
    "Profile": record(
        {"id": text(), "name": text(), "role": text()} | _TAKES,
        # For those who manage people.
        {"email": text(), "active": _FLAG, "second_factor": _FLAG},
    ),
    "NewProfile": record({}, _TAKES),
    "OneProfile": record({"me": ref("Profile")}),
    "Profiles": record({"agents": listing(ref("Profile"))}),
    "NewAccount": record({}, {"role": text(), "active": _FLAG}),
    "OneAccount": record(
        {"agent": record({"id": text(), "name": text(), "role": text(), "active": _FLAG})}
    ),
    "NewSecondFactor": record(
        {"secret": text("Base32, shown only now."), "uri": text("otpauth://…")}
    ),
    "SecondFactorCode": record({"code": _CODE}),
    "SecondFactor": record({"second_factor": record({"on": _FLAG})}),
    "AuditPage": record(
        {
            "rows": listing(
                record(
                    {
                        "id": WHOLE,
                        "actor": text("agent:3, customer:OPAQUE, guest:CONVERSATION or system."),
                        "action": text(),
                        "subject": text(),
                        "details": OBJECT,
                        "at": TIME,
                    },
                    {"actor_name": maybe(text()), "digest": maybe(text())},
                )
            ),
            "next": maybe(text("Where the next page begins.")),
        }
    ),
}

PEOPLE_PATHS: dict[str, dict[str, Operation]] = {
    "/desk/api/agents": {
        "get": operation("List who works at the desk.", {200: "Profiles"}, security=COOKIE)
    },
    "/desk/api/agents/{agent_id}": {
        "put": operation(
            "Change the role of an account, disable it or enable it.",
            {200: "OneAccount"},
            takes="NewAccount",
            security=COOKIE,
            parameters=(_AGENT,),
        )
    },
    "/desk/api/me": {
        "get": operation("Show one's own profile.", {200: "OneProfile"}, security=COOKIE),
        "put": operation(
            "Say what one can take, and whether now.",
            {200: "OneProfile"},
            takes="NewProfile",
            security=COOKIE,
        ),
    },
    "/desk/api/me/sessions": {
        "delete": operation("Sign out everywhere.", {204: None}, security=COOKIE)
    },
    "/desk/api/me/totp": {
        "post": operation(
            "Make a second factor; it counts once it is confirmed.",
            {200: "NewSecondFactor"},
            security=COOKIE,
        ),
        "delete": operation(
            "Turn the second factor off.",
            {200: "SecondFactor"},
            takes="SecondFactorCode",
            security=COOKIE,
        ),
    },
    "/desk/api/me/totp/confirm": {
        "post": operation(
            "Turn the second factor on.",
            {200: "SecondFactor"},
            takes="SecondFactorCode",
            security=COOKIE,
        )
    },
    "/desk/api/audit": {
        "get": operation(
            "Show the audit log, the newest lines first.",
            {200: "AuditPage"},
            security=COOKIE,
            parameters=(_AFTER,),
        )
    },
}
