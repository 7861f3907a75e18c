"""CO₂ of a training: as prose and tables write it, and in grams as the Hub's key counts it."""

import re
from collections.abc import Mapping
from itertools import islice

from explorer.domain.words import Words, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.said import places_said
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading

type Told = list[tuple[Passage, str, str]]  # where, the kind, the amount

PLAIN = "CO₂"
LOCATION = "CO₂, location-based"
MARKET = "CO₂, market-based"
KINDS = (PLAIN, LOCATION, MARKET)
CARBON = phrase("compute.carbon")
_AMOUNT = phrase("compute.amount")
_RATE = phrase("compute.rate")
_BASIS = phrase("compute.basis")
_MOST = 40  # amounts of one sentence
COLUMN = phrase("compute.column")
_TITLE_UNIT = phrase("compute.title_unit")
_BARE = phrase("compute.bare")
_GRAMS = {"t": 1e6, "k": 1e3, "g": 1.0}
_ENGLISH = phrase("compute.english")
_CONTINENTAL = phrase("compute.continental")
_NEAR = 0.1  # of the amount: US tons, and what was cut instead of rounded
_OF_MANY = phrase("compute.of_many")
_SUPPOSED = phrase("compute.supposed")
_STAGES = (phrase("compute.stages_0"), phrase("compute.stages_1"))


def emissions_of(passage: Passage) -> list[tuple[str, str]]:
    """The amount a sentence states by its kind, as written; where it says both ways to count, two."""
    text = passage.text
    places = [place.span() for place in islice(places_said(passage, CARBON), _MOST)]
    if not places:
        return []
    amounts = [a for a in islice(_AMOUNT.finditer(text), _MOST) if not _RATE.match(text, a.end())]
    stated = (a for a in amounts if any(start <= a.start("number") < end for start, end in places))
    first = next(stated, None)
    if first is None:
        return []
    based = _based(passage, [a for a in amounts if a.start() >= first.start()])
    return [(kind, amount[0].strip()) for kind, amount in based] or [(PLAIN, first[0].strip())]


def _based(passage: Passage, amounts: list[re.Match[str]]) -> list[tuple[str, re.Match[str]]]:
    """Amounts with the way they are counted, none where it is not plain which is which."""
    told = list(islice(_BASIS.finditer(passage.text), _MOST))
    if not told:
        titled = {kind for title in (passage.label, passage.heading) for kind in _kinds_in(title)}
        return [(titled.pop(), amounts[0])] if len(titled) == 1 else []
    kinds = [_kind(one) for one in told]
    if len(told) == len(amounts):
        return list(zip(kinds, amounts, strict=True))
    if len(amounts) == 1:
        ahead = {_kind(one) for one in told if one.start() < amounts[0].start()}
        return [((ahead or kinds[:1]).pop(), amounts[0])] if len(ahead) < 2 else []
    is_first = len(told) == 1 and told[0].start() < amounts[1].start()
    return [(kinds[0], amounts[0])] if is_first else []


def _kind(told: re.Match[str]) -> str:
    return LOCATION if told["name"].lower() == "location" else MARKET


def _kinds_in(title: str) -> set[str]:
    return {_kind(told) for told in _BASIS.finditer(title)}


def emission_of_cell(title: str, cell: str) -> tuple[str, str]:
    """Of a table's column, with the unit that its title has."""
    kinds, unit = _kinds_in(title), _TITLE_UNIT.search(title)
    kind = kinds.pop() if len(kinds) == 1 else PLAIN
    return kind, f"{cell} {unit[0]}" if unit and _BARE.fullmatch(cell) else cell


def grams_of_metadata(reading: Reading) -> float:
    """What the Hub's key counts, 0 where it is missing or no amount."""
    value = reading.card.value("co2_eq_emissions") if reading.card else None
    amount = value.get("emissions") if isinstance(value, dict) else value
    try:
        grams = float(str(amount))
    except ValueError:
        return 0
    return grams if 0 < grams < 1e15 else 0


def amount_of(grams: float) -> str:
    """In the unit that people would use."""
    if grams >= 1e6:
        return f"{grams / 1e6:,.4g} t"
    return f"{grams / 1e3:,.4g} kg" if grams >= 1e3 else f"{grams:g} g"


def with_carbon(value: Mapping[str, str], grams: float) -> dict[str, str]:
    """All amounts as one, "420 t (location-based) · 0 t (market-based)"; the metadata's is the first."""
    said = {kind: value[kind] for kind in KINDS if kind in value}
    if grams:
        same = next((kind for kind in said if _is_same(grams, said[kind])), PLAIN)
        said = {same: amount_of(grams), **{k: v for k, v in said.items() if k not in {same, PLAIN}}}
    elif said.get(PLAIN) in {said.get(LOCATION), said.get(MARKET)}:
        said.pop(PLAIN, None)
    rest = {kind: text for kind, text in value.items() if kind not in KINDS}
    amounts = joined(" · ", (_words(kind, amount) for kind, amount in said.items()))
    return {**rest, PLAIN: amounts} if said else rest


def _words(kind: str, amount: str) -> str:
    if kind == LOCATION:
        return Words("{amount} (location-based)", amount=amount)
    return Words("{amount} (market-based)", amount=amount) if kind == MARKET else amount


def other_amount(reading: Reading, grams: float, told: Told) -> tuple[Passage, str] | None:
    """What the card states where it is another amount than the metadata's, and the only one for it."""
    if not grams or any(_is_same(grams, amount) for _, _, amount in told):
        return None
    alone = [(p, amount) for p, _, amount in told if _is_one_sum(p) and not _is_other_stage(reading, p)]
    amounts = {amount for _, amount in alone}
    return alone[0] if len(amounts) == 1 and _grams_in(alone[0][1]) else None


def _is_one_sum(passage: Passage) -> bool:
    """Whether it speaks neither of several models nor of several amounts, nor of what might have been."""
    is_of_parts = not passage.header and len(_AMOUNT.findall(passage.text)) > 1
    return not (is_of_parts or passage.find(_OF_MANY) or passage.find(_SUPPOSED))


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
    found = _AMOUNT.search(said)
    if found is None:
        return []
    number, unit = found["number"].rstrip(".,"), found["unit"].lower().removeprefix("metric ")
    english = number.replace(",", "") if _ENGLISH.fullmatch(number) else ""
    other = number.replace(".", "").replace(",", ".") if _CONTINENTAL.fullmatch(number) else ""
    scale = _GRAMS[unit[0]]
    return [(float(n) * scale, _step(n) * scale) for n in dict.fromkeys((english, other)) if n]


def _step(number: str) -> float:
    """What the last digit is worth that is no zero at the end of a round number."""
    whole, _, decimals = number.partition(".")
    if not whole.strip("0") and not decimals:
        return 1.0
    return 10.0 ** -len(decimals) if decimals else 10.0 ** (len(whole) - len(whole.rstrip("0")))
