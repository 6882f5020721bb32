"""Making spans, and small questions about them that several linkers ask."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from spacy.attrs import IDX, LENGTH
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.model import Kind

Plain = TypeVar("Plain")


def remembered(doc: Doc, what: str, make: Callable[[Doc], Plain]) -> Plain:
    """What `make` gives for a document, made once for all linkers; strings, numbers and lists of them, since spaCy
    writes what it keeps with a document (`Doc.user_data`) whenever it hands one to another process."""
    if what not in doc.user_data:
        doc.user_data[what] = make(doc)
    return cast(Plain, doc.user_data[what])


def text_of(doc: Doc) -> str:
    """The text of a document. (spaCy's `Doc.text` joins it anew from its tokens at each call, in every linker.)"""
    return remembered(doc, "kg_text", lambda doc: doc.text)


def keep_text(doc: Doc, text: str) -> None:
    """Spare `text_of` the work: `text` is what the document was made from."""
    doc.user_data["kg_text"] = text


class SpanMaker:
    """Turns character offsets into spans; not to be made before `kg_links` has cut the tokens. (spaCy's `Doc.char_span`
    joins the whole text anew at each call.)"""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._starts, self._ends = remembered(doc, "kg_tokens", _token_ends)

    def __call__(self, start: int, end: int, label: str, name: str, rule: str) -> Span | None:
        """The span `[start, end)`; None where it begins or ends inside a token."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._ends, end)
        if first < 0 or last >= len(self._ends) or first > last:
            return None
        if self._starts[first] != start or self._ends[last] != end:
            return None
        return Span(self._doc, first, last + 1, label=label, kb_id=name, span_id=rule)


def _token_ends(doc: Doc) -> list[list[int]]:
    """Where tokens begin, and where they end."""
    # An array is read twenty times quicker than a token object a token.
    places = doc.to_array([IDX, LENGTH])
    return [places[:, 0].tolist(), (places[:, 0] + places[:, 1]).tolist()]


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
