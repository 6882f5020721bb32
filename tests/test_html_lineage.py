"""The drawing of a lineage: layers, arrows of every kind, what does not fit, and the path between two methods."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from explorer import POOL_QUOTE, exported
from playwright.sync_api import Page, expect

from kg.model import FINER, Edge, Entity, Graph, Paper


def family(children: int) -> Graph:
    """A root with a grandparent, many children of four kinds, a grandchild of two of them, and a rival.

    The grandchild also extends the root, so its arrow from there is longer than a column.
    """
    names = ["root", "parent", "grandparent", "rival", "grandchild", *(f"child-{n:02}" for n in range(children))]
    labels = {name: f"The {name.replace('-', ' ')} of a family with a name too long for one line" for name in names}
    labels["root"] = "Root"
    ties = [("root", "parent"), ("parent", "grandparent"), ("grandchild", "child-00"), ("grandchild", "child-01"),
            ("grandchild", "root"), *((f"child-{n:02}", "root") for n in range(children))]  # fmt: skip
    edges = [Edge(f"method/{a}", "extends", f"method/{b}", 20 - i, 0.9) for i, (a, b) in enumerate(ties)]
    edges += [Edge(f"method/child-{n:02}", kind, "method/root", 1, 0.9) for n, kind in enumerate(FINER)]
    edges.append(Edge("method/root", "comparedWith", "method/rival", 1, 0.7))
    entities = tuple(sorted(Entity(f"method/{name}", "Method", labels[name]) for name in names))
    return Graph({"paper/one": Paper("One", "")}, entities, tuple(sorted(edges)), ())


@pytest.fixture(scope="module")
def family_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("family") / "family.html"
    file.write_bytes(exported(family(12)))
    return f"{file.as_uri()}#/method/root"


BOXES = """() => [...document.querySelectorAll('.box')].map((box) => {
  const { left, right, top, bottom } = box.querySelector('rect').getBoundingClientRect();
  const texts = [...box.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
  const inside = texts.every((t) => t.left >= left && t.right <= right + 0.5 && t.top >= top - 1
    && t.bottom <= bottom + 1);
  return { key: box.dataset.key, left, right, top, bottom, inside };
})"""


@pytest.mark.parametrize("width", [1440, 1000, 390])
def test_ancestors_left_descendants_right_and_no_box_over_another(page: Page, family_page: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(family_page)
    expect(page.locator(".box")).to_have_count(1 + 2 + 7 + 1)
    boxes = {box["key"].removeprefix("method/"): box for box in page.evaluate(BOXES)}
    chain = ["grandparent", "parent", "root", "child-00", "grandchild"]
    for older, younger in pairwise(chain):
        assert boxes[older]["right"] < boxes[younger]["left"]
    assert boxes["rival"]["left"] == boxes["root"]["left"]
    for a, b in combinations(boxes.values(), 2):
        apart = a["right"] < b["left"] or b["right"] < a["left"] or a["bottom"] < b["top"] or b["bottom"] < a["top"]
        assert apart, f"{a['key']} lies over {b['key']}"
    assert all(box["inside"] for box in boxes.values()), "every name fits its box"


def test_arrows_tell_kind_support_and_confidence(page: Page, family_page: str) -> None:
    page.goto(family_page)
    page.get_by_role("button", name="and 6 more: show all").click()
    expect(page.locator(".box")).to_have_count(1 + 2 + 13 + 1)
    kinds = page.locator(".drawing .arrow").evaluate_all("(all) => all.map((arrow) => arrow.dataset.lineage)")
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "extends": 13, "improves": 1, "adapts": 1, "replaces": 1, "combines": 1, "compares": 1,
    }  # fmt: skip
    colours = page.locator(".drawing .arrow .line").evaluate_all(
        "(all) => all.map((line) => [line.parentNode.dataset.lineage, getComputedStyle(line).stroke])"
    )
    assert len({tuple(pair) for pair in colours}) == len({colour for _, colour in colours}) == 6
    dashed = page.locator(".drawing .arrow .line").evaluate_all(
        "(all) => all.filter((line) => getComputedStyle(line).strokeDasharray !== 'none')"
        ".map((line) => line.parentNode.dataset.lineage)"
    )
    assert dashed == ["compares"]
    widths = [
        float(page.locator(f'.arrow[data-to="method/{to}"] .line').first.get_attribute("stroke-width") or 0)
        for to in ("parent", "child-10")
    ]
    assert 5 == widths[0] > widths[1] > 1.5
    expect(page.get_by_role("list", name="Key").get_by_role("listitem")).to_have_text(
        ["extends", "improves", "adapts", "replaces", "combines", "compared with"]
    )
    figure = page.locator('.arrow[data-to="method/child-00"] text').first
    expect(figure).to_have_text("0.90")
    page.get_by_role("button", name="Descendants").click()
    expect(figure).to_have_text("improves 0.90")


def test_depth_direction_and_comparisons(page: Page, family_page: str) -> None:
    page.goto(family_page)
    boxes = page.locator(".box")
    page.get_by_role("button", name="Ancestors").click()
    expect(boxes).to_have_count(3 + 1)
    page.get_by_role("button", name="Fewer generations").click()
    expect(boxes).to_have_count(2 + 1)
    expect(page.get_by_role("button", name="Fewer generations")).to_be_disabled()
    expect(page.get_by_role("link", name=re.compile("The parent .* 1 ancestor not drawn"))).to_be_visible()
    page.get_by_role("button", name="Comparisons").click()
    expect(boxes).to_have_count(2)
    page.get_by_role("button", name="Descendants").click()
    expect(boxes).to_have_count(1 + 7)
    page.go_back()
    page.go_back()
    expect(boxes).to_have_count(2 + 1)


def test_arrow_keys_walk_the_drawing(page: Page, family_page: str) -> None:
    page.goto(family_page)
    page.locator(".box.centre").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.key") == "method/grandparent"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("The parent")


def test_a_click_on_an_arrow_leads_to_its_sentence(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/learngene-pool")
    page.locator('.arrow[data-from="method/sn-net"] text').first.click()
    assert page.evaluate("document.activeElement.querySelector('blockquote').textContent") == POOL_QUOTE


def test_the_sentence_stands_beside_the_pointer(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/learngene-pool")
    page.locator('.arrow[data-from="method/sn-net"] text').first.hover()
    expect(page.locator(".hint")).to_contain_text("Learngene Pool improves SN-Net")
    expect(page.locator(".hint blockquote")).to_have_text(POOL_QUOTE)
    box = page.locator(".hint").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    page.mouse.move(5, 5)
    expect(page.locator(".hint")).to_have_count(0)


def test_boxes_glide_only_where_motion_is_welcome(page: Page, address: str) -> None:
    gliding = "document.getAnimations().filter((animation) => animation.effect.target?.matches?.('.box')).length"
    page.goto(f"{address}#/method/sn-net")
    page.locator(".box", has_text="DeiT").click()
    expect(page.locator("main h1")).to_have_text("DeiT")
    assert page.evaluate(gliding) == 0
    page.emulate_media(reduced_motion="no-preference")
    page.locator(".box", has_text="SN-Net").click()
    page.wait_for_function(f"{gliding} > 0")


def test_the_path_from_one_method_to_another_with_its_quotes(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/deit")
    page.get_by_role("link", name="Path to another method").click()
    expect(page.get_by_role("combobox", name="From")).to_have_value("DeiT")
    page.get_by_role("combobox", name="To").fill("lerngene")
    page.get_by_role("option").first.click()
    expect(page.get_by_role("main")).to_contain_text("Learngene Pool grew out of DeiT. 2 steps")
    expect(page.locator(".stop")).to_have_text([re.compile("DeiT"), re.compile("SN-Net"), re.compile("Learngene Pool")])
    expect(page.locator(".chain blockquote").nth(1)).to_have_text(POOL_QUOTE)
    assert page.url.endswith("#/path?from=method/deit&to=method/learngene-pool")
    page.get_by_role("button", name="Swap the two methods").click()
    expect(page.locator(".stop").first).to_contain_text("Learngene Pool")


def test_siblings_meet_in_what_both_grew_out_of(page: Page, family_page: str) -> None:
    page.goto(family_page.partition("#")[0] + "#/path?from=method/child-02&to=method/child-03")
    expect(page.locator(".said")).to_contain_text("both grew out of Root")
    expect(page.locator(".stop[data-turn]")).to_have_text(re.compile("Root"))
    page.goto(family_page.partition("#")[0] + "#/path?from=method/child-02&to=method/rival")
    expect(page.get_by_role("main")).to_contain_text("they share no ancestor here")


def test_a_paper_shows_the_lineage_of_what_it_introduces(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}#/paper/2302.06586")
    expect(page.get_by_role("group", name="Lineage of SN-Net: 1 ancestor, 2 descendants")).to_be_visible()
    expect(page.get_by_text("The lineage of")).to_contain_text("SN-Net")
