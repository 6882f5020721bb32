"""Plugins by name, from the entry points of the installed packages: the only look-up table."""

from __future__ import annotations

from graphlib import TopologicalSorter
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, cast

from kg.errors import UnknownPlugin
from kg.ports import Engine, Exporter, Reader, Store

GROUPS = {
    "reader": "kg.readers",
    "linker": "spacy_factories",
    "store": "kg.stores",
    "exporter": "kg.exporters",
    "engine": "kg.engines",
}
"""What a plugin is called for people -> its entry point group."""


def names(group: str) -> tuple[str, ...]:
    """Names of the installed plugins of a group ("reader", "linker", ...), sorted.

    >>> "hf-page" in names("reader") and "kg_methods" in names("linker")
    True
    """
    return tuple(sorted(_points(group)))


def load(group: str, name: str) -> Any:
    """The class of a plugin; raises UnknownPlugin with the names that there are.

    >>> load("exporter", "turtle").suffix
    '.ttl'
    """
    points = _points(group)
    if name not in points:
        raise UnknownPlugin(group, name, points)
    return points[name].load()


def reader(name: str) -> Reader:
    """A reader by name."""
    return cast(Reader, load("reader", name)())


def exporter(name: str) -> Exporter:
    """An exporter by name."""
    return cast(Exporter, load("exporter", name)())


def engine(name: str) -> Engine:
    """An engine by name."""
    return cast(Engine, load("engine", name)())


def open_store(folder: Path | str, create: bool = False, base: str | None = None, name: str = "oxigraph") -> Store:
    """The store in a folder. With `create` it is made on the first build; `base` is that of a new store's IRIs.

    Raises StoreError where there is none, or where it cannot be read.
    """
    return cast(Store, load("store", name)(Path(folder), create=create, base=base))


def linkers() -> tuple[str, ...]:
    """Names of the linkers in an order in which each comes after the linkers whose span groups it reads.

    >>> linkers()[-2:]
    ('kg_lineage', 'kg_tagger')
    """
    classes = {name: load("linker", name) for name in names("linker")}
    writer = {linker.writes: name for name, linker in classes.items()}
    before = {name: sorted(writer[group] for group in linker.reads) for name, linker in classes.items()}
    return tuple(TopologicalSorter(before).static_order())


def _points(group: str) -> dict[str, EntryPoint]:
    points = {point.name: point for point in entry_points(group=GROUPS[group])}
    # spaCy's group is shared with other packages; ours carry the prefix.
    return {name: p for name, p in points.items() if group != "linker" or name.startswith("kg_")}
