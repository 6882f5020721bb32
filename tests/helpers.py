"""Small steps that many tests take: write a page, link a text, build a store, export it."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from spacy.language import Language

from kg import pipeline, registry
from kg.ids import paper_key
from kg.model import Claim, Edge, Graph, Kind, LinkedPaper, Paper, Predicate
from kg.ports import Store

DATA = Path(__file__).parent / "data"
RDF = ("ntriples", "trig", "turtle")


def hf_page(entries: Iterable[tuple[str, str]]) -> str:
    """A feed page of (title, abstract) entries."""
    header = "new\n\nSubscribe\n\nbyAK and the research community\n\nMar 14\n\n"
    return header + "\n\n".join(f"{title}\n\n{abstract}" for title, abstract in entries) + "\n"


def write_page(path: Path, entries: Iterable[tuple[str, str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(hf_page(entries), encoding="utf-8")
    return path


def write_jsonl(path: Path, papers: Iterable[Paper]) -> Path:
    """The papers as a file that the jsonl reader reads back."""
    rows = [{**asdict(paper), "id": paper.identifier} for paper in papers]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def built(folder: Path, *inputs: Path, jobs: int = 1) -> Store:
    """A store with each input built in a call of its own, in the order given."""
    store = registry.open_store(folder, create=True)
    for path in inputs:
        pipeline.build([path], store, jobs=jobs)
    return store


def export(store: Store, name: str) -> bytes:
    target = BytesIO()
    registry.exporter(name).export(store, target)
    return target.getvalue()


def unpacked(export: bytes) -> bytes:
    """An export with what is compressed in it as it was, because versions of zlib compress differently."""
    mark = b'<script type="application/octet-stream" id="graph">'
    head, found, rest = export.partition(mark)
    packed, end, tail = rest.partition(b"</script>")
    return head + found + zlib.decompress(b64decode(packed)) + end + tail if found else export


def exports(store: Store, names: Sequence[str] = (*RDF, "graphml")) -> dict[str, bytes]:
    return {name: export(store, name) for name in names}


def spans(nlp: Language, text: str, group: str) -> list[tuple[str, str, str]]:
    """(words, label, kb_id) of every span that a linker writes, in the order of the text."""
    doc = nlp(text)  # spans live no longer than their document
    return [(span.text, span.label_, span.kb_id_) for span in doc.spans[group]]


def says(
    text: str,
    predicate: Predicate,
    surface: str,
    name: str = "",
    kind: Kind = "Method",
    subject: str = "",
    confidence: float = 0.8,
    refinement: str = "",
) -> Claim:
    """A claim about the first place where `surface` stands in `text`; its quote is that whole text."""
    start = text.index(surface)
    end, rule = start + len(surface), "kg_test:rule"
    return Claim(predicate, kind, name or surface, start, end, 0, len(text), confidence, rule, subject, refinement)


def linked(title: str, abstract: str, *claims: tuple[Predicate, str] | Claim) -> LinkedPaper:
    """A paper with claims, each given whole or as (predicate, surface) about a method."""
    paper = Paper(title, abstract, sources=("page.txt",))
    made = [claim if isinstance(claim, Claim) else says(paper.text, *claim) for claim in claims]
    return LinkedPaper(paper, tuple(sorted(made)))


def key(paper: LinkedPaper) -> str:
    return paper_key(paper.paper)


def edges(graph: Graph, predicate: str) -> list[Edge]:
    return [edge for edge in graph.edges if edge.predicate == predicate]


def labels(graph: Graph, kind: Kind = "Method") -> list[str]:
    """Preferred labels of one kind, sorted, one for each node."""
    return sorted(entity.label for entity in graph.entities if entity.kind == kind)
