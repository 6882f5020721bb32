"""The store as it is now, for the explorer: it goes on with a new generation when another process has built."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from kg import registry
from kg.errors import KgError
from kg.server.questions import BadQuestion, answer
from kg.server.reading import Reading


class Live:
    """Answers the explorer's questions from the store in a folder, in any thread."""

    def __init__(self, folder: Path) -> None:
        self._store = registry.open_store(folder)

    def answer(self, question: str, given: str) -> bytes:
        """The answer, as JSON, to a question whose arguments are a list as JSON; raises BadQuestion and KgError."""
        try:
            arguments = json.loads(given)
        except ValueError as error:
            raise BadQuestion("the arguments are no JSON") from error
        store = self._store = self._store.latest()
        try:
            found = self._read(question, arguments)
        except (KgError, OSError):
            # A build that ended meanwhile has swept away the files that were read.
            self._store = store.latest()
            if self._store is store:
                raise
            found = self._read(question, arguments)
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()

    def _read(self, question: str, arguments: object) -> object:
        with closing(Reading(self._store)) as reading:
            return answer(reading, question, arguments)
