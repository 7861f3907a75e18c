"""Why a document was not read, in words that say what can be done."""

from pathlib import Path

from explorer.documents.reading.limits import ReadingLimits
from explorer.documents.reading.read_messages import ReadFault, ReadSummary
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined

_OF_ALL: tuple[ReadFault, ...] = ("scanned", "empty")  # said of all pages
_PICTURES = 8  # stretches of pages that are named


class UnreadableError(KnownError):
    """``fault`` for who can do something about it; ``pages`` were read before."""

    def __init__(
        self, what: str, advice: str = "", details: str = "", fault: ReadFault = "failed", pages: int = 0
    ) -> None:
        super().__init__(what, advice, details)
        self.fault: ReadFault = fault
        self.pages = pages

    def __reduce__(self) -> tuple[type["UnreadableError"], tuple[str, str, str, ReadFault, int]]:  # type: ignore[override]
        return type(self), (self.what, self.advice, self.details, self.fault, self.pages)


_READABLE = Words("Text, Markdown, code, PDF, DOCX, ODT, EPUB, HTML and CSV can be read.")
_SMALLER = Words("Cut it into smaller files, or take out what is not needed.")
_COPY = Words("Save a copy without a password in the program that made it, and add that.")
_BY_PASSWORD = Words("{name} is protected by a password.")

# What happened, and what can be done.
_TOLD: dict[ReadFault, tuple[Words, Words]] = {
    "encrypted": (_BY_PASSWORD, Words("Enter the password: it is used for reading, and kept nowhere.")),
    "wrong password": (
        Words("This password does not open {name}."),
        Words("Enter the password of the document: it is used for reading, and kept nowhere."),
    ),
    "locked": (_BY_PASSWORD, _COPY),
    "protected": (
        Words("{name} is protected against copying, so its text cannot be read."),
        Words("Only the program that it was bought for opens it."),
    ),
    "scanned": (
        Words("{name} is pictures of pages; it holds no text."),
        Words("Let a text recognition (OCR) program add the text, and add the result."),
    ),
    "empty": (Words("{name} holds no text."), Words("Check that it is the file you mean.")),
    "broken": (Words("{name} is damaged."), Words("Get it again from where it came from.")),
    "large file": (Words("{name} is larger than {size}."), _SMALLER),
    "harmful": (
        Words("{name} is built as no document of its kind is: reading it could fill the memory."),
        Words("It may be meant to do harm. Ask who made it for a PDF or a text."),
    ),
    "too many pages": (Words("{name} has more than {pages} pages."), _SMALLER),
    "too many characters": (Words("{name} holds more text than can be read here."), _SMALLER),
    "old word": (
        Words("{name} is in the format of Word before 2007."),
        Words("Open it in Word or LibreOffice, save it as .docx, and add that."),
    ),
    "other kind": (
        Words("{name} is a file of the kind {kind}, which cannot be read here."),
        Words("Save it as PDF or text in its program, and add that."),
    ),
    "no document": (Words("{name} holds no text that can be read here."), _READABLE),
    "missing": (Words("{name} is not there any more."), Words("Find where it is now, and add it again.")),
    "no file": (Words("{name} is a folder, a pipe or a device, not a file."), _READABLE),
    "unopened": (
        Words("{name} could not be opened."),
        Words("Check that you may open it and that its disk is there."),
    ),
    "time": (Words("{name} takes too long to read."), _SMALLER),
    "memory": (Words("{name} takes too much memory to read."), _SMALLER),
    "failed": (
        Words("{name} could not be read: reading it broke off."),
        Words("Save it anew in its program, or as PDF or text, and add that."),
    ),
}


def unreadable(
    fault: ReadFault, path: Path, pages: int, details: str, limits: ReadingLimits
) -> UnreadableError:
    what, advice = _TOLD[fault]
    what = what.filled(
        name=harmless(path.name), kind=details, size=size_text(limits.file), pages=f"{limits.pages:,}"
    )
    if pages and fault not in _OF_ALL:
        what = joined(" ", (what, Words("It was read up to page {page}.", page=f"{pages:,}")))
    return UnreadableError(what, advice, harmless(details), fault, pages)


def pictures_told(summary: ReadSummary) -> Words | None:
    """Which pages hold no text, if some do not."""
    if not summary.pictures:
        return None
    return Words(
        "These pages are pictures with hardly any text: {pages}. A text recognition (OCR) program adds it.",
        pages=_stretches(summary.pictures),
    )


def _stretches(numbers: tuple[int, ...]) -> str:
    """ "3, 7–9" """
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    said = [f"{first}–{last}" if last > first else f"{first}" for first, last in found[:_PICTURES]]
    return ", ".join(said) + (" …" if len(found) > _PICTURES else "")
