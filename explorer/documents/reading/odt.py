"""The text of ODT files: what a reader of the document sees, and what he does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer.documents.passages import ReadPage
from explorer.documents.reading.parts import PartBuilder, TextBlock
from explorer.documents.reading.read_messages import NotReadError
from explorer.documents.reading.source import SourceFile
from explorer.documents.reading.written_text import OpenParagraph, TableRows, is_tiny
from explorer.documents.reading.xml_walk import TitleTaker, XmlTaker, elements, walked
from explorer.documents.reading.zip_parts import ZipParts

# What was deleted, remarks, the number of a note, and what scripts and forms hold.
_LEFT_OUT = frozenset(
    {"tracked-changes", "annotation", "note-citation", "forms", "scripts", "event-listeners"}
)
_UNSEEN = ("hidden-text", "hidden-paragraph")
_MOST_SPACES = 40
_MOST_TIMES = 32  # that one cell is repeated in words; a row of a sheet may say a million


def read_odt(source: SourceFile) -> Iterator[ReadPage]:
    with ZipParts(source) as parts:
        if any(True for _one in elements(parts.pieces("META-INF/manifest.xml"), "encryption-data")):
            raise NotReadError("locked")
        source.title = "".join(walked(parts.pieces("meta.xml"), TitleTaker()))
        styles: dict[str, _Look] = {}
        for _nothing in walked(parts.pieces("styles.xml"), _Looks(styles)):
            pass
        builder = PartBuilder()
        for block in walked(parts.pieces("content.xml"), _Content(styles)):
            yield from builder.add(block)
        yield from builder.end()


@dataclass
class _Look:
    """Of a style: why what is written in it is not seen, "" if it is."""

    unseen: str = ""
    is_shaded: bool = False


class _Looks(XmlTaker[TextBlock]):
    """Styles as they come; those of the document stand before its text."""

    def __init__(self, styles: dict[str, _Look]) -> None:
        self.made: list[TextBlock] = []
        self.styles = styles
        self._open = _Look()

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == "style":
            parent = self.styles.get(values.get("parent-style-name", ""), _Look())
            self._open = _Look(parent.unseen, parent.is_shaded)
            self.styles[values.get("name", "")] = self._open
        elif tag.endswith("-properties"):
            shade = values.get("background-color", "transparent").lower()
            self._open.is_shaded |= shade not in ("transparent", "#ffffff")
            self._open.unseen = _unseen(values) or self._open.unseen


def _unseen(values: Mapping[str, str]) -> str:
    if values.get("display") == "none":
        return "hidden text"
    size = values.get("font-size", "")
    if size.endswith("pt") and size[:-2].replace(".", "", 1).isdecimal() and is_tiny(float(size[:-2])):
        return "tiny text"
    return "white text" if values.get("color", "").lower() == "#ffffff" else ""


class _Content(_Looks):
    """Blocks of the document."""

    def __init__(self, styles: dict[str, _Look]) -> None:
        super().__init__(styles)
        self._paragraphs: list[OpenParagraph] = []
        self._spans: list[_Look] = []
        self._left_out = self._hidden = self._items = 0
        self._rows = TableRows()
        self._repeats: list[int] = []
        self._shades: list[bool] = []

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        self._left_out += tag in _LEFT_OUT
        if self._left_out:
            return
        super().start(tag, values)
        self._hidden += tag in _UNSEEN
        match tag:
            case "p" | "h":
                self._begin(tag, values)
            case "span" | "a":
                self._spans.append(self.styles.get(values.get("style-name", ""), _Look()))
            case "s" | "tab" | "line-break" | "hidden-text":
                self._write(_sign(tag, values))
            case "list-item":
                self._items += 1
            case "table-row":
                self._rows.begin_row()
            case "table-cell" | "covered-table-cell":
                self._rows.begin_cell()
                self._repeats.append(_number(values.get("number-columns-repeated", "1")))
                self._shades.append(self.styles.get(values.get("style-name", ""), _Look()).is_shaded)

    def end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= tag in _LEFT_OUT
            return
        self._hidden -= tag in _UNSEEN
        if tag in ("p", "h") and self._paragraphs:
            self._finish(self._paragraphs.pop())
        elif tag in ("span", "a") and self._spans:
            self._spans.pop()
        elif tag == "list-item":
            self._items -= 1
        elif tag in ("table-cell", "covered-table-cell") and self._repeats:
            self._rows.end_cell(min(self._repeats.pop(), _MOST_TIMES))
            self._shades.pop()
        elif tag == "table-row" and (line := self._rows.end_row()):
            self.made.append(TextBlock(line, line="row"))

    def words(self, text: str) -> None:
        if not self._left_out:
            self._write(" ".join(text.split("\n")))

    def _begin(self, tag: str, values: Mapping[str, str]) -> None:
        level = _number(values.get("outline-level", "1")) if tag == "h" else 0
        name = values.get("style-name", "")
        self._paragraphs.append(OpenParagraph(name, level, is_item=self._items > 0 and tag == "p"))

    def _write(self, text: str) -> None:
        if not self._paragraphs or not text:
            return
        paragraph = self._paragraphs[-1]
        looks = [*self._spans[-3:], self.styles.get(paragraph.style, _Look())]
        why = "hidden text" if self._hidden else next((look.unseen for look in looks if look.unseen), "")
        if why == "white text" and (any(look.is_shaded for look in looks) or any(self._shades[-2:])):
            why = ""
        if why and text.strip():
            paragraph.note_unseen(why, text)
        if why != "hidden text":
            paragraph.write(text)

    def _finish(self, paragraph: OpenParagraph) -> None:
        """A note stands within the paragraph that it belongs to, so it comes before it."""
        if self._paragraphs:
            self._paragraphs[-1].notes.append(paragraph.text)
            return
        self.made += self._rows.blocks(paragraph, paragraph.notes)


def _sign(tag: str, values: Mapping[str, str]) -> str:
    """What an element stands for that holds no words."""
    if tag == "s":
        return " " * min(_number(values.get("c", "1")), _MOST_SPACES)
    return {"tab": "\t", "line-break": "\n"}.get(tag, values.get("string-value", ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
