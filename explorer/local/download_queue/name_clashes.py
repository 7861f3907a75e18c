"""Clashes of file names that one system tells apart and another does not: ``A.gguf`` beside ``a.gguf``.

A models folder travels between systems: what would be one file on Windows or macOS is refused on Linux too.
"""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from explorer.base.disk_errors import disk_words
from explorer.domain.errors import KnownError
from explorer.domain.words import Words


def check_names(folder: Path, paths: Iterable[str]) -> None:
    """``paths`` below the repo's ``folder``. Raises KnownError where two names differ in letter case only."""
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(_folded(path), path)
        if other != path:
            raise _clash(path, other)
        _check_disk(folder, Path(path).parts)


def _check_disk(folder: Path, parts: tuple[str, ...]) -> None:
    for part in parts:
        with disk_words(folder):
            if not folder.is_dir():
                return
            names = [entry.name for entry in folder.iterdir()]
        for name in names:
            if name != part and _folded(name) == _folded(part):
                raise _clash(part, name)
        folder /= part


def _folded(name: str) -> str:
    """As the least exact file system sees it: letter case, and accents in one or two signs, are alike."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _clash(name: str, other: str) -> KnownError:
    return KnownError(
        Words("“{name}” and “{other}” would be one file on some systems.", name=name, other=other),
        Words("Rename or delete the one that is here, then download again."),
    )
