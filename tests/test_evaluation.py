"""Figures against annotated papers: computed by hand for three papers, and by the scorer that comes with real ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from helpers import export

import kg
from kg.edges import graph_of
from kg.errors import ReadError
from kg.evaluation import MEASURES, Scores, evaluate, predictions, read_gold
from kg.model import Entity, Evidence, Graph, LinkedPaper, Paper

ALPHA, MIXER, PLANNER = "AlphaNet: Trees of Networks", "Chimera: A Mixer of Tokens", "Chimera: A Planner for Robots"
PAPERS = {"paper/alpha": ALPHA, "paper/mixer": MIXER, "paper/planner": PLANNER, "paper/other": "Nobody Annotated This"}
ENTITIES = (
    Entity("method/alphanet", "Method", "AlphaNet"),
    Entity("method/alpha-nets", "Method", "Alpha Nets"),
    Entity("method/bert", "Method", "BERT", ("Bert",)),
    Entity("method/chimera", "Method", "Chimera"),
    Entity("method/deep-learning", "Method", "deep learning"),
    Entity("method/gizmo", "Method", "Gizmo"),
    Entity("method/leaf-gate", "Method", "leaf gate"),
    Entity("method/mixer", "Method", "Mixer"),
    Entity("method/scout", "Method", "Scout"),
    Entity("task/image-classification", "Task", "Image Classifications"),
    Entity("dataset/imagenet", "Dataset", "ImageNet"),
    Entity("dataset/imagenet-0", "Dataset", "image-net"),
    Entity("hardware/gpu", "Hardware", "GPU"),
    Entity("hardware/nvidia-a100", "Hardware", "A100"),
    Entity("https://github.com/lab/alphanet", "Repository", "https://github.com/lab/alphanet"),
    Entity("https://other.io/x", "WebPage", "https://other.io/x"),
)
SAID = """
paper/alpha introduces   method/alphanet            found, right role
paper/alpha introduces   method/alpha-nets          duplicate of it
paper/alpha uses         method/bert                found, wrong role
paper/alpha mentions     method/deep-learning       optional
paper/alpha introduces   method/leaf-gate           optional
paper/alpha introduces   method/gizmo               false, twice over: as method and as introduced
paper/alpha mentions     task/image-classification  found, wrong role
paper/alpha runsOn       hardware/nvidia-a100       found, right role
paper/alpha targets      hardware/gpu               optional
paper/alpha hasCode      https://github.com/lab/alphanet
paper/alpha hasPage      https://other.io/x
paper/mixer introduces   method/chimera             found, right role
paper/mixer buildsOn     method/mixer               found, right role
paper/mixer usesDataset  dataset/imagenet           found, right role
paper/planner introduces method/chimera             found, wrong role; the node is another thing's
paper/planner uses       method/scout               found, wrong role; a missed introduction
paper/planner mentions   dataset/imagenet-0         found, wrong role; the thing has another node
paper/other introduces   method/gizmo
"""
LINEAGE = """
paper/alpha method/alphanet extends      method/bert           right
paper/alpha method/alphanet extends      method/gizmo          false
paper/alpha method/alphanet extends      method/leaf-gate      optional, though annotated with the other type
paper/alpha method/alphanet comparedWith method/deep-learning  of the other type; the step touches an optional method
paper/mixer method/chimera  comparedWith method/mixer          of the other type
"""


def entity(name: str, role: str, *surface: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "role": role, "surface": list(surface), **more}


def step(ancestor: str, descendant: str, type: str, **more: Any) -> dict[str, Any]:
    return {"ancestor": ancestor, "descendant": descendant, "type": type, **more}


GOLD: list[dict[str, Any]] = [
    {
        "title": "AlphaNet - trees of networks.",
        "methods": [
            entity("Alpha-Net", "introduces", "AlphaNet"),
            entity("BERT", "extends", "BERT"),
            entity("GCN", "compares", "GCN", "graph convolutional networks"),
            entity("deep learning", "mentions", "deep learning", optional=True),
            entity("leaf gate", "introduces", optional=True),
        ],
        "tasks": [entity("image classification", "addresses")],
        "hardware": [entity("NVIDIA A100", "runs-on", "A100"), entity("GPU", "mentions", "GPUs", optional=True)],
        "code": [{"url": "http://www.github.com/Lab/AlphaNet.git"}, {"url": "https://alpha.io/page/"}],
        "lineage": [
            step("BERT", "Alpha-Net", "extends"),
            step("GCN", "Alpha-Net", "compares"),
            step("deep learning", "Alpha-Net", "extends"),
            step("leaf gate", "Alpha-Net", "compares", optional=True),
        ],
        "parts": [{"whole": "Alpha-Net", "part": "leaf gate"}],
    },
    {
        "title": MIXER,
        "methods": [entity("Chimera", "introduces", homonym="mixer"), entity("Mixer", "extends")],
        "datasets": [entity("ImageNet", "uses")],
        "lineage": [step("Mixer", "Chimera", "extends")],
    },
    {
        "title": PLANNER,
        "methods": [entity("Chimera", "uses", homonym="planner"), entity("Scout", "introduces")],
        "tasks": [entity("planning", "addresses")],
        "datasets": [entity("ImageNet", "uses")],
    },
]


@dataclass(frozen=True)
class Given:
    """As much of a store as an evaluation needs."""

    given: Graph

    def graph(self) -> Graph:
        return self.given


def small_graph() -> Graph:
    said = [line.split()[:3] for line in SAID.strip().splitlines()]
    claims = [(paper, subject, predicate, target) for paper, predicate, target in said for subject in (paper,)]
    claims += [tuple(line.split()[:4]) for line in LINEAGE.strip().splitlines()]  # type: ignore[misc]
    label = {item.key: item.label for item in ENTITIES}
    evidence = tuple(sorted(
        Evidence(subject=subject, predicate=predicate, object=target, paper=paper, quote="said", start=0, end=4,  # type: ignore[arg-type]
                 quote_start=0, confidence=0.5, linker="kg_test:rule", object_name=label[target],
                 subject_name=label.get(subject, ""))
        for paper, subject, predicate, target in claims
    ))  # fmt: skip
    return graph_of(
        {key: Paper(title, "said") for key, title in sorted(PAPERS.items())}, tuple(sorted(ENTITIES)), evidence
    )


def written(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    return evaluate(Given(small_graph()), read_gold(written(tmp_path_factory.mktemp("gold") / "gold.jsonl", GOLD)))  # type: ignore[arg-type]


COUNTS = {
    "methods": (6, 2, 1),
    "introduces": (2, 2, 1),
    "tasks": (1, 0, 1),
    "datasets": (2, 0, 0),
    "hardware": (1, 0, 0),
    "code": (1, 1, 1),
    "lineage extends": (1, 1, 1),
    "lineage compares": (0, 2, 1),
    "lineage any": (2, 1, 1),
}


@pytest.mark.parametrize("measure", MEASURES)
def test_counts_are_those_computed_by_hand(measure: str, scores: Scores) -> None:
    count = scores.measures[measure]
    assert (count.tp, count.fp, count.fn) == COUNTS[measure]


def test_ratios(scores: Scores) -> None:
    methods, compares = scores.measures["methods"], scores.measures["lineage compares"]
    assert (methods.precision, methods.recall, methods.f1) == pytest.approx((6 / 8, 6 / 7, 12 / 15))
    assert (compares.precision, compares.recall, compares.f1) == (0, 0, 0)
    assert scores.roles == pytest.approx({"methods": 3 / 6, "tasks": 0, "datasets": 1 / 2, "hardware": 1})
    assert (scores.papers, scores.found) == (3, 3)


def test_resolution_falls_with_a_shared_node_and_with_a_split_one(scores: Scores) -> None:
    """Ten entities are found; both things called Chimera are one node, and ImageNet is two."""
    found = scores.resolution
    assert (found.precision, found.recall, found.f1) == pytest.approx((9 / 10, 9 / 10, 9 / 10))


def test_errors_name_what_is_wrong(scores: Scores) -> None:
    assert [(e.measure, e.what, e.title, e.name) for e in scores.errors if e.title != GOLD[0]["title"]] == [
        ("lineage extends", "FN", MIXER, "Mixer -> Chimera"),
        ("lineage compares", "FP", MIXER, "Mixer -> Chimera"),
        ("introduces", "FP", PLANNER, "Chimera"),
        ("introduces", "FN", PLANNER, "Scout"),
        ("tasks", "FN", PLANNER, "planning"),
    ]
    assert {(e.measure, e.what, e.name) for e in scores.errors if e.title == GOLD[0]["title"]} == {
        ("methods", "DUP", "Alpha Nets"),
        ("methods", "FP", "Gizmo"),
        ("methods", "FN", "GCN"),
        ("introduces", "FP", "Gizmo"),
        ("code", "FP", "other.io/x"),
        ("code", "FN", "alpha.io/page"),
        ("lineage extends", "FP", "Gizmo -> Alpha-Net"),
        ("lineage compares", "FP", "deep learning -> Alpha-Net"),
        ("lineage compares", "FN", "GCN -> Alpha-Net"),
        ("lineage any", "FP", "Gizmo -> Alpha-Net"),
        ("lineage any", "FN", "GCN -> Alpha-Net"),
    }


def test_figures_are_plain_values(scores: Scores) -> None:
    figures = json.loads(json.dumps(scores.figures()))
    assert figures["measures"]["code"] == {"tp": 1, "fp": 1, "fn": 1, "precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert (figures["found"], figures["roles"]["hardware"]) == (3, 1)
    assert figures["resolution"]["f1"] == pytest.approx(0.9)


def test_a_paper_that_is_not_in_the_store_is_missed_whole(tmp_path: Path) -> None:
    """Without its optional entities, and without anything to compute a resolution from."""
    gold = read_gold(written(tmp_path / "gold.jsonl", [{**GOLD[0], "title": "Not There"}]))
    result = evaluate(Given(small_graph()), gold)  # type: ignore[arg-type]
    missed = {measure: count.fn for measure, count in result.measures.items()}
    assert missed == {
        "methods": 3, "introduces": 1, "tasks": 1, "datasets": 0, "hardware": 1, "code": 2,
        "lineage extends": 1, "lineage compares": 1, "lineage any": 2,
    }  # fmt: skip
    assert sum(count.tp + count.fp for count in result.measures.values()) == 0
    assert (result.found, result.roles, result.resolution.f1) == (0, {}, 0)


def test_predictions_tell_what_the_store_says_of_a_paper() -> None:
    alpha, *_, planner = predictions(small_graph())
    assert (alpha.title, planner.title) == (ALPHA, PLANNER)
    assert [(item.key, item.names, item.role) for item in alpha.of("Method") if item.key == "method/bert"] == [
        ("method/bert", ("BERT", "Bert"), "uses")
    ]
    assert alpha.code == ("https://github.com/lab/alphanet", "https://other.io/x")
    assert [(link.ancestor, link.type) for link in alpha.lineage] == [
        ("method/bert", "extends"), ("method/deep-learning", "compares"), ("method/gizmo", "extends"),
        ("method/leaf-gate", "extends"),
    ]  # fmt: skip


METHODS = [entity("A", "introduces"), entity("B", "extends")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"title": "T", "methods": [', "not JSON, or broken off"),
        ("[]", "not a JSON object"),
        ("{}", "title is missing"),
        ({"title": " "}, "title is no text, or empty"),
        ({"title": "T", "methods": {}}, "methods is no list"),
        ({"title": "T", "tasks": ["planning"]}, "tasks, item 1: not a JSON object"),
        ({"title": "T", "tasks": [{"role": "addresses"}]}, "tasks, item 1: name is missing"),
        ({"title": "T", "methods": [*METHODS, entity("C", "extend")]}, "methods, item 3: role 'extend' is none of"),
        ({"title": "T", "tasks": [entity("C", "uses")]}, "role 'uses' is none of addresses, mentions"),
        ({"title": "T", "tasks": [entity("C", "mentions", optional="no")]}, "optional is neither true nor false"),
        ({"title": "T", "datasets": [{**entity("C", "uses"), "surface": "C"}]}, "surface is no list of texts"),
        ({"title": "T", "code": [{"address": "github.com/a/b"}]}, "code, item 1: url is missing"),
        (
            {"title": "T", "methods": METHODS, "lineage": [step("B", "A", "is")]},
            "type 'is' is none of extends, compares",
        ),
        (
            {"title": "T", "methods": METHODS, "lineage": [step("b", "A", "extends")]},
            "lineage, item 1: ancestor 'b' is",
        ),
        ({"title": "T", "methods": METHODS, "parts": [{"whole": "A", "part": "X"}]}, "parts, item 1: part 'X' is"),
        ({"title": "one"}, "the paper of line 1 again: 'one'"),
    ],
)
def test_a_bad_line_is_named(line: str | dict[str, Any], problem: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"title": "One"}\n\n' + (line if isinstance(line, str) else json.dumps(line)) + "\n")
    with pytest.raises(ReadError) as caught:
        read_gold(path)
    assert (caught.value.file, caught.value.line) == ("gold.jsonl", 3)
    assert problem in caught.value.problem


def test_files_that_hold_no_annotations(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "latin.jsonl").write_bytes('{"title": "One"}\n{"title": "é"}\n'.encode("latin-1"))
    with pytest.raises(ReadError, match=r"empty.jsonl:1: the file holds no papers"):
        read_gold(tmp_path / "empty.jsonl")
    with pytest.raises(ReadError, match=r"latin.jsonl:2: not UTF-8"):
        read_gold(tmp_path / "latin.jsonl")
    with pytest.raises(ReadError, match=r"none.jsonl:1: cannot be opened"):
        read_gold(tmp_path / "none.jsonl")


def test_the_example_in_the_documentation(tmp_path: Path) -> None:
    """It is in the form, and each of its words stands in the sample page."""
    page = (Path(__file__).parents[1] / "docs" / "annotating.md").read_text(encoding="utf-8")
    example = json.loads(re.search(r"```json\n(.+?)```", page, re.DOTALL)[1])  # type: ignore[index]
    (paper,) = read_gold(written(tmp_path / "gold.jsonl", [example]))
    title, abstract = next(
        entry for entry in zip(*[kg.sample_page().read_text("utf-8").split("\n\n")[i:] for i in (0, 1)], strict=False)
        if entry[0] == paper.title
    )  # fmt: skip
    entities = (*paper.methods, *paper.tasks, *paper.datasets, *paper.hardware)
    words = [surface for item in entities for surface in item.surface] + [x["evidence"] for x in example["lineage"]]
    assert [text for text in words if text not in f"{title}\n{abstract}"] == []


def scored(folder: Path, triples: bytes, gold: Path, scorer: Path) -> tuple[dict[str, Any], dict[str, tuple[int, ...]]]:
    """What the scorer beside the annotated papers says: its JSON, and the counts that it prints."""
    (folder / "export.nt").write_bytes(triples)
    command = [sys.executable, scorer, folder / "export.nt", gold, "--json", folder / "scores.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    counts = re.findall(r"^(.{17}) P .*\(tp (\d+) fp (\d+) fn (\d+)\)", done.stdout, re.MULTILINE)
    figures = json.loads((folder / "scores.json").read_text())
    return figures, {name.strip(): (int(tp), int(fp), int(fn)) for name, tp, fp, fn in counts}


@pytest.mark.parametrize("corpus", ["pages", "three papers"])
def test_figures_are_those_of_the_scorer_of_the_annotated_papers(
    corpus: str, shared_folder: Path, tmp_path: Path
) -> None:
    store = kg.open_store(tmp_path / "store", create=True)
    if corpus == "pages":
        gold = shared_folder / "gold" / "dev.jsonl"
        kg.build(sorted((shared_folder / "corpus").glob("00*.txt")), store)
    else:
        gold = written(tmp_path / "gold.jsonl", GOLD)
        graph = small_graph()
        store.rewrite([LinkedPaper(paper, ()) for paper in graph.papers.values()], graph)
    figures, counts = scored(tmp_path, export(store, "ntriples"), gold, shared_folder / "gold" / "score.py")
    ours = evaluate(store, read_gold(gold))
    assert counts == {
        "papers found": (ours.found, 0, ours.papers - ours.found),
        **{measure: (count.tp, count.fp, count.fn) for measure, count in ours.measures.items()},
    }
    for measure, count in ours.measures.items():
        theirs = figures[measure]
        assert (count.precision, count.recall, count.f1) == pytest.approx(
            (theirs["p"], theirs["r"], theirs["f1"]), abs=1e-9
        ), measure
    assert ours.roles == pytest.approx(figures["role"], abs=1e-9)
    assert (ours.resolution.precision, ours.resolution.recall) == pytest.approx(
        (figures["resolution"]["p"], figures["resolution"]["r"]), abs=1e-9
    )
