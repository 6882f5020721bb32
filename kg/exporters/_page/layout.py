"""Places for the nodes of a network, the same on every machine: no seed, and no arithmetic that differs by a bit.

Methods that are tied by lineage form a family, first drawn as a tree from its middle outwards; what hangs on a method
stands on rings about it. Then springs, weight and collisions, which need only +, -, *, / and square roots, pull that
together: the methods of each family, and the families.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from math import cos, pi, sin, sqrt

import networkx as nx

Point = tuple[float, float]

SPACING = 46.0
"""Distance of neighbouring nodes on a ring."""

_GOLDEN_ANGLE = pi * (3 - sqrt(5))
_WORK = 60_000
"""About how many moves of nodes to spend on pulling the network together."""


def layout(
    ties: Iterable[tuple[str, str]], hanging: dict[str, list[str]], sizes: dict[str, float], order: Callable[[str], int]
) -> dict[str, Point]:
    """A place for every node in `ties` (pairs of methods) and `hanging` (what stands around a method).

    `sizes` are the radii of the methods. `order` numbers the nodes: the lower number takes the better place.
    """
    related = nx.Graph(ties)
    families = []
    for keys in nx.connected_components(related):
        methods = sorted(keys, key=order)
        families.append(_family(related.subgraph(keys), methods, hanging, sizes, order))
    families.sort(key=lambda family: (-family[1], min(map(order, family[0]))))
    start, used = [], 0.0
    for turn, (_, radius) in enumerate(families):
        away = sqrt(used)
        used += radius * radius
        start.append((_exact(away * cos(turn * _GOLDEN_ANGLE)), _exact(away * sin(turn * _GOLDEN_ANGLE))))
    middles = _relaxed(start, [radius for _, radius in families], [])
    return {
        key: (x + a, y + b)
        for (x, y), (points, _) in zip(middles, families, strict=True)
        for key, (a, b) in points.items()
    }


def _family(
    tied: nx.Graph,
    methods: list[str],
    hanging: dict[str, list[str]],
    sizes: dict[str, float],
    order: Callable[[str], int],
) -> tuple[dict[str, Point], float]:
    """Methods tied to one another, with what hangs on them, within a circle about (0, 0); and the circle's radius."""
    number = {key: i for i, key in enumerate(methods)}
    rings = [_rings(len(hanging.get(key, ())), sizes[key]) for key in methods]
    radii = [
        SPACING * 0.7 + max((sqrt(x * x + y * y) for x, y in ring), default=sizes[key])
        for key, ring in zip(methods, rings, strict=True)
    ]
    places = _tree(tied, methods[0], order)
    springs = sorted((min(pair), max(pair)) for a, b in tied.edges if a != b for pair in [(number[a], number[b])])
    middles = _relaxed([places[key] for key in methods], radii, springs)
    x, y = ((min(values) + max(values)) / 2 for values in zip(*middles, strict=True))
    points: dict[str, Point] = {}
    for key, ring, (a, b) in zip(methods, rings, middles, strict=True):
        points[key] = (a - x, b - y)
        points |= {child: (a - x + c, b - y + d) for child, (c, d) in zip(hanging.get(key, ()), ring, strict=True)}
    reach = max(sqrt((a - x) * (a - x) + (b - y) * (b - y)) + r for (a, b), r in zip(middles, radii, strict=True))
    return points, reach


def _tree(tied: nx.Graph, root: str, order: Callable[[str], int]) -> dict[str, Point]:
    """Each generation on a ring about `root`, each node in the sector of the one it was reached from."""
    children = dict(nx.bfs_successors(tied, root, sort_neighbors=partial(sorted, key=order)))
    found = [root, *(child for below in children.values() for child in below)]
    leaves: dict[str, int] = {}
    for key in reversed(found):
        leaves[key] = sum(leaves[child] for child in children.get(key, ())) or 1
    places: dict[str, Point] = {}
    sectors = {root: (0.0, 2 * pi, 0)}
    for key in found:
        low, high, depth = sectors[key]
        reach, angle = 3 * SPACING * depth, (low + high) / 2
        places[key] = (_exact(reach * cos(angle)), _exact(reach * sin(angle)))
        for child in children.get(key, ()):
            share = (high - low) * leaves[child] / leaves[key]
            sectors[child] = (low, low + share, depth + 1)
            low += share
    return places


def _rings(count: int, size: float) -> list[Point]:
    """Places for `count` nodes on rings around a node of radius `size`, the innermost first."""
    places: list[Point] = []
    ring = 1
    while len(places) < count:
        reach = size + ring * SPACING
        here = min(int(6 * reach / SPACING), count - len(places))
        for step in range(here):
            angle = 2 * pi * (step / here + ring / 7)
            places.append((_exact(reach * cos(angle)), _exact(reach * sin(angle))))
        ring += 1
    return places


def _exact(value: float) -> float:
    """A whole number: the last bit of a sine differs between machines, and must not be carried further.

    The shift keeps halves, which are likely sums of ring radii, away from where numbers are rounded.
    """
    return float(round(value + 0.137))


def _relaxed(start: list[Point], radii: list[float], springs: list[tuple[int, int]]) -> list[Point]:
    """The discs about `start` pulled together along `springs` and towards (0, 0) until they nearly touch."""
    x, y = [a for a, _ in start], [b for _, b in start]
    degree: dict[int, int] = defaultdict(int)
    for pair in springs:
        for end in pair:
            degree[end] += 1
    steps = max(20, min(160, _WORK // max(1, len(x))))
    for step in range(steps):
        heat = 1 - step / steps
        for i, j in springs:
            dx, dy = x[j] - x[i], y[j] - y[i]
            distance = sqrt(dx * dx + dy * dy) or 1.0
            pull = heat * (distance - radii[i] - radii[j] - SPACING) / distance / min(degree[i], degree[j])
            share = degree[i] / (degree[i] + degree[j])
            x[j], y[j] = x[j] - dx * pull * share, y[j] - dy * pull * share
            x[i], y[i] = x[i] + dx * pull * (1 - share), y[i] + dy * pull * (1 - share)
        for i in range(len(x)):
            x[i] -= x[i] * 0.04 * heat
            y[i] -= y[i] * 0.05 * heat
        _part(x, y, radii)
    for _ in range(steps // 4):
        _part(x, y, radii)
    return list(zip(x, y, strict=True))


def _part(x: list[float], y: list[float], radii: list[float]) -> None:
    """Move discs that overlap apart, the larger one less; a sweep from left to right finds them."""
    row = sorted(range(len(x)), key=lambda i: (x[i] - radii[i], i))
    left = [x[i] - radii[i] for i in row]
    for place, i in enumerate(row):
        right = x[i] + radii[i]
        for other in range(place + 1, len(row)):
            if left[other] > right:
                break
            j = row[other]
            dx, dy, room = x[j] - x[i], y[j] - y[i], radii[i] + radii[j]
            square = dx * dx + dy * dy
            if square >= room * room:
                continue
            distance = sqrt(square)
            if not distance:
                dx, dy, distance = 1.0, 1.0 + i, 1.0
            push = (room - distance) / distance / 2
            share = radii[i] * radii[i] / (radii[i] * radii[i] + radii[j] * radii[j])
            x[j], y[j] = x[j] + dx * push * share, y[j] + dy * push * share
            x[i], y[i] = x[i] - dx * push * (1 - share), y[i] - dy * push * (1 - share)
