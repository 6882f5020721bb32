"""Finds lineage: which prior method the paper's own method extends, and with which it is compared.

Rule families each vote for (descendant, ancestor); where several agree, the confidence rises (their errors are taken as
independent). The families:

- *pair*: the words between two methods say so ("B extends A", "B, a variant of A", "building on A, we propose B").
- *cue*: words before the ancestor say so ("we extend A", "inspired by A", "a variant of A"); found by `kg_roles`.
- *kind*: the own method is said to be one of its kind ("B, a pruning framework", "an enhanced two-stream MLP, B").
- *name*: the own name is made from the ancestor's, which the paper also names by itself ("PC-DARTS", "DARTS").
- *title*: the title says what B does to A ("B: Accelerating A", "B: Weight Sharing A for ...", "B meets A").
- *remedy*: A is said to fall short, and the next proposal sets out to overcome that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.linkers._cues import PROPOSAL
from kg.linkers._findings import Finding, read, write
from kg.linkers._matching import in_any_case
from kg.linkers._pairs import descent
from kg.linkers._sentences import Sentences
from kg.linkers._spans import text_of

_ENOUGH = 0.6
"""Least joint confidence of an edge; a single weak vote abstains."""
_CONFIDENCE = {"pair": 0.78, "cue": 0.72, "kind": 0.68, "name": 0.72, "title": 0.66, "remedy": 0.62}
_TELLING = ("pair", "cue", "kind", "title", "remedy", "name")
_BROAD = frozenset(
    {
        "artificial intelligence", "artificial neural network", "attention mechanism", "backpropagation", "data augmentation",
        "deep learning", "deep neural network", "fine-tuning", "foundation model", "gradient descent", "language model",
        "large language model", "large multimodal model", "machine learning", "multimodal large language model",
        "neural network", "pre-training", "supervised learning", "transfer learning", "vision-language model",
        "feedforward neural network", "representation learning", "generative model", "prompting", "ensemble learning",
        "optimizer", "supervised fine-tuning", "machine learning system", "inference engine", "chatbot", "inference", "embedding",
    }
)  # fmt: skip
"""Classes so wide that to name one says nothing of descent."""

_NOUN = (r"(?:[- ]based)?(?: (?:framework|models?|methods?|approach|architecture|algorithm|technique|network|system|variant|"
         r"scheme|strategy|paradigm|backbone|family|formulation|recipe|optimi[sz]er|pipeline|library|layer|module|detector))?")  # fmt: skip
_CLAUSE_END = r"(?: \([^)]*\))?(?=[.,;:)]|\s(?:that|which|for|with|to|by|on|in|via|using|capable|able|designed|where|whose|of|and|at|from)\b|\s*\Z)"
_IS_A = re.compile(r"\A(?:\s*\([^)]*\))?(?:\s*[,:]|\s+(?:is|are|as))\s*(?:an?|the first|our)\s+(?:[\w-]+,?\s+){0,5}\Z")
_AFTER_KIND = re.compile(_NOUN + _CLAUSE_END, re.IGNORECASE)
_KIND_THEN_NAME = re.compile(
    r"\A(?:\s*\([^)]*\))?(?:[- ]based)?(?: \w+){0,2}(?:,| called| named| dubbed| termed|, namely|, termed|, called|, dubbed|, named)?\s+(?:the\s+)?[\"'`“]*\Z"
)
_NEW_KIND = re.compile(r"\b(?:an?|new|novel|enhanced|improved|modified|efficient)\s+(?:[\w-]+,?\s+){0,4}\Z")
_GERUND = re.compile(
    r"\b(?:accelerat|improv|simplify|extend|rethink|revisit|generali[sz]|enhanc|boost|adapt|optimi[sz]|scal|speed|empower|"
    r"strengthen|augment|unify|reduc|compress|twist|taking|democrati[sz]|robustify|stabili[sz]|refin|teach|supercharg|"
    r"evolv|advanc|moderni[sz]|redesign|reinvent|upgrad|learn to|bring)(?:ing)?(?: up| on)?\s+(?:(?:and|&) \w+ing\s+)?"
    r"(?:[\w-]+\s+){0,2}\Z",
    re.IGNORECASE,
)
_HEAD_OF_TITLE = re.compile(r"\A\s*(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,4}\Z", re.IGNORECASE)
_END_OF_HEAD = re.compile(rf"{_NOUN}(?=\s+(?:for|with|via|by|in|of|on|using|from|to|through)\b|\s*\Z|:)", re.IGNORECASE)
_FOR_WORK = re.compile(
    r"\A\s+(?:training|decoding|inference|search|pruning|architectures?|models?)?\s*\Z", re.IGNORECASE
)
_MEETS = re.compile(r"\A\s+meets?\b|\A\s+on an?\b", re.IGNORECASE)
_FALLS_SHORT = re.compile(
    r"(?:\s*\([^)]*\))?(?:'s)?(?:[- ]based)?(?: (?:models?|methods?|networks?|training|algorithms?|approaches|frameworks?))?,?"
    r" (?:still |also |often |typically |usually |however,? )?(?:suffers?|lacks?|fails?|struggles?|faces?|incurs?|"
    r"(?:is|are) (?:limited|restricted|hindered|computationally|prone|not suitable|inefficient)|ignores?|overlooks?|cannot|"
    r"requires? (?:a )?(?:large|huge|expensive|significant|substantial)|neglects?|remains?)", re.IGNORECASE)  # fmt: skip
_TO_OVERCOME = re.compile(
    r"\b[Tt]o (?:\w+ )?(?:overcome|address|tackle|mitigate|solve|alleviate|resolve|remedy|bridge|fill|break|circumvent|cope with)"
    r"|\b(?:[Mm]otivated|[Ii]nspired) by (?:this|these)|\b[Ii]n (?:this (?:work|paper)|response|light)"
)
_OWN_VOICE = re.compile(r"\b(?:we|our|ours|this (?:work|paper)|the proposed|it)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Vote:
    descendant: str
    ancestor: str
    family: str
    mention: Span
    refinement: str = ""


@Language.factory("kg_lineage", assigns=["doc.spans"])
class Lineage:
    """Writes findings between methods (subject: the descendant, name: the ancestor), and the roles these make stronger."""

    reads: tuple[str, ...] = ("kg_methods", "kg_roles")
    writes = "kg_lineage"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_lineage"], in the order of the text."""
        scene = _Scene(doc)
        findings: list[Finding] = []
        if scene.main:
            votes: dict[tuple[str, str], list[_Vote]] = defaultdict(list)
            for family in (_pair, _cue, _kind, _name, _title, _remedy):
                for vote in family(scene):
                    votes[vote.descendant, vote.ancestor].append(vote)
            for pair, agreeing in sorted(votes.items()):
                findings += _edge(*pair, agreeing)
            extended = {finding.name for finding in findings}
            findings += [found for found in _compared(scene) if found.name not in extended]
        write(doc, self.writes, findings)
        return doc


class _Scene:
    """What the families look at: the text, the paper's own methods, and the mentions of prior ones."""

    def __init__(self, doc: Doc) -> None:
        self.text = text_of(doc)
        self.sentences = Sentences(doc)
        self.title_end = self.sentences.offsets[0][1]
        self.roles = [finding for finding in read(doc, "kg_roles") if finding.kind == "Method"]
        own = {finding.name for finding in self.roles if finding.predicate == "introduces"}
        spans = list(doc.spans["kg_methods"])
        self.methods = spans
        self.own = [span for span in spans if span.kb_id_ in own]
        self.prior = [span for span in spans if span.kb_id_ not in own and span.kb_id_ not in _BROAD]
        self.named_again = {s.kb_id_ for s in self.prior if s.start_char >= self.title_end or s.id_ == "vocabulary"}
        titled = [f for f in self.roles if f.predicate == "introduces" and f.rule == "kg_methods:title"]
        first = titled or [f for f in self.roles if f.predicate == "introduces"]
        self.main = first[0].name if first else ""

    def own_near(self, mention: Span) -> str:
        """The own method named last before a mention in its sentence, else first after it, else the main one."""
        start, end = self.sentences.of(mention)
        inside = [span for span in self.own if start <= span.start_char < end]
        before = [span for span in inside if span.start < mention.start]
        after = [span for span in inside if span.start > mention.start]
        return before[-1].kb_id_ if before else after[0].kb_id_ if after else self.main

    def speaks_of_own(self, mention: Span) -> bool:
        """Whether the sentence of a mention speaks of the paper's own work."""
        start, end = self.sentences.of(mention)
        return _OWN_VOICE.search(self.text, start, end) is not None or any(
            start <= span.start_char < end for span in self.own
        )


def _edge(descendant: str, ancestor: str, votes: list[_Vote]) -> Iterator[Finding]:
    best: dict[str, _Vote] = {}
    for vote in votes:
        best.setdefault(vote.family, vote)
    doubt = 1.0
    for family in best:
        doubt *= 1.0 - _CONFIDENCE[family]
    confidence = min(0.97, 1.0 - doubt)
    if confidence < _ENOUGH:
        return
    # The sentence to show is that of the family whose sentence says most.
    strongest = min(best.values(), key=lambda vote: (_TELLING.index(vote.family), vote.mention.start))
    rule = "kg_lineage:" + "+".join(sorted(best))
    yield Finding(strongest.mention, "extends", "Method", ancestor, confidence, rule, subject=descendant)
    yield Finding(strongest.mention, "buildsOn", "Method", ancestor, confidence, rule)


def _pair(scene: _Scene) -> Iterator[_Vote]:
    """Descent between any two methods of a sentence, prior ones too ("ROCKET, based on random kernels")."""
    for first, second in zip_near(scene.methods):
        start, end = scene.sentences.of(first)
        if second.start_char >= end or first.kb_id_ == second.kb_id_:
            continue
        before = scene.text[max(start, first.start_char - 90) : first.start_char]
        between = scene.text[first.end_char : second.start_char]
        for found in descent(before, between):
            ancestor, descendant = (first, second) if found.ancestor_first else (second, first)
            if ancestor.kb_id_ not in _BROAD and descendant.kb_id_ not in _BROAD:
                yield _Vote(descendant.kb_id_, ancestor.kb_id_, "pair", ancestor, found.refinement)


def zip_near(spans: list[Span]) -> Iterator[tuple[Span, Span]]:
    """Every two spans of which the second begins within 160 characters behind the first, in the order of the text."""
    for place, first in enumerate(spans):
        for second in spans[place + 1 :]:
            if second.start_char - first.end_char > 160:
                break
            if second.start_char >= first.end_char:
                yield first, second


def _cue(scene: _Scene) -> Iterator[_Vote]:
    for role in scene.roles:
        says_so = role.predicate == "buildsOn" and role.rule != "kg_roles:limits" and role.name not in _BROAD
        if says_so and (role.span.start_char < scene.title_end or scene.speaks_of_own(role.span)):
            yield _Vote(scene.own_near(role.span), role.name, "cue", role.span)


def _kind(scene: _Scene) -> Iterator[_Vote]:
    for own in scene.own:
        start, end = scene.sentences.of(own)
        for prior in scene.prior:
            if not start <= prior.start_char < end:
                continue
            if prior.start >= own.end:
                between = scene.text[own.end_char : prior.start_char]
                if len(between) < 90 and _IS_A.match(between) and _AFTER_KIND.match(scene.text, prior.end_char, end):
                    yield _Vote(own.kb_id_, prior.kb_id_, "kind", prior)
            elif prior.end <= own.start:
                between = scene.text[prior.end_char : own.start_char]
                before = scene.text[max(start, prior.start_char - 60) : prior.start_char]
                if len(between) < 40 and _KIND_THEN_NAME.match(between) and _NEW_KIND.search(before):
                    yield _Vote(own.kb_id_, prior.kb_id_, "kind", prior)


def _name(scene: _Scene) -> Iterator[_Vote]:
    for own in {span.text: span for span in reversed(scene.own)}.values():
        for prior in scene.prior:
            if prior.start_char >= scene.title_end and _made_from(own.text, prior.text):
                yield _Vote(own.kb_id_, prior.kb_id_, "name", prior)


def _made_from(own: str, prior: str) -> bool:
    """Whether a name holds another as a whole: at hyphens and blanks, or where small letters meet capitals.

    >>> _made_from("PC-DARTS", "DARTS"), _made_from("LightGCN", "GCN"), _made_from("S4D", "S4"), _made_from("CRNN", "RNN")
    (True, True, True, False)
    """
    stem = prior[:-1] if len(prior) > 3 and prior.endswith("s") and not prior.endswith("ss") else prior
    if len(stem) < 2 or len(own) <= len(stem):
        return False
    if " " in stem or stem.islower():
        return re.search(rf"(?:\A|[\s-]){re.escape(stem)}s?\Z", own, re.IGNORECASE) is not None
    before = r"(?:\A|(?<=[^A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z]))"
    after = r"(?:\Z|(?=[^a-zA-Z])|(?<=[0-9])(?=[A-Z])|(?<=[a-z])(?=[A-Z]))"
    return re.search(before + re.escape(stem) + after, own) is not None


def _title(scene: _Scene) -> Iterator[_Vote]:
    titled = [span for span in scene.own if span.start_char < scene.title_end]
    name_end = max((span.end_char for span in titled if span.start == 0), default=0)
    for prior in scene.prior:
        if prior.start_char >= scene.title_end or not titled or prior.kb_id_ not in scene.named_again:
            continue
        before = scene.text[name_end : prior.start_char].lstrip(": ,-–—")
        behind = scene.text[prior.end_char : scene.title_end].rstrip()
        proper = not in_any_case(prior.kb_id_)
        if (
            _GERUND.search(before)
            or (name_end and _HEAD_OF_TITLE.match(before) and _END_OF_HEAD.match(behind) and "," not in before)
            or (proper and re.search(r"\bfor (?:\w+ )?\Z", before) and _FOR_WORK.match(behind + " "))
            or (proper and _MEETS.match(behind))
        ):
            yield _Vote(scene.main, prior.kb_id_, "title", prior)


def _remedy(scene: _Scene) -> Iterator[_Vote]:
    offsets = scene.sentences.offsets
    for number, (start, end) in enumerate(offsets[1:], start=1):
        if not PROPOSAL.search(scene.text, start, end) or not _TO_OVERCOME.search(scene.text, start, end):
            continue
        reach = offsets[max(1, number - 4)][0]
        for prior in scene.prior:
            if reach <= prior.start_char < start and _FALLS_SHORT.match(scene.text, prior.end_char):
                yield _Vote(scene.main, prior.kb_id_, "remedy", prior)
        return


def _compared(scene: _Scene) -> Iterator[Finding]:
    seen = set()
    for role in scene.roles:
        rival = role.predicate == "comparesWith" and role.name not in _BROAD and role.name not in seen
        if rival and role.span.start_char >= scene.title_end and scene.speaks_of_own(role.span):
            seen.add(role.name)
            rule = role.rule.replace("kg_roles", "kg_lineage")
            yield Finding(role.span, "comparedWith", "Method", role.name, role.confidence, rule, subject=scene.main)
