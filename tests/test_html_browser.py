"""The explorer page in Chromium: search, the walk from method to method, deep links, and text that stays text.

No test may cause a request or a complaint: the fixture `page` sees to it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from explorer import HOSTILE, HOSTILE_NAME, POOL_QUOTE, exported, large
from playwright.sync_api import Locator, Page, expect


def heading(page: Page) -> str:
    return page.locator("main h1").inner_text()


def drawing(page: Page) -> Locator:
    return page.get_by_role("group", name=re.compile("^Lineage of"))


def test_search_then_the_descendant_with_its_quote(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Families that grew most")).to_be_visible()
    page.get_by_role("combobox", name="Search").fill("SN-Net")
    page.get_by_role("option").first.click()
    expect(page.locator("main h1")).to_have_text("SN-Net")
    expect(page.get_by_text("Also written")).to_contain_text("Stitchable Neural Network")
    expect(page.get_by_text("Introduced by")).to_contain_text("Stitchable Neural Networks")
    paper = page.get_by_text("Introduced by").get_by_role("link", name=re.compile("^read it"))
    expect(paper).to_have_attribute("href", "https://arxiv.org/abs/2302.06586")
    family = page.get_by_role("group", name="Lineage of SN-Net: 1 ancestor, 2 descendants")
    expect(family.get_by_role("link")).to_have_count(4)
    family.get_by_role("link", name="Learngene Pool").click()
    expect(page.locator("main h1")).to_have_text("Learngene Pool")
    grown = page.locator("section.says", has=page.get_by_role("heading", name=re.compile("^What it grew out of")))
    expect(grown.locator("blockquote")).to_have_text(POOL_QUOTE)
    expect(grown.locator("mark")).to_have_text(["SN-Net", "Learngene Pool"])
    expect(grown).to_contain_text("Models of Many Sizes from a Pool")
    expect(grown).to_contain_text("kg_lineage · confidence 0.90")
    expect(grown).to_contain_text("Learngene Pool improves SN-Net")


@pytest.mark.parametrize(
    "typed", ["sn net", "SNNET", "stitchable neural-networks", "stichable nueral", "neural netwroks"]
)
def test_search_with_the_keyboard_alone(page: Page, address: str, typed: str) -> None:
    page.goto(address)
    expect(page.locator("main h1")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(typed)
    search = page.get_by_role("combobox", name="Search")
    expect(search).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    expect(search).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(chosen).to_contain_text("SN-Net")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("SN-Net")
    assert page.url.endswith("#/method/sn-net")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('main *')"), "focus goes on from the new content"


def test_search_that_finds_nothing_says_so(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("combobox", name="Search").fill("zzz")
    expect(page.get_by_role("option")).to_have_text("Nothing here is called “zzz”.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Search results")).to_be_hidden()


def test_deep_links_work_with_back_and_forward(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/sn-net")
    expect(page.locator("main h1")).to_have_text("SN-Net")
    drawing(page).get_by_role("link", name="DeiT").click()
    expect(page.locator("main h1")).to_have_text("DeiT")
    expect(page.get_by_role("navigation", name="The way here")).to_have_text("StartSN-NetDeiT")
    page.go_back()
    expect(page.locator("main h1")).to_have_text("SN-Net")
    expect(page.get_by_role("navigation", name="The way here")).to_have_text("StartSN-Net")
    page.go_forward()
    expect(page.locator("main h1")).to_have_text("DeiT")
    page.reload()
    expect(page.get_by_role("navigation", name="The way here")).to_have_text("StartSN-NetDeiT")
    page.goto(f"{address}#/method/no-such")
    expect(page.get_by_role("main")).to_contain_text("Nothing here is called “method/no-such”")


def test_what_the_reader_set_survives_reload_and_goes_with_him(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/sn-net")
    page.get_by_role("button", name="Descendants").click()
    page.get_by_role("button", name="Fewer generations").click()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Confidence").select_option("0.6")
    expect(drawing(page).get_by_role("link")).to_have_count(2)
    page.reload()
    expect(page.get_by_role("button", name="Descendants")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("group", name="Depth")).to_contain_text("1 generation")
    expect(page.get_by_role("button", name="Remove the filter: confidence ≥ 0.6")).to_be_visible()
    drawing(page).get_by_role("link", name="Learngene Pool").click()
    expect(page.locator("main h1")).to_have_text("Learngene Pool")
    expect(page.get_by_role("button", name="Descendants")).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("#/method/learngene-pool?confidence=0.6&direction=down&depth=1")


def test_hostile_text_stays_text(page: Page, address: str) -> None:
    page.goto(f"{address}#/paper/hostile")
    expect(page.locator("main h1")).to_have_text(HOSTILE)
    expect(page.locator("main script, main img, main [onmouseover]")).to_have_count(0)
    page.goto(f"{address}#/method/hostile")
    expect(page.locator("main h1")).to_have_text(HOSTILE_NAME)
    page.mouse.move(400, 300)
    page.get_by_role("combobox", name="Search").fill("img src")
    expect(page.get_by_role("option").first).to_contain_text(HOSTILE_NAME)
    page.goto(f"{address}#/path?from=method/hostile&to=method/deit")
    expect(page.get_by_role("main")).to_contain_text(f"{HOSTILE_NAME} grew out of DeiT.")


def test_only_web_addresses_become_links(page: Page, address: str) -> None:
    page.goto(f"{address}#/paper/2312.05743")
    expect(page.get_by_text("Read the paper")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Read the paper"))).to_have_count(0)
    page.goto(f"{address}#/paper/2302.06586")
    link = page.get_by_role("link", name=re.compile("Read the paper"))
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("href", "https://arxiv.org/abs/2302.06586")


def test_everything_about_a_method_and_what_no_heading_knows(page: Page, address: str) -> None:
    page.goto(f"{address}#/method/sn-net")
    expect(page.locator(".says h2")).to_have_text(["What it grew out of1", "What grew out of it1", "Further steps1"])
    headings = [text.rstrip("0123456789") for text in page.locator(".sections h3").all_inner_texts()]
    assert headings == ["Datasets", "Code and pages", "Used for", "Papers that compare with it"]
    page.goto(f"{address}#/paper/hostile")
    expect(page.get_by_role("heading", name=re.compile("aPredicateOfTomorrow"))).to_be_visible()


def test_a_large_graph_opens_within_a_second_or_so(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "large.html"
    file.write_bytes(exported(large()))
    page.goto(file.as_uri())
    expect(page.locator(".family")).to_have_count(9)
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert ready < 3000, "0.4 s on two quiet cores; the rest is for a busy machine"
    page.locator(".family h3 a").first.click()
    drawn = drawing(page).get_by_role("link").count()
    drawing(page).get_by_role("button", name=re.compile("^and .* more")).first.click()
    expect(drawing(page).get_by_role("link").nth(drawn)).to_be_attached()
    page.goto(f"{file.as_uri()}#/paper/2300.00000")
    uses = page.locator(".sections section", has=page.get_by_role("heading", name=re.compile("^Uses")))
    expect(uses.get_by_role("listitem")).to_have_count(6)
    uses.get_by_role("button", name="Show all 15").click()
    expect(uses.get_by_role("listitem")).to_have_count(15)
    page.get_by_role("link", name="Network", exact=True).click()
    expect(page.locator("canvas")).to_be_visible()
