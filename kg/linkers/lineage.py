"""Finds lineage: which prior method the paper's own method extends, and with which it is compared.

Rule families (see `kg.linkers._descent`) each vote for (descendant, ancestor); where several agree, the confidence rises,
their errors taken as independent. One weak vote alone abstains.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kg.linkers._cues import COMPARED
from kg.linkers._descent import votes
from kg.linkers._findings import Finding, write
from kg.linkers._scene import BROAD, Scene, Vote

_ENOUGH = 0.6
"""Least joint confidence of an edge."""
_TELLING = ("pair", "cue", "kind", "title", "remedy", "name")
"""The families, first the one whose sentence says most of how the methods hang together."""

_CLASS_OF = re.compile(r"-(?:like|style|inspired)\b")
"""What makes of a name a class of other methods."""

_COUNTS_PARTS = re.compile(
    r"\b(?:consist(?:s|ing)? of|compris(?:es|ing)|composed of|equipped with|made of|built from|incorporat(?:es|ing)|integrat(?:es|ing)|"
    r"(?:components?|modules?|parts|ingredients|techniques|stages|branches|innovations)\s?(?:,|:|namely|\())",
    re.IGNORECASE,
)

_BESIDE_THE_MAIN = ("explained-own", "apposed", "passive")
"""Rules by which parts are named whose whole stands in the title."""


@Language.factory("kg_lineage", assigns=["doc.spans"])
class Lineage:
    """Writes findings between methods (subject: the descendant, name: the ancestor), and the roles these make stronger."""

    reads: tuple[str, ...] = ("kg_vocabulary", "kg_methods", "kg_roles")
    writes = "kg_lineage"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_lineage"], in the order of the text."""
        scene = Scene(doc)
        own = {span.kb_id_ for span in scene.own}
        ballot: dict[tuple[str, str], list[Vote]] = defaultdict(list)
        for vote in votes(scene):
            if vote.descendant and vote.descendant != vote.ancestor:
                ballot[vote.descendant, vote.ancestor].append(vote)
        findings: list[Finding] = []
        for (descendant, ancestor), agreeing in sorted(ballot.items()):
            findings += _edge(descendant, ancestor, agreeing, descendant in own and ancestor not in own)
        if scene.main:
            extended = {(finding.subject, finding.name) for finding in findings}
            findings += [found for found in _compared(scene) if (found.subject, found.name) not in extended]
            findings += [found for found in _parts(scene) if (found.name, found.subject) not in extended]
        write(doc, self.writes, findings)
        return doc


def _edge(descendant: str, ancestor: str, agreeing: list[Vote], builds_on: bool) -> Iterator[Finding]:
    best: dict[str, Vote] = {}
    for vote in agreeing:
        if vote.family not in best or vote.certainty > best[vote.family].certainty:
            best[vote.family] = vote
    doubt = 1.0
    for vote in best.values():
        doubt *= 1.0 - vote.certainty
    confidence = min(0.97, 1.0 - doubt)
    if confidence < _ENOUGH:
        return
    shown = min(best.values(), key=lambda vote: (_TELLING.index(vote.family), vote.mention.start))
    kinds = {vote.refinement for vote in best.values()} - {""}
    kind = shown.refinement or min(kinds, default="")
    rule = "kg_lineage:" + "+".join(sorted(best))
    yield Finding(shown.mention, "extends", "Method", ancestor, confidence, rule, subject=descendant, refinement=kind)
    if builds_on:
        yield Finding(shown.mention, "buildsOn", "Method", ancestor, confidence, rule)


def _compared(scene: Scene) -> Iterator[Finding]:
    """The rivals of own methods: those named behind a word that compares, in the paper's account of its own work."""
    seen = set()
    own = {span.kb_id_ for span in scene.own}
    for span in scene.methods:
        start, _ = scene.sentences.of(span)
        pair = (scene.own_near(span), span.kb_id_)
        if start < scene.announced or pair[1] in BROAD | own or pair in seen:
            continue
        cue = COMPARED.search(scene.text, max(start, span.start_char - 160), span.start_char)
        if not cue or _CLASS_OF.match(scene.text, span.end_char):
            continue
        # "Unlike A, B ...": behind the comma stands what is compared with A.
        if scene.text[start : cue.start()].strip() or "," not in cue[0]:
            seen.add(pair)
            yield Finding(span, "comparedWith", "Method", pair[1], 0.72, "kg_lineage:outperforms", subject=pair[0])


def _parts(scene: Scene) -> Iterator[Finding]:
    """The own parts of the main method: components, whole names that a sentence counts among its parts, and what a
    paper that is titled by its main method explains beside it."""
    seen = {scene.main}
    titled = scene.rules.get(scene.main) == "title"
    for span in scene.own:
        start, _ = scene.sentences.of(span)
        component = span.kb_id_ in scene.components
        if span.kb_id_ in seen or start < scene.announced or not scene.main:
            continue
        counted = _COUNTS_PARTS.search(scene.text, start, span.start_char)
        if component or counted or (titled and scene.rules[span.kb_id_] in _BESIDE_THE_MAIN):
            seen.add(span.kb_id_)
            rule = "kg_lineage:" + ("component" if component else "counted" if counted else "beside")
            yield Finding(span, "hasPart", "Method", span.kb_id_, 0.65, rule, subject=scene.main)
