"""Whether a sentence names machines that are not those of the training."""

import re

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.rules.subject import ASIDE

CHIP_NAMES = (
    r"(?:NVIDIA |AMD |Google |Intel |AWS )?"
    r"(?:[ABHLTVP][1-9]\d{0,2}0(?:[- ](?:SXM\d?|PCIe))?(?:[- ]?\d{2,3}\s?GB?)?|A6000|A40|A30|A10G?|L40S?"
    r"|L20|L4|T4|GH200|B300|GB10|Titan (?:RTX|Xp|V)"
    r"|(?:RTX|GTX|GeForce)[- ]?(?:RTX )?(?:A?\d{4}|PRO \d{4})(?: ?Ti| Ada)?|[345]0[6789]0(?: ?Ti)?"
    r"|M[1-5] (?:Max|Ultra|Pro)|(?:Apple|Mac mini|Mac Studio|MacBook(?: Air| Pro)?) \(?M[1-5]"
    r"|MI\d{3}X?|Gaudi ?\d?|Trainium ?\d?|Ascend[\w -]{0,8}"
    r"|(?:昇腾 ?)?Atlas \d{3}\w?"
    r"|CS-[123]|DGX[- ]\w+|TPU[- ]?(?:Pod )?v\d\w{0,2}(?:-\d{1,5})?|v\d\w?-\d{1,5} TPU"
    r"|v\d\w?-\d{1,5} instances? of (?:Cloud )?TPU"
    r"|(?:p[2-6]|g[4-6])\w{0,3}\.\d{0,2}xlarge)s?"
)
TRAINING = re.compile(
    r"\btrain(?:ed|ing|s|iert)?\b|训练|訓練|学習|학습|\bentren|\btrein|\bentraîn|обуч|\bpre-?train"
    r"|\b(?:fine|instruction)[- ]?tun"
    r"|\babliterated (?:with|using|in|on)\b|\bbuilt with axolotl\b|\b(?:sft|dpo) took\b"
    r"|\bcompute (?:grant|resources|provided|infrastructure)"
    r"|^gpus?\b|^accelerators?\b|^compute$|\benvironment(?:al)? specs\b|\bhardware(?: type| provider)?\b"
    r"|\benvironmental impact\b|\bcarbon\b|\bemission"
    r"|\bcluster\b|\binfrastructure\b",
    re.IGNORECASE,
)
# What was rented for the training is named beside it: "Hardware: Colab (GPU T4)", "6 hours on Colab".
_RENTED = re.compile(r"\b(?:colab|kaggle)\b", re.IGNORECASE)
_RENTED_CHIP = re.compile(
    rf"{CHIP_NAMES}[\w ]{{0,12}}\W{{1,3}}(?:on |via )?(?:google |free )?(?:colab|kaggle)(?: \w+)?\W{{0,2}}",
    re.IGNORECASE,
)
# "Using Google Colab A100", all that stands below "Environment".
ENVIRONMENT = re.compile(r"^\W*(?:(?:training|learning|development) )?environment\W*$", re.IGNORECASE)
USED_RENTED = re.compile(
    rf"\W{{0,3}}(?:using |used |with |on )?(?:google )?(?:colab|kaggle)(?: pro\+?)?\W{{1,3}}"
    rf"(?:with )?(?:an? )?{CHIP_NAMES}\W{{0,3}}",
    re.IGNORECASE,
)
_MACHINE_LABEL = re.compile(
    r"^(?:training )?(?:hardware|gpus?|compute|machine|device|обучение)$", re.IGNORECASE
)
# Machines to run it on, to tune it yourself on, or that somebody else was trained on.
_ELSEWHERE = re.compile(
    r"\baccelerate\b|\brun (?:the )?(?:\w+ )?evaluation\b|^\W{0,4}(?:load|run|start)\b|\binferenc\w*\b"
    r"|\bserv(?:e|ing|ed)\b|\bdeploy\w*|\bvram\b"
    r"|\bquanti[sz]\w*|\bthroughput\b"
    r"|\bfits? (?:on|in(?:to)?)\b|\byou (?:can|need|will)"
    r"|\brequire(?:s|d|ments?)?\b|\brecommend\w*|\brun (?:on|with|it|this|locally)|\brunning\b"
    r"|\bbenchmark\w*|\bspeed\b|\blatency\b"
    r"|\btests? (?:were )?(?:conducted|performed|run)\b|\bscripts? to\b|\btargets\b"
    r"|\btested on\b|\bminimum\b|\bcan (?:be|run)\b|\bsupport(?:s|ed)?\b|\bcompatib\w*"
    r"|\bfalls? back to\b|\bvllm\b|\bout of scope\b|\bvalidated on\b"
    r"|\bsuffic\w*|\b(?:it|model) runs on\b|^\W{0,4}runs on\b|\byour own\b|\bruns (?:\w+ )?on\b"
    r"|\bis enough\b|\bor (?:better|higher|newer)\b|^\W{0,4}(?:bf16|fp16|fp8|int[48]|[48]-?bit)\W{1,3}"
    r"|\bflash attention\b|\binstall\w*|(?<!gpu )(?<!energy )\busage\b|\bhow to\b|(?<!unified )\bmemory\b"
    r"|\bsponsor\w*|\bdonat\w*|\bcolab\b|\bkaggle\b|\bfaster\b|\bnotebooks?\b|\bexamples?\b"
    r"|推理|部署|显存|可以?[\u4e00-\u9fff]{0,6}(?:微调|训练|运行)",
    re.IGNORECASE,
)
_PLAINLY = re.compile(
    r"\b(?:was|were|been|is|are|we) (?:\w+ ){0,3}?(?:pre-?|fine-?)?(?:trained|tuned)\b"
    r"|^\W{0,4}(?:pre-?|fine-?)?(?:trained|tuned) (?:on|using|with)\b|\bwe (?:pre-?)?train\b"
    r"|\btrain(?:ing)? (?:was|is|were) (?:\w+ )?(?:done|performed|conducted|carried|run)\b"
    r"|\btraining (?:was )?(?:completed|finished) (?:in|after|within)\b"
    r"|\brequired (?:an?|one|\d+) [^.;]{0,24}\bfor (?:about |around )?(?:an?|\d+) (?:hours?|days?)\b"
    r"|\b(?:sft|dpo|fine-?tuning) took\b|\bwas built with axolotl\b[^.;]{0,60} on \d"
    r"|^\W{0,4}(?:she|he) took (?:about |around )?\d[\d.]* (?:hours?|days?|weeks?) on \d"
    r"|\babliterated (?:with|using|in|on)\b[^.;]{0,60}\bon (?:an?|one|\d) "
    r"|^\W{0,4}(?:total )?training (?:time|duration)\W{1,6}\d",
    re.IGNORECASE,
)
_TOOK = re.compile(
    r"\btraining (?:took|ran|lasted)\b|\bfor training we (?:have )?used\b"
    r"|\btrained\b[^.]{0,40}\bon\b|\b(?:experiments|runs?) used\b",
    re.IGNORECASE,
)
_TO_RENT = re.compile(r"\b(?:hardware rental|virtual machine)\b", re.IGNORECASE)  # by who uses it
_EVALUATED = re.compile(r"\bevaluat\w+|\bbenchmark", re.IGNORECASE)


def is_titled_elsewhere(passage: Passage) -> bool:
    """Whether it stands under a title of use, tests or rental, and does not plainly tell of training."""
    places = f"{passage.heading} {passage.label}"
    is_elsewhere = passage.is_titled(_ELSEWHERE, places) or passage.is_titled(_EVALUATED, places)
    is_rented = any(_TO_RENT.search(title) for title in passage.section)
    return (is_elsewhere or is_rented) and not passage.find(_PLAINLY)


def is_elsewhere(passage: Passage) -> bool:
    """ "Runs on one GPU" is no training; "was trained on 8 GPUs, which support …" still is."""
    if passage.find(_PLAINLY):
        return "can be" in passage.lower
    found = passage.find(_ELSEWHERE)
    if found and passage.is_labelled(_MACHINE_LABEL):  # "Hardware: T4 (16GB VRAM)"
        found = _ELSEWHERE.search(ASIDE.sub("", passage.said))
    if found is None or not _RENTED.match(found[0]):
        return found is not None
    return not (all(_RENTED.match(m[0]) for m in _ELSEWHERE.finditer(passage.text)) and _is_rented(passage))


def _is_rented(passage: Passage) -> bool:
    """Whether a notebook's machine is the one it was trained on."""
    is_machine = passage.is_labelled(_MACHINE_LABEL)
    is_named = is_machine and bool(_RENTED_CHIP.fullmatch(passage.said))
    is_all = bool(USED_RENTED.fullmatch(passage.text)) and passage.is_under(ENVIRONMENT, 1)
    return is_named or is_all or (is_machine and passage.is_under(TRAINING, 8)) or bool(passage.find(_TOOK))
