"""What a user would write in an afternoon instead of Lineagraph's linkers: two plain ways to find names.

Both make claims of the same form, so they are resolved, stored and scored in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kg.ids import web_address
from kg.linkers._matching import ConceptMatcher
from kg.model import Claim, Kind, LinkedPaper, Paper, Predicate
from kg.vocabulary import load_vocabulary

ROLE: dict[Kind, Predicate] = {"Method": "uses", "Task": "addresses", "Dataset": "usesDataset", "Hardware": "runsOn"}
"""The commonest role of each kind, which a way without roles gives to everything."""

_CAPITALISED = re.compile(r"\b(?=\w*[A-Z])[\w-]*[A-Z][\w-]*[A-Z0-9][\w-]*\b")
_URL = re.compile(r"https?://[^\s)}\]]+")


def list_look_up() -> Callable[[Paper], LinkedPaper]:
    """Every label of the vocabulary wherever it stands, and every address that a plain pattern finds."""
    matcher = ConceptMatcher(load_vocabulary().concepts.values())

    def link(paper: Paper) -> LinkedPaper:
        found = [
            _claim(paper, ROLE[match.concept.kind], match.concept.kind, match.concept.label, match.start, match.end)
            for match in matcher(paper.text)
        ]
        return LinkedPaper(paper, tuple(sorted({*found, *_addresses(paper)})))

    return link


def capital_letters() -> Callable[[Paper], LinkedPaper]:
    """Every word with two capitals, or a capital and a digit, as a method; "X dataset" and "on X" as a dataset."""

    def link(paper: Paper) -> LinkedPaper:
        found = []
        for match in _CAPITALISED.finditer(paper.text):
            dataset = re.match(r" (?:dataset|benchmark)", paper.text[match.end() :]) or re.search(
                r"\bon (?:the )?\Z", paper.text[: match.start()]
            )
            kind: Kind = "Dataset" if dataset else "Method"
            found.append(_claim(paper, ROLE[kind], kind, match[0], match.start(), match.end()))
        return LinkedPaper(paper, tuple(sorted({*found, *_addresses(paper)})))

    return link


def _addresses(paper: Paper) -> Iterator[Claim]:
    for match in _URL.finditer(paper.text):
        url = web_address(match[0].rstrip(".,"))
        if url:
            yield _claim(paper, "hasCode", "Repository", url, match.start(), match.end())


def _claim(paper: Paper, predicate: Predicate, kind: Kind, name: str, start: int, end: int) -> Claim:
    return Claim(predicate, kind, name, start, end, 0, len(paper.text), 0.5, "baseline")
