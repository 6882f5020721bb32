"""Checks a store against the SHACL shapes in `ontology/shapes.ttl`, and names the claims that make no link."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pyshacl
from rdflib import Graph, Namespace

from kg import edges
from kg.ports import Store
from kg.vocabulary import ontology_folder

_SH = Namespace("http://www.w3.org/ns/shacl#")


@dataclass(frozen=True, order=True, slots=True)
class Violation:
    """What is wrong (`message`) with which node (`focus`, an IRI), and the value that is wrong, "" if none."""

    focus: str
    message: str
    value: str


def validate(store: Store) -> list[Violation]:
    """Every violation, sorted; an empty list means that the graph is as the ontology says."""
    triples = io.BytesIO()
    store.dump(triples, "ntriples")
    data = Graph().parse(data=triples.getvalue(), format="nt")
    shapes = Graph().parse(ontology_folder() / "shapes.ttl", format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    return sorted(
        Violation(
            str(report.value(result, _SH.focusNode)),
            str(report.value(result, _SH.resultMessage)),
            str(report.value(result, _SH.value) or ""),
        )
        for result in report.subjects(_SH.resultSeverity, _SH.Violation)
    )


@dataclass(frozen=True, order=True, slots=True)
class Omission:
    """An edge of lineage that papers claim and the graph does not state; all names are labels.

    `quote` is the best sentence that claims it and `paper` the title of its paper; `confidence` is that of the edge.
    """

    descendant: str
    ancestor: str
    reason: str
    quote: str
    paper: str
    confidence: float


def left_out(store: Store) -> list[Omission]:
    """The edges of lineage that contradict others (`kg.ancestry`), sorted."""
    graph = store.graph()
    label = {entity.key: entity.label for entity in graph.entities}
    found = []
    for item in edges.left_out(graph):
        edge, best = item.edge, item.edge.evidence[0]
        reason = (
            f"it closes the circle {' -> '.join(label[key] for key in (edge.subject, *item.circle))}"
            if item.circle
            else f"{label[edge.object]} was introduced only in {item.born}"
        )
        title = graph.papers[best.paper].title
        found.append(Omission(label[edge.subject], label[edge.object], reason, best.quote, title, edge.confidence))
    return sorted(found)
