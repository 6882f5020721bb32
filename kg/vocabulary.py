"""The well-known names of the field, read from SKOS or CSV files.

A label with a capital letter names its concept only when written so; an all-lower-case label in any case. A
`kg:ambiguousLabel` names it only where another of its labels stands in the same text.

What ships with Lineagraph stands in `ontology/vocabulary/`. A user's own files are named in the environment variable
KG_VOCABULARY, with `:` between them (`;` on Windows), so every command and every process that links reads them. They
add concepts, and names to the concepts that they call by the same label. Such a file is SKOS (`.ttl`, `.nt`, `.rdf`
...), its concepts of the types kg:Method, kg:Task, kg:Dataset and kg:Hardware; or CSV, with `;` between several names:

    kind,label,aliases,broader
    Method,TwigNet,Twig Network;twig net,convolutional neural network
"""

from __future__ import annotations

import csv
import os
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.errors import KgError, ReadError, suggest
from kg.ids import BASE, ONTOLOGY, entity_key, key_of, name_key
from kg.model import Kind

CONCEPT_KINDS: tuple[Kind, ...] = ("Method", "Task", "Dataset", "Hardware")
"""The kinds of entity that a vocabulary can hold."""

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_FIELDS = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "kind",
    _SKOS + "prefLabel": "label",
    _SKOS + "altLabel": "aliases",
    _SKOS + "broader": "broader",
    ONTOLOGY + "ambiguousLabel": "ambiguous",
}
_KIND_OF = {ONTOLOGY + kind: kind for kind in CONCEPT_KINDS}
_CONCEPTS = {_SKOS + "Concept", *_KIND_OF}
_GROUPS = {_SKOS + "ConceptScheme", _SKOS + "Collection", _SKOS + "OrderedCollection"}
_COLUMNS = ["kind", "label", "aliases", "broader"]


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

    @property
    def sure(self) -> tuple[str, ...]:
        """The labels that name it wherever they stand: the preferred one, then the aliases."""
        return (self.label, *self.aliases)


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


def shipped_files() -> tuple[Path, ...]:
    """The vocabulary files that come with Lineagraph."""
    return tuple(sorted((ontology_folder() / "vocabulary").glob("*.ttl")))


def user_files() -> tuple[Path, ...]:
    """The files that the environment variable KG_VOCABULARY names, in its order."""
    names = os.environ.get("KG_VOCABULARY", "").split(os.pathsep)
    return tuple(Path(name.strip()).expanduser() for name in names if name.strip())


def load_vocabulary(files: Sequence[Path] | None = None) -> Vocabulary:
    """The concepts of SKOS or CSV files, by default of all that ship with Lineagraph `merged` with the user's own.

    Raises KgError, with the file and line where a file cannot be read.

    >>> load_vocabulary().concepts["method/resnet"].label
    'ResNet'
    """
    if files is not None:
        return joined(read_vocabulary(file) for file in files)
    shipped = load_vocabulary(shipped_files())
    own = [read_vocabulary(file) for file in user_files()]
    return merged(shipped, *own) if own else shipped


def read_vocabulary(file: Path, kind: Kind | None = None) -> Vocabulary:
    """The concepts of one file; those that state no kind are of `kind`. Raises KgError.

    Keys are those of the IRIs that are ours; a concept with another IRI has the key of its label.
    """
    try:
        return by_key(_of_csv(file, kind) if file.suffix.lower() == ".csv" else _of_skos(file, kind))
    except OSError as error:
        raise KgError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KgError(f"{file}: not UTF-8 text") from error


def joined(vocabularies: Iterable[Vocabulary]) -> Vocabulary:
    """One vocabulary of several, be it sound or not: later ones add concepts, and names to concepts of the same key.

    The first one's label stays; whether another label is sure or ambiguous is as the last one says. A broader concept
    may be given by any of its sure names.
    """
    concepts = by_key(pair for vocabulary in vocabularies for pair in vocabulary.concepts.items()).concepts
    astray = [key for key, concept in concepts.items() if any(up not in concepts for up in concept.broader)]
    named = {(c.kind, name_key(label)): key for key, c in concepts.items() for label in c.sure} if astray else {}
    for key in astray:
        kind, broader = concepts[key].kind, concepts[key].broader
        found = {up if up in concepts else named.get((kind, spelling_of(up)), up) for up in broader}
        concepts[key] = replace(concepts[key], broader=tuple(sorted(found)))
    return Vocabulary(concepts)


def by_key(concepts: Iterable[tuple[str, Concept]]) -> Vocabulary:
    """The vocabulary of concepts with their keys; what is said of one key several times is joined."""
    found: dict[str, Concept] = {}
    for key, later in concepts:
        first = found.setdefault(key, later)
        if first is not later:
            found[key] = Concept(
                kind=first.kind,
                label=first.label,
                aliases=tuple(sorted({*first.aliases, *later.sure} - {*later.ambiguous, first.label})),
                ambiguous=tuple(sorted({*first.ambiguous} - {*later.sure} | {*later.ambiguous})),
                broader=tuple(sorted({*first.broader, *later.broader})),
            )
    return Vocabulary(dict(sorted(found.items())))


def merged(first: Vocabulary, *others: Vocabulary) -> Vocabulary:
    """The vocabularies `joined`, and sound.

    Raises KgError where two concepts of one kind would share a sure label, where an IRI is not that of the label, or
    where a preferred label would be ambiguous too.

    >>> one = Vocabulary({"method/bert": Concept("Method", "BERT")})
    >>> merged(one, Vocabulary({"method/bert": Concept("Method", "BERT", ("bert-style model",))})).of("Method")[0].sure
    ('BERT', 'bert-style model')
    """
    concepts = joined([first, *others]).concepts
    owners: dict[tuple[Kind, str], str] = {}
    for key, concept in concepts.items():
        if key != concept.key:
            raise KgError(f"<{key}> is labelled {concept.label!r}, whose IRI is <{concept.key}>")
        if concept.label in concept.ambiguous:
            raise KgError(f"{concept.label!r} is the label of {key}; it cannot be ambiguous as well")
        for label in concept.sure:
            other = owners.setdefault((concept.kind, name_key(label)), key)
            if other != key:
                raise KgError(
                    f"{label!r} would name both {concepts[other].label!r} ({other}) and {concept.label!r} ({key})",
                    "To add names to a concept, use its own label; `kg vocabulary check FILE` lists all clashes.",
                )
    return Vocabulary(concepts)


def as_kind(text: str) -> Kind:
    """The kind of concept with this name, in any case. Raises KgError.

    >>> as_kind("method")
    'Method'
    """
    for kind in CONCEPT_KINDS:
        if kind.casefold() == text.casefold():
            return kind
    raise KgError(f"no kind named {text!r}; there are {', '.join(CONCEPT_KINDS)}", suggest(text.title(), CONCEPT_KINDS))


def spelling_of(key: str) -> str:
    """The spelling, as `name_key` gives it, of the label that a key was made of.

    >>> spelling_of("method/graph-neural-network") == name_key("Graph Neural Networks")
    True
    """
    return name_key(key.partition("/")[2])


def _of_skos(file: Path, kind: Kind | None) -> Iterator[tuple[str, Concept]]:
    """Concepts with their keys. Labels in other languages than English are passed over."""
    format = RdfFormat.from_extension(file.suffix[1:].lower()) or RdfFormat.TURTLE
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: {field: [] for field in _FIELDS.values()})
    try:
        for subject, predicate, value, _ in parse(file.read_bytes().removeprefix(BOM_UTF8), format, base_iri=BASE):
            field = _FIELDS.get(predicate.value)
            if field and (isinstance(value, NamedNode) or (isinstance(value, Literal) and _is_english(value))):
                found[subject.value][field].append(value.value)
    except SyntaxError as error:
        raise ReadError(file.name, error.lineno or 1, f"not {format.name}: {error.msg}") from error
    concepts: dict[str, Concept] = {}
    for iri, said in found.items():
        if not _CONCEPTS.isdisjoint(said["kind"]) or (said["label"] and _GROUPS.isdisjoint(said["kind"])):
            concepts[iri] = _concept(f"{file.name}: <{iri}>", said, kind)
    foreign = {iri: concept.key for iri, concept in concepts.items() if not iri.startswith(BASE)}
    for iri, concept in concepts.items():
        if foreign and concept.broader:
            concept = replace(concept, broader=tuple(sorted({foreign.get(up, up) for up in concept.broader})))
        yield foreign.get(iri) or key_of(iri), concept


def _is_english(label: Literal) -> bool:
    return label.language is None or label.language.partition("-")[0].casefold() == "en"


def _concept(place: str, said: dict[str, list[str]], kind: Kind | None) -> Concept:
    """The concept that the statements about one subject make; `broader` holds keys, or IRIs that are not ours."""
    kinds: list[Kind | None] = [_KIND_OF[name] for name in said["kind"] if name in _KIND_OF] or [kind]
    own = kinds[0]
    if own is None or len(kinds) > 1:
        raise KgError(
            f"{place} needs exactly one of the types {', '.join('kg:' + name for name in CONCEPT_KINDS)}",
            "`kg vocabulary import FILE --kind KIND -o NEW.ttl` reads the concepts of another catalogue.",
        )
    label, *others = sorted(set(said["label"])) or [""]
    if not label or others:
        raise KgError(f"{place} needs exactly one skos:prefLabel (in English, or without a language)")
    return Concept(
        kind=own,
        label=label,
        aliases=tuple(sorted(said["aliases"])),
        ambiguous=tuple(sorted(said["ambiguous"])),
        broader=tuple(sorted(key_of(up) for up in said["broader"])),
    )


def _of_csv(file: Path, kind: Kind | None) -> Iterator[tuple[str, Concept]]:
    """Concepts with their keys, one a row; broader ones by label."""
    places: dict[str, int] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, strict=True)
        try:
            if [name.strip().casefold() for name in next(rows, [])] != _COLUMNS:
                raise KgError(f"the first line must be {','.join(_COLUMNS)}")
            for row in filter(any, rows):
                if len(row) != len(_COLUMNS):
                    raise KgError(f"{len(row)} columns instead of {len(_COLUMNS)}", "Several names have `;` between.")
                concept = _of_row([[name.strip() for name in cell.split(";") if name.strip()] for cell in row], kind)
                if places.setdefault(concept.key, rows.line_num) != rows.line_num:
                    raise KgError(f"{concept.label!r} stands in line {places[concept.key]} already")
                yield concept.key, concept
        except (csv.Error, KgError) as error:
            raise ReadError(file.name, max(1, rows.line_num), str(error), getattr(error, "hint", "")) from error


def _of_row(cells: list[list[str]], kind: Kind | None) -> Concept:
    kinds, labels, aliases, broader = cells
    if len(labels) != 1:
        raise KgError("a row needs exactly one label")
    own = as_kind(" ".join(kinds)) if kinds or kind is None else kind
    up = tuple(sorted({entity_key(own, name) for name in broader}))
    return Concept(own, labels[0], tuple(sorted(set(aliases) - {labels[0]})), broader=up)
