"""The well-known names of the field, read from the SKOS files in `ontology/vocabulary/`.

A label with a capital letter names its concept only when written so; an all-lower-case label in any case. A
`kg:ambiguousLabel` names it only where another of its labels stands in the same text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.errors import KgError
from kg.ids import BASE, ONTOLOGY, entity_key, key_of
from kg.model import KINDS, Kind

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FIELDS = {
    _SKOS + "prefLabel": "label",
    _SKOS + "altLabel": "alias",
    _SKOS + "broader": "broader",
    ONTOLOGY + "ambiguousLabel": "ambiguous",
}
_KIND_OF = {ONTOLOGY + kind: kind for kind in KINDS}


@dataclass(frozen=True, order=True, slots=True)
class Concept:
    """One well-known method, task, dataset or piece of hardware. `broader` holds keys; all tuples are sorted."""

    kind: Kind
    label: str
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of the entity that this concept is."""
        return entity_key(self.kind, self.label)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Concepts by key, in the order of the keys."""

    concepts: dict[str, Concept]

    def of(self, kind: Kind) -> tuple[Concept, ...]:
        """The concepts of one kind, in the order of their keys."""
        return tuple(concept for concept in self.concepts.values() if concept.kind == kind)

    def ancestors(self, key: str) -> tuple[str, ...]:
        """Keys of all broader concepts, nearest first, each once.

        >>> chain = {c.key: c for c in (Concept("Task", "a", broader=("task/b",)), Concept("Task", "b"))}
        >>> Vocabulary(chain).ancestors("task/a")
        ('task/b',)
        """
        found: list[str] = []
        level = [key]
        while level:
            parents = [up for at in level if at in self.concepts for up in self.concepts[at].broader]
            level = [up for up in dict.fromkeys(parents) if up not in found and up != key]
            found += level
        return tuple(found)


def ontology_folder() -> Path:
    """The folder `ontology/`: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    for folder in (package / "ontology", package.parent / "ontology"):
        if (folder / "kg.ttl").is_file():
            return folder
    raise KgError("the ontology is missing from this installation", "Reinstall the package `lineagraph`.")


def load_vocabulary(files: Sequence[Path] | None = None) -> Vocabulary:
    """The concepts of SKOS files in Turtle, by default of all that ship with Lineagraph.

    Raises KgError with the file and line where a file is not Turtle.

    >>> load_vocabulary().concepts["method/resnet"].label
    'ResNet'
    """
    if files is None:
        files = sorted((ontology_folder() / "vocabulary").glob("*.ttl"))
    concepts = [concept for file in files for concept in _read(file)]
    return Vocabulary({concept.key: concept for concept in sorted(concepts, key=lambda c: c.key)})


def _read(file: Path) -> Iterable[Concept]:
    fields: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    kinds: dict[str, Kind] = {}
    try:
        for quad in parse(path=str(file), format=RdfFormat.TURTLE):
            if not isinstance(quad.subject, NamedNode):
                continue
            subject, predicate, value = quad.subject.value, quad.predicate.value, str(getattr(quad.object, "value", ""))
            if predicate == _TYPE and value in _KIND_OF:
                kinds[subject] = _KIND_OF[value]
            elif predicate in _FIELDS:
                fields[subject][_FIELDS[predicate]].append(value)
    except SyntaxError as error:
        raise KgError(f"{file.name}:{error.lineno}: not Turtle: {error.msg}") from error
    for subject, kind in kinds.items():
        said = fields[subject]
        if len(said["label"]) != 1:
            raise KgError(f"{file.name}: <{subject}> needs exactly one skos:prefLabel")
        yield Concept(
            kind=kind,
            label=said["label"][0],
            aliases=tuple(sorted(said["alias"])),
            ambiguous=tuple(sorted(said["ambiguous"])),
            broader=tuple(sorted(key_of(parent, BASE) for parent in said["broader"])),
        )
