"""The explorer of the five real pages, in Chromium: the walk from SN-Net to what grew out of it, with the sentence."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from filelock import FileLock
from helpers import export
from playwright.sync_api import Page, expect

from kg import pipeline, registry
from kg.reading import read_papers

pytestmark = pytest.mark.xdist_group("real pages")


@pytest.fixture(scope="module")
def pages(shared_folder: Path) -> list[Path]:
    return sorted((shared_folder / "corpus").glob("00*.txt"))


@pytest.fixture(scope="module")
def explorer(pages: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the five pages, built once for all workers of a test run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "real-pages"
    with FileLock(f"{folder}.lock"):
        file = folder / "graph.html"
        if not file.exists():
            store = registry.open_store(folder / "store", create=True)
            pipeline.build(pages, store)
            file.write_bytes(export(store, "html"))
    return file


def test_from_sn_net_to_learngene_pool(page: Page, pages: list[Path], explorer: Path) -> None:
    assert explorer.stat().st_size < 3_000_000
    page.goto(explorer.as_uri())
    page.get_by_role("combobox", name="Search").fill("SN-Net")
    page.get_by_role("option").first.click()
    expect(page.locator("main h1")).to_have_text("SN-Net")
    page.get_by_role("group", name=re.compile("Lineage of SN-Net")).get_by_role("link", name="Learngene Pool").click()
    expect(page.locator("main h1")).to_have_text("Learngene Pool")
    grown = page.locator("section.says", has=page.get_by_role("heading", name=re.compile("^What it grew out of")))
    expect(grown.locator("blockquote").first).to_be_visible()
    quotes = grown.locator("blockquote").all_inner_texts()
    (paper,) = {p.title: p for file in pages for p in read_papers(file) if "Learngene Pool" in p.title}.values()
    assert all(" ".join(quote.split()) in paper.text for quote in quotes)
    assert any("SN-Net" in quote for quote in quotes)


def test_a_typo_the_path_and_the_way_back(page: Page, explorer: Path) -> None:
    page.goto(f"{explorer.as_uri()}#/method/sn-net")
    expect(page.locator("main h1")).to_have_text("SN-Net")
    page.get_by_role("combobox", name="Search").fill("lerngene pol")
    page.get_by_role("option", name="Learngene Pool").first.click()
    expect(page.locator("main h1")).to_have_text("Learngene Pool")
    page.get_by_role("link", name="Path to another method").click()
    page.get_by_role("combobox", name="To").fill("sn net")
    page.get_by_role("option").first.click()
    expect(page.locator(".said")).to_contain_text("Learngene Pool grew out of SN-Net.")
    expect(page.locator(".chain blockquote").first).to_contain_text("SN-Net")
    for _ in range(2):
        page.go_back()
    expect(page.locator("main h1")).to_have_text("Learngene Pool")


def test_every_family_of_the_start_page_is_drawn_without_overlap(page: Page, explorer: Path) -> None:
    page.goto(explorer.as_uri())
    expect(page.locator(".family").first).to_be_visible()
    for address in page.locator(".family h3 a").evaluate_all("(all) => all.map((link) => link.href)"):
        page.goto(address)
        expect(page.locator(".box.centre")).to_be_visible()
        boxes = page.locator(".box rect").evaluate_all(
            "(all) => all.map((box) => box.getBoundingClientRect()).map((r) => [r.left, r.top, r.right, r.bottom])"
        )
        assert len(boxes) > 2
        for i, (left, top, right, bottom) in enumerate(boxes):
            assert all(r <= left or right <= x or b <= top or bottom <= y for x, y, r, b in boxes[:i])
