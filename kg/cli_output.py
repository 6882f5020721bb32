"""What the commands print and write: consoles, progress, tables, trees, and files that are whole or not there."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
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
    """The ancestors (`upward`) or descendants of a method as a tree, each step with its kind and its proofs.

    A method that several ways lead to is gone on from where it comes first, so the tree is as long as the lineage.
    """
    tree = Tree(title)
    shown: set[str] = set()
    due = [(tree, focus)]
    while due:
        branch, node = due.pop()
        if node in shown and any(kg.steps(graph, node, upward)):
            branch.label = f"{branch.label}\n[dim]goes on as above[/dim]"
        elif node not in shown:
            shown.add(node)
            twigs = [
                (branch.add(_step(graph, other, proofs)), other) for other, proofs in kg.steps(graph, node, upward)
            ]
            # The last one put in comes out first, and what is printed first must be gone on from first.
            due += reversed(twigs)
    if not tree.children:
        tree.add("[dim]nothing that the papers say[/dim]")
    return tree


def _step(graph: Any, method: str, proofs: Sequence[kg.Proof]) -> str:
    text = f"[bold]{escape(kg.title_of(graph, method))}[/bold]"
    for proof in proofs:
        kind = f" [cyan]{escape(proof.kind)}[/cyan]" if proof.kind else ""
        text += f"\n[dim]{proof.confidence:.2f}[/dim]{kind} [dim]{escape(proof.paper)}[/dim]\n“{escape(proof.quote)}”"
    return text


def as_json(graph: Any) -> dict[str, Any]:
    """A walk over the lineage as plain JSON: its focus, its methods, and every step with its proofs.

    Methods come in the order of their IRIs, or in that of a chain.
    """
    return {
        "focus": list(graph.graph["focus"]),
        "methods": [{"iri": node, "label": graph.nodes[node]["label"]} for node in graph],
        "extends": [
            {
                "descendant": child,
                "ancestor": parent,
                "kinds": list(edge["kinds"]),
                "support": edge["support"],
                "confidence": edge["confidence"],
                "proofs": [asdict(proof) for proof in edge["proofs"]],
            }
            for child, parent, edge in sorted(graph.edges(data=True), key=lambda item: item[:2])
        ],
    }
