"""The commands `kg vocabulary ...`; beside `kg.cli` the only place that prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from kg.cli_output import err, out
from kg.errors import KgError, suggest
from kg.ids import name_key
from kg.model import Kind
from kg.vocabulary import (
    Concept,
    Vocabulary,
    as_kind,
    joined,
    load_vocabulary,
    merged,
    read_vocabulary,
    shipped_files,
    user_files,
)
from kg.vocabulary_check import Problem, as_turtle, check, fitted, write_vocabulary

vocabulary_app = typer.Typer(
    help="The well-known names: look them up, check them, add your own.\n\n"
    "Your own files are named in the environment variable KG_VOCABULARY, with the path separator between them.",
    no_args_is_help=True,
)


@vocabulary_app.command(name="check")
def check_(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help="Files of your own; those in use if none is given.")
    ] = None,
) -> None:
    """Find what is wrong in the vocabulary: clashing names, circles, concepts that do not exist.

    Example: kg vocabulary check my-names.ttl
    """
    vocabulary = load_vocabulary([*shipped_files(), *files]) if files else load_vocabulary()
    problems = check(vocabulary)
    _print_problems(problems)
    if problems:
        raise KgError(f"{len(problems)} problems in the vocabulary")
    out.print(f"sound: {len(vocabulary.concepts):,} concepts")


@vocabulary_app.command(name="list")
def list_(
    text: Annotated[str, typer.Argument(help="A part of a name, in any case.")] = "",
    kind: Annotated[str | None, typer.Option(help="method, task, dataset or hardware.")] = None,
) -> None:
    """The concepts of the vocabulary with their other names.

    Example: kg vocabulary list --kind task segmentation
    """
    vocabulary = load_vocabulary()
    concepts = vocabulary.of(_kind(kind)) if kind else tuple(vocabulary.concepts.values())
    wanted = text.casefold()
    table = Table("name", "kind", "also called", "only beside another name", "broader")
    for concept in concepts:
        if any(wanted in label.casefold() for label in (*concept.sure, *concept.ambiguous)):
            parents = [vocabulary.concepts[up].label for up in concept.broader if up in vocabulary.concepts]
            cells = (
                concept.label,
                concept.kind,
                ", ".join(concept.aliases),
                ", ".join(concept.ambiguous),
                ", ".join(parents),
            )
            table.add_row(*map(escape, cells))
    out.print(table if table.row_count else f"no name contains {escape(repr(text))}")
    err.print(f"{table.row_count:,} concepts")


@vocabulary_app.command()
def add(
    kind: Annotated[str, typer.Argument(help="method, task, dataset or hardware.")],
    label: Annotated[str, typer.Argument(help="The preferred name; that of a known concept adds names to it.")],
    file: Annotated[Path, typer.Option(help="Your vocabulary file (.ttl); made if it is not there.")],
    alias: Annotated[list[str] | None, typer.Option(help="Another name.")] = None,
    ambiguous: Annotated[list[str] | None, typer.Option(help="A name that counts only beside another one.")] = None,
    broader: Annotated[list[str] | None, typer.Option(help="A broader concept, by any of its names.")] = None,
) -> None:
    """Add a concept, or names of a known concept, to a file of your own.

    Example: kg vocabulary add method TwigNet --alias "twig network" --broader CNN --file my-names.ttl
    """
    old, schemes = _read_own(file)
    known = _known_without(file)
    concept = Concept(
        kind=_kind(kind),
        label=label,
        aliases=tuple(sorted({*(alias or ())} - {label})),
        ambiguous=tuple(sorted({*(ambiguous or ())})),
    )
    concept = _under(concept, broader or [], joined([known, old]))
    new = joined([old, Vocabulary({concept.key: concept})])
    problems = sorted({*check(merged(known, new))} - {*check(joined([known, old]))})
    if problems:
        raise KgError(str(problems[0]), "Nothing was written.")
    write_vocabulary(new.concepts.values(), file, schemes)
    out.print(f"{escape(str(file))}: {len(new.concepts):,} concepts")
    _advise(file)


@vocabulary_app.command(name="import")
def import_(
    catalogue: Annotated[Path, typer.Argument(metavar="FILE", help="SKOS (.ttl, .rdf, .nt, .jsonld) or CSV.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The vocabulary file to write (.ttl).")],
    kind: Annotated[str | None, typer.Option(help="The kind of all concepts that state none.")] = None,
) -> None:
    """Read the concepts of another catalogue, fit them to the vocabulary, and write them as a vocabulary file.

    Example: kg vocabulary import catalogue.rdf --kind task -o my-tasks.ttl
    """
    _expect_turtle(output)
    incoming = read_vocabulary(catalogue, _kind(kind) if kind else None)
    if not incoming.concepts:
        raise KgError(f"{catalogue.name}: holds no concepts")
    known = _known_without(output)
    vocabulary, changes = fitted(incoming, known)
    problems = sorted({*check(merged(known, vocabulary))} - {*check(known)})
    write_vocabulary(vocabulary.concepts.values(), output, schemes=False)
    _print_problems(changes)
    _print_problems(problems)
    shared = len(vocabulary.concepts.keys() & known.concepts.keys())
    out.print(f"{escape(str(output))}: {len(vocabulary.concepts):,} concepts, {shared:,} of them known before")
    out.print(f"{len(changes):,} changes to fit them in, {len(problems):,} problems left")
    _advise(output)


def _kind(text: str) -> Kind:
    try:
        return as_kind(text)
    except KgError as error:
        raise typer.BadParameter(error.message) from error


def _expect_turtle(file: Path) -> None:
    if file.suffix.lower() != ".ttl":
        raise typer.BadParameter(f"{file}: a vocabulary is written as Turtle: name the file ...ttl")


def _read_own(file: Path) -> tuple[Vocabulary, bool]:
    """The file as it stands, and whether it names its schemes. Raises KgError where writing it would lose something."""
    _expect_turtle(file)
    if not file.exists():
        return Vocabulary({}), False
    vocabulary = read_vocabulary(file)
    text = file.read_text(encoding="utf-8")
    for schemes in (False, True):
        if text == as_turtle(vocabulary.concepts.values(), schemes):
            return vocabulary, schemes
    raise KgError(
        f"{file}: holds more than names, or was written by hand: adding to it would lose something",
        f"Make it a file of its own: kg vocabulary import {file} -o NEW.ttl",
    )


def _known_without(file: Path) -> Vocabulary:
    """The vocabulary in use, without what `file` adds."""
    own = [read_vocabulary(other) for other in user_files() if other.resolve() != file.resolve()]
    return merged(load_vocabulary(shipped_files()), *own)


def _under(concept: Concept, parents: Iterable[str], vocabulary: Vocabulary) -> Concept:
    """The concept with the broader concepts that these names stand for. Raises KgError."""
    keys = {name_key(label): other.key for other in vocabulary.of(concept.kind) for label in other.sure}
    for name in parents:
        if name_key(name) not in keys:
            labels = [label for other in vocabulary.of(concept.kind) for label in other.sure]
            raise KgError(f"the vocabulary has no {concept.kind.lower()} called {name!r}", suggest(name, labels))
    return replace(concept, broader=tuple(sorted({keys[name_key(name)] for name in parents})))


def _print_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        err.print(escape(str(problem)))


def _advise(file: Path) -> None:
    """How the file comes into use, where it is not."""
    if file.resolve() not in {other.resolve() for other in (*user_files(), *shipped_files())}:
        err.print(f"Every command reads it when it is named in KG_VOCABULARY={escape(str(file))}")
