"""Finds every name that the vocabulary holds, of all kinds; the linkers of each kind choose from these."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.ids import name_key
from kg.linkers._coordination import readings
from kg.linkers._matching import ConceptMatcher
from kg.linkers._spans import COORDINATED, SpanMaker, apart, expansions, text_of
from kg.vocabulary import Concept, load_vocabulary

_WORD = re.compile(r"[^\W_]+")
_NOUN = {
    "Dataset": re.compile(r"(?<=\w) (?:data ?sets?|benchmarks?|corpus)\Z"),
    "Hardware": re.compile(r"(?<=\d)(?<!RTX) (?:GPUs?|CPUs?|FPGAs?|boards?|cards?|chips?|processors?|accelerators?)\Z"),
}
"""A noun that tells the kind of a name and is no part of it."""


@Language.factory("kg_vocabulary", assigns=["doc.spans"])
class VocabularyNames:
    """Writes a span for every label of a concept outside web addresses, with the id "vocabulary"; those of one kind do
    not overlap. A coordination ("image and video generation") is one more span, with the id "coordinated"."""

    reads: tuple[str, ...] = ("kg_links", "kg_abbreviations")
    writes = "kg_vocabulary"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.match = ConceptMatcher(load_vocabulary().concepts.values())

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_vocabulary"], in the order of the text."""
        links = list(doc.spans["kg_links"])
        spans, make = [], SpanMaker(doc)
        text = text_of(doc)
        explained = expansions(doc)
        for match in self.match(text):
            meaning = explained.get(text[match.start : match.end])
            if meaning is not None and not _means(match.concept, meaning):
                continue
            noun = (
                _NOUN[match.concept.kind].search(text, match.start, match.end) if match.concept.kind in _NOUN else None
            )
            end = noun.start() if noun else match.end
            span = make(match.start, end, match.concept.kind, match.concept.label, "vocabulary")
            if span is not None and apart(span, links):
                spans.append(span)
        doc.spans[self.writes] = sorted(spans + self._shortened(text, links, make), key=lambda s: (s.start, s.end))
        return doc

    def _shortened(self, text: str, links: list[Span], make: SpanMaker) -> list[Span]:
        """Concepts named by the first part of a coordination; of readings of one coordination, the longest."""
        found: dict[tuple[int, str], Span] = {}
        for start, end, name in readings(text):
            for match in self.match(name):
                place = (end, name.split()[-1])
                if (match.start, match.end) != (0, len(name)) or not match.sure or place in found:
                    continue
                span = make(start, end, match.concept.kind, match.concept.label, COORDINATED)
                if span is not None and apart(span, links):
                    found[place] = span
        return list(found.values())


def _means(concept: Concept, meaning: str) -> bool:
    """Whether the long form by which a text explains a name speaks of this concept: half of the words are shared."""
    said = {name_key(word) for word in _WORD.findall(meaning)}
    for label in (concept.label, *concept.aliases):
        words = {name_key(word) for word in _WORD.findall(label)}
        if len(words) > 1 and 2 * len(said & words) >= len(said | words):
            return True
    return all(len(_WORD.findall(label)) < 2 for label in (concept.label, *concept.aliases))
