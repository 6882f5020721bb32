"""The explorer: one HTML file that opens from a disk, asks the network for nothing and trusts no text of a paper."""

from __future__ import annotations

from typing import BinaryIO

from kg.exporters._page.assembly import explorer
from kg.exporters._page.payload import packed, payload
from kg.ports import Store


class Html:
    """A page to search and walk the graph: lineage, the sentence behind every link, and the network of them all."""

    suffix = ".html"

    def export(self, store: Store, target: BinaryIO) -> None:
        """Write the whole page: 0.1 MB of scripts, and about 1 kB a paper."""
        target.write(explorer(packed(payload(store.graph(), store.base))).encode())
