"""Readers get lines in which a byte that is not UTF-8 stands as a lone surrogate (Python's "surrogateescape")."""

from __future__ import annotations

from kg.errors import ReadError


def undecoded(line: str, source: str, number: int) -> ReadError | None:
    """The error to report for a line that is not UTF-8, with the position of its first bad byte; None for a good line.

    >>> undecoded("caf\\udce9", "page.txt", 3)
    ReadError('page.txt:3: not UTF-8 (byte 4 of the line)')
    >>> undecoded("caf\u00e9", "page.txt", 3)
    """
    at = next((place for place, c in enumerate(line) if "\udc80" <= c <= "\udcff"), None)
    if at is None:
        return None
    return ReadError(
        source, number, f"not UTF-8 (byte {len(line[:at].encode(errors='surrogateescape')) + 1} of the line)"
    )
