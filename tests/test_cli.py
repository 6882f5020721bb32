"""The commands as a user runs them: in a process of their own, judged by what they print, write and return."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from explorer import embedded
from families import extending, introducing, stored

import kg

PAGE = """new

Subscribe

byAK and the research community

Mar 14

TwigNet: Trees of Small Networks

{body}
"""
BODY = (
    "We present TwigNet, which extends MobileNet to trees. On ImageNet it outperforms ResNet-50 with half the memory."
)


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg.cli", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    done = run("build", str(kg.sample_page()), "--jobs", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "41 papers read, 41 linked, 0 unchanged" in done.stdout
    return folder


def test_building_again_changes_nothing(built: Path) -> None:
    before = run("export", "trig", cwd=built).stdout
    done = run("build", str(kg.sample_page()), "--jobs", "1", cwd=built)
    assert "0 linked, 41 unchanged" in done.stdout
    assert run("export", "trig", cwd=built).stdout == before


def test_lineage_prints_each_step_with_its_sentence(built: Path) -> None:
    tree = run("lineage", "BERT", "--down", cwd=built).stdout
    assert "RoBERTa" in tree
    assert "Building on BERT, we propose RoBERTa" in tree
    steps = json.loads(run("lineage", "BERT", "--down", "--format", "json", cwd=built).stdout)
    assert {step["ancestor"].rpartition("/")[2] for step in steps["extends"]} == {"bert"}
    assert all(proof["quote"] and 0 < proof["confidence"] <= 1 for s in steps["extends"] for proof in s["proofs"])
    page = run("lineage", "BERT", "--format", "html", cwd=built).stdout
    assert page.startswith("<!DOCTYPE html>")
    labels = {label for _, _, label, *_ in embedded(page.encode())["entities"]}
    assert ("RoBERTa" in labels, "MiniRocket" in labels) == (True, False)


def test_a_path_is_printed_from_its_start_to_its_end(built: Path) -> None:
    up, down = (
        run("path", *ends, cwd=built).stdout for ends in (("RoBERTa", "Transformer"), ("Transformer", "RoBERTa"))
    )
    assert up.index("RoBERTa grew out of") < up.index("(BERT)") < up.index("Transformer\n") < up.index("“In this paper")
    assert down.index("Transformer led to") < down.index("(BERT)") < down.index("RoBERTa\n")
    steps = json.loads(run("path", "RoBERTa", "Transformer", "--format", "json", cwd=built).stdout)
    assert [method["label"] for method in steps["methods"]] == ["RoBERTa", "BERT", "Transformer"]
    assert {(step["support"], *step["kinds"]) for step in steps["extends"]} == {(1,)}
    assert all(step["confidence"] >= step["proofs"][0]["confidence"] for step in steps["extends"])
    none = run("path", "BERT", "DARTS", cwd=built)
    assert (none.returncode, none.stdout) == (1, "")
    assert none.stderr.startswith("kg: neither of 'BERT' and 'DARTS' grew out of the other\n")


@pytest.mark.parametrize(
    ("format", "begin", "line"),
    [
        ("dot", "digraph lineage {\n", '[label="RoBERTa"'),
        ("mermaid", "flowchart BT\n", '["RoBERTa"]'),
        ("html", "<!DOCTYPE html>", "RoBERTa"),
    ],
)
def test_walks_are_drawn(built: Path, format: str, begin: str, line: str) -> None:
    for walk in (("lineage", "BERT"), ("path", "BERT", "RoBERTa")):
        drawing = run(*walk, "--format", format, cwd=built).stdout
        assert drawing.startswith(begin)
        assert line in (json.dumps(embedded(drawing.encode())) if format == "html" else drawing)
        assert run(*walk, "--format", format, cwd=built).stdout == drawing
    assert run("path", "BERT", "RoBERTa", "--format", "tre", cwd=built).returncode == 2


def test_a_tree_of_many_ways_is_as_long_as_the_lineage(tmp_path: Path) -> None:
    """Thirty diamonds in a row have a thousand million ways through them."""
    chain = [
        paper
        for n in range(30)
        for paper in (
            extending(f"Left{n}", f"Knot{n}"),
            extending(f"Right{n}", f"Knot{n}", kind="adapts"),
            extending(f"Knot{n + 1}", f"Left{n}", f"Right{n}"),
        )
    ]
    stored(tmp_path, *chain)
    arguments = ("--depth", "100", "--store", str(tmp_path / "store"))
    for way, name in (("--up", "Knot30"), ("--down", "Knot0")):
        tree = run("lineage", name, way, *arguments, cwd=tmp_path).stdout
        assert tree.count("“") == 120
        assert tree.count("goes on as above") == 29
        assert tree.count("0.80 adapts On Right") == 30
    up = run("lineage", "Knot2", "--up", *arguments, cwd=tmp_path).stdout
    assert up.index("On Left0") < up.index("goes on as above"), "what is left out stands above"


def test_validate_names_what_the_graph_leaves_out(tmp_path: Path) -> None:
    stored(
        tmp_path,
        extending("Reef", "Atoll", confidence=0.5, date="2020"),
        extending("Atoll", "Reef", confidence=0.9, date="2020"),
        extending("Gulf", "Bay", date="2020"),
        introducing("Bay", date="2021-02"),
    )
    done = run("validate", "--store", str(tmp_path / "store"), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "valid: the graph is as the ontology says; 2 edges left out\n")
    assert done.stderr.splitlines() == [
        "left out Gulf extends Bay: Bay was introduced only in 2021-02",
        "    “On Gulf",
        "We propose Gulf, which extends Bay.” On Gulf",
        "left out Reef extends Atoll: it closes the circle Reef -> Atoll -> Reef",
        "    “On Reef",
        "We propose Reef, which extends Atoll.” On Reef",
    ]


def test_query_formats(built: Path) -> None:
    select = 'SELECT ?name { ?m kg:extends/skos:prefLabel "DARTS" ; skos:prefLabel ?name }'
    assert "PC-DARTS" in run("query", select, cwd=built).stdout
    assert run("query", select, "--format", "csv", cwd=built).stdout.split() == ["name", "PC-DARTS"]
    rows = json.loads(run("query", select, "--format", "json", cwd=built).stdout)["results"]["bindings"]
    assert rows == [{"name": {"type": "literal", "value": "PC-DARTS"}}]
    construct = 'CONSTRUCT { ?m a kg:Method } { ?m a kg:Method ; skos:prefLabel "DARTS" }'
    assert "a kg:Method" in run("query", construct, "--format", "turtle", cwd=built).stdout
    wrong = run("query", construct, "--format", "csv", cwd=built)
    assert (wrong.returncode, "Use turtle or ntriples" in wrong.stderr) == (1, True)
    assert run("query", "SELECT", cwd=built).returncode == 1


def test_show_search_stats_validate_list_ontology(built: Path) -> None:
    assert "Stitchable" in run("show", "SN-Net", cwd=built).stdout
    assert "SN-Net" in run("search", "stitch", cwd=built).stdout
    assert "extends" in run("stats", cwd=built).stdout
    assert "valid" in run("validate", cwd=built).stdout
    assert "hf-page" in run("list", cwd=built).stdout
    assert "owl:Ontology" in run("ontology", cwd=built).stdout


def test_export_is_atomic(built: Path, tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    target.write_text("old")
    failed = run("export", "turtle", "-o", str(target), "--store", str(tmp_path / "none"), cwd=built)
    assert (failed.returncode, target.read_text()) == (1, "old")
    assert run("export", "turtle", "-o", str(target), cwd=built).returncode == 0
    assert target.read_text().startswith("@prefix")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]


def test_unknown_names_and_plugins_get_suggestions(built: Path) -> None:
    name = run("lineage", "RoBERTTa", cwd=built)
    assert (name.returncode, "Did you mean RoBERTa" in name.stderr) == (1, True)
    plugin = run("export", "turtel", cwd=built)
    assert (plugin.returncode, "Did you mean turtle" in plugin.stderr) == (2, True)
    assert run("query", cwd=built).returncode == 2
    assert run("nonsense", cwd=built).returncode == 2


def test_bad_input_is_one_line_and_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    good, cut = tmp_path / "good.txt", tmp_path / "cut.txt"
    good.write_text(PAGE.format(body=BODY))
    cut.write_text(PAGE.format(body=BODY) + "\nA Title Without Its Abstract\n")
    assert run("build", str(good), cwd=tmp_path).returncode == 0
    before = run("export", "trig", cwd=tmp_path).stdout
    failed = run("build", str(cut), cwd=tmp_path)
    assert failed.returncode == 1
    assert failed.stderr.startswith("kg: cut.txt:13: the page breaks off")
    assert "Traceback" not in failed.stderr
    assert run("export", "trig", cwd=tmp_path).stdout == before
    skipped = run("build", str(cut), "--skip-bad", cwd=tmp_path)
    assert (skipped.returncode, "skipped cut.txt:13" in skipped.stderr) == (0, True)


def test_remove_takes_a_paper_and_what_only_it_supported(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.format(body=BODY))
    run("build", str(page), cwd=tmp_path)
    assert run("show", "TwigNet", cwd=tmp_path).returncode == 0
    assert run("remove", "TwigNet: Trees of Small Networks", cwd=tmp_path).returncode == 0
    assert run("show", "TwigNet", cwd=tmp_path).returncode == 1


def test_demo_writes_what_it_says(tmp_path: Path) -> None:
    done = run("demo", "-o", "made", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {"sample.ttl", "sample.graphml", "sample.html"} <= {path.name for path in (tmp_path / "made").iterdir()}
    assert str(tmp_path / "made" / "sample.html") in done.stdout
    proposed = next(line for line in done.stdout.splitlines() if line.strip().startswith("kg lineage "))
    assert "“" in run(*proposed.split()[1:], cwd=tmp_path).stdout, "what the demo proposes has no answer"
