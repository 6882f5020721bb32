"""Lineage runs back in time and never in a circle: which claimed edges the graph cannot state beside the others.

Claims are read paper by paper, so together they can say that two methods each grew out of the other. The claims stay
as evidence; only the edges named here are left out. Which these are is a function of the set of edges alone.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from kg.dates import first_date, is_later, last_date
from kg.model import Edge, Paper

Pair = tuple[str, str]
"""The keys of a descendant and its ancestor."""


@dataclass(frozen=True, order=True, slots=True)
class LeftOut:
    """An edge of lineage that cannot stand beside the others.

    Either it would close a circle: `circle` holds the keys of the methods on the way from its ancestor back to its
    descendant. Or its ancestor came too late: `born` is the date of the first paper that introduces it.
    """

    edge: Edge
    circle: tuple[str, ...] = ()
    born: str = ""


def left_out(claimed: Iterable[Edge], papers: Mapping[str, Paper]) -> tuple[LeftOut, ...]:
    """The kg:extends edges among those that claims make which the graph must not state, sorted.

    First go the edges whose ancestor came too late: it is introduced only after the last word of every paper on the
    edge, and no other paper names it before. (A paper can seem to introduce what it only explains, so a method that is
    older than all who introduce it is of unknown age.) Then every circle loses its weakest edge: that of the least
    confidence, of equals that of the least support, of equals the last by key.
    """
    edges = list(claimed)
    late = _too_late(edges, papers)
    pairs = {(item.edge.subject, item.edge.object) for item in late}
    lineage = [edge for edge in edges if edge.predicate == "extends" and (edge.subject, edge.object) not in pairs]
    return tuple(sorted((*late, *_closing(lineage))))


def _too_late(edges: Iterable[Edge], papers: Mapping[str, Paper]) -> list[LeftOut]:
    born: dict[str, str] = {}
    naming: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        naming[edge.object].update(item.paper for item in edge.evidence)
        if edge.predicate == "introduces":
            date = first_date(papers[edge.subject])
            born[edge.object] = min(born.get(edge.object, date), date)

    before = {
        method: {paper for paper in naming[method] if is_later(date, last_date(papers[paper]))}
        for method, date in born.items()
    }
    return [
        LeftOut(edge, born=born[edge.object])
        for edge in edges
        if edge.predicate == "extends" and before.get(edge.object) == {item.paper for item in edge.evidence}
    ]


def _closing(lineage: Collection[Edge]) -> Iterator[LeftOut]:
    """Those edges that would close a circle when the strongest edges are laid first.

    So no edge is left out in vain: laid again, each would close a circle of edges that are all stronger.
    """
    pairs = {(edge.subject, edge.object) for edge in lineage}
    within = _behind_circles(pairs) & {pair[::-1] for pair in _behind_circles(pair[::-1] for pair in pairs)}
    up: dict[str, list[str]] = defaultdict(list)
    for edge in sorted(lineage, key=lambda edge: (-edge.confidence, -edge.support, edge.subject, edge.object)):
        if (edge.subject, edge.object) not in within:
            continue
        circle = _way(up, edge.object, edge.subject)
        if circle:
            yield LeftOut(edge, circle)
        else:
            up[edge.subject].append(edge.object)


def _behind_circles(pairs: Iterable[Pair]) -> set[Pair]:
    """The pairs that lie on a circle or lead up to one: those whose ancestor cannot be ordered before them."""
    pairs = list(pairs)
    ancestors: dict[str, list[str]] = defaultdict(list)
    for descendant, ancestor in pairs:
        ancestors[descendant].append(ancestor)
    order = TopologicalSorter(ancestors)
    with suppress(CycleError):  # after which it still gives all that is not behind a circle
        order.prepare()
    ordered: set[str] = set()
    while ready := order.get_ready():
        ordered.update(ready)
        order.done(*ready)
    return {pair for pair in pairs if pair[1] not in ordered}


def _way(up: Mapping[str, Iterable[str]], start: str, end: str) -> tuple[str, ...]:
    """The nodes of a shortest way from `start` up to `end`, () where there is none."""
    came_from = {start: start}
    due = deque([start])
    while due and end not in came_from:
        node = due.popleft()
        for above in up.get(node, ()):
            if above not in came_from:
                came_from[above] = node
                due.append(above)
    if end not in came_from:
        return ()
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
