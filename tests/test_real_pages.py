"""The five real pages beside the repository, in one build: what is read from them stands in them word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import export

from kg import pipeline, registry
from kg.errors import ReadError
from kg.ids import paper_key, web_address
from kg.model import Graph, Paper
from kg.ports import Store
from kg.reading import read_papers

pytestmark = pytest.mark.xdist_group("real pages")  # one process builds them for all tests here


@pytest.fixture(scope="module")
def pages(shared_folder: Path) -> list[Path]:
    return sorted((shared_folder / "corpus").glob("00*.txt"))


@pytest.fixture(scope="module")
def store(pages: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = registry.open_store(tmp_path_factory.mktemp("real") / "store", create=True)
    pipeline.build(pages, made)
    return made


@pytest.fixture(scope="module")
def graph(store: Store) -> Graph:
    return store.graph()


def test_the_pages_hold_410_entries_on_355_papers(pages: list[Path], graph: Graph) -> None:
    entries = [item for page in pages for item in read_papers(page)]
    assert not [item for item in entries if isinstance(item, ReadError)]
    assert (len(entries), len(graph.papers)) == (410, 355)
    assert sum(len(paper.sources) > 1 for paper in graph.papers.values()) == 45


def test_no_word_of_the_page_around_the_papers_is_taken_for_theirs(graph: Graph) -> None:
    for paper in graph.papers.values():
        assert not paper.title.startswith("Subscribe")
        assert "inbox" not in paper.title
        assert not paper.abstract.endswith((" new", ".new"))


def test_every_quote_is_exact(graph: Graph) -> None:
    texts = {key: paper.text for key, paper in graph.papers.items()}
    wrong = [item for item in graph.evidence
             if texts[item.paper][item.quote_start : item.quote_start + len(item.quote)] != item.quote
             or not item.quote_start <= item.start < item.end <= item.quote_start + len(item.quote)]  # fmt: skip
    assert wrong == []
    assert len(graph.evidence) > 3 * len(graph.papers)


@pytest.fixture(scope="module")
def words(graph: Graph) -> list[tuple[str, str]]:
    """(the words of the text to which a claim points, the key of the entity that they name)."""
    return [(graph.papers[item.paper].text[item.start : item.end], item.object) for item in graph.evidence]


def test_every_span_names_its_entity(graph: Graph, words: list[tuple[str, str]]) -> None:
    names = {entity.key: {entity.label, *entity.aliases} for entity in graph.entities}
    assert [(said, key) for said, key in words if not is_address(key) and said not in names[key]] == []
    assert [(said, key) for said, key in words if is_address(key) and web_address(said) != key] == []


def test_addresses_are_quoted_without_what_is_glued_to_them(words: list[tuple[str, str]]) -> None:
    addresses = {said for said, key in words if is_address(key)}
    assert len(addresses) > 50
    assert sorted(said for said in addresses if said[-1] in ".,;:)}" or said.count("://") > 1) == []


def is_address(key: str) -> bool:
    return key.startswith("https://")


def test_two_unrelated_methods_called_chimera_are_two_nodes(graph: Graph) -> None:
    chimeras = [entity.key for entity in graph.entities if entity.label == "Chimera"]
    assert len(chimeras) == 2
    homes = {edge.object: edge.subject for edge in graph.edges if edge.predicate == "introduces"}
    assert len({homes[key] for key in chimeras}) == 2


def test_learngene_pool_grew_out_of_sn_net(store: Store) -> None:
    """The example with which the design begins."""
    rows = store.query("""
        SELECT DISTINCT ?paper {
          ?child kg:extends ?parent ; skos:prefLabel "Learngene Pool" . ?parent skos:prefLabel "SN-Net" .
          ?claim rdf:subject ?child ; rdf:object ?parent ; rdf:predicate kg:extends ; prov:wasDerivedFrom ?paper .
        }
    """).rows()
    assert len(rows) == 1


def test_pages_built_from_the_last_to_the_first_give_the_same_bytes(
    pages: list[Path], store: Store, tmp_path: Path
) -> None:
    other = registry.open_store(tmp_path / "store", create=True)
    for page in reversed(pages):
        pipeline.build([page], other)
    assert export(other, "trig") == export(store, "trig")


def test_every_entry_of_the_arxiv_snapshot_is_read(shared_folder: Path) -> None:
    entries = list(read_papers(shared_folder / "corpus" / "arxiv-metadata-40k.jsonl.gz"))
    assert [item for item in entries if isinstance(item, ReadError)] == []
    assert len({paper_key(item) for item in entries if isinstance(item, Paper)}) == len(entries) == 40_000
