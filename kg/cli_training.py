"""`kg train`: a model of one's own from annotated papers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from kg.cli_output import err, out, print_scores, progress_bar
from kg.errors import KgError


def train(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD.jsonl...", help="Annotated papers (docs/annotating.md).")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write the model to.")],
    texts: Annotated[list[Path], typer.Option("--texts", help="Files that hold the papers' texts, as for `kg build`.")],
    first: Annotated[
        list[Path] | None,
        typer.Option(
            "--first",
            help="More annotated papers, to learn from before GOLD, each file in turn; they are not measured.",
        ),
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="Parts in turn held out to choose thresholds and to measure.")] = 5,
    epochs: Annotated[
        int, typer.Option(min=1, help="Rounds with the whole network; 2 once it has learnt from --first.")
    ] = 3,
    seed: Annotated[int, typer.Option(help="Of everything random: the same seed gives the same model.")] = 7,
    encoder: Annotated[Path | None, typer.Option(help="Folder of a pretrained encoder.")] = None,
) -> None:
    """Fit the learned linker to annotated papers; needs the extra "train". Uses a GPU where there is one.

    Example: kg train my-gold.jsonl --texts page.txt -o my-model && kg build page.txt --linkers both --model my-model
    """
    try:
        from kg.training.fitting import Settings
        from kg.training.running import run
    except ModuleNotFoundError as error:
        raise KgError(f"training needs {error.name}", "Install the extra: pip install 'lineagraph[train]'") from error
    with progress_bar() as progress:
        report = run(gold, first or [], texts, output, encoder, folds, Settings(epochs=epochs, seed=seed), progress)
    for way, scores in report.scores.items():
        out.print(f"[bold]{way}[/bold], on papers held out in turn ({folds} parts)")
        print_scores(scores)
    out.print(f"expected calibration error {report.calibration:.3f}")
    out.print(f"wrote {escape(str(output))}")
    if report.without_text:
        err.print(f"{report.without_text} annotated papers have no text in the files given: left out")
