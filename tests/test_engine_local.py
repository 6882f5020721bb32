"""What linking costs once is paid once in a process, not once a batch."""

from __future__ import annotations

import os
from collections import Counter
from functools import partial
from itertools import count

from kg.engines.local import LocalEngine
from kg.ports import Mapper


def numbering(step: int) -> Mapper[int, tuple[int, int]]:
    """A function that says of each item in which process and as which of all it came."""
    calls = count(0, step)
    return lambda items: ((os.getpid(), next(calls)) for _ in items)


def test_the_function_is_made_once_in_a_process() -> None:
    results = list(LocalEngine().map(partial(numbering, 1), range(200), jobs=2))
    assert len(results) == 200
    assert max(Counter(results).values()) == 1, "a function made anew would count from 0 again"
