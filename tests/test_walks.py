"""Walks over the lineage in a real store: who is met, by what sentence, and what a name that is not there brings."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest
from families import extending, introducing, stored
from helpers import edges, says
from hypothesis import given, settings
from strategies import corpora

import kg
from kg import registry
from kg.catalogue import describe
from kg.errors import NoPath, UnknownName
from kg.ids import iri
from kg.model import LinkedPaper, Paper
from kg.ports import Store
from kg.resolve import resolve
from kg.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def reefs(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Coral -> Reef -> {Atoll, Lagoon} -> Island; Atoll and Lagoon both lead to Island. Kelp -> Forest stands apart."""
    long = Paper("Notes", "There is the Astonishing Tidal Offshore Land Loop (Atoll).", sources=("page.txt",))
    names = ("Astonishing Tidal Offshore Land Loop", "Atoll")
    return stored(
        tmp_path_factory.mktemp("reefs"),
        introducing("Coral", identifier="1801.00001"),
        extending("Reef", "Coral", confidence=0.9, identifier="1903.00001", date="2024-01-01"),
        extending("Atoll", "Reef", confidence=0.9, kind="improves", date="2020-05"),
        extending("Lagoon", "Reef", confidence=0.6, date="2020-04"),
        extending("Island", "Atoll", "Lagoon", confidence=0.7, kind="combines", date="2022"),
        extending("Forest", "Kelp"),
        LinkedPaper(long, tuple(sorted(says(long.text, "mentions", name, name=names[0]) for name in names))),
    )


def labelled(graph: nx.DiGraph) -> set[tuple[str, str]]:
    return {(graph.nodes[child]["label"], graph.nodes[parent]["label"]) for child, parent in graph.edges}


def labels(graph: nx.DiGraph) -> list[str]:
    return [label for _, label in graph.nodes(data="label")]


FAMILY = {("Reef", "Coral"), ("Atoll", "Reef"), ("Lagoon", "Reef"), ("Island", "Atoll"), ("Island", "Lagoon")}


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("Island", {"down": False}, FAMILY),
        ("Island", {"up": False}, set()),
        ("Coral", {}, FAMILY),
        ("Coral", {"depth": 1}, {("Reef", "Coral")}),
        ("Coral", {"depth": 2}, {("Reef", "Coral"), ("Atoll", "Reef"), ("Lagoon", "Reef")}),
        ("Coral", {"depth": None}, FAMILY),
        ("Atoll", {}, {("Reef", "Coral"), ("Atoll", "Reef"), ("Island", "Atoll")}),
        ("Astonishing Tidal Offshore Land Loop", {"up": False}, {("Island", "Atoll")}),
        ("a-toll", {"up": False}, {("Island", "Atoll")}),
        (iri("method/atoll"), {"up": False}, {("Island", "Atoll")}),
    ],
)
def test_lineage_by_any_name_and_as_far_as_asked(
    reefs: Store, name: str, options: dict[str, bool], expected: set[tuple[str, str]]
) -> None:
    assert labelled(kg.lineage(reefs, name, **options)) == expected


def test_edges_carry_their_proofs_kinds_support_and_confidence(reefs: Store) -> None:
    graph = kg.lineage(reefs, "Atoll", down=False)
    assert graph.graph["focus"] == (iri("method/atoll"),)
    assert graph.nodes[iri("method/atoll")]["aliases"] == ("Astonishing Tidal Offshore Land Loop",)
    edge = graph.edges[iri("method/atoll"), iri("method/reef")]
    quote = "On Atoll\nWe propose Atoll, which extends Reef."
    assert edge["proofs"] == (kg.Proof(quote, "On Atoll", 0.9, "kg_test:rule", "improves"),)
    assert (edge["kinds"], edge["support"], edge["confidence"]) == (("improves",), 1, 0.9)


def test_a_sentence_that_names_a_method_twice_is_one_proof(tmp_path: Path) -> None:
    paper = Paper("A", "Tidal Loop (Atoll) extends Reef.", sources=("page.txt",))
    names = ("Tidal Loop", "Atoll")
    lines = [
        says(paper.text, "extends", "Reef", subject=name, confidence=sure)
        for name, sure in zip(names, (0.6, 0.8), strict=True)
    ]
    named = [says(paper.text, "mentions", name, name="Atoll") for name in names]
    reef = says(paper.text, "mentions", "Reef")
    linked = LinkedPaper(paper, tuple(sorted([*lines, *named, reef, says(paper.text, "mentions", "Tidal Loop")])))
    store = stored(tmp_path, linked, extending("Atoll", "Reef", confidence=0.7))
    proofs = [p for *_, data in kg.lineage(store, "Reef").edges(data=True) for p in data["proofs"]]
    assert [(p.paper, p.confidence) for p in proofs if p.paper == "A"] == [("A", 0.8)]


def test_several_papers_support_one_edge_and_each_kind_is_named(tmp_path: Path) -> None:
    def saying(title: str, kind: str, confidence: float) -> LinkedPaper:
        paper = Paper(title, "Atoll extends Reef.", sources=("page.txt",))
        line = says(paper.text, "extends", "Reef", subject="Atoll", confidence=confidence, refinement=kind)
        claims = says(paper.text, "mentions", "Atoll"), says(paper.text, "mentions", "Reef"), line
        return LinkedPaper(paper, tuple(sorted(claims)))

    store = stored(tmp_path, saying("A", "improves", 0.5), saying("B", "adapts", 0.6), saying("C", "", 0.5))
    (edge,) = (data for _, _, data in kg.lineage(store, "Atoll").edges(data=True))
    assert (edge["kinds"], edge["support"], edge["confidence"]) == (("adapts", "improves"), 3, 0.9)
    assert [(proof.paper, proof.kind) for proof in edge["proofs"]] == [("B", "adapts"), ("A", "improves"), ("C", "")]
    stated = store.query("SELECT ?p { ?a ?p ?b . ?a skos:prefLabel 'Atoll' . ?b skos:prefLabel 'Reef' }").rows()
    assert {row[0].rpartition("#")[2] for row in stated} == {"extends", "improves", "adapts"}
    assert kg.validate(store) == []


def test_a_kind_is_shown_with_the_sentence_that_names_it(reefs: Store) -> None:
    (atoll,) = kg.find(reefs, "Atoll")
    links = {(link.property, link.other_label, link.quote) for link in describe(reefs, atoll) if link.outward}
    quote = "On Atoll\nWe propose Atoll, which extends Reef."
    assert links == {("extends", "Reef", quote), ("improves", "Reef", quote)}


def test_a_path_is_the_likeliest_chain_in_the_order_it_was_asked_for(reefs: Store) -> None:
    up, down = kg.path(reefs, "Island", "Coral"), kg.path(reefs, "Coral", "Island")
    assert labels(up) == ["Island", "Atoll", "Reef", "Coral"]
    assert labels(down) == ["Coral", "Reef", "Atoll", "Island"]
    assert up.edges == down.edges
    assert [up.edges[step]["proofs"][0].paper for step in pairwise(up)] == ["On Island", "On Atoll", "On Reef"]
    assert (up.graph["focus"], down.graph["focus"]) == ((iri("method/island"),), (iri("method/coral"),))
    assert labels(kg.path(reefs, "Reef", "reefs")) == ["Reef"]


def test_a_short_doubtful_way_loses_to_a_long_sure_one(tmp_path: Path) -> None:
    sure = extending("C", "B", confidence=0.9), extending("B", "A", confidence=0.9)
    paper = Paper("Doubt", "C may extend A.", sources=("page.txt",))
    line = says(paper.text, "extends", "A", subject="C", confidence=0.5)
    doubt = LinkedPaper(
        paper, tuple(sorted((says(paper.text, "mentions", "C"), says(paper.text, "mentions", "A"), line)))
    )
    assert labels(kg.path(stored(tmp_path, *sure, doubt), "C", "A")) == ["C", "B", "A"]


def test_where_there_is_no_path_the_common_ancestors_are_named(reefs: Store) -> None:
    with pytest.raises(NoPath, match="neither of 'Atoll' and 'Lagoon'") as shared:
        kg.path(reefs, "Atoll", "Lagoon")
    assert shared.value.hint == "Both grew out of Reef, Coral."
    with pytest.raises(NoPath) as nothing:
        kg.path(reefs, "Atoll", "Forest")
    assert "grew out of" in nothing.value.hint
    assert "Both" not in nothing.value.hint


def test_common_ancestors_are_the_nearest_first(reefs: Store) -> None:
    found = kg.common_ancestors(reefs, "Atoll", "Lagoon")
    assert [(ancestor.label, ancestor.steps) for ancestor in found] == [("Reef", (1, 1)), ("Coral", (2, 2))]
    itself = kg.common_ancestors(reefs, "Island", "Reef")
    assert [(ancestor.label, ancestor.steps) for ancestor in itself] == [("Reef", (2, 0)), ("Coral", (3, 1))]
    assert kg.common_ancestors(reefs, "Atoll", "Forest") == []


def test_a_timeline_goes_from_the_oldest_to_the_newest(reefs: Store) -> None:
    stones = kg.timeline(reefs, "Atoll")
    assert [(stone.date, stone.label, stone.paper) for stone in stones] == [
        ("2018-01", "Coral", "About Coral"),
        ("2019-03", "Reef", "On Reef"),
        ("2020-05", "Atoll", "On Atoll"),
        ("2022", "Island", "On Island"),
    ]
    assert [(stone.date, stone.label) for stone in kg.timeline(reefs, "Kelp")] == [("", "Forest"), ("", "Kelp")]
    assert [stone.paper for stone in kg.timeline(reefs, "Kelp")] == ["On Forest", ""]


def test_roots_and_frontier_of_everything_and_of_one_method(reefs: Store) -> None:
    assert [stone.label for stone in kg.roots(reefs)] == ["Coral", "Kelp"]
    assert [stone.label for stone in kg.frontier(reefs)] == ["Island", "Forest"]
    assert [stone.label for stone in kg.roots(reefs, "Lagoon")] == ["Coral"]
    assert [stone.label for stone in kg.frontier(reefs, "Lagoon")] == ["Island"]


@pytest.mark.parametrize(
    ("name", "near"), [("Attol", "Atoll"), ("Ilsand", "Island"), ("Lagon", "Lagoon"), ("Forests 2", "Forest")]
)
def test_a_misspelt_name_brings_the_nearest_one(reefs: Store, name: str, near: str) -> None:
    for walk in (kg.lineage, kg.timeline, kg.roots, kg.frontier):
        with pytest.raises(UnknownName) as error:
            walk(reefs, name)
        assert error.value.hint.startswith(f"Did you mean {near}")
    for walk in (kg.path, kg.common_ancestors):
        with pytest.raises(UnknownName):
            walk(reefs, "Coral", name)


def test_a_suggestion_names_each_thing_once_and_only_of_the_kind_asked_for(tmp_path: Path) -> None:
    text = "Nets\nOn ImagerNet and ImagerNets we train ImageeNet."
    data = (says(text, "usesDataset", name, name="ImagerNet", kind="Dataset") for name in ("ImagerNet", "ImagerNets"))
    paper = Paper("Nets", text.partition("\n")[2], sources=("page.txt",))
    store = stored(tmp_path, LinkedPaper(paper, tuple(sorted((*data, says(text, "uses", "ImageeNet"))))))
    with pytest.raises(UnknownName) as error:
        kg.lineage(store, "ImageNet")
    assert error.value.hint == "Did you mean ImageeNet?"
    with pytest.raises(UnknownName) as error:
        kg.find(store, "ImageNet")
    assert sorted(error.value.hint.removeprefix("Did you mean ").rstrip("?").split(", ")) == ["ImageeNet", "ImagerNet"]


@pytest.mark.parametrize(
    "name", ['"', "\\", 'x" . ?s ?p ?o', "a\nb", "<x>", "http://a b", "urn:x> <y", "", "\ud800", "?", "{", "\x00"]
)
def test_no_name_is_taken_for_a_part_of_a_query(reefs: Store, name: str) -> None:
    with pytest.raises(UnknownName):
        kg.find(reefs, name)


@given(corpora)
@settings(max_examples=25)
def test_a_walk_meets_what_the_graph_states_and_names_find_their_entity(corpus: list[LinkedPaper]) -> None:
    graph = resolve(corpus, Vocabulary({}))
    whole = nx.DiGraph((iri(edge.subject), iri(edge.object)) for edge in edges(graph, "extends"))
    with tempfile.TemporaryDirectory() as folder:
        store = registry.open_store(Path(folder) / "store", create=True)
        store.rewrite(corpus, graph)
        for entity in graph.entities:
            if entity.kind in ("Repository", "WebPage"):
                continue
            for name in (entity.label, *entity.aliases, iri(entity.key)):
                assert iri(entity.key) in {named.iri for named in kg.find(store, name)}
        for node in whole:
            walked = kg.lineage(store, node, depth=None)
            expected = {*nx.ancestors(whole, node), *nx.descendants(whole, node), node}
            assert set(walked) == expected
            above, below = ({node} | reached(whole, node) for reached in (nx.descendants, nx.ancestors))
            assert set(walked.edges) == {
                pair for pair in whole.edges if set(pair) <= above or set(pair) <= below
            }  # fmt: skip
            by_pair = {(iri(edge.subject), iri(edge.object)): edge for edge in edges(graph, "extends")}
            for *pair, data in walked.edges(data=True):
                edge = by_pair[*pair,]
                assert (data["support"], data["confidence"]) == (edge.support, edge.confidence)


def test_a_part_of_the_graph_states_nothing_that_the_whole_leaves_out(tmp_path: Path) -> None:
    """The part that a page of C and D shows has not all of the circle, so nothing in it forbids the weakest edge."""
    ring = (extending(*pair, confidence=0.9) for pair in ("AB", "BC", "CD"))
    store = stored(tmp_path, *ring, extending("D", "A", confidence=0.5))
    part = kg.around(store, kg.lineage(store, "D", depth=1)).graph()
    assert "paper/on-a" not in part.papers
    assert {(edge.subject[-1], edge.object[-1]) for edge in edges(part, "extends")} == {("b", "c"), ("c", "d")}
    assert sum(item.predicate == "extends" for item in part.evidence) == 3


def test_public_names_stay_what_they_are_when_their_modules_are_loaded() -> None:
    """A module of the same name would take the place of a function once it is imported."""
    for _ in range(2):
        for name in dir(kg):
            assert callable(getattr(kg, name)), name
