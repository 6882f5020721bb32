"""Walks the lineage: the ancestors and descendants of a method, each step with the sentences that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import networkx as nx

from kg.catalogue import Named, find
from kg.edges import graph_of
from kg.model import Graph
from kg.ports import Store

_STEP = """
SELECT DISTINCT ?child ?childLabel ?parent ?parentLabel ?title ?quote ?confidence ?linker {
  VALUES ?%s { %s }
  ?child kg:extends ?parent .
  ?child skos:prefLabel ?childLabel . ?parent skos:prefLabel ?parentLabel .
  ?claim rdf:subject ?child ; rdf:predicate kg:extends ; rdf:object ?parent ;
         kg:quote ?quote ; kg:confidence ?confidence ; kg:linker ?linker ; prov:wasDerivedFrom ?paper .
  ?paper dcterms:title ?title .
}"""

_ALIASES = "SELECT ?node ?alias { VALUES ?node { %s } ?node skos:altLabel ?alias }"


@dataclass(frozen=True, order=True, slots=True)
class Proof:
    """A sentence that says that one method extends another; `confidence` lies in 0..1."""

    quote: str
    paper: str
    confidence: float
    linker: str


def lineage(store: Store, name: str, up: bool = True, down: bool = True, depth: int = 10) -> nx.DiGraph:
    """The methods that a method grew out of (`up`) and that grew out of it (`down`), to `depth` steps.

    Nodes are IRIs with `label` and `aliases`; an edge goes from the descendant to its ancestor and has `proofs`, a
    sorted tuple of Proof. The graph's attribute `focus` holds the IRIs of the methods that bear the name (several if
    homonyms). Raises UnknownName.
    """
    focus = find(store, name, kind="Method")
    graph = nx.DiGraph(focus=tuple(named.iri for named in focus))
    for named in focus:
        graph.add_node(named.iri, label=named.label)
    if up:
        _walk(store, graph, "child", focus, depth)
    if down:
        _walk(store, graph, "parent", focus, depth)
    values = " ".join(f"<{node}>" for node in sorted(graph))
    for node, alias in sorted(store.query(_ALIASES % values).rows()):
        graph.nodes[node]["aliases"] = (*graph.nodes[node].get("aliases", ()), alias)
    return graph


def title_of(graph: nx.DiGraph, node: str) -> str:
    """How to call a method in print: its label, with the long form before it where the papers give one.

    >>> title_of(nx.DiGraph({"m": {}}), "m")
    'm'
    """
    label = str(graph.nodes[node].get("label", node))
    letters = [c for c in label.casefold() if c.isalnum()]
    for alias in sorted(graph.nodes[node].get("aliases", ()), key=lambda alias: (-len(alias), alias)):
        rest = iter(alias.casefold())
        if " " in alias and " " not in label and alias[:1].casefold() == letters[0] and all(c in rest for c in letters):
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

    part: Graph

    def graph(self) -> Graph:
        """See `kg.ports.Store`."""
        return self.part


def around(store: Store, walked: nx.DiGraph) -> Part:
    """The methods of a walk with the papers that speak of them and everything that these papers link to."""
    whole = store.graph()
    keys = {"/".join(iri.rsplit("/", 2)[1:]) for iri in walked}
    methods = {entity.key for entity in whole.entities if entity.key in keys}
    papers = {item.paper for item in whole.evidence if {item.subject, item.object} & methods}
    evidence = tuple(item for item in whole.evidence if item.paper in papers)
    kept = {key for item in evidence for key in (item.subject, item.object)}
    kept |= {edge.object for edge in whole.edges if edge.subject in papers}
    entities = tuple(
        replace(entity, broader=tuple(key for key in entity.broader if key in kept))
        for entity in whole.entities
        if entity.key in kept
    )
    return Part(graph_of({key: paper for key, paper in whole.papers.items() if key in papers}, entities, evidence))


def _walk(store: Store, graph: nx.DiGraph, side: str, focus: Iterable[Named], depth: int) -> None:
    frontier: Sequence[str] = sorted(named.iri for named in focus)
    seen = set(frontier)
    for _ in range(depth):
        if not frontier:
            return
        proofs: dict[tuple[str, str], set[Proof]] = {}
        values = " ".join(f"<{iri}>" for iri in frontier)
        for child, child_label, parent, parent_label, title, quote, confidence, linker in store.query(
            _STEP % (side, values)
        ).rows():
            graph.add_node(child, label=child_label)
            graph.add_node(parent, label=parent_label)
            proofs.setdefault((child, parent), set()).add(Proof(quote, title, float(confidence), linker))
        for (child, parent), found in sorted(proofs.items()):
            ordered = tuple(sorted(found, key=lambda proof: (-proof.confidence, proof)))
            graph.add_edge(child, parent, proofs=ordered)
        reached = {parent if side == "child" else child for child, parent in proofs}
        frontier = sorted(reached - seen)
        seen |= reached
