"""What the training took: machines, time, energy, emissions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.place import is_of_other_machines, is_titled_elsewhere
from explorer.transparency.guards.said import places_said, said_at
from explorer.transparency.phrases.phrase import phrase, phrase_list, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.quantized_original import or_of_original
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import contradiction, told

compute = phrases_of("compute")
subjects = phrases_of("subjects")

_KINDS = {
    "hardware": compute.hardware,
    "hours": compute.hours,
    "FLOPs": compute.flops,
    "energy": compute.energy,
}
_COLUMNS = phrase_list("compute.columns")
# An amount of one is not compared with that of the other.
_STAGES = (phrase("tuning.pretrains"), compute.tunes)

type _Amount = tuple[Passage, str]

_PLAIN = "CO₂"
_LOCATION = "CO₂, location-based"
_MARKET = "CO₂, market-based"
_CARBON = (_PLAIN, _LOCATION, _MARKET)
_GRAMS = {"t": 1e6, "k": 1e3, "g": 1.0}
_NEAR = 0.1  # of the amount: US tons, and what was cut instead of rounded
_MOST = 40  # amounts of one sentence


@or_of_original
@apart_from_base
def compute_of(reading: Reading) -> Finding:
    """Open: energy or CO₂, and hardware. Partial: one of hardware, hours, FLOPs, CO₂.

    Value: what is said by kind ("hardware", "hours", "FLOPs", "CO₂", "energy"), as written.
    """
    value: dict[str, str] = {}
    new_in: list[tuple[Passage, set[str]]] = []
    carbon: list[_Amount] = []
    for passage in _asked(reading):
        found = list(_of(reading, passage))
        carbon += ((passage, said) for kind, said in found if kind in _CARBON)
        if new := {kind: said for kind, said in found if _is_better(kind, said, value)}:
            new_in.append((passage, set(new)))
            value |= new
    grams = _grams_of_metadata(reading)
    if not value and not grams:
        return reading.silent("compute")
    evidence = [reading.from_card(p) for p, kinds in new_in if not grams or kinds != {_PLAIN}]
    conflict = ""
    if grams:
        stated = [(reading.from_yaml("co2_eq_emissions"), _amount_of(grams))]
        stated += [(reading.from_card(p), amount) for p, amount in _other_amount(reading, grams, carbon)]
        evidence = [*(one for one, _ in stated), *evidence]
        conflict = contradiction(*stated) if len(stated) > 1 else ""
    value = _with_carbon(value, grams)
    is_whole = "hardware" in value and bool({_PLAIN, "energy"} & set(value))
    verdict = Verdict.OPEN if is_whole else Verdict.PARTIAL
    return reading.found("compute", verdict, joined(" · ", _shown(value)), value, evidence, conflict)


def _shown(value: dict[str, str]) -> list[str]:
    words = {
        "hardware": value.get("hardware", ""),
        "hours": value.get("hours", ""),
        _PLAIN: Words("CO₂: {amount}", amount=value[_PLAIN]) if _PLAIN in value else "",
        "energy": value.get("energy", ""),
        "FLOPs": Words("FLOPs: {amount}", amount=value["FLOPs"]) if "FLOPs" in value else "",
    }
    return [said for said in words.values() if said][:3]


def _is_better(kind: str, said: str, value: dict[str, str]) -> bool:
    """The first word counts, but a number of named chips says more than "supercomputer"."""
    had = value.get(kind)
    return had is None or (kind == "hardware" and said[:1].isdigit() and not had[:1].isdigit())


def _asked(reading: Reading) -> Iterable[Passage]:
    """Rows of tables, and what may tell of one of the kinds."""
    placed = [p for p in reading.labelled if compute.hardware_label.match(p.label)]
    placed += [p for p in reading.rows if len(p.cells) == 2 or any(map(p.columns, _COLUMNS))]
    kinds = (compute.chips, compute.hours, compute.flops, compute.carbon, compute.energy)
    trained = (t for t in reading.titles if compute.trained_title.search(t.text))
    return [*reading.likely(*kinds, also=placed), *(t for t in trained if t.find(compute.chips))]


def _of(reading: Reading, passage: Passage) -> Iterator[tuple[str, str]]:
    if compute.hardware_label.match(passage.label) and not compute.unknown.match(passage.said):
        yield "hardware", passage.short
    if not passage.has_digit and not passage.find(compute.machines):
        return
    if passage.header:
        found = [] if reading.is_of_other_size(passage) else list(_of_row(reading, passage))
    else:
        found = _of_text(reading, passage)
    # A row of results has a column "Train FLOPs".
    is_own = _is_own_row(reading, passage) and any(map(compute.train_flops.search, passage.header))
    if found and (is_own or not is_titled_elsewhere(reading, passage)):
        yield from found


def _is_own_row(reading: Reading, passage: Passage) -> bool:
    """Whether a row of a table of models is this model's."""
    return bool(passage.cells) and letters(passage.cells[0].split("/")[-1]) == own_name(reading)


def _of_text(reading: Reading, passage: Passage) -> list[tuple[str, str]]:
    asked = dict(_KINDS)
    if not passage.may_match(compute.chips):
        del asked["hardware"]
    said = ((kind, said_at(passage, one)) for kind, one in asked.items())
    kinds = [(kind, found[0].strip()) for kind, found in said if found]
    kinds += _emissions_of(passage)
    if not passage.text.isascii() and (found := compute.hardware_east.search(passage.text)):
        kinds = list(dict.fromkeys([*kinds, ("hardware", found[0].strip())]))
    if not kinds or is_of_other_machines(reading, passage):
        return []
    if _is_of_training(reading, passage):
        return kinds
    # Nobody counts these but of a training.
    return [found for found in kinds if found[0] in {"hours", "FLOPs"} and passage.find(compute.expense)]


def _is_of_training(reading: Reading, passage: Passage) -> bool:
    """By its words, by where it stands, or by those beside it: "We train …. It took 90 days on 16 GPUs." """
    if passage.find(subjects.training) or passage.find(compute.for_a_while):
        return True
    if passage.is_under(subjects.training, 8) or passage.is_labelled(subjects.training):
        return True
    is_rented = passage.is_under(subjects.environment, 1) and subjects.used_rented.fullmatch(passage.text)
    return bool(is_rented) or passage.block in reading.once(_blocks_of_training)


def _blocks_of_training(reading: Reading) -> frozenset[int]:
    return frozenset(one.passage.block for one in told(reading, compute.trains) if not one.passage.header)


def _of_row(reading: Reading, row: Passage) -> Iterator[tuple[str, str]]:
    is_own = _is_own_row(reading, row)
    columns = ((column, title.value) for title in _COLUMNS for column in row.columns(title))
    for column, kind in sorted(columns, key=itemgetter(0)):
        cell = row.cells[column]
        # Beside the results of other makers, or machines model by model.
        is_of_models = kind == "hardware" or compute.train_flops.search(row.header[column])
        if (is_of_models and not is_own) or (kind == "hardware" and not compute.hardware.search(cell)):
            continue
        if re.match(r"[~≈]?\d", cell):
            yield _emission_of_cell(row.header[column], cell) if kind == _PLAIN else (kind, cell)
    if len(row.cells) == 2 and (found := compute.hardware.search(row.cells[1])):
        titles_above = " ".join(row.section)
        if row.is_titled(subjects.training, titles_above) or row.is_labelled(subjects.training):
            yield "hardware", found[0].strip()


def _emissions_of(passage: Passage) -> list[tuple[str, str]]:
    """The amount a sentence states by its kind, as written; where it says both ways to count, two."""
    text = passage.text
    places = [place.span() for place in islice(places_said(passage, compute.carbon), _MOST)]
    if not places:
        return []
    amounts = list(islice(compute.amount.finditer(text), _MOST))
    amounts = [one for one in amounts if not compute.rate.match(text, one.end())]
    stated = (a for a in amounts if any(start <= a.start("number") < end for start, end in places))
    first = next(stated, None)
    if first is None:
        return []
    based = _based(passage, [a for a in amounts if a.start() >= first.start()])
    return [(kind, amount[0].strip()) for kind, amount in based] or [(_PLAIN, first[0].strip())]


def _based(passage: Passage, amounts: list[re.Match[str]]) -> list[tuple[str, re.Match[str]]]:
    """Amounts with the way they are counted, none where it is not plain which is which."""
    ways = list(islice(compute.basis.finditer(passage.text), _MOST))
    if not ways:
        titled = {kind for title in (passage.label, passage.heading) for kind in _kinds_in(title)}
        return [(titled.pop(), amounts[0])] if len(titled) == 1 else []
    kinds = [_kind(one) for one in ways]
    if len(ways) == len(amounts):
        return list(zip(kinds, amounts, strict=True))
    if len(amounts) == 1:
        ahead = {_kind(one) for one in ways if one.start() < amounts[0].start()}
        return [((ahead or kinds[:1]).pop(), amounts[0])] if len(ahead) < 2 else []
    is_first = len(ways) == 1 and ways[0].start() < amounts[1].start()
    return [(kinds[0], amounts[0])] if is_first else []


def _kind(found: re.Match[str]) -> str:
    return _LOCATION if found["name"].lower() == "location" else _MARKET


def _kinds_in(title: str) -> set[str]:
    return {_kind(found) for found in compute.basis.finditer(title)}


def _emission_of_cell(title: str, cell: str) -> tuple[str, str]:
    """Of a table's column, with the unit that its title has."""
    kinds, unit = _kinds_in(title), compute.title_unit.search(title)
    kind = kinds.pop() if len(kinds) == 1 else _PLAIN
    return kind, f"{cell} {unit[0]}" if unit and compute.bare.fullmatch(cell) else cell


def _grams_of_metadata(reading: Reading) -> float:
    """What the Hub's key counts, 0 where it is missing or no amount."""
    value = reading.card.value("co2_eq_emissions") if reading.card else None
    amount = value.get("emissions") if isinstance(value, dict) else value
    try:
        grams = float(str(amount))
    except ValueError:
        return 0
    return grams if 0 < grams < 1e15 else 0


def _amount_of(grams: float) -> str:
    """In the unit that people would use."""
    if grams >= 1e6:
        return f"{grams / 1e6:,.4g} t"
    return f"{grams / 1e3:,.4g} kg" if grams >= 1e3 else f"{grams:g} g"


def _with_carbon(value: Mapping[str, str], grams: float) -> dict[str, str]:
    """All amounts as one, "420 t (location-based) · 0 t (market-based)"; the metadata's is the first."""
    said = {kind: value[kind] for kind in _CARBON if kind in value}
    if grams:
        same = next((kind for kind in said if _is_same(grams, said[kind])), _PLAIN)
        said = {same: _amount_of(grams), **{k: v for k, v in said.items() if k not in {same, _PLAIN}}}
    elif said.get(_PLAIN) in {said.get(_LOCATION), said.get(_MARKET)}:
        said.pop(_PLAIN, None)
    rest = {kind: text for kind, text in value.items() if kind not in _CARBON}
    amounts = joined(" · ", (_words(kind, amount) for kind, amount in said.items()))
    return {**rest, _PLAIN: amounts} if said else rest


def _words(kind: str, amount: str) -> str:
    if kind == _LOCATION:
        return Words("{amount} (location-based)", amount=amount)
    return Words("{amount} (market-based)", amount=amount) if kind == _MARKET else amount


def _other_amount(reading: Reading, grams: float, carbon: Sequence[_Amount]) -> Sequence[_Amount]:
    """What the card states where it is another amount than the metadata's, and the only one for it."""
    if any(_is_same(grams, amount) for _, amount in carbon):
        return []
    alone = [(p, amount) for p, amount in carbon if _is_one_sum(p) and not _is_other_stage(reading, p)]
    is_one = len({amount for _, amount in alone}) == 1
    return alone[:1] if is_one and _grams_in(alone[0][1]) else []


def _is_one_sum(passage: Passage) -> bool:
    """Whether it speaks neither of several models nor of several amounts, nor of what might have been."""
    is_of_parts = not passage.header and len(compute.amount.findall(passage.text)) > 1
    return not (is_of_parts or passage.find(compute.of_many) or passage.find(compute.supposed))


def _is_other_stage(reading: Reading, passage: Passage) -> bool:
    """Whether the sentence tells of pretraining and the metadata of tuning, or the other way round."""
    entry = reading.card.value("co2_eq_emissions") if reading.card else None
    counted = str(entry.get("training_type", "")) if isinstance(entry, dict) else ""
    of_metadata, of_sentence = ([bool(s.search(t)) for s in _STAGES] for t in (counted, passage.text))
    return any(of_metadata) and any(of_sentence) and of_metadata != of_sentence


def _is_same(grams: float, said: str) -> bool:
    """Whether they are one amount, as far as it is rounded."""
    return any(abs(grams - amount) <= max(step / 2, _NEAR * amount) for amount, step in _grams_in(said))


def _grams_in(said: str) -> list[tuple[float, float]]:
    """An amount as written in grams, with what its last digit is worth; "1,710" may be read in two ways."""
    found = compute.amount.search(said)
    if found is None:
        return []
    number, unit = found["number"].rstrip(".,"), found["unit"].lower().removeprefix("metric ")
    english = number.replace(",", "") if compute.english.fullmatch(number) else ""
    other = number.replace(".", "").replace(",", ".") if compute.continental.fullmatch(number) else ""
    scale = _GRAMS[unit[0]]
    return [(float(n) * scale, _step(n) * scale) for n in dict.fromkeys((english, other)) if n]


def _step(number: str) -> float:
    """What the last digit is worth that is no zero at the end of a round number."""
    whole, _, decimals = number.partition(".")
    if not whole.strip("0") and not decimals:
        return 1.0
    return 10.0 ** -len(decimals) if decimals else 10.0 ** (len(whole) - len(whole.rstrip("0")))
