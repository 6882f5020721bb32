"""Finds entities by name, describes one, and counts them all, by SPARQL over a store."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import cast

from kg.errors import UnknownName
from kg.ids import ONTOLOGY, name_key, paper_key, slug
from kg.model import FINER, KINDS, PREDICATES, Graph, Kind
from kg.ports import Store

# Each query but the first and the counts begins with terms that are given, so that it costs as much as its answer.
_NAMES = "SELECT DISTINCT ?name { { ?entity skos:prefLabel ?name } UNION { ?entity skos:altLabel ?name } }"
_BEARERS = """
SELECT DISTINCT ?label ?kind ?entity ?name {
  VALUES ?name { %s }
  { ?entity skos:prefLabel ?name } UNION { ?entity skos:altLabel ?name }
  ?entity a ?kind ; skos:prefLabel ?label .
}"""
_ENTITY = """
SELECT ?label ?kind ?entity ?name { VALUES ?entity { <%s> } ?entity a ?kind ; skos:prefLabel ?label , ?name }"""
_LINKS = """
SELECT DISTINCT ?side ?property ?other ?label {
  VALUES ?property { %(properties)s }
  { VALUES ?side { "out" } <%(entity)s> ?property ?other } UNION { VALUES ?side { "in" } ?other ?property <%(entity)s> }
  OPTIONAL { ?other skos:prefLabel|dcterms:title|rdfs:label ?label }
}"""
_CLAIMS = """
SELECT DISTINCT ?side ?property ?other ?title ?quote ?confidence ?linker {
  { VALUES ?side { "out" } ?claim rdf:subject <%(entity)s> ; rdf:object ?other }
  UNION { VALUES ?side { "in" } ?claim rdf:object <%(entity)s> ; rdf:subject ?other }
  ?claim rdf:predicate|kg:kind ?property ; kg:quote ?quote ; kg:confidence ?confidence ; kg:linker ?linker ;
         prov:wasDerivedFrom/dcterms:title ?title .
}"""
_COUNTS = "SELECT ?word (COUNT(*) AS ?count) { VALUES ?word { %s } %s } GROUP BY ?word"
_PROPERTIES = (*(f"kg:{name}" for name in (*PREDICATES, *FINER, "usedFor")), "cito:extends")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+", re.IGNORECASE)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_NAMED: tuple[Kind, ...] = ("Method", "Task", "Dataset", "Hardware")


@dataclass(frozen=True, order=True, slots=True)
class Named:
    """An entity of the graph by its IRI, kind and preferred label; `matched` is the name that was found."""

    label: str
    kind: str
    iri: str
    matched: str


@dataclass(frozen=True, order=True, slots=True)
class Link:
    """One claim (or rolled-up link) at an entity. `outward` tells whether the entity is the subject.

    `quote`, `paper_title`, `linker` are "" and `confidence` is 0 where no claim stands behind the link.
    """

    property: str
    outward: bool
    other_label: str
    other: str
    paper_title: str
    quote: str
    confidence: float
    linker: str


def find(store: Store, name: str, kind: str | None = None) -> list[Named]:
    """The entities that bear a name, the preferred label first; spelling variants count where nothing is equal.

    Homonyms give several. Raises UnknownName with the nearest names where there is none. A name as it stands in the
    graph, or an IRI, is looked up; anything else is compared with all names.
    """
    hits = _bearers(store, [name], kind) or _of_iri(store, name, kind)
    if not hits:
        names = _names(store)
        hits = _bearers(store, [other for other in names if name_key(other) == name_key(name)], kind)
        if not hits:
            raise UnknownName(name, _nearest(store, name, names, kind))
    return _each_once(sorted(hits, key=lambda item: (item.label != name, KINDS.index(cast(Kind, item.kind)), item)))


def search(store: Store, text: str, limit: int = 20) -> list[Named]:
    """Entities with a name that contains a text in any case and spelling, the closest first; a typo is forgiven."""
    wanted = name_key(text)
    scores: dict[str, int] = {}
    for name in _names(store):
        spelt = name_key(name)
        if wanted in spelt:
            scores[name] = len(spelt) - len(wanted)
        elif abs(len(spelt) - len(wanted)) <= 2 and SequenceMatcher(None, wanted, spelt).ratio() >= 0.85:
            scores[name] = 100
    hits = _bearers(store, scores)
    return _each_once(sorted(hits, key=lambda item: (scores[item.matched], item)))[:limit]


def find_papers(store: Store, names: Iterable[str]) -> list[str]:
    """The keys of papers given by title, identifier, key or IRI.

    Raises UnknownName for the first that is not stored.
    """
    by_name: dict[str, str] = {}
    for linked in store.papers():
        key = paper_key(linked.paper)
        by_name |= dict.fromkeys((key, linked.paper.identifier, slug(linked.paper.title)), key)
    keys = []
    for name in names:
        found = by_name.get(name) or by_name.get("paper/" + name.rpartition("/paper/")[2]) or by_name.get(slug(name))
        if found is None:
            raise UnknownName(name, [])
        keys.append(found)
    return keys


def describe(store: Store, entity: Named) -> list[Link]:
    """Every link of an entity with the claims behind it, sorted by property, then by name."""
    terms = {"entity": entity.iri, "properties": " ".join(_PROPERTIES)}
    claims: dict[tuple[str, ...], list[Sequence[str]]] = defaultdict(list)
    for side, property, other, *said in store.query(_CLAIMS % terms).rows():
        claims[side, property, other].append(said)
    return sorted(
        Link(_word(property), side == "out", label or other, other, title, quote, float(confidence), linker)
        for side, property, other, label in store.query(_LINKS % terms).rows()
        for title, quote, confidence, linker in claims.get((side, property, other), [("", "", "0", "")])
    )


def aliases(store: Store, entity: Named) -> list[str]:
    """Every other name of an entity, sorted."""
    return sorted(row[0] for row in store.query(f"SELECT ?name {{ <{entity.iri}> skos:altLabel ?name }}").rows())


def counts(store: Store) -> tuple[dict[str, int], dict[str, int]]:
    """(number of things of each class, number of links of each property), by the ontology's order and by number."""

    def count(words: Iterable[str], pattern: str) -> dict[str, int]:
        rows = store.query(_COUNTS % (" ".join(words), pattern)).rows()
        return {_word(address): int(number) for address, number in rows if address}

    classes = ("Paper", *KINDS, "Claim")
    found = count((f"kg:{name}" for name in classes), "?entity a ?word")
    links = count(_PROPERTIES, "?subject ?word ?object")
    return {name: found.get(name, 0) for name in classes}, dict(
        sorted(links.items(), key=lambda item: (-item[1], item[0]))
    )


def counts_of(graph: Graph) -> dict[str, int]:
    """The number of things of each class in a graph, in the order of the ontology."""
    kinds = Counter(entity.kind for entity in graph.entities)
    return {"Paper": len(graph.papers), **{kind: kinds[kind] for kind in KINDS}, "Claim": len(graph.evidence)}


def _names(store: Store) -> list[str]:
    return [name for (name,) in store.query(_NAMES).rows()]


def _bearers(store: Store, names: Iterable[str], kind: str | None = None) -> list[Named]:
    """Every (entity, name) for the entities that bear one of these very names."""
    return _named(store.query(_BEARERS % " ".join(map(_literal, names))).rows(), kind)


def _of_iri(store: Store, iri: str, kind: str | None) -> list[Named]:
    return _named(store.query(_ENTITY % iri).rows(), kind) if _IRI.fullmatch(iri) else []


def _named(rows: Iterable[Sequence[str]], kind: str | None) -> list[Named]:
    classes = {ONTOLOGY + name: name for name in _NAMED if kind in (None, name)}
    return [Named(label, classes[type_], iri, name) for label, type_, iri, name in rows if type_ in classes]


def _word(address: str) -> str:
    return address.removeprefix(ONTOLOGY) if address.startswith(ONTOLOGY) else "cito:extends"


def _literal(text: str) -> str:
    # Half a character, as a shell may hand on, has no place in a query, and none in a name of the graph.
    return f'"{text.translate(_ESCAPES)}"'.encode("utf-8", "replace").decode()


def _each_once(items: Iterable[Named]) -> list[Named]:
    return list({item.iri: item for item in reversed(list(items))}.values())[::-1]


def _nearest(store: Store, name: str, known: Iterable[str], kind: str | None) -> list[str]:
    """The labels of at most three entities with the nearest names."""
    spelt: dict[str, list[str]] = defaultdict(list)
    for other in known:
        spelt[name_key(other)].append(other)
    labels: list[str] = []
    for spelling in get_close_matches(name_key(name), sorted(spelt), n=10):
        labels += [item.label for item in sorted(_bearers(store, spelt[spelling], kind))]
    return list(dict.fromkeys(labels))[:3]
