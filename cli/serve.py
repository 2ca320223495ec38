"""`attune serve`: run the service and its engines until told to stop."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

import aiohttp
from aiohttp import web

from cli.demo import DESK_EMAIL, demo_shop
from cli.output import err
from cli.store_checks import refuse_to_serve_demo_data
from crm.errors import Conflict
from crm.settings import Settings, load_settings

# Together with the engines' own time to stop this stays well under ten seconds.
SHUTDOWN_SECONDS = 2.0
# After a restart all pages come back within seconds. Who finds the queue full waits for a second.
WAITING_CONNECTIONS = 4096


def serve() -> None:
    """Run the service until Ctrl-C or SIGTERM."""
    from gateway.logs import configure_logging

    settings = load_settings()
    configure_logging(settings.log_level)
    refuse_to_serve_demo_data(settings)
    allow_many_sockets()
    listener = listen(settings)
    asyncio.run(run(settings, listener, _make_app))


def _make_app(settings: Settings, port: int) -> web.Application:
    from gateway.app import Parts, create_app

    return create_app(settings, port, Parts(demo_shop=demo_shop() if settings.demo else None))


def allow_many_sockets() -> None:
    """Raise the number of files that this process may hold open as far as the system lets it.

    Shells commonly give 1024, which is a socket for as many customers.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def listen(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say.

    Raises
    ------
    Conflict
        If another program listens there.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(WAITING_CONNECTIONS)
    except OSError as error:
        listener.close()
        raise _cannot_listen(settings, error) from error
    return listener


def refuse_taken_port(settings: Settings) -> None:
    """Raise now what :func:`listen` would raise after minutes of preparation."""
    listen(settings).close()


async def run(
    settings: Settings,
    listener: socket.socket,
    make_app: Callable[[Settings, int], web.Application],
) -> None:
    """Serve on the listener until a signal comes, then stop everything.

    Parameters
    ----------
    make_app:
        Returns the application for the settings and the port that is really listened on.
    """
    port = int(listener.getsockname()[1])
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    runner = web.AppRunner(
        make_app(settings, port), shutdown_timeout=SHUTDOWN_SECONDS, access_log=None
    )
    try:
        await runner.setup()
        await web.SockSite(runner, listener, backlog=WAITING_CONNECTIONS).start()
        announcing = asyncio.create_task(_announce(settings, port))
        await stop.wait()
        announcing.cancel()
        err.print("Stopping ...", markup=False)
    finally:
        # A second Ctrl-C ends the wait at once.
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        await runner.cleanup()


async def _announce(settings: Settings, port: int) -> None:
    """Print the address as soon as a turn can be served, and before that why not yet."""
    shown = ""
    async with aiohttp.ClientSession(trust_env=False) as session:
        while True:
            with suppress(aiohttp.ClientError, TimeoutError, ValueError):
                async with session.get(f"{_address(settings, port)}/readyz") as response:
                    if response.status == 200:
                        break
                    reason = (await response.json(content_type=None)).get("detail", "")
                    if reason and reason != shown:
                        shown = reason
                        err.print(f"Not ready yet: {reason}", markup=False)
            await asyncio.sleep(0.3)
    err.print(f"\nAttune is ready: {_address(settings, port)}", markup=False)
    err.print(_hints(settings, port), markup=False)


def _hints(settings: Settings, port: int) -> str:
    desk = f"{_address(settings, port)}/desk"
    if not settings.demo:
        return f"The desk: {desk}\nCtrl-C stops it."
    sign_in = f"{DESK_EMAIL}, password {settings.demo_desk_password or 'as you set it'}"
    return f"The desk: {desk} (sign in as {sign_in})\nCtrl-C stops it."


def _address(settings: Settings, port: int) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - read, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _cannot_listen(settings: Settings, error: OSError) -> Conflict:
    place = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        detail = f"another program listens on {place}: stop it, or choose a port with PORT=8001"
    else:
        detail = f"cannot listen on {place} ({error.strerror}): see ATTUNE_HOST and PORT"
    return Conflict("cannot_listen", detail)
