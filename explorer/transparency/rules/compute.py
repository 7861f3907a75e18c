"""What the training took: machines, time, energy, emissions."""

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.said import said_at
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.carbon import (
    CARBON,
    COLUMN,
    KINDS,
    PLAIN,
    Told,
    amount_of,
    emission_of_cell,
    emissions_of,
    grams_of_metadata,
    other_amount,
    with_carbon,
)
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.other_machines import (
    ENVIRONMENT,
    TRAINING,
    USED_RENTED,
    is_elsewhere,
    is_titled_elsewhere,
)
from explorer.transparency.rules.quantized_original import or_of_original
from explorer.transparency.rules.subject import own_name

_HARDWARE = phrase("compute.hardware")
_HARDWARE_EAST = phrase("compute.hardware_east")  # "7张A800"
_HOURS = phrase("compute.hours")
_FLOPS = phrase("compute.flops")
_ENERGY = phrase("compute.energy")
_HARDWARE_LABEL = phrase("compute.hardware_label")
_CHIPS = phrase("compute.chips")
_MACHINES = phrase("compute.machines")
_COLUMNS = (
    ("hardware", phrase("compute.columns_hardware")),
    ("hours", phrase("compute.columns_hours")),
    ("FLOPs", phrase("compute.columns_flops")),
    (PLAIN, COLUMN),
)
_UNKNOWN = phrase("compute.unknown")
_TRAINED_TITLE = phrase("compute.trained_title")
_TRAIN_FLOPS = phrase("compute.train_flops")
_KINDS = (
    ("hardware", _HARDWARE),
    ("hours", _HOURS),
    ("FLOPs", _FLOPS),
    ("energy", _ENERGY),
)
_TRAINS = phrase("compute.trains")
_FOR_A_WHILE = phrase("compute.for_a_while")
_EXPENSE = phrase("compute.expense")


def compute(reading: Reading) -> Finding:
    """Open: energy or CO₂, and hardware. Partial: one of hardware, hours, FLOPs, CO₂.

    Value: what is said by kind ("hardware", "hours", "FLOPs", "CO₂", "energy"), as written.
    """
    value: dict[str, str] = {}
    told: list[tuple[Passage, set[str]]] = []
    carbon: Told = []
    for passage in _asked(reading):
        found = list(_of(reading, passage))
        carbon += ((passage, kind, said) for kind, said in found if kind in KINDS)
        if new := {kind: said for kind, said in found if _is_better(kind, said, value)}:
            told.append((passage, set(new)))
            value |= new
    grams = grams_of_metadata(reading)
    if not value and not grams:
        return reading.silent("compute")
    evidence = [reading.from_card(p) for p, kinds in told if not grams or kinds != {PLAIN}]
    conflict = ""
    if grams:
        evidence, conflict = _beside_metadata(reading, grams, carbon, evidence)
    return _finding(reading, with_carbon(value, grams), evidence, conflict)


def _finding(reading: Reading, value: dict[str, str], evidence: list[Evidence], conflict: str) -> Finding:
    is_whole = "hardware" in value and bool({PLAIN, "energy"} & set(value))
    verdict = Verdict.OPEN if is_whole else Verdict.PARTIAL
    return reading.found("compute", verdict, joined(" · ", _shown(value)), value, evidence, conflict)


def _beside_metadata(
    reading: Reading, grams: float, carbon: Told, evidence: list[Evidence]
) -> tuple[list[Evidence], str]:
    """The evidence with that of the metadata, and what the card says where it is another amount."""
    stated = reading.from_yaml("co2_eq_emissions")
    other = other_amount(reading, grams, carbon)
    if other is None:
        return [stated, *evidence], ""
    passage, amount = other
    quoted = reading.from_card(passage)
    said = [
        Words("{place}: {statement}", place=place, statement=statement)
        for place, statement in ((stated.place, amount_of(grams)), (quoted.place, amount))
    ]
    return [stated, quoted, *evidence], joined(" · ", said)


def _is_better(kind: str, said: str, value: dict[str, str]) -> bool:
    """The first word counts, but a number of named chips says more than "supercomputer"."""
    had = value.get(kind)
    return had is None or (kind == "hardware" and said[:1].isdigit() and not had[:1].isdigit())


def _asked(reading: Reading) -> Iterable[Passage]:
    """Rows of tables, and what may tell of one of the kinds."""
    labelled = [p for p in reading.labelled if _HARDWARE_LABEL.match(p.label)]
    rows = [p for p in reading.rows if len(p.cells) == 2 or any(p.columns(title) for _, title in _COLUMNS)]
    asked = reading.likely(_CHIPS, _HOURS, _FLOPS, CARBON, _ENERGY, also=[*rows, *labelled])
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
    if found and (not is_titled_elsewhere(passage) or _is_own_training(reading, passage)):
        yield from found


def _is_own_training(reading: Reading, passage: Passage) -> bool:
    """Whether a row of results is this model's and has a column "Train FLOPs"."""
    is_own = bool(passage.cells) and letters(passage.cells[0].split("/")[-1]) == own_name(reading)
    return is_own and any(_TRAIN_FLOPS.search(title) for title in passage.header)


def _is_of_sibling(reading: Reading, passage: Passage) -> bool:
    """Whether a row of a table of models is not this model's."""
    return letters(passage.cells[0].split("/")[-1]) != own_name(reading)


def _of_text(reading: Reading, passage: Passage) -> list[tuple[str, str]]:
    has_chip = passage.may_match(_CHIPS)
    asked = ((k, said_at(passage, pattern)) for k, pattern in _KINDS if has_chip or pattern is not _HARDWARE)
    kinds = [(kind, found[0].strip()) for kind, found in asked if found]
    kinds += emissions_of(passage)
    if not passage.text.isascii() and (found := _HARDWARE_EAST.search(passage.text)):
        kinds = list(dict.fromkeys([*kinds, ("hardware", found[0].strip())]))
    if not kinds or is_elsewhere(passage):
        return []
    is_said = passage.find(TRAINING) or passage.find(_FOR_A_WHILE)
    is_titled = passage.is_under(TRAINING, 8) or passage.is_labelled(TRAINING)
    is_used = is_said or (passage.is_under(ENVIRONMENT, 1) and USED_RENTED.fullmatch(passage.text))
    if is_used or is_titled or passage.block in reading.once(_blocks_of_training):
        return kinds
    # Nobody counts these but of a training.
    return [found for found in kinds if found[0] in {"hours", "FLOPs"} and passage.find(_EXPENSE)]


def _blocks_of_training(reading: Reading) -> frozenset[int]:
    """Paragraphs that speak of training: "We train …. This took 90 days on 16 GPUs." """
    return frozenset(p.block for p in reading.likely(_TRAINS) if not p.header and p.find(_TRAINS))


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
        cell = passage.cells[column]
        if re.match(r"[~≈]?\d", cell):
            yield emission_of_cell(passage.header[column], cell) if kind == PLAIN else (kind, cell)
    is_about = passage.is_titled(TRAINING, " ".join(passage.section)) or passage.is_labelled(TRAINING)
    if len(passage.cells) == 2 and is_about and (found := _HARDWARE.search(passage.cells[1])):
        yield "hardware", found[0].strip()


def _shown(value: dict[str, str]) -> list[str]:
    words = {
        "hardware": value.get("hardware", ""),
        "hours": value.get("hours", ""),
        PLAIN: Words("CO₂: {amount}", amount=value[PLAIN]) if PLAIN in value else "",
        "energy": value.get("energy", ""),
        "FLOPs": Words("FLOPs: {amount}", amount=value["FLOPs"]) if "FLOPs" in value else "",
    }
    return [said for said in words.values() if said][:3]


COMPUTE = or_of_original(apart_from_base(compute))
