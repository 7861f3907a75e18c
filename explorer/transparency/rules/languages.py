"""The languages that a model reads and writes."""

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.languages import LANGUAGES
from explorer.domain.words import Words, enumerated
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.said import is_unsaid, said_at
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import told

words = phrases_of("language")
_EASTERN = {"中文": "Chinese", "英文": "English", "日本": "Japanese", "日语": "Japanese", "韩语": "Korean"}
_EASTERN |= {"Ne": "Dutch", "de": "German", "ру": "Russian"}
_EASTERN |= {"한국": "Korean", "中英": "Chinese, English", "双语": "Chinese, English"}
_BY_NAME: dict[str, str] = {str(name): name for name in LANGUAGES.values()}


def language(reading: Reading) -> Finding:
    """The languages as stated, codes or names."""
    key = "language" if reading.texts("language") else "languages"
    codes = reading.texts(key)
    above = {p.label or p.heading for p in reading.own}
    named = {title for title in above if words.label.match(title.rstrip(": "))}
    labelled = [p for p in reading.own if (p.label or p.heading) in named] if named else []
    card = [reading.from_card(p) for p in labelled[:2]]
    if codes:
        return _language(reading, list(codes), [reading.from_yaml(key), *card])
    if codes := reading.api_texts("language"):
        return _language(reading, list(codes), [reading.from_api("cardData.language", ", ".join(codes))])
    said = " ".join(p.said for p in labelled)
    if not labelled and (row := _own_row(reading)):
        said, card = _language_cell(row), [reading.from_card(row)]
    if names := list(dict.fromkeys(_stated_languages(said))):
        return _language(reading, names, card)
    if header := (reading.sources.header or {}).get("general.languages"):
        codes = tuple(map(str, header)) if isinstance(header, list | tuple) else (str(header),)
        return _language(reading, list(codes), [reading.from_header("general.languages")])
    for one in told(reading, words.speaks):
        if names := _told(one.passage):
            return _language(reading, names, [reading.from_card(one.passage)])
    return reading.silent("language", value=[])


def _own_row(reading: Reading) -> Passage | None:
    """This model's, in a table of several that says what languages each speaks."""
    name = own_name(reading)
    for row in reading.rows:
        cell = _language_cell(row) if row.cells and letters(row.cells[0]) == name else ""
        if words.spoken_name.search(cell) or any(
            code in LANGUAGES for code in words.small_codes.findall(cell) if code != "no"
        ):
            return row  # not one that is told to write Python
    return None


def _language_cell(row: Passage) -> str:
    cells = zip(row.cells, row.header, strict=False)
    return next((cell for cell, title in cells if words.label.match(title)), "")


def _stated_languages(said: str) -> list[str]:
    """Names, or codes such as "en, de" where there are none."""
    if words.spoken_name.search(said):
        return _spoken_in(said)
    if names := list(words.capitalized.finditer(said)):
        return [m[0] for m in names if not is_unsaid(said, *m.span())]
    return words.small_codes.findall(said if len(said) < 60 else "")


def _spoken_in(text: str) -> list[str]:
    """The languages it names and does not deny."""
    names = words.spoken_name.finditer(text)
    return list(dict.fromkeys(m[0] for m in names if not is_unsaid(text, *m.span())))


def _told(passage: Passage) -> list[str]:
    """What a sentence says that it speaks: languages, else codes, else how many; none that it denies."""
    if passage.find(words.spoken_name):
        return _spoken_in(passage.text)
    said = said_at(passage, words.speaks)
    if said and (coded := words.in_codes.search(passage.text)):
        return [code.lower() for code in words.capital_codes.findall(coded[0])]
    said = said and (passage.find(words.how_many) or passage.find(words.speaks))
    return [_EASTERN.get(said[0][:2], said[0])] if said else []


def _language(reading: Reading, codes: list[str], evidence: list[Evidence]) -> Finding:
    names = [LANGUAGES.get(code.lower()) or _BY_NAME.get(code, code) for code in codes]
    text = enumerated(names[:4])
    if len(names) > 4:
        text = Words("{names} and {count} more", names=text, count=len(names) - 4)
    return reading.found("language", Verdict.OPEN, text, codes, evidence)


LANGUAGE = apart_from_base(language)
