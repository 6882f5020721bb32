"""Reads arXiv's metadata snapshot: JSON lines with `id`, `title`, `abstract`, `authors`, `categories` ..."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.errors import ReadError
from kg.model import Paper
from kg.readers._json import Record, first_object, papers, text

_BETWEEN_AUTHORS = re.compile(r",\s*(?:and\s+)?|\s+and\s+")


class Arxiv:
    """The form published at https://www.kaggle.com/datasets/Cornell-University/arxiv."""

    def recognises(self, head: str) -> bool:
        """See `kg.ports.Reader`."""
        return {"id", "title", "abstract", "categories"} <= first_object(head).keys()

    def read(self, lines: Iterable[str], source: str) -> Iterator[Paper | ReadError]:
        """See `kg.ports.Reader`."""
        return papers(lines, source, lambda record: _paper(record, source))


def _paper(record: Record, source: str) -> Paper:
    identifier = text(record, "id", required=True)
    return Paper(
        title=text(record, "title", required=True),
        abstract=text(record, "abstract", required=True),
        identifier=identifier,
        authors=tuple(name for name in _BETWEEN_AUTHORS.split(text(record, "authors")) if name),
        date=text(record, "update_date"),
        url=f"https://arxiv.org/abs/{identifier}",
        sources=(source,),
    )
