"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from crm.errors import AttuneError, Conflict, Forbidden, Invalid, NotFound, Refused
from gateway.engine.state import EngineUnavailable
from gateway.identity import Unauthorized
from gateway.keys import GATEWAY
from gateway.limits import TooMany
from gateway.requests import address_of
from gateway.sockets import Full

log = logging.getLogger(__name__)

STATUS: dict[type[AttuneError], int] = {
    NotFound: 404,
    Conflict: 409,
    Refused: 409,
    Invalid: 422,
    Forbidden: 403,
    Unauthorized: 401,
    Full: 503,
    TooMany: 429,
    EngineUnavailable: 503,
}
_BY_CODE = {
    "sign_in_locked": 429,
    "malformed_json": 400,
    "malformed_body": 400,
    "body_slow": 408,
    "attachment_too_large": 413,
    "attachment_type": 415,
    "busy": 503,
}


def status_of(error: AttuneError) -> int:
    """Return the HTTP status that an error of the rules stands for."""
    if error.code in _BY_CODE:
        return _BY_CODE[error.code]
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def problem(
    status: int, code: str, detail: str, headers: dict[str, str] | None = None
) -> web.Response:
    """Return an error as a response.

    Parameters
    ----------
    code:
        A stable word for programs.
    detail:
        One sentence for people.
    """
    body = {
        "type": f"urn:attune:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return web.Response(
        status=status,
        text=json.dumps(body),
        content_type="application/problem+json",
        headers=headers,
    )


@web.middleware
async def problem_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into a problem; nothing of the service's inside is told."""
    try:
        return await handler(request)
    except AttuneError as error:
        response = _of_rules(error)
        asked = request.match_info.get("id")
        request.app[GATEWAY].refusals.tell(error, address_of(request), asked)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = _of_http(request, error)
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        response = problem(500, "internal_error", "Something went wrong on our side.")
    request.app[GATEWAY].metrics.problems.labels(str(response.status)).inc()
    return response


def _of_rules(error: AttuneError) -> web.Response:
    status = status_of(error)
    headers = {}
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, Refused) and "retry_after" in error.values:
        headers["Retry-After"] = error.values["retry_after"]
    return problem(status, error.code, error.detail, headers)


def _of_http(request: web.Request, error: web.HTTPException) -> web.Response:
    headers = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
    code, detail = {
        404: ("not_found", f"there is nothing at {request.path}"),
        405: ("method_not_allowed", f"{request.method} is not possible at {request.path}"),
        413: ("too_large", "the request's body is too large"),
    }.get(error.status, (error.reason.lower().replace(" ", "_"), error.reason))
    return problem(error.status, code, detail, headers)
