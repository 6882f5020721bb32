"""Exports everything as TriG: the resolved graph, then the claims of each paper as a named graph."""

from __future__ import annotations

from typing import BinaryIO

from kg.ports import Store


class TriG:
    """Triples sorted by subject, then property, then value."""

    suffix = ".trig"

    def export(self, store: Store, target: BinaryIO) -> None:
        """See `kg.ports.Exporter`."""
        store.dump(target, "trig")
