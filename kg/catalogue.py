"""Finds entities by name, describes one, and counts them all, by SPARQL over a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.errors import UnknownName
from kg.ids import ONTOLOGY, name_key, paper_key, slug
from kg.model import KINDS, Graph
from kg.ports import Store

_NAMES = """
SELECT DISTINCT ?entity ?kind ?label ?name {
  VALUES ?kind { kg:Method kg:Task kg:Dataset kg:Hardware }
  ?entity a ?kind ; skos:prefLabel ?label ; skos:prefLabel|skos:altLabel ?name .
}"""
_EDGES = """
SELECT DISTINCT ?direction ?property ?other ?label ?paper ?title ?quote ?confidence ?linker {
  { VALUES ?direction { "out" } <%s> ?property ?other
    OPTIONAL { ?claim rdf:subject <%s> ; rdf:object ?other ; rdf:predicate ?property } }
  UNION
  { VALUES ?direction { "in" } ?other ?property <%s>
    OPTIONAL { ?claim rdf:object <%s> ; rdf:subject ?other ; rdf:predicate ?property } }
  FILTER(STRSTARTS(STR(?property), "%s") || ?property = cito:extends)
  FILTER(ISIRI(?other))
  FILTER NOT EXISTS { ?other a kg:Claim }
  OPTIONAL { ?other skos:prefLabel|dcterms:title|rdfs:label ?label }
  OPTIONAL { ?claim kg:quote ?quote ; kg:confidence ?confidence ; kg:linker ?linker ; prov:wasDerivedFrom ?paper .
             ?paper dcterms:title ?title }
}"""
_COUNTS = """
SELECT ?kind (COUNT(DISTINCT ?entity) AS ?count) {
  VALUES ?kind { kg:Paper kg:Method kg:Task kg:Dataset kg:Hardware kg:Repository kg:WebPage kg:Claim }
  ?entity a ?kind
} GROUP BY ?kind"""
_LINKS = """
SELECT ?property (COUNT(*) AS ?count) {
  ?subject ?property ?object
  FILTER(ISIRI(?object) && (STRSTARTS(STR(?property), "%s") || ?property = cito:extends))
  FILTER NOT EXISTS { ?subject a kg:Claim }
} GROUP BY ?property"""


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

    Homonyms give several. Raises UnknownName with the nearest names where there is none.
    """
    names = [item for item in _names(store) if kind in (None, item.kind)]
    for same in (
        lambda item: item.matched == name,
        lambda item: item.iri == name,
        lambda item: name_key(item.matched) == name_key(name),
    ):
        hits = [item for item in names if same(item)]
        if hits:
            return _each_once(sorted(hits, key=lambda item: (item.label != name, KINDS.index(item.kind), item)))
    raise UnknownName(name, _nearest(name, {item.matched for item in names}))


def search(store: Store, text: str, limit: int = 20) -> list[Named]:
    """Entities with a name that contains a text in any case and spelling, the closest first; a typo is forgiven."""
    wanted = name_key(text)
    scored = []
    for item in _names(store):
        spelt = name_key(item.matched)
        if wanted in spelt:
            scored.append((len(spelt) - len(wanted), item))
        elif abs(len(spelt) - len(wanted)) <= 2 and SequenceMatcher(None, wanted, spelt).ratio() >= 0.85:
            scored.append((100, item))
    return _each_once([item for _, item in sorted(scored)])[:limit]


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
    rows = store.query(_EDGES % (*[entity.iri] * 4, ONTOLOGY)).rows()
    return sorted(
        Link(
            property=property.rpartition("#")[2] if property.startswith(ONTOLOGY) else "cito:extends",
            outward=direction == "out",
            other_label=label or other,
            other=other,
            paper_title=title,
            quote=quote,
            confidence=float(confidence or 0),
            linker=linker,
        )
        for direction, property, other, label, _, title, quote, confidence, linker in rows
    )


def aliases(store: Store, entity: Named) -> list[str]:
    """Every other name of an entity, sorted."""
    return sorted(row[0] for row in store.query(f"SELECT ?name {{ <{entity.iri}> skos:altLabel ?name }}").rows())


def counts(store: Store) -> tuple[dict[str, int], dict[str, int]]:
    """(number of things of each class, number of links of each property), by the ontology's order and by number."""
    found = {kind.rpartition("#")[2]: int(count) for kind, count in store.query(_COUNTS).rows() if kind}
    order = ("Paper", *KINDS, "Claim")
    links = {
        property.rpartition("#")[2] if property.startswith(ONTOLOGY) else "cito:extends": int(count)
        for property, count in store.query(_LINKS % ONTOLOGY).rows()
        if property
    }
    return {kind: found.get(kind, 0) for kind in order}, dict(
        sorted(links.items(), key=lambda item: (-item[1], item[0]))
    )


def counts_of(graph: Graph) -> dict[str, int]:
    """The number of things of each class in a graph, in the order of the ontology."""
    kinds = Counter(entity.kind for entity in graph.entities)
    return {"Paper": len(graph.papers), **{kind: kinds[kind] for kind in KINDS}, "Claim": len(graph.evidence)}


def _names(store: Store) -> list[Named]:
    return [
        Named(label, kind.removeprefix(ONTOLOGY), iri, name) for iri, kind, label, name in store.query(_NAMES).rows()
    ]


def _each_once(items: Iterable[Named]) -> list[Named]:
    return list({item.iri: item for item in reversed(list(items))}.values())[::-1]


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    wanted = name_key(name)
    scored = ((SequenceMatcher(None, wanted, name_key(other)).ratio(), other) for other in known)
    return [other for ratio, other in sorted(scored, key=lambda s: (-s[0], s[1]))[:3] if ratio >= 0.6]
