"""The file that a reader reads, and what it found out about it by the way."""

from dataclasses import dataclass, field
from typing import BinaryIO

from explorer.documents.reading.limits import LIMITS, ReadingLimits


@dataclass
class SourceFile:
    """``suffix``: of its name, in small letters. ``title`` and ``pictures`` are written by who reads it."""

    file: BinaryIO
    suffix: str = ""
    password: str = ""
    limits: ReadingLimits = LIMITS
    title: str = ""
    pictures: list[int] = field(default_factory=list)
