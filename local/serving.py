"""The socket and the HTTP server (hypercorn: HTTP/1.1, and HTTP/2 to who knows we speak it)."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from typing import Any, cast

import hypercorn.asyncio
from hypercorn.config import Config
from hypercorn.typing import ASGIFramework

HOST = "127.0.0.1"
GRACE_SECONDS = 30


def listen(port: int) -> socket.socket:
    """A socket that this machine alone can reach; port 0 takes a free one. Raises OSError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


def base_url(listener: socket.socket) -> str:
    """Where a browser finds us."""
    return f"http://{HOST}:{listener.getsockname()[1]}"


async def serve(
    asgi: Callable[..., Awaitable[None]],
    listener: socket.socket,
    until: Callable[[], Awaitable[Any]],
) -> None:
    """Serve on `listener`, which is closed, `until` returns; requests in flight are finished."""
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.accesslog = None
    config.loglevel = "WARNING"
    config.include_server_header = False
    config.include_date_header = False  # the stack's clock says which day it is (server.py)
    config.graceful_timeout = GRACE_SECONDS
    await hypercorn.asyncio.serve(
        cast(ASGIFramework, asgi), config, mode="asgi", shutdown_trigger=until
    )
