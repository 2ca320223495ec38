"""Who is at the desk: signing in and out, and the guard before everything else there."""

from __future__ import annotations

import asyncio
import hmac
from functools import cache
from typing import Any

from aiohttp import web

from crm import agent_sessions
from crm.agent_sessions import SESSION_LIFETIME, Session
from crm.errors import Forbidden, Invalid
from gateway.desk_doors import DESK_DOORS
from gateway.identity import Unauthorized
from gateway.keys import GATEWAY
from gateway.passwords import hash_password, password_matches
from gateway.requests import address_of, from_own_page, read_object

COOKIE = "attune_desk"
CSRF_HEADER = "X-CSRF-Token"


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_post("/desk/api/session", sign_in)
    app.router.add_get("/desk/api/session", show_session)
    app.router.add_delete("/desk/api/session", sign_out)


async def sign_in(request: web.Request) -> web.Response:
    """Open a session for an e-mail address and its password."""
    gateway = request.app[GATEWAY]
    await gateway.limits.sign_ins_by_address.take(address_of(request))
    if not from_own_page(request):
        raise Forbidden("origin_not_allowed", "sign in on the desk's own page")
    body = await read_object(request)
    email, password = body.get("email"), body.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        raise Invalid("credentials_missing", "send email and password")
    attempt = await gateway.store.write(lambda unit: agent_sessions.begin_attempt(unit, email))
    # An unknown address costs the same time as a wrong password.
    kept = attempt.password_hash if attempt is not None else await asyncio.to_thread(_nobodys_hash)
    matches = await asyncio.to_thread(password_matches, kept, password)
    if attempt is None or not matches:
        raise Unauthorized("sign_in_failed", "this e-mail address and password do not go together")
    agent = attempt.agent
    token, session = await gateway.store.write(
        lambda unit: agent_sessions.open_session(unit, agent)
    )
    response = web.json_response(_shown(session))
    response.set_cookie(
        COOKIE,
        token,
        path="/desk",
        max_age=int(SESSION_LIFETIME.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=request.secure or request.headers.get("X-Forwarded-Proto") == "https",
    )
    return response


async def show_session(request: web.Request) -> web.Response:
    """Say who is signed in."""
    return web.json_response(_shown(await session_of(request)))


async def sign_out(request: web.Request) -> web.Response:
    """End the session."""
    await changing_session_of(request)
    token = request.cookies[COOKIE]
    await request.app[GATEWAY].store.write(lambda unit: agent_sessions.close_session(unit, token))
    request.app[DESK_DOORS].close(token)
    response = web.Response(status=204)
    response.del_cookie(COOKIE, path="/desk")
    return response


async def session_of(request: web.Request) -> Session:
    """Return the session that the request's cookie opens.

    Raises
    ------
    Unauthorized
        If there is none.
    """
    token = request.cookies.get(COOKIE, "")
    store = request.app[GATEWAY].store
    session = await store.read(lambda unit: agent_sessions.find_session(unit, token))
    if session is None:
        raise Unauthorized("not_signed_in", "sign in at the desk first")
    return session


async def changing_session_of(request: web.Request) -> Session:
    """Return the session of a request that changes something, which needs the CSRF token.

    Raises
    ------
    Unauthorized
        If there is no session.
    Forbidden
        If the token is missing or wrong, or another site's page sends the request.
    """
    session = await session_of(request)
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), session.csrf_token.encode()):
        raise Forbidden("csrf_token_wrong", f"send the session's csrf value as {CSRF_HEADER}")
    if not from_own_page(request):
        raise Forbidden("origin_not_allowed", "this can be done on the desk's own page only")
    return session


def _shown(session: Session) -> dict[str, Any]:
    agent = session.agent
    shown = {"id": str(agent.id), "name": agent.name, "role": agent.role}
    return {"agent": shown, "csrf": session.csrf_token}


@cache
def _nobodys_hash() -> str:
    return hash_password("the password of nobody")
