"""From what a model thinks of candidates, clusters and pairs to findings: thresholds, overlaps, names, best mentions."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from spacy.tokens import Doc, Span

from kg.ids import name_key
from kg.linkers._candidates import FOUND_GROUPS, Candidates
from kg.linkers._cues import COMPARED
from kg.linkers._features import KINDS, PAIRS, ROLES, cluster_at
from kg.linkers._findings import Finding, read
from kg.linkers._names import NOT_NAMES
from kg.linkers._spans import COORDINATED, text_of
from kg.model import PREDICATES, Kind, Predicate

OFFSETS: Mapping[Kind, int] = {
    kind: sum(len(names) for _, names in ROLES[:number]) for number, (kind, _) in enumerate(ROLES)
}
"""Kind -> the first of its columns in the outputs of the role head."""
_LEAST = 0.15
"""Below this a thing is no method that can be an end of a link, and no method the paper's own that can be a descendant."""
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

JudgePairs = Callable[[list[tuple[int, int]]], np.ndarray]
"""(descendant, ancestor) clusters -> (p, 3), how likely each of `PAIRS` is."""


@dataclass(frozen=True, slots=True)
class Decision:
    """When to believe the model. `least` maps what it judges (a kind, or a predicate between methods) to the least
    probabilities for what the rules did not find and what they found too; `scale` likewise to the (slope, intercept) that
    turn the logit of a probability into that of a confidence. With `alone` the rules have no say in what is claimed;
    what could be a name, which spellings are one thing, and how it is called still comes from them.

    Where the model does not know better, what the rules say stands: of the kinds and predicates in `kept` all that they
    find and nothing else, of the kinds in `roles_kept` the role of what they find.
    """

    least: Mapping[str, tuple[float, float]]
    scale: Mapping[str, tuple[tuple[float, float], tuple[float, float]]]
    alone: bool = False
    kept: frozenset[str] = frozenset()
    roles_kept: frozenset[str] = frozenset()

    def believes(self, what: str, probability: float, found: bool) -> bool:
        """Whether a probability is enough; `found` tells whether the rules say the same."""
        return probability >= self.least[what][found]

    def confidence(self, what: str, probability: float, found: bool) -> float:
        """How likely a claim is right, in 0.01..0.99."""
        slope, intercept = self.scale[what][found]
        at = min(max(probability, 1e-4), 1 - 1e-4)
        return min(0.99, max(0.01, 1 / (1 + math.exp(-slope * math.log(at / (1 - at)) - intercept))))

    def settings(self) -> dict[str, Any]:
        """What `of` reads."""
        kept = {"kept": sorted(self.kept), "roles_kept": sorted(self.roles_kept)}
        return {"least": dict(self.least), "scale": dict(self.scale), **kept}

    @staticmethod
    def of(settings: Mapping[str, Any], blank: bool) -> Decision:
        """That of a model's settings, for a model that is told what the rules say or, with `blank`, is not."""
        way = settings["decisions"]["model" if blank else "both"]
        return Decision(
            {what: tuple(values) for what, values in way["least"].items()},
            {what: (tuple(new), tuple(known)) for what, (new, known) in way["scale"].items()},
            alone=blank,
            kept=frozenset(way["kept"]),
            roles_kept=frozenset(way["roles_kept"]),
        )


@dataclass(frozen=True, slots=True)
class Thing:
    """One entity of a paper: `mentions` are the numbers of its candidates, in the order of the text; `found` tells
    whether the rules found it too."""

    kind: Kind
    cluster: int
    probability: float
    found: bool
    mentions: tuple[int, ...]


def plausible_pairs(found: Candidates, types: np.ndarray, roles: np.ndarray) -> list[tuple[int, int]]:
    """(descendant, ancestor) clusters that may be methods, the descendant the paper's own, sorted."""
    method = np.zeros(found.clusters)
    np.maximum.at(method, found.cluster_of, types[:, 0])
    ancestors = np.flatnonzero(method > _LEAST).tolist()
    descendants = [cluster for cluster in ancestors if roles[cluster, 0] > _LEAST]
    return [(d, a) for d in descendants for a in ancestors if d != a]


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


def addresses(doc: Doc) -> Iterator[Finding]:
    """What the rules say of addresses: those are theirs alone."""
    return (finding for finding in read(doc, "kg_roles") if finding.kind in ("Repository", "WebPage"))


def found_by_rules(doc: Doc, found: Candidates) -> np.ndarray:
    """(g, kinds) bool: the groups that the rules take for an entity of a kind."""
    rows = np.zeros((len(found.names), len(KINDS)), dtype=bool)
    for name in FOUND_GROUPS:
        for span in doc.spans[name]:
            number = found.at.get((span.start, span.end - 1))
            if number is not None:
                rows[found.group_of[number], KINDS.index(span.label_)] = True
    return rows


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


def findings(
    doc: Doc, found: Candidates, likely: list[Thing], roles: np.ndarray, pairs: JudgePairs, decision: Decision
) -> Iterator[Finding]:
    """What the paper says of each thing, with each of its spellings, and of each pair of methods."""
    by_rules = () if decision.alone else (*read(doc, "kg_roles"), *read(doc, "kg_lineage"))
    chosen = [
        thing
        for thing in likely
        if (
            thing.found
            if thing.kind in decision.kept
            else decision.believes(thing.kind, thing.probability, thing.found)
        )
    ]
    names = names_of(doc, found, chosen)
    said = [*_entities(doc, found, chosen, names, roles, by_rules, decision)]
    said += _standing(found, said, roles, by_rules, decision)
    yield from said
    known = {finding.name for finding in said if finding.kind == "Method"}
    yield from _links(doc, found, chosen, names, known, roles, pairs, by_rules, decision)


def _entities(
    doc: Doc,
    found: Candidates,
    chosen: Iterable[Thing],
    names: Mapping[tuple[Kind, int], str],
    roles: np.ndarray,
    by_rules: Iterable[Finding],
    decision: Decision,
) -> Iterator[Finding]:
    """What the model says of each thing, in the role that the rules give it where theirs are kept."""
    told: dict[tuple[Kind, str], Predicate] = {}
    for finding in by_rules:
        if finding.kind in decision.roles_kept and not finding.subject:
            key = (finding.kind, finding.name)
            told[key] = min(told.get(key, finding.predicate), finding.predicate, key=PREDICATES.index)
    by_words = [] if decision.alone else [span for group in FOUND_GROUPS for span in doc.spans[group]]
    coordinated = [span for span in by_words if span.id_ == COORDINATED]
    for thing in chosen:
        if thing.kind in decision.kept:
            continue
        name = names[thing.kind, thing.cluster]
        predicate, share = role(thing.kind, thing.cluster, roles)
        predicate = told.get((thing.kind, name), predicate)
        confidence = decision.confidence(thing.kind, thing.probability * share, thing.found)
        shown: dict[str, Span] = {}
        for number in thing.mentions:
            span = _span(doc, found, number)
            shown.setdefault(span.text, span)
        for span in shown.values():
            rule = f"kg_tagger:{'both' if thing.found else 'model'}"
            yield Finding(span, predicate, thing.kind, name, confidence, rule)
            # One part of "CIFAR-10/100" or "image and video generation" has no words of its own: it goes with the other.
            for whole in coordinated:
                if whole.label_ == thing.kind and whole.start <= span.start and span.end <= whole.end:
                    for part in by_words:
                        if part.label_ == thing.kind and whole.start <= part.start and part.end <= whole.end:
                            yield Finding(part, predicate, thing.kind, part.kb_id_, confidence, rule)


def _standing(
    found: Candidates, said: Iterable[Finding], roles: np.ndarray, by_rules: Iterable[Finding], decision: Decision
) -> Iterator[Finding]:
    """What the rules say of entities and stands: the kinds that are kept, and the ends of links that are kept."""
    known = {(finding.kind, finding.name) for finding in said}
    ends = {name for f in by_rules if f.subject and f.predicate in decision.kept for name in (f.subject, f.name)}
    for finding in by_rules:
        if finding.subject or finding.kind not in KINDS or (finding.kind, finding.name) in known:
            continue
        if finding.kind in decision.kept:
            cluster = cluster_at(found, finding.span)
            if finding.kind not in decision.roles_kept and cluster is not None:
                finding = replace(finding, predicate=role(finding.kind, cluster, roles)[0])
            yield finding
        elif finding.kind == "Method" and finding.name in ends:
            yield finding


def role(kind: Kind, cluster: int, roles: np.ndarray) -> tuple[Predicate, float]:
    """The likeliest role of a cluster and its probability, given that it is an entity of the kind."""
    predicates = next(predicates for other, predicates in ROLES if other == kind)
    shares = roles[cluster, OFFSETS[kind] :][: len(predicates)]
    return predicates[int(shares.argmax())], float(shares.max())


def _links(
    doc: Doc,
    found: Candidates,
    chosen: Iterable[Thing],
    names: Mapping[tuple[Kind, int], str],
    known: AbstractSet[str],
    roles: np.ndarray,
    pairs: JudgePairs,
    by_rules: Iterable[Finding],
    decision: Decision,
) -> Iterator[Finding]:
    """Links between methods, of which `known` are the names; those of parts, and of kept predicates, are the rules'."""
    linked = [finding for finding in by_rules if finding.subject and {finding.subject, finding.name} <= known]
    stands = [f for f in linked if f.predicate == "hasPart" or f.predicate in decision.kept]
    yield from stands
    if decision.kept >= set(PAIRS[1:]):
        return
    settled = {(finding.subject, finding.name) for finding in stands}
    said = {(finding.subject, finding.name, finding.predicate): finding for finding in linked}
    proposed = {(subject, name) for subject, name, _ in said}
    methods = {thing.cluster: thing for thing in chosen if thing.kind == "Method"}
    own = {cluster for cluster in methods if roles[cluster, 0] > _LEAST}
    ends = [
        (d, a)
        for d in methods
        for a in methods
        if names["Method", d] != names["Method", a]
        and (d in own or (names["Method", d], names["Method", a]) in proposed)
    ]
    for (descendant, ancestor), shares in zip(ends, pairs(ends), strict=True):
        predicate: Predicate = "extends" if shares[1] >= shares[2] else "comparedWith"
        probability = float(shares[PAIRS.index(predicate)])
        subject, name = names["Method", descendant], names["Method", ancestor]
        rule = said.get((subject, name, predicate))
        if predicate in decision.kept or (subject, name) in settled:
            continue
        if not decision.believes(predicate, probability, rule is not None):
            continue
        yield Finding(
            span=rule.span if rule else _shown(doc, found, predicate, methods[ancestor], methods[descendant]),
            predicate=predicate,
            kind="Method",
            name=name,
            confidence=decision.confidence(predicate, probability, rule is not None),
            rule=f"kg_tagger:{'both' if rule else 'model'}",
            subject=subject,
            refinement=rule.refinement if rule else "",
        )


def _shown(doc: Doc, found: Candidates, predicate: Predicate, ancestor: Thing, descendant: Thing) -> Span:
    """The mention of the ancestor to show: in the abstract, in a sentence that compares if that is what is claimed and
    in another if not, beside the descendant, the first."""
    sentence = found.sentence_of[found.spans[:, 0]]
    own = {int(sentence[n]) for n in descendant.mentions}

    def rank(number: int) -> tuple[bool, bool, bool, int]:
        span = _span(doc, found, number)
        compared = COMPARED.search(text_of(doc), span.sent.start_char, span.start_char) is not None
        here = int(sentence[number])
        return here == 1, compared != (predicate == "comparedWith"), here not in own, number

    return _span(doc, found, min(ancestor.mentions, key=rank))


def _span(doc: Doc, found: Candidates, number: int) -> Span:
    first, last = found.spans[number].tolist()
    return doc[first : last + 1]
