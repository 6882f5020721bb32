"""What stands before every answer: whom the server listens to, and what a browser may do with what it gets."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every answer; a page brings a policy of its own."""


class Guard:
    """Refuses what other sites send, and says in every answer that no other site may use it.

    A server on the loopback interface listens only to the names of that interface: a page elsewhere that makes its own
    name lead here (DNS rebinding) gets nothing.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._names = {"localhost", "127.0.0.1", "::1", host.casefold()} if _is_loopback(host) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        problem = self._problem(Headers(scope=scope))
        app = PlainTextResponse(problem + "\n", 403) if problem else self._app
        await app(scope, receive, send_guarded)

    def _problem(self, headers: Headers) -> str:
        host = headers.get("host", "")
        if self._names is not None and _name(f"//{host}") not in self._names:
            return "this server answers to the names of this machine alone"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return "other sites may not ask this server"
        # Links from elsewhere may lead here, but a page elsewhere may not load from here.
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return "other sites may not ask this server"
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
