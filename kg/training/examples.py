"""Annotated papers as a model learns from them: candidates with features, and what is right of them.

In every label array `SKIP` stands where nothing is asked: optional annotations, and the roles of what is no entity.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg._gold import GoldEntity, GoldPaper, spelling, spellings
from kg.linkers._candidates import Candidates, candidates
from kg.linkers._features import KINDS, PAIRS, ROLES, Features, Pairs, features
from kg.linkers._words import Pieces, pieces
from kg.model import Paper

if TYPE_CHECKING:
    from spacy.tokens import Doc

SKIP = -1
ROLE_NAMES = {
    "introduces": "introduces", "buildsOn": "extends", "uses": "uses", "comparesWith": "compares",
    "mentions": "mentions", "addresses": "addresses", "usesDataset": "uses", "runsOn": "runs-on", "targets": "targets",
}  # fmt: skip
"""Predicate -> role in the annotations."""
LINK_NAMES = {"extends": "extends", "comparedWith": "compares"}
"""Predicate between methods -> type of a link in the annotations."""
_PAIR_OF = {name: PAIRS.index(predicate) for predicate, name in LINK_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Example:
    """One paper. With g groups, c clusters and p pairs:

    `types` (g, kinds) 1 where a group's spelling names an entity of the kind, 0 where not, else SKIP; `roles`
    (c, kinds) index into the kind's roles, or SKIP; `pairs` (p, 2) clusters (descendant, ancestor) that were looked at,
    `links` (p,) index into PAIRS, or SKIP; `pair_features` (p, columns).
    """

    paper: Paper
    gold: GoldPaper
    pieces: Pieces
    found: Candidates
    features: Features
    types: np.ndarray
    roles: np.ndarray
    pairs: np.ndarray
    pair_features: np.ndarray
    links: np.ndarray


def example(doc: Doc, paper: Paper, gold: GoldPaper, encoder: Path) -> Example:
    """The example of a paper and its annotation. `doc` is its text after the rule linkers; `encoder` is the folder of
    the encoder's tokenizer."""
    found = candidates(doc)
    keys = [spelling(name) for name in found.names]
    types = np.zeros((len(keys), len(KINDS)), dtype=np.int64)
    roles = np.full((found.clusters, len(KINDS)), SKIP, dtype=np.int64)
    method_of: dict[int, GoldEntity] = {}
    for number, (kind, predicates) in enumerate(ROLES):
        # Firm annotations come last, so that they win where an optional one has the same spelling.
        for entity in sorted(gold.of(kind), key=lambda entity: not entity.optional):
            role = [ROLE_NAMES[predicate] for predicate in predicates].index(entity.role)
            for group, key in enumerate(keys):
                if key in entity.spellings:
                    types[group, number] = SKIP if entity.optional else 1
                    cluster = int(found.cluster_of[group])
                    roles[cluster, number] = SKIP if entity.optional else role
                    if kind == "Method":
                        method_of[cluster] = entity
    said = Pairs(doc, found)
    pairs, links = _links(gold, method_of, said)
    return Example(
        paper=paper,
        gold=gold,
        pieces=pieces(paper.text, found, encoder),
        found=found,
        features=features(doc, found),
        types=types,
        roles=roles,
        pairs=pairs,
        pair_features=said([(a, b) for a, b in pairs.tolist()]),
        links=links,
    )


def annotated(entities: Iterable[GoldEntity], names: Iterable[str]) -> GoldEntity | None:
    """The entity that is called by one of these names, a firm one before an optional one."""
    spelt = spellings(*names)
    return min((e for e in entities if e.spellings & spelt), key=lambda entity: entity.optional, default=None)


def _links(gold: GoldPaper, method_of: dict[int, GoldEntity], said: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of annotated methods whose descendant is the paper's own, or that are linked; and those that the rules
    propose besides."""
    doubtful = {entity.name for entity in gold.methods if entity.optional}
    link_of = {
        (link.descendant, link.ancestor): SKIP
        if link.optional or doubtful & {link.descendant, link.ancestor}
        else _PAIR_OF[link.type]
        for link in gold.lineage
    }
    pairs = dict.fromkeys(said.said(), PAIRS.index("none"))
    for descendant, one in method_of.items():
        for ancestor, other in method_of.items():
            if one.name != other.name and (one.role == "introduces" or (one.name, other.name) in link_of):
                pairs[descendant, ancestor] = link_of.get((one.name, other.name), PAIRS.index("none"))
    ordered = sorted(pairs)
    return np.array(ordered, dtype=np.int64).reshape(-1, 2), np.array([pairs[p] for p in ordered], dtype=np.int64)
