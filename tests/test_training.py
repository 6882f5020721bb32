"""Training: the network's shape, whose weights it takes, and that what is written is what the run time reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.errors import KgError
from kg.linkers._words import model_folder
from kg.model import Paper
from kg.pipeline import make_linker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor


def test_rows_that_are_asked_for_are_as_among_all() -> None:
    torch = pytest.importorskip("torch", reason="the extra [train] is not installed")
    from kg.training.network import WIDTH, Encoder

    torch.manual_seed(1)
    encoder = Encoder(3, 1, vocabulary=10).eval()
    rows = torch.randn(1, 9, WIDTH)
    asked = torch.tensor([1, 4, 5])
    with torch.no_grad():
        some, every = (encoder.high(rows, None, asked=which) for which in (asked, None))
    assert torch.allclose(some, every[:, asked], atol=1e-5)


def test_attention_heads_that_change_least_are_taken_out() -> None:
    torch = pytest.importorskip("torch", reason="the extra [train] is not installed")
    from kg.training.network import HEAD_WIDTH, WIDTH, Encoder
    from kg.training.pruning import prune

    torch.manual_seed(1)
    encoder = Encoder(2, 1, vocabulary=10).eval()
    for layer, silent in zip(encoder.layers, [(1, 4), (0, 11)], strict=True):
        for head in silent:
            layer.out.weight.data[:, head * HEAD_WIDTH : (head + 1) * HEAD_WIDTH] = 0
    rows, weights = torch.randn(2, 1, 9, WIDTH)

    def read() -> Tensor:
        return encoder.layers[1](encoder.layers[0](rows))

    def never() -> Iterator[Tensor]:
        yield pytest.fail("a loss was asked for")

    whole = read()
    prune(encoder, never(), 12)
    prune(encoder, ((read() * weights).sum() for _ in range(2)), 10)
    assert [(layer.heads, layer.out.in_features) for layer in encoder.layers] == [(10, 10 * HEAD_WIDTH)] * 2
    assert torch.allclose(read(), whole, atol=1e-5)


@pytest.mark.parametrize(("taken", "message"), [("layer.1.output.dense.bias", "holds no"), ("", "384")])
def test_the_weights_of_another_network_are_refused(tmp_path: Path, taken: str, message: str) -> None:
    torch = pytest.importorskip("torch", reason="the extra [train] is not installed")
    safetensors = pytest.importorskip("safetensors.torch", reason="the extra [train] is not installed")
    from kg.training.network import Encoder, load_encoder

    weights = _as_bert(Encoder(2, 1).state_dict(), 2)
    if taken:
        del weights[f"encoder.{taken}"]
    else:
        weights["embeddings.word_embeddings.weight"] = torch.zeros(28996, 384)
    safetensors.save_file(weights, tmp_path / "model.safetensors")
    with pytest.raises(KgError, match=message):
        load_encoder(Encoder(2, 1), tmp_path / "model.safetensors")


def _as_bert(state: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    """The weights of an encoder by the names that BERT gives them."""
    from kg.training.network import BERT_NAMES

    names = {
        "words": "embeddings.word_embeddings",
        "places": "embeddings.position_embeddings",
        "norm": "embeddings.LayerNorm",
    }
    names |= {
        f"layers.{layer}.{ours}": f"encoder.layer.{layer}.{theirs}"
        for layer in range(layers)
        for ours, theirs in BERT_NAMES.items()
    }
    parts = [(name, part) for name in names for part in ("weight", "bias") if f"{name}.{part}" in state]
    weights = {f"{names[name]}.{part}": state[f"{name}.{part}"] for name, part in parts}
    return weights | {"embeddings.token_type_embeddings.weight": 0 * state["places.weight"][:2]}


def test_training_writes_a_model_that_links(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    torch = pytest.importorskip("torch", reason="the extra [train] is not installed")
    safetensors = pytest.importorskip("safetensors.torch", reason="the extra [train] is not installed")
    from kg.training.fitting import Settings
    from kg.training.network import Encoder
    from kg.training.running import run

    torch.manual_seed(1)
    weights = _as_bert(Encoder(2, 1).state_dict(), 2)
    encoder = tmp_path / "encoder"
    encoder.mkdir()
    safetensors.save_file(weights, encoder / "model.safetensors")
    (encoder / "tokenizer.json").write_bytes((model_folder() / "tokenizer.json").read_bytes())
    annotated, texts = [], []
    for number in range(10):
        title = f"Reef{number}Net: Corals"
        texts.append(
            {
                "id": str(number),
                "title": title,
                "abstract": f"We propose Reef{number}Net, which extends BERT on ImageNet.",
            }
        )
        annotated.append({
            "title": title,
            "methods": [{"name": f"Reef{number}Net", "role": "introduces"}, {"name": "BERT", "role": "extends"}],
            "datasets": [{"name": "ImageNet", "role": "uses"}],
            "lineage": [{"ancestor": "BERT", "descendant": f"Reef{number}Net", "type": "extends"}],
        })  # fmt: skip
    lost = {"title": "A paper without a text", "methods": []}
    for name, rows in (("gold", annotated[:6]), ("first", [*annotated[6:], lost]), ("texts", texts)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    settings = Settings(layers=2, frozen=1, head_epochs=2, epochs=1, batch=2)
    written = [tmp_path / f"{name}.jsonl" for name in ("gold", "first", "texts")]
    arguments = (*([path] for path in written), tmp_path / "model", encoder, 2, settings)
    steps: dict[str, tuple[int, int]] = {}
    report = run(*arguments, lambda step, done, total: steps.update({step: (done, total)}))
    assert (report.papers, report.without_text) == (6, 1)
    assert not caplog.records, "the tools that write the model talk to the user"
    assert list(steps) == ["first, 1 of 1", "part 1 of 2", "part 2 of 2", "everything"]
    assert all(done == total for done, total in steps.values())
    assert report.scores.keys() == {"rules", "model", "both"}
    paper = Paper("Reef77Net: Corals", "We propose Reef77Net, which extends BERT on ImageNet.")
    claims = make_linker("both", str(tmp_path / "model"))(paper).claims
    assert "Reef77Net" in {claim.name for claim in claims}
    with pytest.raises(KgError, match="annotated twice"):
        run([written[0], written[0]], *arguments[1:], lambda step, done, total: None)
    with pytest.raises(KgError, match="too few for 4 folds"):
        run(*arguments[:5], 4, settings, lambda step, done, total: None)
