"""What a paper names: as a person annotated it (JSON lines, docs/annotating.md), and as a store says it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ReadError
from kg.model import Kind

ROLES = {
    "methods": ("introduces", "extends", "uses", "compares", "mentions"),
    "tasks": ("addresses", "mentions"),
    "datasets": ("introduces", "uses", "mentions"),
    "hardware": ("runs-on", "targets", "mentions"),
}
"""List of entities in the form -> the roles that they can have, strongest first."""

LINK_TYPES = ("extends", "compares")
"""The types of a lineage link."""


@dataclass(frozen=True, order=True, slots=True)
class GoldEntity:
    """What a paper names: `surface` holds every spelling in the text; `optional` ones are not scored either way.

    `homonym` is a text that tells it from another thing of the same name in the same file, else "".
    """

    name: str
    role: str
    surface: tuple[str, ...] = ()
    optional: bool = False
    homonym: str = ""

    @property
    def spellings(self) -> frozenset[str]:
        """Its names in the form in which they are compared."""
        return spellings(self.name, *self.surface)


@dataclass(frozen=True, order=True, slots=True)
class LineageLink:
    """One step of lineage; `type` is one of `LINK_TYPES`, the ends are names (in gold) or keys (in predictions)."""

    ancestor: str
    descendant: str
    type: str
    optional: bool = False


@dataclass(frozen=True, order=True, slots=True)
class GoldPart:
    """A named component of one of the paper's own methods. It is kept but not scored."""

    whole: str
    part: str


@dataclass(frozen=True, order=True, slots=True)
class GoldPaper:
    """One annotated paper; `code` holds addresses."""

    title: str
    methods: tuple[GoldEntity, ...] = ()
    tasks: tuple[GoldEntity, ...] = ()
    datasets: tuple[GoldEntity, ...] = ()
    hardware: tuple[GoldEntity, ...] = ()
    code: tuple[str, ...] = ()
    lineage: tuple[LineageLink, ...] = ()
    parts: tuple[GoldPart, ...] = ()

    def of(self, kind: Kind) -> tuple[GoldEntity, ...]:
        """The entities of one kind, in the order of the file."""
        return {"Method": self.methods, "Task": self.tasks, "Dataset": self.datasets}.get(kind, self.hardware)


@dataclass(frozen=True, order=True, slots=True)
class Predicted:
    """An entity that the store links to a paper; the first of its `names` is the label."""

    key: str
    kind: Kind
    names: tuple[str, ...]
    role: str

    @property
    def spellings(self) -> frozenset[str]:
        """Its names in the form in which they are compared."""
        return spellings(*self.names)


@dataclass(frozen=True, order=True, slots=True)
class Prediction:
    """What the store says about one paper, in the terms of the annotations; `lineage` holds keys."""

    title: str
    entities: tuple[Predicted, ...] = ()
    code: tuple[str, ...] = ()
    lineage: tuple[LineageLink, ...] = ()

    def of(self, kind: Kind) -> list[Predicted]:
        """The entities of one kind."""
        return [entity for entity in self.entities if entity.kind == kind]


def spelling(name: str) -> str:
    """What is equal for spellings of one name; "" for a name without letters.

    It stands apart from `kg.ids.name_key` because a yardstick must not move with what it measures.

    >>> spelling("Graph Neural Networks") == spelling("graph-neural network") != spelling("GNN++")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    letters = "".join(c for c in folded if c.isalnum() or c == "+")
    plural = len(letters) > 3 and letters.endswith("s") and not letters.endswith("ss")
    return letters[:-1] if plural else letters


def spellings(*names: str) -> frozenset[str]:
    """The different spellings of several names of one thing.

    >>> sorted(spellings("SN-Net", "SN-Nets", "--"))
    ['snnet']
    """
    return frozenset(spelling(name) for name in names) - {""}


def read_gold(path: Path | str) -> tuple[GoldPaper, ...]:
    """The annotated papers in the order of the file. Raises ReadError for the first line that is not in the form."""
    path = Path(path)
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise ReadError(path.name, 1, f"cannot be opened: {error.strerror or error}", f"Looked at {path}") from error
    papers: list[GoldPaper] = []
    line_of: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            paper = _paper(_parsed(line))
        except ValueError as error:
            raise ReadError(path.name, number, str(error), "docs/annotating.md describes the form.") from error
        first = line_of.setdefault(spelling(paper.title), number)
        if first != number:
            raise ReadError(path.name, number, f"the paper of line {first} again: {paper.title!r}", "Join both lines.")
        papers.append(paper)
    if not papers:
        raise ReadError(path.name, 1, "the file holds no papers")
    return tuple(papers)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start + 1} of the line)") from error
    except ValueError as error:
        raise ValueError(f"not JSON, or broken off: {error}") from error


def _paper(record: Any) -> GoldPaper:
    """The paper of a parsed line; ValueError says what is wrong with it."""
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    methods = _entities(record, "methods")
    known = {method.name for method in methods}

    def method(item: Mapping[str, Any], field: str, place: str) -> str:
        name = _text(item, field, place)
        if name not in known:
            raise ValueError(f"{place}: {field} {name!r} is the name of none of the paper's methods")
        return name

    return GoldPaper(
        title=_text(record, "title"),
        methods=methods,
        tasks=_entities(record, "tasks"),
        datasets=_entities(record, "datasets"),
        hardware=_entities(record, "hardware"),
        code=tuple(_text(item, "url", place) for place, item in _items(record, "code")),
        lineage=tuple(
            LineageLink(
                method(item, "ancestor", place),
                method(item, "descendant", place),
                _one_of(LINK_TYPES, item, "type", place),
                _flag(item, "optional", place),
            )
            for place, item in _items(record, "lineage")
        ),
        parts=tuple(
            GoldPart(method(item, "whole", place), method(item, "part", place))
            for place, item in _items(record, "parts")
        ),
    )


def _entities(record: Mapping[str, Any], field: str) -> tuple[GoldEntity, ...]:
    return tuple(
        GoldEntity(
            name=_text(item, "name", place),
            role=_one_of(ROLES[field], item, "role", place),
            surface=_texts(item, "surface", place),
            optional=_flag(item, "optional", place),
            homonym=_text(item, "homonym", place) if "homonym" in item else "",
        )
        for place, item in _items(record, field)
    )


def _items(record: Mapping[str, Any], field: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(place for messages, object) for each object of a list; a list that is not there is empty."""
    items = record.get(field, [])
    if not isinstance(items, list):
        raise ValueError(f"{field} is no list")
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise ValueError(f"{field}, item {number}: not a JSON object")
        yield f"{field}, item {number}", item


def _text(item: Mapping[str, Any], field: str, place: str = "") -> str:
    value = item.get(field)
    if not isinstance(value, str) or not value.strip():
        where = f"{place}: " if place else ""
        raise ValueError(f"{where}{field} is {'missing' if value is None else 'no text, or empty'}")
    return value


def _texts(item: Mapping[str, Any], field: str, place: str) -> tuple[str, ...]:
    value = item.get(field, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError(f"{place}: {field} is no list of texts")
    return tuple(value)


def _flag(item: Mapping[str, Any], field: str, place: str) -> bool:
    value = item.get(field, False)
    if not isinstance(value, bool):
        raise ValueError(f"{place}: {field} is neither true nor false")
    return value


def _one_of(allowed: tuple[str, ...], item: Mapping[str, Any], field: str, place: str) -> str:
    value = _text(item, field, place)
    if value not in allowed:
        raise ValueError(f"{place}: {field} {value!r} is none of {', '.join(allowed)}")
    return value
