"""Every error that Lineagraph raises on purpose; the command line prints them as one line and a hint."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class KgError(Exception):
    """Something a user can act on: `message` says what is wrong, `hint` what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ReadError(KgError):
    """An input that cannot be read, with the file and the 1-based line where it goes wrong."""

    def __init__(self, file: str, line: int, problem: str, hint: str = "") -> None:
        super().__init__(f"{file}:{line}: {problem}", hint)
        self.file = file
        self.line = line
        self.problem = problem


class UnknownPlugin(KgError):
    """A reader, linker, store, exporter or engine that is not installed; the message lists those that are."""

    def __init__(self, group: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        super().__init__(f"no {group} named {name!r}; installed: {', '.join(names) or 'none'}", suggest(name, names))


class UnknownName(KgError):
    """A name that no entity of the graph bears; the hint gives the nearest names."""

    def __init__(self, name: str, near: Iterable[str]) -> None:
        candidates = list(near)
        hint = f"Did you mean {', '.join(candidates)}?" if candidates else "`kg search TEXT` finds names by a part."
        super().__init__(f"nothing in the graph is called {name!r}", hint)


class NoPath(KgError):
    """Two methods of which neither grew out of the other; the hint names what both grew out of."""

    def __init__(self, start: str, end: str, shared: Iterable[str]) -> None:
        names = ", ".join(shared)
        hint = f"Both grew out of {names}." if names else "No paper says that they grew out of one method either."
        super().__init__(f"neither of {start!r} and {end!r} grew out of the other", hint)


class StoreError(KgError):
    """A store that is missing, locked, of another version or damaged."""


class QueryError(KgError):
    """A SPARQL query that does not parse or cannot be evaluated."""


class ExportError(KgError):
    """An export that could not be written; the file that stood there before is untouched."""


def suggest(name: str, known: Iterable[str]) -> str:
    """A "Did you mean" hint, or "" where nothing is near.

    >>> suggest("turtel", ["graphml", "turtle"])
    'Did you mean turtle?'
    >>> suggest("zzz", ["graphml", "turtle"])
    ''
    """
    near = get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    return f"Did you mean {', '.join(near)}?" if near else ""
