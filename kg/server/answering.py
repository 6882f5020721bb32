"""A process that answers SPARQL queries: `python -m kg.server.answering STORE`.

A query cannot be stopped from within, so it runs in a process that can be ended. On standard input comes a line of
JSON for each query, `{"sparql", "formats"}`; on standard output goes a line, `{"format", "size"}` or
`{"error", "hint"}`, and then `size` bytes of answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from kg import registry
from kg.errors import KgError, QueryError
from kg.ports import Store

MOST_BYTES = 64 << 20
"""Of one answer."""

MOST_MEMORY = 4 << 30
"""Bytes of memory for one process, where the system can keep it to that."""


class _Bounded(BytesIO):
    """Bytes in memory, up to MOST_BYTES; one more raises QueryError."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > MOST_BYTES:
            raise QueryError(f"the answer is larger than {MOST_BYTES >> 20} MiB", "Add a LIMIT to the query.")
        return super().write(data)


def answer(store: Store, sparql: str, formats: Sequence[str]) -> tuple[str, bytes]:
    """(format, answer) in the first of `formats` that fits the kind of answer; raises QueryError, for none too."""
    found = store.query(sparql)
    fitting = [format for format in formats if format in found.formats]
    if not fitting:
        raise QueryError("the answer has none of the types asked for", f"It can be had as {', '.join(found.formats)}.")
    target = _Bounded()
    found.write(target, fitting[0])
    return fitting[0], target.getvalue()


def _limit_memory() -> None:
    with suppress(ImportError):  # Windows has no such limits.
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def main() -> None:
    """Answer queries until standard input ends; each is asked of what the store holds at that time."""
    _limit_memory()
    store = registry.open_store(Path(sys.argv[1]))
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        body = b""
        try:
            store = store.latest()
            format, body = answer(store, asked["sparql"], asked["formats"])
            head = {"format": format, "size": len(body)}
        except KgError as error:
            head = {"error": error.message, "hint": error.hint}
        except MemoryError:
            head = {"error": "the query needs too much memory", "hint": "Add a LIMIT, or ask for less."}
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
