"""Processes that answer queries; one that takes too long is ended, and the next query gets a new one."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kg.errors import KgError, QueryError


class OutOfTime(KgError):
    """A query that took longer than the limit, or that found no free process within it."""


class Workers:
    """At most `number` processes that answer queries over the store in a folder, each query within `seconds`."""

    def __init__(self, folder: Path, number: int, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds
        self._free = asyncio.Semaphore(number)
        self._idle: list[Process] = []
        self._all: set[Process] = set()

    async def ask(self, sparql: str, formats: Sequence[str]) -> tuple[str, bytes]:
        """(format, answer) in the first of `formats` that fits; raises QueryError and OutOfTime."""
        try:
            async with asyncio.timeout(self._seconds), self._free:
                process = self._idle.pop() if self._idle else await self._start()
                try:
                    found = await _ask(process, json.dumps({"sparql": sparql, "formats": list(formats)}))
                    self._idle.append(process)
                finally:
                    if process not in self._idle:
                        self._end(process)
        except TimeoutError:
            raise OutOfTime(
                f"the query took longer than {self._seconds:g} seconds", "Add a LIMIT, or begin with what is given."
            ) from None
        head, body = found
        if "error" in head:
            raise QueryError(str(head["error"]), str(head["hint"]))
        return str(head["format"]), body

    async def close(self) -> None:
        """End all processes, and wait for their end: one that outlives the event loop complains when it is let go."""
        ended = list(self._all)
        for process in ended:
            self._end(process)
        await asyncio.gather(*(process.wait() for process in ended))

    async def _start(self) -> Process:
        # A session of its own, so that an interrupt at the terminal reaches the server alone, which ends its processes.
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kg.server.answering", str(self._folder.resolve()),
            stdin=PIPE, stdout=PIPE, start_new_session=True,
        )  # fmt: skip
        self._all.add(process)
        return process

    def _end(self, process: Process) -> None:
        self._all.discard(process)
        with suppress(ProcessLookupError):
            process.kill()


async def _ask(process: Process, asked: str) -> tuple[dict[str, object], bytes]:
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(asked.encode() + b"\n")
        await process.stdin.drain()
        head = json.loads(await process.stdout.readline() or b"null")
        if head is None:
            raise EOFError
        return head, await process.stdout.readexactly(head.get("size", 0))
    except (EOFError, ConnectionError) as error:
        raise QueryError("the query ended its process", "It may need too much memory: ask for less.") from error
