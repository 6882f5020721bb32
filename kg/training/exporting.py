"""Writes a fitted network as the files that the run time reads: three ONNX graphs, the tokenizer, and the settings."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from kg.linkers._features import CLUSTER_COLUMNS, PAIR_COLUMNS, SPAN_COLUMNS, TOKEN_COLUMNS
from kg.training.network import ROLE_SIZES, Judge, Network

_OPSET = 17


class _Reader(nn.Module):
    """The encoder, and the first step of the judge, which is cheap once its weights have 8 bits too."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder
        self.judge = network.judge

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.judge.project(self.encoder(*inputs))


class _Probabilities(nn.Module):
    """The judge with probabilities for logits."""

    def __init__(self, judge: Judge) -> None:
        super().__init__()
        self.judge = judge

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        types, roles, descendants, ancestors = self.judge(*inputs)
        parts = [part.softmax(-1) for part in roles.split(ROLE_SIZES, dim=-1)]
        return types.sigmoid(), torch.cat(parts, -1), descendants, ancestors


class _PairProbabilities(nn.Module):
    def __init__(self, pair: nn.Module) -> None:
        super().__init__()
        self.pair = pair

    def forward(self, descendant: Tensor, ancestor: Tensor, features: Tensor) -> Tensor:
        probabilities: Tensor = self.pair(descendant, ancestor, features).softmax(-1)
        return probabilities


def export(network: Network, tokenizer: Path, settings: Mapping[str, Any], folder: Path) -> None:
    """Fill `folder` with encoder.onnx and judge.onnx (weights of 8 bits), pairs.onnx, tokenizer.json, settings.json.

    They take the place of an older model's files once all are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch, _warnings_of_exporters_hushed():
        _export(network.cpu().eval(), tokenizer, settings, Path(scratch))
        for file in sorted(Path(scratch).iterdir()):
            file.replace(folder / file.name)


@contextmanager
def _warnings_of_exporters_hushed() -> Iterator[None]:
    """torch and onnxruntime warn, at each graph, of what holds for all: the older way of export, sizes that vary."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        root.setLevel(level)


def _export(network: Network, tokenizer: Path, settings: Mapping[str, Any], folder: Path) -> None:
    length, spans, clusters, pairs = 4, 5, 3, 2
    _write_small(
        _Reader(network),
        {
            "ids": (torch.ones(2, length, dtype=torch.int64), "sl"),
            "places": (torch.ones(2, length, dtype=torch.int64), "sl"),
            "first": (torch.tensor([0, 1, 3, 6]), "r"),
            "last": (torch.tensor([0, 2, 5, 6]), "r"),
            "tokens": (torch.zeros(1, 4, TOKEN_COLUMNS), "br"),
            "asked": (torch.tensor([1, 3]), "a"),
        },
        ["projected"], folder / "encoder.onnx",
    )  # fmt: skip
    # Five candidates in four groups in three clusters: enough for the export to see every step.
    group_ends = torch.tensor([[0, 2], [2, 3], [3, 4], [4, 5]])
    cluster_ends = torch.tensor([[0, 3], [3, 4], [4, 5]])
    _write_small(
        _Probabilities(network.judge),
        {
            "projected": (torch.randn(4, network.judge.parts.out_features), "r"),
            "ends": (torch.ones(spans, 2, dtype=torch.int64), "m"),
            "spans": (torch.zeros(spans, SPAN_COLUMNS), "m"),
            "clusters": (torch.zeros(clusters, CLUSTER_COLUMNS), "c"),
            "groups": (group_ends, "g"),
            "clustered": (cluster_ends, "c"),
            "cluster_of": (torch.tensor([0, 0, 1, 2]), "g"),
        },
        ["types", "roles", "descendants", "ancestors"], folder / "judge.onnx",
    )  # fmt: skip
    width = network.pair.features.out_features
    _write(
        _PairProbabilities(network.pair),
        {
            "descendants": (torch.zeros(pairs, width), "p"),
            "ancestors": (torch.zeros(pairs, width), "p"),
            "features": (torch.zeros(pairs, PAIR_COLUMNS), "p"),
        },
        ["links"], folder / "pairs.onnx",
    )  # fmt: skip
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    (folder / "settings.json").write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _write_small(module: nn.Module, inputs: Mapping[str, tuple[Tensor, str]], outputs: list[str], path: Path) -> None:
    """One graph, its weights rounded to 8 bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / path.name
        _write(module, inputs, outputs, full)
        quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)


def _write(module: nn.Module, inputs: Mapping[str, tuple[Tensor, str]], outputs: list[str], path: Path) -> None:
    """One graph; the letters beside an input name its sizes that vary, in the order of its dimensions."""
    axes = {name: dict(enumerate(letters)) for name, (_, letters) in inputs.items()}
    torch.onnx.export(
        module,
        tuple(tensor for tensor, _ in inputs.values()),
        path,
        input_names=list(inputs),
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=_OPSET,
        dynamo=False,
    )
