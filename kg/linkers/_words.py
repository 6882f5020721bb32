"""The pieces of words that the encoder reads, and where each token of a text lies among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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
    """`ids` (l,) int64 of the pieces, the encoder's marks at both ends; `token_of` (l,) the token of each, -1 for none;
    `first`, `last` (tokens,) the pieces of each token, 0 for a token that has none."""

    ids: np.ndarray
    token_of: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def ends(self, found: Candidates) -> np.ndarray:
        """(m, 2) int64: the first and last piece of each candidate."""
        first = self.first[found.spans[:, 0]]
        return np.stack([first, np.maximum(first, self.last[found.spans[:, 1]])], axis=1)


def pieces(text: str, found: Candidates, folder: Path) -> Pieces:
    """The pieces of a text whose tokens are those of `found`; `folder` holds the tokenizer."""
    encoded = tokenizer(folder).encode(text)
    ids = np.array(encoded.ids, dtype=np.int64)
    offsets = np.array(encoded.offsets, dtype=np.int64)
    token_of = np.searchsorted(found.starts, offsets[:, 0], side="right") - 1
    inside = (offsets[:, 1] > offsets[:, 0]) & (token_of >= 0)
    token_of = np.where(inside, token_of, -1)
    first, last = np.zeros(len(found.starts), dtype=np.int64), np.zeros(len(found.starts), dtype=np.int64)
    places = np.flatnonzero(token_of >= 0)
    first[token_of[places[::-1]]] = places[::-1]
    last[token_of[places]] = places
    return Pieces(ids, token_of, first, last)


def windows(length: int) -> list[slice]:
    """Parts of equal length, none longer than the encoder reads, that cover `length` pieces.

    >>> windows(300), windows(1000)
    ([slice(0, 300, None)], [slice(0, 500, None), slice(500, 1000, None)])
    """
    number = -(-length // MAX_PIECES)
    size = -(-length // number)
    return [slice(at, min(length, at + size)) for at in range(0, length, size)]


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
