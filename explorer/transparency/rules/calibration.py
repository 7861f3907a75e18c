"""The data that a quantization was calibrated with: where they are to be found, or what is said of them."""

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import id_of_url
from explorer.transparency.phrases.phrase import phrase

ADVISED = phrase("file.advised")
_CALIBRATION = phrase("file.calibration")
_CALIBRATED = phrase("file.calibrated")
_CALIBRATION_LABEL = phrase("file.calibration_label")
_UNCALIBRATED = phrase("file.uncalibrated")
_DATA_LABEL = phrase("file.data_label")

_PROGRAM = phrase("file.program")
_DATA_WORD = phrase("file.data_word")
_NEXT_LABEL = phrase("file.next_label")


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
