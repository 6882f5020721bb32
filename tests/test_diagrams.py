"""DOT and Mermaid: whatever a paper calls a method, the drawing shows that name and nothing else happens."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from typing import Any

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.diagrams import as_dot, as_mermaid
from kg.walks import Proof

HOSTILE = (
    'quote " and \\',
    "ends with \\",
    "\\N \\G \\l \\n",
    "<b>bold</b>",
    "&lt; &#60; AT&T; R&D",
    '"]; evil [label="',
    "a --> b; click a javascript:alert(1)",
    "`**markdown**`",
    "%%{init: {}}%%",
    "#quot; #35;",
    "two\nlines\ttabbed",
    "end",
    "graph",
    "深度 ß 🐌 a\u0301",
    "\x00\x07\x7f",
    "",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12))


def drawn(names: list[str], quote: str = "B extends A.", kinds: tuple[str, ...] = ()) -> nx.DiGraph:
    """A chain of methods with these labels, each of which grew out of the one before."""
    graph = nx.DiGraph(focus=("urn:m0",))
    for number, name in enumerate(names):
        graph.add_node(f"urn:m{number}", label=name, aliases=())
        if number:
            proofs = (Proof(quote, "A Paper", 0.8, "kg_test:rule", "".join(kinds[:1])),)
            graph.add_edge(f"urn:m{number}", f"urn:m{number - 1}", proofs=proofs, kinds=kinds)
    return graph


@pytest.fixture(scope="module")
def dot() -> str:
    """Graphviz itself reads what we write for it."""
    executable = shutil.which("dot")
    if executable is None:
        reason = "no `dot` on the PATH: DOT is read by Graphviz (apt-get install graphviz)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return str(executable)


def read(dot: str, text: str) -> dict[str, Any]:
    done = subprocess.run([dot, "-Tjson"], input=text.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def seen(text: str) -> str:
    """A text as it can be shown: on one line of characters that have a shape."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+", " ", text).split())


def shown(label: str) -> str:
    """What Graphviz draws for a label: escapes and character entities resolved."""
    return seen(html.unescape(re.sub(r"\\(.)", lambda found: " " if found[1] in "nlr" else found[1], label)))


def test_graphviz_reads_names_kinds_and_sentences(dot: str) -> None:
    drawing = read(dot, as_dot(drawn(["SN-Net", "Learngene Pool"], "Learngene Pool improves SN-Net.", ("improves",))))
    assert [node["label"] for node in drawing["objects"]] == ["SN-Net", "Learngene Pool"]
    assert [node["name"] for node in drawing["objects"]] == ["urn:m0", "urn:m1"]
    (edge,) = drawing["edges"]
    assert (edge["tail"], edge["head"], edge["label"]) == (1, 0, "improves")
    assert edge["tooltip"] == "A Paper: “Learngene Pool improves SN-Net.”"


@pytest.mark.parametrize("name", HOSTILE)
def test_graphviz_shows_any_name_as_it_is(dot: str, name: str) -> None:
    drawing = read(dot, as_dot(drawn([name, "child"], quote=name)))
    assert len(drawing["objects"]) == 2
    assert shown(drawing["objects"][0]["label"]) == seen(name)
    assert shown(drawing["edges"][0]["tooltip"]) == seen(f"A Paper: “{name}”")


@given(st.lists(texts, min_size=1, max_size=5))
@settings(max_examples=40)
def test_graphviz_reads_as_many_methods_as_there_are(dot: str, names: list[str]) -> None:
    drawing = read(dot, as_dot(drawn(names)))
    assert [shown(node["label"]) for node in drawing["objects"]] == [seen(name) for name in names]
    assert len(drawing.get("edges", ())) == len(names) - 1


NODE = re.compile(r'  m\d+\["([^"]*)"\](?::::focus)?')
EDGE = re.compile(r'  m\d+ -->\|"([^"]*)"\| m\d+')


def decoded(text: str) -> str:
    """As Mermaid does: #NUMBER; is the character of this number."""
    return seen(re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text))


@given(st.lists(texts, min_size=1, max_size=5), texts)
@example(list(HOSTILE), HOSTILE[0])
def test_mermaid_has_a_line_for_every_method_and_step_and_nothing_else(names: list[str], quote: str) -> None:
    first, *lines, last = as_mermaid(drawn(names, quote)).split("\n")[:-1]
    assert (first, last) == ("flowchart BT", "  classDef focus stroke-width:3px")
    nodes, steps = lines[: len(names)], lines[len(names) :]
    for line, name in zip(nodes, names, strict=True):
        found = NODE.fullmatch(line)
        assert found
        assert decoded(found[1]) == seen(name)
    assert len(steps) == len(names) - 1
    for line in steps:
        found = EDGE.fullmatch(line)
        assert found
        assert decoded(found[1]) == seen(f"extends: “{quote}”")


@given(texts)
def test_mermaid_is_given_no_markup(name: str) -> None:
    """Neither HTML, Markdown, directives, comments nor links, for some pages draw it without a sandbox."""
    label = NODE.fullmatch(as_mermaid(drawn([name])).split("\n")[1])
    assert label
    assert not re.search(r"[<>&`*\[\]{}|\\%]|#(?!\d+;)|(?<!\d);", label[1])
