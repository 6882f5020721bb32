"""A lineage as a picture (SVG) with the sentence behind each arrow, and as an object that notebooks display.

The picture asks for nothing: no script, no font, no address. Whatever comes from a paper stands in it as text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import networkx as nx

from kg.walks import Proof, title_of

_BOX, _HEIGHT, _AISLE, _GAP, _EDGE = 190, 44, 110, 14, 16
"""Width and height of a box, blank between columns, between rows, and around the picture, in pixels."""

_LETTERS = 24
"""Of a name, on each of at most two lines."""

_TONES = {"improves": "#0b7d53", "adapts": "#8338bd", "replaces": "#bf3420", "combines": "#9a6200"}
_PLAIN = "#5b6a86"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Picture:
    """What `show` gives: a notebook displays it, `svg` is the picture to be saved."""

    svg: str
    summary: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What Jupyter asks for: the picture within a frame that scrolls, alone, or a line of text."""
        html = f'<div style="overflow: auto; max-width: 100%; background: #fff">{self.svg}</div>'
        return {"text/html": html, "image/svg+xml": self.svg, "text/plain": self.summary}

    def __repr__(self) -> str:
        return self.summary


def show(lineage: nx.DiGraph) -> Picture:
    """A lineage or path, as `kg.lineage` and `kg.path` give it, for a notebook to display.

    >>> graph = nx.DiGraph(focus=("a",))
    >>> graph.add_node("a", label="SN-Net")
    >>> show(graph)
    Lineage of SN-Net: 1 method, 0 links
    """
    names = " and ".join(dict.fromkeys(title_of(lineage, node) for node in lineage.graph["focus"]))
    methods, links = lineage.number_of_nodes(), lineage.number_of_edges()
    counted = f"{methods} method{'s' * (methods != 1)}, {links} link{'s' * (links != 1)}"
    return Picture(as_svg(lineage), f"Lineage of {names}: {counted}")


def as_svg(lineage: nx.DiGraph) -> str:
    """A lineage as an SVG picture: ancestors on the left, and an arrow from each to what grew out of it.

    Resting on an arrow shows the best sentence behind it. Equal graphs give equal pictures.
    """
    columns = _columns(lineage)
    rows = max(map(len, columns), default=0)
    wide = max(1, len(columns)) * (_BOX + _AISLE) - _AISLE + 2 * _EDGE
    high = _high(max(1, rows)) + 2 * _EDGE
    places = {
        node: (_EDGE + column * (_BOX + _AISLE), (high - _high(len(nodes))) // 2 + row * (_HEIGHT + _GAP))
        for column, nodes in enumerate(columns)
        for row, node in enumerate(nodes)
    }
    arrows = [_arrow(lineage, child, parent, places) for child, parent in sorted(lineage.edges)]
    boxes = [_box(title_of(lineage, node), *places[node], node in lineage.graph["focus"]) for node in places]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="13"><title>Lineage</title>'
        f'<rect width="{wide}" height="{high}" fill="#fff"/>{"".join(arrows)}{"".join(boxes)}</svg>'
    )


def _high(rows: int) -> int:
    return rows * (_HEIGHT + _GAP) - _GAP


def _columns(lineage: nx.DiGraph) -> list[list[str]]:
    """Methods by the longest way down to them from an oldest ancestor; each column in the order of its neighbours."""
    depth: dict[str, int] = {}
    for node in nx.lexicographical_topological_sort(lineage.reverse(copy=False)):
        depth[node] = max((depth[parent] + 1 for parent in lineage.successors(node)), default=0)
    columns: dict[int, list[str]] = defaultdict(list)
    for node in sorted(depth, key=lambda node: (lineage.nodes[node].get("label", node), node)):
        columns[depth[node]].append(node)
    ordered = [columns[place] for place in sorted(columns)]
    row = {node: float(place) for nodes in ordered for place, node in enumerate(nodes)}
    for near, sweep in ((lineage.successors, ordered), (lineage.predecessors, ordered[::-1])) * 2:
        for nodes in sweep:
            nodes.sort(key=lambda node, near=near: _middle([row[other] for other in near(node)], row[node]))  # type: ignore[misc]
            row.update((node, float(place)) for place, node in enumerate(nodes))
    return ordered


def _middle(rows: Sequence[float], otherwise: float) -> float:
    return sum(rows) / len(rows) if rows else otherwise


def _arrow(lineage: nx.DiGraph, child: str, parent: str, places: Mapping[str, tuple[int, int]]) -> str:
    edge: Mapping[str, Any] = lineage.edges[child, parent]
    (left, above), (right, below) = places[parent], places[child]
    x1, y1, x2, y2 = left + _BOX, above + _HEIGHT // 2, right - 9, below + _HEIGHT // 2
    bend = _AISLE // 2
    kinds = edge.get("kinds", ())
    tone = _TONES.get(next(iter(kinds), ""), _PLAIN)
    said = f"{title_of(lineage, child)} {' and '.join(kinds) or 'extends'} {title_of(lineage, parent)}"
    hint = _text(said + _sentence(edge.get("proofs", ())))
    return (
        f'<g stroke="{tone}" fill="none" stroke-width="1.5"><title>{hint}</title>'
        f'<path d="M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"/>'
        f'<path d="M{x2} {y2 - 4}l8 4l-8 4z" fill="{tone}" stroke="none"/></g>'
    )


def _sentence(proofs: Iterable[Proof]) -> str:
    return next((f"\n“{proof.quote}”\n{proof.paper} ({proof.confidence:.2f})" for proof in proofs), "")


def _box(name: str, x: int, y: int, focus: bool) -> str:
    lines = _lines(name)
    first = y + _HEIGHT // 2 + 5 - 8 * (len(lines) - 1)
    text = "".join(
        f'<text x="{x + _BOX // 2}" y="{first + 16 * place}" text-anchor="middle" fill="#1a1f2b">{_text(line)}</text>'
        for place, line in enumerate(lines)
    )
    look = 'fill="#e9f0fd" stroke="#1f5fd1" stroke-width="2"' if focus else 'fill="#f7f8fa" stroke="#c4cad6"'
    frame = f'<rect x="{x}" y="{y}" width="{_BOX}" height="{_HEIGHT}" rx="9" {look}/>'
    return f"<g><title>{_text(name)}</title>{frame}{text}</g>"


def _lines(name: str) -> list[str]:
    """A name on at most two lines, broken at a blank where it has one.

    >>> _lines("Bidirectional Encoder Representations from Transformers (BERT)")
    ['Bidirectional Encoder', 'Representations from Tr…']
    """
    if len(name) <= _LETTERS:
        return [name]
    end = name.rfind(" ", 0, _LETTERS + 1)
    end = end if end > 0 else _LETTERS
    rest = name[end:].strip()
    return [name[:end], rest if len(rest) <= _LETTERS else rest[: _LETTERS - 1] + "…"]


def _text(words: str) -> str:
    return escape(_NO_XML.sub("", words))
