"""Graphs for the tests of the explorer page, and the page that holds them."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from io import BytesIO
from typing import Any

from kg.exporters.html import Html
from kg.ids import BASE
from kg.model import Edge, Entity, Evidence, Graph, Paper

POOL_QUOTE = "Taking up the stitching of SN-Net, we build a Learngene Pool 🧬 of small pretrained instances."
HOSTILE = '</script><script>window.hacked = 1</script> "onmouseover="window.hacked = 2" <!-- & Boosted SN-Net'
HOSTILE_NAME = "<img src=x onerror=window.hacked=3>"
HOSTILE_CODE = 'https://example.org/"onmouseover="window.hacked=4'
PAPERS = {
    "paper/2302.06586": Paper(
        "Stitchable Neural Networks",
        "A family of pretrained models holds only a few sizes. Stitchable Neural Networks (SN-Net) join the anchors of "
        "such a family, for instance DeiT, by small stitching layers. SN-Net is tested on ImageNet-1K.",
        identifier="2302.06586", authors=("A. Writer", "B. Writer"), date="2023-02-13",
        url="https://arxiv.org/abs/2302.06586",
    ),
    "paper/2312.05743": Paper(
        "Models of Many Sizes from a Pool",
        f"Devices differ in what they can run 🚀. {POOL_QUOTE} It beats SN-Net at small sizes.",
        identifier="2312.05743", date="2023-12-10", url="javascript:window.hacked=5",
    ),
    "paper/hostile": Paper(HOSTILE, f"We extend Learngene Pool to {HOSTILE_NAME}. Code: {HOSTILE_CODE}.", date="2024"),
}  # fmt: skip
FORMULA = '=HYPERLINK("https://example.org/?" & A1, "data, and more")'
ENTITIES = (
    Entity("dataset/formula", "Dataset", FORMULA),
    Entity("dataset/imagenet-1k", "Dataset", "ImageNet-1K"),
    Entity("hardware/a100", "Hardware", "NVIDIA A100"),
    Entity(HOSTILE_CODE, "Repository", HOSTILE_CODE),
    Entity("https://github.com/ziplab/SN-Net", "Repository", "https://github.com/ziplab/SN-Net"),
    Entity("method/deit", "Method", "DeiT"),
    Entity("method/hostile", "Method", HOSTILE_NAME, ('"><script>window.hacked=6</script>',)),
    Entity("method/learngene-pool", "Method", "Learngene Pool"),
    Entity("method/sn-net", "Method", "SN-Net", ("SN-Nets", "Stitchable Neural Network", "Stitchable Neural Networks")),
    Entity("method/slimmable-network", "Method", "slimmable network"),
    Entity("task/image-classification", "Task", "image classification"),
)


class FakeStore:
    base = BASE

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def graph(self) -> Graph:
        return self._graph


def said(paper: str, predicate: str, target: str, name: str, quote: str = "", subject: str = "") -> Edge:
    text = PAPERS[paper].text
    quote = quote or next(s for s in re.split(r"(?<=\.) |\n", text) if name in s)
    start = text.index(name, text.index(quote))
    evidence = Evidence(
        subject=subject or paper, predicate=predicate, object=target, paper=paper, quote=quote, start=start,
        end=start + len(name), quote_start=text.index(quote), confidence=0.9, linker="kg_lineage", object_name=name,
    )  # fmt: skip
    return Edge(subject or paper, predicate, target, 1, 0.9, (evidence,))


def example() -> Graph:
    extends = said(
        "paper/2312.05743", "extends", "method/sn-net", "SN-Net", POOL_QUOTE, subject="method/learngene-pool"
    )
    edges = [
        said("paper/2302.06586", "introduces", "method/sn-net", "Stitchable Neural Networks"),
        said("paper/2302.06586", "extends", "method/deit", "DeiT", subject="method/sn-net"),
        said("paper/2302.06586", "usesDataset", "dataset/imagenet-1k", "ImageNet-1K"),
        said("paper/2312.05743", "introduces", "method/learngene-pool", "Learngene Pool"),
        said("paper/2312.05743", "comparesWith", "method/sn-net", "SN-Net"),
        said("paper/hostile", "introduces", "method/hostile", HOSTILE_NAME),
        said("paper/hostile", "extends", "method/learngene-pool", "Learngene Pool", subject="method/hostile"),
        said("paper/hostile", "hasCode", HOSTILE_CODE, HOSTILE_CODE),
        extends,
        Edge("method/learngene-pool", "improves", "method/sn-net", 1, 0.9, extends.evidence),
        Edge("method/learngene-pool", "comparedWith", "method/slimmable-network", 1, 0.7),
        Edge("paper/hostile", "usesDataset", "dataset/formula", 1, 0.6),
        Edge("paper/2302.06586", "hasCode", "https://github.com/ziplab/SN-Net", 1, 1.0),
        Edge("paper/2312.05743", "citesExtends", "paper/2302.06586", 1, 0.9),
        Edge("method/sn-net", "usedFor", "task/image-classification", 1, 0.8),
        Edge("paper/hostile", "runsOn", "hardware/a100", 1, 0.8),
        Edge("paper/hostile", "aPredicateOfTomorrow", "task/image-classification", 1, 0.8),
    ]
    return Graph(PAPERS, ENTITIES, tuple(sorted(edges)), ())


def large(papers: int = 355, methods: int = 1500, others: int = 1145) -> Graph:
    """About 3,000 nodes, 8,000 edges and 8,000 quotes, without chance."""
    texts = {
        f"paper/{2300 + p // 100}.{p:05d}": Paper(
            f"On method {p} and its uses",
            " ".join(f"Sentence {s} of paper {p} says that method {(p * 7 + s * 31) % methods} grew out of method "
                     f"{(p * 3 + s * 17) % methods}, which is long enough to be real." for s in range(10)),
        )
        for p in range(papers)
    }  # fmt: skip
    entities = [
        Entity(f"method/m{m:04d}", "Method", f"Method {m}", (f"M{m}", f"the {m}th method")) for m in range(methods)
    ]
    entities += [Entity(f"task/t{t:04d}", "Task", f"task number {t}") for t in range(others)]
    edges = {}
    for p, (key, paper) in enumerate(texts.items()):
        for s in range(23):
            quote = paper.abstract.split(". ")[s % 10].removesuffix(".") + "."
            target = f"method/m{(p * 13 + s * 29) % methods:04d}" if s < 18 else f"task/t{(p * 5 + s) % others:04d}"
            subject, predicate = (key, "uses") if s < 18 else (key, "addresses")
            if s < 3:
                subject, predicate = f"method/m{(p * 4 + s) % methods:04d}", "extends"
                target = f"method/m{(p * 7 + s * 11) % 60:04d}"
            start = paper.text.index(quote)
            evidence = Evidence(
                subject=subject, predicate=predicate, object=target, paper=key, quote=quote, start=start,
                end=start + 8, quote_start=start, confidence=0.8, linker="kg_lineage", object_name="Sentence",
            )  # fmt: skip
            if subject != target:
                edges[subject, predicate, target] = Edge(subject, predicate, target, 1, 0.8, (evidence,))
    return Graph(texts, tuple(entities), tuple(edges[key] for key in sorted(edges)), ())


def exported(graph: Graph) -> bytes:
    target = BytesIO()
    Html().export(FakeStore(graph), target)
    return target.getvalue()


def embedded(html: bytes) -> dict[str, Any]:
    """The payload that a page carries."""
    block = re.search(r'<script type="application/octet-stream" id="graph">(.*?)</script>', html.decode(), re.DOTALL)
    assert block
    return json.loads(zlib.decompress(b64decode(block[1])))
