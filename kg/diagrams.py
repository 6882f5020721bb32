"""A walk over the lineage as text that other programs draw: DOT for Graphviz, Mermaid for Markdown pages.

Names and quotes come from papers, so they are escaped: whatever they hold, they are shown as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.walks import title_of

if TYPE_CHECKING:
    import networkx as nx

_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_NOT_PLAIN = re.compile(r"[^\w ,.:()'“”‘’–—/+-]")


def as_dot(graph: nx.DiGraph) -> str:
    """The walk in the DOT language: ancestors on top, an arrow from each descendant, its kind beside it.

    Nodes are named by their IRIs; the sentences are the tooltips of the arrows.
    """
    lines = ["digraph lineage {", "  rankdir=BT;", "  node [shape=box, style=rounded];"]
    for node in graph:
        focus = ", penwidth=2" if node in graph.graph["focus"] else ""
        lines.append(f"  {_dot(node)} [label={_dot(title_of(graph, node))}{focus}];")
    for child, parent, edge in graph.edges(data=True):
        quotes = _dot("\n".join(f"{proof.paper}: “{proof.quote}”" for proof in edge["proofs"]))
        kinds = _dot(_kinds(edge["kinds"]))
        lines.append(f"  {_dot(child)} -> {_dot(parent)} [label={kinds}, tooltip={quotes}, labeltooltip={quotes}];")
    return "\n".join([*lines, "}"]) + "\n"


def as_mermaid(graph: nx.DiGraph) -> str:
    """The walk as a Mermaid flowchart: ancestors on top, the kind and the best sentence on each arrow."""
    number = {node: f"m{place}" for place, node in enumerate(graph)}
    lines = ["flowchart BT"]
    for node in graph:
        focus = ":::focus" if node in graph.graph["focus"] else ""
        lines.append(f'  {number[node]}["{_mermaid(title_of(graph, node))}"]{focus}')
    for child, parent, edge in graph.edges(data=True):
        said = f"{_kinds(edge['kinds'])}: “{edge['proofs'][0].quote}”"
        lines.append(f'  {number[child]} -->|"{_mermaid(said)}"| {number[parent]}')
    return "\n".join([*lines, "  classDef focus stroke-width:3px"]) + "\n"


def _kinds(kinds: tuple[str, ...]) -> str:
    return ", ".join(kinds) or "extends"


def _dot(text: str) -> str:
    r"""A quoted string of DOT. A backslash, and an "&" that begins a character entity, have a meaning in labels.

    >>> print(_dot('a "b" \\N &lt; AT&T'))
    "a \"b\" \\N &amp;lt; AT&T"
    """
    lines = (_NOT_SHOWN.sub(" ", line).replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n"))
    return '"' + _ENTITY.sub("&amp;", "\\n".join(lines)) + '"'


def _mermaid(text: str) -> str:
    """A text between the quotes of Mermaid: what could be taken for syntax, Markdown or HTML becomes a code.

    >>> _mermaid('a "b" <i> #1;')
    'a #34;b#34; #60;i#62; #35;1#59;'
    """
    return _NOT_PLAIN.sub(lambda found: f"#{ord(found[0])};", _NOT_SHOWN.sub(" ", text))
