"""The rule families that find from what a method of a paper grew; each yields votes.

- *pair*: the words between two methods say so ("B extends A", "B, a variant of A", "building on A, we propose B").
- *cue*: words before the ancestor say so ("we extend A", "inspired by A", "a variant of A"); found by `kg_roles`.
- *kind*: the own method is said to be one of its kind ("B, a pruning framework", "an enhanced two-stream MLP, B").
- *name*: the own name is made from the ancestor's, which the paper also names by itself ("PC-DARTS", "DARTS").
- *title*: the title says what B does to A ("B: Accelerating A", "B: Weight Sharing A for ...", "B meets A").
- *remedy*: A is said to fall short, and the next proposal sets out to overcome that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span

from kg.linkers._cues import PROPOSAL
from kg.linkers._matching import in_any_case
from kg.linkers._names import is_camel
from kg.linkers._pairs import descent
from kg.linkers._scene import BROAD, Scene, Vote
from kg.linkers._verbatim import places

_ARCHITECTURES = frozenset(
    {
        "Transformer", "convolutional neural network", "recurrent neural network", "autoregressive model", "contrastive learning",
        "reinforcement learning", "self-supervised learning", "AutoML", "encoder-decoder", "mixture of experts", "Vision Transformer", "autoencoder", "multi-task learning",
        "multilayer perceptron", "attention", "state space model", "unsupervised learning", "semi-supervised learning", "hybrid model",
    }
)  # fmt: skip
"""Classes that a method is often said to belong to without having grown out of them; a second family must agree."""
_NOUN = (r"(?:[- ]based)?(?: (?:framework|models?|methods?|approach|architecture|algorithm|technique|network|system|variant|"
         r"scheme|strategy|paradigm|backbone|family|formulation|recipe|optimi[sz]er|pipeline|library|layer|module|detector))?")  # fmt: skip
_CLAUSE_END = r"(?: \([^)]*\))?(?=[.,;:)]|\s(?:that|which|for|with|to|by|on|in|via|using|capable|able|designed|built|trained|tailored|where|whose|of|and|at|from)\b|\s*\Z)"
_IS_A = re.compile(
    r"\A(?:\s*\([^)]*\))?(?:\s*[,:]|\s+(?:is|are|as))\s*(?:an?|the first|our)\s+(?:(?!that\b|which\b|for\b|of\b)[\w-]+,?\s+){0,5}"
    r"(?:(?:(?:specifically |especially )?(?:designed|tailored) for|that (?:enriches|extends|improves|augments|enhances|"
    r"generali[sz]es|unifies|adapts|accelerates))\s(?:the\s)?)?\Z"
)
_AFTER_KIND = re.compile(_NOUN + _CLAUSE_END, re.IGNORECASE)
_KIND_THEN_NAME = re.compile(
    r"\A(?:\s*\([^)]*\))?(?:[- ]based)?(?: (?!(?:via|by|with|on|in|for|of|to|from|and)\b)\w+){0,2}(?:,| called| named| dubbed| termed|, namely|, termed|, called|, dubbed|, named)?\s+(?:the\s+)?[\"'`“]*\Z"
)
_NEW_KIND = re.compile(
    r"(?:\A|\b(?:propos\w+|present\w*|introduc\w+|develop\w*|design\w*|buil[dt]\w*|train\w*|releas\w+|creat\w+|construct\w*|"
    r"make|is|as|called|explor\w+|describ\w+|call)\s+)"
    r"(?:\w+ly\s+)?(?:an?|our|new|novel|enhanced|improved|modified|efficient|the first)\s+(?:[\w-]+,?\s+){0,4}\Z",
    re.IGNORECASE,
)
_GERUND = re.compile(
    r"\b(?:accelerat|improv|simplify|extend|rethink|revisit|generali[sz]|enhanc|boost|adapt|optimi[sz]|scal|speed|empower|"
    r"strengthen|augment|unify|reduc|twist|taking|democrati[sz]|robustify|stabili[sz]|refin|teach|supercharg|taming|tam|"
    r"evolv|advanc|moderni[sz]|redesign|reinvent|upgrad|learn to|bring|(?:better|improved|efficient|faster) train)(?:ing)?(?: up| on| of)?\s+(?:(?:and|&) \w+ing\s+)?"
    r"(?:(?!(?:for|with|via|by|in|to|on|from)\b)[\w-]+\s+){0,2}\Z",
    re.IGNORECASE,
)
_GERUND_KINDS = {"adapt": "adapts", "unif": "combines"}
_HEAD_OF_TITLE = re.compile(
    r"\A\s*(?:an?\s+|the\s+)?(?:(?!(?:of|for|with|via|by|in|on|to|from|and|meets?|through|using)\b)[\w-]+\s+){0,4}\Z",
    re.IGNORECASE,
)
_END_OF_HEAD = re.compile(rf"{_NOUN}(?=\s+(?:for|with|via|by|in|of|on|using|from|to|through)\b|\s*\Z|:)", re.IGNORECASE)
_FOR_WORK = re.compile(
    r"\A\s+(?:training|decoding|inference|search|pruning|architectures?|models?)?\s*\Z", re.IGNORECASE
)
_MEETS = re.compile(r"\A\s+meets?\b|\A\s+on an?\b", re.IGNORECASE)
_STUDY = re.compile(
    r"\b(?:taxonomy|survey|review|benchmark(?:ing)?|evaluat\w+|stud(?:y|ies)|analysis|comparison|report)\b",
    re.IGNORECASE,
)
"""Words of a title that speaks about methods and makes none."""
_FALLS_SHORT = re.compile(
    r"(?:\s*\([^)]*\))?(?:'s)?(?:[- ]based)?(?: (?:models?|methods?|networks?|training|algorithms?|approaches|frameworks?))?,?"
    r" (?:still |also |often |typically |usually |however,? )?(?:suffers?|lacks?|fails?|struggles?|faces?|incurs?|"
    r"(?:is|are) (?:limited|restricted|hindered|computationally|prone|not suitable|inefficient)|ignores?|overlooks?|cannot|"
    r"requires? (?:a )?(?:large|huge|expensive|significant|substantial)|neglects?|remains?)", re.IGNORECASE)  # fmt: skip
_COMMON = re.compile(
    r"\b(?:existing|current|conventional|traditional|previous|prior|vanilla|standard|classical|typical|recent|naive|directly applying)"
    r"\s(?:[\w-]+\s){0,2}(?:(?:[\w-]+\s){0,2}(?:like|such as|including|e\.g\.,?)\s(?:[\w.+^{}-]+(?:,? and |, ))?)?\Z",
    re.IGNORECASE,
)
"""Words that speak of the usual way to do something, up to the method that they name for it."""
_WRONG = re.compile(
    r"\b(?:suffers?|lacks?|fails?|struggles?|limit(?:s|ed|ing|ations?)?|cannot|neglect\w*|ignor\w+|overlook\w*|costly|expensive|"
    r"inefficien\w+|restrict\w*|degrad\w+|unstable|bottlenecks?|prone|insufficient|suboptimal|sub-optimal|inability|unable|hinder\w*|"
    r"impractical|inadequate|low accuracy|poor|challenging|difficult\w*|overhead|rigid|inherently|merely|rely|relies)\b",
    re.IGNORECASE,
)
_TO_OVERCOME = re.compile(
    r"\b[Tt]o (?:\w+ )?(?:overcome|address|tackle|mitigate|solve|alleviate|resolve|remedy|bridge|fill|break|circumvent|cope with)"
    r"|\b(?:[Mm]otivated|[Ii]nspired) by (?:this|these)|\b[Ii]n (?:this (?:work|paper)|response|light)"
)
_SIZE_OR_SETTING = re.compile(
    r"[- ]?(?:[a-z]?\d[\w.]*|[A-Z]|Tiny|Small|Base|Large|Huge|Nano|Mini|XL|XXL)", re.IGNORECASE
)


_PART_BEGINS = re.compile(r"\A|(?<=[^A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z])")
_PART_ENDS = re.compile(r"\Z|(?=[^a-zA-Z])|(?<=[0-9])(?=[A-Z])|(?<=[a-z])(?=[A-Z])")
_PREPOSITION = re.compile(r"\b(?:for|from|of|via|in|on|with|by)\b")
_GROWN = re.compile(r"\+|-[A-Za-z]|[A-Z][a-z]| with ")


_CLASS_NOUN = re.compile(r"\s(?:framework|methods?|models?|approach|algorithm|architecture|system|network)s?\b")


def votes(scene: Scene) -> Iterator[Vote]:
    """The votes of all families, family by family."""
    for family in (_pair, _cue, _kind, _name, _title, _remedy):
        yield from family(scene)


def _pair(scene: Scene) -> Iterator[Vote]:
    """Descent between any two methods of a sentence, prior ones too ("ROCKET, based on random kernels")."""
    for first, second in _neighbours(scene.methods):
        start, end = scene.sentences.of(first)
        if second.start_char >= end or first.kb_id_ == second.kb_id_:
            continue
        before = scene.text[max(start, first.start_char - 90) : first.start_char]
        between = scene.text[first.end_char : second.start_char]
        for found in descent(before, between):
            ancestor, descendant = (first, second) if found.ancestor_first else (second, first)
            # Of prior methods, a class ("a U-Net architecture based on ...") is no descendant.
            if descendant not in scene.own and (
                found.proposed
                or in_any_case(descendant.kb_id_)
                or descendant.kb_id_ in _ARCHITECTURES
                or _CLASS_NOUN.match(scene.text, descendant.end_char)
            ):
                continue
            if BROAD.isdisjoint((ancestor.kb_id_, descendant.kb_id_)):
                yield Vote(descendant.kb_id_, ancestor.kb_id_, "pair", ancestor, found.certainty, found.refinement)


def _neighbours(spans: list[Span]) -> Iterator[tuple[Span, Span]]:
    """Every two spans of which the second begins within 160 characters behind the first, in the order of the text."""
    for place, first in enumerate(spans):
        for second in spans[place + 1 :]:
            if second.start_char - first.end_char > 160:
                break
            if second.start_char >= first.end_char:
                yield first, second


def _cue(scene: Scene) -> Iterator[Vote]:
    for role in scene.roles:
        says_so = role.predicate == "buildsOn" and role.rule != "kg_roles:limits" and role.name not in BROAD
        if says_so and (role.span.start_char < scene.title_end or scene.speaks_of_own(role.span)):
            yield Vote(scene.own_near(role.span), role.name, "cue", role.span, 0.72)


def _kind(scene: Scene) -> Iterator[Vote]:
    for own in scene.own:
        start, end = scene.sentences.of(own)
        for prior in scene.prior:
            if not start <= prior.start_char < end:
                continue
            certainty = 0.45 if prior.kb_id_ in _ARCHITECTURES else 0.68
            if prior.start >= own.end:
                between = scene.text[own.end_char : prior.start_char]
                if len(between) < 90 and _IS_A.match(between) and _AFTER_KIND.match(scene.text, prior.end_char, end):
                    yield Vote(own.kb_id_, prior.kb_id_, "kind", prior, certainty)
            elif prior.end <= own.start:
                between = scene.text[prior.end_char : own.start_char]
                before = scene.text[max(start, prior.start_char - 90) : prior.start_char]
                if len(between) < 40 and _KIND_THEN_NAME.match(between) and _NEW_KIND.search(before):
                    yield Vote(own.kb_id_, prior.kb_id_, "kind", prior, certainty)


def _name(scene: Scene) -> Iterator[Vote]:
    if _STUDY.search(scene.text, 0, scene.title_end):
        return
    spelt = {span.text: span for span in reversed(scene.own)}
    made = {
        (a.kb_id_, b.kb_id_)
        for a in spelt.values()
        for b in spelt.values()
        if a.kb_id_ != b.kb_id_ and _made_from(a.text, b.text)
    }
    for own in spelt.values():
        # A word that is taken for the paper's own by its letters alone proves little by them.
        certainty = 0.45 if scene.rules[own.kb_id_] in ("coined-own", "titled") else 0.72
        for prior in scene.prior:
            # What a method takes from its own forebear is not taken anew.
            inherited = any(_made_from(b.text, prior.text) for b in spelt.values() if (own.kb_id_, b.kb_id_) in made)
            again = prior.start_char >= scene.title_end or own.text.islower()
            if again and not inherited and (_made_from(own.text, prior.text) or _made_from_class(own.text, prior.text)):
                yield Vote(own.kb_id_, prior.kb_id_, "name", prior, certainty)
        for base in spelt.values():
            rest = own.text[len(base.text) :]
            grown = own.text.startswith(base.text) and _GROWN.match(rest) and not _SIZE_OR_SETTING.fullmatch(rest)
            apart = own.kb_id_ != base.kb_id_ and base.kb_id_ not in scene.components
            if grown and apart and (" " not in rest or base.start_char >= scene.title_end):
                yield Vote(own.kb_id_, base.kb_id_, "name", base, 0.72)


def _made_from(own: str, prior: str) -> bool:
    """Whether a name holds another as a whole: at hyphens and blanks, or where small letters meet capitals.

    >>> _made_from("PC-DARTS", "DARTS"), _made_from("LightGCN", "GCN"), _made_from("S4D", "S4"), _made_from("CRNN", "RNN")
    (True, True, True, False)
    """
    stem = prior[:-1] if len(prior) > 3 and prior.endswith("s") and not prior.endswith("ss") else prior
    if len(stem) < 2 or len(own) <= len(stem) or stem.casefold() not in own.casefold():
        return False
    if " " in stem or stem.islower():
        last = re.search(rf"(?:\A|[\s-]){re.escape(stem)}s?\Z", own, re.IGNORECASE)
        first = re.match(rf"{re.escape(stem)}s?\s", own, re.IGNORECASE) if " " in stem else None
        return first is not None or (last is not None and not _PREPOSITION.search(own, 0, last.start()))
    return any(_PART_BEGINS.match(own, start) and _PART_ENDS.match(own, end) for start, end in places(own, stem))


def _made_from_class(own: str, prior: str) -> bool:
    """Whether a name ends with the first word of a class of models.

    >>> _made_from_class("StreamDiffusion", "diffusion models"), _made_from_class("DiffNet", "neural network")
    (True, False)
    """
    word, _, noun = prior.partition(" ")
    return len(word) > 7 and noun in ("model", "models") and own.endswith((word.capitalize(), f" {word}"))


def _title(scene: Scene) -> Iterator[Vote]:
    titled = [span for span in scene.own if span.start_char < scene.title_end]
    name_end = max((span.end_char for span in titled if span.start == 0), default=0)
    if not scene.main or _STUDY.search(scene.text, 0, scene.title_end):
        return
    for prior in scene.prior:
        if prior.start_char >= scene.title_end or prior.kb_id_ not in scene.named_again:
            continue
        before = scene.text[name_end : prior.start_char].lstrip(": ,-–—")
        behind = scene.text[prior.end_char : scene.title_end].rstrip()
        proper = not in_any_case(prior.kb_id_) or prior.kb_id_[0].isupper()
        gerund = _GERUND.search(before)
        certainty = 0.45 if prior.kb_id_ in _ARCHITECTURES else 0.66
        if gerund:
            kind = next(
                (kind for stem, kind in _GERUND_KINDS.items() if gerund[0].casefold().startswith(stem)), "improves"
            )
            yield Vote(scene.main, prior.kb_id_, "title", prior, certainty, kind)
        elif titled and (
            (name_end and _HEAD_OF_TITLE.match(before) and _END_OF_HEAD.match(behind) and "," not in before)
            or (proper and re.search(r"\bfor (?:\w+ )?\Z", before) and _FOR_WORK.match(behind + " "))
            or (proper and _MEETS.match(behind))
        ):
            yield Vote(scene.main, prior.kb_id_, "title", prior, certainty)


def _remedy(scene: Scene) -> Iterator[Vote]:
    offsets = scene.sentences.offsets
    for number, (start, end) in enumerate(offsets[1:], start=1):
        if not PROPOSAL.search(scene.text, start, end):
            continue
        if not (_TO_OVERCOME.search(scene.text, start, end) or _TO_OVERCOME.search(scene.text, *offsets[number - 1])):
            continue
        reach = offsets[max(1, number - 4)][0]
        for prior in scene.prior:
            if not reach <= prior.start_char < start or scene.text.startswith("-based", prior.end_char):
                continue
            if _FALLS_SHORT.match(scene.text, prior.end_char) or _blamed(scene, prior):
                # Of a class it is rarely said in earnest: it can only confirm what another family says.
                known = prior.id_ == "vocabulary" and not in_any_case(prior.kb_id_)
                named = (known or is_camel(prior.text)) and prior.kb_id_ not in _ARCHITECTURES
                certainty = 0.62 if named else 0.45
                yield Vote(scene.main, prior.kb_id_, "remedy", prior, certainty, "improves")
        return


def _blamed(scene: Scene, prior: Span) -> bool:
    """Whether a sentence speaks of the common way to use a method, and then of what is wrong with it."""
    start, end = scene.sentences.of(prior)
    return (
        _COMMON.search(scene.text, start, prior.start_char) is not None
        and _WRONG.search(scene.text, prior.end_char, end) is not None
    )
