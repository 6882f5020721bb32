"""What the commands print and write: consoles, progress, tables, trees, and files that are whole or not there."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.tree import Tree

import kg
from kg.catalogue import Link
from kg.errors import KgError
from kg.evaluation import Scores

# In a file or a pipe nothing is cut to the width of a screen.
out = Console(highlight=False, width=None if sys.stdout.isatty() else 100_000)
err = Console(highlight=False, width=None if sys.stderr.isatty() else 100_000, stderr=True)


@contextmanager
def written(path: Path | None) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `path` only when everything was written; standard output for None."""
    if path is None:
        yield sys.stdout.buffer
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    except OSError as error:
        raise KgError(f"{path}: cannot be written: {error.strerror or error}") from error
    try:
        with draft:
            yield draft  # type: ignore[misc]
        os.chmod(draft.name, 0o644)
        os.replace(draft.name, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft.name)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, silence elsewhere."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total or None)
            bars.update(tasks[step], completed=done)

        yield report


def print_counts(kinds: dict[str, int]) -> None:
    """A table of how many things of each class there are."""
    table = Table("found", "number")
    for kind, number in kinds.items():
        table.add_row(kind, f"{number:,}")
    out.print(table)


def print_scores(scores: Scores) -> None:
    """A table of precision, recall and F1 by measure."""
    table = Table("measure", "right", "wrong", "missed", "precision", "recall", "F1", "role accuracy")
    for name, count in scores.measures.items():
        ratios = (f"{ratio:.3f}" for ratio in (count.precision, count.recall, count.f1))
        role = f"{scores.roles[name]:.3f}" if name in scores.roles else ""
        table.add_row(name, f"{count.tp:,}", f"{count.fp:,}", f"{count.fn:,}", *ratios, role)
    same = scores.resolution
    table.add_row("resolution", "", "", "", *(f"{ratio:.3f}" for ratio in (same.precision, same.recall, same.f1)), "")
    out.print(table)
    out.print(f"{scores.found} of {scores.papers} papers found")


def print_links(links: list[Link]) -> None:
    """The links of an entity, grouped by property, each with the sentence behind it."""
    shown: tuple[str, bool] | None = None
    for link in links:
        if (link.property, link.outward) != shown:
            shown = (link.property, link.outward)
            out.print(f"[cyan]{link.property if link.outward else 'is object of ' + link.property}[/cyan]")
        out.print(f"  {escape(link.other_label)}")
        if link.quote:
            out.print(f"      [dim]{link.confidence:.2f} {escape(link.linker)}[/dim] “{escape(link.quote)}”")


def lineage_tree(graph: Any, focus: str, title: str, upward: bool) -> Tree:
    """The ancestors (`upward`) or descendants of a method as a tree, each step with its proofs."""
    tree = Tree(title)

    def grow(branch: Tree, node: str, path: tuple[str, ...]) -> None:
        for other, proofs in kg.steps(graph, node, upward):
            text = f"[bold]{escape(kg.title_of(graph, other))}[/bold]"
            for proof in proofs:
                text += f"\n[dim]{proof.confidence:.2f} {escape(proof.paper)}[/dim]\n“{escape(proof.quote)}”"
            twig = branch.add(text)
            if other not in path:
                grow(twig, other, (*path, other))

    grow(tree, focus, (focus,))
    if not tree.children:
        tree.add("[dim]nothing that the papers say[/dim]")
    return tree


def as_json(graph: Any) -> dict[str, Any]:
    """A walk over the lineage as plain JSON: its focus, its methods, and every step with its proofs."""
    return {
        "focus": list(graph.graph["focus"]),
        "methods": [{"iri": node, "label": graph.nodes[node]["label"]} for node in sorted(graph)],
        "extends": [
            {
                "descendant": child,
                "ancestor": parent,
                "proofs": [
                    {"quote": p.quote, "paper": p.paper, "confidence": p.confidence, "linker": p.linker}
                    for p in graph.edges[child, parent]["proofs"]
                ],
            }
            for child, parent in sorted(graph.edges)
        ],
    }
