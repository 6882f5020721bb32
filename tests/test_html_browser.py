"""The explorer page: what it holds, and how it behaves in Chromium. No test may cause a request or a complaint."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kg.exporters.html import Html
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
ENTITIES = (
    Entity("dataset/imagenet-1k", "Dataset", "ImageNet-1K"),
    Entity("hardware/a100", "Hardware", "NVIDIA A100"),
    Entity(HOSTILE_CODE, "Repository", HOSTILE_CODE),
    Entity("https://github.com/ziplab/SN-Net", "Repository", "https://github.com/ziplab/SN-Net"),
    Entity("method/deit", "Method", "DeiT"),
    Entity("method/hostile", "Method", HOSTILE_NAME, ('"><script>window.hacked=6</script>',)),
    Entity("method/learngene-pool", "Method", "Learngene Pool"),
    Entity("method/sn-net", "Method", "SN-Net", ("SN-Nets", "Stitchable Neural Network", "Stitchable Neural Networks")),
    Entity("task/image-classification", "Task", "image classification"),
)


class FakeStore:
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


def embedded(html: bytes, name: str) -> dict[str, object]:
    block = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html.decode(), re.DOTALL)
    assert block
    return json.loads(block[1])


# What the file holds


def test_quotes_and_marks_are_right_in_utf_16() -> None:
    data = embedded(exported(example()), "graph")
    quotes = {}
    for subject, predicate, target, _, _, told, finer in data["edges"]:
        for _, _, _, text, start, end, marks in told:
            units = data["texts"][text].encode("utf-16-le")
            cut = [
                units[2 * a : 2 * b].decode("utf-16-le")
                for a, b in [(start, end), *zip(marks[::2], marks[1::2], strict=True)]
            ]
            quotes[subject, data["predicates"][predicate], target] = (*cut, finer)
    pool, sn_net = len(PAPERS) + 6, len(PAPERS) + 7
    assert quotes[pool, "extends", sn_net] == (POOL_QUOTE, "SN-Net", "Learngene Pool", ["improves"])
    assert (pool, "improves", sn_net) not in quotes


def test_equal_graphs_give_equal_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from hashlib import sha256; import test_html_browser as t;"
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
    nodes = embedded(exported(large(60, 300, 60)), "pyvis")["nodes"]
    assert len(nodes) > 200
    gaps = [math.dist((a["x"], a["y"]), (b["x"], b["y"])) - a["size"] - b["size"] for a, b in combinations(nodes, 2)]
    assert sum(gap < 0 for gap in gaps) <= len(nodes) / 100


# How it behaves


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "graph.html"
    file.write_bytes(exported(example()))
    return file.as_uri()


def heading(page: Page) -> str:
    return page.locator("main h1").inner_text()


def test_search_then_the_descendant_with_its_quote(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Most extended methods")).to_be_visible()
    page.get_by_role("combobox").fill("SN-Net")
    page.get_by_role("option").first.click()
    expect(page.locator("main h1")).to_have_text("SN-Net")
    expect(page.get_by_text("Also written")).to_contain_text("Stitchable Neural Network")
    drawing = page.get_by_role("group", name="Lineage of SN-Net: 1 ancestor, 2 descendants")
    expect(drawing.get_by_role("link")).to_have_count(4)
    drawing.get_by_role("link", name="Learngene Pool").click()
    expect(page.locator("main h1")).to_have_text("Learngene Pool")
    ancestors = page.locator("section", has=page.get_by_role("heading", name=re.compile("^Ancestors")))
    expect(ancestors.locator("blockquote")).to_have_text(POOL_QUOTE)
    expect(ancestors.locator("mark")).to_have_text(["SN-Net", "Learngene Pool"])
    expect(ancestors).to_contain_text("Models of Many Sizes from a Pool")
    expect(ancestors).to_contain_text("kg_lineage · confidence 0.90")
    expect(ancestors).to_contain_text("improves")


@pytest.mark.parametrize("typed", ["sn net", "SNNET", "stitchable neural-networks"])
def test_search_with_the_keyboard_alone(page: Page, address: str, typed: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type(typed)
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    expect(page.get_by_role("combobox")).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(chosen).to_contain_text("SN-Net")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("SN-Net")
    assert page.url.endswith("#/method/sn-net")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('main *')"), "focus goes on from the new content"


def test_search_that_finds_nothing_says_so(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("combobox").fill("zzz")
    expect(page.get_by_role("option")).to_have_text("Nothing here is called “zzz”.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_deep_links_work_with_back_and_forward(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/sn-net")
    expect(page.locator("main h1")).to_have_text("SN-Net")
    page.get_by_role("group", name=re.compile("^Lineage")).get_by_role("link", name="DeiT").click()
    expect(page.locator("main h1")).to_have_text("DeiT")
    page.go_back()
    expect(page.locator("main h1")).to_have_text("SN-Net")
    page.go_forward()
    expect(page.locator("main h1")).to_have_text("DeiT")
    page.goto(f"{address}#/method/no-such")
    expect(page.get_by_role("main")).to_contain_text("Nothing here is called “method/no-such”")


def test_hostile_text_stays_text(page: Page, address: str) -> None:
    page.goto(f"{address}#/paper/hostile")
    assert heading(page) == HOSTILE
    expect(page.locator("main script, main img, main [onmouseover]")).to_have_count(0)
    page.goto(f"{address}#/method/hostile")
    assert heading(page) == HOSTILE_NAME
    page.mouse.move(400, 300)
    page.get_by_role("combobox").fill("img src")
    expect(page.get_by_role("option").first).to_contain_text(HOSTILE_NAME)
    page.goto(f"{address}#/network/method/hostile")
    expect(page.locator("canvas")).to_be_visible()
    box = page.locator(".canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    expect(page.locator(".vis-tooltip")).to_have_text(HOSTILE_NAME)


def test_only_web_addresses_become_links(page: Page, address: str) -> None:
    page.goto(f"{address}#/paper/2312.05743")
    expect(page.get_by_text("read the paper")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("read the paper"))).to_have_count(0)
    page.goto(f"{address}#/paper/2302.06586")
    link = page.get_by_role("link", name=re.compile("read the paper"))
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("href", "https://arxiv.org/abs/2302.06586")


def test_everything_about_a_method_and_what_no_heading_knows(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/sn-net")
    headings = [text.rstrip("0123456789") for text in page.locator(".sections h2").all_inner_texts()]
    assert headings == [
        "Introduced by", "Ancestors", "Descendants", "Further descendants", "Used for", "Papers that compare with it",
        "Datasets of its paper", "Code and pages of its paper",
    ]  # fmt: skip
    page.goto(f"{address}#/paper/hostile")
    expect(page.get_by_role("heading", name=re.compile("aPredicateOfTomorrow"))).to_be_visible()


def test_legend_narrows_search_and_list(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".browse li")).to_have_count(len(PAPERS) + len(ENTITIES))
    page.get_by_role("button", name=re.compile("^Datasets")).click()
    expect(page.locator(".browse li")).to_have_text(re.compile("ImageNet-1K"))
    page.get_by_role("combobox").fill("learngene")
    expect(page.get_by_role("option")).to_have_text("Nothing of the chosen types is called “learngene”.")


def test_a_click_in_the_network_shows_the_node(page: Page, address: str) -> None:
    graph = embedded(exported(example()), "graph")
    keys = [row[0] for row in [*graph["papers"], *graph["entities"]]]
    places = {keys[n["id"]]: n for n in embedded(exported(example()), "pyvis")["nodes"]}
    here, there = places["method/sn-net"], places["method/learngene-pool"]
    across, down = there["x"] - here["x"], there["y"] - here["y"]
    length = math.hypot(across, down)

    page.goto(f"{address}#/network/method/sn-net")
    expect(page.locator(".panel h1")).to_have_text("SN-Net")
    box = page.locator(".canvas").bounding_box()
    assert box
    page.wait_for_timeout(300)
    for step in range(0, 400, 10):
        page.mouse.click(
            box["x"] + box["width"] / 2 + step * across / length, box["y"] + box["height"] / 2 + step * down / length
        )
        if not page.url.endswith("/method/sn-net"):
            break
    assert page.url.endswith("#/network/method/learngene-pool")
    expect(page.locator(".panel h1")).to_have_text("Learngene Pool")
    page.locator(".panel").get_by_role("link", name="DeiT").first.click()
    assert page.url.endswith("#/network/method/deit")
    expect(page.locator(".panel h1")).to_have_text("DeiT")
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name=re.compile("^Papers")).click()
    page.get_by_role("button", name="Show the whole network").click()
    page.get_by_role("link", name="Explore").click()
    expect(page.locator("main h1")).to_have_text("DeiT")


def test_a_large_graph_opens_within_a_second_or_so(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "large.html"
    file.write_bytes(exported(large()))
    page.goto(file.as_uri())
    expect(page.locator(".family")).to_have_count(9)
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert ready < 3000, "0.4 s on two quiet cores; the rest is for a busy machine"
    page.locator(".family h3 a").first.click()
    drawing = page.get_by_role("group", name=re.compile("^Lineage"))
    drawn = drawing.get_by_role("link").count()
    drawing.get_by_role("button", name="more").first.click()
    assert drawing.get_by_role("link").count() > drawn > 7
    page.locator(".sections").get_by_role("button", name=re.compile("^Show all")).first.click()
    page.get_by_role("link", name="Network").click()
    expect(page.locator("canvas")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("place", ["", "#/method/sn-net", "#/paper/2302.06586", "#/network/method/learngene-pool"])
def test_contrast_and_width(page: Page, address: str, place: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address + place)
    expect(page.locator("main h1").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Methods")).click()
    for summary in page.locator("li summary").all():
        summary.click()
    page.get_by_role("combobox").fill("e")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(FAINT_TEXT) == []


# Texts whose contrast with the nearest background behind them is below WCAG AA: 4.5, or 3 for large ones.
FAINT_TEXT = """() => {
  const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest("script, svg")) continue;
    const style = getComputedStyle(node);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const [a, b] = [light(rgb(style.color)), light(behind(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) faint.add(`${node.className}: ${node.textContent}`);
  }
  return [...faint];
}"""
