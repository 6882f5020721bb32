"""The edges of the resolved graph: a function of its papers and claims alone, so a store need not keep it.

Edges that claims state carry these claims; kg:usedFor and cito:extends are rolled up from them, and a code address that
came with the input (not in the text) is an edge without a claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.ids import is_repository, web_address
from kg.model import PREDICATES, Edge, Entity, Evidence, Graph, Paper


def graph_of(papers: dict[str, Paper], entities: tuple[Entity, ...], evidence: tuple[Evidence, ...]) -> Graph:
    """The graph with its edges; all arguments sorted.

    >>> graph_of({"paper/a": Paper("A", "", code_url="github.com/x/y")}, (), ()).edges[0].object
    'https://github.com/x/y'
    """
    return Graph(papers, entities, _edges(evidence, papers), evidence)


def _edges(evidence: Sequence[Evidence], papers: Mapping[str, Paper]) -> tuple[Edge, ...]:
    said: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for item in evidence:
        if item.subject == item.object:
            # Two names of one paper that other papers show to be one thing; the claim is kept, the link says nothing.
            continue
        said[item.subject, item.predicate, item.object].append(item)
        if item.refinement:
            said[item.subject, item.refinement, item.object].append(item)
    edges = [
        Edge(subject, predicate, target, len({item.paper for item in items}), _together(items),
             tuple(sorted(items, key=lambda item: (-item.confidence, item))))
        for (subject, predicate, target), items in said.items()
    ]  # fmt: skip
    edges = _strongest(edges)
    stated = {(edge.subject, edge.object) for edge in edges}
    given = ((key, web_address(paper.code_url)) for key, paper in papers.items())
    edges += [
        Edge(paper, "hasCode" if is_repository(url) else "hasPage", url, 1, 1.0)
        for paper, url in given
        if url and (paper, url) not in stated
    ]
    return tuple(sorted(edges + _rolled_up(edges)))


def _together(items: Iterable[Evidence]) -> float:
    """Probability that at least one paper is right, taking the best claim of each paper and papers as independent."""
    best: dict[str, float] = defaultdict(float)
    for item in items:
        best[item.paper] = max(best[item.paper], item.confidence)
    wrong = 1.0
    for paper in sorted(best):
        wrong *= 1.0 - best[paper]
    return round(1.0 - wrong, 4)


def _strongest(edges: Sequence[Edge]) -> list[Edge]:
    """Only the strongest role of one paper and one entity; of two methods, extends goes before comparedWith."""
    rank = {predicate: place for place, predicate in enumerate(PREDICATES)}
    best: dict[tuple[str, str], int] = {}
    for edge in edges:
        if edge.predicate in rank:
            pair = (edge.subject, edge.object)
            best[pair] = min(best.get(pair, len(rank)), rank[edge.predicate])
    return [e for e in edges if e.predicate not in rank or best[e.subject, e.object] == rank[e.predicate]]


def _rolled_up(edges: Sequence[Edge]) -> list[Edge]:
    """kg:usedFor from what a paper introduces to the tasks it addresses, cito:extends between papers."""
    introduced: dict[str, list[Edge]] = defaultdict(list)
    addressed: dict[str, list[Edge]] = defaultdict(list)
    home: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge.predicate == "introduces":
            introduced[edge.subject].append(edge)
            home[edge.object].add(edge.subject)
        elif edge.predicate == "addresses":
            addressed[edge.subject].append(edge)
    found: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for paper, tasks in addressed.items():
        for own in introduced[paper]:
            for task in tasks:
                found[own.object, "usedFor", task.object][paper] = round(own.confidence * task.confidence, 4)
    for edge in edges:
        if edge.predicate == "extends":
            for paper in sorted({item.paper for item in edge.evidence}):
                for ancestor in home[edge.object] - {paper}:
                    found[paper, "citesExtends", ancestor][paper] = edge.confidence
    return [Edge(s, p, o, len(by), max(by.values())) for (s, p, o), by in found.items()]
