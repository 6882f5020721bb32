"""Which nodes of a graph a network shows first, and where each stands, so that a browser only draws."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kg.exporters._page.layout import layout

_CLOSE = frozenset({"introduces", "hasPart"})
"""Predicates that tell best beside which method something else belongs."""

Link = tuple[str, str, str]
"""The keys of a subject, a predicate, and the key of an object."""


class Place(NamedTuple):
    """Where a node stands, as whole numbers; `radius` grows with the number of direct descendants."""

    key: str
    x: int
    y: int
    radius: int


def places(links: Sequence[Link]) -> list[Place]:
    """A place for every node that has links, first those that a page short of room should show.

    That is, methods with ancestors or descendants, the largest families first and their most extended methods first
    in each; then everything else, the most linked first. Equal links give equal places on every machine.

    >>> [place.key for place in places([("method/b", "extends", "method/a"), ("paper/p", "uses", "method/a")])]
    ['method/a', 'method/b', 'paper/p']
    """
    ties = [(subject, target) for subject, predicate, target in links if predicate == "extends"]
    lineage = {key for tie in ties for key in tie}
    extended = Counter(ancestor for _, ancestor in ties)
    family = {key: extended[key] for key in lineage}
    for child, parent in ties:
        family[child] = max(family[child], extended[parent])
    linked = Counter(key for subject, _, target in links for key in (subject, target))
    ranked = sorted(
        linked, key=lambda key: (key not in lineage, -family.get(key, 0), -extended[key], -linked[key], key)
    )
    rank = {key: place for place, key in enumerate(ranked)}
    centres = _centres(links, lineage, ranked, rank)
    hanging: dict[str, list[str]] = defaultdict(list)
    for key in ranked:
        if centres[key] != key:
            hanging[centres[key]].append(key)
    sizes = {key: min(48.0, 14.0 + 5 * extended[key]) if key in lineage else 10.0 for key in ranked}
    alone = [(key, key) for key in ranked if centres[key] == key and key not in lineage]
    found = layout([*ties, *alone], hanging, sizes, rank.__getitem__)
    return [Place(key, round(found[key][0]), round(found[key][1]), round(sizes[key])) for key in ranked]


def _centres(links: Sequence[Link], lineage: set[str], ranked: Sequence[str], rank: dict[str, int]) -> dict[str, str]:
    """The node beside which each node stands: a method of the lineage, else the most linked node near by.

    A node of the lineage is its own centre.
    """
    near: dict[str, list[tuple[bool, int, str]]] = defaultdict(list)
    for subject, predicate, target in links:
        for key, other in ((subject, target), (target, subject)):
            near[key].append((predicate not in _CLOSE, rank[other], other))
    centres = {key: key for key in lineage}
    for reach in (lineage, None):  # what is linked to the lineage, then what is linked to that
        found = {
            key: centres[min(ties)[2]]
            for key in ranked
            if key not in centres
            and (ties := [tie for tie in near[key] if tie[2] in (centres if reach is None else reach)])
        }
        centres |= found
    for key in ranked:
        if key not in centres:
            centres[key] = key
            for _, _, other in near[key]:
                centres.setdefault(other, key)
    return centres
