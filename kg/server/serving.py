"""Runs the web application until it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from kg import registry
from kg.errors import KgError
from kg.server.app import application

SECONDS = 30.0
"""How long a SPARQL query may take unless told otherwise."""


def serve(
    folder: Path | str,
    host: str = "127.0.0.1",
    port: int = 8765,
    seconds: float = SECONDS,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the store in a folder until interrupted; port 0 takes a free one. `ready` is told the address.

    Nothing is written to the store. Raises StoreError where there is none, and KgError where the port is taken.
    """
    store = registry.open_store(folder)
    store.index()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise KgError(
            f"cannot listen on {host} port {port}: {error.strerror or error}", "--port 0 takes a free port."
        ) from error
    with listening:
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            application(store, Path(folder), host, seconds), log_level="warning", access_log=False, server_header=False
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
