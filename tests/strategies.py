"""Hypothesis strategies for the values of `kg.model`, as nasty as an input file can make them."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from kg.ids import paper_key
from kg.model import LINEAGE, Claim, Kind, LinkedPaper, Paper, Predicate

_ROLES: dict[Kind, tuple[Predicate, ...]] = {
    "Method": ("introduces", "buildsOn", "uses", "comparesWith", "mentions"),
    "Task": ("addresses", "mentions"),
    "Dataset": ("introduces", "usesDataset", "mentions"),
    "Hardware": ("runsOn", "targets", "mentions"),
    "Repository": ("hasCode",),
    "WebPage": ("hasPage",),
}
"""The predicates that may lead from a paper to an entity of each kind."""

_REPOSITORIES = ("https://github.com/reeflab/reef", "https://gitlab.com/a/b-c_d")
_PAGES = ("https://reeflab.github.io/reef", "https://example.net/~x/a.html")
_NASTY = "\"'\\<>&{}|^`%#\x00\x07\x7f\u00ad\u200b\u200f\ufeff\ufffe\U0010ffff\U0001f40c\u0301ßıİﬁΣς𝐇深"
_FAMILIAR = ("Chimera", "chimeras", "SN-Net", "SNNet", "SN-Nets", "Stitchable Net", "Hydra", "Hydra++", "DARTS", "DART",
             "ResNet", "AT", "ATs", "image classification", "ImageNet")  # fmt: skip

_letters = st.one_of(st.sampled_from(_NASTY), st.characters(exclude_categories=["Cs"]))
_words = st.one_of(st.sampled_from(_FAMILIAR), st.text(_letters, min_size=1, max_size=8))


def one_line(text: str) -> str:
    """The text as readers hand it on: on one line, with single blanks."""
    return " ".join(text.split())


lines = st.lists(_words, min_size=1, max_size=12).map(" ".join).map(one_line).filter(bool)
"""Texts without line breaks and never empty, in which familiar names stand between the strangest characters."""

sources = st.sets(st.sampled_from(["a.txt", "b.jsonl", "c d.gz", 'q"\\.txt', "https://example.net/p"]), min_size=1)

papers = st.builds(
    Paper,
    title=lines,
    abstract=lines,
    identifier=st.sampled_from(["", "2306.00001", "2306.00001v2", "cs/0112017", "10.1000/XY(1)<2>", "a b"]),
    authors=st.lists(lines, max_size=3).map(tuple),
    date=st.sampled_from(["", "2024", "2024-02-29"]),
    url=st.sampled_from(["", "https://arxiv.org/abs/2306.00001"]),
    code_url=st.sampled_from(["", "github.com/reeflab/reef.git", _PAGES[1]]),
    sources=sources.map(lambda names: tuple(sorted(names))),
)

_confidences = st.integers(0, 10_000).map(lambda n: n / 10_000)
"""As `kg.pipeline.link_paper` rounds them."""


@st.composite
def _places(draw: st.DrawFn, paper: Paper) -> tuple[int, int, int, int]:
    """(start, end, quote_start, quote_end): some whole words of one line, within a longer run of words of the text."""
    words = [match.span() for match in re.finditer(r"\S+", paper.text)]
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, min(first + 2, len(words) - 1)))
    if "\n" in paper.text[words[first][0] : words[last][1]]:
        last = first
    before, behind = draw(st.integers(0, first)), draw(st.integers(last, len(words) - 1))
    return words[first][0], words[last][1], words[before][0], words[behind][1]


@st.composite
def _role_claims(draw: st.DrawFn, paper: Paper) -> Claim:
    start, end, quote_start, quote_end = draw(_places(paper))
    kind = draw(st.sampled_from(sorted(_ROLES)))
    surface = paper.text[start:end]
    names = {"Repository": st.sampled_from(_REPOSITORIES), "WebPage": st.sampled_from(_PAGES)}
    name = draw(names.get(kind, st.one_of(st.just(surface), st.sampled_from(_FAMILIAR))))
    predicate = draw(st.sampled_from(_ROLES[kind]))
    return Claim(predicate, kind, name, start, end, quote_start, quote_end, draw(_confidences), "kg_test:role")


@st.composite
def _lineage_claims(draw: st.DrawFn, paper: Paper, methods: list[str]) -> Claim:
    """A claim from one method of the paper to another."""
    subject, target = draw(st.permutations(methods))[:2]
    start, end, quote_start, quote_end = draw(_places(paper))
    predicate = draw(st.sampled_from(LINEAGE))
    finer = draw(st.sampled_from(["", "improves", "adapts", "replaces", "combines"])) if predicate == "extends" else ""
    place = start, end, quote_start, quote_end
    return Claim(predicate, "Method", target, *place, draw(_confidences), "kg_test:line", subject, finer)


@st.composite
def linked_papers(draw: st.DrawFn) -> LinkedPaper:
    """A paper with claims that point into its text; every method that lineage speaks of has a role in it too."""
    paper = draw(papers)
    claims = draw(st.lists(_role_claims(paper), max_size=6))
    methods = sorted({claim.name for claim in claims if claim.kind == "Method"})
    if len(methods) > 1:
        claims += draw(st.lists(_lineage_claims(paper, methods), max_size=3))
    return LinkedPaper(paper, tuple(sorted(set(claims))))


corpora = st.lists(linked_papers(), max_size=5, unique_by=lambda linked: paper_key(linked.paper))
"""Papers with their claims, no two of one key, as a store holds them."""
