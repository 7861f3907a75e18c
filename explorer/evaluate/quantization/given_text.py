"""The text that both files read: the project's own, or a person's."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from explorer.base.resources import resource
from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.words import Words

_LARGEST = 4 << 20  # bytes: a million tokens, hours on most machines
_BYTES = 4.2  # of English in a token, about


@dataclass(frozen=True)
class GivenText:
    """``title``: of a person's own, "" of the project's."""

    text: str
    title: str = ""

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()

    @property
    def tokens(self) -> int:
        """About."""
        return round(len(self.text.encode("utf-8", "replace")) / _BYTES)


def project_text() -> GivenText:
    """Written for this project, about 9,000 tokens of several kinds."""
    return GivenText(resource("evaluate/quantization_text.txt").read_text(encoding="utf-8"))


def text_of_file(path: Path) -> GivenText:
    """Blocks. Raises KnownError if it cannot be read, is no text or too large."""
    try:
        if path.stat().st_size > _LARGEST:
            what = Words("{name} is larger than 4 MB.", name=storable(path.name))
            raise KnownError(what, Words("Take a part of it: 50 kB are enough."))
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = Words("{name} cannot be read as text.", name=storable(path.name))
        raise KnownError(what, Words("Choose a text file, saved as UTF-8."), str(error)) from error
    return GivenText(storable(text), storable(path.name))


def pasted_text(text: str) -> GivenText:
    """Raises KnownError if there is none, or it is too large."""
    if not text.strip():
        raise KnownError(Words("There is no text in the clipboard."), Words("Copy one first."))
    if len(text) > _LARGEST:
        raise KnownError(
            Words("This text is larger than 4 MB."), Words("Take a part of it: 50 kB are enough.")
        )
    return GivenText(storable(text), Words("Pasted text"))
