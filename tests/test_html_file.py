"""What the file of the explorer holds: quotes, bytes, sizes and places, before any browser opens it."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest
from explorer import ENTITIES, PAPERS, POOL_QUOTE, embedded, example, exported, large

from kg.exporters._page import FROM_PAYLOAD, FROM_SERVER, SCRIPTS


def test_quotes_and_marks_are_right_in_utf_16() -> None:
    data = embedded(exported(example()))
    quotes = {}
    for subject, predicate, target, _, _, told, finer in data["edges"]:
        for _, _, _, text, start, end, marks in told:
            units = data["texts"][text].encode("utf-16-le")
            cut = [
                units[2 * a : 2 * b].decode("utf-16-le")
                for a, b in [(start, end), *zip(marks[::2], marks[1::2], strict=True)]
            ]
            quotes[subject, data["predicates"][predicate], target] = (*cut, finer)
    keys = [*PAPERS, *(entity.key for entity in ENTITIES)]
    pool, sn_net = keys.index("method/learngene-pool"), keys.index("method/sn-net")
    assert quotes[pool, "extends", sn_net] == (POOL_QUOTE, "SN-Net", "Learngene Pool", ["improves"])
    assert (pool, "improves", sn_net) not in quotes


def test_equal_graphs_give_equal_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from hashlib import sha256; import explorer as t;"
        "print(sha256(t.exported(t.large(40, 200, 50))).hexdigest(), sha256(t.exported(t.example())).hexdigest())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, cwd=tmp_path,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(answers) == 1


def test_a_usual_corpus_makes_a_small_file() -> None:
    graph = large()
    assert len(graph.papers) + len(graph.entities) == 3000
    assert len(graph.edges) > 7800
    assert len(exported(graph)) < 3_000_000


def test_nodes_of_the_network_lie_apart() -> None:
    network = embedded(exported(large(60, 300, 60)))["network"]
    nodes = list(zip(network["x"], network["y"], network["radius"], strict=True))
    assert len(nodes) > 200
    gaps = [math.dist(a[:2], b[:2]) - a[2] - b[2] for a, b in combinations(nodes, 2)]
    assert sum(gap < 0 for gap in gaps) <= len(nodes) / 100


PAGE = files("kg.exporters") / "_page"


def script(name: str) -> str:
    return (PAGE / f"{name}.js").read_text("utf-8")


@pytest.mark.parametrize("name", [*(name for name in SCRIPTS if name != "SOURCE"), *FROM_PAYLOAD, *FROM_SERVER])
def test_scripts_never_make_markup_or_code_of_text(name: str) -> None:
    forbidden = (
        r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|eval|Function|srcdoc)\b"
    )
    assert re.findall(forbidden, script(name)) == []
    assert len(script(name).splitlines()) <= 400, "a file of more than 400 lines has two ideas"


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name not in ("SOURCE", "source")])
def test_views_ask_the_source_and_nothing_else(name: str) -> None:
    assert re.findall(r"\b(loadPayload|payload|indexed|byKey|XMLHttpRequest)\b|\b(?:fetch|graph)\(", script(name)) == []
