"""What is known before anything is chosen for a use: points to look at, models of the field, cautions.

All of it stands in ``resources/choose/uses``, a file each, with the addresses it was learned from; a page
says what was true on its day, and nothing of it is fetched.
"""

import msgspec

from explorer.base.resources import resource
from explorer.choose.need import Purpose
from explorer.domain.words import Words, listed

# As they are offered: the fields of which one knows least by oneself come first
_ORDER = (
    "healthcare", "finance", "science", "documents", "extraction", "writing", "translation", "code", "chat",
)  # fmt: skip


class UseSource(msgspec.Struct, frozen=True):
    """``title``: what lies at the address, where that does not say it itself."""

    address: str
    title: Words = Words("")


class UsePoint(msgspec.Struct, frozen=True):
    """A sentence or three, and where it was learned."""

    text: Words
    sources: tuple[UseSource, ...] = ()


class FieldModel(msgspec.Struct, frozen=True):
    """A model, or a kind of them, that is known in the field by this ``name``: no advice to take it.
    ``repo``: of the Hub, "" for none.
    """

    name: str
    text: Words
    repo: str = ""
    sources: tuple[UseSource, ...] = ()


class UsePage(msgspec.Struct, frozen=True):
    """``on``: the ISO day when its sources were looked at last. ``searches``: words to search the Hub for.
    ``tests``: name of its starting set, or the keys of tests of the example set.
    """

    id: str
    title: Words
    words: Words
    on: str
    purposes: tuple[Purpose, ...]
    searches: tuple[str, ...]
    points: tuple[UsePoint, ...]
    models: tuple[FieldModel, ...]
    cautions: tuple[UsePoint, ...]
    tests: str | tuple[int, ...]


def use_pages() -> tuple[UsePage, ...]:
    """All of them, in the order in which they are offered. Quick: some 25 KB."""
    return tuple(map(_read, _ORDER))


def use_page(use: str) -> UsePage | None:
    """``None`` for an id that this version does not know."""
    return _read(use) if use in _ORDER else None


def _read(use: str) -> UsePage:
    data = resource("choose", "uses", f"{use}.json").read_bytes()
    return msgspec.json.decode(data, type=UsePage, dec_hook=_words)


def _words(_kind: type, text: str) -> Words:
    return listed(text)
