"""The learned linker: a small model judges what could be a name, with the rules' findings before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg.linkers._candidates import Candidates, candidates
from kg.linkers._decisions import Decision, addresses, findings
from kg.linkers._features import Pairs, features
from kg.linkers._findings import Finding, write
from kg.linkers._judging import Model
from kg.linkers._spans import text_of
from kg.linkers._things import found_by_rules, things
from kg.linkers._words import model_folder


@Language.factory("kg_tagger", assigns=["doc.spans"], default_config={"folder": "", "blank": False})
class Tagger:
    """Writes what the paper says of each entity, and of pairs of methods; addresses are passed on from the rules.

    `folder` holds a model that `kg train` wrote, "" the one that ships with Lineagraph. With `blank` the model is not
    told what the rules found.
    """

    reads: tuple[str, ...] = (
        "kg_links", "kg_abbreviations", "kg_vocabulary", "kg_hardware", "kg_datasets", "kg_tasks", "kg_methods",
        "kg_roles", "kg_lineage",
    )  # fmt: skip
    writes = "kg_tagger"

    def __init__(self, nlp: Language, name: str, folder: str = "", blank: bool = False) -> None:
        self.name = name
        self._model = Model(Path(folder) if folder else model_folder(), blank)
        self._decision = Decision.of(self._model.settings, blank)

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_tagger"], in the order of the text."""
        found = candidates(doc)
        write(doc, self.writes, [*self._said(doc, found), *addresses(doc)])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Each document as `self` gives it, in order; `batch_size` are taken from the rules before the first is judged."""
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            yield from map(self, docs)

    def _said(self, doc: Doc, found: Candidates) -> Iterable[Finding]:
        if not found.names:
            return ()
        text = text_of(doc)
        judged = self._model(text, found, features(doc, found))
        likely = things(text, found, judged.types, found_by_rules(doc, found) & (not self._decision.alone))
        pairs = Pairs(doc, found)
        return findings(doc, found, likely, judged.roles, lambda ends: judged.links(ends, pairs(ends)), self._decision)
