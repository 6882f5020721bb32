"""The pieces of words that the encoder reads, and the rows, one a token, that it makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.linkers._candidates import Candidates

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_WORDS = 1 << 16
"""Words whose pieces are remembered in a process."""
_PLACES = 512
"""Places that the encoder tells apart; the pieces of a longer window share them."""
_WINDOW = 1024
"""Most rows that see each other: as many tokens, four abstracts; attention costs the square of it."""
_STRIP, _LONGEST = 100, 512
"""Pieces that the first layers read at a time, and the most of them where one word has more: what a name means is told by
its neighbours first of all. The layers above see the whole window."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """`ids` (l,) int64 of the pieces, the encoder's marks at both ends. The encoder makes of them a row for the mark in
    front, for each token, and for the mark behind: `first`, `last` (tokens + 2,) int64 are the pieces of each row."""

    ids: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def windows(self) -> Iterator[tuple[slice, dict[str, np.ndarray]]]:
        """(rows, inputs) of parts of about equal length, in the order of the text, that cover all rows. The inputs are
        those of a model's graph: `ids` and `places` (strips, width) of pieces, and `first`, `last` (rows,) counted over
        all strips."""
        number = -(-len(self.first) // _WINDOW)
        cuts = [len(self.first) * part // number for part in range(number + 1)]
        for begin, end in pairwise(cuts):
            yield slice(begin, end), self._strips(begin, end)

    def _strips(self, begin: int, end: int) -> dict[str, np.ndarray]:
        """Strips of equal width, each from the first piece of its first row on; the last ends where the window ends. Of
        a strip that would be wider than _LONGEST the end is not read."""
        low, high = int(self.first[begin]), int(self.last[end - 1]) + 1
        aims = np.linspace(low, high, max(1, -(-(high - low) // _STRIP)), endpoint=False)
        cuts = np.unique([begin, *np.searchsorted(self.first[begin:end], aims)[1:] + begin, end])
        starts, rows = self.first[cuts[:-1]], np.diff(cuts)
        width = min(int(np.diff([*starts, high]).max()), _LONGEST)
        starts = np.minimum(starts, high - width)
        # What a piece's number in the text becomes in its strip, and the last number there.
        shift = np.repeat(np.arange(len(starts)) * width - starts, rows)
        most = np.repeat((np.arange(len(starts)) + 1) * width - 1, rows)
        read = starts[:, None] + np.arange(width)
        return {
            "ids": self.ids[read],
            "places": (read - low) * min(_PLACES, high - low) // (high - low),
            "first": np.minimum(self.first[begin:end] + shift, most),
            "last": np.minimum(self.last[begin:end] + shift, most),
        }


def pieces(text: str, found: Candidates, folder: Path) -> Pieces:
    """The pieces of a text whose tokens are those of `found`, each token cut by itself; `folder` holds the tokenizer.

    A token that has no pieces, such as the line break behind a title, shares the next one."""
    cut = _cutter(folder)
    front, back = _marks(folder)
    cuts = [cut(text[start:end]) for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]
    ends = 1 + np.cumsum([0, *map(len, cuts)])
    first, last = ends[:-1], np.maximum(ends[:-1], ends[1:] - 1)
    return Pieces(
        np.fromiter(chain([front], *cuts, [back]), dtype=np.int64),
        np.concatenate([[0], first, ends[-1:]]),
        np.concatenate([[0], last, ends[-1:]]),
    )


def row_ends(found: Candidates) -> np.ndarray:
    """(m, 2) int64: the first and last row of each candidate; see `Pieces`."""
    return found.spans + 1


def rows_inside(ends: np.ndarray, rows: int) -> np.ndarray:
    """Which of a number of rows stand in a candidate, in order; `ends` as `row_ends` gives them."""
    depth = np.bincount(ends[:, 0], minlength=rows + 1) - np.bincount(ends[:, 1] + 1, minlength=rows + 1)
    return np.flatnonzero(np.cumsum(depth)[:rows])


def model_folder() -> Path:
    """The folder of the model that ships with Lineagraph."""
    return Path(__file__).parent / "model"


@cache
def _marks(folder: Path) -> tuple[int, int]:
    """The encoder's marks in front of a text and behind it."""
    front, back = _tokenizer(folder).encode("").ids
    return front, back


@cache
def _cutter(folder: Path) -> Callable[[str], tuple[int, ...]]:
    """What cuts a word into pieces."""
    tokenizer = _tokenizer(folder)

    @lru_cache(_WORDS)
    def cut(word: str) -> tuple[int, ...]:
        return tuple(tokenizer.encode(word, add_special_tokens=False).ids)

    return cut


@cache
def _tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model; tokenizers is imported here, since rule linkers do without it."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(folder / "tokenizer.json"))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded
