"""What is said between ``read.py`` and its process, one JSON object a line, and why a file was not read."""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from explorer.documents.passages import ReadPage
from explorer.documents.reading.limits import ReadingLimits

ReadFault = Literal[
    "encrypted",  # a password may be given
    "wrong password",
    "locked",  # by a password that we cannot use
    "protected",  # against copying
    "scanned",
    "empty",
    "broken",
    "large file",
    "harmful",
    "too many pages",
    "too many characters",
    "old word",
    "other kind",  # of a document; ``details`` names it
    "no document",
    "missing",
    "no file",
    "unopened",
    "time",
    "memory",
    "failed",
]


class ReadRequest(msgspec.Struct):
    """``path``: its bytes in base64, for it need not be text."""

    path: bytes
    limits: ReadingLimits
    password: str = ""


@dataclass(frozen=True)
class ReadSummary:
    """What is known once all was read. ``pictures``: numbers of pages that are pictures and hold no text."""

    kind: str  # "pdf", "docx", "odt", "epub", "html", "table", "markdown", "text"
    title: str = ""
    pages: int = 0
    characters: int = 0
    pictures: tuple[int, ...] = field(default_factory=tuple)


class ReadAnswer(msgspec.Struct, omit_defaults=True):
    """A page; the end; or why there is none."""

    page: ReadPage | None = None
    end: ReadSummary | None = None
    fault: ReadFault | None = None
    details: str = ""


class NotReadError(Exception):
    """A reader gives up, in its process; ``details`` in English."""

    def __init__(self, fault: ReadFault, details: str = "") -> None:
        super().__init__(details or fault)
        self.fault: ReadFault = fault
        self.details = details
