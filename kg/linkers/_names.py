"""What looks like the proper name of a method or dataset, by its letters and by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_PIECE = r"(?:[\w^]|\{[\w^]*\}|\.(?=\d))"
WORD = re.compile(rf"(?<![A-Za-z\\])[A-Za-z0-9]{_PIECE}*(?:[-–]{_PIECE}+)*(?:\+\+|\+(?!\w)|\*(?!\*))?(?!\w| et al\b)")
"""A word with its digits, exponents ("E^{2}GAN") and compounds; a LaTeX command ("\\textbf") is none, nor is an author
("Vaswani et al.")."""

NOT_NAMES = frozenset(
    """
    AI ML DL NLP CV SOTA SoTA SotA API APIs I/O IO ID IDs IID i.i.d US UK EU USA HD 4K 8K 2D 3D 4D 1D 2.5D 6D RGB
    RGB-D IoT FLOP FLOPs FLOPS GFLOPs GFLOPS TFLOPs TFLOPS TOPS TOPS/W MAC MACs FPS fps FID mAP AP AR AUC AUROC
    AUPRC ROC ROC-AUC IoU mIoU PSNR SSIM LPIPS BLEU ROUGE WER CER MSE RMSE MAE MAPE SNR SINR NMSE KL TV L1 L2 F1
    F1-score R2 EER FAR TPR FPR CLIPScore IS FVD NDCG MRR Top-1 Top-5 top-1 TTFT TPOT SLO SLOs SLA URL URLs HTTP HTTPS PDF CSV JSON XML SQL HTML QoS QoE KPI
    KPIs CO2 pH GB MB KB TB GiB MiB Gb/s Gbps Mbps GHz MHz kHz Hz INT8 INT4 INT2 FP32 FP16 FP8 FP4 BF16 BFloat16
    W4A4 W8A8 W4A16 W4A8 NP NP-hard NP-complete COVID-19 DNA RNA mRNA MRI fMRI CT PET EEG ECG EHR EHRs ICU X-ray
    OCT LLM-based GNN-based CNN-based GPU-based PhD CVPR ICCV ECCV NeurIPS ICLR ICML AAAI IJCAI ACL EMNLP NAACL
    ICASSP INTERSPEECH KDD WWW ASIC ASICs SoC SoCs Gaussian Bayesian Markov Euclidean Riemannian Hilbert
    Lipschitz Boolean Cartesian Fourier Hessian Jacobian Laplacian English Chinese German French Spanish Arabic
    Japanese Korean Hindi Indian American European African Western Asian Python Java C C++ JavaScript Rust
    GitHub Github Wikipedia Google Meta Microsoft Amazon Apple NVIDIA Intel AMD OpenAI Facebook Twitter YouTube
    Linux Android iOS Web Internet MIT Stanford Berkeley January February March April May June July August
    September October November December Pareto Bernoulli Poisson Monte Carlo A/B ODE ODEs PDE PDEs SDE SDEs T2I
    T2V I2V V2V LLM LLMs VLM VLMs MLLM MLLMs LMM LMMs DNN DNNs CNN CNNs RNN RNNs GNN GNNs GAN GANs NN NNs ANN
    ANNs STEM QA VQA OCR ASR TTS CTR POI OOD UI GUI XR AR/VR VR AR UAV UAVs CAD EDA RTL HPC ISP MIMO OFDM 5G 6G
    Wi-Fi WiFi RL FL KD NAS PTQ QAT SFT KV CoT ICL MLE MAP EM SVD PCA FFT DCT CPU CPUs GPU GPUs TPU TPUs NPU
    NPUs FPGA FPGAs CO_2 OOM SIMD ROI RoI IaaS SaaS CLI GUIs PDEs GenAI AAS MAS HITL KG KGs AST ASTs SotA ToM
    InfiniBand RoCE NVLink PCIe NVMe MCU MCUs Ai2 F1-Score IDF1 MOTA HOTA CIDEr METEOR Macro-AUC Micro-AUC macro-F1
    Macro-F1 HD95 GDPR HIPAA NASA ESA NIH NIST DARPA IEEE ISO FDA ICD-10 DICOM MoCap cryo-EM Cryo-EM sEMG EMG rsfMRI
    BLEURT BLEU-4 ROUGE-L ROUGE-1 CIDEr-D chrF SPICE NIQE BRISQUE NIMA MPJPE PA-MPJPE minADE minFDE AbsRel PESQ STOI SI-SDR DNSMOS
    LaTeX YAML Markdown ByteDance TikTok Tencent Huawei Samsung Qualcomm IBM Kuaishou Meituan Airbnb WeChat Alipay WhatsApp
    rs-fMRI DDoS OoD IoV V2X MP3 MP4 DOF DoF 6-DoF 6DoF 7-DoF HER2 SNPs BCI BCIs AIGC XR/AR AutoML
    """.split()
)
"""Capitalised words that name no method or dataset: metrics, units, number formats, venues, firms, languages, broad classes."""

_CONNECTORS = frozenset(["of", "for", "in", "the", "to", "with", "via", "on", "from", "at", "by", "a"])
_MODIFIER = re.compile(
    r"(?i).*[-–](?:based|printed|controlled|centered|focused|derived|adapted|grounded|informed|calibrated|quality|aware|like|guided|driven|free|level|style|specific|oriented|enhanced|augmented|only|type|wise|"
    r"invariant|equivariant|efficient|dependent|independent|agnostic|related|generated|centric|friendly|powered|enabled|"
    r"trained|art|the-art|shot|to-end|scale|time|order|bit|rank|step|dimensional|hard|complete|class|inspired|supervised|"
    r"conditioned|constrained|optimal|induced|side|native|compatible|compliant|assisted|tuned|sized|ready|preserving)\Z"
)
_OPENERS = frozenset(
    """
    We Our The This These Those It Its In On For To By With From Under Using Based While When Where Although
    However Moreover Furthermore Also Additionally Finally First Firstly Second Secondly Third Thirdly Then Thus
    Hence Therefore Specifically Concretely Notably Importantly Experiments Experimental Extensive Empirical
    Empirically Results Code Codes Source Despite As At An A And But Or If Here There Such Both Each All Some
    Many Most Recent Recently Existing Prior Previous Compared Unlike Given Since Because Through Via Inspired
    Motivated Building Towards Toward Can Do Does How What Why Is Are Instead Rather Overall Further Besides
    Meanwhile Nevertheless Nonetheless Yet Still Even Across Beyond Among Without Within Unfortunately
    Consequently Subsequently Typically Generally Traditionally Currently Not No Our Two Three Four Five One
    Several Various Evaluations Evaluation Comprehensive Theoretical Theoretically Together Leveraging Training
    Learning Deep Large Efficient Fast Following Benefiting Thanks Due Key Central Crucially Simultaneously
    Lastly Next Interestingly Surprisingly Remarkably Accordingly Indeed Particularly Especially Simply
    """.split()
)


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
    """(start, end, word) of the words of `text[start:end]`, hyphenated compounds whole."""
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        yield match.start(), match.end(), match[0]


_QUANTITY = re.compile(
    r"\d[\d.]*(?:[KMGTP]i?[bB](?:ps)?|[KMG]?Hz|bits?|[fF][pP][sS]|m?W|[mun]s|[mun]m|[BMKxX]|dB)(?:-\w+)?|\d+-\d+\w*|\dD-\w+"
)
_FROM_TO = re.compile(r"[TIVASMLX]{1,2}2[TIVASMLX]{1,2}s?|\w+-to-\w+")
"""What turns one thing into another: "T2V", "2D-to-3D", "FP4-to-FP16"."""
_QUALIFIED = re.compile(
    r"(?:non|macro|micro|multi|semi|self|pre|Pre|post|anti|inter|intra|sub|cross|co|near|pseudo|counter|large|small|human|"
    r"weighted|low|high|full|task)-.*|.*-[a-z]{4,}|\d[\d.]*[BMKkb]?"
)
"""Compounds that qualify something else: "non-IID", "3D-consistent", "8B"."""


@lru_cache(maxsize=1 << 15)
def is_proper(word: str) -> bool:
    """Whether a word is written like a name or a part of one.

    >>> is_proper("Medusa"), is_proper("GAN-based"), is_proper("network"), is_proper("iTransformer")
    (True, False, False, True)
    """
    if word == word.lower() or word in NOT_NAMES:
        return False
    return not _MODIFIER.match(word) and not _QUALIFIED.fullmatch(word)


@lru_cache(maxsize=1 << 15)
def is_coined(word: str) -> bool:
    """Whether a single word by its letters alone can only be a coined name: capitals inside, or capitals with digits.

    >>> [w for w in ("SortedNet", "H2O", "YOLOv9", "ROCKET", "Medusa", "Well-Known", "E^{2}GAN", "Hydra++", "2D") if is_coined(w)]
    ['SortedNet', 'H2O', 'YOLOv9', 'ROCKET', 'E^{2}GAN', 'Hydra++']
    """
    if not is_proper(word) or len(word) < 3 or _FROM_TO.fullmatch(word) or _QUANTITY.fullmatch(word):
        return False
    capitals = sum(c.isupper() for c in word)
    inner = re.search(r"[a-z0-9}][A-Z]|[A-Z]{2}|[A-Z][a-z]*\d|\d[A-Z]|\+", word)
    return bool(inner) and (capitals > 1 or word[-1] == "+" or any(c.isdigit() for c in word))


@lru_cache(maxsize=1 << 15)
def is_camel(word: str) -> bool:
    """Whether a coined word mixes cases or digits, so that it cannot be a plain acronym.

    >>> is_camel("SortedNet"), is_camel("YOLOv9"), is_camel("ROCKET"), is_camel("GPUs")
    (True, True, False, False)
    """
    stem = word[:-1] if word.endswith("s") else word
    return is_coined(word) and any(c.islower() or c.isdigit() or c == "+" for c in stem)


_LEADING = re.compile(r"[A-Z][a-z]+(?:-[A-Z]?[a-z]+)+")
_MARKUP = re.compile(r"(?:[\s\"'`“]|\\(?:text(?:bf|it|tt|sc|sf)|emph)\{)*")
"""What may stand around a name and is no part of it: blanks, quotation marks, LaTeX that sets it in bold or italics."""
_VERSION = re.compile(
    r" \d{1,2}(?:\.\d)?(?:-[A-Z][a-z]+)?(?=[^\w.%]|\.\s|\.?\Z)"
    r"(?! (?:times|x|points?|percent|and|to|or|out|of|different|data ?sets|tasks|layers|benchmarks|others)\b)"
)


def leads_name(word: str) -> bool:
    """Whether a capitalised compound can open a name though by itself it only qualifies: "Data-free" Mesh Mover."""
    return _LEADING.fullmatch(word) is not None


def name_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    r"""The run of capitalised words that begins `text[start:end]`, connectors inside it included; None if none does.

    >>> text = "Mixture of Depths, a method"
    >>> name_at(text, 0, len(text))
    (0, 17)
    >>> text = r"\textbf{Qwen 2.5}, Data-free Mesh Mover (DMM)"
    >>> name_at(text, 0, len(text)), name_at(text, 18, len(text))
    ((8, 16), (19, 39))
    """
    first = last = None
    markup = _MARKUP.match(text, start, end)
    position = markup.end() if markup else start
    for begin, stop, word in words(text, position, end):
        if text[position:begin].strip(" \"'`"):
            break
        if is_proper(word) or (first is None and leads_name(word)):
            if first is None:
                first = begin
            last = stop
        elif first is None or word not in _CONNECTORS:
            break
        position = stop
    if first is None or last is None or not any(is_proper(word) for _, _, word in words(text, first, last)):
        return None
    version = _VERSION.match(text, last, end)
    return first, version.end() if version else last


def is_opener(word: str) -> bool:
    """Whether a capitalised word is one that commonly opens a sentence and so proves no name."""
    return word in _OPENERS
