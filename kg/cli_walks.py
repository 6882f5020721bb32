"""The commands that walk the lineage, and the ways to write a walk."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer
from rich.markup import escape

import kg
from kg import registry
from kg.cli_options import DEFAULT_STORE, StoreOption, one_of, store_in
from kg.cli_output import as_json, lineage_tree, out
from kg.ports import Store

WALK_FORMATS = ("tree", "json", "html", "svg", "dot", "mermaid")
WalkFormat = Annotated[
    str, typer.Option("--format", help="tree, json, html, svg, dot (Graphviz) or mermaid (Markdown).")
]


def lineage(
    name: Annotated[str, typer.Argument(help="A method, by any of its names.")],
    up: Annotated[bool, typer.Option("--up", help="Ancestors only.")] = False,
    down: Annotated[bool, typer.Option("--down", help="Descendants only.")] = False,
    depth: Annotated[int, typer.Option(min=1, help="Steps to go.")] = 10,
    format: WalkFormat = "tree",
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """The ancestors and descendants of a method, with the sentence behind each step.

    Example: kg lineage BERT --down
    """
    one_of(WALK_FORMATS, format)
    both = up == down
    opened = store_in(store)
    _print(opened, kg.lineage(opened, name, up or both, down or both, depth), format, up or both, down or both)


def path(
    start: Annotated[str, typer.Argument(metavar="A", help="A method, by any of its names.")],
    end: Annotated[str, typer.Argument(metavar="B", help="One that it grew out of, or that grew out of it.")],
    format: WalkFormat = "tree",
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """The chain of methods from one to another, with the sentence behind each step.

    Of several chains it is the one that is most likely to hold.

    Example: kg path PC-DARTS DARTS --format mermaid
    """
    one_of(WALK_FORMATS, format)
    opened = store_in(store)
    graph = kg.path(opened, start, end)
    upward = bool(graph.out_degree(graph.graph["focus"][0]))
    _print(opened, graph, format, upward, not upward)


def _print(store: Store, graph: Any, format: str, up: bool, down: bool) -> None:
    if format == "json":
        out.file.write(json.dumps(as_json(graph), indent=2, ensure_ascii=False) + "\n")
    elif format == "svg":
        out.file.write(kg.as_svg(graph) + "\n")
    elif format == "dot":
        out.file.write(kg.as_dot(graph))
    elif format == "mermaid":
        out.file.write(kg.as_mermaid(graph))
    elif format == "html":
        registry.exporter("html").export(kg.around(store, graph), sys.stdout.buffer)  # type: ignore[arg-type]
    else:
        for focus in graph.graph["focus"]:
            label = escape(kg.title_of(graph, focus))
            if up:
                out.print(lineage_tree(graph, focus, f"[bold]{label}[/bold] grew out of", upward=True))
            if down:
                out.print(lineage_tree(graph, focus, f"[bold]{label}[/bold] led to", upward=False))
