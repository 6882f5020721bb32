"""Finds methods: those that the vocabulary knows, those that the paper introduces, and other coined names."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.linkers._names import is_camel, is_coined, name_at, words
from kg.linkers._spans import SpanMaker, apart, expansions, known

_METHOD_HEAD = re.compile(
    r"\b(?:networks?|nets?|models?|learning|algorithms?|transformers?|methods?|frameworks?|optimi[sz]ation|attention|pruning|"
    r"quanti[sz]ation|distillation|search|sampling|decoding|encoders?|decoders?|autoencoders?|adaptation|regulari[sz]ation|"
    r"descent|process(?:es)?|machines?|forests?|trees?|kernels?|augmentation|tuning|training|pre-?training|layers?|modules?|"
    r"mechanisms?|convolutions?|embeddings?|experts|policy|programming|system|operators?|flows?|fields?|splatting|filter|"
    r"aggregation|estimation|approximation|compression|parallelism|routing|matching|scheduling|scheduler|reprogramming|blocks?|"
    r"strateg(?:y|ies)|paradigm|function|loss|normalization|units?|memory|cache|architectures?|controller|gradient|modulation)\Z",
    re.IGNORECASE,
)
_RIVALS = re.compile(
    r"(?:outperform(?:s|ing|ed)?|compar(?:ed|ing|able|isons?) (?:with|to|against)|than|surpass(?:es|ing|ed)?|such as|e\.g\.,?|"
    r"baselines?,?|over|versus|vs\.?|like|including|extend(?:s|ing)?|based on|built? (?:up)?on|variant of|competitors?|against)"
    r"\s+(?:the |both |state-of-the-art |SOTA |existing |strong |recent |popular |prior |original |vanilla |standard )*"
    r"(?:[\w-]+ (?:methods?|models?|baselines?|approaches),? )?(?:(?:like|such as|including|e\.g\.,?) )?"
    r"(?:[\w.+/-]+(?: \([^)]*\))?, (?:and )?|[\w.+/-]+ and )*\Z"
)


@Language.factory("kg_methods", assigns=["doc.spans"])
class Methods:
    """Writes a span for every mention of a method. Its id names the rule: see `contributions` and the constants here."""

    reads: tuple[str, ...] = (
        "kg_links", "kg_abbreviations", "kg_vocabulary", "kg_contributions", "kg_hardware", "kg_datasets", "kg_tasks",
    )  # fmt: skip
    writes = "kg_methods"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_methods"], in the order of the text."""
        named = known(doc, "Method")
        taken = [span for group in ("kg_links", "kg_hardware", "kg_datasets", "kg_tasks") for span in doc.spans[group]]
        explained = expansions(doc)
        own = [
            (span.start_char, span.end_char, span.id_)
            for span in doc.spans["kg_contributions"]
            if span.label_ == "Method"
        ]
        own += [(a, b, rule) for (a, b), rule in _explained(doc, own)]
        spans = [span for span in named if not _within(span, taken)]
        concept = {span.text.casefold(): span.kb_id_ for span in named}
        make = SpanMaker(doc)
        for start, end, rule in own + [(a, b, "coined") for a, b in _coined(doc.text)]:
            span = make(start, end, "Method", "", rule)
            if span is None or _within(span, taken) or not apart(span, taken):
                continue
            name = concept.get(span.text.casefold()) or explained.get(span.text) or span.text
            spans.append(Span(doc, span.start, span.end, "Method", kb_id=concept.get(name.casefold(), name), span_id=rule))
        doc.spans[self.writes] = _repeated(doc, filter_spans(_best_rule(spans)), taken)
        return doc


def _within(span: Span, others: list[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end and len(other) > len(span) for other in others
               if other.label_ != "Task") or any(
        other.start == span.start and other.end == span.end for other in others)  # fmt: skip


def _explained(doc: Doc, own: list[tuple[int, int, str]]) -> list[tuple[tuple[int, int], str]]:
    """Long and short forms of explained names that are methods: the paper's own, or by their head word."""
    found: list[tuple[tuple[int, int], str]] = []
    pairs = list(doc.spans["kg_abbreviations"])
    for long, short in zip(pairs[::2], pairs[1::2], strict=True):
        a, b, c, d = long.start_char, long.end_char, short.start_char, short.end_char
        rule = next((rule for start, end, rule in own if (start < b and a < end) or (start < d and c < end)), "")
        if rule or _METHOD_HEAD.search(long.text):
            found += [((a, b), rule or "explained"), ((c, d), rule or "explained")]
    return found


def _coined(text: str) -> list[tuple[int, int]]:
    found = []
    for start, end, word in words(text):
        if is_camel(word) or (is_coined(word) and _RIVALS.search(text, max(0, start - 120), start)):
            run = name_at(text, start, end)
            if run:
                found.append(run)
    return found


def _best_rule(spans: list[Span]) -> list[Span]:
    """Where several rules found the very same span, the paper's own naming goes before the vocabulary and the rest."""
    order = ("title", "called", "proposed", "passive", "ours", "vocabulary", "explained", "coined")
    return sorted(spans, key=lambda span: (span.start, -span.end, order.index(span.id_)))


def _repeated(doc: Doc, spans: list[Span], taken: list[Span]) -> list[Span]:
    """The spans, and every other place where a name that was found once stands again."""
    names = {span.text: span for span in spans if span.id_ != "vocabulary"}
    found = list(spans)
    if names:
        make = SpanMaker(doc)
        pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w+])(?!-[A-Z])", doc.text):
            span = make(match.start(), match.end(), "Method", names[match[0]].kb_id_, "repeated")
            if span is not None and apart(span, (*spans, *taken)):
                found.append(span)
    return sorted(found, key=lambda span: span.start)
