"""The explorer: one HTML file that opens from a disk, asks the network for nothing and trusts no text of a paper."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import Any, BinaryIO

from kg.exporters._page import SCRIPTS
from kg.exporters._page.network import lineage_network
from kg.exporters._page.payload import payload
from kg.ports import Store

_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"


class Html:
    """A page to search and walk the graph: lineage, the sentence behind every link, and pyvis's network."""

    suffix = ".html"

    def export(self, store: Store, target: BinaryIO) -> None:
        """Write the whole page: 0.5 MB of scripts, and about 4 kB a paper."""
        graph = store.graph()
        page = files("kg.exporters") / "_page"
        style = (page / "page.css").read_text("utf-8")
        ideas = "\n".join((page / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
        script = f'(() => {{\n"use strict";\n{ideas}}})();\n'
        # pyvis's copy of vis-network, without the address of its source map.
        vis = (files("pyvis") / _VIS).read_text("utf-8").partition("//# sourceMappingURL")[0]
        html = Template((page / "page.html").read_text("utf-8")).substitute(
            policy=f"default-src 'none'; script-src {_hash(vis)} {_hash(script)}; style-src {_hash(style)}; "
            "base-uri 'none'; form-action 'none'",
            style=style,
            graph=_json(payload(graph)),
            network=_json(lineage_network(graph)),
            script=script,
            vis=vis,
        )
        target.write(html.encode())


def _hash(text: str) -> str:
    """The source expression of a content security policy that lets this inline text run, and no other."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _vis() -> str:
    """The vis-network script that pyvis ships, without the address of its source map."""
    script = (files("pyvis") / _VIS).read_text("utf-8")
    return script[: script.rindex("//# sourceMappingURL")]


def _json(value: Any) -> str:
    """JSON that no HTML parser can take for markup: "<" is escaped, and so is everything beyond ASCII."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
