"""The things that a text speaks of, chosen from what a model thinks of its candidates: kinds, overlaps, spellings, names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from spacy.tokens import Doc

from kg.ids import name_key
from kg.linkers._candidates import FOUND_GROUPS, Candidates
from kg.linkers._features import KINDS
from kg.linkers._names import NOT_NAMES
from kg.linkers._spans import text_of
from kg.model import Kind

_FLOOR = (0.15, 0.02)
"""Below these a candidate is not looked at: one that the rules did not find, one that they found."""
_SURE = 0.4
"""Least probability of a longer name for a shorter one inside it to be a part of it."""
_ALIAS = 0.4
"""Least part of the probability of the likeliest spelling that another spelling of the same thing needs."""
_DATASET = 0.8
"""Least probability of a dataset to be one where the rules say that it is a method."""
_KIND_NOUN = re.compile(
    r"(?<=\w) (?:frameworks?|mechanisms?|strateg(?:y|ies)|methods?|approach(?:es)?|algorithms?|architectures?|techniques?|schemes?|"
    r"tasks?|problems?|data ?sets?|benchmarks?)\Z",
    re.IGNORECASE,
)
"""A noun for what all of a kind are, behind a name that tells one of them."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One entity of a paper: `mentions` are the numbers of its candidates, in the order of the text; `found` tells
    whether the rules found it too."""

    kind: Kind
    cluster: int
    probability: float
    found: bool
    mentions: tuple[int, ...]


def found_by_rules(doc: Doc, found: Candidates) -> np.ndarray:
    """(g, kinds) bool: the groups that the rules take for an entity of a kind."""
    rows = np.zeros((len(found.names), len(KINDS)), dtype=bool)
    for name in FOUND_GROUPS:
        for span in doc.spans[name]:
            number = found.at.get((span.start, span.end - 1))
            if number is not None:
                rows[found.group_of[number], KINDS.index(span.label_)] = True
    return rows


def things(text: str, found: Candidates, types: np.ndarray, by_rules: np.ndarray) -> list[Thing]:
    """The likely entities of a text, each of one kind. `types` (g, kinds) are probabilities, `by_rules` (g, kinds) tells what the
    rules found; of candidates of one kind that overlap, the likelier stays."""
    types = _as_rules_say(types, by_rules)
    floor = np.where(by_rules, _FLOOR[True], _FLOOR[False])
    # One kind for each spelling: the likeliest, or that of the rules where no other kind is likely.
    ranked = np.sort(types, axis=1)
    rival = np.where(types < ranked[:, -1:], ranked[:, -1:], ranked[:, -2:-1])
    possible = (types >= floor) & ((types >= rival) | (by_rules & (rival < _SURE)))
    # A metric, format or firm that results are spoken of beside is no dataset.
    dataset = KINDS.index("Dataset")
    for group in np.flatnonzero(possible[:, dataset] & ~by_rules[:, dataset]).tolist():
        possible[group, dataset] = found.names[group] not in NOT_NAMES
    spans: list[tuple[int, int]] = list(found.at)
    mentions: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(found.group_of.tolist()):
        mentions[group].append(number)
    chosen: list[Thing] = []
    for column, kind in enumerate(KINDS):
        chances = {group: float(types[group, column]) for group in np.flatnonzero(possible[:, column]).tolist()}
        sure = [spans[n] for group, chance in chances.items() if chance >= _SURE for n in mentions[group]]
        taken: set[int] = set()
        kept: dict[int, list[tuple[float, int, list[int]]]] = defaultdict(list)
        for group in sorted(chances, key=lambda g: (-chances[g], g)):
            standing = _outside(spans, mentions[group], sure)
            free = [n for n in standing if taken.isdisjoint(range(spans[n][0], spans[n][1] + 1))]
            taken.update(token for n in free for token in range(spans[n][0], spans[n][1] + 1))
            if free:
                kept[int(found.cluster_of[group])].append((chances[group], group, free))
        for cluster, parts in sorted(kept.items()):
            likeliest = max(p for p, _, _ in parts)
            # A doubtful spelling of a sure thing is likelier to be something else.
            same = [(group, part) for p, group, part in parts if p >= _ALIAS * likeliest]
            numbers = tuple(sorted(n for _, part in same for n in part))
            chosen.append(Thing(kind, cluster, likeliest, any(by_rules[g, column] for g, _ in same), numbers))
    return _joined(text, found, chosen)


def _as_rules_say(types: np.ndarray, by_rules: np.ndarray) -> np.ndarray:
    """The probabilities, with those of a method and of a dataset given to the one that the rules take a name for: names of
    new methods and of new datasets look alike, and the rules go by the noun beside them. A dataset of at least
    `_DATASET` stays one though they say that it is a method."""
    method, dataset = KINDS.index("Method"), KINDS.index("Dataset")
    moved = types.copy()
    contested = by_rules[:, dataset] & (types[:, method] > types[:, dataset])
    moved[contested, dataset] = types[contested, method]
    moved[contested, method] = 0
    doubted = by_rules[:, method] & ~by_rules[:, dataset] & (types[:, method] < types[:, dataset])
    doubted &= types[:, dataset] < _DATASET
    moved[doubted, method] = np.minimum(1, types[doubted, method] + types[doubted, dataset])
    moved[doubted, dataset] = 0
    return moved


def _joined(text: str, found: Candidates, chosen: Iterable[Thing]) -> list[Thing]:
    """The things, with those of one kind made one that stand as "long form (short form)", or whose names differ by a noun
    for what all of their kind are ("adaptive gating", "adaptive gating mechanism")."""
    things: list[Thing] = []
    # For each thing, its names without such a noun; where a parenthesis opens right behind it, and where it stands right
    # before one that closes.
    bare: list[set[str]] = []
    opening: list[set[int]] = []
    closing: list[set[int]] = []
    spans, ends = list(found.at), found.ends.tolist()
    for thing in chosen:
        mentions = [spans[n] for n in thing.mentions]
        names = {_bare(found.names[found.group_of[n]]) for n in thing.mentions}
        opens = {last + 2 for _, last in mentions if text.startswith(" (", ends[last])}
        closes = {first for first, last in mentions if text.startswith(")", ends[last])}
        for number, other in enumerate(things):
            explained = not (opens.isdisjoint(closing[number]) and closes.isdisjoint(opening[number]))
            if thing.kind == other.kind and (explained or not names.isdisjoint(bare[number])):
                likelier = max(thing, other, key=lambda t: t.probability)
                things[number] = replace(
                    likelier,
                    found=thing.found or other.found,
                    mentions=tuple(sorted({*thing.mentions, *other.mentions})),
                )
                bare[number] |= names
                opening[number] |= opens
                closing[number] |= closes
                break
        else:
            things.append(thing)
            bare.append(names)
            opening.append(opens)
            closing.append(closes)
    return things


@lru_cache(1 << 14)
def _bare(name: str) -> str:
    """A name without capitals, hyphens, and the noun for what all of its kind are."""
    return name_key(_KIND_NOUN.sub("", name))


def _outside(spans: list[tuple[int, int]], numbers: list[int], sure: Iterable[tuple[int, int]]) -> list[int]:
    """The mentions that are no part of a longer name among the `sure` ones ("VAR" in "M-VAR"); all of them, if none is
    left."""
    low, high = spans[numbers[0]][0], spans[numbers[-1]][1]
    near = [(a, b) for a, b in sure if a <= high and b >= low]
    left = []
    for number in numbers:
        first, last = spans[number]
        if not any(a <= first and last <= b and (a, b) != (first, last) for a, b in near):
            left.append(number)
    return left or numbers


def names_of(doc: Doc, found: Candidates, chosen: Iterable[Thing]) -> dict[tuple[Kind, int], str]:
    """The name of each thing within its paper: what the rules call it, else the vocabulary, else its long form, else its
    commonest spelling. Names of different things of one kind differ."""
    called: dict[tuple[str, tuple[int, int]], str] = {}
    for group in ("kg_abbreviations", "kg_vocabulary", *FOUND_GROUPS):
        for span in doc.spans[group]:
            called[span.label_, (span.start, span.end - 1)] = span.kb_id_
    text, starts, ends, runs = text_of(doc), found.starts.tolist(), found.ends.tolist(), list(found.at)
    names: dict[tuple[Kind, int], str] = {}
    taken: dict[Kind, set[str]] = defaultdict(set)
    for thing in chosen:
        spans = [runs[number] for number in thing.mentions]
        written = [text[starts[first] : ends[last]] for first, last in spans]
        votes: Counter[str] = Counter()
        for label in (thing.kind, "short", "long"):
            votes.update(called[label, span] for span in spans if (label, span) in called)
            if votes:
                break
        if not votes:
            votes.update(written)
        ranked = sorted(votes, key=lambda name: (-votes[name], len(name), name))
        name = next((name for name in [*ranked, *written] if name not in taken[thing.kind]), ranked[0])
        taken[thing.kind].add(name)
        names[thing.kind, thing.cluster] = name
    return names
