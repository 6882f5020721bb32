"""The lineage in time: where it begins, how far it has come, and when each method of a family appeared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from kg.dates import first_date
from kg.model import Paper
from kg.ports import Store
from kg.walks import lineage

_PAIRS = "SELECT ?child ?parent { ?child kg:extends ?parent }"
_LABELS = "SELECT ?method ?label { VALUES ?method { %s } ?method skos:prefLabel ?label }"
_HOMES = """
SELECT ?method ?title ?identifier ?date {
  VALUES ?method { %s }
  ?paper kg:introduces ?method ; dcterms:title ?title .
  OPTIONAL { ?paper dcterms:identifier ?identifier }
  OPTIONAL { ?paper dcterms:date ?date }
}"""


@dataclass(frozen=True, order=True, slots=True)
class Milestone:
    """A method with the first paper that introduces it.

    `date` is that paper's (see `kg.dates`) and `paper` its title; both are "" where no paper of the graph introduces
    the method, `date` also where none of those that do is dated.
    """

    date: str
    label: str
    paper: str
    iri: str


def timeline(store: Store, name: str) -> list[Milestone]:
    """The method, all its ancestors and all its descendants, the oldest first and those of unknown age last.

    Raises UnknownName.
    """
    return sorted(_milestones(store, _family(store, name)), key=lambda stone: (not stone.date, stone))


def roots(store: Store, name: str | None = None) -> list[Milestone]:
    """The methods that others grew out of and that themselves grew out of none, those with most descendants first.

    With a `name`, those among this method and its ancestors. Raises UnknownName.
    """
    graph = _family(store, name, down=False)
    found = {node: len(nx.ancestors(graph, node)) for node, degree in graph.out_degree if degree == 0}
    return sorted(_milestones(store, found), key=lambda stone: (-found[stone.iri], stone.label, stone.iri))


def frontier(store: Store, name: str | None = None) -> list[Milestone]:
    """The methods that grew out of others and that none grew out of yet, the newest first and undated ones last.

    With a `name`, those among this method and its descendants. Raises UnknownName.
    """
    graph = _family(store, name, up=False)
    found = sorted(_milestones(store, (node for node, degree in graph.in_degree if degree == 0)))
    return sorted(found, key=lambda stone: stone.date, reverse=True)


def _family(store: Store, name: str | None, up: bool = True, down: bool = True) -> nx.DiGraph:
    """The lineage of a method, or of all methods, from descendants to ancestors."""
    if name is None:
        return nx.DiGraph(sorted(tuple(row) for row in store.query(_PAIRS).rows()))
    return lineage(store, name, up, down, depth=None)


def _milestones(store: Store, methods: Iterable[str]) -> list[Milestone]:
    terms = " ".join(f"<{iri}>" for iri in sorted(methods))
    homes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for method, title, identifier, date in store.query(_HOMES % terms).rows():
        homes[method].append((first_date(Paper(title, "", identifier, date=date)), title))
    found = []
    for method, label in store.query(_LABELS % terms).rows():
        date, paper = min(homes[method], key=lambda home: (not home[0], home), default=("", ""))
        found.append(Milestone(date, label, paper, method))
    return found
