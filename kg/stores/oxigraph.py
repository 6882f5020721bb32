"""The embedded store: an Oxigraph database on disk.

A store is a folder that holds `store.json` (format version, base IRI, number of the current generation) and one folder
a generation. Every rewrite makes a new generation and then switches over, so a store is always whole, readers are never
in the way, and what an interrupted build leaves behind is swept up by the next.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from filelock import FileLock, Timeout
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.edges import graph_of
from kg.errors import QueryError, StoreError
from kg.ids import BASE, iri
from kg.index import write_index
from kg.model import Graph, LinkedPaper
from kg.stores._quads import (
    PREFIXES,
    Described,
    claim_quads,
    entities_of,
    evidence_of,
    linked_papers,
    papers_of,
    stated_quads,
    states,
)
from kg.stores._refusals import reaches_out

_VERSION = 1
_INDEX = "index.sqlite"
_FORMATS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "trig": RdfFormat.TRIG}
_RESULTS = {
    "json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML, "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}  # fmt: skip


class OxigraphStore:
    """The store in a folder; `create` makes it if it is not there. `base` is that of a new store's IRIs."""

    def __init__(self, folder: Path, create: bool = False, base: str | None = None) -> None:
        self.folder = folder
        manifest = self._manifest()
        if manifest is None:
            if not create:
                raise StoreError(f"there is no store at {folder}", "`kg build FILE` makes one; --store names another.")
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise StoreError(f"{folder} is there already and is no store", "Name another folder with --store.")
        elif base is not None and base != manifest["base"]:
            raise StoreError(f"the store at {folder} has the base {manifest['base']}", "A store keeps its base.")
        self.base = str(manifest["base"]) if manifest else base or BASE
        self._generation = int(manifest["generation"]) if manifest else 0
        self._opened: Store | None = None
        self._own: TemporaryDirectory[str] | None = None

    def papers(self) -> Iterator[LinkedPaper]:
        """See `kg.ports.Store`."""
        described = self._described()
        entities = entities_of(described, self.base)
        kinds = {entity.key: entity.kind for entity in entities}
        yield from linked_papers(papers_of(described, self.base), evidence_of(described, self.base), kinds)

    def graph(self) -> Graph:
        """See `kg.ports.Store`."""
        described = self._described()
        return graph_of(
            papers_of(described, self.base), entities_of(described, self.base), evidence_of(described, self.base)
        )

    def part(self, papers: Collection[str]) -> Graph:
        """See `kg.ports.Store`."""
        opened, described = self._open(), _nothing()
        named: set[NamedNode] = set()
        for key in papers:
            paper = NamedNode(iri(key, self.base))
            for start, graph in ((paper, DefaultGraph()), (None, paper)):
                quads = list(opened.quads_for_pattern(start, None, None, graph))
                _describe(described, quads)
                named.update(quad.object for quad in quads if isinstance(quad.object, NamedNode))
        for node in named - {NamedNode(iri(key, self.base)) for key in papers}:
            _describe(described, opened.quads_for_pattern(node, None, None, DefaultGraph()))
        chosen = {key: paper for key, paper in papers_of(described, self.base).items() if key in papers}
        entities = entities_of(described, self.base)
        known = {entity.key for entity in entities}
        part = graph_of(
            chosen,
            tuple(replace(entity, broader=tuple(up for up in entity.broader if up in known)) for entity in entities),
            evidence_of(described, self.base),
        )
        # What the whole graph does not state, such as the weakest edge of a circle, its part does not state either.
        stated = tuple(edge for edge in part.edges if states(described, edge, self.base))
        return replace(part, edges=stated)

    def rewrite(self, papers: Sequence[LinkedPaper], graph: Graph) -> None:
        """See `kg.ports.Store`; raises StoreError where another process is writing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                self._rewrite(graph)
        except Timeout as error:
            raise StoreError(
                f"another process is writing to {self.folder}", "Wait for it to end, then try again."
            ) from error

    def _rewrite(self, graph: Graph) -> None:
        following = self._generation + 1
        target = self._path(following)
        shutil.rmtree(target, ignore_errors=True)
        index = self.folder / "generation.sqlite"
        index.unlink(missing_ok=True)
        database = Store(str(target))
        # The database loads outside of Python, the next part and the index are written meanwhile. Parts share no graph:
        # Oxigraph sorts its files by graph, and reads slowly where many hold the same.
        with ThreadPoolExecutor(2) as beside:
            loads = []
            for name, lines in (("claims", claim_quads(graph, self.base)), ("graph", stated_quads(graph, self.base))):
                # By way of a file, so that a large graph need not stand in memory as text.
                part = self.folder / f"{name}.nq"
                with part.open("w", encoding="utf-8", newline="\n") as file:
                    file.writelines(lines)
                loads.append(beside.submit(_load, database, part))
            write_index(graph, self.base, index)
            for load in loads:
                load.result()
        database.flush()
        os.replace(index, target / _INDEX)
        manifest = {"format": _VERSION, "base": self.base, "generation": following}
        draft = self.folder / "store.json.new"
        draft.write_text(json.dumps(manifest) + "\n", encoding="utf-8")
        os.replace(draft, self.folder / "store.json")
        self._generation, self._opened, self._own = following, None, None
        for old in self.folder.glob("generation-*"):
            if old != target:
                shutil.rmtree(old, ignore_errors=True)

    def query(self, sparql: str) -> OxigraphAnswer:
        """See `kg.ports.Store`; the default graph of the query is the union of all graphs."""
        if reaches_out(sparql):
            raise QueryError("SERVICE is refused: a query asks this store and no other", "Take the clause out.")
        with _query_errors():
            return OxigraphAnswer(self._open().query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True))

    def latest(self) -> OxigraphStore:
        """See `kg.ports.Store`."""
        manifest = self._manifest()
        if manifest is None or manifest["generation"] == self._generation:
            return self
        return OxigraphStore(self.folder)

    def index(self) -> Path:
        """See `kg.ports.Store`; made anew for a store that an older version wrote, or that nothing was written to."""
        written = self._path(self._generation) / _INDEX
        if written.exists():
            return written
        if self._own is None:
            self._own = TemporaryDirectory(prefix="kg-index-")
            write_index(self.graph(), self.base, Path(self._own.name) / _INDEX)
        return Path(self._own.name) / _INDEX

    def dump(self, target: BinaryIO, format: str) -> None:
        """See `kg.ports.Store`."""
        quads = self._open().quads_for_pattern(None, None, None, None)
        data: list[Quad] | list[Triple]
        if format == "trig":
            data = sorted(quads, key=lambda quad: (_graph_name(quad), *_order(quad)))
        else:
            data = sorted((quad.triple for quad in quads), key=_order)
        prefixes = None if format == "ntriples" else {**PREFIXES, "id": self.base}
        serialize(data, target, format=_FORMATS[format], prefixes=prefixes)

    def _described(self) -> Described:
        described = _nothing()
        _describe(described, self._open().quads_for_pattern(None, None, None, None))
        return described

    def _open(self) -> Store:
        """The generation that this store found or made last, opened once, for that takes longer than an answer."""
        if self._opened is None:
            self._opened = self._read()
        return self._opened

    def _read(self) -> Store:
        if not self._generation:
            return Store()
        try:
            return Store.read_only(str(self._path(self._generation)))
        except OSError as error:
            raise StoreError(
                f"the store at {self.folder} is damaged: {error}", "Build it again from its pages."
            ) from error

    def _path(self, generation: int) -> Path:
        return self.folder / f"generation-{generation}"

    def _manifest(self) -> dict[str, str | int] | None:
        try:
            manifest = json.loads((self.folder / "store.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise StoreError(f"the store at {self.folder} cannot be read: {error}") from error
        if manifest.get("format") != _VERSION:
            raise StoreError(f"the store at {self.folder} has another format", "Build it again with this version.")
        return manifest  # type: ignore[no-any-return]


def _load(database: Store, part: Path) -> None:
    database.bulk_load(path=str(part), format=RdfFormat.N_QUADS)
    part.unlink()


def _nothing() -> dict[str, dict[str, list[str]]]:
    return defaultdict(lambda: defaultdict(list))


def _describe(described: dict[str, dict[str, list[str]]], quads: Iterable[Quad]) -> None:
    for quad in quads:
        described[quad.subject.value][quad.predicate.value].append(quad.object.value)  # type: ignore[union-attr]


@contextmanager
def _query_errors() -> Iterator[None]:
    """Oxigraph's complaints about a query, which may come only while its rows are fetched, as QueryError."""
    try:
        yield
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        problem = " ".join(str(error).split())[:200]
        raise QueryError(f"the query does not work: {problem}", "https://www.w3.org/TR/sparql11-query/") from error


class OxigraphAnswer:
    """See `kg.ports.Answer`."""

    def __init__(self, answer: QuerySolutions | QueryBoolean | QueryTriples) -> None:
        self._answer = answer
        self.columns: tuple[str, ...] = (
            tuple(variable.value for variable in answer.variables) if isinstance(answer, QuerySolutions)
            else ("answer",) if isinstance(answer, QueryBoolean) else ("subject", "predicate", "object")
        )  # fmt: skip
        self.formats: tuple[str, ...] = ("turtle", "ntriples") if isinstance(answer, QueryTriples) else tuple(_RESULTS)

    def rows(self) -> list[tuple[str, ...]]:
        """See `kg.ports.Answer`."""
        if isinstance(self._answer, QueryBoolean):
            return [("true" if self._answer else "false",)]
        with _query_errors():
            if isinstance(self._answer, QueryTriples):
                return [(_text(t.subject), _text(t.predicate), _text(t.object)) for t in self._answer]
            return [tuple(_text(value) for value in solution) for solution in self._answer]

    def serialise(self, format: str) -> bytes:
        """See `kg.ports.Answer`."""
        target = BytesIO()
        self.write(target, format)
        return target.getvalue()

    def write(self, target: BinaryIO, format: str) -> None:
        """See `kg.ports.Answer`."""
        if format not in self.formats:
            raise QueryError(
                f"the answer of this query cannot be written as {format}", f"Use {' or '.join(self.formats)}."
            )
        with _query_errors():
            if isinstance(self._answer, QueryTriples):
                prefixes = PREFIXES if format == "turtle" else None
                serialize(self._answer, target, format=_FORMATS[format], prefixes=prefixes)
            else:
                self._answer.serialize(target, format=_RESULTS[format])


def _text(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))


def _graph_name(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value


def _order(said: Quad | Triple) -> tuple[str, str, str]:
    """By subject, its types first, then by property and value."""
    is_type = said.predicate.value.endswith("#type")
    return str(said.subject), "" if is_type else said.predicate.value, str(said.object)
