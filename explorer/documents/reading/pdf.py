"""The text of PDFs, by PDFium."""

import math
import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from explorer.documents.instructions import instruction_flags
from explorer.documents.passages import Flag, Heading, ReadPage
from explorer.documents.reading.limits import LONGEST_PAGE
from explorer.documents.reading.line_hyphens import LineHyphens
from explorer.documents.reading.page_edges import Edge, edge_of, repeated_lines
from explorer.documents.reading.pdf_unseen import unseen_of
from explorer.documents.reading.read_messages import NotReadError
from explorer.documents.reading.source import SourceFile
from explorer.documents.reading.unseen_signs import without_unseen

# Letters in the form they have in print: joined, or as radicals. Not "²" and the like, which mean something.
_PRINTED = re.compile(
    "[\ufb00-\ufb4f\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\u2e80-\u2fd5\uf900-\ufaff\u0132\u0133\u01c4-\u01cc]+"
)
_LEADERS = re.compile(r"(?: ?[.·…]){5,} ?")  # from a title to its page
_STAMP = 60  # characters that a program for scans puts on a page
_MOST_OF_IT = 0.6
_MOST_PICTURES = 50  # of a page that are looked at
_MOST_HEADINGS = 5_000
_NUMBER = r"(?:^(?:[\w§]{1,4}[.:)]?){1,6}[ \t]+)?"  # "4.17", before a title in the text, not in the outline
_AROUND = 2  # pages before and after, which a header is looked for on
_TITLE = 200


def read_pdf(source: SourceFile) -> Iterator[ReadPage]:
    with closing(_opened(source)) as document:
        count = len(document)
        if count > source.limits.pages:
            raise NotReadError("too many pages")
        if document.get_formtype():
            document.init_forms()
        source.title = _title(document)
        outline = _outline(document)
        for page in _with_edges(_pages(document, count, outline, source)):
            yield page
            if len(page.text) > LONGEST_PAGE:
                raise NotReadError("too many characters")


def _opened(source: SourceFile) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source.file.read(), source.password or None)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise NotReadError("wrong password" if source.password else "encrypted") from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise NotReadError("protected", str(error)) from error
        raise NotReadError("broken", str(error)) from error


def _pages(
    document: pypdfium2.PdfDocument,
    count: int,
    outline: Mapping[int, Sequence[tuple[int, str]]],
    source: SourceFile,
) -> Iterator[ReadPage]:
    damaged, hyphens = 0, LineHyphens()
    for index in range(count):
        text, flags, has_picture = "", tuple[Flag, ...](), False
        try:
            text, flags, has_picture = _text_of(document, index, hyphens)
        except pypdfium2.PdfiumError:
            damaged += 1
        if has_picture:
            source.pictures.append(index + 1)
        headings = tuple(_headings(text, outline.get(index, ())))
        yield ReadPage(index + 1, text, "page", _label(document, index), headings, flags)
    if count == damaged:
        raise NotReadError("broken", "none of its pages could be read")


def _text_of(
    document: pypdfium2.PdfDocument, index: int, hyphens: LineHyphens
) -> tuple[str, tuple[Flag, ...], bool]:
    """Of a page; and whether that is a picture, with a stamp at most."""
    if document.formenv:  # what was filled in becomes part of the page, as it is when that is loaded again
        with closing(document[index]) as page, suppress(pypdfium2.PdfiumError):
            page.flatten()
    with closing(document[index]) as page:
        with closing(page.get_textpage()) as words:
            text, flags = _cleaned(hyphens.joined(_written(words).strip()))
            if spoken := instruction_flags(text):
                flags += tuple(unseen_of(words, spoken))
        return text, flags, len(text) < _STAMP and _is_picture(page, text)


def _written(words: pypdfium2.PdfTextPage) -> str:
    """What is within the page; PDFium leaves ends of lines out of that where a page is turned (5.15)."""
    count = words.count_chars()
    places = (count // 4, count // 2, count * 3 // 4)
    turned = sum(abs(math.sin(pdfium.FPDFText_GetCharAngle(words, place))) > 0.9 for place in places)
    return str(words.get_text_range() if turned > 1 else words.get_text_bounded())


def _is_picture(page: pypdfium2.PdfPage, text: str) -> bool:
    """Whether anything is drawn on it; below words, a picture of most of it."""
    if not text:
        drawn = islice(page.get_objects(max_depth=1), _MOST_PICTURES)
        return any(one.type != pdfium.FPDF_PAGEOBJ_TEXT for one in drawn)
    whole = page.get_width() * page.get_height() * _MOST_OF_IT
    pictures = page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    bounds = (picture.get_bounds() for picture in islice(pictures, _MOST_PICTURES))
    return any((right - left) * (top - bottom) >= whole for left, bottom, right, top in bounds)


def _cleaned(raw: str) -> tuple[str, tuple[Flag, ...]]:
    text = _PRINTED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), raw)
    text, flags = without_unseen(unicodedata.normalize("NFC", text))
    return _LEADERS.sub(" … ", text.strip("\n ")) if not flags else text.strip("\n "), flags


def _with_edges(pages: Iterator[ReadPage]) -> Iterator[ReadPage]:
    """Each with its headers and footers marked; it waits for the two pages behind it."""
    near: deque[tuple[ReadPage, Edge]] = deque(maxlen=2 * _AROUND + 1)
    waiting = 0  # of the last ones, not given yet
    for page in pages:
        near.append((page, edge_of(page.text)))
        waiting += 1
        if waiting > _AROUND:
            yield _marked(near, len(near) - waiting)
            waiting -= 1
    while waiting:
        yield _marked(near, len(near) - waiting)
        waiting -= 1


def _marked(near: Sequence[tuple[ReadPage, Edge]], at: int) -> ReadPage:
    page, edge = near[at]
    others = [
        (other.number, lines) for other, lines in near if 0 < abs(other.number - page.number) <= _AROUND
    ]
    return replace(page, repeated=tuple(repeated_lines(page, edge, others)))


def _title(document: pypdfium2.PdfDocument) -> str:
    with suppress(UnicodeError):
        return without_unseen(str(document.get_metadata_value("Title")))[0]
    return ""


def _label(document: pypdfium2.PdfDocument, index: int) -> str:
    """What is printed on the page, if that is not its number."""
    with suppress(UnicodeError):
        label = without_unseen(str(document.get_page_label(index)))[0].strip()[:_TITLE]
        return "" if label == str(index + 1) else label
    return ""


def _outline(document: pypdfium2.PdfDocument) -> Mapping[int, Sequence[tuple[int, str]]]:
    """The headings of each page, by its index."""
    found = defaultdict[int, list[tuple[int, str]]](list)
    for entry in islice(document.get_toc(), _MOST_HEADINGS):
        with suppress(UnicodeError, pypdfium2.PdfiumError):
            place, title = entry.get_dest(), " ".join(without_unseen(entry.get_title())[0].split())
            if place is not None and title and place.get_index() is not None:
                found[place.get_index()].append((entry.level + 1, title[:_TITLE]))
    return found


def _headings(text: str, named: Sequence[tuple[int, str]]) -> Iterator[Heading]:
    """Where each stands; one that is printed otherwise begins where the one before does."""
    at = 0
    for level, title in named:
        words = re.escape(title).split("\\ ")
        found = re.compile(_NUMBER + r"\s+".join(words), re.IGNORECASE | re.MULTILINE).search(text, at)
        at = found.start() if found else at
        yield Heading(at, level, title)
