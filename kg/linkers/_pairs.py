"""Reads from the words between two methods of one sentence that one grew out of the other.

Each pattern is about the words between the two names, or those before the first: "B extends A", "B, a variant of A",
"building on A, we propose B", "a variant of A called B".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_AFTER_NAME = r"\A(?:\s?\([^)]{1,60}\))?"
_BEFORE_NAME = (
    r"(?:(?:the|an?|both|existing|original|vanilla|standard|classical?|popular|well-known|recent|recently proposed|"
    r"state-of-the-art|prior|previous|traditional|conventional|seminal|pre-?trained|current|work (?:of|on)|(?:core )?ideas? of|concept of|"
    r"success of|framework of|theory of|principles? of|paradigm of|regular|naive|plain|base)\s+)*[\"'`(]*"
    r"(?:[\w.+/-]+(?: [\w.+/-]+){0,3}(?: \([^)]*\))?(?:, and |, | and ))?\Z"
)
"""What may stand between a cue and the name that it is about: an article, what is said of it, one name of a list before it."""
_FILLER = (
    r"(?:,?\s(?:which|that|and|also|directly|naturally|simply|thus|then|itself|essentially|significantly|seamlessly|"
    r"framework|methods?|models?|approach|algorithm|architecture|system|layers?|heads?|module|tool|library))*"
)
_VARIANT = (
    r"(?:extensions?|variants?|variations?|generali[sz]ations?|versions?|evolution|adaptations?|modifications?|implementations?|"
    r"reformulations?|descendants?|successors?|instances?|instantiations?|special cases?|equivalents?|replacements?|counterparts?|"
    r"relaxations?|refinements?)"
)
_DERIVES = re.compile(
    _AFTER_NAME + _FILLER + r"[,:]?\s(?:"
    r"(?P<weak>improves|enhances|boosts)|(?P<improves>improves (?:up)?on|further (?:improves|enhances|boosts)|refines|upgrades|enriches|simplifies|(?:is|are),? (?:an?|the) (?:improved|enhanced|simplified|lightweight|faster) (?:[\w-]+ )?"
    + _VARIANT
    + r" of)"
    r"|(?P<adapts>adapts|(?:is|are) adapted from|(?:is|are) (?:an?|the) (?:[\w-]+ )?adaptation of)"
    r"|(?P<replaces>replaces|(?:is |are )?(?:an?|the|as an?)? ?(?:[\w-]+,? ){0,3}(?:drop-in )?replacements? (?:for|of|to))"
    r"|extends|generali[sz]es|modifies|augments|reformulates|reparameteri[sz]es|revisits|builds (?:up)?on(?: top of)?|derives from|originates from|inherits from"
    r"|(?:(?:an?|the)\s(?:[\w-]+,?\s){1,8}?)?(?:(?:is|are|was) )?(?:directly |largely |also |mainly )?(?:(?:based|built) (?:up)?on(?: top of)?|(?:derived|adapted|extended|abstracted|evolved) from|(?:inspired|motivated) by)"
    r"|(?:(?:is|are),? )?(?:an?|the|our|its|as an?)\s(?:[\w-]+,?\s){0,5}" + _VARIANT + r"\s(?:of|to|for)"
    r")\s" + _BEFORE_NAME
)
"""Between a descendant and its ancestor behind it."""
_COMBINES = re.compile(
    _AFTER_NAME
    + _FILLER
    + r",?\s(?:combines|unifies|marries|synergi[sz]es|fuses|couples|hybridi[sz]es|blends|bridges)\s"
    + _BEFORE_NAME
)
_STARTS_FROM = re.compile(
    r"\b(?:building (?:up)?on(?: top of)?|inspired by|motivated by|extending|generali[sz]ing|starting from|adapting|"
    r"drawing (?:inspiration )?(?:from|on)|by (?:extending|generali[sz]ing|adapting|modifying))\s" + _BEFORE_NAME,
    re.IGNORECASE,
)
_THEN_PROPOSES = re.compile(
    _AFTER_NAME
    + r"[^.;]{0,60},\s(?:(?:we|this (?:paper|work|article))\s(?:[\w-]+\s){0,3}(?:propose|present|introduce|develop|design|devise|build|create|call)s?\s"
    r"(?:an?\s|the\s)?(?:[\w-]+,?\s){0,5})?[\"'`]*\Z"
)
_EXTENDS_WHAT = re.compile(
    r"\b(?:extend|generali[sz]e|adapt|modify|modifie|improve|augment|simplify|simplifie|enhance)(?:s|d|ed|ing)?\s"
    + _BEFORE_NAME,
    re.IGNORECASE,
)
_INTO = re.compile(
    _AFTER_NAME
    + r"\s(?:[\w-]+,?\s){0,8}?(to|into|as|called|named|termed|yielding|resulting in|leading to|obtaining|and propose|and introduce),?\s(?:the\s|an?\s)?\(?\Z"
)
_VARIANT_OF = re.compile(
    rf"\b(?:an?|the|its|recent|new) (?:[\w-]+ )?{_VARIANT} (?:of|to) " + _BEFORE_NAME, re.IGNORECASE
)
_CALLED = re.compile(_AFTER_NAME + r"(?:,?\s(?:called|named|dubbed|termed|namely)|,)\s[\"'`]*\Z")
_ITS_VARIANT = re.compile(
    _AFTER_NAME
    + rf",?\sand its\s(?:[\w-]+\s)?(?:{_VARIANT})(?:\swith\s[\w\s-]{{1,40}})?,?\s?\(?(?:called\s|named\s)?\Z"
)


@dataclass(frozen=True, slots=True)
class Descent:
    """Which of two names, first or second in the sentence, is the ancestor, the finer kind of it ("" if plain), how
    likely it is so, and whether the words hold only for a descendant that the paper proposes."""

    ancestor_first: bool
    refinement: str = ""
    certainty: float = 0.78
    proposed: bool = False


def descent(before: str, between: str) -> Iterator[Descent]:
    """What the words `before` the first of two names and `between` them say; nothing where they say nothing.

    >>> list(descent("", " extends the original "))
    [Descent(ancestor_first=False, refinement='', certainty=0.78, proposed=False)]
    >>> list(descent("a recent variant of ", " called "))
    [Descent(ancestor_first=True, refinement='', certainty=0.78, proposed=False)]
    """
    derives = _DERIVES.match(between)
    if derives:
        said = next((kind for kind, words in derives.groupdict().items() if words), "")
        # What a method "improves" may be a figure, or something that it is plugged into.
        yield Descent(False, "improves", 0.45) if said == "weak" else Descent(False, said)
    elif _COMBINES.match(between):
        yield Descent(False, "combines")
    if _STARTS_FROM.search(before) and _THEN_PROPOSES.match(between):
        yield Descent(True, proposed=True)
    elif _EXTENDS_WHAT.search(before) and (into := _INTO.match(between)):
        kind = "adapts" if re.search(r"\badapt\w*\s", before[-60:], re.IGNORECASE) else ""
        yield Descent(True, kind, proposed=into[1] in ("to", "into", "as"))
    elif (_VARIANT_OF.search(before) and _CALLED.match(between)) or _ITS_VARIANT.match(between):
        yield Descent(True)
