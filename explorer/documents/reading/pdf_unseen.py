"""Whether words of a PDF are seen: it is asked for each letter, so only where words speak to a model."""

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from explorer.documents.passages import Flag

_LETTERS = 40  # of a quote that are looked for
_ASKED = 12  # of them that are asked
_MOST = 200_000  # letters of a page
_WHITE = 245  # of 255, of red, green and blue
_TINY = 1.5  # points


def unseen_of(words: pypdfium2.PdfTextPage, spoken: Iterable[Flag]) -> Iterator[Flag]:
    """For each of those that nobody sees, why. Not where a whole page is a picture, with its text below."""
    letters = [(place, sign) for place, sign in _letters(words) if not sign.isspace()]
    text = "".join(sign for _place, sign in letters)
    places = [place for place, _sign in letters]
    usual = _why(words, places[:: max(1, len(places) // _ASKED)])
    for flag in spoken:
        wanted = "".join(flag.quote.split())[:_LETTERS]
        at = text.find(wanted)
        why = _why(words, places[at : at + len(wanted)][:: max(1, len(wanted) // _ASKED)]) if at >= 0 else ""
        if why and why != usual:
            yield Flag("unseen", why, flag.quote, flag.start)


def _letters(words: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    for place in range(min(words.count_chars(), _MOST)):
        yield place, chr(pdfium.FPDFText_GetUnicode(words, place) or 32)


def _why(words: pypdfium2.PdfTextPage, places: Sequence[int]) -> str:
    """What holds for most of these letters."""
    found = Counter(_why_one(words, place) for place in places)
    why, count = found.most_common(1)[0] if found else ("", 0)
    return why if count * 2 > len(places) else ""


def _why_one(words: pypdfium2.PdfTextPage, place: int) -> str:
    part = pdfium.FPDFText_GetTextObject(words, place)
    if part and pdfium.FPDFTextObj_GetTextRenderMode(part) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return "hidden text"
    colour = [ctypes.c_uint() for _part in range(4)]
    if pdfium.FPDFText_GetFillColor(words, place, *colour):
        *shades, solid = (one.value for one in colour)
        if solid == 0:
            return "hidden text"
        if min(shades) >= _WHITE:
            return "white text"
    left, right, bottom, top = (ctypes.c_double() for _side in range(4))
    if (
        pdfium.FPDFText_GetCharBox(words, place, left, right, bottom, top)
        and 0 < top.value - bottom.value < _TINY
    ):
        return "tiny text"
    return ""
