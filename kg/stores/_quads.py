"""The graph as RDF quads and back: entities and edges in the default graph, each paper's claims in its own graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from kg.ids import ONTOLOGY, claim_key, iri, key_of, paper_key
from kg.model import KINDS, LINEAGE, Claim, Edge, Entity, Evidence, Graph, Kind, LinkedPaper, Paper, Predicate

PREFIXES = {
    "kg": ONTOLOGY,
    "cito": "http://purl.org/spar/cito/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "mls": "http://www.w3.org/ns/mls#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes of queries and exports."""

_CLASSES: dict[str, tuple[str, ...]] = {
    "Paper": ("kg:Paper", "fabio:ResearchPaper", "schema:ScholarlyArticle"),
    "Method": ("kg:Method", "skos:Concept", "mls:Algorithm"),
    "Task": ("kg:Task", "skos:Concept", "mls:Task"),
    "Dataset": ("kg:Dataset", "dcat:Dataset", "schema:Dataset"),
    "Hardware": ("kg:Hardware", "skos:Concept"),
    "Repository": ("kg:Repository", "schema:SoftwareSourceCode"),
    "WebPage": ("kg:WebPage", "foaf:Document"),
    "Claim": ("kg:Claim", "rdf:Statement"),
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})

Described = Mapping[str, Mapping[str, Sequence[str]]]
"""Values by subject and property, all as plain strings (full IRIs, lexical forms)."""


def full(name: str) -> str:
    """The IRI of a prefixed name.

    >>> full("kg:Paper")
    'https://w3id.org/lineagraph/ontology#Paper'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def stated_quads(graph: Graph, base: str) -> Iterator[str]:
    """The papers, entities and edges as lines of N-Quads, all in the default graph."""
    write = _Writer(base)
    for key, paper in graph.papers.items():
        yield write.paper(key, paper)
    for entity in graph.entities:
        yield write.entity(entity)
    for edge in graph.edges:
        yield write.link(edge)


def claim_quads(graph: Graph, base: str) -> Iterator[str]:
    """The claims as lines of N-Quads, none in the default graph."""
    return map(_Writer(base).claim, graph.evidence)


def _property(predicate: str) -> str:
    return "cito:extends" if predicate == "citesExtends" else f"kg:{predicate}"


class _Writer:
    """Makes N-Quads lines. Properties and classes are turned into terms once, because a claim takes a dozen lines."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._term: dict[str, str] = {}
        types = {kind: [self.name(name) for name in names] for kind, names in _CLASSES.items()}
        self._types = {kind: "".join(f"{{0}} {self.name('rdf:type')} {name}{{1}} .\n" for name in names)
                       for kind, names in types.items()}  # fmt: skip

    def name(self, prefixed: str) -> str:
        """The term of a prefixed name."""
        if prefixed not in self._term:
            self._term[prefixed] = f"<{full(prefixed)}>"
        return self._term[prefixed]

    def key(self, key: str) -> str:
        """The term of a key."""
        return f"<{iri(key, self._base)}>"

    def types(self, subject: str, kind: str, graph: str = "") -> str:
        """The lines that say what `subject`, a term, is."""
        return self._types[kind].replace("{0}", subject).replace("{1}", graph)

    def said(self, subject: str, values: Iterable[tuple[str, str]], graph: str = "") -> str:
        """A line for every (property, term) of `subject`."""
        return "".join([f"{subject} {self.name(name)} {term}{graph} .\n" for name, term in values])

    def paper(self, key: str, paper: Paper) -> str:
        optional = (
            ("dcterms:abstract", paper.abstract),
            ("dcterms:identifier", paper.identifier),
            ("dcterms:date", paper.date),
            ("schema:url", paper.url),
            ("schema:codeRepository", paper.code_url),
            ("kg:authorList", "\n".join(paper.authors)),
        )
        subject = self.key(key)
        return self.types(subject, "Paper") + self.said(subject, [
            ("dcterms:title", _text(paper.title)),
            *((name, _text(value)) for name, value in optional if value),
            *(("dcterms:source", _text(source)) for source in paper.sources),
            *(("dcterms:creator", _text(author)) for author in sorted(set(paper.authors))),
        ])  # fmt: skip

    def entity(self, entity: Entity) -> str:
        subject, label = self.key(entity.key), _text(entity.label)
        concept = entity.kind not in ("Repository", "WebPage")
        return self.types(subject, entity.kind) + self.said(subject, [
            ("rdfs:label", label),
            *([("skos:prefLabel", label)] if concept else []),
            *(("skos:altLabel", _text(alias)) for alias in entity.aliases),
            *(("skos:broader", self.key(parent)) for parent in entity.broader),
        ])  # fmt: skip

    def link(self, edge: Edge) -> str:
        return self.said(self.key(edge.subject), [(_property(edge.predicate), self.key(edge.object))])

    def claim(self, item: Evidence) -> str:
        subject, graph = self.key(claim_key(item)), " " + self.key(item.paper)
        integer, decimal = f"^^{self.name('xsd:integer')}", f"^^{self.name('xsd:decimal')}"
        return self.types(subject, "Claim", graph) + self.said(subject, [
            ("prov:wasDerivedFrom", self.key(item.paper)),
            ("rdf:subject", self.key(item.subject)),
            ("rdf:predicate", self.name(_property(item.predicate))),
            ("rdf:object", self.key(item.object)),
            ("kg:quote", _text(item.quote)),
            ("kg:start", f'"{item.start}"{integer}'),
            ("kg:end", f'"{item.end}"{integer}'),
            ("kg:quoteStart", f'"{item.quote_start}"{integer}'),
            ("kg:confidence", f'"{item.confidence:.4f}"{decimal}'),
            ("kg:linker", _text(item.linker)),
            ("kg:objectName", _text(item.object_name)),
            *([("kg:subjectName", _text(item.subject_name))] if item.subject_name else []),
            *([("kg:kind", self.name("kg:" + item.refinement))] if item.refinement else []),
        ], graph)  # fmt: skip


def _text(value: str) -> str:
    return f'"{value.translate(_ESCAPES)}"'


def papers_of(described: Described, base: str) -> dict[str, Paper]:
    """Papers by key, in the order of the keys."""
    papers = {}
    for subject in _of_class(described, "Paper"):
        said = described[subject]

        def one(name: str, said: Mapping[str, Sequence[str]] = said) -> str:
            return (said.get(full(name)) or ("",))[0]

        papers[key_of(subject, base)] = Paper(
            title=one("dcterms:title"),
            abstract=one("dcterms:abstract"),
            identifier=one("dcterms:identifier"),
            authors=tuple(one("kg:authorList").split("\n")) if one("kg:authorList") else (),
            date=one("dcterms:date"),
            url=one("schema:url"),
            code_url=one("schema:codeRepository"),
            sources=tuple(sorted(said.get(full("dcterms:source"), ()))),
        )
    return dict(sorted(papers.items()))


def entities_of(described: Described, base: str) -> tuple[Entity, ...]:
    """Entities, sorted."""
    found = []
    for kind in KINDS:
        for subject in _of_class(described, kind):
            said = described[subject]
            found.append(Entity(
                key_of(subject, base), kind, said[full("rdfs:label")][0],
                tuple(sorted(said.get(full("skos:altLabel"), ()))),
                tuple(sorted(key_of(up, base) for up in said.get(full("skos:broader"), ()))),
            ))  # fmt: skip
    return tuple(sorted(found))


def evidence_of(described: Described, base: str) -> tuple[Evidence, ...]:
    """Claims, sorted."""
    found = []
    for subject in _of_class(described, "Claim"):
        said = described[subject]

        def one(name: str, said: Mapping[str, Sequence[str]] = said) -> str:
            return (said.get(full(name)) or ("",))[0]

        found.append(Evidence(
            subject=key_of(one("rdf:subject"), base),
            predicate=cast(Predicate, one("rdf:predicate").removeprefix(ONTOLOGY)),
            object=key_of(one("rdf:object"), base),
            paper=key_of(one("prov:wasDerivedFrom"), base),
            quote=one("kg:quote"),
            start=int(one("kg:start")),
            end=int(one("kg:end")),
            quote_start=int(one("kg:quoteStart")),
            confidence=float(one("kg:confidence")),
            linker=one("kg:linker"),
            object_name=one("kg:objectName"),
            subject_name=one("kg:subjectName"),
            refinement=one("kg:kind").removeprefix(ONTOLOGY),
        ))  # fmt: skip
    return tuple(sorted(found))


def states(described: Described, edge: Edge, base: str) -> bool:
    """Whether the graph holds an edge."""
    return iri(edge.object, base) in described.get(iri(edge.subject, base), {}).get(full(_property(edge.predicate)), ())


def linked_papers(
    papers: Mapping[str, Paper], evidence: Iterable[Evidence], kind_of: Mapping[str, Kind]
) -> Iterator[LinkedPaper]:
    """Each paper with its claims as its linkers made them, in the order of the papers' keys."""
    claims: dict[str, list[Claim]] = defaultdict(list)
    for item in evidence:
        claims[item.paper].append(Claim(
            predicate=item.predicate,
            kind=kind_of[item.object],
            name=item.object_name,
            start=item.start,
            end=item.end,
            quote_start=item.quote_start,
            quote_end=item.quote_start + len(item.quote),
            confidence=item.confidence,
            linker=item.linker,
            subject=item.subject_name if item.predicate in LINEAGE else "",
            refinement=item.refinement,
        ))  # fmt: skip
    for key in sorted(papers, key=lambda key: paper_key(papers[key])):
        yield LinkedPaper(papers[key], tuple(sorted(claims[key])))


def _of_class(described: Described, kind: str) -> list[str]:
    wanted, type_ = full(f"kg:{kind}"), full("rdf:type")
    return [subject for subject, said in described.items() if wanted in said.get(type_, ())]
