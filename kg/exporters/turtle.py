"""Exports everything as Turtle, the claims of all papers beside the resolved graph."""

from __future__ import annotations

from typing import BinaryIO

from kg.ports import Store


class Turtle:
    """Triples sorted by subject, then property, then value."""

    suffix = ".ttl"

    def export(self, store: Store, target: BinaryIO) -> None:
        """See `kg.ports.Exporter`."""
        store.dump(target, "turtle")
