"""From the things of a text, and what a model thinks of their roles and links, to findings: thresholds, best mentions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from spacy.tokens import Doc, Span

from kg.linkers._candidates import FOUND_GROUPS, Candidates
from kg.linkers._cues import COMPARED
from kg.linkers._features import KINDS, PAIRS, ROLES, cluster_at
from kg.linkers._findings import Finding, read
from kg.linkers._spans import COORDINATED, text_of
from kg.linkers._things import Thing, names_of
from kg.model import PREDICATES, Kind, Predicate

OFFSETS: Mapping[Kind, int] = {
    kind: sum(len(names) for _, names in ROLES[:number]) for number, (kind, _) in enumerate(ROLES)
}
"""Kind -> the first of its columns in the outputs of the role head."""
_LEAST = 0.15
"""Below this a thing is no method that can be an end of a link, and no method the paper's own that can be a descendant."""
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


def plausible_pairs(found: Candidates, types: np.ndarray, roles: np.ndarray) -> list[tuple[int, int]]:
    """(descendant, ancestor) clusters that may be methods, the descendant the paper's own, sorted."""
    method = np.zeros(found.clusters)
    np.maximum.at(method, found.cluster_of, types[:, 0])
    ancestors = np.flatnonzero(method > _LEAST).tolist()
    descendants = [cluster for cluster in ancestors if roles[cluster, 0] > _LEAST]
    return [(d, a) for d in descendants for a in ancestors if d != a]


def addresses(doc: Doc) -> Iterator[Finding]:
    """What the rules say of addresses: those are theirs alone."""
    return (finding for finding in read(doc, "kg_roles") if finding.kind in ("Repository", "WebPage"))


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
        subject, name = names["Method", descendant], names["Method", ancestor]
        if (subject, name) in settled:
            continue
        # A link is of one type: the likelier, or else the other, if that can be believed.
        either: tuple[Predicate, ...] = ("extends", "comparedWith")
        for predicate in sorted(either, key=lambda what: -shares[PAIRS.index(what)]):
            probability = float(shares[PAIRS.index(predicate)])
            rule = said.get((subject, name, predicate))
            if predicate in decision.kept or not decision.believes(predicate, probability, rule is not None):
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
            break


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
