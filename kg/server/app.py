"""The web application of `kg serve`: the endpoint at /sparql, its query page, and the explorer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.errors import KgError, QueryError
from kg.exporters._page.assembly import assembled, live_explorer
from kg.ports import Store
from kg.server import protocol
from kg.server.guard import Guard
from kg.server.live import Live
from kg.server.questions import BadQuestion
from kg.server.workers import OutOfTime, Workers

PROCESSES = 2
"""How many SPARQL queries are answered at a time."""

_PREFIXES = ("kg:", "skos:", "dcterms:", "prov:", "rdf:", "rdfs:", "cito:", "schema:", "xsd:")


def application(store: Store, folder: Path, host: str, seconds: float) -> Starlette:
    """The application over a store, which lies in `folder`, for a server that listens on `host`.

    A query may take so many `seconds`. It follows the store when another process builds.
    """
    workers, live = Workers(folder, PROCESSES, seconds), Live(store)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await workers.close()

    async def sparql(request: Request) -> Response:
        return await _sparql(request, workers)

    async def source(request: Request) -> Response:
        return await _source(request, live)

    routes = [
        Route("/", explorer),
        Route("/source/{question}", source),
        Route("/sparql", sparql, methods=["GET", "POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, host=host)], lifespan=lifespan)


async def explorer(request: Request) -> Response:
    """The page that an export writes, with the source that asks this server."""
    page, policy = live_explorer()
    return _html(page, policy)


async def _source(request: Request, live: Live) -> Response:
    try:
        answer = await run_in_threadpool(
            live.answer, request.path_params["question"], request.query_params.get("given", "[]")
        )
    except BadQuestion as error:
        return JSONResponse({"error": str(error)}, 400)
    except KgError as error:
        return JSONResponse({"error": f"{error.message}. {error.hint}"}, 500)
    return Response(answer, media_type="application/json")


async def _sparql(request: Request, workers: Workers) -> Response:
    accept = request.headers.get("accept", "")
    try:
        body = await _body(request)
        query = protocol.asked(request.method, request.url.query, request.headers.get("content-type", ""), body)
        if query is None:
            if protocol.wants_page(accept):
                return _query_page()
            raise protocol.Refused(400, "no query")
        formats = protocol.formats(accept)
        if not formats:
            types = ", ".join(types[0] for types in protocol.FORMATS.values())
            raise protocol.Refused(406, f"answers can be had as {types}")
        format, answer = await workers.ask(query, formats)
    except protocol.Refused as refused:
        return PlainTextResponse(refused.message + "\n", refused.status)
    except OutOfTime as error:
        return PlainTextResponse(f"{error.message}. {error.hint}\n", 503)
    except QueryError as error:
        return PlainTextResponse(f"{error.message}. {error.hint}\n", 400)
    type_ = protocol.FORMATS[format][0]
    return Response(answer, media_type=f"{type_}; charset=utf-8" if type_.startswith("text/") else type_)


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > protocol.MOST_BYTES:
            raise protocol.Refused(413, f"a request has at most {protocol.MOST_BYTES >> 20} MiB")
    return body


def _query_page() -> Response:
    own = files("kg.server") / "_page"
    template, style, script = ((own / f"query.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    parts = {"prefixes": ", ".join(f"<code>{prefix}</code>" for prefix in _PREFIXES)}
    page, policy = assembled(template, style, [script], parts, connect="'self'")
    return _html(page, policy)


def _html(page: str, policy: str) -> Response:
    return HTMLResponse(page, headers={"Content-Security-Policy": policy + "; frame-ancestors 'none'"})
