"""The explorer over `kg serve`: it answers what the exported page answers, and a person walks it in Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from explorer import HOSTILE, HOSTILE_CODE, HOSTILE_NAME, POOL_QUOTE, example, exported, large
from families import extending, introducing, stored
from playwright.sync_api import BrowserContext, expect
from serving import Served, serving

from kg import registry
from kg.edges import graph_of
from kg.exporters._page import FROM_PAYLOAD
from kg.model import Graph
from kg.server.questions import answer
from kg.server.reading import Reading

NO_FILTERS: dict[str, Any] = {}
WALK = {"direction": "both", "depth": 3, "limit": 5, "compared": True, "confidence": 0, "support": 0}
NODES = ("method/sn-net", "method/learngene-pool", "method/m0007", "paper/2312.05743", "paper/hostile",
         "paper/2300.00003", "dataset/imagenet-1k", "no/such")  # fmt: skip
TEXTS = ("sn net", "SNNET", "stitchable", "learngene", "img src", "zzz", "", "Method 12", "the 7th", "task number 3",
         "leanrgene", "stichable")  # fmt: skip
PATHS = (("method/hostile", "method/deit"), ("method/deit", "method/hostile"), ("method/m0100", "method/m0200"),
         ("method/sn-net", "method/slimmable-network"))  # fmt: skip
WALKS = (WALK, {**WALK, "direction": "up", "confidence": 0.85}, {"direction": "down"})
FILTERS = (
    NO_FILTERS, {"kinds": ["Method"]}, {"relations": ["improves"]}, {"relations": ["uses"], "confidence": 0.9},
    {"confidence": 0.95}, {"tasks": ["task/image-classification"]}, {"hardware": ["hardware/a100"]}, {"support": 2},
    {"datasets": ["dataset/imagenet-1k"], "kinds": ["Method"]},
)  # fmt: skip
QUESTIONS: list[list[Any]] = [
    ["meta"],
    *(["search", text, NO_FILTERS, 8] for text in TEXTS),
    ["search", "e", {"kinds": ["Dataset"]}, 8],
    *(["node", key] for key in NODES),
    ["edges", "method/m0000", "extends", "in", 3, 4],
    ["edges", "no/such", "extends", "in", 0, 4],
    *(["lineage", key, options] for key in ("method/sn-net", "method/m0007", "no/such") for options in WALKS),
    *(["path", *ends, {}] for ends in PATHS),
    *(["list", filters, {"by": "links", "down": True}, 0, 50] for filters in FILTERS),
    *(
        ["list", {"kinds": ["Method"]}, {"by": by, "down": down}, 2, 9]
        for by in ("label", "kind", "year", "ancestors", "descendants") for down in (True, False)
    ),
    ["families", NO_FILTERS, 1, 5],
    ["families", {"confidence": 0.85}, 0, 5],
]  # fmt: skip


def resolved(graph: Graph) -> Graph:
    """The graph as a store gives it back: with the edges that its claims make, and no address that is none."""
    evidence = {item for edge in graph.edges for item in edge.evidence if item.object != HOSTILE_CODE}
    entities = tuple(entity for entity in graph.entities if entity.key != HOSTILE_CODE)
    return graph_of(graph.papers, entities, tuple(sorted(evidence)))


@pytest.mark.parametrize("graph", [resolved(example()), resolved(large(60, 300, 60))], ids=["example", "large"])
def test_the_server_answers_as_the_page_does(graph: Graph, context: BrowserContext, tmp_path: Path) -> None:
    store = registry.open_store(tmp_path / "store", create=True)
    store.rewrite([], graph)
    file = tmp_path / "graph.html"
    file.write_bytes(exported(graph))
    own = files("kg.exporters") / "_page"
    scripts = [(own / f"{name}.js").read_text("utf-8") for name in ("source", "dom", "words", *FROM_PAYLOAD)]
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=re.sub("<meta http-equiv.*?>", "", file.read_text("utf-8")),
                                                   content_type="text/html"))  # fmt: skip
    page.add_init_script("addEventListener = () => {};")
    page.goto("http://page/#/none")
    block = re.search(r'<script type="application/octet-stream".*?</script>', file.read_text("utf-8"))
    assert block
    asked = """async ([scripts, block, questions]) => {
      document.body.innerHTML = block;
      const source = new Function(scripts + "; return source;")();
      const answers = [];
      for (const [question, ...given] of questions) answers.push(await source[question](...given));
      return answers;
    }"""
    answers = page.evaluate(asked, ["\n".join(scripts), block[0], QUESTIONS])
    with closing(Reading(store)) as reading:
        for (question, *given), expected in zip(QUESTIONS, answers, strict=True):
            assert comparable(answer(reading, question, given)) == comparable(expected), [question, *given]


def comparable(found: Any) -> Any:
    """An answer in which the order of groups, and of the edges of a drawing, is of no matter."""
    found = json.loads(json.dumps(found))
    if isinstance(found, dict) and "groups" in found:
        for name in ("groups", "fromPapers"):
            found[name].sort(key=lambda group: (group["direction"], group["predicate"]))
    if isinstance(found, dict) and "relatives" in found:
        found["edges"].sort(key=lambda edge: (edge["subject"]["key"], edge["predicate"], edge["object"]["key"]))
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served") / "store"
    registry.open_store(folder, create=True).rewrite([], resolved(example()))
    with serving(folder) as server:
        yield server


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("nothing", "[]"), ("node", "{"), ("node", "{}"), ("node", "[]"), ("node", '["a", "b"]'),
        ("lineage", '["method/sn-net", {"direction": "sideways"}]'), ("lineage", '["method/sn-net", {"depth": "x"}]'),
        ("list", '[{}, {"by": "id; DROP TABLE node", "down": true}, 0, 5]'), ("list", "[{}, {}, 0, 5]"),
        ("search", '["a", {"kinds": 5}, "many"]'), ("edges", '["method/sn-net", "extends", "up", 0, 5]'),
    ],
)  # fmt: skip
def test_a_question_that_is_not_of_the_contract_is_refused(served: Served, question: str, given: str) -> None:
    reply = served.ask(f"source/{question}?{urlencode({'given': given})}")
    assert (reply.status, list(json.loads(reply.text))) == (400, ["error"])


def test_a_name_from_elsewhere_reaches_no_query_as_more_than_a_name(served: Served) -> None:
    for key in ("x> kg:extends ?y } #", "'; DROP TABLE node; --", 'a" OR 1 --'):
        assert served.ask(f"source/node?{urlencode({'given': json.dumps([key])})}").text == "null"
        for text in (key, '" OR tight : "a', "*", "NEAR(", '"'):
            given = json.dumps([text, {}, 5])
            assert served.ask(f"source/search?{urlencode({'given': given})}").status == 200


def test_the_walk_from_sn_net_to_learngene_pool(served: Served, context: BrowserContext) -> None:
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.address)
    page.get_by_role("combobox", name="Search").fill("sn net")
    page.get_by_role("option").first.click()
    expect(page.locator("main h1")).to_have_text("SN-Net")
    page.get_by_role("group", name=re.compile("^Lineage of")).get_by_role(
        "link", name=re.compile("Learngene Pool")
    ).click()
    expect(page.locator("main h1")).to_have_text("Learngene Pool")
    expect(page.locator("blockquote").first).to_have_text(POOL_QUOTE)
    page.goto(f"{served.address}#/paper/hostile")
    expect(page.locator("main h1")).to_have_text(HOSTILE)
    page.goto(f"{served.address}#/network/method/hostile")
    expect(page.locator(".panel h1")).to_have_text(HOSTILE_NAME)
    expect(page.locator("canvas.canvas")).to_have_attribute("data-scale", re.compile(r"\d"))
    page.goto(f"{served.address}#/table")
    expect(page.locator("main")).to_contain_text("DeiT")
    assert all(url.startswith((served.address, "blob:")) for url in asked)
    assert complaints == []
    assert page.evaluate("window.hacked") is None


def test_the_query_page_runs_a_query_and_shows_text_as_text(served: Served, context: BrowserContext) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{served.address}sparql")
    page.get_by_role("textbox", name="Query").fill("SELECT ?t { ?p dcterms:title ?t } ORDER BY ?t")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("td")).to_have_text([HOSTILE, "Models of Many Sizes from a Pool", "Stitchable Neural Networks"])
    page.get_by_role("textbox", name="Query").fill("SELECT <b>")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("the query does not work")
    page.reload()
    expect(page.get_by_role("textbox", name="Query")).to_have_value("SELECT <b>")
    assert complaints == []
    assert page.evaluate("window.hacked") is None


def test_the_explorer_goes_on_while_another_process_builds(tmp_path: Path) -> None:
    stored(tmp_path, introducing("Coral"), extending("Reef", "Coral"))
    with serving(tmp_path / "store") as server:
        for papers in (3, 4, 5):
            methods = ["Coral", *(f"Reef {i}" for i in range(1, papers))]
            chain = [extending(child, parent) for parent, child in pairwise(methods)]
            stored(tmp_path, introducing("Coral"), *chain)
            said = json.loads(server.ask("source/meta?given=[]").text)
            assert (said["papers"], said["predicates"]["extends"]) == (papers, papers - 1)
            found = json.loads(server.ask('source/node?given=["method/coral"]').text)
            assert [
                group["edges"][0]["quotes"][0]["text"] for group in found["groups"] if group["predicate"] == "extends"
            ]


def test_a_store_of_an_older_version_is_served_too(tmp_path: Path) -> None:
    stored(tmp_path, introducing("Coral"), extending("Reef", "Coral"))
    (tmp_path / "store" / "generation-1" / "index.sqlite").unlink()
    with closing(Reading(registry.open_store(tmp_path / "store"))) as reading:
        assert [hit["node"]["label"] for hit in answer(reading, "search", ["ree", {}, 5])] == ["Reef", "On Reef"]
