"""The network: a small encoder that reads the whole text, and heads that judge candidates, clusters and pairs.

pieces -> embeddings -> layers -> rows, one a token, with its features -> layers -> candidate -> group -> kinds
                                                                                 |-> cluster -> roles -> pairs
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.errors import KgError
from kg.linkers._features import CLUSTER_COLUMNS, KINDS, PAIR_COLUMNS, PAIRS, ROLES, SPAN_COLUMNS, TOKEN_COLUMNS

WIDTH = 384
HEADS = 12
"""Attention heads of each layer of the pretrained encoder."""
HEAD_WIDTH = WIDTH // HEADS
_INNER = 4 * WIDTH
_SPAN = 192
_PAIR = 128
ROLE_SIZES = [len(roles) for _, roles in ROLES]
"""Outputs of the role head: how many belong to each kind, in turn."""


class Layer(nn.Module):
    """One layer of BERT: self-attention and two linear maps, each with a residual and a normalisation behind it."""

    def __init__(self, heads: int = HEADS) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(WIDTH, heads * HEAD_WIDTH)
        self.key = nn.Linear(WIDTH, heads * HEAD_WIDTH)
        self.value = nn.Linear(WIDTH, heads * HEAD_WIDTH)
        self.out = nn.Linear(heads * HEAD_WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, _INNER)
        self.down = nn.Linear(_INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor | None = None, asked: Tensor | None = None) -> Tensor:
        """(batch, rows, WIDTH) -> the same, or (batch, asked, WIDTH) of some of them; `bias` (batch, 1, 1, rows) is 0
        at rows and very low at padding, None where there is no padding."""

        def split(y: Tensor) -> Tensor:
            return y.view(*y.shape[:2], self.heads, HEAD_WIDTH).transpose(1, 2)

        key, value = split(self.key(x)), split(self.value(x))
        if asked is not None:
            x = x[:, asked]
        query = split(self.query(x))
        mask = None if bias is None else bias.to(query.dtype)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(*x.shape[:2], self.heads * HEAD_WIDTH)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """The lowest `layers` layers of a BERT of this size, each with `heads` attention heads. Those below number `join`
    read pieces; behind them the pieces of each token are made one row (see `kg.linkers._words.Pieces`), and the
    features of the token join it."""

    def __init__(self, layers: int, join: int, heads: int = HEADS, vocabulary: int = 30522) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(heads) for _ in range(layers))
        self.join = join
        last = nn.Linear(96, WIDTH)
        self.features = nn.Sequential(nn.Linear(TOKEN_COLUMNS, 96), nn.GELU(), last)
        self.drop = nn.Dropout(0.1)
        # So that at first the encoder is the pretrained one.
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def low(self, ids: Tensor, places: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """The part below the features: pieces and their places in the text, (strips, width) twice, and the first and
        last piece of each row, (rows,) twice, counted over all strips -> (1, rows, WIDTH), the mean of the pieces of
        each row. No strip sees another."""
        x = self.norm(self.words(ids) + self.places(places))
        for layer in self.layers[: self.join]:
            x = layer(x)
        summed = functional.pad(torch.cumsum(x.reshape(1, -1, WIDTH), 1), (0, 0, 1, 0))
        return (summed[:, last + 1] - summed[:, first]) / (last + 1 - first)[:, None]

    def high(self, x: Tensor, tokens: Tensor | None, bias: Tensor | None = None, asked: Tensor | None = None) -> Tensor:
        """The part above: (batch, rows, WIDTH) -> the same; `tokens` (batch, rows, TOKEN_COLUMNS) are the features,
        `bias` is that of `Layer`. Of the last layer only the rows `asked` for are made, if they are given."""
        if tokens is not None:
            x = x + self.drop(self.features(tokens))
        *layers, top = self.layers[self.join :]
        for layer in layers:
            x = layer(x, bias)
        made: Tensor = top(x, bias, asked)
        return made

    def forward(
        self, ids: Tensor, places: Tensor, first: Tensor, last: Tensor, tokens: Tensor, asked: Tensor
    ) -> Tensor:
        """One window: (strips, width) twice, (rows,) twice, (1, rows, TOKEN_COLUMNS) -> (1, asked, WIDTH)."""
        return self.high(self.low(ids, places, first, last), tokens, asked=asked)


class Judge(nn.Module):
    """The heads over the encoded rows of one text."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.parts = nn.Linear(WIDTH, 3 * _SPAN, bias=False)
        self.span = nn.Linear(SPAN_COLUMNS, _SPAN)
        self.attend = nn.Linear(_SPAN, 2)
        self.norm = nn.LayerNorm(_SPAN)
        self.cluster = nn.Linear(2 * _SPAN + CLUSTER_COLUMNS, _SPAN)
        self.group = nn.Linear(2 * _SPAN, _SPAN)
        self.types = nn.Linear(2 * _SPAN, len(KINDS))
        self.roles = nn.Linear(_SPAN, sum(ROLE_SIZES))
        # Short ways from what is known beside the words to the answers.
        self.span_types = nn.Linear(SPAN_COLUMNS, len(KINDS), bias=False)
        self.cluster_types = nn.Linear(CLUSTER_COLUMNS, len(KINDS), bias=False)
        self.cluster_roles = nn.Linear(CLUSTER_COLUMNS, sum(ROLE_SIZES), bias=False)
        self.descendant = nn.Linear(_SPAN, _PAIR)
        self.ancestor = nn.Linear(_SPAN, _PAIR)
        self.drop = nn.Dropout(dropout)

    def project(self, hidden: Tensor) -> Tensor:
        """(rows, WIDTH) -> (rows, 3 * _SPAN): each row as the first, the last, or any of a candidate."""
        projected: Tensor = self.parts(self.drop(hidden))
        return projected

    def forward(
        self,
        projected: Tensor,
        ends: Tensor,
        spans: Tensor,
        clusters: Tensor,
        groups: Tensor,
        clustered: Tensor,
        cluster_of: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of kinds (g, 4) and roles (c, 13), and what the pair head needs of each cluster, twice (c, 128).

        `projected` is what `project` gives; `ends` (m, 2) the first and last row of each candidate; `spans`
        (m, SPAN_COLUMNS); `clusters` (c, CLUSTER_COLUMNS). The candidates are sorted by cluster, then by group:
        `groups` (g, 2) tells where each group begins and ends, `clustered` (c, 2) likewise; `cluster_of` (g,).
        """
        first, last, mean = projected.split(_SPAN, dim=-1)
        summed = _running(mean)
        width = (ends[:, 1:] - ends[:, :1] + 1).to(projected.dtype)
        mean = (summed[ends[:, 1] + 1] - summed[ends[:, 0]]) / width
        x = first[ends[:, 0]] + last[ends[:, 1]] + mean + self.span(spans)
        x = self.drop(functional.gelu(self.norm(x)))
        weight = self.attend(x).clamp(-8, 8).exp()
        of_name = _pooled(x, weight[:, :1], groups)
        of_cluster = _pooled(x, weight[:, 1:], clustered)
        thing = self.drop(functional.gelu(self.cluster(torch.cat([of_cluster, clusters], -1))))
        name = self.drop(functional.gelu(self.group(of_name)))
        types = self.types(torch.cat([name, thing[cluster_of]], -1)) + self.cluster_types(clusters)[cluster_of]
        types = types + _mean(self.span_types(spans), groups)
        roles = self.roles(thing) + self.cluster_roles(clusters)
        return types, roles, self.descendant(thing), self.ancestor(thing)


def _running(x: Tensor) -> Tensor:
    """(rows + 1, width): the sums of the rows before each."""
    return functional.pad(torch.cumsum(x, 0), (0, 0, 1, 0))


def _mean(x: Tensor, ends: Tensor) -> Tensor:
    """(parts, width): the mean of the rows `[begin, end)` of each part."""
    summed = _running(x)
    return (summed[ends[:, 1]] - summed[ends[:, 0]]) / (ends[:, 1:] - ends[:, :1]).to(x.dtype)


def _pooled(x: Tensor, weight: Tensor, ends: Tensor) -> Tensor:
    """(parts, 2 * width): the plain and the weighted mean of the rows of each part; see `_mean`."""
    means = _mean(torch.cat([x, x * weight, weight], -1), ends)
    width = x.shape[1]
    return torch.cat([means[:, :width], means[:, width:-1] / means[:, -1:].clamp(min=1e-6)], -1)


class PairHead(nn.Module):
    """Logits (p, 3) for pairs: what the clusters give, and the features of the pair."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.features = nn.Linear(PAIR_COLUMNS, _PAIR)
        self.hidden = nn.Linear(_PAIR, _PAIR)
        self.out = nn.Linear(_PAIR, len(PAIRS))
        self.direct = nn.Linear(PAIR_COLUMNS, len(PAIRS), bias=False)
        self.drop = nn.Dropout(dropout)

    def forward(self, descendant: Tensor, ancestor: Tensor, features: Tensor) -> Tensor:
        """`descendant`, `ancestor` (p, 128) rows of the judge's outputs; `features` (p, PAIR_COLUMNS)."""
        x = functional.gelu(descendant + ancestor + self.features(features))
        return self.out(self.drop(functional.gelu(self.hidden(self.drop(x))))) + self.direct(features)


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, layers: int = 3, join: int = 1, heads: int = HEADS) -> None:
        super().__init__()
        self.encoder = Encoder(layers, join, heads)
        self.judge = Judge()
        self.pair = PairHead()


BERT_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
    "down": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip
"""What `Layer` calls its parts -> what BERT calls them."""
_WANTED = "--encoder names the folder of a BERT that is 384 wide, with the words of all-MiniLM-L6-v2."


def load_encoder(encoder: Encoder, weights: Path) -> None:
    """Fill the encoder from the weights of a BERT in the safetensors format; raises KgError for another network's."""
    from safetensors.torch import load_file

    try:
        ours = _renamed(load_file(str(weights)), len(encoder.layers))
    except KeyError as error:
        raise KgError(f"{weights}: holds no {error.args[0]}", _WANTED) from error
    sizes = {name: tuple(tensor.shape) for name, tensor in encoder.state_dict().items()}
    for name, tensor in ours.items():
        if tuple(tensor.shape) != sizes[name]:
            raise KgError(f"{weights}: {name} is of size {tuple(tensor.shape)}, not {sizes[name]}", _WANTED)
    missing = encoder.load_state_dict(ours, strict=False).missing_keys
    assert all(name.startswith("features.") for name in missing), missing


def _renamed(theirs: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """The weights of a BERT that an encoder of so many layers takes, by the names that it gives them."""
    ours = {"words.weight": theirs["embeddings.word_embeddings.weight"]}
    ours["places.weight"] = theirs["embeddings.position_embeddings.weight"]
    for part in ("weight", "bias"):
        ours[f"norm.{part}"] = theirs[f"embeddings.LayerNorm.{part}"]
        for number in range(layers):
            for name, theirs_name in BERT_NAMES.items():
                ours[f"layers.{number}.{name}.{part}"] = theirs[f"encoder.layer.{number}.{theirs_name}.{part}"]
    # The embedding of "first segment", the only one there is here, is a constant: it goes into the places.
    ours["places.weight"] = ours["places.weight"] + theirs["embeddings.token_type_embeddings.weight"][0]
    return ours
