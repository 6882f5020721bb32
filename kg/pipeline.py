"""The way of the data: read, link, resolve, store. Read `build` first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import spacy
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from kg import registry
from kg.errors import ReadError, UnknownPlugin
from kg.ids import paper_key
from kg.linkers._findings import read
from kg.linkers._judging import settings_of
from kg.linkers._sentences import Sentences
from kg.linkers._spans import keep_text
from kg.model import Claim, Graph, LinkedPaper, Paper
from kg.ports import DEFAULT_LINKERS, Store
from kg.reading import read_papers
from kg.resolve import resolve
from kg.vocabulary import load_vocabulary

CLAIM_GROUPS = {"rules": ("kg_roles", "kg_lineage"), "model": ("kg_tagger",), "both": ("kg_tagger",)}
"""Way of linking -> the span groups that hold what a paper says; all others are steps on the way."""
_LEARNED = "kg_tagger"
_AT_ONCE = 32
"""Papers that the rules read before the learned linker does: either finds its own data in the processor's caches."""

Progress = Callable[[str, int, int], None]
"""Called with (step, done, total) as a build goes on; total is 0 where it is not known."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: numbers of papers, entries that could not be read (with --skip-bad), and the graph."""

    read: int
    linked: int
    unchanged: int
    skipped: tuple[ReadError, ...] = field(repr=False)
    graph: Graph = field(repr=False)


def build(
    inputs: Sequence[Path | str],
    store: Store,
    format: str | None = None,
    engine: str = "local",
    jobs: int = 1,
    skip_bad: bool = False,
    progress: Progress = lambda step, done, total: None,
    min_confidence: float = 0.0,
    linkers: str = DEFAULT_LINKERS,
    model: str = "",
    relink: bool = False,
) -> BuildReport:
    """Add the papers of `inputs` to `store`. Nothing is stored unless everything could be read (or `skip_bad`).

    A paper that is stored already is replaced if it was read from the same file, else joined (`Paper.joined`). Of the
    papers linked now, only claims of at least `min_confidence` (0..1) are kept. `linkers` is "rules", "model" or
    "both"; `model` is a folder that `kg train` wrote, "" for the model that ships with Lineagraph. A paper that is
    stored as it was read is linked again only with `relink`, as after an update or for another way of linking.
    Raises ReadError, UnknownPlugin, StoreError; KgError for a `model` that is none.
    """
    read_now, skipped = _read([Path(name) for name in inputs], format, skip_bad, progress)
    stored = {paper_key(linked.paper): linked for linked in store.papers()}
    merged = {key: _merged(stored.get(key), paper) for key, paper in read_now.items()}
    due = [paper for key, paper in merged.items() if relink or paper != _paper_of(stored.get(key))]
    linked = [_confident(item, min_confidence) for item in link(due, engine, jobs, progress, linkers, model)]
    everything = stored | {paper_key(item.paper): item for item in linked}
    progress("resolve", 0, 0)
    graph = resolve(list(everything.values()), load_vocabulary())
    if linked:
        progress("store", 0, 0)
        store.rewrite(list(everything.values()), graph)
    return BuildReport(len(read_now), len(linked), len(read_now) - len(linked), tuple(skipped), graph)


def remove(papers: Iterable[str], store: Store) -> Graph:
    """Take papers, named by their keys, out of `store`; entities that only they supported go too."""
    gone = set(papers)
    left = [linked for linked in store.papers() if paper_key(linked.paper) not in gone]
    graph = resolve(left, load_vocabulary())
    store.rewrite(left, graph)
    return graph


def link(
    papers: Sequence[Paper],
    engine: str,
    jobs: int,
    progress: Progress,
    linkers: str = DEFAULT_LINKERS,
    model: str = "",
) -> list[LinkedPaper]:
    """The claims of each paper, in the order of `papers`; see `build` for `linkers` and `model`."""
    if linkers not in CLAIM_GROUPS:
        raise UnknownPlugin("way of linking", linkers, CLAIM_GROUPS)
    if model:
        settings_of(Path(model))
    linked: list[LinkedPaper] = []
    for item in registry.engine(engine).map(partial(_make_mapper, linkers, model), papers, jobs):
        linked.append(item)
        progress("link", len(linked), len(papers))
    return linked


def make_linker(linkers: str = DEFAULT_LINKERS, model: str = "") -> Callable[[Paper], LinkedPaper]:
    """The function that links one paper; making it takes about a second, calling it milliseconds."""
    return partial(link_paper, make_nlp(linkers, model), groups=CLAIM_GROUPS[linkers])


def _make_mapper(linkers: str, model: str) -> Callable[[Iterable[Paper]], Iterable[LinkedPaper]]:
    return partial(link_papers, make_nlp(linkers, model), groups=CLAIM_GROUPS[linkers])


def make_nlp(linkers: str = DEFAULT_LINKERS, model: str = "") -> Language:
    """The spaCy pipeline: tokens, sentences (the title is one), every linker.

    The learned linker is among them for `linkers` "model" and "both"; for "model" it is not told what the rules found.
    """
    nlp = spacy.blank("en")
    nlp.tokenizer = _tokenizer(nlp)
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "\n"]})
    nlp.add_pipe("kg_title")
    for name in registry.linkers():
        if name != _LEARNED:
            nlp.add_pipe(name)
        elif linkers != "rules":
            nlp.add_pipe(name, config={"folder": model, "blank": linkers == "model"})
    return nlp


def _tokenizer(nlp: Language) -> Tokenizer:
    """A tokenizer that opens compounds and LaTeX. It is a new one: each pattern that a tokenizer is given later makes
    it go through all its special cases again."""
    compounds = (r"(?<=\w)[-–/](?=\w)", r"(?<=[a-z])[(:](?=\w)")
    latex = (r"\\?[a-z]+\{(?=\w)", r"\}")
    # "ImageNet-1K.", "ViT." and "GPT-J." at the end of a sentence
    full_stop = r"(?<=[a-z\d-][A-Z])\."
    defaults = nlp.Defaults
    # The line break behind the title is a rule of its own in spaCy, and it keeps no word that comes after such a rule.
    rules = {words: cut for words, cut in (defaults.tokenizer_exceptions or {}).items() if not words.isspace()}
    return Tokenizer(
        nlp.vocab,
        # No sentence ends in "(Vaswani et al., 2017)".
        rules={**rules, "al.": [{ORTH: "al."}]},
        prefix_search=compile_prefix_regex([*(defaults.prefixes or ()), r"\\[a-z]+\{"]).search,
        suffix_search=compile_suffix_regex([*(defaults.suffixes or ()), full_stop]).search,
        infix_finditer=compile_infix_regex([*(defaults.infixes or ()), *compounds, *latex]).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
        # Room for the words of a corpus: spaCy keeps 10,000, and cuts all others anew each time.
        max_cache_size=1 << 17,
    )


@Language.component("kg_title")
def one_title(doc: Doc) -> Doc:
    """A title is one sentence, whatever signs it holds ("Is Attention Needed? A Study of Reefs")."""
    broken = next((token.i for token in doc if "\n" in token.text), 0)
    for token in doc[1:broken]:
        token.is_sent_start = False
    return doc


def link_papers(
    nlp: Language, papers: Iterable[Paper], groups: Sequence[str] = CLAIM_GROUPS[DEFAULT_LINKERS]
) -> Iterator[LinkedPaper]:
    """What each paper says, in order; see `link_paper`. With the learned linker quicker than paper by paper."""
    waiting: deque[Paper] = deque()

    def docs() -> Iterator[Doc]:
        for paper in papers:
            doc = nlp.make_doc(paper.text)
            keep_text(doc, paper.text)
            waiting.append(paper)
            yield doc

    for doc in nlp.pipe(docs(), batch_size=_AT_ONCE):
        yield LinkedPaper(waiting.popleft(), claims(doc, groups))


def link_paper(nlp: Language, paper: Paper, groups: Sequence[str] = CLAIM_GROUPS[DEFAULT_LINKERS]) -> LinkedPaper:
    """What one paper says: a pure function of the paper and the vocabulary (and model) that `nlp` was made with."""
    return next(link_papers(nlp, [paper], groups))


def claims(doc: Doc, groups: Sequence[str]) -> tuple[Claim, ...]:
    """The findings in span groups of a paper's text as claims, each with its sentence, sorted."""
    sentences = Sentences(doc)
    made = set()
    for group in groups:
        for finding in read(doc, group):
            quote_start, quote_end = sentences.quote(finding.span)
            made.add(Claim(
                predicate=finding.predicate,
                kind=finding.kind,
                name=finding.name,
                start=finding.span.start_char,
                end=finding.span.end_char,
                quote_start=quote_start,
                quote_end=quote_end,
                confidence=round(finding.confidence, 4),
                linker=finding.rule,
                subject=finding.subject,
                refinement=finding.refinement,
            ))  # fmt: skip
    return tuple(sorted(made))


def _read(
    inputs: Sequence[Path], format: str | None, skip_bad: bool, progress: Progress
) -> tuple[dict[str, Paper], list[ReadError]]:
    """Papers by key, each joined over all its places in the inputs, and the entries that could not be read."""
    papers: dict[str, Paper] = {}
    bad: list[ReadError] = []
    for path in inputs:
        for item in read_papers(path, format):
            if isinstance(item, ReadError):
                if not skip_bad:
                    raise item
                bad.append(item)
                continue
            key = paper_key(item)
            papers[key] = papers[key].joined(item) if key in papers else item
            progress("read", len(papers), 0)
    return dict(sorted(papers.items())), bad


def _confident(linked: LinkedPaper, least: float) -> LinkedPaper:
    """The paper with its claims of enough confidence; a lineage claim goes with the claim on its own method."""
    kept = [claim for claim in linked.claims if claim.confidence >= least]
    named = {claim.name for claim in kept if claim.kind == "Method" and not claim.subject}
    return LinkedPaper(linked.paper, tuple(c for c in kept if not c.subject or {c.subject, c.name} <= named))


def _paper_of(linked: LinkedPaper | None) -> Paper | None:
    return linked.paper if linked else None


def _merged(stored: LinkedPaper | None, paper: Paper) -> Paper:
    """A new reading from other files joins the stored one; one from the same files replaces it."""
    if stored is None or set(stored.paper.sources) <= set(paper.sources):
        return paper
    return stored.paper.joined(paper)
