"""Finds lineage: which prior method the paper's own method extends, and with which it is compared."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from kg.linkers._findings import Finding, read, write
from kg.model import Predicate

_EDGE: dict[str, tuple[Predicate, float]] = {"buildsOn": ("extends", 1.0), "comparesWith": ("comparedWith", 1.0)}


@Language.factory("kg_lineage", assigns=["doc.spans"])
class Lineage:
    """Writes one finding for every pair of the paper's main method and a method that it extends or is compared with."""

    reads: tuple[str, ...] = ("kg_roles",)
    writes = "kg_lineage"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_lineage"] to findings whose subject is the descendant and whose name is the ancestor."""
        roles = [finding for finding in read(doc, "kg_roles") if finding.kind == "Method"]
        main = _main_method(roles)
        findings: dict[str, Finding] = {}
        if main is not None:
            for role in roles:
                if role.predicate in _EDGE and role.rule.startswith("kg_roles:") and role.name not in findings:
                    predicate, weight = _EDGE[role.predicate]
                    findings[role.name] = Finding(
                        role.span, predicate, "Method", role.name, role.confidence * weight,
                        role.rule.replace("kg_roles", "kg_lineage"), subject=main.name,
                    )  # fmt: skip
        write(doc, self.writes, findings.values())
        return doc


def _main_method(roles: list[Finding]) -> Finding | None:
    """What the paper proposes: the introduced method that stands first, the title included."""
    own = [role for role in roles if role.predicate == "introduces"]
    return own[0] if own else None
