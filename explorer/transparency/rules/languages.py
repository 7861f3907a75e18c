"""The languages that a model reads and writes."""

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.said import is_unsaid, said_at
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

_LANGUAGE_LABEL = phrase("language.language_label")
_LANGUAGE_TEXT = phrase("language.language_text")
_IN_CODES = phrase("language.in_codes")
_TWO_LETTERS = phrase("language.two_letters")
SPOKEN_NAME = phrase("language.spoken_name")
_TO_TRANSLATE = phrase("language.to_translate")
_MULTILINGUAL = phrase("language.multilingual")
_EASTERN = {"中文": "Chinese", "英文": "English", "日本": "Japanese", "日语": "Japanese", "韩语": "Korean"}
_EASTERN |= {"Ne": "Dutch", "de": "German", "ру": "Russian"}
_EASTERN |= {"한국": "Korean", "中英": "Chinese, English", "双语": "Chinese, English"}
_COUNT = phrase("language.count")
_NAME = phrase("language.name")
_CODES = phrase("language.codes")
_NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish", "ru": "Russian", "uk": "Ukrainian", "zh": "Chinese", "ja": "Japanese",
    "ko": "Korean", "ar": "Arabic", "hi": "Hindi", "th": "Thai", "vi": "Vietnamese", "tr": "Turkish",
    "sv": "Swedish", "no": "Norwegian", "da": "Danish", "fi": "Finnish", "cs": "Czech", "el": "Greek",
    "he": "Hebrew", "id": "Indonesian", "ro": "Romanian", "hu": "Hungarian", "fa": "Persian",
}  # fmt: skip
_LANGUAGES = {
    "English": Words("English"), "German": Words("German"), "French": Words("French"),
    "Spanish": Words("Spanish"), "Italian": Words("Italian"), "Portuguese": Words("Portuguese"),
    "Dutch": Words("Dutch"), "Polish": Words("Polish"), "Russian": Words("Russian"),
    "Ukrainian": Words("Ukrainian"), "Chinese": Words("Chinese"), "Japanese": Words("Japanese"),
    "Korean": Words("Korean"), "Arabic": Words("Arabic"), "Hindi": Words("Hindi"), "Thai": Words("Thai"),
    "Vietnamese": Words("Vietnamese"), "Turkish": Words("Turkish"), "Swedish": Words("Swedish"),
    "Norwegian": Words("Norwegian"), "Danish": Words("Danish"), "Finnish": Words("Finnish"),
    "Czech": Words("Czech"), "Greek": Words("Greek"), "Hebrew": Words("Hebrew"),
    "Indonesian": Words("Indonesian"), "Romanian": Words("Romanian"), "Hungarian": Words("Hungarian"),
    "Persian": Words("Persian"),
}  # fmt: skip


def language(reading: Reading) -> Finding:
    """The languages as stated, codes or names."""
    key = "language" if reading.texts("language") else "languages"
    codes = reading.texts(key)
    above = {p.label or p.heading for p in reading.own}
    named = {title for title in above if _LANGUAGE_LABEL.match(title.rstrip(": "))}
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
    spoken = (
        p
        for p in reading.likely(_LANGUAGE_TEXT)
        if not p.header and p.find(_LANGUAGE_TEXT) and (p.find(_MULTILINGUAL) or not p.find(_TO_TRANSLATE))
    )
    told = next(filter(_is_told, spoken), None)
    if told:
        return _language(reading, _told(told), [reading.from_card(told)])
    return reading.silent("language", value=[])


def _own_row(reading: Reading) -> Passage | None:
    """This model's, in a table of several that says what languages each speaks."""
    name = own_name(reading)
    for row in reading.rows:
        cell = _language_cell(row) if row.cells and letters(row.cells[0]) == name else ""
        if SPOKEN_NAME.search(cell) or any(code in _NAMES for code in _CODES.findall(cell) if code != "no"):
            return row  # not one that is told to write Python
    return None


def _language_cell(row: Passage) -> str:
    cells = zip(row.cells, row.header, strict=False)
    return next((cell for cell, title in cells if _LANGUAGE_LABEL.match(title)), "")


def _stated_languages(said: str) -> list[str]:
    """Names, or codes such as "en, de" where there are none."""
    if SPOKEN_NAME.search(said):
        return _spoken_in(said)
    if names := list(_NAME.finditer(said)):
        return [m[0] for m in names if not is_unsaid(said, *m.span())]
    return _CODES.findall(said if len(said) < 60 else "")


def _spoken_in(text: str) -> list[str]:
    """The languages it names and does not deny."""
    names = SPOKEN_NAME.finditer(text)
    return list(dict.fromkeys(m[0] for m in names if not is_unsaid(text, *m.span())))


def _is_told(passage: Passage) -> bool:
    return bool(_spoken_in(passage.text) if passage.find(SPOKEN_NAME) else said_at(passage, _LANGUAGE_TEXT))


def _told(passage: Passage) -> list[str]:
    named = _spoken_in(passage.text)
    counted = passage.find(_COUNT)
    said = passage.find(_LANGUAGE_TEXT)
    if not named and (coded := _IN_CODES.search(passage.text)):
        return [code.lower() for code in _TWO_LETTERS.findall(coded[0])]
    return named or ([counted[0]] if counted else [_EASTERN.get(said[0][:2], said[0]) if said else ""])


def _language(reading: Reading, codes: list[str], evidence: list[Evidence]) -> Finding:
    names = [_NAMES.get(code.lower(), code) for code in codes]
    text = enumerated(_LANGUAGES.get(name, name) for name in names[:4])
    if len(names) > 4:
        text = Words("{names} and {count} more", names=text, count=len(names) - 4)
    return reading.found("language", Verdict.OPEN, text, codes, evidence)


LANGUAGE = apart_from_base(language)
