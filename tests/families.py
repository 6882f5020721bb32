"""Small corpora of methods that grew out of each other, and the stores that hold them."""

from __future__ import annotations

from pathlib import Path

from helpers import says

from kg import registry
from kg.model import Claim, LinkedPaper, Paper
from kg.ports import Store
from kg.resolve import resolve
from kg.vocabulary import Vocabulary


def introducing(name: str, date: str = "", identifier: str = "") -> LinkedPaper:
    """A paper "About NAME" that introduces it."""
    paper = Paper(f"About {name}", f"We propose {name}.", identifier, date=date, sources=("page.txt",))
    return LinkedPaper(paper, (says(paper.text, "introduces", name),))


def extending(
    child: str, *parents: str, confidence: float = 0.8, kind: str = "", date: str = "", identifier: str = ""
) -> LinkedPaper:
    """A paper "On CHILD" that introduces it and says that it extends each of `parents`."""
    said = f"We propose {child}, which extends {' and '.join(parents)}."
    paper = Paper(f"On {child}", said, identifier, date=date, sources=("page.txt",))
    text = paper.text
    claims: set[Claim] = {says(text, "introduces", child)}
    for parent in parents:
        claims.add(says(text, "buildsOn", parent))
        claims.add(says(text, "extends", parent, subject=child, confidence=confidence, refinement=kind))
    return LinkedPaper(paper, tuple(sorted(claims)))


def stored(folder: Path, *papers: LinkedPaper) -> Store:
    """A store of these papers, resolved without a vocabulary."""
    store = registry.open_store(folder / "store", create=True)
    store.rewrite(papers, resolve(papers, Vocabulary({})))
    return store
