"""How recent the training data is, and how many tokens were trained on."""

import re

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.letters import letters
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATE = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec)[a-z]{0,6}\.?,? (?:of )?(?:\d{1,2}(?:st|nd|rd|th)?,? )?(?P<year>20\d\d)\b"
    r"|\b(?P<iso>20\d\d)[-/.](?P<number>0?[1-9]|1[0-2])(?:[-/.]\d{1,2})?\b|\b(?P<only>20\d\d)\b",
    re.IGNORECASE,
)
_CUTOFF = re.compile(
    r"\bcut[- ]?off(?:s| dates?)?\b|\bdata freshness\b|截止|知识截至",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:training |pre-?training |image |text )?(?:data|datasets?|corpus|knowledge"
    r"|information)\b[^.]{0,60}?"
    r"\b(?:updated (?:until|since)|only until|up to|up until|until|through|as of|ends? (?:in|with)|before"
    r"|prior to)\s(?:and including )?(?P<date>.{4,30})",
    re.IGNORECASE,
)
_COLLECTED = re.compile(
    r"\b(?:demonstrations|conversations|dialogues|texts|articles|posts|pages)\b[^.]{0,60}?\bcollected\b"
    r"(?:[^.]|\.(?=\w)){0,80}?\b(?:up to|until|before|prior to)\s(?P<date>.{4,30})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:knows? nothing (?:of|about)|unaware of|no knowledge of|not aware of"
    r"|does not know(?: about)?)\b[^.]{0,40}?"
    r"\b(?:after|since|past|beyond)\s(?P<date>.{4,30})",
    re.IGNORECASE,
)
_DATE_COLUMN = re.compile(r"^(?:training )?data (?:dates?|until|up to)$", re.IGNORECASE)
# "based on data available up to …" of a leaderboard.
_ABOUT_RESULTS = re.compile(r"\b(?:leaderboards?|benchmarks?|rank\w*|outperform\w*)\b", re.IGNORECASE)
_UNIT = (
    r"trillions?|billions?|millions?|Milliarden|Millionen|milliards?|mil millones|millones|miliardi|milioni"
    r"|bilh(?:ão|ões)|milh(?:ão|ões)|миллиард\w*|миллион\w*|tn|bn|[TBM](?![A-Za-z])|万亿|亿|mega|giga|tera"
)
_TOKENS = re.compile(
    rf"(?<![A-Za-z0-9_.,$-])(?P<number>\d{{1,4}}(?:,\d{{3}})*(?:\.\d{{1,3}})?)\s?\+?\s?(?P<unit>{_UNIT})?\s?\+?\s?"
    r"(?:(?!models?\b|trained\b|param)[A-Za-z-]+ ){0,4}?[- ]?(?:sub-?)?"
    r"(?:tokens?(?![A-Za-z])|标识符|токен|令牌|词元|トークン|토큰)",
    re.IGNORECASE,
)
# "trained … on 80B tokens", whatever else the sentence counts in tokens.
_ON_TOKENS = re.compile(
    r"\btrained\b[^.]{0,120}? on (?:~|about |around |over |roughly )?(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?"
    r"(?P<unit>trillion|billion|[TB])\+? (?:[A-Za-z-]+ ){0,3}?tokens\b",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"\btraining tokens (?:in)?to (?:over |more than |about )?(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?"
    r"(?P<unit>trillion|billion|[TB])\b",
    re.IGNORECASE,
)
_GIGATOKENS = re.compile(
    r"(?<![A-Za-z0-9_.,$-])(?P<number>\d{1,4}(?:,\d{3})*(?:\.\d{1,3})?)\s?(?P<unit>GT|TT)\b"
)
_CELL = re.compile(
    r"^[~>≈\s]*(?P<number>\d{1,4}(?:,\d{3})*(?:\.\d{1,3})?)\s?\+?\s?"
    rf"(?P<unit>{_UNIT})\+?(?: tokens)?\b",
    re.IGNORECASE,
)
_TOKEN_COLUMN = re.compile(r"^(?!.*\b(?:batch|bs|per|context|max|learning)\b).*\btokens?\b", re.IGNORECASE)
# "Tokens (Billion)" over plain numbers.
_TITLE_UNIT = re.compile(
    r"\btokens?\b.{0,12}\b(?P<unit>trillions?|billions?|millions?|[TBM])\b", re.IGNORECASE
)
_SOURCE_TITLE = re.compile(
    r"^\W*(?:data ?)?(?:sources?|data ?sets?|corpus|corpora|subsets?|domains?)\W*$", re.IGNORECASE
)
_TOTAL = re.compile(r"^\W*(?:total|sum|all|overall)\b", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"\d[\d,]{0,9}(?:\.\d{1,3})?(?=\W*$)")
_POWER = re.compile(r"^\s*(?P<number>\d(?:\.\d{1,4})?)e\+?(?P<power>\d{1,2})\b", re.IGNORECASE)
_TRAINED = re.compile(
    r"train|tuned|entren|trein|addestr|обуч|corpus|corpora|dataset|\bdata\b|语料|训练", re.IGNORECASE
)
_PRETRAINED = re.compile(r"pre-?train|trained (?:on|for|with)|预训练", re.IGNORECASE)
_TOTAL_LABEL = re.compile(
    r"\b(?:training|trained|total|pre-?training|fine-?tuning)\b.{0,12}\btokens\b|^(?:number of )?tokens$",
    re.IGNORECASE,
)
_NOT_A_TOTAL = re.compile(
    r"context|window|per second|throughput|batch|vocabular|generat(?:es|e|ing|ion)\b|sequence"
    r"|max(?:imum)? (?:length|new)|tokens?/s|prompt"
    r"|inference|output|per (?:model )?parameter|recommended",
    re.IGNORECASE,
)
_BYTES = re.compile(
    r"(?<![\w.])(?P<of>\d{1,4}(?:\.\d{1,2})?\s?[GT]i?B) of (?:\(?[\w-]+\)? ){0,2}?(?:text|data|code)"
    r"|\b(?P<hours>\d[\d,.]*\s?[kKM]? hours) of (?:\w+ ){0,2}?(?:speech|audio)\b"
    r"|\b(?:data ?set|corpus) (?:is |was |has |of ){0,2}(?:[\w-]+ ){0,2}?[~(]{0,2}"
    r"(?P<is>\d{1,4}(?:\.\d{1,2})?\s?[GT]i?B)\b"
    r"|(?:trained on |\()[~≈]?(?P<words>\d{1,4}(?:\.\d{1,2})?\s?(?:billion|million|[BM]) words)\b",
    re.IGNORECASE,
)
_SCALE = {
    "t": "T",
    "tn": "T",
    "trillion": "T",
    "tera": "T",
    "万亿": "T",
    "b": "B",
    "bn": "B",
    "billion": "B",
    "giga": "B",
}
_SCALE |= dict.fromkeys(
    ("milliarden", "milliard", "mil millone", "miliardi", "bilhão", "bilhõe", "миллиард", "миллиардов"), "B"
)
_SCALE |= dict.fromkeys(("millionen", "millone", "milioni", "milhão", "milhõe", "миллион", "миллионов"), "M")
_SCALE |= {"gt": "B", "tt": "T", "m": "M", "million": "M", "mega": "M"}
_SIZE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,2})?)[ -]?[bB](?![A-Za-z0-9])")


def cutoff_and_size(reading: Reading) -> Finding:
    """Both is open, one is partial.

    Value: ``{"cutoff": "YYYY-MM" | "YYYY" | None, "tokens": "15T" | None}``, and "size" where bytes are said.
    """
    cutoff = _cutoff(reading)
    tokens = tokens_of(reading)
    value = {"cutoff": cutoff[0] if cutoff else None, "tokens": tokens[0] if tokens else None}
    size = next(
        ((m[m.lastgroup or 0], p) for p in reading.likely(_BYTES) if p.has_digit and (m := p.find(_BYTES))),
        None,
    )
    if size:
        value["size"] = size[0]
    size = size or _of_sources(reading)
    found = [p for p in (cutoff, tokens, size) if p]
    if not found:
        return reading.silent("cutoff_and_size", value=value)
    texts: list[str] = [Words("Data until {date}", date=cutoff[0])] if cutoff else []
    texts += [Words("{count} tokens", count=tokens[0])] if tokens else []
    texts += [size[0]] if size and not tokens else []
    verdict = Verdict.OPEN if cutoff and tokens else Verdict.PARTIAL
    evidence = [reading.from_card(p) for _, p in found]
    return reading.found("cutoff_and_size", verdict, joined(" · ", texts), value, evidence)


def _of_sources(reading: Reading) -> tuple[str, Passage] | None:
    """A table of the data's sources with the tokens of each: how many, the least and the most; no sum."""
    counted = [
        (amount, row)
        for row in reading.rows
        if _SOURCE_TITLE.match(row.header[0]) and not _TOTAL.match(row.cells[0])
        for n in row.columns(_TOKEN_COLUMN)[:1]
        if (amount := _cell_amount(row.cells[n]))
    ]
    if not counted:
        return None
    amounts = sorted((amount for amount, _ in counted), key=_number_of)
    least, most = amounts[0], amounts[-1]
    said = Words("{n} sources of {least} to {most} tokens", n=len(counted), least=least, most=most)
    return said, counted[0][1]


def _number_of(amount: str) -> float:
    """ "1.5B" and "300M" as numbers, to put them in order."""
    return float(amount[:-1]) * {"M": 1e6, "B": 1e9, "T": 1e12}[amount[-1]]


def _cutoff(reading: Reading) -> tuple[str, Passage] | None:
    """What is called a cutoff, the row of this size first; else data "up to" a date."""
    rows = [p for p in reading.rows if p.columns(_CUTOFF) or p.columns(_DATE_COLUMN)]
    own = [p for p in rows if not reading.is_of_other_size(p)]
    for find, passages in (
        (_of_column, own),
        (_named_cutoff, reading.likely(_CUTOFF)),
        (_of_column, rows),
        (_until, reading.likely(_UNTIL, _COLLECTED, _AFTER)),
    ):
        found = next(((d, p) for p in passages if (d := find(p))), None)
        if found:
            return found
    return None


def _of_column(passage: Passage) -> str:
    columns = sorted({*passage.columns(_CUTOFF), *passage.columns(_DATE_COLUMN)})
    return next((date for n in columns if (date := _date(passage.cells[n]))), "")


def _named_cutoff(passage: Passage) -> str:
    text = passage.text
    if not passage.find(_CUTOFF):
        return ""
    found = max(_CUTOFF.finditer(text), key=lambda m: "cut" in m[0].lower(), default=None)
    if not found:
        return ""
    after, before = (
        text[found.start() : found.start() + 120],
        text[max(0, found.start() - 60) : found.start()],
    )
    return _date(after) or _date(before)


def _until(passage: Passage) -> str:
    told = filter(None, map(passage.find, (_UNTIL, _COLLECTED, _AFTER))) if passage.has_digit else ()
    until = next(iter(told), None)
    if not until or "tuning data" in until[0].lower() or _ABOUT_RESULTS.search(passage.text[: until.end()]):
        return ""
    return _date(until["date"])


def _date(text: str) -> str:
    found = _DATE.search(text)
    if not found:
        return ""
    if found["only"]:
        return found["only"]
    if found["iso"]:
        return f"{found['iso']}-{int(found['number']):02}"
    return f"{found['year']}-{_MONTHS.index(found['month'].lower()) + 1:02}"


def tokens_of(reading: Reading) -> tuple[str, Passage] | None:
    """The amount that is tied to pretraining first, then any amount of training data."""
    size = _SIZE.search(reading.sources.repo)
    totals = [p for p in reading.labelled if _TOTAL_LABEL.search(p.label)]
    asked = reading.likely(_TOKENS, _ON_TOKENS, _INTO, _GIGATOKENS, also=[*reading.rows, *totals])
    found = [(t, p) for p in asked if (t := _amount(reading, p, size[1] if size else ""))]
    pretrained = [f for f in found if _PRETRAINED.search(f[1].text)]
    sized = [f for f in found if f[1].header and size and re.search(rf"(?<![\d.]){size[1]}\s?B", f[1].text)]
    labelled = [f for f in found if _TOTAL_LABEL.search(f[1].label)]
    own = [f for f in found if f[1].header and letters(f[1].cells[0]) == own_name(reading)]
    return next(iter([*own, *sized, *labelled, *pretrained, *found]), None)


def _amount(reading: Reading, passage: Passage, size: str) -> str:
    if not passage.has_digit:
        return ""
    if passage.header and (amount := _amount_of_row(reading, passage)):
        return amount
    if _TOTAL_LABEL.search(passage.label) and (amount := _cell_amount(passage.said)):
        return amount
    is_prose = not passage.header or passage.label
    found = _amount_in(passage, size) if is_prose else None
    return _amount_text(found) if found else ""


def _amount_of_row(reading: Reading, passage: Passage) -> str:
    if passage.cells and _SOURCE_TITLE.match(passage.header[0]) and not _TOTAL.match(passage.cells[0]):
        return ""  # of a part
    for column in passage.columns(_TOKEN_COLUMN):
        if amount := _cell_amount(passage.cells[column]):
            return amount
    if passage.cells and _TOTAL.match(passage.cells[0]):
        for column in passage.columns(_TITLE_UNIT):
            unit = _TITLE_UNIT.search(passage.header[column])
            number = _PLAIN_NUMBER.match(passage.cells[column])
            if unit and number:
                return f"{float(number[0].replace(',', '')):g}{unit['unit'][0].upper()}"
    is_row = passage.cells and _TOKEN_COLUMN.search(passage.cells[0])
    return _cell_amount(reading.own_cell(passage)) if is_row else ""


def _amount_in(passage: Passage, size: str) -> re.Match[str] | None:
    text = passage.text
    if passage.find(_GIGATOKENS) and _TRAINED.search(text):
        return passage.find(_GIGATOKENS)
    if into := passage.find(_INTO):
        return into
    if not passage.find(_TOKENS) and not passage.find(_ON_TOKENS):
        return None
    if passage.find(_NOT_A_TOTAL):
        return passage.find(_ON_TOKENS)
    if not _TRAINED.search(f"{text} {passage.heading} {passage.label}"):
        return None
    return _of_size(text, size) or passage.find(_TOKENS)


def _cell_amount(cell: str) -> str:
    if power := _POWER.match(cell):
        return _count_text(float(power["number"]) * 10.0 ** int(power["power"]))
    found = _CELL.match(cell)
    return _amount_text(found) if found else ""


def _of_size(text: str, size: str) -> re.Match[str] | None:
    """In "the 4B was trained with 4 trillion tokens and 1B with 2 trillion": the one of this model."""
    at = re.search(rf"(?<![\d.]){re.escape(size)}\s?B\b", text) if size else None
    return _TOKENS.search(text, at.end()) if at else None


def _amount_text(found: re.Match[str]) -> str:
    unit = (found["unit"] or "").lower().removesuffix("s")
    number = found["number"]
    plain = number.replace(",", "")
    if unit == "亿":
        return f"{float(plain) / 10:g}B"
    if unit in _SCALE:
        return f"{float(plain):g}{_SCALE[unit]}"
    return _count_text(float(plain))


def _count_text(count: float) -> str:
    if count < 1_000_000:
        return ""
    number, unit = (count / 1e9, "B") if count >= 1e9 else (count / 1e6, "M")
    return f"{number:.4g}{unit}" if number < 10_000 else f"{number:g}{unit}"
