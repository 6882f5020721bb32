"""What linking costs once is paid once in a process, not once a batch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count

from kg.engines.local import LocalEngine


def numbering(step: int) -> Callable[[int], tuple[int, int]]:
    """A function that says in which process and as which of its calls it is called."""
    calls = count(0, step)
    return lambda item: (os.getpid(), next(calls))


def test_the_function_is_made_once_in_a_process() -> None:
    results = list(LocalEngine().map(partial(numbering, 1), range(200), jobs=2))
    assert len(results) == 200
    assert max(Counter(results).values()) == 1, "a function made anew would count from 0 again"
