"""One reading of a store: its index for names and edges, the store itself for sentences. Rows become what a page shows.

The shapes of what is given out are those of the explorer's contract, `kg/exporters/_page/source.js`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kg.exporters._page.payload import marks_in, units_of
from kg.ids import ONTOLOGY, iri, key_of
from kg.ports import Store

Brief = dict[str, Any]
Json = dict[str, Any]

_EDGE = "edge.id, edge.subject, edge.predicate, edge.object, edge.support, edge.confidence, edge.finer"
_QUOTES = """
SELECT ?s ?p ?o ?paper ?quote ?start ?end ?at ?confidence ?linker ?objectName ?subjectName {
  VALUES (?s ?p ?o) { %s }
  ?claim rdf:subject ?s ; rdf:object ?o ; rdf:predicate ?p ; prov:wasDerivedFrom ?paper ; kg:quote ?quote ;
    kg:start ?start ; kg:end ?end ; kg:quoteStart ?at ; kg:confidence ?confidence ; kg:linker ?linker ;
    kg:objectName ?objectName .
  OPTIONAL { ?claim kg:subjectName ?subjectName }
}"""
_OF_PAPER = {"authors": "kg:authorList", "date": "dcterms:date", "url": "schema:url", "code": "schema:codeRepository",
             "abstract": "dcterms:abstract"}  # fmt: skip


class Edge(NamedTuple):
    """A row of the index; `subject` and `object` number nodes."""

    id: int
    subject: int
    predicate: str
    object: int
    support: int
    confidence: float
    finer: str


class Reading:
    """A store and its index, opened to be read by one thread."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._index = sqlite3.connect(f"{store.index().as_uri()}?mode=ro&immutable=1", uri=True)
        self.about: Json = json.loads(self.rows("SELECT json FROM about")[0][0])
        self.base: str = self.about["base"]

    def close(self) -> None:
        """Give back the file."""
        self._index.close()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query over the index."""
        return self._index.execute(sql, values).fetchall()

    def number(self, key: str) -> int | None:
        """The number of the node with a key."""
        found = self.rows("SELECT id FROM node WHERE key = ?", key)
        return found[0][0] if found else None

    def briefs(self, nodes: Iterable[int]) -> dict[int, Brief]:
        """What a link to each of these nodes needs."""
        found = self.rows(f"SELECT id, key, kind, label, year, links FROM node WHERE id IN ({numbers(nodes)})")
        return {id: dict(zip(("key", "kind", "label", "year", "links"), row, strict=True)) for id, *row in found}

    def edges(self, rest: str, *values: object) -> list[Edge]:
        """The edges that the end of an SQL query selects, from its WHERE or JOIN on."""
        return [Edge(*row) for row in self.rows(f"SELECT {_EDGE} FROM edge {rest}", *values)]

    def told(self, edges: Sequence[Edge]) -> list[Json]:
        """The edges as the contract has them, with the sentences behind them."""
        briefs = self.briefs({end for edge in edges for end in (edge.subject, edge.object)})
        quotes = self._quotes(edges, briefs)
        return [
            {
                "subject": briefs[edge.subject], "predicate": edge.predicate, "finer": edge.finer.split(),
                "object": briefs[edge.object], "support": edge.support, "confidence": edge.confidence,
                "quotes": quotes[edge],
            }
            for edge in edges
        ]  # fmt: skip

    def paper(self, key: str) -> Json:
        """What is known of a paper besides its links."""
        optional = " ".join(
            f"OPTIONAL {{ <{iri(key, self.base)}> {name} ?{field} }}" for field, name in _OF_PAPER.items()
        )
        rows = self.store.query(f"SELECT {' '.join(f'?{field}' for field in _OF_PAPER)} {{ {optional} }}").rows()
        said = dict(zip(_OF_PAPER, rows[0], strict=True))
        return {**said, "authors": ", ".join(said["authors"].split("\n")), "abstract": said["abstract"].strip()}

    def _quotes(self, edges: Sequence[Edge], briefs: Mapping[int, Brief]) -> dict[Edge, list[Json]]:
        """The sentences behind each edge, best first; of a task a method is used for, those of its papers."""
        behind = {edge: [edge] for edge in edges}
        for edge in edges:
            if edge.predicate == "usedFor":
                behind[edge] = self.edges(
                    "JOIN edge home ON home.subject = edge.subject AND home.predicate = 'introduces' "
                    "WHERE home.object = ? AND edge.predicate = 'addresses' AND edge.object = ?",
                    edge.subject,
                    edge.object,
                )
        sources = {source for all_behind in behind.values() for source in all_behind}
        ends = {end for source in sources for end in (source.subject, source.object)}
        keys = {id: brief["key"] for id, brief in ({**self.briefs(ends - briefs.keys()), **briefs}).items()}
        names = self._names(ends)
        claims = self._claims({(keys[s.subject], s.predicate, keys[s.object]) for s in sources})
        papers = {
            row["key"]: row for row in self._by_key({claim["paper"] for all_ in claims.values() for claim in all_})
        }
        return {
            edge: [
                _quote(claim, papers.get(claim["paper"]), names[source.subject], names[source.object])
                for source in all_behind
                for claim in claims[keys[source.subject], source.predicate, keys[source.object]]
            ]
            for edge, all_behind in behind.items()
        }

    def _claims(self, edges: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], list[dict[str, str]]]:
        """The claims that state each (subject key, predicate, object key), best first."""
        terms = sorted(
            f"(<{iri(subject, self.base)}> kg:{predicate} <{iri(target, self.base)}>)"
            for subject, predicate, target in edges
            if predicate not in ("broader", "citesExtends", "usedFor")
        )
        claims: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
        if terms:
            answer = self.store.query(_QUOTES % " ".join(terms))
            for row in answer.rows():
                claim = dict(zip(answer.columns, row, strict=True))
                claim["paper"] = key_of(claim["paper"], self.base)
                ends = key_of(claim["s"], self.base), claim["p"].removeprefix(ONTOLOGY), key_of(claim["o"], self.base)
                claims[ends].append(claim)
        for found in claims.values():
            found.sort(key=lambda claim: (-float(claim["confidence"]), claim["paper"], claim["quote"], claim["linker"]))
        return claims

    def _names(self, nodes: Iterable[int]) -> dict[int, list[str]]:
        names: dict[int, list[str]] = defaultdict(list)
        for node, name in self.rows(f"SELECT node, name FROM name WHERE node IN ({numbers(nodes)}) ORDER BY id"):
            names[node].append(name)
        return names

    def _by_key(self, keys: Iterable[str]) -> list[Brief]:
        found = self.rows("SELECT id FROM node WHERE key IN (SELECT value FROM json_each(?))", json.dumps(sorted(keys)))
        return list(self.briefs(id for (id,) in found).values())


def numbers(nodes: Iterable[int]) -> str:
    """Numbers of nodes as SQL lists them, sorted.

    >>> numbers({2, 1})
    '1, 2'
    """
    return ", ".join(str(int(node)) for node in sorted(nodes))


def _quote(claim: Mapping[str, str], paper: Brief | None, subject: Sequence[str], target: Sequence[str]) -> Json:
    text, at = claim["quote"], int(claim["at"])
    marked = (int(claim["start"]) - at, int(claim["end"]) - at)
    marks = marks_in(text, 0, len(text), marked, [claim["subjectName"], *subject], [claim["objectName"], *target])
    units = units_of(text)
    return {"text": text, "marks": [[units[a], units[b]] for a, b in marks], "paper": paper, "linker": claim["linker"],
            "confidence": round(float(claim["confidence"]), 2)}  # fmt: skip
