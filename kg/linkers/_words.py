"""The pieces of words that the encoder reads, and the rows, one a token, that it makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.linkers._candidates import Candidates

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_PIECES = 512
"""Most pieces that the encoder reads at a time."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """`ids` (l,) int64 of the pieces, the encoder's marks at both ends. The encoder makes of them a row for the mark in
    front, for each token, and for the mark behind: `first`, `last` (tokens + 2,) int64 are the pieces of each row."""

    ids: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def windows(self) -> Iterator[tuple[slice, slice]]:
        """(rows, pieces) of parts of about equal length, in the order of the text, that cover all rows.

        None is longer than the encoder reads: of a token that alone is longer, the end is not read.
        """
        number = -(-len(self.ids) // MAX_PIECES)
        cuts = np.searchsorted(self.first, [len(self.ids) * part // number for part in range(number)])
        for begin, end in pairwise([*cuts.tolist(), len(self.first)]):
            if begin < end:
                start = int(self.first[begin])
                yield slice(begin, end), slice(start, min(int(self.last[end - 1]) + 1, start + MAX_PIECES))

    def within(self, rows: slice, part: slice) -> dict[str, np.ndarray]:
        """The pieces of the rows of a window, counted from its first, as a model's graph takes them."""
        last = part.stop - part.start - 1
        return {
            "first": np.minimum(self.first[rows] - part.start, last),
            "last": np.minimum(self.last[rows] - part.start, last),
        }


def pieces(text: str, found: Candidates, folder: Path) -> Pieces:
    """The pieces of a text whose tokens are those of `found`; `folder` holds the tokenizer."""
    encoded = tokenizer(folder).encode(text)
    starts = np.array(encoded.offsets, dtype=np.int64)[1:-1, 0]
    end = len(starts) + 1
    first = np.searchsorted(starts, found.starts, side="right")
    last = np.maximum(first, np.searchsorted(starts, found.ends, side="left"))
    return Pieces(
        np.array(encoded.ids, dtype=np.int64), np.concatenate([[0], first, [end]]), np.concatenate([[0], last, [end]])
    )


def row_ends(found: Candidates) -> np.ndarray:
    """(m, 2) int64: the first and last row of each candidate; see `Pieces`."""
    return found.spans + 1


def model_folder() -> Path:
    """The folder of the model that ships with Lineagraph."""
    return Path(__file__).parent / "model"


@cache
def tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model; tokenizers is imported here, since rule linkers do without it."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(folder / "tokenizer.json"))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded
