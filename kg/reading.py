"""From input files to papers: opens, decompresses, decodes, recognises the format, and reads."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from kg import registry
from kg.errors import ReadError
from kg.model import Paper
from kg.ports import Reader
from kg.readers._decoding import undecoded

_HEAD_LINES = 40
"""Lines that a reader may look at to recognise its format."""


def read_papers(path: Path, format: str | None = None) -> Iterator[Paper | ReadError]:
    """The papers of one file in its order; entries that cannot be read come as ReadError.

    Raises ReadError where nothing of the file can be read, UnknownPlugin for an unknown `format`.
    """
    try:
        with _opened(path) as file:
            lines = _decoded(file, path.name)
            head = _head(lines)
            if not head:
                raise ReadError(path.name, 1, "the file is empty")
            reader = registry.reader(format) if format else _recognise("".join(head), path.name)
            yield from reader.read(chain(head, lines), path.name)
    except OSError as error:
        raise ReadError(path.name, 1, f"cannot be opened: {error.strerror or error}", f"Looked at {path}") from error


def sample_page() -> Path:
    """The sample corpus that ships with Lineagraph: a page of well-known papers."""
    return Path(__file__).parent / "data" / "sample_page.txt"


def _recognise(head: str, source: str) -> Reader:
    for name in registry.names("reader"):
        reader = registry.reader(name)
        if reader.recognises(head):
            return reader
    for number, line in enumerate(head.split("\n"), start=1):
        if bad := undecoded(line, source, number):
            raise bad
    formats = ", ".join(registry.names("reader"))
    raise ReadError(source, 1, "no known format", f"Known formats: {formats}; --format names one.")


def _opened(path: Path) -> BinaryIO:
    file = path.open("rb")
    zipped = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return io.BufferedReader(gzip.GzipFile(fileobj=file)) if zipped else file


def _head(lines: Iterator[str]) -> list[str]:
    """The first lines, up to the fortieth that is not blank; [] if all are blank."""
    head: list[str] = []
    filled = 0
    for line in lines:
        head.append(line)
        filled += bool(line.strip())
        if filled == _HEAD_LINES:
            break
    return head if filled else []


def _decoded(file: BinaryIO, source: str) -> Iterator[str]:
    """Lines of text; a byte that is not UTF-8 becomes a lone surrogate, which the readers report with its line."""
    number = 0
    try:
        for number, line in enumerate(file, start=1):
            yield line.decode("utf-8-sig" if number == 1 else "utf-8", errors="surrogateescape")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ReadError(source, number + 1, f"the compressed file breaks off or is damaged: {error}") from error
