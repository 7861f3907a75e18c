"""How many tokens a model was trained on, as sentences, labels and tables count them."""

import re

from explorer.domain.words import Words
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.others import is_of_other_data, is_of_rival, without_rivals
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

amounts = phrases_of("amounts")

_SCALE = dict.fromkeys(("t", "tn", "tt", "trillion", "tera", "万亿", "조"), "T")
_SCALE |= dict.fromkeys(("b", "bn", "gt", "billion", "giga", "milliarden", "milliard", "miljard"), "B")
_SCALE |= dict.fromkeys(("mil millone", "miliardi", "bilhão", "bilhõe", "миллиард", "миллиардов"), "B")
_SCALE |= dict.fromkeys(("m", "million", "mega", "millionen", "miljoen", "millone", "milioni"), "M")
_SCALE |= dict.fromkeys(("milhão", "milhõe", "миллион", "миллионов"), "M")
_MANY = 10_000  # of a unit: written out
_ALIKE = 4  # letters with which names of one family begin
_COUNTED = (amounts.into, amounts.of_tokens, amounts.of_corpus, amounts.korean)  # whatever stands around them


def tokens_of(reading: Reading) -> tuple[str, Passage] | None:
    """The amount that is tied to pretraining first, then any amount of training data."""
    size = amounts.size.search(reading.sources.repo)
    totals = [p for p in reading.labelled if amounts.total_label.search(p.label)]
    likely = (amounts.tokens, amounts.on_tokens, amounts.gigatokens, *_COUNTED)
    asked = reading.likely(*likely, also=[*reading.rows, *totals])
    told = [(t, p) for p in asked if (t := _amount(reading, p, size[1] if size else ""))]
    found = [f for f in told if not (_is_of_rival(reading, f[1]) or _is_row_of_sibling(reading, f[1]))]
    return min(found, key=lambda f: _rank(reading, f[1]), default=None)


def _rank(reading: Reading, passage: Passage) -> int:
    """The row of this model, then one of its size, then a total, then what is told of pretraining."""
    if passage.header and letters(passage.cells[0]) == own_name(reading):
        return 0
    if passage.header and reading.size:
        number, unit = reading.size[:-1], reading.size[-1:]
        if re.search(rf"(?<![\d.]){number}\s?{unit}(?![a-z])", passage.text, re.IGNORECASE):
            return 1
    if amounts.total_label.search(passage.label):
        return 2
    return 3 if amounts.pretrained.search(passage.text) else 4


def _is_of_rival(reading: Reading, passage: Passage) -> bool:
    """Whether the model that was trained on so much is another one, by its name with a number."""
    clause = amounts.rival_clause.search(passage.text)
    if clause and not amounts.was_trained.search(passage.text, 0, clause.start()):
        return True
    kept = without_rivals(passage.text)
    is_aside = kept != passage.text and not amounts.tokens.search(kept)
    if is_aside or is_of_rival(reading, passage) or is_of_other_data(reading, passage):
        return True
    rival = amounts.rival.match(passage.text) if passage.has_digit and not passage.header else None
    name, own = letters(rival["name"]) if rival else "", own_name(reading)
    return bool(name) and name[:_ALIKE] != own[:_ALIKE] and name not in own


def _is_row_of_sibling(reading: Reading, passage: Passage) -> bool:
    """Whether a row of a table with a column of tokens is about a model of another size."""
    columns = passage.columns(amounts.token_column) if passage.header else ()
    return bool(columns) and reading.is_of_other_size(passage, columns)


def _amount(reading: Reading, passage: Passage, size: str) -> str:
    if not passage.has_digit:
        return ""
    if passage.header and (amount := _amount_of_row(reading, passage)):
        return amount
    if amounts.total_label.search(passage.label) and (amount := _cell_amount(passage.said)):
        return amount
    is_prose = not passage.header or passage.label
    found = _amount_in(passage, size) if is_prose else None
    return _amount_text(found) if found else ""


def _amount_of_row(reading: Reading, passage: Passage) -> str:
    if not passage.cells or _is_source(passage):
        return ""
    for column in passage.columns(amounts.token_column):
        cell = passage.cells[column]
        told = amounts.tokens.search(cell)  # "trained further on 0.8T tokens"
        if amount := _cell_amount(cell) or (_amount_text(told) if told else ""):
            return amount
    if amounts.total.match(passage.cells[0]):
        for column in passage.columns(amounts.title_unit):
            unit = amounts.title_unit.search(passage.header[column])
            number = amounts.plain_number.match(passage.cells[column])
            if unit and number:
                return f"{float(number[0].replace(',', '')):g}{unit['unit'][0].upper()}"
    is_row = amounts.token_column.search(passage.cells[0])
    return _cell_amount(reading.own_cell(passage)) if is_row else ""


def _is_source(row: Passage) -> bool:
    """Whether it tells of one of the sources of the data, a part of the whole."""
    return bool(amounts.source_title.match(row.header[0])) and not amounts.total.match(row.cells[0])


def _amount_in(passage: Passage, size: str) -> re.Match[str] | None:
    text = passage.text
    if passage.find(amounts.gigatokens) and amounts.trained.search(text):
        return passage.find(amounts.gigatokens)
    if plain := next(filter(None, map(passage.find, _COUNTED)), None):
        return plain
    if not passage.find(amounts.tokens) and not passage.find(amounts.on_tokens):
        return None
    if passage.find(amounts.not_a_total):
        return passage.find(amounts.on_tokens)
    if not amounts.trained.search(f"{text} {passage.heading} {passage.label}"):
        return None
    return (
        passage.find(amounts.sampled)
        or _of_size(text, size)
        or passage.find(amounts.totalling)
        or passage.find(amounts.in_total)
        or passage.find(amounts.tokens)
    )


def _cell_amount(cell: str) -> str:
    if power := amounts.power.match(cell):
        return _count_text(float(power["number"]) * 10.0 ** int(power["power"]))
    found = amounts.cell.match(cell)
    return _amount_text(found) if found else ""


def _of_size(text: str, size: str) -> re.Match[str] | None:
    """In "the 4B was trained with 4 trillion tokens and 1B with 2 trillion": the one of this model."""
    at = re.search(rf"(?<![\d.]){re.escape(size)}\s?B\b", text) if size else None
    end = amounts.of_others.search(text, at.end()) if at else None
    return amounts.tokens.search(text, at.end(), end.start() if end else len(text)) if at else None


def _amount_text(found: re.Match[str]) -> str:
    unit = (found["unit"] or "").lower().removesuffix("s")
    number = found["number"]
    plain = number.replace(",", "")
    if unit in {"亿", "억"}:
        return f"{float(plain) / 10:g}B"
    if unit in _SCALE:
        least = found.groupdict().get("least")
        is_range = bool(least) and float(least or 0) < float(plain)
        return f"{f'{least}-' if is_range else ''}{float(plain):g}{_SCALE[unit]}"
    return _count_text(float(plain))


def _count_text(count: float) -> str:
    if count < 1_000_000:
        return ""
    number, unit = (count / 1e9, "B") if count >= 1e9 else (count / 1e6, "M")
    exact = f"{number:.6g}"
    is_exact = float(exact) == number  # 49,152,000 is 49.152M, 299,892,736,000 about 299.9B
    return f"{exact if is_exact or number >= _MANY else f'{number:.4g}'}{unit}"


def tokens_of_sources(reading: Reading) -> list[tuple[str, Passage]]:
    """A table of the data's sources with the tokens of each: how many, the least and the most; no sum.

    The statement with the row of the least and with that of the most; empty where there is no such table.
    """
    counted = [
        (amount, row)
        for row in reading.rows
        if _is_source(row)
        for n in row.columns(amounts.token_column)[:1]
        if not amounts.not_a_total.search(row.header[n]) and (amount := _cell_amount(row.cells[n]))
    ]
    if len(counted) < 2:
        return []
    counted.sort(key=lambda one: _number_of(one[0]))
    (least, first), (most, last) = counted[0], counted[-1]
    said = Words("{n} sources of {least} to {most} tokens", n=len(counted), least=least, most=most)
    return [(said, first), (said, last)]


def _number_of(amount: str) -> float:
    """ "1.5B" and "300M" as numbers, to put them in order."""
    return float(amount[:-1]) * {"M": 1e6, "B": 1e9, "T": 1e12}[amount[-1]]
