"""Where a name stands in a text again, letter by letter: to compile a pattern for each name takes longer than to look."""

from __future__ import annotations

from collections.abc import Iterator


def places(text: str, name: str) -> Iterator[tuple[int, int]]:
    """[start, end) of each place where a name stands, be it inside a word; they may overlap.

    >>> list(places("NAS and HW-NAS", "NAS"))
    [(0, 3), (11, 14)]
    """
    start = text.find(name) if name else -1
    while start >= 0:
        yield start, start + len(name)
        start = text.find(name, start + 1)


def in_compound(text: str, at: int) -> bool:
    """Whether the letter at an offset goes on a word or a hyphenated compound; False at both ends of the text.

    >>> [in_compound("HW-NAS (2)", at) for at in (-1, 2, 6, 8, 10)]
    [False, True, False, True, False]
    """
    letter = text[at] if 0 <= at < len(text) else " "
    return letter.isalnum() or letter in "_-"
