"""The SPARQL 1.1 protocol: what a request asks, in which formats it wants the answer, and what is refused.

https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

FORMATS: dict[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "turtle": ("text/turtle", "application/x-turtle"),
    "ntriples": ("application/n-triples", "text/plain"),
}
"""Format of an answer -> media types that ask for it, the one it is sent as first; the preferred format first."""

MOST_BYTES = 1 << 20
"""Of a request."""


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A request that is not answered, with its HTTP status."""

    status: int
    message: str


def asked(method: str, parameters: str, content_type: str, body: bytes) -> str | None:
    """The query of a request, None where it has none at all; raises Refused.

    `parameters` is the query string of the address, `content_type` the header or "".
    """
    form, update = "application/x-www-form-urlencoded", "this endpoint only reads: it takes no update"
    type_ = content_type.partition(";")[0].strip().casefold()
    given = _pairs(parameters)
    if method == "POST":
        if type_ == "application/sparql-update":
            raise Refused(403, update)
        if type_ == "application/sparql-query":
            given.append(("query", _utf8(body)))
        elif type_ == form:
            given += _pairs(_utf8(body))
        else:
            raise Refused(415, f"send the query as application/sparql-query or {form}")
    names = [name for name, _ in given]
    if "update" in names:
        raise Refused(403, update)
    if "default-graph-uri" in names or "named-graph-uri" in names:
        raise Refused(400, "name the graphs in the query, with FROM and FROM NAMED")
    queries = [value for name, value in given if name == "query"]
    if len(queries) > 1:
        raise Refused(400, "more than one query")
    if not queries and (method == "POST" or parameters):
        raise Refused(400, "no query")
    return queries[0] if queries else None


def formats(accept: str) -> list[str]:
    """The formats that an Accept header lets pass, the most wanted first, of equals in the order of FORMATS.

    >>> formats("text/csv;q=0.5, application/json")
    ['json', 'csv']
    >>> formats("text/html,application/xhtml+xml,*/*;q=0.8")[:2], formats("image/png")
    (['json', 'xml'], [])
    """
    wanted = _ranges(accept or "*/*")
    quality = {
        format: max((_quality(wanted, type_) for type_ in types), default=0.0) for format, types in FORMATS.items()
    }
    return sorted((format for format in FORMATS if quality[format] > 0), key=lambda format: -quality[format])


def wants_page(accept: str) -> bool:
    """Whether a request comes from a browser that wants a page."""
    return _ranges(accept).get("text/html", 0) > 0


def _quality(wanted: dict[str, float], type_: str) -> float:
    """How much a media type is wanted, 0..1: what names it closest decides."""
    ranges = (type_, type_.partition("/")[0] + "/*", "*/*")
    return next((wanted[range_] for range_ in ranges if range_ in wanted), 0.0)


def _ranges(accept: str) -> dict[str, float]:
    ranges = {}
    for item in accept.split(","):
        type_, *parameters = (part.strip().casefold() for part in item.split(";"))
        given = dict(parameter.partition("=")[::2] for parameter in parameters)
        try:
            ranges[type_] = float(given.get("q", "1"))
        except ValueError:
            ranges[type_] = 0.0
    return ranges


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise Refused(400, "the parameters cannot be read as UTF-8") from error


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, "the request is not UTF-8") from error
