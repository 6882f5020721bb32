"""Walks the lineage of methods: what one grew out of, what grew out of it, and the sentences behind each step."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

import networkx as nx

from kg.catalogue import find
from kg.edges import together
from kg.errors import ExportError, NoPath
from kg.ids import ONTOLOGY, key_of
from kg.model import Graph
from kg.ports import Store

# Each query begins with terms that are given, so that it costs as much as its answer, not as the store.
_STEP = "SELECT ?child ?parent { VALUES ?%s { %s } ?child kg:extends ?parent }"
_NAMES = """
SELECT ?node ?label ?alias {
  VALUES ?node { %s } ?node skos:prefLabel ?label OPTIONAL { ?node skos:altLabel ?alias }
}"""
_PROOFS = """
SELECT ?child ?parent ?paper ?title ?quote ?confidence ?linker ?kind {
  VALUES (?child ?parent) { %s }
  ?claim rdf:subject ?child ; rdf:object ?parent ; rdf:predicate kg:extends ;
         kg:quote ?quote ; kg:confidence ?confidence ; kg:linker ?linker ; prov:wasDerivedFrom ?paper .
  ?paper dcterms:title ?title .
  OPTIONAL { ?claim kg:kind ?kind }
}"""

_SPEAKING = """
SELECT DISTINCT ?paper {
  VALUES ?method { %s } { ?claim rdf:subject ?method } UNION { ?claim rdf:object ?method }
  ?claim prov:wasDerivedFrom ?paper
}"""

Pair = tuple[str, str]
"""The IRIs of a descendant and its ancestor."""


@dataclass(frozen=True, order=True, slots=True)
class Proof:
    """A sentence that says that one method extends another.

    `paper` is the title of the paper that says so; `confidence` lies in 0..1; `kind` is the finer kind that the
    sentence names ("improves", "adapts", "replaces", "combines"), else "".
    """

    quote: str
    paper: str
    confidence: float
    linker: str
    kind: str = ""


@dataclass(frozen=True, order=True, slots=True)
class CommonAncestor:
    """A method that two others grew out of; `steps` counts the least steps up to it from the one and the other."""

    steps: tuple[int, int]
    label: str
    iri: str


def lineage(store: Store, name: str, up: bool = True, down: bool = True, depth: int | None = 10) -> nx.DiGraph:
    """The methods that a method grew out of (`up`) and that grew out of it (`down`), to `depth` steps, or all for None.

    Nodes are IRIs with `label` and `aliases` (sorted). An edge goes from the descendant to its ancestor and has
    `proofs` (a tuple of Proof, best first), `kinds` (the finer kinds that they name, sorted), `support` (the number of
    papers) and `confidence` (of them all together, 0..1). The graph's attribute `focus` holds the IRIs of the methods
    that bear the name, several where there are homonyms. Raises UnknownName with the nearest names.
    """
    focus = [named.iri for named in find(store, name, kind="Method")]
    pairs = set(_walk(store, "child", focus, depth)) if up else set()
    if down:
        pairs |= _walk(store, "parent", focus, depth)
    return _drawn(store, focus, pairs)


def path(store: Store, start: str, end: str) -> nx.DiGraph:
    """The chain of methods between two of which one grew out of the other, by any number of steps.

    A graph like that of `lineage`: its nodes stand in the order of the chain from `start` to `end`, its `focus` is the
    first, and its edges go from descendant to ancestor, whichever end that is. Of several chains it is the one that
    holds most likely, by the product of its edges' confidences; of equals the shortest.
    Raises UnknownName, and NoPath where neither method grew out of the other.
    """
    starts, ends = ([named.iri for named in find(store, name, kind="Method")] for name in (start, end))
    for lower, upper in ((starts, ends), (ends, starts)):
        ancestors = _drawn(store, lower, _walk(store, "child", lower))
        # The least summand makes the shorter of two equally likely chains the cheaper one.
        lengths, chains = nx.multi_source_dijkstra(
            ancestors, set(lower), weight=lambda _a, _b, edge: 1e-9 - math.log(max(edge["confidence"], 1e-9))
        )
        reached = [iri for iri in upper if iri in lengths]
        if reached:
            chain = chains[min(reached, key=lambda iri: (lengths[iri], iri))]
            return _chain(ancestors, chain if lower is starts else chain[::-1])
    shared = [ancestor.label for ancestor in common_ancestors(store, start, end)[:3]]
    raise NoPath(start, end, shared)


def common_ancestors(store: Store, one: str, other: str) -> list[CommonAncestor]:
    """The methods that two methods both grew out of, the nearest first (by the steps from both together).

    A method counts as its own ancestor, no step away. Raises UnknownName.
    """
    steps = []
    for name in (one, other):
        focus = [named.iri for named in find(store, name, kind="Method")]
        above = nx.DiGraph(_walk(store, "child", focus))
        above.add_nodes_from(focus)
        steps.append(nx.multi_source_dijkstra_path_length(above, set(focus)))
    shared = steps[0].keys() & steps[1].keys()
    labels = {node: label for node, label, _ in _names(store, shared)}
    found = [CommonAncestor((steps[0][iri], steps[1][iri]), labels[iri], iri) for iri in shared]
    return sorted(found, key=lambda ancestor: (sum(ancestor.steps), ancestor))


def title_of(graph: nx.DiGraph, node: str) -> str:
    """How to call a method in print: its label, with the long form before it where the papers give one.

    >>> title_of(nx.DiGraph({"m": {}}), "m")
    'm'
    """
    label = str(graph.nodes[node].get("label", node))
    letters = [c for c in label.casefold() if c.isalnum()]
    for alias in sorted(graph.nodes[node].get("aliases", ()), key=lambda alias: (-len(alias), alias)):
        rest = iter(alias.casefold())
        longer = " " in alias and " " not in label and label.casefold() not in alias.casefold()
        if longer and alias[:1].casefold() == letters[0] and all(c in rest for c in letters):
            return f"{alias} ({label})"
    return label


def steps(graph: nx.DiGraph, node: str, up: bool) -> Iterator[tuple[str, tuple[Proof, ...]]]:
    """(next node, proofs) of every step from a node towards its ancestors (`up`) or descendants, by label."""
    near = graph.successors(node) if up else graph.predecessors(node)
    for other in sorted(near, key=lambda other: (graph.nodes[other]["label"], other)):
        edge = (node, other) if up else (other, node)
        yield other, graph.edges[edge]["proofs"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a store's graph, for the exporters that read a store's graph."""

    base: str
    part: Graph

    def graph(self) -> Graph:
        """See `kg.ports.Store`."""
        return self.part

    def dump(self, target: BinaryIO, format: str) -> None:
        """Raises ExportError: the claims of a part are not kept as triples."""
        raise ExportError(f"a part of the graph cannot be written as {format}", "Take html or graphml, or `kg query`.")


def around(store: Store, walked: nx.DiGraph) -> Part:
    """The methods of a walk with the papers that speak of them and everything that these papers link to."""
    told = store.query(_SPEAKING % _terms(walked)).rows()
    return Part(store.base, store.part({key_of(paper, store.base) for (paper,) in told}))


def _walk(store: Store, side: str, focus: Iterable[str], depth: int | None = None) -> set[Pair]:
    """The pairs met from `focus` on, whose nodes stand on one `side` ("child", "parent") of the first pairs."""
    found: set[Pair] = set()
    seen = set(focus)
    due, left = seen, math.inf if depth is None else depth
    while due and left > 0:
        pairs = [(child, parent) for child, parent in store.query(_STEP % (side, _terms(due))).rows()]
        found.update(pairs)
        due = {parent if side == "child" else child for child, parent in pairs} - seen
        seen |= due
        left -= 1
    return found


def _drawn(store: Store, focus: Collection[str], pairs: Collection[Pair]) -> nx.DiGraph:
    """The graph of these pairs, with everything that `lineage` promises."""
    graph = nx.DiGraph(focus=tuple(focus))
    names: dict[str, tuple[str, list[str]]] = {}
    for node, label, alias in _names(store, {*focus, *(node for pair in pairs for node in pair)}):
        names.setdefault(node, (label, []))[1].extend([alias] if alias else [])
    for node, (label, aliases) in names.items():
        graph.add_node(node, label=label, aliases=tuple(aliases))
    proofs: dict[Pair, set[tuple[str, Proof]]] = defaultdict(set)
    values = " ".join(f"(<{child}> <{parent}>)" for child, parent in sorted(pairs))
    for child, parent, paper, title, quote, confidence, linker, kind in store.query(_PROOFS % values).rows():
        proof = Proof(quote, title, float(confidence), linker, kind.removeprefix(ONTOLOGY))
        proofs[child, parent].add((paper, proof))
    for (child, parent), found in sorted(proofs.items()):
        graph.add_edge(
            child,
            parent,
            proofs=_told_once(proof for _, proof in found),
            kinds=tuple(sorted({proof.kind for _, proof in found if proof.kind})),
            support=len({paper for paper, _ in found}),
            confidence=together((paper, proof.confidence) for paper, proof in found),
        )
    return graph


def _told_once(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    """The most confident proof by each sentence, best first: one that names a method in two ways proves no more."""
    ranked = sorted(proofs, key=lambda proof: (-proof.confidence, proof))
    best: dict[tuple[str, str], Proof] = {}
    for proof in ranked:
        best.setdefault((proof.paper, proof.quote), proof)
    return tuple(best.values())


def _chain(graph: nx.DiGraph, nodes: list[str]) -> nx.DiGraph:
    """The part of a graph that has only the edges between neighbours of a chain, its nodes in that order."""
    chain = nx.DiGraph(focus=(nodes[0],))
    chain.add_nodes_from((node, graph.nodes[node]) for node in nodes)
    both = [*pairwise(nodes), *pairwise(nodes[::-1])]
    chain.add_edges_from((*edge, graph.edges[edge]) for edge in both if edge in graph.edges)
    return chain


def _names(store: Store, nodes: Iterable[str]) -> list[tuple[str, ...]]:
    """(IRI, label, alias) for every alias of these methods, or one with the alias "" where there is none, sorted."""
    return sorted(store.query(_NAMES % _terms(nodes)).rows())


def _terms(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in sorted(iris))
