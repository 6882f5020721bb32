"""Making spans, and small questions about them that several linkers ask."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import cast

from spacy.attrs import IDX, LENGTH
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.model import Kind


def text_of(doc: Doc) -> str:
    """The text of a document. (spaCy's `Doc.text` joins it anew from its tokens at each call, in every linker.)"""
    if "kg_text" not in doc.user_data:
        doc.user_data["kg_text"] = doc.text
    return str(doc.user_data["kg_text"])


def span_maker(doc: Doc) -> SpanMaker:
    """The maker of spans of a document, one for all linkers; not to be asked for before `kg_links` has cut the tokens."""
    if "kg_spans" not in doc.user_data:
        doc.user_data["kg_spans"] = SpanMaker(doc)
    return cast(SpanMaker, doc.user_data["kg_spans"])


def keep_text(doc: Doc, text: str) -> None:
    """Spare `text_of` the work: `text` is what the document was made from."""
    doc.user_data["kg_text"] = text


class SpanMaker:
    """Turns character offsets into spans. (spaCy's `Doc.char_span` joins the whole text anew at each call.)"""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        # An array is read twenty times quicker than a token object a token.
        places = doc.to_array([IDX, LENGTH])
        self._starts: list[int] = places[:, 0].tolist()
        self._ends: list[int] = (places[:, 0] + places[:, 1]).tolist()

    def __call__(self, start: int, end: int, label: str, name: str, rule: str) -> Span | None:
        """The span `[start, end)`; None where it begins or ends inside a token."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._ends, end)
        if first < 0 or last >= len(self._ends) or first > last:
            return None
        if self._starts[first] != start or self._ends[last] != end:
            return None
        return Span(self._doc, first, last + 1, label=label, kb_id=name, span_id=rule)


COORDINATED = "coordinated"
"""Id of a span that covers a whole coordination and names one of its parts; it may overlap with the others."""


def settled(spans: Iterable[Span]) -> list[Span]:
    """The spans, in the order of the text: of those that overlap the longest, beside them the coordinated ones."""
    every = list(spans)
    plain = filter_spans([span for span in every if span.id_ != COORDINATED])
    shared = [
        span
        for span in every
        if span.id_ == COORDINATED and not any(p.start <= span.start and span.end <= p.end for p in plain)
    ]
    return sorted([*plain, *shared], key=lambda span: (span.start, span.end, span.kb_id_))


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a token."""
    return one.start < other.end and other.start < one.end


def apart(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares no token with any of the others."""
    return not any(overlap(span, other) for other in others)


def expansions(doc: Doc) -> dict[str, str]:
    """Long form by short form, as this text explains them."""
    return {span.text: span.kb_id_ for span in doc.spans["kg_abbreviations"] if span.label_ == "short"}


def known(doc: Doc, *kinds: Kind) -> list[Span]:
    """The vocabulary's spans of some kinds, in the order of the text."""
    return [span for span in doc.spans["kg_vocabulary"] if span.label_ in kinds]
