"""How many tokens a model was trained on, as sentences, labels and tables count them."""

import re

from explorer.domain.words import Words
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.other_subjects import is_of_other_data, is_of_rival, without_rivals
from explorer.transparency.rules.subject import own_name

_UNIT = (
    r"trillions?|billions?|millions?|Milliarden|Millionen|milliards?|mil millones|millones|miliardi|milioni"
    r"|bilh(?:ão|ões)|milh(?:ão|ões)|miljard|miljoen|миллиард\w*|миллион\w*|tn|bn|[TBM](?![A-Za-z])|万亿|亿|mega|giga|tera"
)
_TOKENS = re.compile(
    r"(?<![A-Za-z0-9_.,$-])(?:(?P<least>\d{1,4}(?:\.\d{1,3})?)[~–-])?"
    rf"(?P<number>\d{{1,4}}(?:,\d{{3}})*(?:\.\d{{1,3}})?)\s?\+?\s?(?P<unit>{_UNIT})?\s?\+?\s?"
    r"(?:的\s?)?(?:(?!models?\b|trained\b|param)[A-Za-z-]+ ){0,4}?[- ]?(?:sub-?)?"
    r"(?:tokens?(?![A-Za-z])|标识符|токен|令牌|词元|トークン|토큰)",
    re.IGNORECASE,
)
# "trained … on 80B tokens", whatever else the sentence counts in tokens.
_ON_TOKENS = re.compile(
    r"\btrained\b[^.]{0,120}? (?:on|for) (?:~|about |around |over |roughly )?"
    r"(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?(?P<unit>trillion|billion|[TB])\+? (?:[A-Za-z-]+ ){0,3}?tokens\b",
    re.IGNORECASE,
)
# "학습에 활용된 최종 토큰 수는 1.65조": 조 is 10^12, 억 10^8.
_KOREAN = re.compile(
    r"학습[^.]{0,20}토큰 ?(?:수|개수)[는은]? ?(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?(?P<unit>[조억])"
)
# "pre-trained on 2.8T mainly Chinese and English corpus": nothing else of a corpus is counted so.
_OF_CORPUS = re.compile(
    r"\bpre-?trained on (?:over |about |around |~)?(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?(?P<unit>T|trillion)"
    r" (?:[\w,-]+ ){0,6}?(?:corpus|corpora|data)\b",
    re.IGNORECASE,
)
# "It is a 2 trillion token multilingual foundation model".
_OF_TOKENS = re.compile(
    r"\bis an? (?P<number>\d{1,4}(?:\.\d{1,3})?)\s?(?P<unit>trillion|billion)[ -]tokens? "
    r"(?:[\w-]+ ){0,4}?(?:model|llm)\b",
    re.IGNORECASE,
)
# "Owl 2 trained on 9B tokens" in the card of Wren-1B.
_RIVAL = re.compile(
    r"\W{0,4}(?P<name>[A-Z](?:[A-Za-z.-]{2,30} \d[\w.]{0,5}|(?=[\w.-]*\d)[\w.-]{3,30}))"
    r" (?:(?:was|were|is) )?(?:pre-?)?trained\b"
)
# "It matches Owl 2, a model trained on 2 trillion tokens", and nothing before tells of its own.
_RIVAL_CLAUSE = re.compile(
    r"\b(?:match(?:es)?|beats|outperforms|surpasses|rivals|par with|than|compared (?:to|with))\b[^.;]{2,60}?,"
    r" (?:which|that|a model)(?: \w+){0,2} (?:pre-?)?trained\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r", which\b|\b(?:outperforms|beats|than|surpasses|matches)\b", re.IGNORECASE)
_WAS_TRAINED = re.compile(r"\btrain(?:ed|ing)\b", re.IGNORECASE)
_INTO = re.compile(
    r"\bwe scaled? up the (?:pre-?)?training tokens (?:in)?to (?:over |more than "
    r"|about )?(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?"
    r"(?P<unit>trillion|billion|[TB])\b",
    re.IGNORECASE,
)
# "on 2B tokens of one kind and some of another, totaling 3 billion tokens".
_TOTALLING = re.compile(
    r"\btotall?ing (?:over |about |around |roughly |~)?(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?"
    r"(?P<unit>trillion|billion|million|[TBM])\+? (?:[A-Za-z-]+ ){0,2}?tokens\b",
    re.IGNORECASE,
)
# "a data set of 1.3T tokens, from which we sampled 100B"
_SAMPLED = re.compile(
    r"^(?!.*\b(?:tokenizer|filter|validation|evaluation|test|classifier)\b).*"
    r"\b(?:data ?set|corpus|collection) of [\d.,]{1,8} ?[BT] tokens, (?:from|of) which we"
    r" (?:sampled|took|used)(?: only| about| around)? ~?(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?"
    r"(?P<unit>trillion|billion|[TB])"
    r"(?: tokens)?[.!\s]*$",
    re.IGNORECASE,
)
# "on 34M tokens for this stage, and 430M tokens total for all stages"
_IN_TOTAL = re.compile(
    r"(?<![\d.])(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?(?P<unit>trillion|billion|million|[TBM])\+? tokens"
    r" total for all (?:stages|steps|phases)\b",
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
    r"train|tuned|entren|trein|addestr|обуч|corpus|corpora|dataset|\bdata\b|语料|训练"
    r"|^\W{0,4}(?:(?:the|this|our) model|it) has seen\b"
    r"|\btokens? seen\b",
    re.IGNORECASE,
)
_PRETRAINED = re.compile(r"pre-?train|trained (?:on|for|with)|预训练", re.IGNORECASE)
_TOTAL_LABEL = re.compile(
    r"\b(?:training|trained|total|pre-?training|fine-?tuning)\b.{0,12}\btokens\b|^(?:number of )?tokens$",
    re.IGNORECASE,
)
_NOT_A_TOTAL = re.compile(
    r"context|window|per second|throughput|batch|vocabular|generat(?:es|ed|e|ing|ion)\b|sequence"
    r"|max(?:imum)? (?:length|new)|tokens?/s|prompt"
    r"|inference|output|per (?:model )?parameter|recommended|(?:per|this|each) round|after every",
    re.IGNORECASE,
)
_SCALE = {
    "t": "T",
    "tn": "T",
    "trillion": "T",
    "tera": "T",
    "万亿": "T",
    "조": "T",
    "b": "B",
    "bn": "B",
    "billion": "B",
    "giga": "B",
}
_SCALE |= dict.fromkeys(
    ("milliarden", "milliard", "mil millone", "miliardi", "bilhão", "bilhõe", "миллиард", "миллиардов"), "B"
)
_SCALE |= dict.fromkeys(("millionen", "millone", "milioni", "milhão", "milhõe", "миллион", "миллионов"), "M")
_SCALE |= {"miljard": "B", "miljoen": "M", "gt": "B", "tt": "T", "m": "M", "million": "M", "mega": "M"}
_MANY = 10_000  # of a unit: written out
_ALIKE = 4  # letters with which names of one family begin
_SIZE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,2})?)[ -]?[bB](?![A-Za-z0-9])")


def tokens_of(reading: Reading) -> tuple[str, Passage] | None:
    """The amount that is tied to pretraining first, then any amount of training data."""
    size = _SIZE.search(reading.sources.repo)
    totals = [p for p in reading.labelled if _TOTAL_LABEL.search(p.label)]
    asked = reading.likely(
        _TOKENS,
        _ON_TOKENS,
        _OF_TOKENS,
        _OF_CORPUS,
        _KOREAN,
        _INTO,
        _GIGATOKENS,
        also=[*reading.rows, *totals],
    )
    told = [(t, p) for p in asked if (t := _amount(reading, p, size[1] if size else ""))]
    found = [f for f in told if not (_is_of_rival(reading, f[1]) or _is_row_of_sibling(reading, f[1]))]
    pretrained = [f for f in found if _PRETRAINED.search(f[1].text)]
    of_size = re.compile(rf"(?<![\d.]){reading.size[:-1]}\s?{reading.size[-1:]}(?![a-z])", re.IGNORECASE)
    sized = [f for f in found if f[1].header and reading.size and of_size.search(f[1].text)]
    labelled = [f for f in found if _TOTAL_LABEL.search(f[1].label)]
    own = [f for f in found if f[1].header and letters(f[1].cells[0]) == own_name(reading)]
    return next(iter([*own, *sized, *labelled, *pretrained, *found]), None)


def _is_of_rival(reading: Reading, passage: Passage) -> bool:
    """Whether the model that was trained on so much is another one, by its name with a number."""
    clause = _RIVAL_CLAUSE.search(passage.text)
    if clause and not _WAS_TRAINED.search(passage.text, 0, clause.start()):
        return True
    kept = without_rivals(passage.text)
    is_aside = kept != passage.text and not _TOKENS.search(kept)
    if is_aside or is_of_rival(reading, passage) or is_of_other_data(passage):
        return True
    rival = _RIVAL.match(passage.text) if passage.has_digit and not passage.header else None
    name, own = letters(rival["name"]) if rival else "", own_name(reading)
    return bool(name) and name[:_ALIKE] != own[:_ALIKE] and name not in own


def _is_row_of_sibling(reading: Reading, passage: Passage) -> bool:
    """Whether a row of a table with a column of tokens is about a model of another size."""
    columns = passage.columns(_TOKEN_COLUMN) if passage.header else ()
    return bool(columns) and reading.is_of_other_size(passage, columns)


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
        cell = passage.cells[column]
        told = _TOKENS.search(cell)  # "trained further on 0.8T tokens"
        if amount := _cell_amount(cell) or (_amount_text(told) if told else ""):
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
    if plain := next(filter(None, map(passage.find, (_INTO, _OF_TOKENS, _OF_CORPUS, _KOREAN))), None):
        return plain
    if not passage.find(_TOKENS) and not passage.find(_ON_TOKENS):
        return None
    if passage.find(_NOT_A_TOTAL):
        return passage.find(_ON_TOKENS)
    if not _TRAINED.search(f"{text} {passage.heading} {passage.label}"):
        return None
    return (
        passage.find(_SAMPLED)
        or _of_size(text, size)
        or passage.find(_TOTALLING)
        or passage.find(_IN_TOTAL)
        or passage.find(_TOKENS)
    )


def _cell_amount(cell: str) -> str:
    if power := _POWER.match(cell):
        return _count_text(float(power["number"]) * 10.0 ** int(power["power"]))
    found = _CELL.match(cell)
    return _amount_text(found) if found else ""


def _of_size(text: str, size: str) -> re.Match[str] | None:
    """In "the 4B was trained with 4 trillion tokens and 1B with 2 trillion": the one of this model."""
    at = re.search(rf"(?<![\d.]){re.escape(size)}\s?B\b", text) if size else None
    end = _OF_OTHERS.search(text, at.end()) if at else None
    return _TOKENS.search(text, at.end(), end.start() if end else len(text)) if at else None


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
        if _SOURCE_TITLE.match(row.header[0]) and not _TOTAL.match(row.cells[0])
        for n in row.columns(_TOKEN_COLUMN)[:1]
        if not _NOT_A_TOTAL.search(row.header[n]) and (amount := _cell_amount(row.cells[n]))
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
