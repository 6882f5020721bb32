"""Which sentence a span stands in, without walking the document each time."""

from __future__ import annotations

from bisect import bisect_right

from spacy.attrs import IDX, SENT_START
from spacy.tokens import Doc, Span

from kg.linkers._spans import remembered, text_of


class Sentences:
    """The sentences of a document; the first one is the paper's title. Not to be made before `kg_links` has cut the
    tokens. `offsets` holds [start, end) of each."""

    def __init__(self, doc: Doc) -> None:
        self._text = text_of(doc)
        self._starts, firsts = remembered(doc, "kg_sentences", _first_tokens)
        self.offsets = list(zip(firsts, [*firsts[1:], len(self._text)], strict=True))

    def of(self, span: Span) -> tuple[int, int]:
        """Offsets `[start, end)` of the sentence in which a span begins, drawn out to the span's end where it runs over."""
        start, end = self.offsets[bisect_right(self._starts, span.start) - 1]
        return start, max(end, span.end_char)

    def quote(self, span: Span) -> tuple[int, int]:
        """The same without blanks at either side."""
        start, end = self.of(span)
        sentence = self._text[start:end]
        return start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip())


def _first_tokens(doc: Doc) -> list[list[int]]:
    """The number of each sentence's first token, and where it begins in the text."""
    places = doc.to_array([SENT_START, IDX])
    starts: list[int] = (places[:, 0] == 1).nonzero()[0].tolist()
    return [starts, places[starts, 1].tolist()]
