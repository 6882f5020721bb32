"""Which names are one node and which equal names are two, and what a link between them says."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from helpers import edges, key, labels, linked, says
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import corpora

from kg import registry
from kg.edges import left_out
from kg.model import Graph, LinkedPaper, Predicate
from kg.resolve import resolve
from kg.vocabulary import Concept, Vocabulary

RESNET = Concept("Method", "ResNet", aliases=("residual network",))
DARTS = Concept("Method", "DARTS")
CORALS = Concept("Task", "coral counting")
VOCABULARY = Vocabulary({concept.key: concept for concept in (DARTS, RESNET, CORALS)})


def graph_of(*papers: LinkedPaper) -> Graph:
    return resolve(papers, VOCABULARY)


def introducing(title: str, name: str) -> LinkedPaper:
    return linked(title, f"We propose {name}, which is new.", ("introduces", name))


def mentioning(title: str, *names: str) -> LinkedPaper:
    return linked(title, f"It is known that {' and '.join(names)} exist.", *(("mentions", name) for name in names))


@given(corpora, st.randoms())
def test_the_order_of_papers_is_of_no_matter(corpus: list[LinkedPaper], random: Random) -> None:
    shuffled = corpus.copy()
    random.shuffle(shuffled)
    graph = resolve(shuffled, VOCABULARY)
    assert graph == resolve(corpus, VOCABULARY)
    assert list(graph.papers) == sorted(map(key, corpus)), "dicts in another order are equal too"


@given(corpora)
@settings(max_examples=30)
def test_a_store_gives_back_what_was_resolved(corpus: list[LinkedPaper]) -> None:
    graph = resolve(corpus, VOCABULARY)
    with tempfile.TemporaryDirectory() as folder:
        store = registry.open_store(Path(folder) / "store", create=True)
        store.rewrite(corpus, graph)
        again = registry.open_store(Path(folder) / "store")
        assert again.graph() == graph
        assert list(again.papers()) == sorted(corpus, key=key)


@given(corpora)
def test_every_link_has_two_ends_in_the_graph_and_every_claim_a_link(corpus: list[LinkedPaper]) -> None:
    graph = resolve(corpus, VOCABULARY)
    nodes = {*graph.papers, *(entity.key for entity in graph.entities)}
    assert len(nodes) == len(graph.papers) + len(graph.entities)
    assert all({edge.subject, edge.object} <= nodes for edge in graph.edges)
    linked_pairs = {(edge.subject, edge.object) for edge in graph.edges}
    linked_pairs |= {(out.edge.subject, out.edge.object) for out in left_out(graph)}
    assert all((item.subject, item.object) in linked_pairs for item in graph.evidence if item.subject != item.object)
    assert all(edge.subject != edge.object for edge in graph.edges)


@given(corpora)
def test_quotes_are_the_words_of_the_paper(corpus: list[LinkedPaper]) -> None:
    graph = resolve(corpus, VOCABULARY)
    for item in graph.evidence:
        said = graph.papers[item.paper].text
        assert said[item.quote_start : item.quote_start + len(item.quote)] == item.quote
        assert item.quote_start <= item.start < item.end <= item.quote_start + len(item.quote)


@pytest.mark.parametrize(
    "variant", ["SN-Nets", "SNNet", "sn-net", "SN Net", "SN–Net"], ids=["plural", "solid", "lower", "blank", "dash"]
)
def test_spellings_of_one_name_are_one_node(variant: str) -> None:
    graph = graph_of(introducing("Stitching", "SN-Net"), mentioning("Later", variant))
    assert labels(graph) == ["SN-Net"]
    assert variant in graph.entities[0].aliases


def test_a_short_form_and_its_long_form_are_one_node_everywhere() -> None:
    text = "We propose Tidal Pooling Net (TPN)."
    long = says(f"Pooling\n{text}", "introduces", "Tidal Pooling Net")
    short = says(f"Pooling\n{text}", "introduces", "TPN", name="Tidal Pooling Net")
    graph = graph_of(
        linked("Pooling", text, long, short), mentioning("A", "TPN"), mentioning("B", "Tidal Pooling Nets")
    )
    assert [(e.label, e.aliases) for e in graph.entities] == [("TPN", ("Tidal Pooling Net", "Tidal Pooling Nets"))]
    assert len(edges(graph, "mentions")) == 2


def test_homonyms_are_nodes_with_one_label_and_lasting_keys() -> None:
    one, two = introducing("Decoding fast", "Chimera"), introducing("State spaces", "Chimera")
    graph = graph_of(one, two)
    assert labels(graph) == ["Chimera", "Chimera"]
    assert graph_of(two, one) == graph
    homes = {edge.subject: edge.object for edge in edges(graph, "introduces")}
    assert len(set(homes.values())) == 2
    more = graph_of(two, introducing("Robots that walk", "Chimera"), one)
    assert {edge.subject: edge.object for edge in edges(more, "introduces")}.items() > homes.items()


def test_a_mention_joins_the_node_of_the_paper_that_introduces_the_name() -> None:
    graph = graph_of(mentioning("Survey", "Chimera"), introducing("Decoding", "Chimera"))
    (introduced,), (mentioned,) = edges(graph, "introduces"), edges(graph, "mentions")
    assert introduced.object == mentioned.object


def test_a_mention_of_a_homonym_joins_the_paper_of_its_field() -> None:
    decoding, spaces = introducing("Fast speculative decoding", "Chimera"), introducing("State space models", "Chimera")
    graph = graph_of(decoding, spaces, mentioning("Limits of state space models", "Chimera"))
    homes = {edge.subject: edge.object for edge in edges(graph, "introduces")}
    assert homes[key(spaces)] != homes[key(decoding)]
    assert [edge.object for edge in edges(graph, "mentions")] == [homes[key(spaces)]]


def test_an_ambiguous_short_form_joins_nothing() -> None:
    def explaining(title: str, long: str) -> LinkedPaper:
        text = f"{title}\nThe {long} (AT) helps."
        claims = (says(text, "uses", surface, name=long) for surface in (long, "AT"))
        return linked(title, f"The {long} (AT) helps.", *claims)

    trees, training = explaining("Trees", "Alder Tree"), explaining("Training", "Astute Training")
    bare = mentioning("Bare", "AT")
    targets = {edge.subject: edge.object for edge in graph_of(trees, training, bare).edges}
    assert len({targets[key(paper)] for paper in (trees, training, bare)}) == 3


def test_a_concept_of_the_vocabulary_takes_its_names() -> None:
    graph = graph_of(mentioning("A", "residual networks"), mentioning("B", "ResNets"), introducing("C", "ResNet"))
    assert [(e.key, e.label, e.aliases) for e in graph.entities] == [
        ("method/resnet", "ResNet", ("ResNets", "residual networks"))
    ]


def test_an_acronym_that_ends_in_s_is_not_the_plural_of_another() -> None:
    graph = graph_of(introducing("Dropping trees", "DART"), mentioning("Survey", "DARTS"))
    assert labels(graph) == ["DART", "DARTS"]


def test_a_mention_joins_the_very_name_before_a_plural_of_another() -> None:
    one, two = introducing("Wind over hills", "GALE"), introducing("Search in spaces", "GALES")
    graph = graph_of(one, two, mentioning("Wind over more hills", "GALES"))
    homes = {edge.subject: edge.object for edge in edges(graph, "introduces")}
    assert [edge.object for edge in edges(graph, "mentions")] == [homes[key(two)]]


def test_only_the_strongest_role_is_stated_but_every_claim_is_kept() -> None:
    text = "Reefs\nBefore ReefNet there was nothing. We extend ReefNet. We beat ReefNet."
    roles: tuple[Predicate, ...] = ("comparesWith", "buildsOn", "mentions")
    paper = linked("Reefs", text.partition("\n")[2], *(says(text, role, "ReefNet") for role in roles))
    graph = graph_of(paper)
    assert [edge.predicate for edge in graph.edges] == ["buildsOn"]
    assert sorted(item.predicate for item in graph.evidence) == sorted(roles)


def test_what_a_paper_introduces_is_used_for_the_tasks_it_addresses() -> None:
    text = "Reefs\nWe propose ReefNet for coral counting."
    task = says(text, "addresses", "coral counting", kind="Task", confidence=0.5)
    graph = graph_of(linked("Reefs", "We propose ReefNet for coral counting.", ("introduces", "ReefNet"), task))
    (rolled,) = edges(graph, "usedFor")
    assert (rolled.subject, rolled.object) == ("method/reefnet", "task/coral-counting")
    assert (rolled.support, rolled.confidence, rolled.evidence) == (1, 0.4, ())


def extending(title: str, child: str, parent: str, refinement: str = "", confidence: float = 0.8) -> LinkedPaper:
    text = f"{title}\nWe propose {child}, which extends {parent}."
    line = says(text, "extends", parent, subject=child, refinement=refinement, confidence=confidence)
    return linked(title, text.partition("\n")[2], ("introduces", child), ("buildsOn", parent), line)


def test_a_paper_whose_method_extends_another_papers_method_extends_that_paper() -> None:
    parent, child = introducing("Reefs", "ReefNet"), extending("Atolls", "AtollNet", "ReefNet")
    graph = graph_of(parent, child)
    assert [(e.subject, e.object) for e in edges(graph, "extends")] == [("method/atollnet", "method/reefnet")]
    assert [(e.subject, e.object) for e in edges(graph, "citesExtends")] == [(key(child), key(parent))]


def test_a_finer_lineage_stands_beside_extends() -> None:
    graph = graph_of(extending("Atolls", "AtollNet", "ReefNet", refinement="improves"))
    pairs = {(edge.subject, edge.object) for edge in (*edges(graph, "extends"), *edges(graph, "improves"))}
    assert pairs == {("method/atollnet", "method/reefnet")}
    assert [item.refinement for item in graph.evidence if item.predicate == "extends"] == ["improves"]


def test_support_counts_papers_and_confidence_grows_with_them() -> None:
    """Three papers speak of two methods, and one of them says twice what it says."""
    sentence = "AtollNet extends ReefNet."

    def saying(title: str, times: int) -> LinkedPaper:
        text = f"{title}\n{sentence}"
        line = says(text, "extends", "ReefNet", subject="AtollNet", confidence=0.5)
        again = (replace(line, linker=f"kg_test:{n}") for n in range(times))
        return linked(title, sentence, ("mentions", "AtollNet"), ("buildsOn", "ReefNet"), *again)

    (edge,) = edges(graph_of(saying("Once", 1), saying("Twice", 2), saying("Once more", 1)), "extends")
    assert edge.support == 3
    assert len(edge.evidence) == 4
    assert edge.confidence == 1 - 0.5**3


def test_a_claim_between_two_names_of_one_node_is_kept_with_its_paper(tmp_path: Path) -> None:
    """Another paper makes both names one node; when that paper goes, the claim must be there again."""
    paper = extending("Atolls", "AtollNet", "Atoll-Net 2")
    text = "Names\nAtoll-Net 2 (AtollNet) is one thing."
    claims = (says(text, "uses", surface, name="Atoll-Net 2") for surface in ("Atoll-Net 2", "AtollNet"))
    joining = linked("Names", text.partition("\n")[2], *claims)
    graph = graph_of(paper, joining)
    assert labels(graph) == ["AtollNet"]
    assert not edges(graph, "extends"), "nothing is its own ancestor"
    store = registry.open_store(tmp_path / "store", create=True)
    store.rewrite([paper, joining], graph)
    assert list(store.papers()) == [paper, joining]
