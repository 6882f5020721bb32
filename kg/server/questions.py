"""The questions that the explorer asks of its source, answered from a reading of the store.

Names, arguments and shapes are those of `Source` in `kg/exporters/_page/source.js`. A bad argument raises BadQuestion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from kg.server import kinship, nodes
from kg.server.lists import Filters, families, listed
from kg.server.network import MOST_NODES, network
from kg.server.reading import Json, Reading
from kg.server.search import search

_MOST = 1000
"""Rows of one answer."""


class BadQuestion(Exception):
    """A question that is not of the contract."""


def answer(reading: Reading, question: str, given: object) -> Any:
    """What the source answers to a question with a list of arguments, as JSON."""
    if question not in _QUESTIONS:
        raise BadQuestion("no such question")
    if not isinstance(given, list):
        raise BadQuestion("the arguments are no list")
    try:
        return _QUESTIONS[question](reading, *given)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise BadQuestion("the arguments do not fit the question") from error


def _meta(reading: Reading) -> Json:
    return reading.about


def _search(reading: Reading, text: str, filters: Json, limit: int) -> list[Json]:
    return search(reading, str(text)[:200], _filters(filters), _number(limit))


def _node(reading: Reading, key: str) -> Json | None:
    node = reading.number(str(key))
    return None if node is None else nodes.details(reading, node)


def _edges(reading: Reading, key: str, predicate: str, direction: str, offset: int, limit: int) -> list[Json]:
    node = reading.number(str(key))
    if node is None:
        return []
    side = _one_of(direction, "out", "in")
    return reading.told(nodes.links(reading, node, str(predicate), side, _number(offset, 1 << 60), _number(limit)))


def _lineage(reading: Reading, key: str, options: Json) -> Json | None:
    node = reading.number(str(key))
    if node is None:
        return None
    direction = _one_of(options.get("direction", "both"), "both", "up", "down")
    depth, limit = _number(options.get("depth", 2), 100), _number(options.get("limit", 7))
    return kinship.walk(reading, node, direction, depth, limit, bool(options.get("compared")), _bounds(options))


def _path(reading: Reading, start: str, end: str, options: Json) -> Json:
    ends = [reading.number(str(key)) for key in (start, end)]
    if None in ends:
        known = reading.briefs(node for node in ends if node is not None)
        return {"nodes": list(known.values()), "edges": [], "kind": "none", "turn": -1}
    return kinship.chain(reading, ends[0], ends[1], _bounds(options))  # type: ignore[arg-type]


def _list(reading: Reading, filters: Json, sort: Json, offset: int, limit: int) -> Json:
    place = _number(offset, 1 << 60)
    return listed(reading, _filters(filters), str(sort["by"]), bool(sort["down"]), place, _number(limit))


def _families(reading: Reading, filters: Json, offset: int, limit: int) -> Json:
    return families(reading, _filters(filters), _number(offset, 1 << 60), _number(limit))


def _network(reading: Reading, filters: Json, limit: int, key: str | None = None) -> Json:
    focus = reading.number(str(key)) if key else None
    return network(reading, _filters(filters), _number(limit, MOST_NODES), focus)


_QUESTIONS: dict[str, Callable[..., Any]] = {
    "meta": _meta, "search": _search, "node": _node, "edges": _edges, "lineage": _lineage, "path": _path, "list": _list,
    "families": _families, "network": _network,
}  # fmt: skip


def _filters(given: Mapping[str, Any]) -> Filters:
    """The filters of a page; what is not set or unknown lets everything pass."""
    known = {field.name for field in fields(Filters)}
    values = {name: value for name, value in given.items() if name in known and value}
    lists = {name: [str(item) for item in value] for name, value in values.items() if isinstance(value, list)}
    return Filters(**{**lists, **_numbers(values)})


def _bounds(given: Mapping[str, Any]) -> Filters:
    return Filters(**_numbers(given))


def _numbers(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float(given.get(name) or 0) for name in ("confidence", "support")}


def _number(value: object, most: int = _MOST) -> int:
    return max(0, min(int(value), most))  # type: ignore[call-overload, no-any-return]


def _one_of(value: object, *known: str) -> str:
    if value not in known:
        raise ValueError
    return str(value)
