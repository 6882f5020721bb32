"""Reads names that share a part: "image and video generation", "ImageNet-1K/21K", "object detection and tracking"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEAD = (
    r"(?:detection|segmentation|recognition|classification|generation|forecasting|prediction|estimation|synthesis|translation|"
    r"reconstruction|retrieval|restoration|enhancement|tracking|localization|matching|reasoning|planning|editing|completion|"
    r"summarization|captioning|parsing|grounding|registration|denoising|re-identification|recommendation|understanding|"
    r"answering|modeling|modelling|compression|inpainting|matting|deblurring|networks?|learning)"
)
_WORD = r"(?!(?:and|or|for|of|on|in|to|with|the|a|an|both|as|from|by)\b)[\w-]+"
_SHARED_HEAD = re.compile(
    rf"(?<![\w-])(?P<first>(?:{_WORD} )?{_WORD})(?:/| and | or |, and )(?P<second>(?:{_WORD} )?{_WORD}) (?P<head>(?:{_WORD} )?{_HEAD})(?![\w-])",
    re.IGNORECASE,
)
_SHARED_MODIFIER = re.compile(
    rf"(?<![\w-])(?P<modifier>{_WORD}) (?P<first>{_HEAD})(?:/|, | and |, and )(?:{_HEAD}(?:,? and |, ))?(?P<second>{_HEAD})(?![\w-]| \w+ing\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<![\w/-])(?P<stem>[A-Za-z][A-Za-z-]*[A-Za-z][- ]?)(?P<first>\d+[Kk]?)(?P<more>(?:/-?\d+[Kk]?)+)(?![\w/])"
)
_JOIN = re.compile(r"/| and | or |, and ", re.IGNORECASE)
_JOINED_HEAD = re.compile(rf" {_HEAD}(?:/|, | and |, and )", re.IGNORECASE)
_LETTER = re.compile(r"[\w-]")


def _words_before(sign: re.Pattern[str], text: str, count: int) -> Iterator[int]:
    """Where the last `count` words before each `sign` begin, in the order of the text: to try a pattern there alone is
    faster than to try it at each word."""
    starts = set()
    for found in sign.finditer(text):
        at = found.start()
        for _ in range(count):
            end = at
            while at and _LETTER.match(text, at - 1):
                at -= 1
            if at == end:
                break
            starts.add(at)
            if not at or text[at - 1] != " ":
                break
            at -= 1
    yield from sorted(starts)


def _matches(pattern: re.Pattern[str], starts: Iterator[int], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin at some of `starts`, none inside another."""
    end = 0
    for start in starts:
        match = pattern.match(text, start) if start >= end else None
        if match:
            end = match.end()
            yield match


def readings(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, name in full) of each name that a coordination shortens; `[start, end)` is the whole coordination.

    >>> list(readings("image and video generation"))
    [(0, 26, 'image generation')]
    >>> [name for _, _, name in readings("ImageNet-1K/21K")], [name for _, _, name in readings("object detection and tracking")]
    (['ImageNet-21K'], ['object tracking'])
    """
    for match in _matches(_SHARED_HEAD, _words_before(_JOIN, text, 2), text):
        words = match["first"].split()
        # Of two words, the first may belong to the sentence and not to the name.
        for count in range(len(words), 0, -1):
            first = " ".join(words[-count:])
            start = match.end("first") - len(first)
            yield start, match.end(), f"{first.removesuffix('-')} {match['head']}"
    for match in _matches(_SHARED_MODIFIER, _words_before(_JOINED_HEAD, text, 1), text):
        yield *match.span(), f"{match['modifier']} {match['second']}"
    for match in _NUMBERED.finditer(text):
        for number in match["more"].split("/")[1:]:
            yield *match.span(), match["stem"] + number.removeprefix("-")
