"""Keeps vocabularies in order: finds what is wrong in one, fits another catalogue to one, writes the canonical form.

Spellings are equal where `kg.ids.name_key` is, here as wherever names are joined.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import KgError
from kg.ids import BASE, ONTOLOGY, name_key
from kg.model import Kind
from kg.vocabulary import Concept, Vocabulary, by_key, spelling_of

_SCHEMES: dict[Kind, tuple[str, str]] = {
    "Method": ("methods", "Methods of machine learning"),
    "Task": ("tasks", "Tasks of machine learning"),
    "Dataset": ("datasets", "Datasets and benchmarks of machine learning"),
    "Hardware": ("hardware", "Computing hardware"),
}
_HEADER = f"""@base <{BASE}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kg: <{ONTOLOGY}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""
_LICENSE = "<https://www.apache.org/licenses/LICENSE-2.0>"
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(32), 127)} | {ord("\\"): "\\\\", ord('"'): '\\"'}
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """What is wrong with the concepts of these keys, in one sentence."""

    keys: tuple[str, ...]
    problem: str

    def __str__(self) -> str:
        return f"{', '.join(self.keys)}: {self.problem}"


def check(vocabulary: Vocabulary) -> list[Problem]:
    """Everything that is wrong in a vocabulary, sorted; an empty list for a sound one.

    >>> print(*check(Vocabulary({"task/a": Concept("Task", "a", broader=("task/b",))})))
    task/a: the broader concept task/b does not exist.
    """
    found = {
        Problem((key,), problem)
        for key, concept in vocabulary.concepts.items()
        for problem in (*_bad_labels(key, concept), *_bad_parents(concept, vocabulary))
    }
    return sorted({*found, *_cycles(vocabulary), *_clashes(vocabulary)})


def fitted(incoming: Vocabulary, known: Vocabulary) -> tuple[Vocabulary, list[Problem]]:
    """The concepts of another catalogue such that they can be `merged` with a known vocabulary, and what was changed.

    A concept whose label is a name of a known one takes that one's label. An alias that names something else is left
    out; one that several incoming concepts share, or that is ambiguous in the known vocabulary, becomes ambiguous. A
    broader concept that neither vocabulary has is left out.
    """
    homes = {_spelling(concept, label): key for key, concept in known.concepts.items() for label in concept.sure}
    anywhere = {spelling: key for (_, spelling), key in homes.items()}
    changes: list[Problem] = []
    ours = _under_known_labels(incoming, known, homes, changes)
    bearers = Counter(
        spelling for concept in ours for spelling in {_spelling(concept, name) for name in concept.aliases}
    )
    doubtful = {_spelling(concept, label) for concept in known.concepts.values() for label in concept.ambiguous}
    doubtful |= {spelling for spelling, number in bearers.items() if number > 1}
    keys = known.concepts.keys() | {concept.key for concept in ours}
    fit: dict[str, Concept] = {}
    for concept in ours:
        key, sure, unsure, above = concept.key, set(), set(), set()
        for name in (*concept.aliases, *concept.ambiguous):
            spelling = _spelling(concept, name)
            owner = homes.get(spelling) or (name in concept.aliases and anywhere.get(spelling[1])) or key
            if owner != key:
                changes.append(Problem((key,), f"the name {name!r} is left out, for it names {owner}."))
            elif name in concept.ambiguous:
                unsure.add(name)
            elif spelling in doubtful and spelling not in homes:
                unsure.add(name)
                changes.append(Problem((key,), f"the name {name!r} is made ambiguous, for others have it too."))
            else:
                sure.add(name)
        for up in concept.broader:
            parent = up if up in keys else homes.get((concept.kind, spelling_of(up)))
            if parent is None or parent == key:
                changes.append(Problem((key,), f"the broader concept {up} is left out, for it is unknown or itself."))
            else:
                above.add(parent)
        names = (tuple(sorted(found)) for found in (sure, unsure, above))
        fit[key] = Concept(concept.kind, concept.label, *names)
    return Vocabulary(fit), sorted(changes)


def write_vocabulary(concepts: Iterable[Concept], path: Path, schemes: bool = True) -> None:
    """Write concepts as Turtle in the canonical form (`as_turtle`); a failed write leaves the old file as it was."""
    text = as_turtle(concepts, schemes)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(text.encode())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise KgError(f"{path}: cannot be written: {error.strerror}") from error


def as_turtle(concepts: Iterable[Concept], schemes: bool = True) -> str:
    """Concepts as Turtle in the canonical form: one a line, sorted by IRI; equal concepts give equal text.

    Without `schemes` nothing is said of Lineagraph's own concept schemes and their licence: for a user's concepts.
    """
    lines: dict[str, str] = {}
    kinds = set()
    for concept in concepts:
        line = _line(concept, schemes)
        if lines.setdefault(concept.key, line) != line:
            raise KgError(f"two concepts are {concept.key}")
        kinds.add(concept.kind)
    text = _HEADER
    if schemes:
        for name, title in sorted(_SCHEMES[kind] for kind in kinds):
            text += (
                f'<scheme/{name}> a skos:ConceptScheme ; dcterms:title "{title}"@en ; dcterms:license {_LICENSE} .\n'
            )
        text += "\n"
    return text + "".join(line for _, line in sorted(lines.items()))


def _line(concept: Concept, schemes: bool) -> str:
    said = [f"<{concept.key}> a kg:{concept.kind}"]
    if schemes:
        said.append(f"skos:inScheme <scheme/{_SCHEMES[concept.kind][0]}>")
    for name, labels in (
        ("skos:prefLabel", (concept.label,)),
        ("skos:altLabel", concept.aliases),
        ("kg:ambiguousLabel", concept.ambiguous),
    ):
        if labels:
            said.append(f"{name} " + ", ".join(f'"{label.translate(_ESCAPES)}"' for label in sorted(set(labels))))
    if concept.broader:
        said.append("skos:broader " + ", ".join(f"<{up}>" for up in sorted(set(concept.broader))))
    return " ; ".join(said) + " .\n"


def _under_known_labels(
    incoming: Vocabulary, known: Vocabulary, homes: dict[tuple[Kind, str], str], changes: list[Problem]
) -> list[Concept]:
    """The incoming concepts, joined where their labels are one, under the known label or the first. Adds to `homes`."""
    moved: dict[str, str] = {}
    labels = {key: concept.label for key, concept in known.concepts.items()}
    for key, concept in incoming.concepts.items():
        moved[key] = homes.setdefault(_spelling(concept, concept.label), concept.key)
        if labels.setdefault(moved[key], concept.label) != concept.label:
            changes.append(Problem((moved[key],), f"{concept.label!r} is taken for a name of it."))
    renamed = [
        replace(
            concept,
            label=labels[moved[key]],
            aliases=tuple(sorted({*concept.sure} - {labels[moved[key]]})),
            broader=tuple(sorted({moved.get(up, up) for up in concept.broader})),
        )
        for key, concept in incoming.concepts.items()
    ]
    return list(by_key((concept.key, concept) for concept in renamed).concepts.values())


def _spelling(concept: Concept, label: str) -> tuple[Kind, str]:
    return concept.kind, name_key(label)


def _bad_labels(key: str, concept: Concept) -> Iterator[str]:
    labels = (*concept.sure, *concept.ambiguous)
    if not concept.label:
        yield "it has no preferred label."
    elif key != concept.key:
        yield f"the label {concept.label!r} belongs to the IRI {concept.key}."
    if "" in labels[1:]:
        yield "it has an empty label."
    for label in labels:
        if label != label.strip():
            yield f"the label {label!r} begins or ends with a blank."
        if any(unicodedata.category(sign) in _INVISIBLE for sign in label):
            yield f"the label {label!r} holds a control character."
        if label and labels.count(label) > 1:
            yield f"the label {label!r} is given more than once."


def _bad_parents(concept: Concept, vocabulary: Vocabulary) -> Iterator[str]:
    for key in concept.broader:
        parent = vocabulary.concepts.get(key)
        if parent is None:
            yield f"the broader concept {key} does not exist."
        elif parent.kind != concept.kind:
            yield f"the broader concept {key} is of another kind."


def _cycles(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A problem for each set of concepts that are broader than one another."""
    above = {key: {*vocabulary.ancestors(key)} for key, concept in vocabulary.concepts.items() if concept.broader}
    for key, up in above.items():
        circle = {key, *(other for other in up if key in above.get(other, ()))}
        if len(circle) > 1:
            yield Problem(tuple(sorted(circle)), "each is broader than the others.")
        if key in vocabulary.concepts[key].broader:
            yield Problem((key,), "it is broader than itself.")


def _clashes(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Problems with the spellings that name several concepts."""
    sure: dict[str, dict[str, str]] = defaultdict(dict)
    for key, concept in vocabulary.concepts.items():
        for label in reversed(concept.sure):
            sure[name_key(label)][key] = label
    for key, concept in vocabulary.concepts.items():
        for label in concept.ambiguous:
            others = [
                k for k in sure.get(name_key(label), ()) if k != key and vocabulary.concepts[k].kind == concept.kind
            ]
            if others:
                yield Problem((key,), f"the ambiguous label {label!r} is a sure label of {', '.join(others)}.")
    for spelling, labels in sure.items():
        kinds: dict[Kind, list[str]] = defaultdict(list)
        if len(labels) > 1:
            for key in labels:
                kinds[vocabulary.concepts[key].kind].append(key)
        for keys in kinds.values():
            twins = [key for key in keys if name_key(vocabulary.concepts[key].label) == spelling]
            if len(twins) > 1:
                yield Problem(tuple(twins), f"they are one concept: {', '.join(repr(labels[key]) for key in twins)}.")
            if len(keys) > max(1, len(twins)):
                yield Problem(tuple(keys), f"each has the sure label {labels[keys[0]]!r}.")
        if len(kinds) > 1:
            yield Problem(
                tuple(labels), f"the sure label {next(iter(labels.values()))!r} names a {' and a '.join(kinds)}."
            )
