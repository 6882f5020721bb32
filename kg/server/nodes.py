"""One node of the graph, whole: its names, and its links with the sentences behind them, the best of each kind."""

from __future__ import annotations

from kg.ids import iri
from kg.server.reading import Edge, Json, Reading, numbers

LINKS_AT_FIRST = 50
"""How many edges of one kind come with a node; as in `source.js`."""

_OF_A_METHODS_PAPER = ("addresses", "usesDataset", "runsOn", "targets", "hasCode", "hasPage")
_BEST = "ORDER BY support DESC, confidence DESC, id"


def details(reading: Reading, node: int) -> Json:
    """A node with its groups of links; see `Details` in `source.js`."""
    brief = reading.briefs([node])[node]
    groups = [
        (predicate, side, total, links(reading, node, predicate, side, 0, LINKS_AT_FIRST))
        for side, end in (("out", "subject"), ("in", "object"))
        for predicate, total in reading.rows(
            f"SELECT predicate, COUNT(*) FROM edge WHERE {end} = ? GROUP BY predicate ORDER BY predicate", node
        )
    ]
    from_papers = _from_papers(reading, node) if brief["kind"] == "Method" else []
    # All at once, because a question for sentences costs more by itself than by what it asks.
    edges = list(dict.fromkeys(edge for *_, found in [*groups, *from_papers] for edge in found))
    told = dict(zip(edges, reading.told(edges), strict=True))
    shown, of_papers = (
        [
            {"predicate": predicate, "direction": side, "total": total, "edges": [told[edge] for edge in found]}
            for predicate, side, total, found in chosen
        ]
        for chosen in (groups, from_papers)
    )
    names = reading.rows("SELECT name FROM name WHERE node = ? AND name != ? ORDER BY name", node, brief["label"])
    return {
        **brief,
        **(reading.paper(brief["key"]) if brief["kind"] == "Paper" else {}),
        "iri": iri(brief["key"], reading.base),
        "aliases": [name for (name,) in names],
        "groups": shown,
        "fromPapers": of_papers,
    }


def links(reading: Reading, node: int, predicate: str, side: str, offset: int, limit: int) -> list[Edge]:
    """Edges of one predicate that leave a node ("out") or reach it ("in"), the best supported first."""
    end = "subject" if side == "out" else "object"
    return reading.edges(f"WHERE {end} = ? AND predicate = ? {_BEST} LIMIT ? OFFSET ?", node, predicate, limit, offset)


def _from_papers(reading: Reading, method: int) -> list[tuple[str, str, int, list[Edge]]]:
    """What the papers that introduce a method say of it, everything once."""
    papers = [edge.subject for edge in links(reading, method, "introduces", "in", 0, LINKS_AT_FIRST)]
    kinds = ", ".join(f"'{predicate}'" for predicate in _OF_A_METHODS_PAPER)
    found: dict[str, dict[int, Edge]] = {}
    for edge in reading.edges(f"WHERE subject IN ({numbers(papers)}) AND predicate IN ({kinds}) {_BEST}"):
        found.setdefault(edge.predicate, {}).setdefault(edge.object, edge)
    return [
        (predicate, "out", len(edges), list(edges.values())[:LINKS_AT_FIRST])
        for predicate, edges in sorted(found.items())
    ]
