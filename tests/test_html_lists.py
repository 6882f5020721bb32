"""Filters and tables of the explorer, and what a reader takes away: CSV, SPARQL, Turtle, links."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

import pyoxigraph
import rdflib
from explorer import ENTITIES, FORMULA, PAPERS, POOL_QUOTE, exported
from playwright.sync_api import BrowserContext, Page, expect

from kg.model import Edge, Entity, Graph, Paper

ROWS = "main tbody tr"


def names(page: Page) -> list[str]:
    return page.locator(f"{ROWS} td:first-child .name").all_inner_texts()


def test_types_narrow_the_table_and_the_search(page: Page, address: str) -> None:
    page.goto(f"{address}#/table")
    expect(page.locator(ROWS)).to_have_count(len(PAPERS) + len(ENTITIES))
    page.get_by_role("button", name=re.compile("^Datasets")).click()
    expect(page.locator(ROWS)).to_have_count(2)
    page.get_by_role("combobox", name="Search").fill("learngene")
    expect(page.get_by_role("option")).to_have_text("Nothing that passes the filters is called “learngene”.")


def test_filters_by_relation_topic_confidence_and_support(page: Page, address: str) -> None:
    page.goto(f"{address}#/table?type=Method")
    expect(page.locator(ROWS)).to_have_count(5)
    page.get_by_role("button", name="Filters", exact=False).first.click()
    panel = page.get_by_role("region", name="Filters")
    panel.get_by_role("button", name="improves").click()
    expect(page.locator(ROWS)).to_have_count(2)
    assert sorted(names(page)) == ["Learngene Pool", "SN-Net"]
    panel.get_by_role("button", name="improves").click()
    panel.get_by_role("combobox", name="Add a filter by dataset").fill("imagenet")
    panel.get_by_role("option").first.click()
    expect(page.locator(ROWS)).to_have_count(1)
    assert names(page) == ["SN-Net"], "its paper uses the dataset"
    expect(page.get_by_role("button", name="Remove the filter: ImageNet-1K")).to_be_visible()
    page.get_by_role("button", name="Clear all").click()
    panel.get_by_label("Confidence").select_option("0.9")
    page.get_by_role("button", name=re.compile("^Hardware")).click()
    expect(page.get_by_role("main")).to_contain_text("Nothing passes the filters.")
    page.go_back()
    expect(page.locator(ROWS).first).to_be_visible()
    page.goto(f"{address}#/?support=2")
    expect(page.get_by_role("main")).to_contain_text("No family of methods passes the filters.")


def test_the_table_is_sorted_by_any_column(page: Page, address: str) -> None:
    page.goto(f"{address}#/table?type=Method")
    expect(page.locator(ROWS)).to_have_count(5)
    page.get_by_role("button", name="Name").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    assert names(page) == sorted(names(page), key=str.lower)
    assert page.evaluate("document.activeElement.textContent") == "Name", "focus stays where it was"
    page.get_by_role("button", name="Descendants").click()
    expect(page.locator(f"{ROWS} td:last-child").first).to_have_text("1")
    page.reload()
    expect(page.get_by_role("columnheader", name="Descendants")).to_have_attribute("aria-sort", "descending")


def test_csv_is_rfc_4180_and_no_program(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}#/table?type=Dataset")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename == "datasets.csv"
    download.value.save_as(tmp_path / "datasets.csv")
    text = (tmp_path / "datasets.csv").read_bytes().decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n") == 3
    header, *rows = csv.reader(StringIO(text, newline=""), strict=True)
    assert header == ["label", "kind", "year", "links", "ancestors", "descendants", "iri"]
    assert {row[0] for row in rows} == {"ImageNet-1K", f"'{FORMULA}"}
    assert {row[-1] for row in rows} == {
        "https://w3id.org/lineagraph/id/dataset/formula", "https://w3id.org/lineagraph/id/dataset/imagenet-1k",
    }  # fmt: skip


def test_links_as_a_table_with_their_sentences(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}#/path?from=method/deit&to=method/learngene-pool")
    page.get_by_role("button", name="Table").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tbody tr")).to_have_count(2)
    expect(dialog.locator("tbody")).to_contain_text(POOL_QUOTE)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download CSV").click()
    download.value.save_as(tmp_path / "links.csv")
    rows = list(csv.DictReader(StringIO((tmp_path / "links.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert {(row["subject"], row["object"]) for row in rows} == {("SN-Net", "DeiT"), ("Learngene Pool", "SN-Net")}
    assert POOL_QUOTE in {row["quote"] for row in rows}
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def copied(page: Page, what: str) -> str:
    page.get_by_role("button", name=f"Copy {what}").click()
    expect(page.locator("#status")).to_have_text(f"{what} copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_copies_are_turtle_sparql_and_a_link_that_works(context: BrowserContext, page: Page, address: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}#/method/learngene-pool")
    graph = rdflib.Graph().parse(data=copied(page, "Turtle"), format="turtle")
    pool, sn_net = (
        rdflib.URIRef(f"https://w3id.org/lineagraph/id/method/{name}") for name in ("learngene-pool", "sn-net")
    )
    words = rdflib.Namespace("https://w3id.org/lineagraph/ontology#")
    assert (pool, words.extends, sn_net) in graph
    assert (pool, words.improves, sn_net) in graph
    assert [str(label) for label in graph.objects(pool, rdflib.SKOS.prefLabel)] == ["Learngene Pool"]

    store = pyoxigraph.Store()
    kg, rdf = (pyoxigraph.NamedNode, "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
    claim = kg("https://example.org/claim")
    for predicate, value in [
        (f"{rdf}subject", kg(str(pool))), (f"{rdf}predicate", kg(words.extends)), (f"{rdf}object", kg(str(sn_net))),
        (words.quote, pyoxigraph.Literal(POOL_QUOTE)), (words.confidence, pyoxigraph.Literal(0.9)),
        ("http://www.w3.org/ns/prov#wasDerivedFrom", kg("https://example.org/paper")),
    ]:  # fmt: skip
        store.add(pyoxigraph.Quad(claim, kg(str(predicate)), value))
    (row,) = store.query(copied(page, "SPARQL query"))
    assert row["quote"].value == POOL_QUOTE

    assert copied(page, "link") == f"{address}#/method/learngene-pool"


def test_turtle_of_hostile_text_is_still_turtle(context: BrowserContext, page: Page, address: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    for key in ("paper/hostile", "method/hostile", "dataset/formula"):
        page.goto(f"{address}#/{key}")
        assert len(rdflib.Graph().parse(data=copied(page, "Turtle"), format="turtle")) > 2
        page.wait_for_timeout(50)


def test_a_hub_shows_its_links_a_chunk_at_a_time(page: Page, tmp_path: Path) -> None:
    """As many links as no page should build at once, from a source that gives 50 of them with the node."""
    papers = {f"paper/{n:04}": Paper(f"Paper {n:04}", "") for n in range(450)}
    edges = tuple(Edge(key, "usesDataset", "dataset/hub", 1, 0.5) for key in papers)
    file = tmp_path / "hub.html"
    file.write_bytes(exported(Graph(papers, (Entity("dataset/hub", "Dataset", "Hub"),), edges, ())))
    page.goto(f"{file.as_uri()}#/dataset/hub")
    items = page.locator(".sections li")
    expect(items).to_have_count(10)
    page.get_by_role("button", name="Show 200 more of 450").click()
    expect(items).to_have_count(210)
    page.get_by_role("button", name="Show 200 more of 450").click()
    page.get_by_role("button", name="Show all 450").click()
    expect(items).to_have_count(450)
    assert len(set(items.locator(".name").all_inner_texts())) == 450
    page.get_by_role("button", name="Papers that use it as a table").click()
    expect(page.get_by_role("dialog").locator("tbody tr")).to_have_count(450)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Table").click()
    expect(page.locator(ROWS)).to_have_count(60)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(ROWS)).to_have_count(120)
    expect(page.get_by_role("main")).to_contain_text("120 of 451 shown")
