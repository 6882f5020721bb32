"""The contracts that plugins fulfil. A plugin is a class with these methods; it inherits nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar

from kg.errors import ReadError
from kg.model import Graph, LinkedPaper, Paper

DEFAULT_LINKERS = "both"
"""The way of linking that measures best: "rules", "model" or "both"."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Mapper = Callable[[Iterable[Item]], Iterable[Result]]
"""A function from a stream of items to their results, one each, in order: what is done best for many at once may be."""
Document = TypeVar("Document")


class Reader(Protocol):
    """Reads one input format. `source` is the name of the file without its folder."""

    def recognises(self, head: str) -> bool:
        """Whether a file that begins with `head` (some whole lines) is of this format."""

    def read(self, lines: Iterable[str], source: str) -> Iterator[Paper | ReadError]:
        """Papers in the order of the file; an entry that cannot be read comes as a ReadError, and reading goes on.

        A byte that is not UTF-8 stands in `lines` as a lone surrogate.
        """


class Linker(Protocol[Document]):
    """A spaCy component named kg_*. It writes the span group `writes` of a document and reads the groups `reads`."""

    reads: tuple[str, ...]
    writes: str

    def __call__(self, doc: Document) -> Document:
        """The same document with the span group `writes` set; other groups are left alone."""


class Store(Protocol):
    """Keeps the resolved graph and the claims of every paper; `base` begins the IRIs of its entities."""

    base: str

    def papers(self) -> Iterator[LinkedPaper]:
        """Every stored paper with its claims, in the order of the papers' keys."""

    def rewrite(self, papers: Sequence[LinkedPaper], graph: Graph) -> None:
        """Replace everything by `papers` and the `graph` resolved from them, wholly or not at all."""

    def graph(self) -> Graph:
        """The resolved graph, equal to what `rewrite` was given."""

    def part(self, papers: Collection[str]) -> Graph:
        """What `graph` holds of the papers with these keys: their claims, and what these name and link; reads no more.

        Support and confidence of its edges are those of these papers; links between others are left out.
        """

    def query(self, sparql: str) -> Answer:
        """The answer to a SPARQL 1.1 query over all claims and the graph; raises QueryError.

        A query opens no connection: one that asks another endpoint (`SERVICE`) is refused.
        """

    def latest(self) -> Store:
        """This store where it holds what was stored last; a new one where another process has built since."""

    def index(self) -> Path:
        """The SQLite file that `kg.index` describes, for the graph that `graph` gives; it is only read."""

    def dump(self, target: BinaryIO, format: str) -> None:
        """Write all triples, sorted, as `format` ("turtle", "ntriples" or "trig")."""


class Answer(Protocol):
    """The answer to a query: either rows, a truth value (ASK), or triples (CONSTRUCT, DESCRIBE).

    `formats` are those it can be written in: "json", "xml", "csv" and "tsv", for triples "turtle" and "ntriples".
    """

    columns: tuple[str, ...]
    formats: tuple[str, ...]

    def rows(self) -> list[tuple[str, ...]]:
        """Rows of plain strings in the order of `columns`, "" where unbound."""

    def serialise(self, format: str) -> bytes:
        """The answer in one of `formats`; raises QueryError for another."""

    def write(self, target: BinaryIO, format: str) -> None:
        """Write to `target`, piece by piece, what `serialise` gives."""


class Exporter(Protocol):
    """Writes the graph of a store in one format; equal graphs give equal bytes. `suffix` is that of its files."""

    suffix: str

    def export(self, store: Store, target: BinaryIO) -> None:
        """Write everything to `target`."""


class Engine(Protocol):
    """Runs a function over many items."""

    def map(self, make: Callable[[], Mapper[Item, Result]], items: Sequence[Item], jobs: int) -> Iterable[Result]:
        """The results in the order of `items`; each of `jobs` workers calls `make` once, and what that gives with some
        items after others."""
