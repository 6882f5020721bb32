"""Which sentence a span stands in, without walking the document each time."""

from __future__ import annotations

from bisect import bisect_right
from typing import cast

from spacy.attrs import IDX, SENT_START
from spacy.tokens import Doc, Span

from kg.linkers._spans import text_of


def sentences_of(doc: Doc) -> Sentences:
    """The sentences of a document, found once for all linkers; not to be asked for before `kg_links` has cut the tokens."""
    if "kg_sentences" not in doc.user_data:
        doc.user_data["kg_sentences"] = Sentences(doc)
    return cast(Sentences, doc.user_data["kg_sentences"])


class Sentences:
    """The sentences of a document; the first one is the paper's title."""

    def __init__(self, doc: Doc) -> None:
        self._text = text_of(doc)
        places = doc.to_array([SENT_START, IDX])
        self._starts: list[int] = (places[:, 0] == 1).nonzero()[0].tolist()
        firsts: list[int] = places[self._starts, 1].tolist()
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
