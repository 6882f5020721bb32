"""The network: a small encoder that reads the whole text, and heads that judge candidates, clusters and pairs.

pieces -> embeddings -> layers --(token features are added here)--> layers -> candidate -> group -> kinds
                                                                                 |-> cluster -> roles -> pairs
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.linkers._features import CLUSTER_COLUMNS, KINDS, PAIR_COLUMNS, PAIRS, ROLES, SPAN_COLUMNS, TOKEN_COLUMNS

WIDTH = 384
_HEADS = 12
_INNER = 4 * WIDTH
_SPAN = 256
_PAIR = 128
ROLE_COLUMNS = sum(len(roles) for _, roles in ROLES)
"""Outputs of the role head: the roles of each kind in turn."""


class Layer(nn.Module):
    """One layer of BERT: self-attention and two linear maps, each with a residual and a normalisation behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, _INNER)
        self.down = nn.Linear(_INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """(batch, pieces, WIDTH) -> the same; `bias` (batch, 1, 1, pieces) is 0 at pieces and very low at padding."""
        batch, length, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(batch, length, _HEADS, WIDTH // _HEADS).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        mixed = mixed.transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """The lowest `layers` layers of a BERT of this size; token features join the input of layer number `join`."""

    def __init__(self, layers: int, join: int, vocabulary: int = 30522) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.join = join
        self.features = nn.Sequential(nn.Linear(TOKEN_COLUMNS, 96), nn.GELU(), nn.Linear(96, WIDTH))
        self.drop = nn.Dropout(0.1)

    def low(self, ids: Tensor, bias: Tensor) -> Tensor:
        """The part below the features: (batch, pieces) -> (batch, pieces, WIDTH)."""
        x = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1], device=ids.device)))
        for layer in self.layers[: self.join]:
            x = layer(x, bias)
        return x

    def high(self, x: Tensor, tokens: Tensor, bias: Tensor) -> Tensor:
        """The part above: `tokens` (batch, pieces, TOKEN_COLUMNS) are the features of each piece's token."""
        x = x + self.drop(self.features(tokens))
        for layer in self.layers[self.join :]:
            x = layer(x, bias)
        return x

    def forward(self, ids: Tensor, tokens: Tensor) -> Tensor:
        """One text without padding: (1, pieces), (1, pieces, TOKEN_COLUMNS) -> (1, pieces, WIDTH)."""
        none = torch.zeros(1, 1, 1, 1, device=ids.device)
        return self.high(self.low(ids, none), tokens, none)


class Judge(nn.Module):
    """The heads over the encoded pieces of one text."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.parts = nn.Linear(WIDTH, 5 * _SPAN, bias=False)
        self.span = nn.Sequential(nn.Linear(SPAN_COLUMNS, _SPAN))
        self.attend = nn.Linear(_SPAN, 2)
        self.norm = nn.LayerNorm(_SPAN)
        self.cluster = nn.Linear(2 * _SPAN + CLUSTER_COLUMNS, _SPAN)
        self.group = nn.Linear(2 * _SPAN, _SPAN)
        self.types = nn.Linear(2 * _SPAN, len(KINDS))
        self.roles = nn.Linear(_SPAN, ROLE_COLUMNS)
        self.descendant = nn.Linear(_SPAN, _PAIR)
        self.ancestor = nn.Linear(_SPAN, _PAIR)
        self.drop = nn.Dropout(dropout)

    def forward(
        self, hidden: Tensor, ends: Tensor, spans: Tensor, groups: Tensor, clusters: Tensor, of_group: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of kinds (g, 4) and roles (c, 13), and what the pair head needs of each cluster, twice (c, 128).

        `hidden` (pieces, WIDTH); `ends` (m, 4) the pieces of each candidate: first, last, one before, one behind;
        `spans` (m, SPAN_COLUMNS); `groups` (g, m) and `of_group` (c, m): 1 where a candidate is of a group or cluster;
        `clusters` (c, CLUSTER_COLUMNS).
        """
        parts = self.parts(self.drop(hidden))
        first, last, mean, before, behind = parts.split(_SPAN, dim=-1)
        summed = functional.pad(torch.cumsum(mean, 0), (0, 0, 1, 0))
        width = (ends[:, 1:2] - ends[:, :1] + 1).to(hidden.dtype)
        mean = (summed[ends[:, 1] + 1] - summed[ends[:, 0]]) / width
        x = first[ends[:, 0]] + last[ends[:, 1]] + before[ends[:, 2]] + behind[ends[:, 3]] + mean + self.span(spans)
        x = self.drop(functional.gelu(self.norm(x)))
        weight = self.attend(x).clamp(-8, 8).exp()
        of_name = _pooled(x, weight[:, :1], groups)
        of_cluster = _pooled(x, weight[:, 1:], of_group)
        thing = self.drop(functional.gelu(self.cluster(torch.cat([of_cluster, clusters], -1))))
        # The cluster of a group is that of its candidates.
        belongs = ((groups @ of_group.T) > 0).to(x.dtype)
        name = functional.gelu(self.group(of_name))
        types = self.types(torch.cat([self.drop(name), belongs @ thing], -1))
        return types, self.roles(thing), self.descendant(thing), self.ancestor(thing)


def _pooled(x: Tensor, weight: Tensor, member: Tensor) -> Tensor:
    """(rows, 2 * width): the plain and the weighted mean over the members of each row."""
    plain = (member @ x) / member.sum(1, keepdim=True)
    return torch.cat([plain, (member @ (x * weight)) / (member @ weight)], -1)


class PairHead(nn.Module):
    """Logits (p, 3) for pairs: what the clusters give, and the features of the pair."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.features = nn.Linear(PAIR_COLUMNS, _PAIR)
        self.hidden = nn.Linear(_PAIR, _PAIR)
        self.out = nn.Linear(_PAIR, len(PAIRS))
        self.drop = nn.Dropout(dropout)

    def forward(self, descendant: Tensor, ancestor: Tensor, features: Tensor) -> Tensor:
        """`descendant`, `ancestor` (p, 128) rows of the judge's outputs; `features` (p, PAIR_COLUMNS)."""
        x = functional.gelu(descendant + ancestor + self.features(features))
        return self.out(self.drop(functional.gelu(self.hidden(self.drop(x)))))


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, layers: int = 4, join: int = 1) -> None:
        super().__init__()
        self.encoder = Encoder(layers, join)
        self.judge = Judge()
        self.pair = PairHead()


_BERT_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
    "down": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip


def load_encoder(encoder: Encoder, weights: Path) -> None:
    """Fill the encoder from the weights of a BERT in the safetensors format."""
    from safetensors.torch import load_file

    theirs: dict[str, Any] = load_file(str(weights))
    ours = {f"words.{'weight'}": theirs["embeddings.word_embeddings.weight"]}
    ours["places.weight"] = theirs["embeddings.position_embeddings.weight"]
    for part in ("weight", "bias"):
        ours[f"norm.{part}"] = theirs[f"embeddings.LayerNorm.{part}"]
        for number in range(len(encoder.layers)):
            for name, theirs_name in _BERT_NAMES.items():
                ours[f"layers.{number}.{name}.{part}"] = theirs[f"encoder.layer.{number}.{theirs_name}.{part}"]
    # The embedding of "first segment", the only one there is here, is a constant: it goes into the places.
    ours["places.weight"] = ours["places.weight"] + theirs["embeddings.token_type_embeddings.weight"][0]
    missing = encoder.load_state_dict(ours, strict=False).missing_keys
    assert all(name.startswith("features.") for name in missing), missing
