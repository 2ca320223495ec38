"""Signing in and out at the desk, and who is signed in."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from aiohttp import web

from crm import agent_sessions, agents, second_factor
from crm.agent_sessions import SESSION_LIFETIME, Attempt, Session
from crm.errors import Forbidden, Invalid
from crm.rights import limit_of
from crm.settings import Settings
from crm.store import Unit
from gateway.asking import open_to_all, signed_in
from gateway.desk_doors import DESK_DOORS
from gateway.desk_guard import COOKIE, CSRF_HEADER, SESSION, check_csrf, rights_now
from gateway.identity import Unauthorized
from gateway.keys import GATEWAY
from gateway.passwords import hash_password, is_hash_weak, password_matches
from gateway.requests import address_of, from_own_page, read_object


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_post("/desk/api/session", sign_in)
    app.router.add_get("/desk/api/session", show_session)
    app.router.add_delete("/desk/api/session", sign_out)
    app.router.add_delete("/desk/api/me/sessions", sign_out_everywhere)


@open_to_all
async def sign_in(request: web.Request) -> web.Response:
    """Open a session for an e-mail address, its password and, where one is on, a second factor."""
    gateway = request.app[GATEWAY]
    await gateway.limits.sign_ins_by_address.take(address_of(request))
    if not from_own_page(request):
        raise Forbidden("origin_not_allowed", "sign in on the desk's own page")
    body = await read_object(request)
    email, password, code = body.get("email"), body.get("password"), body.get("code")
    if not isinstance(email, str) or not isinstance(password, str):
        raise Invalid("credentials_missing", "send email and password")
    if code is not None and not isinstance(code, str):
        raise Invalid("code_malformed", "code must be a string of digits")
    attempt = await gateway.store.write(lambda unit: agent_sessions.begin_attempt(unit, email))
    # An unknown address costs the same time as a wrong password.
    kept = attempt.password_hash if attempt is not None else await asyncio.to_thread(_nobodys_hash)
    matches = await asyncio.to_thread(password_matches, kept, password)
    if attempt is None or not matches:
        raise Unauthorized("sign_in_failed", "this e-mail address and password do not go together")
    agent = attempt.agent
    if agent.second_factor and not code:
        await gateway.store.write(lambda unit: agent_sessions.forgive_attempt(unit, agent))
        raise Unauthorized("second_factor_needed", "enter the code of your authenticator app too")
    better = await asyncio.to_thread(_better_hash, attempt, password)

    def open_session(unit: Unit) -> tuple[str, Session] | None:
        if not second_factor.spend(unit, agent.id, code or ""):
            return None
        if better is not None:
            agents.keep_hash(unit, agent, better)
        return agent_sessions.open_session(unit, agent)

    opened = await gateway.store.write(open_session)
    if opened is None:
        raise Unauthorized(
            "second_factor_wrong", "this is not the code of this moment, or it was used already"
        )
    token, session = opened
    response = web.json_response(_shown(session, gateway.settings))
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


@signed_in
async def show_session(request: web.Request) -> web.Response:
    """Say who is signed in and what they may do."""
    return web.json_response(_shown(request[SESSION], request.app[GATEWAY].settings))


@signed_in
async def sign_out(request: web.Request) -> web.Response:
    """End the session."""
    token = request.cookies[COOKIE]
    await request.app[GATEWAY].store.write(lambda unit: agent_sessions.close_session(unit, token))
    request.app[DESK_DOORS].close(token)
    return _signed_out()


@signed_in
async def sign_out_everywhere(request: web.Request) -> web.Response:
    """End all sessions of the account, this one too."""
    agent = request[SESSION].agent
    store = request.app[GATEWAY].store
    await store.write(lambda unit: agent_sessions.close_all_sessions(unit, agent))
    await request.app[DESK_DOORS].close_ended()
    return _signed_out()


async def session_of(request: web.Request) -> Session:
    """Return the session that the request's cookie opens, as the guard found it."""
    return request[SESSION]


async def changing_session_of(request: web.Request) -> Session:
    """Return the session of a request that changes something, which needs the CSRF token.

    Raises
    ------
    Forbidden
        If the token is missing or wrong, or another site's page sends the request.
    """
    check_csrf(request, request[SESSION])
    return request[SESSION]


def _signed_out() -> web.Response:
    response = web.Response(status=204)
    response.del_cookie(COOKIE, path="/desk")
    return response


def _shown(session: Session, settings: Settings) -> dict[str, Any]:
    agent = session.agent
    return {
        "agent": {"id": str(agent.id), "name": agent.name, "role": agent.role},
        "rights": sorted(rights_now(agent, settings)),
        "order_limit_minor": limit_of(agent.role, settings.order_limits),
        "second_factor": {
            "on": agent.second_factor,
            "required": agent.role in settings.second_factor_roles,
        },
        "csrf": session.csrf_token,
    }


def _better_hash(attempt: Attempt, password: str) -> str | None:
    """Return a new hash if the parameters have grown since the old one was made."""
    return hash_password(password) if is_hash_weak(attempt.password_hash) else None


@cache
def _nobodys_hash() -> str:
    return hash_password("the password of nobody")


__all__ = ["COOKIE", "CSRF_HEADER", "add_routes", "changing_session_of", "session_of"]
