"""XML as it comes, without a tree: nothing grows with its depth or length, and no document type is taken.

Entities are how a kilobyte becomes a gigabyte; the XML of documents needs none, so a part that
declares any is refused. What it says elsewhere to be is never fetched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from explorer.documents.reading.read_messages import NotReadError


class XmlTaker[Taken]:
    """Is told what comes, by the name within its namespace, and holds what it made of it in ``made``."""

    made: list[Taken]

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """It ends."""

    def words(self, text: str) -> None:
        """What stands in it."""


@dataclass
class _Elements(XmlTaker[Mapping[str, str]]):
    tag: str
    made: list[Mapping[str, str]] = field(default_factory=list)

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == self.tag:
            self.made.append(values)


def elements(pieces: Iterable[bytes], tag: str) -> Iterator[Mapping[str, str]]:
    """The attributes of each element of this name."""
    return walked(pieces, _Elements(tag))


@dataclass
class TitleTaker(XmlTaker[str]):
    """The title, as the part of a package that tells about the document says it."""

    made: list[str] = field(default_factory=list)
    _is_title: bool = False

    def start(self, tag: str, values: Mapping[str, str]) -> None:  # noqa: ARG002
        self._is_title = tag == "title"

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._is_title = False

    def words(self, text: str) -> None:
        if self._is_title:
            self.made.append(text)


def walked[Taken](pieces: Iterable[bytes], taker: XmlTaker[Taken]) -> Iterator[Taken]:
    """What the taker makes of it, while it makes it. Raises NotReadError."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, values: taker.start(_local(name), _values(values))
    parser.EndElementHandler = lambda name: taker.end(_local(name))
    parser.CharacterDataHandler = taker.words
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield from taker.made
            taker.made.clear()
        if parser.CurrentByteIndex >= 0:  # else there is no such part
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        yield from taker.made
        raise NotReadError("broken", str(error)) from error
    yield from taker.made


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _values(values: Mapping[str, str]) -> dict[str, str]:
    return {_local(name): value for name, value in values.items()}


def _refuse(*_declared: object) -> NoReturn:
    raise NotReadError("harmful", "it declares a document type, by which it may grow without end")
