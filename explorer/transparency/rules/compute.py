"""What the training took: machines, time, energy, emissions."""

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.letters import letters
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import ASIDE, own_name
from explorer.transparency.rules.titles import titles

_NAMED = (
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
_CHIP = rf"(?:{_NAMED}|(?:NVIDIA |AMD )?[GT]PUs?)"
_HARDWARE = re.compile(
    rf"(?<![\w.,=-])(?:\d{{1,6}}|(?:a )?single|one|two|three|four|six|eight|sixteen)\s?(?:x|×"
    rf"|\*)?\s?(?:(?:nodes?|hosts?|machines?|servers?|google|cloud|of|with|each"
    rf"|\d{{1,4}}x?) ){{0,4}}{_CHIP}\b(?![ -]?(?:hours?|days?))"
    rf"|\b{_NAMED}(?:x\d{{1,2}})?\b(?![ -]?(?:hours?|days?)|-D\d)"
    r"|\bsuper-? ?comput(?:ers?|ing)\b|\bHPC\b|\bTensor Processing Units?\b"
    r"|\bnum_devices:?\s{0,2}\d{1,5}\b|\bmulti-GPU\b",
    re.IGNORECASE,
)
_HARDWARE_EAST = re.compile(rf"(?<=[\u4e00-\u9fff\uac00-\ud7af]){_NAMED}(?![A-Za-z\d])")  # "7张A800"
_HOURS = re.compile(
    r"\b\d[\d.,]{0,12}\s?(?:[kKM]|million|thousand)?\s?(?:\w+[- ]){0,2}?(?:GPU|TPU|accelerator|device"
    r"|node|A100|H100)"
    r"[- ]?(?:hours?|hrs?|days?)\b"
    r"|\b(?:total )?(?:GPU|TPU)[- ]hours?\b(?:\W{1,6}|.{0,30}?\b)\d[\d.,]*\s?[kKM]?"
    r"|\b(?:training time|hours used|wall[- ]?clock time)\b.{0,12}?\d[\d.,]{0,8}\s?(?:hours?|days?|h\b"
    r"|minutes?|weeks?)?"
    r"|(?:训练|訓練)(?:时长|时间|耗时|用时|總?時間)\D{0,6}?\d[\d.,]{0,8}\s?(?:个?小时|小時|分钟|秒|天)"
    r"|학습 ?시간\D{0,6}?\d[\d.,]{0,8}\s?(?:시간|일|분)|学習時間\D{0,6}?\d[\d.,]{0,8}\s?(?:時間|日|分)"
    r"|\b(?:trainingszeit|trainingsdauer|durée d['’]entraînement|tiempo de entrenamiento"
    r"|tempo de treinamento)\b\D{0,8}?\d[\d.,]{0,8}\s?(?:stunden|tage|heures|jours|horas|d[ií]as|h\b)",
    re.IGNORECASE,
)
_FLOPS = re.compile(
    r"\b\d(?:\.\d{1,4})?\s?(?:e|E|[x×]\s?10\^?)\+?\s?\d{2}\s?(?:\w+ ){0,2}?FLOPS?\b"
    r"|\b\d[\d.,]{0,6}\s?(?:zetta|exa|yotta|peta)?FLOPS?(?:[-/ ]?(?:days?|s))?\b",
    re.IGNORECASE,
)
_CARBON = re.compile(
    r"\b\d[\d.,]{0,9}\s?(?:metric )?(?:t|tons?|tonnes?|kg|g|kilograms?|grams?)\s{0,2}(?:of )?CO\s?(?:2"
    r"|₂)(?:[- ]?e\w{0,2})?"
    r"|\b(?:carbon emitted|emissions?|CO\s?(?:2|₂)(?:[- ]?eq?)?)\b.{0,30}?\d[\d.,]*\s?(?:t\b|tons?"
    r"|tonnes?|k?g\b|kilo|tCO|kgCO)",
    re.IGNORECASE,
)
_ENERGY = re.compile(
    r"\b\d[\d.,]{0,9}\s?[kMG]Wh\b|\benergy consum\w+\b.{0,20}?\d[\d.,]{0,9}\s?[kMG]?W", re.IGNORECASE
)
_HARDWARE_LABEL = re.compile(r"^(?:training )?hardware type$", re.IGNORECASE)
# One of these is in every name of a machine; only asked of the index, as their pattern itself is costly.
_CHIPS = re.compile(
    r"gpu|tpu|a100|a10|a30|a40|a6000|a800|b100|b200|b300|h100|h200|h20|h800|l20|l40|\bl4|xl4|v100|p100|\bt4"
    r"|xt4"
    r"|k80|a20|p40|v50|titan|gb10"
    r"|gh200|rtx|gtx"
    r"|geforce|3060|3070|3080|3090|4060|4070|4080|4090|5070|5080|5090|\bm1|\bm2|\bm3|\bm4|\bm5|xlarge|mi1"
    r"|mi2|mi3|gaudi"
    r"|trainium"
    r"|ascend|昇腾|atlas|\bcs\b|dgx|supercomp|\bsuper\b|hpc|processing|devices",
    re.IGNORECASE,
)
# What tells of machines without a number.
_MACHINES = re.compile(
    r"gpu|tpu|super|hpc|processing unit|dgx|gaudi|trainium|ascend|昇腾|atlas|titan", re.IGNORECASE
)
_COLUMNS = (
    ("hardware", re.compile(r"^training (?:[GT]PUs?|hardware|accelerators?)$", re.IGNORECASE)),
    ("hours", re.compile(r"\b(?:GPU|TPU)[ -]?hours\b", re.IGNORECASE)),
    ("FLOPs", re.compile(r"\bflops?\b", re.IGNORECASE)),
    ("CO₂", re.compile(r"\bcarbon\b|\bCO\s?(?:2|₂)", re.IGNORECASE)),
)
_UNKNOWN = re.compile(r"\W*(?:unknown|n/?a|none|not (?:known|stated|available|specified))\b", re.IGNORECASE)
_TRAINED_TITLE = re.compile(r"\b(?:train(?:ed|ing)|tun(?:ed|ing))\b", re.IGNORECASE)
_TRAIN_FLOPS = re.compile(r"\btrain\w* (?:\w+ )?flops?\b", re.IGNORECASE)
_KINDS = (
    ("hardware", _HARDWARE),
    ("hours", _HOURS),
    ("FLOPs", _FLOPS),
    ("CO₂", _CARBON),
    ("energy", _ENERGY),
)
_TRAINING = re.compile(
    r"\btrain(?:ed|ing|s|iert)?\b|训练|訓練|学習|학습|\bentren|\btrein|\bentraîn|обуч|\bpre-?train"
    r"|\b(?:fine|instruction)[- ]?tun"
    r"|\babliterated (?:with|using|in|on)\b|\bbuilt with axolotl\b|\b(?:sft|dpo) took\b"
    r"|\bcompute (?:grant|resources|provided|infrastructure)"
    r"|^gpus?\b|^accelerators?\b|^compute$|\benvironment(?:al)? specs\b|\bhardware(?: type| provider)?\b"
    r"|\benvironmental impact\b|\bcarbon\b|\bemission"
    r"|\bcluster\b|\binfrastructure\b",
    re.IGNORECASE,
)
_TRAINS = re.compile(
    r"\b(?:pre-?)?train(?:s|ed|ing)?\b|\bfine-?tun|\bgpus?\b|\bcompute (?:grant|resources)", re.IGNORECASE
)
# What was rented for the training is named beside it: "Hardware: Colab (GPU T4)", "6 hours on Colab".
_RENTED = re.compile(r"\b(?:colab|kaggle)\b", re.IGNORECASE)
_RENTED_CHIP = re.compile(
    rf"{_NAMED}[\w ]{{0,12}}\W{{1,3}}(?:on |via )?(?:google |free )?(?:colab|kaggle)(?: \w+)?\W{{0,2}}",
    re.IGNORECASE,
)
# "Using Google Colab A100", all that stands below "Environment".
_ENVIRONMENT = re.compile(r"^\W*(?:(?:training|learning|development) )?environment\W*$", re.IGNORECASE)
_USED_RENTED = re.compile(
    rf"\W{{0,3}}(?:using |used |with |on )?(?:google )?(?:colab|kaggle)(?: pro\+?)?\W{{1,3}}"
    rf"(?:with )?(?:an? )?{_NAMED}\W{{0,3}}",
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
    r"|\bsuffic\w*|\b(?:it|model) runs on\b|^\W{0,4}runs on\b|\byour own\b"
    r"|\bflash attention\b|\binstall\w*|(?<!gpu )(?<!energy )\busage\b|\bhow to\b|(?<!unified )\bmemory\b"
    r"|\bsponsor\w*|\bdonat\w*|\bcolab\b|\bkaggle\b|\bfaster\b|\bnotebooks?\b|\bexamples?\b"
    r"|推理|部署|显存|可以?[\u4e00-\u9fff]{0,6}(?:微调|训练|运行)",
    re.IGNORECASE,
)
_FOR_A_WHILE = re.compile(
    r"\bfor (?:about |around |~)?[\d.]+ (?:hours?|days?|weeks?)\b|\bepochs?\b|\b(?:\d+|one|two|three|four"
    r"|five|several) (?:hours?|days?|weeks?) on\b",
    re.IGNORECASE,
)
_EXPENSE = re.compile(r"\b(?:GPU|TPU)[- ]hours?\b|\d[.\d]*e\d\d FLOP|10\^?\d\d FLOP", re.IGNORECASE)
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


def compute(reading: Reading) -> Finding:
    """Open: energy or CO₂, and hardware. Partial: one of hardware, hours, FLOPs, CO₂.

    Value: what is said by kind ("hardware", "hours", "FLOPs", "CO₂", "energy"), as written.
    """
    value: dict[str, str] = {}
    evidence: list[Evidence] = []
    if reading.card and "co2_eq_emissions" in reading.card.entries and (said := _grams(reading)):
        value["CO₂"] = said
        evidence.append(reading.from_yaml("co2_eq_emissions"))
    for passage in _asked(reading):
        new = {kind: said for kind, said in _of(reading, passage) if _is_better(kind, said, value)}
        if new:
            evidence.append(reading.from_card(passage))
            value |= new
    if not value:
        return reading.silent("compute")
    is_whole = "hardware" in value and bool({"CO₂", "energy"} & set(value))
    verdict = Verdict.OPEN if is_whole else Verdict.PARTIAL
    return reading.found("compute", verdict, joined(" · ", _shown(value)), value, evidence)


def _is_better(kind: str, said: str, value: dict[str, str]) -> bool:
    """The first word counts, but a number of named chips says more than "supercomputer"."""
    had = value.get(kind)
    return had is None or (kind == "hardware" and said[:1].isdigit() and not had[:1].isdigit())


def _grams(reading: Reading) -> str:
    """The Hub's key counts grams."""
    value = reading.card.value("co2_eq_emissions") if reading.card else None
    amount = value.get("emissions") if isinstance(value, dict) else value
    try:
        grams = float(str(amount))
    except ValueError:
        return ""
    if not 0 < grams < 1e15:
        return ""
    return (
        f"{grams / 1e6:,.4g} t"
        if grams >= 1e6
        else f"{grams / 1e3:,.4g} kg"
        if grams >= 1e3
        else f"{grams:g} g"
    )


def _asked(reading: Reading) -> Iterable[Passage]:
    """Rows of tables, and what may tell of one of the kinds."""
    labelled = [p for p in reading.labelled if _HARDWARE_LABEL.match(p.label)]
    rows = [p for p in reading.rows if len(p.cells) == 2 or any(p.columns(title) for _, title in _COLUMNS)]
    asked = reading.likely(_CHIPS, _HOURS, _FLOPS, _CARBON, _ENERGY, also=[*rows, *labelled])
    return [*asked, *(t for t in titles(reading) if _TRAINED_TITLE.search(t.text) and t.find(_CHIPS))]


def _of(reading: Reading, passage: Passage) -> Iterator[tuple[str, str]]:
    if _HARDWARE_LABEL.match(passage.label) and not _UNKNOWN.match(passage.said):
        yield "hardware", passage.short
    if not passage.has_digit and not passage.find(_MACHINES):
        return
    if passage.header:
        found = [] if reading.is_of_other_size(passage) else list(_of_row(reading, passage))
    else:
        found = _of_text(reading, passage)
    if found and (not _is_titled_elsewhere(passage) or _is_own_training(reading, passage)):
        yield from found


def _is_own_training(reading: Reading, passage: Passage) -> bool:
    """Whether a row of results is this model's and has a column "Train FLOPs"."""
    is_own = bool(passage.cells) and letters(passage.cells[0].split("/")[-1]) == own_name(reading)
    return is_own and any(_TRAIN_FLOPS.search(title) for title in passage.header)


def _is_of_sibling(reading: Reading, passage: Passage) -> bool:
    """Whether a row of a table of models is not this model's."""
    return letters(passage.cells[0].split("/")[-1]) != own_name(reading)


def _is_titled_elsewhere(passage: Passage) -> bool:
    places = f"{passage.heading} {passage.label}"
    is_elsewhere = passage.is_titled(_ELSEWHERE, places) or passage.is_titled(_EVALUATED, places)
    is_rented = any(_TO_RENT.search(title) for title in passage.section)
    return (is_elsewhere or is_rented) and not passage.find(_PLAINLY)


def _of_text(reading: Reading, passage: Passage) -> list[tuple[str, str]]:
    has_chip = passage.may_match(_CHIPS)
    asked = ((k, passage.find(pattern)) for k, pattern in _KINDS if has_chip or pattern is not _HARDWARE)
    kinds = [(kind, found[0].strip()) for kind, found in asked if found]
    if not passage.text.isascii() and (found := _HARDWARE_EAST.search(passage.text)):
        kinds = list(dict.fromkeys([*kinds, ("hardware", found[0].strip())]))
    if not kinds or _is_elsewhere(passage):
        return []
    is_said = passage.find(_TRAINING) or passage.find(_FOR_A_WHILE)
    is_titled = passage.is_under(_TRAINING, 8) or passage.is_labelled(_TRAINING)
    is_used = is_said or (passage.is_under(_ENVIRONMENT, 1) and _USED_RENTED.fullmatch(passage.text))
    if is_used or is_titled or passage.block in reading.once(_blocks_of_training):
        return kinds
    # Nobody counts these but of a training.
    return [found for found in kinds if found[0] in {"hours", "FLOPs"} and passage.find(_EXPENSE)]


def _blocks_of_training(reading: Reading) -> frozenset[int]:
    """Paragraphs that speak of training: "We train …. This took 90 days on 16 GPUs." """
    return frozenset(p.block for p in reading.likely(_TRAINS) if not p.header and p.find(_TRAINS))


def _is_elsewhere(passage: Passage) -> bool:
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
    is_all = bool(_USED_RENTED.fullmatch(passage.text)) and passage.is_under(_ENVIRONMENT, 1)
    return is_named or is_all or (is_machine and passage.is_under(_TRAINING, 8)) or bool(passage.find(_TOOK))


def _of_row(reading: Reading, passage: Passage) -> Iterator[tuple[str, str]]:
    columns = ((column, kind) for kind, title in _COLUMNS for column in passage.columns(title))
    for column, kind in sorted(columns, key=itemgetter(0)):
        is_of_many = bool(_TRAIN_FLOPS.search(passage.header[column]))  # beside the results of other makers
        if is_of_many and not _is_own_training(reading, passage):
            continue
        if kind == "hardware" and _is_of_sibling(reading, passage):
            continue
        if kind == "hardware" and not _HARDWARE.search(passage.cells[column]):
            continue
        if re.match(r"[~≈]?\d", passage.cells[column]):
            yield kind, passage.cells[column]
    is_about = passage.is_titled(_TRAINING, " ".join(passage.section)) or passage.is_labelled(_TRAINING)
    if len(passage.cells) == 2 and is_about and (found := _HARDWARE.search(passage.cells[1])):
        yield "hardware", found[0].strip()


def _shown(value: dict[str, str]) -> list[str]:
    words = {
        "hardware": value.get("hardware", ""),
        "hours": value.get("hours", ""),
        "CO₂": Words("CO₂: {amount}", amount=value["CO₂"]) if "CO₂" in value else "",
        "energy": value.get("energy", ""),
        "FLOPs": Words("FLOPs: {amount}", amount=value["FLOPs"]) if "FLOPs" in value else "",
    }
    return [said for said in words.values() if said][:3]
