"""GraphML for Gephi, yEd, igraph and networkx, with the best sentence on every edge."""

from __future__ import annotations

import re
from typing import BinaryIO
from urllib.parse import quote

import networkx as nx

from kg.model import Edge, Graph
from kg.ports import Store

_FORBIDDEN = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_NOT_TEXT = re.compile(_FORBIDDEN)
_NOT_IN_ID = re.compile(rf"{_FORBIDDEN}|[\s|]")


class GraphML:
    """One directed multigraph: papers and entities as nodes, named by key; edges named "subject|predicate|object".

    Nodes carry label, type, aliases, broader (both joined with " | ") and, for papers, date; edges carry label and
    type (the predicate), weight (the support), confidence, and the quote and paper of their best evidence.
    An attribute that would be empty is left out.
    """

    suffix = ".graphml"

    def export(self, store: Store, target: BinaryIO) -> None:
        """Write the whole graph as UTF-8, nodes and edges in the order of the graph."""
        # The writer that rests on the standard library: with lxml the bytes would depend on what else is installed.
        nx.write_graphml_xml(_network(store.graph()), target, encoding="utf-8")


def _network(graph: Graph) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    for key, paper in graph.papers.items():
        network.add_node(_id(key), **_attributes(label=paper.title, type="Paper", date=paper.date))
    for entity in graph.entities:
        aliases, broader = " | ".join(entity.aliases), " | ".join(entity.broader)
        network.add_node(
            _id(entity.key), **_attributes(label=entity.label, type=entity.kind, aliases=aliases, broader=broader)
        )
    for edge in graph.edges:
        subject, target = _id(edge.subject), _id(edge.object)
        network.add_edge(subject, target, key=f"{subject}|{edge.predicate}|{target}", **_edge_attributes(edge))
    return network


def _edge_attributes(edge: Edge) -> dict[str, str | float]:
    best = edge.evidence[0] if edge.evidence else None
    words = _attributes(
        label=edge.predicate, type=edge.predicate, quote=best.quote if best else "", paper=best.paper if best else ""
    )
    return {**words, "weight": float(edge.support), "confidence": float(edge.confidence)}


def _attributes(**texts: str) -> dict[str, str]:
    clean = {name: _NOT_TEXT.sub("", text).replace("\r\n", "\n").replace("\r", "\n") for name, text in texts.items()}
    return {name: text for name, text in clean.items() if text}


def _id(key: str) -> str:
    """The key itself, with what XML forbids, blanks and the "|" of edge ids percent-encoded."""
    return _NOT_IN_ID.sub(lambda match: quote(match[0], safe="", errors="surrogatepass"), key)
