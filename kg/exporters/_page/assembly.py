"""One HTML text of a template, a style and a script, with the policy that lets these texts run and nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.resources import files
from string import Template

from kg.exporters._page import FROM_PAYLOAD, FROM_SERVER, SCRIPTS


def assembled(
    template: str, style: str, scripts: Iterable[str], parts: Mapping[str, str], connect: str = "'none'"
) -> tuple[str, str]:
    """(page, content security policy). `parts` fills what else the template names, escaped by whom it comes from.

    `connect` says whom the scripts may ask: "'none'" or "'self'".
    """
    # One function around them all, so that they leave no names behind.
    script = '(() => {\n"use strict";\n' + "\n".join(scripts) + "})();\n"
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; connect-src {connect}; "
        "base-uri 'none'; form-action 'none'"
    )
    page = Template(template).substitute(parts, script=script, style=style, policy=policy)
    return page, policy


def explorer(payload: str) -> str:
    """The explorer that carries its graph, packed as `payload.py` packs it, and asks nobody."""
    return _explorer(FROM_PAYLOAD, f'<script type="application/octet-stream" id="graph">{payload}</script>')[0]


def live_explorer() -> tuple[str, str]:
    """(page, content security policy) of the explorer that asks the server it comes from."""
    return _explorer(FROM_SERVER, "", connect="'self'")


def _explorer(source: Iterable[str], data: str, connect: str = "'none'") -> tuple[str, str]:
    own = files("kg.exporters") / "_page"
    names = [name for script in SCRIPTS for name in (source if script == "SOURCE" else [script])]
    scripts = [(own / f"{name}.js").read_text("utf-8") for name in names]
    template, style = ((own / f"page.{kind}").read_text("utf-8") for kind in ("html", "css"))
    return assembled(template, style, scripts, {"data": data}, connect)


def _hash(text: str) -> str:
    """The source expression of a content security policy that lets this inline text run, and no other."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
