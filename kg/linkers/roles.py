"""Decides the role in which a paper names each entity, from the words around the name and the place of the sentence.

Roles of one paper and one entity compete; the strongest that any mention shows is the one that holds. Each cue is a
pattern that must end where the name begins (`before`) or begin where it ends (`after`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.linkers._cues import COMPARED, announced_at
from kg.linkers._findings import Finding, write
from kg.linkers._matching import in_any_case
from kg.linkers._sentences import Sentences
from kg.linkers._spans import text_of
from kg.model import PREDICATES, Kind, Predicate

_LIST = r"(?:(?:[\w.+*/^{}-]+(?: [\w.+*/^{}-]+){0,3}(?: \([^)]*\))?(?:, and|,| and| or|/)) ?){0,6}"
_ADJECTIVES = r"(?:(?:the|a|an|both|existing|popular|standard|recent|original|vanilla|well-known|current|previous|prior|classic(?:al)?|" \
              r"strong|state-of-the-art|SOTA|leading|conventional|traditional|widely[- ]used|baseline|base|pre-?trained|" \
              r"(?:core )?ideas? of|concept of|success of|framework of|work (?:of|on)|powerful|advanced|famous|seminal|several|various|many|other|its|their|our|such|methods?|models?|approaches|" \
              r"baselines?|algorithms?|as|like|including|e\.g\.,?|namely|the recently proposed|recently proposed) )*"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """Words beside a name that show a role. `confidence` is the share of right claims expected of it."""

    predicate: Predicate
    rule: str
    pattern: re.Pattern[str]
    confidence: float
    after: bool = False


def _before(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words}) {_ADJECTIVES}{_LIST} ?{_ADJECTIVES}[\"'(]?\Z", re.IGNORECASE)


def _after(words: str) -> re.Pattern[str]:
    return re.compile(rf"\A(?: \([^)]*\))?(?:{words})", re.IGNORECASE)


METHOD_CUES = (
    Cue("buildsOn", "extends", _before(
        r"\b(?:we|to|which|that|and|work|paper|method|by|for)\b (?:\w+ly )?(?:extend(?:s|ing)?|generali[sz](?:e|es|ing)|adapt(?:s|ing)?|"
        r"modif(?:y|ies|ying)|improv(?:e|es|ing)(?: upon| on)?|enhanc(?:e|es|ing)|unif(?:y|ies|ying)|"
        r"simplif(?:y|ies|ying)|revisit(?:s|ing)?|rethink(?:s|ing)?|equip(?:s|ping)?)"), 0.75),
    Cue("buildsOn", "built-on", _before(
        r"\b(?:buil(?:d|ds|t|ding) (?:up)?on(?: top of)?|inspired by|motivated by|drawing inspiration from|variants? of|"
        r"extensions? (?:of|to)|(?:improved|modified|extended|new|efficient|lightweight|generali[sz]ed) versions? of|"
        r"generali[sz]ations? of|derived from|successors? (?:of|to)|(?:drop-in )?replacements? (?:for|of)|alternatives? to|"
        r"on top of|adaptations? of|modifications? (?:of|to)|improvements? (?:of|on|upon)|limitations? of|drawbacks? of|"
        r"shortcomings? of|extending|generali[sz]ing)"), 0.8),
    Cue("buildsOn", "inspired", re.compile(
        r"\b(?:inspired by|motivated by|(?:drawing|taking) inspiration from)(?: (?!(?:and|we|that|which|this|these)\b)[\w-]+){0,5} \Z",
        re.IGNORECASE), 0.75),
    Cue("buildsOn", "replaces", _before(r"\breplac(?:e|es|ing) (?:the )?(?:[\w-]+ ){0,4}(?:in|of)"), 0.75),
    Cue("buildsOn", "limits", _after(
        r"(?: (?:models?|methods?|networks?|training|algorithms?))? (?:suffers?|lacks?|fails?|struggles?|is limited|are limited|"
        r"requires? (?:a )?(?:large|huge|expensive)|incurs?|still)"), 0.6, after=True),
    Cue("comparesWith", "outperforms", COMPARED, 0.72),
)  # fmt: skip

_HARDWARE_CUES = (
    Cue("runsOn", "measured", _before(
        r"\b(?:on|using|with|by|across|over)(?: (?:a|an|one|two|four|eight|\d+|single|real|commercial|consumer|edge|mobile|"
        r"desktop|server|low-power|commodity|off-the-shelf|multiple|modern|resource-constrained|×|x|the|standard|consumer-grade)){0,4}"), 0.75),
    Cue("targets", "designed", _before(
        r"\b(?:for|to|onto|into|targeting|target|deploy(?:ed|ment)?(?: \w+){0,4} (?:on|to|in))(?: (?:a|an|modern|mobile|edge|"
        r"low-power|resource-constrained|resource-limited|embedded|the|various|diverse|commodity|emerging)){0,4}"), 0.7),
)  # fmt: skip

_DATASET_USE = re.compile(
    r"\b(?:experiment|evaluat|result|accurac|train|test|outperform|achiev|on|using|benchmark|dataset|validat|demonstrat)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:experiment|result|evaluat|achiev|outperform|accuracy|empirical|demonstrate|show that|validate|fps|seconds?|minutes|"
    r"hours|speed|faster|tokens/s|latency of|throughput of|single|benchmarks? on|costs?)|\b\d+(?:\.\d+)?x\b|/s\b",
    re.IGNORECASE,
)
_DEPLOYED = re.compile(
    r"(?:edge|mobile|embedded|IoT|wearable|resource-constrained)(?: AI)? (?:device|system|platform|phone)|smartphone|microcontroller|"
    r"smartwatch|smart glasses|edge server|neuromorphic chip|FPGA|ASIC"
)
"""Classes of machines that a paper names because its work is to run there."""
_PLAIN_MACHINES = frozenset({"GPU", "CPU", "TPU", "NPU"})

_OWN_CONFIDENCE = {
    "title": 0.95, "called": 0.85, "proposed": 0.85, "passive": 0.75, "ours": 0.8, "explained-own": 0.7, "described": 0.6, "listed": 0.65, "apposed": 0.7, "means": 0.6,
    "coined-own": 0.6,
    "titled": 0.6,
}  # fmt: skip
_GROUPS = ("kg_links", "kg_hardware", "kg_datasets", "kg_tasks", "kg_methods")


@Language.factory("kg_roles", assigns=["doc.spans"])
class Roles:
    """Writes one finding for every distinct surface of every entity, all of one entity with the same role."""

    reads: tuple[str, ...] = ("kg_links", "kg_abbreviations", "kg_hardware", "kg_datasets", "kg_tasks", "kg_methods")
    writes = "kg_roles"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_roles"] to findings from the paper to its entities."""
        place = _Places(doc)
        mentions: dict[tuple[Kind, str], list[Span]] = defaultdict(list)
        for group in _GROUPS:
            for span in doc.spans[group]:
                mentions[span.label_, span.kb_id_].append(span)
        findings: list[Finding] = []
        for (kind, name), spans in sorted(mentions.items()):
            predicate, confidence, rule, best = _role(kind, spans, place)
            shown = {best.text: best}
            for span in spans:
                shown.setdefault(span.text, span)
            findings += [Finding(span, predicate, kind, name, confidence, rule) for span in shown.values()]
        write(doc, self.writes, findings)
        return doc


class _Places:
    """Where in the paper a span stands."""

    def __init__(self, doc: Doc) -> None:
        self._text = text_of(doc)
        self._sentences = Sentences(doc)
        self._title_end = self._sentences.offsets[0][1]
        self._contribution = announced_at(doc)

    def in_title(self, span: Span) -> bool:
        return span.start_char < self._title_end

    def in_background(self, span: Span) -> bool:
        """Before the first sentence that announces a contribution, and not in the title."""
        return self._title_end <= span.start_char < self._contribution

    def before(self, span: Span) -> str:
        return self._text[max(self._sentences.of(span)[0], span.start_char - 160) : span.start_char]

    def after(self, span: Span) -> str:
        return self._text[span.end_char : min(self._sentences.of(span)[1], span.end_char + 80)]

    def sentence(self, span: Span) -> str:
        start, end = self._sentences.of(span)
        return self._text[start:end]


def _role(kind: Kind, spans: list[Span], place: _Places) -> tuple[Predicate, float, str, Span]:
    """(role, confidence, rule, the mention that shows it) of one entity."""
    if kind == "Repository":
        return "hasCode", 0.95, "kg_links:address", spans[0]
    if kind == "WebPage":
        return "hasPage", 0.9, "kg_links:address", spans[0]
    candidates = [(*_mention_role(kind, span, place), span) for span in spans]
    return min(candidates, key=lambda c: (PREDICATES.index(c[0]), -c[1], c[3].start))


def _mention_role(kind: Kind, span: Span, place: _Places) -> tuple[Predicate, float, str]:
    known = 0.9 if span.id_ == "vocabulary" else 0.7
    if kind == "Method":
        if span.id_ in _OWN_CONFIDENCE:
            return "introduces", _OWN_CONFIDENCE[span.id_], f"kg_methods:{span.id_}"
        for cue in METHOD_CUES:
            if cue.pattern.search(place.after(span) if cue.after else place.before(span)):
                return cue.predicate, cue.confidence, f"kg_roles:{cue.rule}"
        # A class ("graph neural network") that sets the scene is what the work is about; a proper name there is a mention.
        scenery = place.in_background(span) and not in_any_case(span.kb_id_)
        return ("mentions" if scenery else "uses"), 0.6 * known, f"kg_methods:{span.id_}"
    if kind == "Dataset":
        if span.id_ == "introduced":
            return "introduces", 0.8, "kg_datasets:introduced"
        used = place.in_title(span) or _DATASET_USE.search(place.sentence(span))
        return ("usesDataset" if used else "mentions"), known, f"kg_datasets:{span.id_}"
    if kind == "Task":
        return ("mentions" if place.in_background(span) else "addresses"), 0.7 * known, f"kg_tasks:{span.id_}"
    return _hardware_role(span, place, known)


def _hardware_role(span: Span, place: _Places, known: float) -> tuple[Predicate, float, str]:
    product = not in_any_case(span.kb_id_) and any(letter.isdigit() or letter.isupper() for letter in span.kb_id_[1:])
    if _DEPLOYED.fullmatch(span.kb_id_) and not place.in_title(span):
        return "targets", 0.6, "kg_hardware:deployed"
    for cue in _HARDWARE_CUES if not place.in_title(span) else _HARDWARE_CUES[1:]:
        if cue.pattern.search(place.before(span)) and not place.in_background(span):
            # On a class of machines one measures, or means to run; on a product one measures.
            if cue.predicate == "runsOn" and not (product or _RESULT.search(place.sentence(span))):
                return "targets", 0.6, "kg_hardware:use"
            return cue.predicate, cue.confidence, f"kg_hardware:{cue.rule}"
    if place.in_title(span):
        return "targets", 0.7, "kg_hardware:title"
    if place.in_background(span):
        return "mentions", known, f"kg_hardware:{span.id_}"
    return ("runsOn" if span.kb_id_ not in _PLAIN_MACHINES else "targets"), 0.5, f"kg_hardware:{span.id_}"
