"""The people at the desk: who they are, one's own account, and what everybody did."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from crm import agent_profile, agent_sessions, agents, audit, second_factor
from crm.errors import Invalid
from crm.rights import Right
from crm.store import Unit
from gateway.asking import asks, signed_in
from gateway.desk_doors import DESK_DOORS
from gateway.desk_guard import SESSION, rights_now
from gateway.keys import GATEWAY
from gateway.requests import address_of, read_object


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/desk/api/agents", list_agents)
    app.router.add_put("/desk/api/agents/{agent_id}", change_agent)
    app.router.add_get("/desk/api/me", show_me)
    app.router.add_put("/desk/api/me", change_me)
    app.router.add_post("/desk/api/me/totp", begin_totp)
    app.router.add_post("/desk/api/me/totp/confirm", confirm_totp)
    app.router.add_delete("/desk/api/me/totp", end_totp)
    app.router.add_get("/desk/api/audit", show_audit)


@asks(Right.SEE_CONVERSATIONS)
async def list_agents(request: web.Request) -> web.Response:
    """List who works at the desk; those who manage people see the accounts too."""
    gateway = request.app[GATEWAY]
    accounts = Right.MANAGE_PEOPLE in rights_now(request[SESSION].agent, gateway.settings)
    found = await gateway.store.read(lambda unit: agent_profile.profiles(unit, accounts=accounts))
    return web.json_response({"agents": found})


@asks(Right.MANAGE_PEOPLE)
async def change_agent(request: web.Request) -> web.Response:
    """Change the role of an account, disable it or enable it; it takes effect at once."""
    body = await read_object(request)
    role, active = body.get("role"), body.get("active")
    given = request.match_info["agent_id"]
    # No more digits than a key of the store has.
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise Invalid("agent_id_invalid", "an account is named by its number")
    if not isinstance(role, str | None) or not isinstance(active, bool | None):
        raise Invalid("account_invalid", "role is a text and active is true or false")
    actor = f"agent:{request[SESSION].agent.id}"

    def write(unit: Unit) -> dict[str, Any]:
        agent = agents.find_agent(unit, int(given))
        if role is not None:
            agent = agents.set_role(unit, agent.id, role, actor)
        if active is not None:
            agent = agents.set_active(unit, agent.id, active, actor)
        return {"id": str(agent.id), "name": agent.name, "role": agent.role, "active": agent.active}

    changed = await request.app[GATEWAY].store.write(write)
    await request.app[DESK_DOORS].close_ended()
    return web.json_response({"agent": changed})


@signed_in
async def show_me(request: web.Request) -> web.Response:
    """Show one's own profile."""
    agent_id = request[SESSION].agent.id
    store = request.app[GATEWAY].store
    found = await store.read(lambda unit: agent_profile.profile_of(unit, agent_id))
    return web.json_response({"me": found})


@signed_in
async def change_me(request: web.Request) -> web.Response:
    """Say what one can take and whether one takes anything now."""
    agent_id, body = request[SESSION].agent.id, await read_object(request)
    store = request.app[GATEWAY].store
    changed = await store.write(lambda unit: agent_profile.change_profile(unit, agent_id, body))
    return web.json_response({"me": changed})


@signed_in
async def begin_totp(request: web.Request) -> web.Response:
    """Make a second factor, which counts once a code of it is confirmed."""
    agent_id = request[SESSION].agent.id
    store = request.app[GATEWAY].store
    secret, uri = await store.write(lambda unit: second_factor.begin(unit, agent_id))
    return web.json_response({"secret": secret, "uri": uri})


@signed_in
async def confirm_totp(request: web.Request) -> web.Response:
    """Turn the second factor on."""
    agent_id, code = request[SESSION].agent.id, await _code(request)
    store = request.app[GATEWAY].store
    await store.write(lambda unit: second_factor.confirm(unit, agent_id, code))
    return web.json_response({"second_factor": {"on": True}})


@signed_in
async def end_totp(request: web.Request) -> web.Response:
    """Turn the second factor off, which takes a code: an open desk alone is not enough."""
    agent, code = request[SESSION].agent, await _code(request)
    gateway = request.app[GATEWAY]
    await gateway.limits.sign_ins_by_address.take(address_of(request))
    # Guesses count and lock as at the sign-in; they are counted before the code is looked at.
    await gateway.store.write(lambda unit: agent_sessions.begin_attempt(unit, agent.email))

    def write(unit: Unit) -> bool:
        if not second_factor.spend(unit, agent.id, code):
            return False
        agent_sessions.clear_attempts(unit, agent)
        second_factor.turn_off(unit, agent.id, f"agent:{agent.id}")
        return True

    if not await gateway.store.write(write):
        raise Invalid("second_factor_wrong", "this is not the code of this moment, or it was used")
    return web.json_response({"second_factor": {"on": False}})


@asks(Right.READ_AUDIT)
async def show_audit(request: web.Request) -> web.Response:
    """Show the audit log, the newest lines first."""
    after = request.query.get("after")
    if after is not None and not (after.isascii() and after.isdecimal() and len(after) <= 18):
        raise Invalid("cursor_invalid", "after is the next value of the page before")
    before = int(after) if after is not None else None
    found = await request.app[GATEWAY].store.read(lambda unit: audit.page(unit, before))
    cursor = str(found[-1]["id"]) if len(found) == audit.PAGE else None
    return web.json_response({"rows": found, "next": cursor})


async def _code(request: web.Request) -> str:
    code = (await read_object(request)).get("code")
    if not isinstance(code, str):
        raise Invalid("code_malformed", "send code, a string of digits")
    return code
