"""The edges of the resolved graph: a function of its papers and claims alone, so a store need not keep it.

Edges that claims state carry these claims; kg:usedFor and cito:extends are rolled up from them, and a code address that
came with the input (not in the text) is an edge without a claim. Claims that cannot stand beside the others
(`kg.ancestry`) stay as evidence and make no edge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg import ancestry
from kg.ancestry import LeftOut
from kg.dates import first_date, is_later, last_date
from kg.ids import is_repository, web_address
from kg.model import FINER, PREDICATES, Edge, Entity, Evidence, Graph, Paper


def graph_of(papers: dict[str, Paper], entities: tuple[Entity, ...], evidence: tuple[Evidence, ...]) -> Graph:
    """The graph with its edges; all arguments sorted.

    >>> graph_of({"paper/a": Paper("A", "", code_url="github.com/x/y")}, (), ()).edges[0].object
    'https://github.com/x/y'
    """
    return Graph(papers, entities, _edges(evidence, papers), evidence)


def left_out(graph: Graph) -> tuple[LeftOut, ...]:
    """The edges of lineage that claims make and the graph does not state, sorted.

    >>> left_out(graph_of({}, (), ()))
    ()
    """
    return ancestry.left_out(_claimed(graph.evidence), graph.papers)


def together(said: Iterable[tuple[str, float]]) -> float:
    """Probability that at least one paper is right: the best of (paper, confidence) of each, taken as independent.

    >>> together([("paper/a", 0.5), ("paper/a", 0.2), ("paper/b", 0.5)])
    0.75
    """
    best: dict[str, float] = defaultdict(float)
    for paper, confidence in said:
        best[paper] = max(best[paper], confidence)
    wrong = 1.0
    for paper in sorted(best):
        wrong *= 1.0 - best[paper]
    return round(1.0 - wrong, 4)


def _edges(evidence: Sequence[Evidence], papers: Mapping[str, Paper]) -> tuple[Edge, ...]:
    claimed = _claimed(evidence)
    gone = {(out.edge.subject, out.edge.object) for out in ancestry.left_out(claimed, papers)}
    lineage = ("extends", *FINER)
    edges = _strongest([e for e in claimed if e.predicate not in lineage or (e.subject, e.object) not in gone])
    stated = {(edge.subject, edge.object) for edge in edges}
    given = ((key, web_address(paper.code_url)) for key, paper in papers.items())
    edges += [
        Edge(paper, "hasCode" if is_repository(url) else "hasPage", url, 1, 1.0)
        for paper, url in given
        if url and (paper, url) not in stated
    ]
    return tuple(sorted(edges + _rolled_up(edges, papers)))


def _claimed(evidence: Iterable[Evidence]) -> list[Edge]:
    """An edge for everything that claims say, a finer kind of lineage beside kg:extends, in no order."""
    said: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for item in evidence:
        if item.subject == item.object:
            # Two names of one paper that other papers show to be one thing; the claim is kept, the link says nothing.
            continue
        said[item.subject, item.predicate, item.object].append(item)
        if item.refinement:
            said[item.subject, item.refinement, item.object].append(item)
    return [
        Edge(subject, predicate, target, len({item.paper for item in items}),
             together((item.paper, item.confidence) for item in items),
             tuple(sorted(items, key=lambda item: (-item.confidence, item))))
        for (subject, predicate, target), items in said.items()
    ]  # fmt: skip


def _strongest(edges: Sequence[Edge]) -> list[Edge]:
    """Only the strongest role of one paper and one entity; of two methods, extends goes before comparedWith."""
    rank = {predicate: place for place, predicate in enumerate(PREDICATES)}
    best: dict[tuple[str, str], int] = {}
    for edge in edges:
        if edge.predicate in rank:
            pair = (edge.subject, edge.object)
            best[pair] = min(best.get(pair, len(rank)), rank[edge.predicate])
    return [e for e in edges if e.predicate not in rank or best[e.subject, e.object] == rank[e.predicate]]


def _rolled_up(edges: Sequence[Edge], papers: Mapping[str, Paper]) -> list[Edge]:
    """kg:usedFor from what a paper introduces to the tasks it addresses; cito:extends between the papers that introduce
    the two ends of an edge of lineage, where the one that extends says so itself.
    """
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
            for paper in home[edge.subject] & {item.paper for item in edge.evidence}:
                for ancestor in home[edge.object] - {paper}:
                    # Of a paper and its sequel, both of which introduce the ancestor, the sequel may be too late.
                    if not is_later(first_date(papers[ancestor]), last_date(papers[paper])):
                        found[paper, "citesExtends", ancestor][paper] = edge.confidence
    return [Edge(s, p, o, len(by), max(by.values())) for (s, p, o), by in found.items()]
