"""The text of DOCX files: what a reader of the document sees, and what he does not."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from explorer.documents.passages import ReadPage
from explorer.documents.reading.parts import PartBuilder, TextBlock
from explorer.documents.reading.source import SourceFile
from explorer.documents.reading.written_text import OpenParagraph, TableRows, is_tiny
from explorer.documents.reading.xml_walk import TitleTaker, XmlTaker, elements, walked
from explorer.documents.reading.zip_parts import ZipParts, part_beside

_MAIN = "word/document.xml"
# Deleted or moved away, what a field computes from, what stands there once more for older programs, what was.
_LEFT_OUT = frozenset(
    {
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "Fallback",
        "rPrChange",
        "pPrChange",
        "tblPrChange",
        "tcPrChange",
    }
)
_OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_WHITE = ("FFFFFF", "FEFEFE")
_PAPER = ("", "AUTO", "NONE", *_WHITE)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_LEVELS = 9
_ANCESTORS = 20  # of a style


def read_docx(source: SourceFile) -> Iterator[ReadPage]:
    with ZipParts(source) as parts:
        relations = elements(parts.pieces("_rels/.rels"), "Relationship")
        documents = (one for one in relations if one.get("Type", "").endswith("/officeDocument"))
        main = next((part_beside("", one.get("Target", "")) for one in documents), _MAIN)
        main = main if main in parts else _MAIN
        source.title = "".join(walked(parts.pieces("docProps/core.xml"), TitleTaker()))
        styles = {
            style.id: style for style in walked(parts.pieces(part_beside(main, "styles.xml")), _Styles())
        }
        notes: dict[str, str] = {}
        for kind in ("footnote", "endnote"):
            notes |= walked(parts.pieces(part_beside(main, f"{kind}s.xml")), _Notes(kind))
        builder = PartBuilder()
        for block in walked(parts.pieces(main), _Body(styles, notes)):
            yield from builder.add(block)
        yield from builder.end()


@dataclass
class _Style:
    id: str
    parent: str = ""
    level: int = 0
    is_hidden: bool = False
    is_shaded: bool = False
    is_item: bool = False


@dataclass
class _Styles(XmlTaker[_Style]):
    made: list[_Style] = field(default_factory=list)
    _open: _Style | None = None

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        value = values.get("val", "")
        if tag == "style":
            self._open = _Style(values.get("styleId", ""))
        elif self._open is not None:
            _tell_style(self._open, tag, value, values)

    def end(self, tag: str) -> None:
        if tag == "style" and self._open is not None:
            self.made.append(self._open)
            self._open = None


def _tell_style(style: _Style, tag: str, value: str, values: Mapping[str, str]) -> None:
    match tag:
        case "basedOn":
            style.parent = value
        case "outlineLvl" if value.isdecimal():
            style.level = int(value) + 1 if int(value) < _LEVELS else 0
        case "name" if found := _HEADING.fullmatch(value):
            style.level = int(found[1])
        case "name" if value.lower() == "title":
            style.level = 1
        case "numPr":
            style.is_item = True
        case "vanish":
            style.is_hidden = value.lower() not in _OFF
        case "shd":
            style.is_shaded = _is_shaded(values)


def _is_shaded(values: Mapping[str, str]) -> bool:
    return values.get("fill", "").upper() not in _PAPER or "themeFill" in values


class _Text[Taken](XmlTaker[Taken], ABC):
    """Paragraphs of runs. What is deleted is no text; what is hidden is none either, but is told."""

    def __init__(self, styles: Mapping[str, _Style]) -> None:
        self._styles = styles
        self._paragraphs: list[OpenParagraph] = []
        self._left_out = 0
        self._in_words = self._in_paragraph_properties = False
        self._run: dict[str, str] = {}
        self._shaded = 0  # cells and boxes around

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        self._left_out += tag in _LEFT_OUT
        if self._left_out:
            return
        value = values.get("val", "")
        match tag:
            case "p":
                self._paragraphs.append(OpenParagraph())
            case "r":
                self._run = {}
            case "t":
                self._in_words = True
            case "pPr":
                self._in_paragraph_properties = True
            case "tab" | "br" | "cr" | "noBreakHyphen" if not self._in_paragraph_properties:
                self._write(_SIGNS[tag])
            case "pStyle" | "outlineLvl" | "numPr" if self._paragraphs:
                self._tell_paragraph(self._paragraphs[-1], tag, value)
            case "vanish" | "color" | "sz" | "rStyle" | "shd" | "highlight" if (
                not self._in_paragraph_properties
            ):
                self._run[tag] = "shaded" if tag == "shd" and _is_shaded(values) else value or "on"
            case "shd" if self._paragraphs and _is_shaded(values):
                self._paragraphs[-1].is_shaded = True

    def end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= tag in _LEFT_OUT
        elif tag == "t":
            self._in_words = False
        elif tag == "pPr":
            self._in_paragraph_properties = False
        elif tag == "p" and self._paragraphs:
            self._finish(self._paragraphs.pop())

    def words(self, text: str) -> None:
        if self._in_words and not self._left_out:
            self._write(text)

    @abstractmethod
    def _finish(self, paragraph: OpenParagraph) -> None:
        """It has come to its end."""

    def _write(self, text: str) -> None:
        if not self._paragraphs:
            return
        paragraph, run = self._paragraphs[-1], self._run
        style = self._styles.get(run.get("rStyle", ""))
        stated = run.get("vanish", "off").lower()
        if stated not in _OFF or (
            "vanish" not in run and (paragraph.is_hidden or (style and style.is_hidden))
        ):
            paragraph.note_unseen("hidden text", text)
            return
        if run.get("color", "").upper() in _WHITE and not self._is_shaded(paragraph):
            paragraph.note_unseen("white text", text)
        if is_tiny(int(size) / 2 if (size := run.get("sz", "")).isdecimal() else 0):
            paragraph.note_unseen("tiny text", text)
        paragraph.write(text)

    def _is_shaded(self, paragraph: OpenParagraph) -> bool:
        is_run = self._run.get("shd") == "shaded" or self._run.get("highlight", "none") != "none"
        return is_run or paragraph.is_shaded or self._shaded > 0

    def _tell_paragraph(self, paragraph: OpenParagraph, tag: str, value: str) -> None:
        if tag == "numPr":
            paragraph.is_item = True
        elif tag == "outlineLvl":
            paragraph.level = int(value) + 1 if value.isdecimal() and int(value) < _LEVELS else 0
        else:
            lineage = list(self._lineage(value))
            paragraph.level = next((style.level for style in lineage if style.level), 0)
            paragraph.is_hidden = any(style.is_hidden for style in lineage)
            paragraph.is_item |= any(style.is_item for style in lineage)

    def _lineage(self, name: str) -> Iterator[_Style]:
        for _step in range(_ANCESTORS):
            if (style := self._styles.get(name)) is None:
                return
            yield style
            name = style.parent


class _Notes(_Text[tuple[str, str]]):
    """Footnotes or endnotes, by their number."""

    def __init__(self, kind: str) -> None:
        super().__init__({})
        self.made: list[tuple[str, str]] = []
        self._kind, self._number = kind, ""

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == self._kind:
            self._number = f"{self._kind} {values.get('id', '')}"
        super().start(tag, values)

    def _finish(self, paragraph: OpenParagraph) -> None:
        if paragraph.text:
            self.made.append((self._number, paragraph.text))


class _Body(_Text[TextBlock]):
    """Blocks of the document itself."""

    def __init__(self, styles: Mapping[str, _Style], notes: Mapping[str, str]) -> None:
        super().__init__(styles)
        self.made: list[TextBlock] = []
        self._notes = notes
        self._rows = TableRows()
        self._boxes = 0
        self._cell_shades: list[int] = []

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        super().start(tag, values)
        match tag:
            case "tr":
                self._rows.begin_row()
            case "tc":
                self._rows.begin_cell()
                self._cell_shades.append(0)
            case "tbl" | "txbxContent":
                self._cell_shades.append(int(tag == "txbxContent"))  # a box may have any colour
                self._shaded += tag == "txbxContent"
            case "shd" | "tblStyle" if self._cell_shades and not self._paragraphs:
                style = self._styles.get(values.get("val", "")) if tag == "tblStyle" else None
                shade = int(style.is_shaded if style else _is_shaded(values))
                self._cell_shades[-1] += shade
                self._shaded += shade
            case "footnoteReference" | "endnoteReference" if self._paragraphs:
                self._paragraphs[-1].notes.append(f"{tag.removesuffix('Reference')} {values.get('id', '')}")

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag in ("tc", "tbl", "txbxContent") and self._cell_shades:
            self._shaded -= self._cell_shades.pop()
        if tag == "tc":
            self._rows.end_cell()
        elif tag == "tr" and (line := self._rows.end_row()):
            self.made.append(TextBlock(line, line="row"))

    def _finish(self, paragraph: OpenParagraph) -> None:
        self.made += self._rows.blocks(paragraph, [self._notes.get(note, "") for note in paragraph.notes])
