"""The trained model at run time: three ONNX graphs that onnxruntime runs on one core."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import KgError
from kg.linkers._candidates import Candidates
from kg.linkers._features import FORM, PAIRS, RULE_COLUMNS, Features
from kg.linkers._words import pieces, row_ends, rows_inside

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
        self.settings = settings_of(folder)

    def __call__(self, text: str, found: Candidates, known: Features) -> Judgement:
        """What the model says of the candidates of a text."""
        read = pieces(text, found, self.folder)
        tokens = self._shown("tokens", known.of_rows())
        ends = row_ends(found)
        asked = rows_inside(ends, len(tokens))
        encoder = _session(self.folder / "encoder.onnx")
        parts = []
        for rows, inputs in read.windows():
            here = asked[(rows.start <= asked) & (asked < rows.stop)] - rows.start
            parts.append(encoder.run(None, {**inputs, "tokens": tokens[rows][None], "asked": here})[0][0])
        order = found.order()
        types, roles, descendants, ancestors = _session(self.folder / "judge.onnx").run(
            None,
            {
                "projected": np.concatenate(parts),
                "ends": np.searchsorted(asked, ends[order]),
                "spans": self._shown("spans", known.spans[order]),
                "clusters": self._shown("clusters", known.clusters),
                **found.members(),
            },
        )
        return Judgement(self, types, roles, (descendants, ancestors))

    def links(self, descendants: np.ndarray, ancestors: np.ndarray, features: np.ndarray) -> np.ndarray:
        """(p, 3): see `Judgement.links`."""
        inputs = {"descendants": descendants, "ancestors": ancestors, "features": self._shown("pairs", features)}
        return np.asarray(_session(self.folder / "pairs.onnx").run(None, inputs)[0])

    def _shown(self, matrix: str, rows: np.ndarray) -> np.ndarray:
        """What the model is told: the features, or, with `blank`, those that do not come from the rules."""
        if not self.blank:
            return rows
        blanked = rows.copy()
        blanked[:, RULE_COLUMNS[matrix]] = 0
        return blanked


def settings_of(folder: Path) -> dict[str, Any]:
    """The settings of the model in a folder.

    Raises KgError where there is none, or one that looks at other features than this version gives.
    """
    files = ("settings.json", "encoder.onnx", "judge.onnx", "pairs.onnx", "tokenizer.json")
    for name in files:
        if not (folder / name).is_file():
            raise KgError(f"{folder}: holds no model: no {name}", "--model names a folder that `kg train` wrote.")
    try:
        settings: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise KgError(f"{folder / 'settings.json'}: not JSON: {error}", "Train the model again: `kg train`.") from error
    if settings.get("form") != FORM:
        raise KgError(f"{folder}: the model was trained by another version", "Train it again: `kg train`.")
    return settings


def _session(path: Path) -> InferenceSession:
    """A graph that is ready to run; loaded again where the file was written anew."""
    return _loaded(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _loaded(path: Path, written: int) -> InferenceSession:
    """A graph that is ready to run, loaded once in a process; onnxruntime is imported here, since rules do without it."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    # Papers are spread over processes; more threads in each would only get in each other's way.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # This fusion makes the sum before a normalisation slower than it was (2 of 23 ms an abstract; onnxruntime 1.31).
    return InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
