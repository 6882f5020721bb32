"""The index of a graph: an SQLite file with its nodes, names and edges, for questions that must not read all of it.

A store writes it beside each graph that it keeps. It holds no sentence: those stay with the claims.

    about(json)      counts of the graph and the base of its IRIs
    node(id, ...)    numbered from the most linked on; `year` is that of the first paper that introduces it; `family` is
                     the greatest number of direct descendants among it and its direct ancestors, -1 without lineage
    name(id, ...)    every name of every node, the names to show first, first
    spelling         full text of `name`, three letters at a time; see `spelt`
    edge(id, ...)    in the order of subject, predicate and object; skos:broader comes last, as "broader". `finer` holds
                     the kinds of an edge of lineage, between blanks
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.model import FINER, Graph

_LINEAGE = "extends"
_WORDS = re.compile(r"[a-z0-9+]+")
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE about (json TEXT);
CREATE TABLE node (id INTEGER PRIMARY KEY, key TEXT, kind TEXT, label TEXT, year TEXT, links INTEGER,
  inward INTEGER, ancestors INTEGER, descendants INTEGER, family INTEGER);
CREATE TABLE name (id INTEGER PRIMARY KEY, node INTEGER, name TEXT);
CREATE VIRTUAL TABLE spelling USING fts5(tight, words, content = '', tokenize = 'trigram');
CREATE TABLE edge (id INTEGER PRIMARY KEY, subject INTEGER, predicate TEXT, object INTEGER, support INTEGER,
  confidence REAL, finer TEXT);
"""
_INDEXES = """
CREATE UNIQUE INDEX node_by_key ON node (key);
CREATE INDEX edge_out ON edge (subject, predicate, support DESC, confidence DESC, id);
CREATE INDEX edge_in ON edge (object, predicate, support DESC, confidence DESC, id);
CREATE INDEX edge_of ON edge (predicate, object, subject);
ANALYZE;
"""


@dataclass(frozen=True, slots=True)
class _Edge:
    subject: str
    predicate: str
    object: str
    support: int
    confidence: float
    finer: str


def write_index(graph: Graph, base: str, path: Path) -> None:
    """Write the index of a graph whose IRIs begin with `base` to a new file; equal graphs give equal answers."""
    edges = list(_edges(graph))
    outward, inward = Counter(edge.subject for edge in edges), Counter(edge.object for edge in edges)
    ancestors = Counter(edge.subject for edge in edges if edge.predicate == _LINEAGE)
    descendants = Counter(edge.object for edge in edges if edge.predicate == _LINEAGE)
    family = {end: descendants[end] for e in edges if e.predicate == _LINEAGE for end in (e.subject, e.object)}
    for edge in edges:
        if edge.predicate == _LINEAGE:
            family[edge.subject] = max(family[edge.subject], descendants[edge.object])
    kinds = dict.fromkeys(graph.papers, "Paper") | {entity.key: entity.kind for entity in graph.entities}
    names: dict[str, tuple[str, ...]] = {key: (paper.title,) for key, paper in graph.papers.items()}
    names |= {entity.key: (entity.label, *entity.aliases) for entity in graph.entities}
    years = _years(graph)
    ranked = sorted(kinds, key=lambda key: (-outward[key] - inward[key], key))
    number = {key: place for place, key in enumerate(ranked, start=1)}
    spelt_names = sorted(
        (kinds[key] == "Paper", -outward[key] - inward[key], len(tight), key, place, name, tight, words)
        for key, all_names in names.items()
        for place, name in enumerate(all_names)
        for tight, words in [spelt(name)]
    )
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_TABLES)
        database.execute("INSERT INTO about VALUES (?)", [json.dumps(_about(graph, edges, base))])
        database.executemany(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (number[key], key, kinds[key], names[key][0], years.get(key, ""),
                 outward[key] + inward[key], inward[key], ancestors[key], descendants[key], family.get(key, -1))
                for key in ranked
            ),
        )  # fmt: skip
        database.executemany(
            "INSERT INTO name VALUES (?, ?, ?)",
            ((id, number[key], name) for id, (_, _, _, key, _, name, _, _) in enumerate(spelt_names, start=1)),
        )
        database.executemany(
            "INSERT INTO spelling (rowid, tight, words) VALUES (?, ?, ?)",
            ((id, tight, words) for id, (*_, tight, words) in enumerate(spelt_names, start=1)),
        )
        database.executemany(
            "INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (id, number[edge.subject], edge.predicate, number[edge.object], edge.support,
                 edge.confidence, edge.finer)
                for id, edge in enumerate(edges, start=1)
            ),
        )  # fmt: skip
        database.executescript(_INDEXES)
        database.commit()


def fold(text: str) -> str:
    """A name without case, accents and marks, its words set apart by single blanks, as the page folds it.

    >>> fold("  Fr\\u00e9chet-Net++ (v2)")
    'frechet net++ v2'
    """
    if text.isascii():
        return " ".join(_WORDS.findall(text.lower()))
    plain = (c for c in unicodedata.normalize("NFKD", text).lower() if not unicodedata.category(c).startswith("M"))
    return " ".join("".join(c if c.isalnum() or c == "+" else " " for c in plain).split())


def spelt(name: str) -> tuple[str, str]:
    """A name as the full text holds it: its letters between marks of its ends, and its words, two blanks before each.

    Three letters at a time are looked up: with the doubled marks a single one is found where a name or word begins.

    >>> spelt("SN-Net")
    ('^^snnet$', '  sn  net')
    """
    words = fold(name).split()
    return f"^^{''.join(words)}$", "".join(f"  {word}" for word in words)


def _edges(graph: Graph) -> Iterator[_Edge]:
    """The edges that a page shows: a finer kind of lineage is told at the edge of lineage where there is one."""
    lineage = {(edge.subject, edge.object) for edge in graph.edges if edge.predicate == _LINEAGE}
    finer: dict[tuple[str, str], str] = defaultdict(str)
    for edge in graph.edges:
        if edge.predicate in FINER:
            finer[edge.subject, edge.object] += f" {edge.predicate} "
    for edge in graph.edges:
        pair = (edge.subject, edge.object)
        if edge.predicate in FINER and pair in lineage:
            continue
        told = finer[pair] if edge.predicate == _LINEAGE else ""
        yield _Edge(edge.subject, edge.predicate, edge.object, edge.support, round(edge.confidence, 2), told)
    for entity in graph.entities:
        for up in entity.broader:
            yield _Edge(entity.key, "broader", up, 0, 1.0, "")


def _years(graph: Graph) -> dict[str, str]:
    years = {key: paper.date[:4] for key, paper in graph.papers.items() if re.match(r"\d{4}", paper.date)}
    for edge in graph.edges:
        if edge.predicate == "introduces" and edge.subject in years:
            years[edge.object] = min(years.get(edge.object, "9999"), years[edge.subject])
    return years


def _about(graph: Graph, edges: list[_Edge], base: str) -> dict[str, object]:
    links = [edge for edge in edges if edge.predicate != "broader"]
    predicates = Counter(edge.predicate for edge in links)
    predicates.update(kind for edge in links for kind in edge.finer.split())
    stated = {(edge.subject, edge.predicate, edge.object) for edge in links}
    kinds = Counter({"Paper": len(graph.papers)})
    kinds.update(sorted(entity.kind for entity in graph.entities))
    return {
        "papers": len(graph.papers),
        "entities": len(graph.entities),
        "links": len(links),
        "sentences": len({(item.paper, item.quote_start, item.quote) for item in graph.evidence
                          if (item.subject, item.predicate, item.object) in stated}),
        "base": base,
        "kinds": {name: number for name, number in kinds.items() if number},
        "predicates": dict(sorted(predicates.items())),
    }  # fmt: skip
