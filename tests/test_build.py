"""The whole way from pages to exports: what comes out depends on what was put in, never on how or when."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import DATA, built, exports, write_page

from kg import pipeline, registry
from kg.ids import key_of, paper_key, web_address
from kg.model import Graph, Paper
from kg.ports import Store
from kg.reading import read_papers

FIRST, SECOND = DATA / "builds" / "first.txt", DATA / "builds" / "second.txt"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Both pages in one build."""
    store = registry.open_store(tmp_path_factory.mktemp("both") / "store", create=True)
    pipeline.build([FIRST, SECOND], store)
    return store


@pytest.fixture(scope="module")
def graph(both: Store) -> Graph:
    return both.graph()


def test_building_a_page_twice_changes_nothing(tmp_path: Path) -> None:
    store = built(tmp_path / "store", FIRST)
    once = exports(store)
    report = pipeline.build([FIRST], store)
    assert (report.read, report.linked, report.unchanged) == (6, 0, 6)
    assert exports(store) == once


def test_stored_papers_are_linked_again_when_asked(tmp_path: Path) -> None:
    store = registry.open_store(tmp_path / "store", create=True)
    pipeline.build([FIRST], store, min_confidence=0.9, linkers="rules")
    few = exports(store)
    assert pipeline.build([FIRST], store, linkers="rules").linked == 0
    assert exports(store) == few
    report = pipeline.build([FIRST], store, linkers="rules", relink=True)
    assert (report.read, report.linked, report.unchanged) == (6, 6, 0)
    fresh = registry.open_store(tmp_path / "fresh", create=True)
    pipeline.build([FIRST], fresh, linkers="rules")
    assert exports(store) == exports(fresh) != few


def test_two_fresh_builds_are_equal_byte_for_byte(tmp_path: Path, both: Store) -> None:
    again = registry.open_store(tmp_path / "store", create=True)
    pipeline.build([FIRST, SECOND], again)
    assert exports(again) == exports(both)


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST), (SECOND, FIRST, SECOND)])
def test_the_order_of_builds_is_of_no_matter(tmp_path: Path, both: Store, order: tuple[Path, ...]) -> None:
    assert exports(built(tmp_path / "store", *order)) == exports(both)


def test_a_paper_on_both_pages_is_one_with_both_sources(graph: Graph) -> None:
    paper = graph.papers["paper/a-paper-on-both-pages"]
    assert paper.sources == ("first.txt", "second.txt")
    assert "the longer abstract of both" in paper.abstract


def test_removing_papers_equals_never_having_read_them(tmp_path: Path, both: Store) -> None:
    gone = [key for key in both.graph().papers if "gryphon" in key or "ebbformer" in key or "both-pages" in key]
    assert len(gone) == 3
    store = built(tmp_path / "store", FIRST, SECOND)
    pipeline.remove(gone, store)
    never = []
    for page in (FIRST, SECOND):
        left = [item for item in read_papers(page) if isinstance(item, Paper) and paper_key(item) not in gone]
        never.append(write_page(tmp_path / page.name, [(paper.title, paper.abstract) for paper in left]))
    assert exports(store) == exports(built(tmp_path / "never", *never))


def test_removing_everything_leaves_an_empty_graph(tmp_path: Path) -> None:
    store = built(tmp_path / "store", FIRST)
    pipeline.remove(list(store.graph().papers), store)
    assert store.graph() == Graph({}, (), (), ())


def test_an_entity_leaves_with_the_last_paper_that_names_it(tmp_path: Path) -> None:
    store = built(tmp_path / "store", FIRST)
    pipeline.remove(["paper/tidenet-tidal-gating-for-image-classification"], store)
    left = {entity.label for entity in store.graph().entities}
    assert "DenseNet" not in left
    assert {"TideNet", "ImageNet"} <= left


def test_a_page_that_changed_replaces_what_was_read_from_it(tmp_path: Path) -> None:
    page = write_page(tmp_path / "page.txt", [("Reefs", "On the first day we train ResNet on ImageNet. " * 3)])
    store = built(tmp_path / "store", page)
    write_page(page, [("Reefs", "On the second day we train BERT on GLUE. " * 3)])
    pipeline.build([page], store)
    assert exports(store) == exports(built(tmp_path / "fresh", page))


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    """More papers than are handed to a process at once."""
    words = ("alpha", "beta", "gamma", "delta")
    text = "We propose {name}, which extends ResNet by gates of kind {n}. On CIFAR-10, {name} outperforms VGG and BERT."
    entries = [(f"Gates {a} {b} {c}", text.format(name=f"Gate{n}{a.title()}Net", n=n))
               for n, a in enumerate(words) for b in words for c in words]  # fmt: skip
    page = write_page(tmp_path / "page.txt", entries)
    one, two = (built(tmp_path / f"jobs-{jobs}", page, jobs=jobs) for jobs in (1, 2))
    assert len(one.graph().papers) == 64
    assert exports(two) == exports(one)


def test_the_result_does_not_depend_on_how_python_hashes(tmp_path: Path, both: Store) -> None:
    """Sets of texts come in another order in another process: two processes must not differ for it."""
    program = (
        "import sys; from pathlib import Path; from kg import pipeline, registry\n"
        "store = registry.open_store(Path(sys.argv[1]), create=True)\n"
        "pipeline.build([Path(page) for page in sys.argv[2:]], store)\n"
    )
    for seed in ("1", "2"):
        folder = tmp_path / seed
        command = [sys.executable, "-c", program, str(folder), str(FIRST), str(SECOND)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        assert exports(registry.open_store(folder)) == exports(both)


def test_every_quote_is_an_exact_part_of_its_paper(graph: Graph) -> None:
    assert graph.evidence
    for item in graph.evidence:
        text = graph.papers[item.paper].text
        assert text[item.quote_start : item.quote_start + len(item.quote)] == item.quote
        assert item.quote_start <= item.start < item.end <= item.quote_start + len(item.quote)
        assert item.quote == item.quote.strip()


def test_every_span_names_the_object_of_its_claim(graph: Graph) -> None:
    names = {entity.key: {entity.label, *entity.aliases} for entity in graph.entities}
    for item in graph.evidence:
        words = graph.papers[item.paper].text[item.start : item.end]
        if item.object.startswith("https://"):
            assert web_address(words) == item.object
            assert words.rstrip(".,;:)}") == words
        else:
            assert words in names[item.object]


def test_the_query_language_gives_the_evidence_of_a_link(both: Store) -> None:
    rows = both.query("""
        SELECT ?quote ?start ?end ?text {
          ?claim rdf:subject ?child ; rdf:predicate kg:extends ; rdf:object ?parent ;
                 kg:quote ?quote ; kg:start ?start ; kg:end ?end ; prov:wasDerivedFrom ?paper .
          ?child kg:extends ?parent ; skos:prefLabel "EbbFormer" . ?parent skos:prefLabel "TideNet" .
          ?paper dcterms:title ?title ; dcterms:abstract ?abstract .
          BIND(CONCAT(?title, "\\n", ?abstract) AS ?text)
        }""").rows()
    quote = "We introduce EbbFormer, a transformer that extends TideNet to text and forgets as the tide goes out."
    assert [(row[0], row[3][int(row[1]) : int(row[2])]) for row in rows] == [(quote, "TideNet")]


def test_pages_that_only_mention_a_method_find_the_paper_that_introduces_it(both: Store) -> None:
    rows = both.query("""
        SELECT DISTINCT ?user ?home {
          ?user kg:uses|kg:buildsOn|kg:comparesWith|kg:mentions ?method . ?home kg:introduces ?method .
          ?method skos:prefLabel "TideNet" .
        }""").rows()
    homes = {key_of(home) for _, home in rows}
    assert homes == {"paper/tidenet-tidal-gating-for-image-classification"}
    assert {key_of(user) for user, _ in rows} == {
        "paper/ebbformer-transformers-with-an-outgoing-tide",
        "paper/on-the-use-of-shp-in-practice",
        "paper/pooling-what-the-harbour-brings-in",
        "paper/quotes-back-slashes-b-tags-b-in-a-title",
    }


def test_two_things_of_one_name_stay_two(graph: Graph) -> None:
    gryphons = [entity for entity in graph.entities if "Gryphon" in (entity.label, *entity.aliases)]
    assert [entity.label for entity in gryphons] == ["Gryphon", "Gryphon"]


def test_one_name_is_not_both_a_method_and_a_dataset(graph: Graph) -> None:
    kinds = {entity.kind for entity in graph.entities if entity.label == "PebbleBench"}
    assert kinds == {"Dataset"}
