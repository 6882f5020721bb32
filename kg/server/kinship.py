"""Walks over the lineage in the index, as the page walks its own graph (`walks.js`)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from kg.server.lists import Filters, descendants
from kg.server.reading import Edge, Json, Reading, numbers

_COMPARED = 4
"""How many compared methods a drawing holds, at most."""

_BEST = "ORDER BY support DESC, confidence DESC, id"


def walk(reading: Reading, start: int, direction: str, depth: int, limit: int, compared: bool, bounds: Filters) -> Json:
    """The relatives of a method to `depth` generations, `limit` of each, and every edge between them."""
    drawn = {start: 0}
    totals = []
    for side, sign, wanted in (("out", -1, direction != "down"), ("in", 1, direction != "up")):
        inner = {start}
        levels = _generations(reading, start, side, depth, bounds) if wanted else []
        for step, level in enumerate(levels, start=1):
            tied = {_far(edge, side) for edge in _lineage(reading, inner, side, bounds)}
            kept = [node for node in level if node in tied][:limit]
            drawn |= dict.fromkeys(kept, sign * step)
            totals.append({"generation": sign * step, "total": len(level)})
            inner = set(kept)
    if compared:
        drawn |= dict.fromkeys(_rivals(reading, start, drawn, bounds), 0)
    kinds = "('extends', 'comparedWith')" if compared else "('extends')"
    among = numbers(drawn)
    edges = reading.edges(
        f"WHERE subject IN ({among}) AND object IN ({among}) AND predicate IN {kinds} "
        "AND confidence >= ? AND support >= ? ORDER BY id", bounds.confidence, bounds.support,
    )  # fmt: skip
    briefs = reading.briefs(drawn)
    direct = {
        id: counts for id, *counts in reading.rows(f"SELECT id, ancestors, descendants FROM node WHERE id IN ({among})")
    }
    return {
        "relatives": [
            {
                "node": briefs[node],
                "generation": generation,
                "ancestors": direct[node][0],
                "descendants": direct[node][1],
            }
            for node, generation in drawn.items()
        ],
        "edges": reading.told(edges),
        "generations": sorted(totals, key=lambda total: total["generation"]),
        "ancestors": descendants(reading, start, bounds, "out"),
        "descendants": descendants(reading, start, bounds, "in"),
    }


def chain(reading: Reading, start: int, end: int, bounds: Filters) -> Json:
    """The likeliest chain between two methods: a line of descent, or up to a common ancestor and down again."""
    mine, yours = _ways_up(reading, start, bounds), _ways_up(reading, end, bounds)
    shared = mine.keys() & yours.keys()
    if start == end or not shared:
        briefs = reading.briefs([start, end])
        return {"nodes": [briefs[start], briefs[end]], "edges": [], "kind": "none", "turn": -1}
    keys = {id: brief["key"] for id, brief in reading.briefs(shared).items()}
    top = (
        end if end in mine else start if start in yours
        else min(shared, key=lambda node: (-mine[node][0] * yours[node][0], keys[node]))
    )  # fmt: skip
    up, down = _steps(mine, top), _steps(yours, top)[::-1]
    nodes = [start, *(edge.object for edge in up), *(edge.subject for edge in down)]
    briefs, common = reading.briefs(nodes), top not in (start, end)
    return {
        "nodes": [briefs[node] for node in nodes],
        "edges": reading.told([*up, *down]),
        "kind": "common" if common else "descent",
        "turn": len(up) if common else -1,
    }


def _lineage(reading: Reading, nodes: Iterable[int], side: str, bounds: Filters) -> list[Edge]:
    """Edges of lineage that leave these nodes ("out") or reach them ("in"), the best supported first."""
    near = "subject" if side == "out" else "object"
    return reading.edges(
        f"WHERE {near} IN ({numbers(nodes)}) AND predicate = 'extends' AND confidence >= ? AND support >= ? {_BEST}",
        bounds.confidence, bounds.support,
    )  # fmt: skip


def _far(edge: Edge, side: str) -> int:
    return edge.object if side == "out" else edge.subject


def _generations(reading: Reading, start: int, side: str, depth: int, bounds: Filters) -> list[list[int]]:
    """Generations of ancestors ("out") or descendants ("in"), nearest first, the best supported of each first."""
    seen, levels = {start}, list[list[int]]()
    level = [start]
    while level and len(levels) < depth:
        best: dict[int, Edge] = {}
        for edge in _lineage(reading, level, side, bounds):
            if _far(edge, side) not in seen:
                best.setdefault(_far(edge, side), edge)
        rank = {id: (-number, key) for id, number, key in reading.rows(
            f"SELECT id, descendants, key FROM node WHERE id IN ({numbers(best)})")}  # fmt: skip
        level = sorted(
            best, key=lambda node: (-best[node].support, rank[node][0], -best[node].confidence, rank[node][1])
        )
        seen.update(level)
        if level:
            levels.append(level)
    return levels


def _rivals(reading: Reading, start: int, drawn: Iterable[int], bounds: Filters) -> list[int]:
    """Methods that the start is compared with and that are no relatives of it."""
    found = reading.edges(
        "WHERE predicate = 'comparedWith' AND (subject = ? OR object = ?) AND confidence >= ? AND support >= ? "
        "ORDER BY subject != ?, support DESC, confidence DESC, id",
        start, start, bounds.confidence, bounds.support, start,
    )  # fmt: skip
    kin = set(drawn)
    for side in ("out", "in"):
        kin.update(*_generations(reading, start, side, 1 << 30, bounds))
    others = dict.fromkeys(edge.object if edge.subject == start else edge.subject for edge in found)
    return [node for node in others if node not in kin][:_COMPARED]


Ways = dict[int, tuple[float, Edge | None]]
"""Each ancestor, and the node itself, with the product of the likeliest way up to it and the last edge of that way."""


def _ways_up(reading: Reading, start: int, bounds: Filters) -> Ways:
    levels = _generations(reading, start, "out", 1 << 30, bounds)
    edges: dict[int, list[Edge]] = {}
    for edge in _lineage(reading, [start, *(node for level in levels for node in level)], "out", bounds):
        edges.setdefault(edge.subject, []).append(edge)
    ways: Ways = {}
    due: list[tuple[float, int, int, Edge | None]] = [(-1.0, 0, start, None)]
    while due:
        product, steps, node, last = heapq.heappop(due)
        if node not in ways:
            ways[node] = (-product, last)
            for edge in edges.get(node, ()):
                heapq.heappush(due, (product * edge.confidence, steps + 1, edge.object, edge))
    return ways


def _steps(ways: Ways, end: int) -> list[Edge]:
    """The edges of the way up to `end`, the first first."""
    steps = []
    edge = ways[end][1]
    while edge:
        steps.append(edge)
        edge = ways[edge.subject][1]
    return steps[::-1]
