"""The text of EPUB books: their chapters in the order of reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from explorer.documents.passages import ReadPage
from explorer.documents.reading.html_page import HtmlBlocks, html_text
from explorer.documents.reading.parts import PartBuilder
from explorer.documents.reading.read_messages import NotReadError
from explorer.documents.reading.source import SourceFile
from explorer.documents.reading.xml_walk import XmlTaker, elements, walked
from explorer.documents.reading.zip_parts import ZipParts, part_beside

# Fonts are often made unreadable outside of their book; what is done to text by other means protects it.
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = (
    "application/xhtml+xml",
    "text/html",
    "application/x-dtbook+xml",
    "application/xml",
    "text/x-oeb1-document",
)
_MOST_CHAPTERS = 10_000


def read_epub(source: SourceFile) -> Iterator[ReadPage]:
    with ZipParts(source) as parts:
        encrypted = elements(parts.pieces("META-INF/encryption.xml"), "EncryptionMethod")
        if any(one.get("Algorithm", "") not in _OF_FONTS for one in encrypted):
            raise NotReadError("protected")
        roots = elements(parts.pieces("META-INF/container.xml"), "rootfile")
        book = next((one["full-path"] for one in roots if one.get("full-path")), "")
        if book not in parts:
            raise NotReadError("broken", "it does not say where its book is")
        package = _Package()
        for _nothing in walked(parts.pieces(book), package):
            pass
        source.title = package.title
        builder = PartBuilder()
        for name in package.chapters(book)[:_MOST_CHAPTERS]:
            if name in parts:
                yield from _chapter(parts.read(name), builder)


def _chapter(data: bytes, builder: PartBuilder) -> Iterator[ReadPage]:
    """Its parts have its title where it has no heading."""
    page = HtmlBlocks()
    blocks = list(page.blocks(html_text(data)))
    builder.begin(" ".join(page.title.split()))
    for block in blocks:
        yield from builder.add(block)
    yield from builder.end()


@dataclass
class _Package(XmlTaker[str]):
    """What a book is made of."""

    title: str = ""
    made: list[str] = field(default_factory=list)
    _addresses: dict[str, str] = field(default_factory=dict)
    _order: list[str] = field(default_factory=list)
    _is_title: bool = False

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        self._is_title = tag == "title" and not self.title
        if tag == "item" and values.get("media-type") in _PAGES:
            self._addresses[values.get("id", "")] = values.get("href", "")
        elif tag == "itemref":
            self._order.append(values.get("idref", ""))

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._is_title = False

    def words(self, text: str) -> None:
        if self._is_title:
            self.title += text

    def chapters(self, book: str) -> list[str]:
        """Each once: no book repeats one."""
        names = (part_beside(book, self._addresses[one]) for one in self._order if one in self._addresses)
        return list(dict.fromkeys(filter(None, names)))
