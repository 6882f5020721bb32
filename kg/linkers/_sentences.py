"""Which sentence a span stands in, without walking the document each time."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc, Span


class Sentences:
    """The sentences of a document; the first one is the paper's title."""

    def __init__(self, doc: Doc) -> None:
        self._text = doc.text
        self._starts = [token.i for token in doc if token.is_sent_start]
        firsts = [doc[start].idx for start in self._starts]
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
