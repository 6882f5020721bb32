"""What the readers of JSON lines share: objects with the line they stand on, and fields checked for their type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kg.errors import ReadError
from kg.model import Paper
from kg.readers._decoding import undecoded

Record = Mapping[str, Any]


def first_object(head: str) -> Record:
    """The JSON object on the first line of `head` that is not blank; {} if there is none."""
    line = next((line for line in head.split("\n") if line.strip()), "")
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def papers(lines: Iterable[str], source: str, make: Callable[[Record], Paper]) -> Iterator[Paper | ReadError]:
    """One paper for every line that is not blank; `make` raises ValueError for a missing or ill-typed field."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if bad := undecoded(line, source, number):
            yield bad
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            yield ReadError(source, number, f"not JSON, or broken off: {error}", "Each line holds one JSON object.")
            continue
        if not isinstance(record, dict):
            yield ReadError(source, number, "not a JSON object", "Each line holds one JSON object.")
            continue
        try:
            yield make(record)
        except ValueError as error:
            yield ReadError(source, number, str(error))


def text(record: Record, field: str, required: bool = False) -> str:
    """A field as text on one line; ValueError where it is of another type, or missing though required."""
    value = record.get(field)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"the field {field!r} is missing" if value is None else f"the field {field!r} is no text")
    clean = " ".join(value.split())
    if any("\ud800" <= c <= "\udfff" for c in clean):
        raise ValueError(f"the field {field!r} holds half a character (a lone surrogate)")
    if required and not clean:
        raise ValueError(f"the field {field!r} is empty")
    return clean
