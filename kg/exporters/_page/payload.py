"""The graph as the page's scripts read it: arrays of numbers that point into lists of strings, each string once."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from kg.exporters._page.network import places
from kg.model import FINER, KINDS, Edge, Evidence, Graph, Paper

_LINEAGE = "extends"


def node_ids(graph: Graph) -> dict[str, int]:
    """Number of each node by key: papers first, then entities, in the order of the graph."""
    return {key: number for number, key in enumerate([*graph.papers, *(entity.key for entity in graph.entities)])}


def packed(value: Any) -> str:
    """JSON in the letters of base64, compressed by zlib, whose format knows no time; `payload.js` unpacks it."""
    return b64encode(zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 9)).decode()


def payload(graph: Graph, base: str) -> dict[str, Any]:
    """Everything the page shows. Offsets count UTF-16 units, as JavaScript does; `data.js` reads them.

    `base` begins the IRIs of keys that are no addresses.
    """
    ids = node_ids(graph)
    kinds = ("Paper", *KINDS)
    texts = _Table(paper.text for paper in graph.papers.values())
    linkers, predicates = _Table(), _Table()
    names = {entity.key: (entity.label, *entity.aliases) for entity in graph.entities}
    finer: dict[tuple[str, str, str], list[str]] = {}
    lineage = {(edge.subject, edge.object) for edge in graph.edges if edge.predicate == _LINEAGE}
    for edge in graph.edges:
        if edge.predicate in FINER and (edge.subject, edge.object) in lineage:
            finer.setdefault((edge.subject, _LINEAGE, edge.object), []).append(edge.predicate)

    def told(evidence: Evidence) -> list[Any]:
        paper = graph.papers.get(evidence.paper)
        text, start = _place(evidence, paper)
        units = units_of(text)
        marks = marks_in(
            text, start, start + len(evidence.quote), (evidence.start, evidence.end),
            [evidence.subject_name, *names.get(evidence.subject, ())],
            [evidence.object_name, *names.get(evidence.object, ())],
        )  # fmt: skip
        return [
            ids.get(evidence.paper, -1), linkers[evidence.linker], round(evidence.confidence, 2), texts[text],
            units[start], units[start + len(evidence.quote)], [units[at] for mark in marks for at in mark],
        ]  # fmt: skip

    def row(edge: Edge) -> list[Any]:
        return [
            ids[edge.subject], predicates[edge.predicate], ids[edge.object], edge.support, round(edge.confidence, 2),
            [told(evidence) for evidence in edge.evidence], finer.get((edge.subject, edge.predicate, edge.object), []),
        ]  # fmt: skip

    edges = [
        row(edge) for edge in graph.edges if edge.predicate not in FINER or (edge.subject, edge.object) not in lineage
    ]
    network = places([(edge.subject, edge.predicate, edge.object) for edge in graph.edges])
    return {
        "base": base,
        "kinds": kinds,
        "papers": [
            [key, paper.title, ", ".join(paper.authors), paper.date, paper.url, paper.code_url, texts[paper.text]]
            for key, paper in graph.papers.items()
        ],
        "entities": [
            [entity.key, kinds.index(entity.kind), entity.label, entity.aliases, [ids[up] for up in entity.broader]]
            for entity in graph.entities
        ],
        "edges": edges,
        "predicates": list(predicates),
        "linkers": list(linkers),
        "texts": list(texts),
        "network": {
            "node": [ids[place.key] for place in network],
            "x": [place.x for place in network],
            "y": [place.y for place in network],
            "radius": [place.radius for place in network],
        },
    }  # fmt: skip


class _Table(dict[str, int]):
    """Strings numbered in the order of their first use."""

    def __init__(self, strings: Iterable[str] = ()) -> None:
        super().__init__()
        for string in strings:
            self[string]

    def __missing__(self, string: str) -> int:
        return self.setdefault(string, len(self))


def _place(evidence: Evidence, paper: Paper | None) -> tuple[str, int]:
    """The text that holds the quote, and where; a quote that its paper does not hold there stands for itself."""
    if paper and paper.text.startswith(evidence.quote, evidence.quote_start):
        return paper.text, evidence.quote_start
    return evidence.quote, 0


def marks_in(
    text: str, start: int, end: int, marked: tuple[int, int], subject: Iterable[str], target: Iterable[str]
) -> list[tuple[int, int]]:
    """Where the names of both ends stand in `text[start:end]`: disjoint intervals of `text`, sorted.

    `marked` is where the object's name stands, if it lies in there; else `target`, its names, are looked for, as are
    those of the subject.
    """
    marks: list[tuple[int, int]] = []
    if start <= marked[0] < marked[1] <= end:
        marks.append(marked)
    else:
        marks += _find(target, text, start, end, marks)
    marks += _find(subject, text, start, end, marks)
    return sorted(marks)


def _find(names: Iterable[str], text: str, start: int, end: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first free whole-word occurrence of the first of `names` that has one."""
    for name in filter(None, names):
        for match in re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE).finditer(text, start, end):
            if all(match.end() <= low or high <= match.start() for low, high in taken):
                return [match.span()]
    return []


def units_of(text: str) -> range | list[int]:
    """UTF-16 offset of every character offset of `text`, its end included."""
    if text.isascii() or max(text) <= "\uffff":
        return range(len(text) + 1)
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if character > "\uffff" else 1))
    return units
