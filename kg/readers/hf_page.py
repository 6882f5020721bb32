"""Reads a page of paper entries as saved from a browser: a newsletter header, then title, abstract, title, abstract ...

Two shapes occur: with a blank line between all parts, and with none at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.errors import ReadError
from kg.model import Paper
from kg.readers._decoding import undecoded

_HEADER = re.compile(
    r"new|Get trending papers in your email inbox( once a day)?!|Subscribe|by ?AK and the research community"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}(?:, \d{4})?"
)
_SIGNS = ("Get trending papers in your email inbox", "AK and the research community")
_GLUED_BEFORE = re.compile(r"\A(?:Subscribe|new)(?=[A-Z0-9])")
_GLUED_BEHIND = re.compile(r"(?<=[.!?)}\"'])\s*new\Z")
_ENDED = re.compile(r"[.!?)}\]\"'%$…:]\Z|https?://\S+\Z|(?<=[./])\w+\Z")
_LONGEST_TITLE = 350
_SHORTEST_ABSTRACT = 80


@dataclass(frozen=True, slots=True)
class _Block:
    line: int
    text: str


class HfPage:
    """Entries carry no identifier, so papers are known by their titles."""

    def recognises(self, head: str) -> bool:
        """See `kg.ports.Reader`."""
        return any(sign in head for sign in _SIGNS)

    def read(self, lines: Iterable[str], source: str) -> Iterator[Paper | ReadError]:
        """See `kg.ports.Reader`; a title without abstract, or an abstract without title, is an error."""
        text = list(lines)
        bad = [error for number, line in enumerate(text, start=1) if (error := undecoded(line, source, number))]
        yield from bad
        blocks = _blocks(line for line in text)
        broken = {error.line for error in bad}
        if not blocks:
            yield ReadError(source, 1, "the page holds no paper")
        at = 0
        while at < len(blocks):
            title = blocks[at]
            if len(title.text) > _LONGEST_TITLE:
                yield ReadError(source, title.line, "an abstract stands where a title should", "Is its title missing?")
                at += 1
                continue
            if at + 1 == len(blocks):
                yield ReadError(source, title.line, f"the page breaks off behind the title {title.text[:60]!r}")
                return
            abstract = blocks[at + 1]
            if len(abstract.text) < _SHORTEST_ABSTRACT:
                yield ReadError(source, title.line, f"the title {title.text[:60]!r} has no abstract behind it")
                at += 1
                continue
            if at + 2 == len(blocks) and not _ENDED.search(abstract.text):
                yield ReadError(
                    source, abstract.line, f"the page breaks off inside the abstract of {title.text[:60]!r}"
                )
                return
            if not broken.intersection((title.line, abstract.line)):
                yield Paper(title=title.text, abstract=abstract.text, sources=(source,))
            at += 2


def _blocks(lines: Iterable[str]) -> list[_Block]:
    """Titles and abstracts in turn: blocks between blank lines, or single lines where the page has no blank lines."""
    numbered = [(number, " ".join(line.split())) for number, line in enumerate(lines, start=1)]
    filled = [number for number, line in numbered if line]
    first = next((i for i, (_, line) in enumerate(numbered) if line and not _HEADER.fullmatch(line)), len(numbered))
    body = numbered[first:]
    spaced = any(not line for number, line in body if filled and number < filled[-1])
    blocks: list[_Block] = []
    open_block = False
    for number, line in body:
        if not line:
            open_block = False
        elif spaced and open_block:
            blocks[-1] = _Block(blocks[-1].line, f"{blocks[-1].text} {line}")
        else:
            blocks.append(_Block(number, line))
            open_block = True
    if blocks:
        blocks[0] = _Block(blocks[0].line, _GLUED_BEFORE.sub("", blocks[0].text))
        if blocks[-1].text == "new":
            blocks.pop()
    if blocks:
        blocks[-1] = _Block(blocks[-1].line, _GLUED_BEHIND.sub("", blocks[-1].text))
    return blocks
