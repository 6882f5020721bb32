"""Papers: one text that offsets point into, and a join in which the order of readings is of no matter."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from strategies import linked_papers, papers

from kg.model import LINEAGE, PREDICATES, LinkedPaper, Paper


@given(papers)
def test_the_text_of_a_paper_is_its_title_and_its_abstract(paper: Paper) -> None:
    assert paper.text.split("\n") == [paper.title, paper.abstract]


@given(papers, papers)
def test_joining_is_commutative(one: Paper, other: Paper) -> None:
    assert one.joined(other) == other.joined(one)


@given(papers, papers, papers)
def test_joining_is_associative(one: Paper, other: Paper, third: Paper) -> None:
    assert one.joined(other).joined(third) == one.joined(other.joined(third))


@given(papers)
def test_joining_a_paper_with_itself_changes_nothing(paper: Paper) -> None:
    assert paper.joined(paper) == paper


@given(papers, papers)
def test_joining_loses_no_source_and_no_filled_field(one: Paper, other: Paper) -> None:
    joined = one.joined(other)
    assert set(joined.sources) == {*one.sources, *other.sources}
    for field in ("abstract", "identifier", "authors", "date", "url", "code_url"):
        values = getattr(one, field), getattr(other, field)
        assert getattr(joined, field) in values
        assert len(getattr(joined, field)) == max(map(len, values))


def test_a_reading_that_knows_more_wins() -> None:
    short = Paper("Reefs", "Short.", date="2024", sources=("b.txt",))
    full = Paper("Reefs", "A longer abstract.", authors=("A. Nemone",), sources=("a.txt",))
    expected = replace(full, date="2024", sources=("a.txt", "b.txt"))
    assert short.joined(full) == expected


@given(linked_papers())
def test_generated_claims_keep_the_promises_of_the_model(linked: LinkedPaper) -> None:
    """The strategies are tested too: a claim that breaks the rules would prove nothing about the code."""
    text = linked.paper.text
    named = {(claim.kind, claim.name) for claim in linked.claims if claim.predicate not in LINEAGE}
    for claim in linked.claims:
        assert claim.predicate in PREDICATES
        assert 0 <= claim.quote_start <= claim.start < claim.end <= claim.quote_end <= len(text)
        assert text[claim.start : claim.end] == text[claim.start : claim.end].strip()
        assert bool(claim.subject) == (claim.predicate in LINEAGE)
        assert not claim.subject or ("Method", claim.subject) in named
        assert claim.subject != claim.name
    assert linked.claims == tuple(sorted(linked.claims))
