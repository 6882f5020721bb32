"""Finds abbreviations that a text explains, as in "Stitchable Neural Networks (SN-Net)".

After A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003):
the letters of the short form must occur in order in the words before the parenthesis, its first letter at the start of
a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.linkers._spans import SpanMaker, text_of

_PARENTHESIS = re.compile(r"\(\s*(?:i\.e\.,?\s*|abbreviated as\s+|or\s+|called\s+|dubbed\s+|termed\s+)?"
                          r"([A-Za-z0-9][\w+./^{}-]{0,14}(?:[ -]\w{1,12})?)\s*(?:[,;][^)]*)?\)")  # fmt: skip
_REVERSED = re.compile(r"(?<![\w-])([A-Z][\w+-]{1,13})(?:\}|\$)? ?\(([A-Za-z][^()]{5,80})\)")
"""A short form with its long form behind it: "CER (Combining Evidence and Reasoning)"."""
_INITIAL = re.compile(r"[^\W_]+")
_SMALL_WORDS = frozenset("of for and the with in to on by via from a an".split())
_LEAD = re.compile(r"\A(?:(?:a|an|the|our|new|novel|called|named|as|and|or|of|in|for|by|with|on|to|from|using|is|are|via|"
                   r"propose[sd]?|present(?:s|ed)?|introduce[sd]?|that|this|these|such|efficient|simple|popular|standard|"
                   r"traditional|conventional|recent|modern|existing|vanilla|typical|classical|several|many|most|various|"
                   r"like|including|based|lightweight|state-of-the-art|powerful|improved|two|three|we|two-stage)\s+)+",
                   re.IGNORECASE)  # fmt: skip


@Language.factory("kg_abbreviations", assigns=["doc.spans"])
class Abbreviations:
    """Writes the span of every short form and, before it, of its long form; both have the long form as kb_id."""

    reads: tuple[str, ...] = ("kg_links",)
    writes = "kg_abbreviations"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_abbreviations"] to long, short, long, short ... in the order of the text."""
        spans: list[Span] = []
        text, make = text_of(doc), SpanMaker(doc)
        for (a, b), (c, d) in definitions(text):
            long = make(a, b, "long", text[a:b], "explained")
            short = make(c, d, "short", text[a:b], "explained")
            if long is not None and short is not None:
                spans += [long, short]
        doc.spans[self.writes] = spans
        return doc


def definitions(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """((start, end) of the long form, (start, end) of the short form) of every explained abbreviation.

    The long form may stand on either side of the parenthesis.

    >>> text = "We present Stitchable Neural Networks (SN-Net), a scheme for graph neural networks (GNNs)."
    >>> [(text[a:b], text[c:d]) for (a, b), (c, d) in definitions(text)]
    [('Stitchable Neural Networks', 'SN-Net'), ('graph neural networks', 'GNNs')]
    >>> text = "We introduce CER (Combining Evidence and Reasoning)."
    >>> [(text[a:b], text[c:d]) for (a, b), (c, d) in definitions(text)]
    [('Combining Evidence and Reasoning', 'CER')]
    """
    found = []
    for match in _PARENTHESIS.finditer(text):
        short = match[1]
        if not any(c.isupper() for c in short) or len(short) < 2 or short.isdigit():
            continue
        if "," in match[0] and short[1:].islower():
            continue  # the first of a list, as in "three layers (Perception, Foundation, Reasoning)"
        sentence = max(text.rfind(mark, 0, match.start()) for mark in (". ", "; ", ": ", "\n", "(", ")", ", "))
        before = text[sentence + 1 : match.start()].rstrip()
        letters = [c for c in short if c.isalnum()]
        words = before.split()[-(min(len(letters) + 5, 2 * len(letters) + 1)) :]
        window = " ".join(words)
        start = _long_start(window, short)
        if start is None:
            continue
        end = sentence + 1 + len(before)
        begin = end - (len(window) - start)
        lead = _LEAD.match(text[begin:end])
        if lead and _long_start(text[begin + lead.end() : end], short) is not None:
            begin += lead.end()
        long = text[begin:end]
        if len(long) > len(short) + 1 and " ".join(long.split()) == long:
            found.append(((begin, end), (match.start(1), match.start(1) + len(short))))
    return sorted(found + list(_reversed(text)))


def _reversed(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for match in _REVERSED.finditer(text):
        short, long = match[1], match[2]
        capitals = sum(c.isupper() for c in short)
        if capitals > 1 and capitals <= len(re.split(r"[\s-]+", long)) <= 10 and _long_start(long, short) == 0:
            yield match.span(2), match.span(1)


def _long_start(window: str, short: str) -> int | None:
    """Offset in `window` where the long form begins; None if the letters of `short` do not fit."""
    letters = [c.casefold() for c in short if c.isalnum()]
    if letters and letters[-1] == "s" and short[-1] == "s" and short[:-1].isupper():
        letters.pop()
    by_initials = _initials_start(window, letters)
    if by_initials is not None:
        return by_initials
    at = len(window) - 1
    for position, letter in reversed(list(enumerate(letters))):
        while at >= 0 and (window[at].casefold() != letter or (position == 0 and at > 0 and window[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    start = window.rfind(" ", 0, at + 1) + 1
    return start if window[start : start + 1].casefold() == letters[0] or "-" in window[start : at + 2] else None


def _initials_start(window: str, letters: list[str]) -> int | None:
    """Offset of the last words whose initials are the letters, small words between them aside; None if there are none.

    >>> _initials_start("compared to Proximal Policy Optimization", ["p", "p", "o"])
    12
    """
    left = list(letters)
    for word in reversed(list(_INITIAL.finditer(window))):
        if left and word[0][0].casefold() == left[-1]:
            left.pop()
            if not left:
                return word.start()
        elif word[0] not in _SMALL_WORDS:
            return None
    return None
