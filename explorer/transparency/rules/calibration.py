"""The data that a quantization was calibrated with: where they are to be found, or what is said of them."""

import re

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import id_of_url

ADVISED = re.compile(
    r"\b(?:you|your|how to|if|can|could|may|must|should|to (?:be )?(?:quanti|convert|compil)\w+)\b",
    re.IGNORECASE,
)
_CALIBRATION = re.compile(
    r"\bimatrix\b.{0,80}\bdataset|\bcalibrat\w+.{0,60}\b(?:data|dataset)|\bgptq dataset\b"
    r"|\bdataset\b.{0,80}\b(?:imatrix|calibrat\w+)",
    re.IGNORECASE,
)
_CALIBRATED = re.compile(
    r"\bcalibrat(?:ed|ion)\b[^.;]{0,60}?\b\d[\d,]{0,6} (?:[\w-]+ ){0,4}?(?:samples|sequences"
    r"|examples|texts|prompts)\b"
    r"|\b(?:i-?matrix|importance matrix)\b[^.;]{0,40}?\b\d[\d,]{0,9}k? tokens (?:of|from) [\w.-]{3,40}"
    r"|\b(?:calibrat\w+|i-?matrix)\b[^;]{0,60}?\b[\w-]{0,30}calib[\w-]{0,30}\.(?:txt|raw|jsonl?|parquet)\b"
    r"|\bcalibrat(?:ed|ion)\b[^.;]{0,40}\b(?:wikitext|ultrachat|pile|c4"
    r"|open-?platypus|fineweb)[\w-]*",
    re.IGNORECASE,
)
_CALIBRATION_LABEL = re.compile(
    r"^calibration(?: (?:data\s?(?:sets?)?|sets?|corpus|samples))?$", re.IGNORECASE
)
# Before "calibrated", or instead of the data.
_UNCALIBRATED = re.compile(
    r"\b(?:no|not|none|never|without|unlike)\b"
    r"|\b(?:other|original)(?: [\w-]+){0,2} (?:was|were|is|are|has been) $",
    re.IGNORECASE,
)
_DATA_LABEL = re.compile(r"^(?:data ?sets?|data|source|corpus)$", re.IGNORECASE)

# Of the program that did it, not of the data.
_PROGRAM = re.compile(r"https?://github\.com/[\w.-]+/[\w.-]+/?(?:$|(?:releases|pull)\b)", re.IGNORECASE)
_DATA_WORD = re.compile(
    r"https?://[^\s<>\"')\]]+|\b(?P<word>calibrat\w+|data ?sets?|data|corpus)\b", re.IGNORECASE
)
_NEXT_LABEL = re.compile(r"\n[^\n:]{1,40}:")


def calibration_of(passage: Passage) -> str:
    """Where the calibration data are to be found, or what is said of them."""
    if passage.urls and passage.find(_CALIBRATION) and (url := _address(passage)):
        return url
    is_labelled = passage.is_labelled(_CALIBRATION_LABEL) and passage.length >= 4
    if is_labelled and _UNCALIBRATED.match(passage.said):
        return ""
    is_titled = passage.is_labelled(_DATA_LABEL) and passage.is_under(_CALIBRATION_LABEL, 1)
    if is_labelled or is_titled:
        return passage.short
    told = None if passage.find(ADVISED) else passage.find(_CALIBRATED)
    return passage.short if told and not _UNCALIBRATED.search(passage.text[: told.start()]) else ""


def _address(passage: Passage) -> str:
    """The first address behind the words for the data, else the last one before them in their line."""
    quote, before = passage.quote, ""
    word = next((w for w in _DATA_WORD.finditer(quote) if w["word"]), None)
    if word is None:
        return ""
    for url in passage.urls:
        at = quote.find(url)
        if _is_of_another(url) or _NEXT_LABEL.search(quote, word.end(), max(at, 0)):
            continue
        if not 0 <= at < word.start():
            return url
        if "\n" not in quote[at : word.start()]:
            before = url
    return before


def _is_of_another(url: str) -> bool:
    """Of the program, or of a model."""
    id_ = id_of_url(url)
    return bool(_PROGRAM.match(url)) or bool(id_ and url.rstrip("/").endswith(id_))
