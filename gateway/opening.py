"""How the widget opens: its greeting, what one may ask, when people are there, what comes alone."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from aiohttp import web

from crm.agreed_segment import agreed_segment
from crm.errors import Invalid
from crm.opening import next_opening, opening_words
from crm.store import Unit
from crm.waiting import people_are_there
from crm.widget_rules import FALLBACK, Visit, opening
from gateway.keys import GATEWAY
from gateway.requests import address_of, read_object
from gateway.widget_file import WidgetFile

LARGEST_BODY = 16 * 1024
LONGEST_PAGE = 500
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

WIDGET_FILE: web.AppKey[WidgetFile] = web.AppKey("widget_file", WidgetFile)


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app[WIDGET_FILE] = WidgetFile(app[GATEWAY].settings.widget_file)
    app.router.add_post("/api/v1/widget/opening", open_widget)


async def open_widget(request: web.Request) -> web.Response:
    """Say how the widget opens on a page, for a visitor or a customer whom the shop vouches for."""
    gateway = request.app[GATEWAY]
    await gateway.limits.openings_by_address.take(address_of(request))
    body = await read_object(request, LARGEST_BODY)
    page, language = _page(body), _language(body)
    token = _text(body, "customer_token", LARGEST_BODY)
    reference = gateway.identity.customer_of(token) if token is not None else None
    rules = await request.app[WIDGET_FILE].rules()

    def find(unit: Unit) -> tuple[str | None, dict[str, Any]]:
        segment = agreed_segment(unit, reference) if reference is not None else None
        there = people_are_there(unit)
        return segment, {
            "open": there,
            "opens": None if there else opening_words(unit.now),
            "opens_at": None if there else next_opening(unit.now).astimezone(UTC).isoformat(),
        }

    segment, support = await gateway.store.read(find)
    visit = Visit(page, language, segment)
    return web.json_response(opening(rules, visit) | {"support": support})


def _page(body: dict[str, Any]) -> str | None:
    page = _text(body, "page", 4 * LONGEST_PAGE)
    if page is None:
        return None
    path = re.split(r"[?#]", page, maxsplit=1)[0][:LONGEST_PAGE]
    if not path.startswith("/"):
        raise Invalid("page_invalid", 'page must be the path of a page, such as "/product/42"')
    return path


def _language(body: dict[str, Any]) -> str:
    language = _text(body, "language", 40) or FALLBACK
    # What browsers call a language is not the customer's fault.
    return language if _LANGUAGE.fullmatch(language) else FALLBACK


def _text(body: dict[str, Any], name: str, longest: int) -> str | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest:
        must = f"{name} must be a string of at most {longest:,} characters"
        raise Invalid(f"{name}_invalid", f"{must}; leave it out if there is none")
    return value
