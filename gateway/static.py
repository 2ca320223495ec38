"""The pages of widget, desk and shop, and the headers that keep them safe."""

from __future__ import annotations

import re
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from crm.errors import NotFound
from crm.settings import PROJECT
from gateway.asking import open_to_all
from gateway.keys import GATEWAY

DIST = PROJECT / "web" / "dist"
DIST_KEY: web.AppKey[Path] = web.AppKey("dist", Path)

_NAME = re.compile(r"\w[\w.-]*", re.ASCII)
_HASHED = {"Cache-Control": "public, max-age=31536000, immutable"}
_FRESH = {"Cache-Control": "no-cache"}


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/", start_page)
    app.router.add_get("/desk", desk_page)
    app.router.add_get("/desk/", desk_page)
    app.router.add_get("/widget/frame", widget_frame)
    app.router.add_get("/widget/loader.js", widget_loader)
    app.router.add_get("/assets/{bundle}/{name}", asset)


async def start_page(request: web.Request) -> web.StreamResponse:
    """Show the demo shop; without it, lead to the desk."""
    if not request.app[GATEWAY].settings.demo:
        raise web.HTTPFound("/desk")
    return _page(request, "shop/index.html", frame_ancestors="'none'")


async def mailbox_page(request: web.Request) -> web.StreamResponse:
    """Show the demo's mailbox, which no page may put into a frame."""
    return _page(request, "shop/mailbox.html", frame_ancestors="'none'")


@open_to_all
async def desk_page(request: web.Request) -> web.StreamResponse:
    """Show the desk, which no page may put into a frame."""
    return _page(request, "desk/index.html", frame_ancestors="'none'")


async def widget_frame(request: web.Request) -> web.StreamResponse:
    """Show the widget's frame, which this service's pages and the allowed origins may embed."""
    allowed = " ".join(("'self'", *request.app[GATEWAY].settings.allowed_origins))
    return _page(request, "widget/frame.html", frame_ancestors=allowed)


async def widget_loader(request: web.Request) -> web.StreamResponse:
    """Send the script that shops include, from whatever site it is asked for."""
    headers = _FRESH | {"Cross-Origin-Resource-Policy": "cross-origin"}
    return _file(request, "widget/loader.js", headers)


async def asset(request: web.Request) -> web.StreamResponse:
    """Send a script, a style or a picture of a page; its name changes with its content."""
    bundle, name = request.match_info["bundle"], request.match_info["name"]
    if bundle not in ("shop", "desk", "widget") or not _NAME.fullmatch(name):
        raise NotFound("not_found", f"there is nothing at {request.path}")
    return _file(request, f"{bundle}/assets/{bundle}/{name}", _HASHED)


@web.middleware
async def header_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Add the headers that every answer needs; pages have stricter ones already."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        _add_headers(error)
        raise
    if not response.prepared:
        _add_headers(response)
    return response


def _add_headers(response: web.StreamResponse) -> None:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault(
        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"
    )


def _page(request: web.Request, name: str, frame_ancestors: str) -> web.StreamResponse:
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data: https:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            # Not even the pages' own scripts can turn a text into HTML or into a script.
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
            f"frame-ancestors {frame_ancestors}",
        )
    )
    headers = _FRESH | {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    return _file(request, name, headers)


def _file(request: web.Request, name: str, headers: dict[str, str]) -> web.StreamResponse:
    folder = request.app[DIST_KEY]
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        if not folder.is_dir():
            raise NotFound("pages_not_built", "the pages are not built yet: run `make setup`")
        raise NotFound("not_found", f"there is nothing at {request.path}")
    return web.FileResponse(path, headers=headers)
