"""Takes attention heads out of an encoder: those that the answers need least.

The measure is that of Michel et al. 2019, "Are Sixteen Heads Really Better than One?": how much the loss of a paper
would change, to first order, if the head were silent, summed over papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import torch
from torch import Tensor

from kg.training.network import HEAD_WIDTH, Encoder, Layer


def prune(encoder: Encoder, losses: Iterable[Tensor], heads: int) -> None:
    """Keep in each layer the `heads` heads that matter most for the losses, one of each paper; where there are no more
    than these, nothing is asked and nothing changes."""
    layers = [cast(Layer, layer) for layer in encoder.layers]
    if all(layer.heads <= heads for layer in layers):
        return
    needed = [torch.zeros(layer.heads) for layer in layers]
    for loss in losses:
        outs = [layer.out.weight for layer in layers]
        for sums, out, change in zip(needed, outs, torch.autograd.grad(loss, outs), strict=True):
            # A factor on what a head gives would be one on its columns here: this is the loss's derivative by it.
            sums += (out * change).detach().view(len(out), -1, HEAD_WIDTH).sum((0, 2)).abs().cpu()
    for layer, sums in zip(layers, needed, strict=True):
        _keep(layer, sorted(sums.argsort(descending=True, stable=True)[:heads].tolist()))


def _keep(layer: Layer, heads: list[int]) -> None:
    """Leave only these heads in a layer."""
    columns = torch.tensor([head * HEAD_WIDTH + at for head in heads for at in range(HEAD_WIDTH)])
    left = Layer(len(heads)).to(layer.out.weight.device)
    weights = layer.state_dict()
    for name in ("query", "key", "value"):
        for part in ("weight", "bias"):
            weights[f"{name}.{part}"] = weights[f"{name}.{part}"][columns]
    weights["out.weight"] = weights["out.weight"][:, columns]
    left.load_state_dict(weights)
    layer.heads = left.heads
    for name in ("query", "key", "value", "out"):
        setattr(layer, name, getattr(left, name))
