"""Which claims of lineage cannot stand together, and which of them make no edge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import networkx as nx
import pytest
from families import extending, introducing
from helpers import edges, key, linked, says
from hypothesis import given
from hypothesis import strategies as st

from kg import registry
from kg.ancestry import LeftOut, left_out
from kg.dates import first_date, is_later, last_date
from kg.edges import left_out as left_out_of
from kg.ids import BASE, ONTOLOGY
from kg.model import Edge, Graph, LinkedPaper, Paper
from kg.resolve import resolve
from kg.validation import validate
from kg.vocabulary import Vocabulary

names = st.sampled_from("abcdefgh")
lineages = st.lists(
    st.builds(
        Edge, names, st.just("extends"), names, st.integers(1, 3), st.sampled_from([0.5, 0.7, 0.9, 1.0])
    ).filter(lambda edge: edge.subject != edge.object),
    max_size=30,
    unique_by=lambda edge: (edge.subject, edge.object),
)  # fmt: skip


def strength(edge: Edge) -> tuple[float, int, str, str]:
    """Greater for the weaker one of two."""
    return -edge.confidence, -edge.support, edge.subject, edge.object


def line(descendant: str, ancestor: str, confidence: float = 0.8, support: int = 1) -> Edge:
    return Edge(descendant, "extends", ancestor, support, confidence)


@given(lineages)
def test_what_is_left_has_no_circle(claimed: list[Edge]) -> None:
    gone = {out.edge for out in left_out(claimed, {})}
    kept = nx.DiGraph((edge.subject, edge.object) for edge in claimed if edge not in gone)
    assert nx.is_directed_acyclic_graph(kept)


@given(lineages)
def test_an_edge_goes_only_for_a_circle_of_stronger_ones_that_stay(claimed: list[Edge]) -> None:
    out = left_out(claimed, {})
    gone = {item.edge for item in out}
    kept = {(edge.subject, edge.object): edge for edge in claimed if edge not in gone}
    for item in out:
        assert item.circle[0] == item.edge.object
        assert item.circle[-1] == item.edge.subject
        way = [kept[step] for step in zip(item.circle, item.circle[1:], strict=False)]
        assert all(strength(edge) < strength(item.edge) for edge in way)


@given(lineages, st.randoms())
def test_the_order_of_edges_is_of_no_matter(claimed: list[Edge], random: Random) -> None:
    shuffled = claimed.copy()
    random.shuffle(shuffled)
    assert left_out(shuffled, {}) == left_out(claimed, {})


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        (line("a", "b", 0.7), line("b", "a", 0.8)),
        (line("b", "a", 0.7), line("a", "b", 0.8)),
        (line("b", "a", 0.7, support=1), line("a", "b", 0.7, support=2)),
        (line("b", "a"), line("a", "b")),
    ],
    ids=["confidence", "turned", "support", "key"],
)
def test_of_two_opposite_edges_the_stronger_stays(weak: Edge, strong: Edge) -> None:
    assert left_out([weak, strong], {}) == (LeftOut(weak, (strong.subject, strong.object)),)


def test_a_long_circle_is_found_and_a_long_chain_is_none() -> None:
    """20,000 methods in a row: walking up anew from each would take hours."""
    chain = [line(f"m{n:05}", f"m{n + 1:05}", 0.9) for n in range(20_000)]
    assert left_out(chain, {}) == ()
    back = line("m20000", "m00000", 0.5)
    (out,) = left_out([*chain, back], {})
    assert (out.edge, len(out.circle)) == (back, 20_001)


def graph_of(*papers: LinkedPaper) -> Graph:
    return resolve(papers, Vocabulary({}))


def stated(graph: Graph, predicate: str = "extends") -> set[tuple[str, str]]:
    return {(edge.subject, edge.object) for edge in edges(graph, predicate)}


def test_a_graph_states_one_of_two_opposite_claims_and_keeps_both_as_evidence() -> None:
    weak = extending("ReefNet", "AtollNet", confidence=0.6, kind="improves")
    graph = graph_of(weak, extending("AtollNet", "ReefNet", confidence=0.9))
    assert stated(graph) == {("method/atollnet", "method/reefnet")}
    assert stated(graph, "improves") == set()
    assert len(stated(graph, "citesExtends")) == 1
    assert sum(item.predicate == "extends" for item in graph.evidence) == 2
    (out,) = left_out_of(graph)
    assert (out.edge.subject, out.edge.object, out.circle) == (
        *("method/reefnet", "method/atollnet"),
        ("method/atollnet", "method/reefnet"),
    )
    assert out.edge.evidence[0].paper == key(weak)


def test_validation_finds_a_circle_and_a_kind_that_no_claim_names(tmp_path: Path) -> None:
    """Such a store can only come from other hands."""
    papers = extending("ReefNet", "AtollNet"), extending("AtollNet", "ReefNet", confidence=0.9)
    graph = graph_of(*papers)
    store = registry.open_store(tmp_path / "store", create=True)
    store.rewrite(papers, graph)
    assert validate(store) == []
    (way,) = edges(graph, "extends")
    added = (replace(way, predicate="improves"), replace(way, subject=way.object, object=way.subject))
    store.rewrite(papers, replace(graph, edges=(*graph.edges, *added)))
    messages = {violation.message.replace(BASE, "").replace(ONTOLOGY, "kg:") for violation in validate(store)}
    assert messages == {
        "method/atollnet grew out of itself by way of others.",
        "method/reefnet grew out of itself by way of others.",
        "method/atollnet kg:improves method/reefnet, but no claim names this kind.",
    }


def test_where_lineage_is_left_out_the_comparison_stands() -> None:
    text = "On Gulf\nWe propose GulfNet. GulfNet beats ReefNet."
    rival = says(text, "comparedWith", "ReefNet", subject="GulfNet")
    turned = says(text, "extends", "ReefNet", subject="GulfNet", confidence=0.5)
    both = linked(
        "On Gulf", text.partition("\n")[2], ("introduces", "GulfNet"), ("comparesWith", "ReefNet"), rival, turned
    )
    graph = graph_of(both, extending("ReefNet", "GulfNet", confidence=0.9))
    assert stated(graph) == {("method/reefnet", "method/gulfnet")}
    assert stated(graph, "comparedWith") == {("method/gulfnet", "method/reefnet")}


@pytest.mark.parametrize(
    ("child", "parent", "possible"),
    [
        ({"date": "2023-05"}, {"date": "2023-06"}, False),
        ({"date": "2023-05-31"}, {"date": "2023-05-01"}, True),
        ({"date": "2023-05-01"}, {"date": "2023-05-31"}, True),
        ({"date": "2023"}, {"date": "2023-06"}, True),
        ({"date": "2022"}, {"date": "2023-06"}, False),
        ({"date": ""}, {"date": "2023"}, True),
        ({"date": "2022"}, {"date": ""}, True),
        ({"identifier": "2305.00001"}, {"identifier": "2306.00001"}, False),
        ({"identifier": "2305.00001", "date": "2024-01-01"}, {"identifier": "2306.00001"}, True),
        ({"identifier": "2305.00001"}, {"identifier": "2304.00001", "date": "2024-01-01"}, True),
    ],
)  # fmt: skip
def test_nothing_grows_out_of_what_came_later(child: dict[str, str], parent: dict[str, str], possible: bool) -> None:
    """A paper is as old as its arXiv id says, and may have been changed until its date."""
    older = introducing("ReefNet", **parent)
    graph = graph_of(extending("AtollNet", "ReefNet", **child), older)
    assert (stated(graph) == {("method/atollnet", "method/reefnet")}) == possible
    assert (len(stated(graph, "citesExtends")) == 1) == possible
    assert [(out.circle, out.born) for out in left_out_of(graph)] == (
        [] if possible else [((), first_date(older.paper))]
    )


def test_what_others_name_before_was_not_introduced_later() -> None:
    child, parent = extending("AtollNet", "ReefNet", date="2023-05"), introducing("ReefNet", date="2023-08")
    assert not stated(graph_of(child, parent))
    said = Paper("On nets", "There is ReefNet.", date="2023-06", sources=("page.txt",))
    older = LinkedPaper(said, (says(said.text, "mentions", "ReefNet"),))
    assert stated(graph_of(child, parent, older)) == {("method/atollnet", "method/reefnet")}


def test_a_paper_does_not_extend_the_later_one_of_two_that_introduce_a_method() -> None:
    """A paper and its sequel give one long form to one short form, so they introduce one method."""

    def naming(title: str, date: str) -> LinkedPaper:
        said = Paper(title, "We propose the Reef Net (ReefNet).", date=date, sources=("page.txt",))
        return LinkedPaper(
            said,
            tuple(sorted(says(said.text, "introduces", name, name="Reef Net") for name in ("Reef Net", "ReefNet"))),
        )

    graph = graph_of(
        naming("Reefs", "2020"), naming("Reefs again", "2024"), extending("AtollNet", "ReefNet", date="2022")
    )
    assert stated(graph, "citesExtends") == {("paper/on-atollnet", "paper/reefs")}


@pytest.mark.parametrize(
    ("identifier", "date", "first", "last"),
    [
        ("1706.03762v7", "2023-08-02", "2017-06", "2023-08-02"),
        ("2306.00001", "2023-06-15", "2023-06-15", "2023-06-15"),
        ("hep-th/9901001", "", "1999-01", "1999-01"),
        ("math.GT/0309136", "2003", "2003-09", "2003-09"),
        ("10.1145/1706.03762", "2017-01", "2017-01", "2017-01"),
        ("2313.00001", "May 2023", "", ""),
        ("", "2024-02-29T12:00:00", "2024-02-29", "2024-02-29"),
    ],
)  # fmt: skip
def test_the_dates_of_a_paper(identifier: str, date: str, first: str, last: str) -> None:
    read = Paper("T", "", identifier, date=date)
    assert (first_date(read), last_date(read)) == (first, last)


@given(*[st.sampled_from(["", "2023", "2023-05", "2023-05-07", "2023-06", "2024", "2024-01-01"])] * 2)
def test_of_two_dates_at_most_one_is_later(one: str, other: str) -> None:
    assert not (is_later(one, other) and is_later(other, one))
    assert not is_later(one, one)
