"""Models on this disk."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Intact(StrEnum):
    """What is known about the bytes of a local file."""

    CHECKED = "checked"
    UNCHECKED = "unchecked"
    DAMAGED = "damaged"


class Origin(StrEnum):
    """How a file came here."""

    HUB = "hub"
    INCLUDED = "included"
    FOUND = "found"


@dataclass(frozen=True)
class LocalModel:
    """One runnable model file on this disk, with what its header and its origin record say.

    ``id`` is the path below the models folder with forward slashes (``publisher/repo/file.gguf``),
    or the full path for a file elsewhere. Sizes in bytes. ``None`` means not known.
    """

    id: str
    path: Path
    size: int
    publisher: str
    name: str
    quantization: str
    architecture: str | None = None
    parameters: int | None = None
    context_length: int | None = None
    license: str | None = None
    is_chat: bool = False  # the header carries a chat template
    repo: str | None = None
    commit: str | None = None
    sha256: str | None = None  # as published
    measured_sha256: str | None = None  # of the bytes here, once they were hashed
    intact: Intact = Intact.UNCHECKED
    origin: Origin = Origin.FOUND
    added_at: datetime | None = None
    problem: str = ""  # why the header could not be read
