"""Words by which a paper announces its own work."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from kg.linkers._sentences import Sentences
from kg.linkers._spans import remembered, text_of

_VERB = (
    r"(?:propos(?:e|es|ed|ing)|present(?:s|ed|ing)?|introduc(?:e|es|ed|ing)|develop(?:s|ed|ing)?|design(?:s|ed)?|"
    r"devis(?:e|es|ed)|describe[sd]?|contribut(?:e|es|ed)|formulat(?:e|es|ed)|establish(?:es|ed)?|"
    r"put forward|offer(?:s|ed)?|releas(?:e|es|ed)|unveil(?:s|ed)?|construct(?:s|ed)?|creat(?:e|es|ed)|buil[dt](?:s)?|"
    r"implement(?:s|ed)?|advocate|provide|open-source|(?:co-)?release|contains?|comprises?)"
)
_SUBJECT = (
    r"\b(?:[Ww]e|[Tt]h(?:is|e) (?:paper|work|article|study|letter|thesis|report|manuscript)|"
    r"(?:[Oo]ur|[Tt]he present) (?:paper|work|study)|the authors?|[Pp]aper)"
)
_ADVERBS = r"(?:\s+(?:\w+ly|then|also|further|first|here|hence|thus|instead|now|next|in turn|therefore|have|has))*"
PROPOSAL = re.compile(
    rf"{_SUBJECT}{_ADVERBS},?\s+{_VERB}\b"
    rf"|(?:,|\band) (?:\w+ly |then |further |also )?(?:propose|present|introduce|develop|release)s?\b(?! (?:a |an )?(?:to|that)\b)"
    r"|\bby (?:\w+ly )?(?:proposing|introducing|presenting|developing)\b",
)
"""The words with which a paper announces what it contributes, up to and including the verb."""
BY_THE_METHOD = re.compile(
    r"(?<=[\w)}] )(?:introduces|proposes|designs|develops|devises)\b|, (?:introducing|proposing|presenting)\b"
)
"""Where a paper speaks of its own work, whoever introduces something is its method."""

RIVALS = re.compile(
    r"(?:outperform(?:s|ing|ed)?|compar(?:ed|ing|able|isons?) (?:with|to|against)|than|surpass(?:es|ing|ed)?|such as|e\.g\.,?|"
    r"baselines?,?|over|versus|vs\.?|like|including|extend(?:s|ing)?|based on|built? (?:up)?on|variant of|competitors?|against)"
    r"\s+(?:the |both |state-of-the-art |SOTA |existing |strong |recent |popular |prior |original |vanilla |standard )*"
    r"(?:[\w-]+ (?:methods?|models?|baselines?|approaches),? )?(?:(?:like|such as|including|e\.g\.,?) )?"
    r"(?:[\w.+/-]+(?: \([^)]*\))?, (?:and )?|[\w.+/-]+ and )*\Z",
    re.IGNORECASE,
)
"""What stands before the name of a prior method, in lists too."""
IN_PARENTHESES = re.compile(r" ?\(([^\s()]{2,16})\)")
"""A short form behind the name that it stands for, whatever its letters: "Delayed epsilon-Shrinking (DepsilonpS)"."""

BOUNDARY = re.compile(
    r"\b(?:that|which|where|wherein|whose|whereby|by|using|with|via|while|without|when|based on|to|for|from|on|as|in|into|is|are|can|between|within|among|"
    r"and (?:show|demonstrate|evaluate|then|a|an|the|we|use|apply|find|study)|able|capable|enabling|leveraging|inspired|built|"
    r"consisting|achieving|combining|aiming|tailored|designed|guided|called|named|termed|dubbed|known|of)\b|[;:(.]\s|[;:(]|[,]"
)
"""Where the noun phrase that names something ends."""

_STUDY = re.compile(rf"{_SUBJECT}{_ADVERBS},?\s+(?:report|explore|investigate)s?\b")
_OWN_VOICE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Tt]his (?:paper|work|article|study|letter|thesis))\b")

_COMPARES = (
    r"outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|compar(?:e|es|ed|ing|able|isons?)(?: \w+)? (?:with|to|against)|"
    r"than(?: (?:that|those) (?:of|with|from))?|over(?: (?:that|those) (?:of|with|from))?|versus|vs\.?|against|superior to|beat(?:s|ing)?|competitive (?:with|to)|unlike|in contrast to|on par with|"
    r"baselines?(?: such as| like|,| including)?|competitors?(?: such as| like|,)?|relative to|"
    r"(?:same|similar|comparable) \w+ as|rather than|instead of|match(?:es|ing)?(?: or \w+(?: the (?:performance|accuracy|quality) of)?)?|opposed to|substitut(?:e|es|ing)"
)
COMPARED = re.compile(
    rf"\b(?:{_COMPARES})(?: (?!(?:that|which|while|with|for|on|using|by|in|to|via|when|where|of|from|as|is|are|we|our)\b)"
    r"(?:\([^)]*\)|[\w.+*/'^{}-]+),?){0,8}(?: (?:such as|like|including)(?: (?:[\w.+*/^{}-]+,? ){0,4})?)? ?[\"'(/]?\Z",
    re.IGNORECASE,
)
"""What stands before a method that the paper compares itself with: the word that compares, then up to eight others that
open no new phrase ("compared to the latest state-of-the-art A, B and")."""


def announced_at(doc: Doc) -> int:
    """The `announcement` of a document, looked for once for all linkers."""
    return remembered(doc, "kg_announced", lambda doc: announcement(text_of(doc), Sentences(doc).offsets))


def announcement(text: str, sentences: list[tuple[int, int]]) -> int:
    """Where a paper begins to speak of its own work: the first sentence of the abstract that proposes or studies
    something, else the first in its own voice, else the end of the title. `sentences` are offsets, the title's first."""
    for patterns in ((PROPOSAL, _STUDY), (_OWN_VOICE,)):
        for start, end in sentences[1:]:
            if any(pattern.search(text, start, end) for pattern in patterns):
                return start
    return sentences[0][1]
