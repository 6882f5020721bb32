"""Lists of nodes: what passes the filters, in an order, a page at a time; and the methods that others grew out of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import FINER
from kg.server.reading import Json, Reading

_SORTS = {
    "label": "label COLLATE NOCASE", "kind": "kind", "year": "year", "links": "links", "ancestors": "ancestors",
    "descendants": "descendants",
}  # fmt: skip
_CHILDREN = 12
"""Of a family, at most."""

_TOUCHING = """{node} IN (
  WITH wanted(id) AS (SELECT id FROM node WHERE key IN (SELECT value FROM json_each(?))),
    near(id) AS (SELECT id FROM wanted UNION SELECT subject FROM edge WHERE object IN wanted)
  SELECT id FROM near UNION SELECT object FROM edge WHERE subject IN wanted
  UNION SELECT object FROM edge WHERE predicate = 'introduces' AND subject IN near)"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Every field narrows; an empty one lets everything pass. See `Filters` in `source.js`."""

    kinds: Sequence[str] = ()
    relations: Sequence[str] = ()
    tasks: Sequence[str] = ()
    datasets: Sequence[str] = ()
    hardware: Sequence[str] = ()
    confidence: float = 0
    support: int = 0


def passing(filters: Filters, node: str) -> tuple[str, list[object]]:
    """(SQL condition, its values): whether the node numbered by the column `node` passes every filter that is set."""
    conditions, values = ["1"], list[object]()
    if filters.kinds:
        conditions.append(f"{node} IN (SELECT id FROM node WHERE kind IN (SELECT value FROM json_each(?)))")
        values.append(json.dumps(list(filters.kinds)))
    edge, given = _strong(filters)
    if filters.relations:
        # All such edges at once: there are fewer of a predicate than there are nodes to ask.
        finer = [name for name in filters.relations if name in FINER]
        kinds = [
            "predicate IN (SELECT value FROM json_each(?))",
            *["predicate = 'extends' AND finer LIKE ?"] * len(finer),
        ]
        given += [json.dumps(list(filters.relations)), *(f"% {name} %" for name in finer)]
        edges = f"FROM edge WHERE {edge} AND ({' OR '.join(kinds)})"
        conditions.append(f"{node} IN (SELECT subject {edges} UNION SELECT object {edges})")
        values += given + given
    elif filters.confidence or filters.support:
        conditions.append(
            f"EXISTS (SELECT 1 FROM edge WHERE subject = {node} AND {edge} "
            f"UNION ALL SELECT 1 FROM edge WHERE object = {node} AND {edge})"
        )
        values += given + given
    for keys in (filters.tasks, filters.datasets, filters.hardware):
        if keys:
            conditions.append(_TOUCHING.format(node=node))
            values.append(json.dumps(list(keys)))
    return " AND ".join(conditions), values


def listed(reading: Reading, filters: Filters, by: str, down: bool, offset: int, limit: int) -> Json:
    """A page of the nodes that pass, and how many pass; equal values are ordered by key."""
    where, values = passing(filters, "node.id")
    (total,) = reading.rows(f"SELECT COUNT(*) FROM node WHERE {where}", *values)[0]
    # Nodes are numbered by their links and keys.
    order = "id" if (by, down) == ("links", True) else f"{_SORTS[by]} {'DESC' if down else 'ASC'}, key"
    columns = ("key", "kind", "label", "year", "links", "ancestors", "descendants")
    rows = reading.rows(
        f"SELECT {', '.join(columns)} FROM node WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?", *values, limit, offset
    )
    return {"total": total, "rows": [dict(zip(columns, row, strict=True)) for row in rows]}


def families(reading: Reading, filters: Filters, offset: int, limit: int) -> Json:
    """A page of the methods with descendants, the most extended first, and how many there are."""
    where, values = passing(filters, "object")
    edge, given = _strong(filters)
    grouped = f"FROM edge WHERE predicate = 'extends' AND {edge} AND {where} GROUP BY object"
    (total,) = reading.rows(f"SELECT COUNT(*) FROM (SELECT 1 {grouped})", *given, *values)[0]
    heads = reading.rows(
        f"SELECT object, direct FROM (SELECT object, COUNT(*) AS direct {grouped}) JOIN node ON id = object "
        "ORDER BY direct DESC, inward DESC, key LIMIT ? OFFSET ?", *given, *values, limit, offset,
    )  # fmt: skip
    found = []
    for head, direct in heads:
        children = [
            child for (child,) in reading.rows(
                f"SELECT subject FROM edge JOIN node ON node.id = subject WHERE predicate = 'extends' AND object = ? "
                f"AND {edge} ORDER BY descendants DESC, support DESC, confidence DESC, edge.id LIMIT ?",
                head, *given, _CHILDREN,
            )
        ]  # fmt: skip
        briefs = reading.briefs([head, *children])
        found.append({
            "node": briefs[head], "children": [briefs[child] for child in children], "direct": direct,
            "all": descendants(reading, head, filters),
        })  # fmt: skip
    return {"total": total, "families": found}


def descendants(reading: Reading, node: int, filters: Filters, side: str = "in") -> int:
    """How many descendants ("in") or ancestors ("out") of every generation a method has, over strong enough edges."""
    edge, given = _strong(filters)
    here, there = ("object", "subject") if side == "in" else ("subject", "object")
    (number,) = reading.rows(
        f"WITH RECURSIVE kin(id) AS (SELECT ? UNION SELECT {there} FROM kin JOIN edge ON {here} = kin.id "
        f"WHERE predicate = 'extends' AND {edge}) SELECT COUNT(*) - 1 FROM kin", node, *given,
    )[0]  # fmt: skip
    return int(number)


def _strong(filters: Filters) -> tuple[str, list[object]]:
    return "confidence >= ? AND support >= ?", [filters.confidence, filters.support]
