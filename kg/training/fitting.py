"""Fits the network to annotated papers, and lets it judge others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.linkers._features import RULE_COLUMNS
from kg.linkers._words import row_ends
from kg.training.examples import SKIP, Example
from kg.training.network import ROLE_SIZES, Network, load_encoder
from kg.training.pruning import prune

_NEVER = -1e4
"""What keeps attention from padding."""
_ASKED = 200
"""At most so many papers are asked which attention heads matter."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fit: first the heads on the pretrained encoder, for `head_epochs` at `head_rate`; then all, for `epochs`,
    the encoder at `encoder_rate`, the heads at `late_rate` and what brings features into the encoder at `head_rate`.

    `layers` of the encoder are kept, the lowest `frozen` (fewer than `layers`) are left as they are, and in each layer
    `attention_heads`, chosen once the heads over the encoder have learnt; `blanked` is the share of papers that are
    shown without what the rules say. A network that was fitted before goes on for `more_epochs` at `more` times the
    rates.
    """

    layers: int = 3
    frozen: int = 1
    attention_heads: int = 8
    head_epochs: int = 5
    epochs: int = 3
    batch: int = 8
    encoder_rate: float = 1.5e-4
    head_rate: float = 2e-3
    late_rate: float = 6e-4
    more_epochs: int = 2
    more: float = 0.5
    blanked: float = 0.15
    role_weight: float = 1.0
    pair_weight: float = 1.0
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Inputs:
    """One paper as tensors; see `Judge.forward`. `low` (rows, width) is what the frozen layers give, `plain` what the
    whole encoder gives, where that was asked for; `pairs` (p, columns) are the features of the pairs of clusters
    `pair_ends` (p, 2)."""

    low: Tensor
    plain: Tensor | None
    tokens: Tensor
    ends: Tensor
    spans: Tensor
    clusters: Tensor
    members: dict[str, Tensor]
    pair_ends: Tensor
    pairs: Tensor
    types: Tensor
    roles: Tensor
    links: Tensor


Progress = Callable[[int, int], None]
"""Called with (steps done, steps in all)."""


def fit(
    train: Sequence[Example],
    start: Path | Network,
    settings: Settings,
    progress: Progress = lambda done, total: None,
) -> Network:
    """A new network, fitted to `train`; equal arguments give equal networks on one machine.

    It starts from the weights of a pretrained encoder, or from a network that was fitted to other papers.
    """
    torch.manual_seed(settings.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if isinstance(start, Network):
        network = deepcopy(start).to(device)
        head_epochs, epochs, factor = 0, settings.more_epochs, settings.more
    else:
        network = Network(settings.layers, settings.frozen).to(device)
        load_encoder(network.encoder, start)
        head_epochs, epochs, factor = settings.head_epochs, settings.epochs, 1.0
    descent = _Descent(network, settings, device, progress, (head_epochs + epochs) * _steps(train, settings))
    heads = [*network.judge.parameters(), *network.pair.parameters()]
    if head_epochs:
        plain = [_inputs(network, example, device, plain=True) for example in train]
        descent(plain, head_epochs, [{"params": heads, "lr": settings.head_rate}])
        del plain  # with thousands of papers, gigabytes
    asked = train[:: -(-len(train) // _ASKED)]
    prune(network.encoder, _losses(network, asked, settings, device), settings.attention_heads)
    high = list(network.encoder.layers[settings.frozen :].parameters())
    joint = list(network.encoder.features.parameters())
    descent(
        [_inputs(network, example, device) for example in train],
        epochs,
        [
            {"params": high, "lr": factor * settings.encoder_rate},
            {"params": heads, "lr": factor * settings.late_rate},
            {"params": joint, "lr": factor * settings.head_rate},
        ],
    )
    return network.eval()


class _Descent:
    """Rounds of gradient descent on a network; says after each step how many of `steps` are done."""

    def __init__(
        self, network: Network, settings: Settings, device: torch.device, progress: Progress, steps: int
    ) -> None:
        self._network = network
        self._settings = settings
        self._device = device
        self._progress = progress
        self._steps = steps
        self._done = 0
        self._order = np.random.default_rng(settings.seed)

    def __call__(self, inputs: Sequence[Inputs], epochs: int, parameters: list[dict[str, Any]]) -> None:
        """So many rounds over the papers, for groups of parameters with their rates at the highest. Where the papers
        come with what the encoder gives, it is not asked."""
        network, settings, order = self._network.train(), self._settings, self._order
        optimiser = torch.optim.AdamW(parameters, weight_decay=0.01)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _slope(epochs * _steps(inputs, settings)))
        for _ in range(epochs):
            for numbers in _batches([len(item.low) for item in inputs], settings.batch, order):
                batch = [_blanked(inputs[n]) if order.random() < settings.blanked else inputs[n] for n in numbers]
                plain = [item.plain for item in batch if item.plain is not None]
                loss = _loss(network, batch, plain or _encoded(network, batch, self._device), settings)
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                self._done += 1
                self._progress(self._done, self._steps)


def _losses(network: Network, papers: Sequence[Example], settings: Settings, device: torch.device) -> Iterator[Tensor]:
    """The loss of each paper, all layers of the encoder in its graph."""
    network.eval()
    for paper in papers:
        item = _inputs(network, paper, device)
        parts = [network.encoder.low(**inputs) for inputs in _windows(paper, device)]
        hidden = network.encoder.high(torch.cat(parts, 1), item.tokens[None])[0]
        yield _loss(network, [item], [hidden], settings)


def _steps(papers: Sequence[object], settings: Settings) -> int:
    """Steps in one round."""
    return -(-len(papers) // settings.batch)


def _slope(steps: int) -> Callable[[int], float]:
    """The learning rate's factor at each step: up over a tenth of the steps, then down to nearly nothing."""
    return lambda step: min(1.0, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)


def _batches(lengths: Sequence[int], size: int, order: np.random.Generator) -> list[list[int]]:
    """Every number once, in batches of texts of about one length, the batches in random order."""
    jittered = np.array(lengths) * order.uniform(0.85, 1.15, len(lengths))
    ranked = jittered.argsort().tolist()
    batches = [ranked[at : at + size] for at in range(0, len(ranked), size)]
    return [batches[n] for n in order.permutation(len(batches)).tolist()]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the network says of one paper, all between 0 and 1: `types` (g, kinds) for each kind apart, `roles` (c, 13),
    which add up to 1 within each kind; `descendants`, `ancestors` (c, 128) are what `judge_pairs` needs."""

    types: np.ndarray
    roles: np.ndarray
    descendants: Tensor
    ancestors: Tensor


@torch.no_grad()
def judge(network: Network, example: Example, blank: bool = False) -> Judged:
    """What `network` says of a paper; with `blank` it is not told what the rules say."""
    device = next(network.parameters()).device
    item = _inputs(network.eval(), example, device)
    item = _blanked(item) if blank else item
    hidden = _encoded(network, [item], device)[0]
    types, roles, descendants, ancestors = _judged(network, item, hidden)
    parts = [part.softmax(-1) for part in roles.split(ROLE_SIZES, dim=-1)]
    return Judged(types.sigmoid().cpu().numpy(), torch.cat(parts, -1).cpu().numpy(), descendants, ancestors)


@torch.no_grad()
def judge_pairs(network: Network, judged: Judged, pairs: np.ndarray, features: np.ndarray, blank: bool) -> np.ndarray:
    """(p, 3): how likely none, extends, compares is for each (descendant, ancestor)."""
    if not len(pairs):
        return np.zeros((0, 3), dtype=np.float32)
    features = features.copy()
    if blank:
        features[:, RULE_COLUMNS["pairs"]] = 0
    device = judged.ancestors.device
    logits = network.pair(
        judged.descendants[pairs[:, 0]], judged.ancestors[pairs[:, 1]], torch.from_numpy(features).to(device)
    )
    return np.asarray(logits.softmax(-1).cpu().numpy())


def _inputs(network: Network, example: Example, device: torch.device, plain: bool = False) -> Inputs:
    found = example.found
    with torch.no_grad():
        mode = network.training
        network.eval()
        low = torch.cat([network.encoder.low(**inputs)[0] for inputs in _windows(example, device)])
        whole = network.encoder.high(low[None], None)[0] if plain else None
        network.train(mode)
    return Inputs(
        low=low,
        plain=whole,
        tokens=torch.from_numpy(example.features.of_rows()).to(device),
        ends=torch.from_numpy(row_ends(found)[found.order()]).to(device),
        spans=torch.from_numpy(example.features.spans[found.order()]).to(device),
        members={name: torch.from_numpy(value).to(device) for name, value in found.members().items()},
        clusters=torch.from_numpy(example.features.clusters).to(device),
        pair_ends=torch.from_numpy(example.pairs).to(device),
        pairs=torch.from_numpy(example.pair_features).to(device),
        types=torch.from_numpy(example.types).to(device),
        roles=torch.from_numpy(example.roles).to(device),
        links=torch.from_numpy(example.links).to(device),
    )


def _windows(example: Example, device: torch.device) -> list[dict[str, Tensor]]:
    """What `Encoder.low` reads of each window."""
    return [
        {name: torch.from_numpy(value).to(device) for name, value in inputs.items()}
        for _, inputs in example.pieces.windows()
    ]


def _blanked(item: Inputs) -> Inputs:
    """The paper without what the rules say of it."""
    blanked = {name: getattr(item, name).clone() for name in RULE_COLUMNS}
    for name, columns in RULE_COLUMNS.items():
        blanked[name][:, columns] = 0
    return replace(item, **blanked)


def _encoded(network: Network, batch: Sequence[Inputs], device: torch.device) -> list[Tensor]:
    """(rows, width) of each paper."""
    lengths = [len(item.low) for item in batch]
    low = nn.utils.rnn.pad_sequence([item.low for item in batch], batch_first=True)
    tokens = nn.utils.rnn.pad_sequence([item.tokens for item in batch], batch_first=True)
    inside = torch.arange(max(lengths), device=device)[None] < torch.tensor(lengths, device=device)[:, None]
    bias = torch.where(inside, 0.0, _NEVER)[:, None, None]
    with torch.autocast(device.type, dtype=torch.bfloat16):
        hidden = network.encoder.high(low, tokens, bias)
    return [row[:length].float() for row, length in zip(hidden, lengths, strict=True)]


def _judged(network: Network, item: Inputs, hidden: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    projected = network.judge.project(hidden)
    judged: tuple[Tensor, Tensor, Tensor, Tensor] = network.judge(
        projected, item.ends, item.spans, item.clusters, **item.members
    )
    return judged


def _loss(network: Network, batch: Sequence[Inputs], hidden: Sequence[Tensor], settings: Settings) -> Tensor:
    total = torch.zeros((), device=hidden[0].device)
    for item, row in zip(batch, hidden, strict=True):
        types, roles, descendants, ancestors = _judged(network, item, row)
        asked = item.types != SKIP
        total = total + functional.binary_cross_entropy_with_logits(
            types[asked], item.types[asked].float(), reduction="sum"
        )
        for number, part in enumerate(roles.split(ROLE_SIZES, dim=-1)):
            total = total + settings.role_weight * functional.cross_entropy(
                part, item.roles[:, number], ignore_index=SKIP, reduction="sum"
            )
        if len(item.pairs):
            links = network.pair(descendants[item.pair_ends[:, 0]], ancestors[item.pair_ends[:, 1]], item.pairs)
            total = total + settings.pair_weight * functional.cross_entropy(
                links, item.links, ignore_index=SKIP, reduction="sum"
            )
    return total / (20 * len(batch))
