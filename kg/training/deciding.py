"""Chooses when to believe the model: thresholds with the best F1, and confidences that mean what they say.

It looks at papers that the model was not fitted to.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kg._gold import GoldEntity
from kg.evaluation import Count, Scores
from kg.linkers._decisions import Decision, role
from kg.linkers._features import KINDS, PAIRS
from kg.linkers._things import Thing, things
from kg.training.examples import LINK_NAMES, ROLE_NAMES, Example, annotated

_GRID = (0.02, 0.05, 0.1, *(round(0.16 + 0.04 * step, 2) for step in range(20)))
"""Thresholds that are tried."""
_BETA = {"extends": 0.6}
"""How much recall counts against precision (F-beta) where they do not count alike: a wrong ancestor misleads more."""
_MEASURES = {
    "Method": "methods", "Task": "tasks", "Dataset": "datasets", "Hardware": "hardware",
    "extends": "lineage extends", "comparedWith": "lineage compares",
}  # fmt: skip
"""What is judged -> its measure in an evaluation."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model says of one paper, and what the rules say: `types` (g, kinds), `by_rules` (g, kinds) bool, `roles`
    (c, 13), `pairs` (p, 2) clusters (descendant, ancestor), `links` (p, 3), `said` maps pairs to the predicates that
    the rules claim."""

    example: Example
    types: np.ndarray
    by_rules: np.ndarray
    roles: np.ndarray
    pairs: np.ndarray
    links: np.ndarray
    said: dict[tuple[int, int], frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Case:
    """One possible claim. `right` is None where an optional annotation leaves it open; `hit` names the annotation that
    it finds; `claim` is the probability of the whole claim, role and all, and `exact` whether all of it is right."""

    paper: int
    what: str
    probability: float
    found: bool
    right: bool | None
    hit: str
    claim: float
    exact: bool | None


def decide(opinions: Sequence[Opinion], alone: bool = False) -> Decision:
    """Thresholds and confidences for every kind and predicate between methods; see `Decision` for `alone`."""
    least: dict[str, tuple[float, float]] = {}
    scale: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {}
    cases = list(_entities(opinions))
    for kind in KINDS:
        mine = [case for case in cases if case.what == kind]
        least[kind] = _best(mine, sum(not e.optional for o in opinions for e in o.example.gold.of(kind)))
        scale[kind] = _scales(mine, least[kind])
    links = list(_links(opinions, least["Method"]))
    for predicate, name in LINK_NAMES.items():
        mine = [case for case in links if case.what == predicate]
        asked = sum(len(_firm(o.example, name)) for o in opinions)
        least[predicate] = _best(mine, asked, _BETA.get(predicate, 1.0))
        scale[predicate] = _scales(mine, least[predicate])
    return Decision(least, scale, alone)


def keeping(decision: Decision, rules: Scores, model: Scores) -> Decision:
    """The decision with what the rules say kept wherever they do better than the model, deciding so on the same papers.

    Where both do as well the model decides: whoever wrote the rules may have had these papers at hand. Recall counts
    against precision as it does in choosing thresholds.
    """
    kept, roles_kept = set(), set()
    for what, name in _MEASURES.items():
        ours, theirs = model.measures[name], rules.measures[name]
        if _f(ours, _BETA.get(what, 1.0)) < _f(theirs, _BETA.get(what, 1.0)):
            kept.add(what)
        if what in KINDS and model.roles.get(name, 0) < rules.roles.get(name, 0):
            roles_kept.add(what)
    return replace(decision, kept=frozenset(kept), roles_kept=frozenset(roles_kept))


def _f(count: Count, beta: float) -> float:
    """F-beta of a count of answers."""
    weighted = (1 + beta**2) * count.tp
    return weighted / max(1.0, weighted + beta**2 * count.fn + count.fp)


def _entities(opinions: Iterable[Opinion]) -> Iterator[_Case]:
    for number, opinion in enumerate(opinions):
        for thing in things(opinion.example.paper.text, opinion.example.found, opinion.types, opinion.by_rules):
            entity = _annotated(opinion.example, thing)
            predicate, share = role(thing.kind, thing.cluster, opinion.roles)
            right = None if entity is not None and entity.optional else entity is not None
            yield _Case(
                paper=number,
                what=thing.kind,
                probability=thing.probability,
                found=thing.found,
                right=right,
                hit=entity.name if entity else "",
                claim=thing.probability * share,
                exact=None if right is None else entity is not None and entity.role == ROLE_NAMES[predicate],
            )


def _annotated(example: Example, thing: Thing) -> GoldEntity | None:
    return annotated(
        example.gold.of(thing.kind), (example.found.names[example.found.group_of[n]] for n in thing.mentions)
    )


def _links(opinions: Iterable[Opinion], least: tuple[float, float]) -> Iterator[_Case]:
    for number, opinion in enumerate(opinions):
        example = opinion.example
        name_of: dict[int, str] = {}
        for thing in things(example.paper.text, example.found, opinion.types, opinion.by_rules):
            if thing.kind == "Method" and thing.probability >= least[thing.found]:
                entity = _annotated(example, thing)
                name_of[thing.cluster] = entity.name if entity else f"?{thing.cluster}"
        for (descendant, ancestor), shares in zip(opinion.pairs.tolist(), opinion.links, strict=True):
            if not {descendant, ancestor} <= name_of.keys() or name_of[descendant] == name_of[ancestor]:
                continue
            ends = (name_of[descendant], name_of[ancestor])
            predicate = "extends" if shares[1] >= shares[2] else "comparedWith"
            right: bool | None = ends in _firm(example, LINK_NAMES[predicate])
            if ends in _open(example):
                right = None
            probability = float(shares[PAIRS.index(predicate)])
            said = predicate in opinion.said.get((descendant, ancestor), ())
            yield _Case(number, predicate, probability, said, right, " ".join(ends), probability, right)


def _firm(example: Example, name: str) -> set[tuple[str, str]]:
    """(descendant, ancestor) of the links of a type that are asked for."""
    return {(link.descendant, link.ancestor) for link in example.gold.lineage if link.type == name} - _open(example)


def _open(example: Example) -> set[tuple[str, str]]:
    doubtful = {method.name for method in example.gold.methods if method.optional}
    return {
        (link.descendant, link.ancestor)
        for link in example.gold.lineage
        if link.optional or doubtful & {link.descendant, link.ancestor}
    }


def _best(cases: Sequence[_Case], asked: int, beta: float = 1.0) -> tuple[float, float]:
    """The least probabilities (for what the rules did not find, for what they found) with the best F-beta."""
    judged = [case for case in cases if case.right is not None]
    # At [i, j]: believed with the i-th threshold for what is new and the j-th for what is known.
    wrong = np.zeros((len(_GRID), len(_GRID)))
    hits = np.zeros_like(wrong)
    best_of: dict[tuple[int, str], list[int]] = {}
    for case in judged:
        # How many thresholds let the case pass; 0 for none.
        passed = int(np.searchsorted(_GRID, case.probability, side="right"))
        if case.found:
            wrong[:, :passed] += 1
        else:
            wrong[:passed, :] += 1
        if case.right:
            best = best_of.setdefault((case.paper, case.hit), [0, 0])
            best[case.found] = max(best[case.found], passed)
    for new, known in best_of.values():
        hits[:new, :] += 1
        hits[new:, :known] += 1
    # What finds an annotation that something else has found already is as wrong as what finds none.
    wrong -= hits
    weighted = (1 + beta**2) * hits
    measure = weighted / np.maximum(1.0, weighted + beta**2 * (asked - hits) + wrong)
    tried = [
        (measure[i, j], -abs(new - 0.5), (new, known))
        for i, new in enumerate(_GRID)
        for j, known in enumerate(_GRID)
        if known <= new
    ]
    return max(tried)[-1]


def _scales(cases: Sequence[_Case], least: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """(slope, intercept) for what the rules did not find, and for what they found."""
    grouped: dict[bool, list[tuple[float, bool]]] = defaultdict(list)
    for case in cases:
        if case.exact is not None and case.probability >= least[case.found]:
            grouped[case.found].append((case.claim, case.exact))
    everything = grouped[False] + grouped[True]
    new, known = (_scale(grouped[flag] if len(grouped[flag]) >= 40 else everything) for flag in (False, True))
    return new, known


def _scale(cases: Sequence[tuple[float, bool]], rounds: int = 200) -> tuple[float, float]:
    """Logistic regression of being right on the logit of the probability (Platt 1999), by Newton's method."""
    at = np.array([math.log(p / (1 - p)) for p, _ in ((min(max(p, 1e-4), 1 - 1e-4), r) for p, r in cases)])
    right = np.array([float(r) for _, r in cases])
    inputs = np.stack([at, np.ones_like(at)], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(rounds if len(cases) else 0):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        # A little weight on the identity keeps a handful of cases from being taken for certain.
        gradient = inputs.T @ (right - chance) - (weights - np.array([1.0, 0.0]))
        curvature = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.eye(2)
        # Newton's step overshoots where all cases lie on one side; short steps arrive all the same.
        step = np.clip(np.linalg.solve(curvature, gradient), -0.5, 0.5)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return round(float(weights[0]), 4), round(float(weights[1]), 4)
