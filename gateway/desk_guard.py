"""The guard before everything of the desk: a session, the right that is asked for, the CSRF token.

What is under ``/desk`` and does not say what it asks for (see :mod:`gateway.asking`) is refused.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Handler

from crm import agent_sessions, audit
from crm.agent_sessions import Session
from crm.agents import Agent
from crm.conversations import find
from crm.errors import Forbidden
from crm.rights import Right, rights_of
from crm.settings import Settings
from crm.store import Unit
from gateway.asking import OPEN, SIGNED_IN, asked_by
from gateway.identity import Unauthorized
from gateway.keys import GATEWAY
from gateway.requests import from_own_page

COOKIE = "attune_desk"
CSRF_HEADER = "X-CSRF-Token"
SESSION: web.RequestKey[Session] = web.RequestKey("desk_session", Session)
_READING = ("GET", "HEAD", "OPTIONS")


@web.middleware
async def guard_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through who may; sessions and roles are looked up for each request anew."""
    resource = request.match_info.route.resource
    if resource is None or not _is_of_desk(resource.canonical):
        return await handler(request)
    asked = asked_by(request.match_info.handler)
    if asked is None:
        raise Forbidden("no_right_named", "this is open to nobody: the route names no right")
    if asked == OPEN:
        return await handler(request)
    session = await _find(request)
    if asked != SIGNED_IN and asked not in rights_now(session.agent, request.app[GATEWAY].settings):
        raise Forbidden("no_right", _refusal(session.agent, asked, request.app[GATEWAY].settings))
    request[SESSION] = session
    if request.method not in _READING:
        check_csrf(request, session)
    return await handler(request)


def rights_now(agent: Agent, settings: Settings) -> frozenset[Right]:
    """Return what an agent may do at this moment."""
    required = settings.second_factor_roles
    return rights_of(agent.role, second_factor=agent.second_factor, required=required)


def idle_time(settings: Settings) -> timedelta:
    """Return how long a session lasts that nobody uses."""
    return timedelta(minutes=settings.desk_idle)


def check_csrf(request: web.Request, session: Session) -> None:
    """Make sure that the desk's own page sends a request that changes something.

    Raises
    ------
    Forbidden
        If the token is missing or wrong, or another site's page sends the request.
    """
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(
        given.encode("utf-8", "surrogateescape"), session.csrf_token.encode()
    ):
        raise Forbidden("csrf_token_wrong", f"send the session's csrf value as {CSRF_HEADER}")
    if not from_own_page(request):
        raise Forbidden("origin_not_allowed", "this can be done on the desk's own page only")


async def note_look(request: web.Request, action: str, conversation_id: str) -> None:
    """Keep in the audit log that the signed-in agent looks at a conversation's personal data.

    Raises
    ------
    NotFound
        If there is no such conversation.
    """
    actor = f"agent:{request[SESSION].agent.id}"

    def write(unit: Unit) -> None:
        conversation = find(unit, conversation_id)
        subject, customer = f"conversation:{conversation.public_id}", conversation.customer_id
        audit.log(unit, actor, action, subject, customer_id=customer)

    await request.app[GATEWAY].store.write(write)


async def _find(request: web.Request) -> Session:
    token, gateway = request.cookies.get(COOKIE, ""), request.app[GATEWAY]
    idle = idle_time(gateway.settings)

    def read(unit: Unit) -> tuple[Session | None, bool]:
        session = agent_sessions.find_session(unit, token, idle)
        return session, session is not None and agent_sessions.is_use_old(unit, token)

    session, old = await gateway.store.read(read)
    if session is None:
        raise Unauthorized("not_signed_in", "sign in at the desk first")
    if old:
        await gateway.store.write(lambda unit: agent_sessions.note_use(unit, token))
    return session


def _is_of_desk(path: str) -> bool:
    return path == "/desk" or path.startswith("/desk/")


def _refusal(agent: Agent, asked: str, settings: Settings) -> str:
    if not rights_now(agent, settings) and agent.role in settings.second_factor_roles:
        return f"the role {agent.role} needs a second factor; set it up under your account first"
    return f"the role {agent.role} has no right {asked}; ask an admin for it"
