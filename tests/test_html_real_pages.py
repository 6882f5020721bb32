"""The explorer of the five real pages, in Chromium: the walk from SN-Net to what grew out of it, with the sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import export
from playwright.sync_api import Page, expect

from kg import pipeline, registry
from kg.reading import read_papers

pytestmark = pytest.mark.xdist_group("real pages")


def test_from_sn_net_to_learngene_pool(page: Page, shared_folder: Path, tmp_path: Path) -> None:
    pages = sorted((shared_folder / "corpus").glob("00*.txt"))
    store = registry.open_store(tmp_path / "store", create=True)
    pipeline.build(pages, store)
    file = tmp_path / "graph.html"
    file.write_bytes(export(store, "html"))
    assert file.stat().st_size < 3_000_000
    page.goto(file.as_uri())
    page.get_by_role("combobox").fill("SN-Net")
    page.get_by_role("option").first.click()
    expect(page.locator("main h1")).to_have_text("SN-Net")
    page.get_by_role("group", name=re.compile("Lineage of SN-Net")).get_by_role("link", name="Learngene Pool").click()
    expect(page.locator("main h1")).to_have_text("Learngene Pool")
    ancestors = page.locator("section", has=page.get_by_role("heading", name=re.compile("^Ancestors")))
    quotes = ancestors.locator("blockquote").all_inner_texts()
    (paper,) = {p.title: p for file in pages for p in read_papers(file) if "Learngene Pool" in p.title}.values()
    assert quotes
    assert all(" ".join(quote.split()) in paper.text for quote in quotes)
    assert any("SN-Net" in quote for quote in quotes)
