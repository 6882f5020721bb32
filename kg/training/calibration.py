"""Whether a confidence means what it says: of the claims at 0.9, nine in ten should be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg._gold import GoldPaper
from kg.model import LINEAGE, Claim, Kind, LinkedPaper
from kg.training.examples import LINK_NAMES, ROLE_NAMES, annotated

_BINS = 10


def calibration_error(linked: Iterable[LinkedPaper], gold: Iterable[GoldPaper]) -> float:
    """Expected calibration error (0..1) over ten equal bins: the mean distance, weighted by claims, between what the
    claims of a bin say and how many of them are right. Claims on optional annotations are left out."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for paper, answer in zip(linked, gold, strict=True):
        for confidence, right in judged_claims(paper, answer):
            bins[min(_BINS - 1, int(confidence * _BINS))].append((confidence, right))
    number = sum(map(len, bins.values()))
    distances = (abs(sum(c for c, _ in members) - sum(r for _, r in members)) for members in bins.values())
    return sum(distances) / max(1, number)


def judged_claims(linked: LinkedPaper, gold: GoldPaper) -> list[tuple[float, bool]]:
    """(confidence, whether it is right, role and all) of each claim; one on several spellings of a name is one."""
    groups: dict[tuple[Kind, str], list[Claim]] = defaultdict(list)
    for claim in linked.claims:
        if claim.predicate not in LINEAGE and claim.kind in ("Method", "Task", "Dataset", "Hardware"):
            groups[claim.kind, claim.name].append(claim)
    text = linked.paper.text
    entity_of = {
        (kind, name): annotated(gold.of(kind), [name, *(text[claim.start : claim.end] for claim in claims)])
        for (kind, name), claims in groups.items()
    }
    judged = []
    for key, claims in groups.items():
        entity = entity_of[key]
        if entity is None or not entity.optional:
            best = max(claims, key=lambda claim: claim.confidence)
            judged.append((best.confidence, entity is not None and entity.role == ROLE_NAMES[best.predicate]))
    links = {(link.descendant, link.ancestor): link for link in gold.lineage}
    for claim in linked.claims:
        if claim.predicate not in LINK_NAMES:
            continue
        ends = [entity_of.get(("Method", name)) for name in (claim.subject, claim.name)]
        if any(end is not None and end.optional for end in ends):
            continue
        link = links.get((ends[0].name if ends[0] else "", ends[1].name if ends[1] else ""))
        if link is None or not link.optional:
            judged.append((claim.confidence, link is not None and link.type == LINK_NAMES[claim.predicate]))
    return judged
