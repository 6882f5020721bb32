"""GraphML: whatever the graph holds, networkx and igraph read back the same nodes, edges and attributes."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from html import unescape
from io import BytesIO

import igraph
import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.exporters.graphml import GraphML
from kg.model import KINDS, Edge, Entity, Evidence, Graph, Paper

NODE_TEXTS = ("label", "type", "aliases", "broader", "date")
EDGE_TEXTS = ("label", "type", "quote", "paper")
NUMBERS = ("weight", "confidence")


class FakeStore:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def graph(self) -> Graph:
        return self._graph


def exported(graph: Graph) -> bytes:
    target = BytesIO()
    GraphML().export(FakeStore(graph), target)
    return target.getvalue()


def said(subject: str, predicate: str, target: str, paper: str, quote: str, confidence: float = 0.9) -> Evidence:
    return Evidence(
        subject=subject, predicate=predicate, object=target, paper=paper, quote=quote, start=0, end=1, quote_start=0,
        confidence=confidence, linker="kg_lineage", object_name="SN-Net",
    )  # fmt: skip


def small() -> Graph:
    quote = "Learngene Pool takes up the stitching of SN-Net."
    best = said("method/learngene-pool", "extends", "method/sn-net", "paper/2312.05743", quote)
    worse = said("method/learngene-pool", "extends", "method/sn-net", "paper/2312.05743", "Like SN-Net.", 0.5)
    return Graph(
        papers={"paper/2312.05743": Paper("Variable-Sized Models", quote, "2312.05743", date="2023-12-10")},
        entities=(
            Entity("https://github.com/ziplab/SN-Net", "Repository", "https://github.com/ziplab/SN-Net"),
            Entity("method/learngene-pool", "Method", "Learngene Pool"),
            Entity("method/sn-net", "Method", "SN-Net", ("SN-Nets", "Stitchable Neural Network"), ("method/net",)),
        ),
        edges=(
            Edge("method/learngene-pool", "comparedWith", "method/sn-net", 1, 0.5),
            Edge("method/learngene-pool", "extends", "method/sn-net", 2, 0.95, (best, worse)),
            Edge("paper/2312.05743", "hasCode", "https://github.com/ziplab/SN-Net", 1, 1.0),
        ),
        evidence=(best, worse),
    )


def test_what_stands_on_nodes_and_edges() -> None:
    read = nx.read_graphml(BytesIO(exported(small())))
    assert isinstance(read, nx.MultiDiGraph)
    assert dict(read.nodes(data=True)) == {
        "paper/2312.05743": {"label": "Variable-Sized Models", "type": "Paper", "date": "2023-12-10"},
        "https://github.com/ziplab/SN-Net": {"label": "https://github.com/ziplab/SN-Net", "type": "Repository"},
        "method/learngene-pool": {"label": "Learngene Pool", "type": "Method"},
        "method/sn-net": {
            "label": "SN-Net",
            "type": "Method",
            "aliases": "SN-Nets | Stitchable Neural Network",
            "broader": "method/net",
        },
    }
    assert read.edges["method/learngene-pool", "method/sn-net", "method/learngene-pool|extends|method/sn-net"] == {
        "label": "extends",
        "type": "extends",
        "weight": 2.0,
        "confidence": 0.95,
        "quote": "Learngene Pool takes up the stitching of SN-Net.",
        "paper": "paper/2312.05743",
    }


def test_each_attribute_is_declared_once_and_weights_are_doubles() -> None:
    keys = ET.fromstring(exported(small())).findall("{http://graphml.graphdrawing.org/xmlns}key")
    declared = {(key.get("for"), key.get("attr.name")): key.get("attr.type") for key in keys}
    assert len(declared) == len(keys) == len({key.get("id") for key in keys})
    assert {name for (_, name), kind in declared.items() if kind == "double"} == set(NUMBERS)
    assert set(declared.values()) == {"string", "double"}


def test_declares_its_encoding_and_has_equal_bytes_for_equal_graphs() -> None:
    data = exported(small())
    assert data == exported(small())
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert "Überlagerung 深度" in exported(
        Graph({"paper/a": Paper("Überlagerung 深度", "")}, (), (), ())
    ).decode("utf-8")  # fmt: skip


def test_an_empty_graph_can_be_read(tmp_path) -> None:
    file = tmp_path / "empty.graphml"
    file.write_bytes(exported(Graph({}, (), (), ())))
    assert len(nx.read_graphml(file)) == igraph.Graph.Read_GraphML(str(file)).vcount() == 0


# Every Unicode character, lone surrogates and controls included, and more often those that XML minds.
anything = st.text(
    st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from("<>&\"'\r\n\t \x00\x0b\ufffe|]\u2028"))
)
slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True)
addresses = st.builds("https://example.org/{}".format, anything)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    papers = {
        f"paper/{slug}": Paper(draw(anything), draw(anything), date=draw(anything))
        for slug in sorted(draw(st.sets(slugs, max_size=3)))
    }
    entities = [
        Entity(f"{kind.lower()}/{slug}", kind, draw(anything), tuple(draw(st.lists(anything, max_size=2))))
        for kind, slug in draw(st.sets(st.tuples(st.sampled_from(KINDS[:4]), slugs), max_size=4))
    ]
    entities += [Entity(url, "WebPage", url) for url in draw(st.sets(addresses, max_size=2))]
    keys = [*papers, *(entity.key for entity in entities)]
    pairs = st.tuples(st.sampled_from(keys), st.sampled_from(["extends", "uses"]), st.sampled_from(keys))
    edges = []
    for subject, predicate, target in sorted(draw(st.sets(pairs, max_size=6))) if keys else []:
        confidence = round(draw(st.floats(0, 1)), 4)
        quotes = draw(st.lists(anything, max_size=2))
        evidence = tuple(said(subject, predicate, target, keys[0], quote, confidence) for quote in quotes)
        edges.append(Edge(subject, predicate, target, draw(st.integers(1, 99)), confidence, evidence))
    return Graph(papers, tuple(sorted(entities)), tuple(edges), ())


@given(graph=graphs())
@example(graph=small())
def test_networkx_and_igraph_read_the_same(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "any.graphml"
    file.write_bytes(exported(graph))
    one, other = nx.read_graphml(file, force_multigraph=True), igraph.Graph.Read_GraphML(str(file))

    assert len(one) == len(graph.papers) + len(graph.entities)
    assert one.number_of_edges() == len(graph.edges) == other.ecount()
    assert other.is_directed()
    # igraph 1.0 reads the & of an id as &#38;.
    names = [unescape(vertex["id"]) for vertex in other.vs]
    assert names == list(one)
    for vertex in other.vs:
        assert_same(one.nodes[names[vertex.index]], vertex.attributes(), NODE_TEXTS)
    for line in other.es:
        # Not line["id"]: igraph 1.0 puts the id of the node with the number of the edge there.
        ends = names[line.source], names[line.target]
        read = one.edges[*ends, f"{ends[0]}|{line['label']}|{ends[1]}"]
        assert_same(read, line.attributes(), EDGE_TEXTS)
        assert all(math.isclose(line[name], read[name]) for name in NUMBERS)
    for edge in graph.edges:
        if not edge.subject.startswith("https") and not edge.object.startswith("https"):
            read = one.edges[edge.subject, edge.object, f"{edge.subject}|{edge.predicate}|{edge.object}"]
            assert (read["weight"], read["confidence"]) == (float(edge.support), edge.confidence)
    for key, paper in graph.papers.items():
        assert one.nodes[key].get("label", "") == legal(paper.title)


def assert_same(read: dict[str, object], other: dict[str, object], names: tuple[str, ...]) -> None:
    """igraph fills in "" where networkx has no attribute."""
    assert {name: read.get(name, "") for name in names} == {name: other.get(name, "") or "" for name in names}


def legal(text: str) -> str:
    """The text without what XML 1.0 forbids, and with its line ends as XML reads them."""
    kept = [c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"]
    return "".join(kept).replace("\r\n", "\n").replace("\r", "\n")
