"""Reads JSON lines, an object a paper: `id`, `title`, `abstract`, optional `authors`, `date`, `url`, `code_url`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.errors import ReadError
from kg.model import Paper
from kg.readers._json import Record, first_object, papers, text


class Jsonl:
    """`authors` is a list of names or one text with names separated by semicolons; `id` an arXiv id or a DOI."""

    def recognises(self, head: str) -> bool:
        """See `kg.ports.Reader`."""
        record = first_object(head)
        return {"title", "abstract"} <= record.keys() and "categories" not in record

    def read(self, lines: Iterable[str], source: str) -> Iterator[Paper | ReadError]:
        """See `kg.ports.Reader`."""
        return papers(lines, source, lambda record: _paper(record, source))


def _paper(record: Record, source: str) -> Paper:
    authors = record.get("authors") or []
    if isinstance(authors, str):
        authors = authors.split(";")
    if not isinstance(authors, list) or not all(isinstance(name, str) for name in authors):
        raise ValueError("the field 'authors' is neither a list of names nor a text")
    identifier = record.get("id", "")
    return Paper(
        title=text(record, "title", required=True),
        abstract=text(record, "abstract", required=True),
        identifier=" ".join(str(identifier).split()) if identifier is not None else "",
        authors=tuple(clean for name in authors if (clean := " ".join(name.split()))),
        date=text(record, "date"),
        url=text(record, "url"),
        code_url=text(record, "code_url"),
        sources=(source,),
    )
