"""Finds hardware: cards, boards, chips, phones, machines and classes of these."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from kg.linkers._spans import SpanMaker, apart, known, text_of

_MODEL = r"(?:[A-Z]{0,4}-?\d{2,5}[A-Za-z]{0,2}|[A-Z]\d{1,4}[a-z]?)"
_NAMED = re.compile(
    rf"\b(?:(?:NVIDIA|Nvidia|nVidia|nVIDIA)(?: (?:GeForce|Tesla|Quadro|Jetson|DGX|DRIVE|RTX|GTX|TITAN|Titan|AGX|Orin|Xavier|Nano|TX))*"
    rf"(?:[ ~-](?:{_MODEL}|Orin|Xavier|Nano|TX[12]|Ti|SUPER|Super|Ada|X|Xp|V|Max-Q|NX|AGX|SXM\d?|PCIe|Laptop))+"
    rf"|(?:GeForce |Quadro )?(?:RTX|GTX)[ ~-]?{_MODEL}(?: (?:Ti|SUPER|Super|Ada))?"
    rf"|(?:AMD |Intel )?(?:Ryzen|EPYC|Xeon|Core i\d)(?: (?:Threadripper|Gold|Silver|Platinum|Phi))?(?:[ ~-]{_MODEL})?"
    rf"|(?:AMD )?(?:Radeon|Instinct)(?: (?:Pro|RX|VII))?(?: MI?\d{{2,4}}[A-Z]{{0,2}})?"
    rf"|(?:Qualcomm )?SM[4-8]\d{{3}}(?:-A[BC])?|(?:Qualcomm )?Snapdragon(?: \d{{3,4}})?(?: Gen \d)?(?: (?:X Elite|Elite))?"
    rf"|(?:Xilinx|AMD-Xilinx|Altera|Intel)(?: (?:Zynq|Virtex|Kintex|Artix|Alveo|Versal|Stratix|Arria|Cyclone|Agilex|UltraScale\+?))*"
    rf"(?:[ ~-](?:[A-Z]{{1,4}}\d{{2,5}}\w{{0,4}}|UltraScale\+?|MPSoC|V|10|7|\d))+"
    rf"|Cortex[- ][AMRX]\d+|STM32\w+|ESP32(?:-\w+)?|(?:Google )?(?:Cloud )?TPU ?v\d\w?)(?!\w)"
)
_SUFFIX = re.compile(r"\A[- ](?:GPUs?|CPUs?|FPGAs?|NPUs?|TPUs?|SoCs?|boards?|cards?|platforms?)\b")


@Language.factory("kg_hardware", assigns=["doc.spans"])
class Hardware:
    """Writes a span for every mention of hardware."""

    reads: tuple[str, ...] = ("kg_links", "kg_vocabulary")
    writes = "kg_hardware"

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set doc.spans["kg_hardware"], in the order of the text."""
        named = known(doc, "Hardware")
        spans = list(named)
        make = SpanMaker(doc)
        for found in _NAMED.finditer(text_of(doc)):
            span = make(found.start(), found.end(), "Hardware", found[0], "model")
            if span is not None:
                spans.append(span)
        # A model number that the vocabulary knows as a whole is no open name; a longer one is.
        spans = [
            s for s in spans if s.id_ == "vocabulary" or not any(k.start <= s.start and s.end <= k.end for k in named)
        ]
        doc.spans[self.writes] = [
            span for span in sorted(filter_spans(spans), key=lambda s: s.start) if apart(span, doc.spans["kg_links"])
        ]
        return doc
