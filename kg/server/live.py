"""The store as it is now, for the explorer: it goes on with a new generation when another process has built."""

from __future__ import annotations

import json
from collections import OrderedDict
from contextlib import closing

from kg.errors import KgError
from kg.ports import Store
from kg.server.questions import BadQuestion, answer
from kg.server.reading import Reading

_KEPT = 32
"""So many of the last answers are kept, for readers go back and forth."""


class Live:
    """Answers the explorer's questions from a store, in any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: OrderedDict[tuple[Store, str, str], bytes] = OrderedDict()

    def answer(self, question: str, given: str) -> bytes:
        """The answer, as JSON, to a question whose arguments are a list as JSON; raises BadQuestion and KgError."""
        store = self._store = self._store.latest()
        try:
            return self._remembered(store, question, given)
        except (KgError, OSError):
            # A build that ended meanwhile has swept away the files that were read.
            self._store = store.latest()
            if self._store is store:
                raise
            return self._remembered(self._store, question, given)

    def _remembered(self, store: Store, question: str, given: str) -> bytes:
        asked = (store, question, given)
        found = self._last.pop(asked, None) or _read(store, question, given)
        self._last[asked] = found
        while len(self._last) > _KEPT:
            self._last.popitem(last=False)
        return found


def _read(store: Store, question: str, given: str) -> bytes:
    try:
        arguments = json.loads(given)
    except ValueError as error:
        raise BadQuestion("the arguments are no JSON") from error
    with closing(Reading(store)) as reading:
        found = answer(reading, question, arguments)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
