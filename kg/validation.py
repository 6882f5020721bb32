"""Checks a store against the SHACL shapes in `ontology/shapes.ttl`."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pyshacl
from rdflib import Graph, Namespace

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
