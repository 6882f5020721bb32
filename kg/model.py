"""The values that flow through Lineagraph: frozen, ordered, standard library only.

Entities and papers are named by keys ("method/sn-net", "paper/2306.00001", a repository by its URL); `kg.ids` makes
the keys and turns them into IRIs. Offsets are half-open `[start, end)` character positions in `Paper.text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["Method", "Task", "Dataset", "Hardware", "Repository", "WebPage"]
Predicate = Literal[
    "introduces", "buildsOn", "uses", "comparesWith",
    "addresses", "usesDataset", "runsOn", "targets", "mentions", "hasCode", "hasPage",
    "extends", "comparedWith", "hasPart",
]  # fmt: skip

KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of entity, in the order in which tables show them."""

PREDICATES: tuple[Predicate, ...] = get_args(Predicate)
"""The predicates a claim can make, strongest first where several can hold between one paper and one entity."""

FINER = ("improves", "adapts", "replaces", "combines")
"""The sub-properties of kg:extends that a claim of lineage may name beside it."""

LINEAGE: tuple[Predicate, ...] = ("extends", "comparedWith", "hasPart")
"""The predicates between two methods; every other predicate starts at a paper."""


@dataclass(frozen=True, order=True, slots=True)
class Paper:
    """One paper as it was read. `identifier` is an arXiv id or a DOI, "" where the input has none.

    `sources` names the files (without folder) or URLs it was read from, sorted.
    """

    title: str
    abstract: str
    identifier: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    url: str = ""
    code_url: str = ""
    sources: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The one text that every offset points into."""
        return f"{self.title}\n{self.abstract}"

    def joined(self, other: Paper) -> Paper:
        """This paper and another reading of it as one; the fuller field wins, so the order of joining is of no matter.

        >>> both = Paper("A", "short", sources=("x",)).joined(Paper("A", "longer", date="2024", sources=("y",)))
        >>> both.abstract, both.date, both.sources
        ('longer', '2024', ('x', 'y'))
        """
        return Paper(
            title=_fuller(self.title, other.title),
            abstract=_fuller(self.abstract, other.abstract),
            identifier=_fuller(self.identifier, other.identifier),
            authors=max(self.authors, other.authors, key=lambda names: (len(names), names)),
            date=_fuller(self.date, other.date),
            url=_fuller(self.url, other.url),
            code_url=_fuller(self.code_url, other.code_url),
            sources=tuple(sorted({*self.sources, *other.sources})),
        )


def _fuller(first: str, second: str) -> str:
    return max(first, second, key=lambda text: (len(text), text))


@dataclass(frozen=True, order=True, slots=True)
class Claim:
    """What one paper says about one entity, before names are resolved over the corpus.

    `name` is the name by which this paper's linker knows the object; every claim of one paper with equal `kind` and
    `name` is about one thing. `start`, `end` locate the words that name it; they lie within the sentence
    `[quote_start, quote_end)`. `subject` is "" where the paper itself is the subject, else the `name` of the method
    that is (predicates in `LINEAGE`). `refinement` names a finer sub-property of kg:extends, else "".
    `confidence` lies in 0..1.
    """

    predicate: Predicate
    kind: Kind
    name: str
    start: int
    end: int
    quote_start: int
    quote_end: int
    confidence: float
    linker: str
    subject: str = ""
    refinement: str = ""


@dataclass(frozen=True, order=True, slots=True)
class LinkedPaper:
    """A paper and its claims, sorted."""

    paper: Paper
    claims: tuple[Claim, ...]


@dataclass(frozen=True, order=True, slots=True)
class Entity:
    """One node: `label` is its preferred name, `aliases` every other surface seen, sorted; `broader` holds keys."""

    key: str
    kind: Kind
    label: str
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, order=True, slots=True)
class Evidence:
    """A claim after resolution: `subject` and `object` are keys, `quote` is the verbatim sentence of the paper."""

    subject: str
    predicate: Predicate
    object: str
    paper: str
    quote: str
    start: int
    end: int
    quote_start: int
    confidence: float
    linker: str
    object_name: str
    subject_name: str = ""
    refinement: str = ""


@dataclass(frozen=True, order=True, slots=True)
class Edge:
    """One link of the resolved graph. `support` counts the papers that claim it; `confidence` lies in 0..1.

    `evidence` holds the claims behind it, best first; it is empty for edges rolled up from others.
    """

    subject: str
    predicate: str
    object: str
    support: int
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """The resolved graph. Everything is sorted, so equal graphs are equal values.

    `papers` maps the key of each paper to it, in the order of the keys.
    """

    papers: dict[str, Paper]
    entities: tuple[Entity, ...]
    edges: tuple[Edge, ...]
    evidence: tuple[Evidence, ...]
