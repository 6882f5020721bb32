"""One HTML text of a template, styles and scripts, with the policy that lets these very texts run and nothing else."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from string import Template
from typing import Any


def assembled(
    template: str, style: str, scripts: Sequence[str], parts: Mapping[str, str], connect: str = "'none'"
) -> tuple[str, str]:
    """(page, content security policy). `parts` fills what else the template names, escaped by whom it comes from.

    `scripts` fill $script, $script2 ... in their order. `connect` says whom they may ask: "'none'" or "'self'".
    """
    names = ["script", *(f"script{number}" for number in range(2, len(scripts) + 1))]
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; style-src {_hash(style)}; "
        f"connect-src {connect}; base-uri 'none'; form-action 'none'"
    )
    page = Template(template).substitute(parts, **dict(zip(names, scripts, strict=True)), style=style, policy=policy)
    return page, policy


def wrapped(ideas: Sequence[str]) -> str:
    """Scripts as one that leaves no names behind."""
    return '(() => {\n"use strict";\n' + "\n".join(ideas) + "})();\n"


def as_json(value: Any) -> str:
    """JSON that no HTML parser can take for markup: "<" is escaped, and so is everything beyond ASCII."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def _hash(text: str) -> str:
    """The source expression of a content security policy that lets this inline text run, and no other."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
