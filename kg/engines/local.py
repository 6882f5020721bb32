"""Links papers in this process, or in a pool of processes on this machine."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from typing import Any

from kg.ports import Item, Mapper, Result

_BATCH = 32
"""Items handed to a process at a time: enough to hide the cost of handing over, few enough to keep all busy."""


class LocalEngine:
    """Runs in the calling process for one job, else in as many processes."""

    def map(self, make: Callable[[], Mapper[Item, Result]], items: Sequence[Item], jobs: int) -> Iterable[Result]:
        """Results in the order of `items`; `make` and the items must be picklable for more than one job."""
        if jobs == 1 or len(items) <= _BATCH:
            yield from make()(items) if items else ()
            return
        batches = [items[at : at + _BATCH] for at in range(0, len(items), _BATCH)]
        with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
            # As bytes, equal recipes are one key in every process; two copies of a partial function are not equal.
            for results in pool.map(partial(_batch, pickle.dumps(make)), batches):
                yield from results


@cache
def _made(recipe: bytes) -> Mapper[Any, Any]:
    """The function of this pool process, made at its first batch."""
    # What is made stays for good: keep the garbage collector from walking over it again and again.
    gc.disable()
    function: Mapper[Any, Any] = pickle.loads(recipe)()
    gc.collect()
    gc.freeze()
    gc.enable()
    return function


def _batch(recipe: bytes, items: Sequence[Any]) -> list[Any]:
    return list(_made(recipe)(items))
