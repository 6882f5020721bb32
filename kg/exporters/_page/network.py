"""The method lineage graph as a pyvis network whose positions are computed here, so that the browser only draws."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from pyvis.edge import Edge as Line
from pyvis.network import Network
from pyvis.node import Node

from kg.exporters._page.layout import layout
from kg.exporters._page.payload import node_ids
from kg.model import Edge, Graph

_CLOSE = frozenset({"introduces", "hasPart"})
"""Predicates that tell best beside which method something else belongs."""

_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False, "hover": True, "hideEdgesOnDrag": True, "tooltipDelay": 200,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {"borderWidth": 0, "borderWidthSelected": 3},
    "edges": {"smooth": False},
}  # fmt: skip


def lineage_network(graph: Graph) -> dict[str, Any]:
    """pyvis's nodes, edges and options: methods with ancestors or descendants, and everything linked to them.

    Nodes are numbered as in the payload and come in the order in which a page short of room should show them. Hidden
    edges lead from one family to another; a page shows them only for the node that is chosen.
    """
    ids = node_ids(graph)
    ties = [(edge.subject, edge.object) for edge in graph.edges if edge.predicate == "extends"]
    lineage = {key for tie in ties for key in tie}
    edges = [edge for edge in graph.edges if edge.subject in lineage or edge.object in lineage]
    extended = Counter(ancestor for _, ancestor in ties)
    links = Counter(key for edge in edges for key in (edge.subject, edge.object))
    ranked = sorted(links, key=lambda key: (key not in lineage, -extended[key], -links[key], key))
    rank = {key: place for place, key in enumerate(ranked)}

    nearest = _nearest(edges, lineage, rank)
    hanging: dict[str, list[str]] = defaultdict(list)
    for key in ranked:
        if key in nearest:
            hanging[nearest[key]].append(key)
    sizes = {key: min(48.0, 14.0 + 5 * extended[key]) if key in lineage else 10.0 for key in ranked}
    places = layout(ties, hanging, sizes, rank.__getitem__)

    kinds = dict.fromkeys(graph.papers, "Paper") | {entity.key: entity.kind for entity in graph.entities}
    network = Network(directed=True)
    network.set_options(json.dumps(_OPTIONS))
    # Not add_node and add_edge: they look through all nodes, each time.
    for key in ranked:
        x, y = places[key]
        node = Node(ids[key], "dot", "", group=kinds[key], x=round(x), y=round(y), size=round(sizes[key]))
        network.nodes.append(node.options)
    for edge in edges:
        tied = edge.predicate == "extends"
        near = tied or nearest.get(edge.subject) == edge.object or nearest.get(edge.object) == edge.subject
        arrows = "to" if tied else ""
        drawn = Line(ids[edge.subject], ids[edge.object], True, title=edge.predicate, arrows=arrows, hidden=not near)
        network.edges.append(drawn.options)
    nodes, lines, _, _, _, options = network.get_network_data()
    return {"nodes": nodes, "edges": lines, "options": json.loads(options)}


def _nearest(edges: Sequence[Edge], lineage: set[str], rank: dict[str, int]) -> dict[str, str]:
    """The one method of the lineage beside which each other node stands."""
    best: dict[str, tuple[bool, int, str]] = {}
    for edge in edges:
        for key, method in ((edge.subject, edge.object), (edge.object, edge.subject)):
            if key not in lineage:
                tie = (edge.predicate not in _CLOSE, rank[method], method)
                best[key] = min(tie, best.get(key, tie))
    return {key: method for key, (_, _, method) in best.items()}
