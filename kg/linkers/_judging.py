"""The trained model at run time: three ONNX graphs that onnxruntime runs on one core."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import KgError
from kg.linkers._candidates import Candidates
from kg.linkers._features import (
    CLUSTER_RULE_COLUMNS,
    FORM,
    PAIR_RULE_COLUMNS,
    PAIRS,
    SPAN_RULE_COLUMNS,
    TOKEN_RULE_COLUMNS,
    Features,
)
from kg.linkers._words import pieces, row_ends

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


class Judgement:
    """What the model says of one text: `types` (g, kinds), `roles` (c, 13), all between 0 and 1."""

    def __init__(self, model: Model, types: np.ndarray, roles: np.ndarray, ends: tuple[np.ndarray, np.ndarray]) -> None:
        self.types = types
        self.roles = roles
        self._model = model
        self._ends = ends

    def links(self, pairs: list[tuple[int, int]], features: np.ndarray) -> np.ndarray:
        """(p, 3): how likely each of `PAIRS` is between clusters (descendant, ancestor)."""
        if not pairs:
            return np.zeros((0, len(PAIRS)), dtype=np.float32)
        descendants, ancestors = self._ends
        at = np.array(pairs)
        return self._model.links(descendants[at[:, 0]], ancestors[at[:, 1]], features)


class Model:
    """A model in a folder, as `kg train` writes it. With `blank` it is not told what the rules say.

    Raises KgError where the folder holds none, or one that looks at other features than this version gives.
    """

    def __init__(self, folder: Path, blank: bool = False) -> None:
        self.folder = folder
        self.blank = blank
        try:
            self.settings: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise KgError(f"{folder}: no model: {error.strerror}", "--model names a folder of `kg train`.") from error
        if self.settings.get("form") != FORM:
            raise KgError(f"{folder}: the model was trained by another version", "Train it again: `kg train`.")

    def __call__(self, text: str, found: Candidates, known: Features) -> Judgement:
        """What the model says of the candidates of a text."""
        read = pieces(text, found, self.folder)
        # The encoder's marks at both ends have no features.
        tokens = np.pad(known.tokens, ((1, 1), (0, 0)))
        spans, clusters = known.spans, known.clusters
        if self.blank:
            spans, clusters = spans.copy(), clusters.copy()
            tokens[:, TOKEN_RULE_COLUMNS] = 0
            spans[:, SPAN_RULE_COLUMNS] = 0
            clusters[:, CLUSTER_RULE_COLUMNS] = 0
        encoder = _session(self.folder / "encoder.onnx")
        parts = []
        for rows, part in read.windows():
            inputs = {"ids": read.ids[part][None], "tokens": tokens[rows][None], **read.within(rows, part)}
            parts.append(encoder.run(None, inputs)[0][0])
        types, roles, descendants, ancestors = _session(self.folder / "judge.onnx").run(
            None,
            {
                "projected": np.concatenate(parts),
                "ends": row_ends(found),
                "spans": spans,
                "clusters": clusters,
                **found.members(),
            },
        )
        return Judgement(self, types, roles, (descendants, ancestors))

    def links(self, descendants: np.ndarray, ancestors: np.ndarray, features: np.ndarray) -> np.ndarray:
        """(p, 3): see `Judgement.links`."""
        if self.blank:
            features = features.copy()
            features[:, PAIR_RULE_COLUMNS] = 0
        inputs = {"descendants": descendants, "ancestors": ancestors, "features": features}
        return np.asarray(_session(self.folder / "pairs.onnx").run(None, inputs)[0])


@cache
def _session(path: Path) -> InferenceSession:
    """A graph that is ready to run, loaded once in a process; onnxruntime is imported here, since rules do without it."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    # Papers are spread over processes; more threads in each would only get in each other's way.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # This fusion makes the sum before a normalisation slower than it was (2 of 23 ms an abstract; onnxruntime 1.31).
    return InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
