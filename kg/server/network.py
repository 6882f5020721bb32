"""A part of the graph as a network: the most telling nodes that pass the filters, placed when they are asked for."""

from __future__ import annotations

from kg.exporters._page.network import places
from kg.server.lists import Filters, passing
from kg.server.reading import Json, Reading, numbers

MOST_NODES = 10_000
"""Of one network: to place more takes longer than a reader waits."""

_NEIGHBOURS = 200
_RANK = "family = -1, family DESC, descendants DESC, links DESC, key"
"""The order of `places`, over the whole graph."""


def network(reading: Reading, filters: Filters, limit: int, focus: int | None) -> Json:
    """At most `limit` nodes, and `focus` with those of its neighbours that pass; see `Network` in `source.js`."""
    where, values = passing(filters, "node.id")
    linked = f"FROM node WHERE links > 0 AND {where}"
    (total,) = reading.rows(f"SELECT COUNT(*) {linked}", *values)[0]
    nodes = [id for (id,) in reading.rows(f"SELECT id {linked} ORDER BY {_RANK} LIMIT ?", *values, limit)]
    if focus is not None:
        near = reading.rows(
            f"SELECT id {linked} AND id IN (SELECT object FROM edge WHERE subject = ? "
            f"UNION SELECT subject FROM edge WHERE object = ?) ORDER BY {_RANK} LIMIT ?",
            *values, focus, focus, _NEIGHBOURS,
        )  # fmt: skip
        nodes = list(dict.fromkeys([*nodes, focus, *(id for (id,) in near)]))
    briefs = reading.briefs(nodes)
    chosen = numbers(nodes)
    edges = reading.edges(
        f"WHERE subject IN ({chosen}) AND object IN ({chosen}) AND confidence >= ? AND support >= ? ORDER BY id",
        filters.confidence, filters.support,
    )  # fmt: skip
    keys = {id: str(brief["key"]) for id, brief in briefs.items()}
    links = [(keys[edge.subject], edge.predicate, keys[edge.object]) for edge in edges]
    # What has no link to another node shown has a place too.
    placed = {place.key: place for place in places([*links, *((key, "", key) for key in keys.values())])}
    index = {id: number for number, id in enumerate(nodes)}
    shown = [(briefs[id], placed[keys[id]]) for id in nodes]
    return {
        "total": total,
        "nodes": [{**brief, "x": place.x, "y": place.y, "radius": place.radius} for brief, place in shown],
        "edges": [
            [index[edge.subject], index[edge.object], (edge.finer.split() or [edge.predicate])[0]] for edge in edges
        ],
    }
