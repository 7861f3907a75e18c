"""The text of HTML: what a browser shows, and what it does not."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from explorer.documents.instructions import instruction_flags
from explorer.documents.passages import ReadPage
from explorer.documents.reading.limits import LONGEST_QUOTE
from explorer.documents.reading.parts import PartBuilder, TextBlock
from explorer.documents.reading.plain import decoded
from explorer.documents.reading.source import SourceFile
from explorer.documents.reading.written_text import TableRows

_LEFT_OUT = frozenset(
    {"script", "noscript", "svg", "template", "nav", "select", "iframe", "object", "canvas"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "header", "footer",
     "aside", "figure", "figcaption", "blockquote", "pre", "table", "caption", "thead", "tbody", "tfoot",
     "hr", "form", "fieldset", "address", "details", "summary", "body", "h1", "h2", "h3", "h4", "h5", "h6"}
)  # fmt: skip
_OF_TABLES = frozenset({"table", "tr", "td", "th"})
_ENDED_BY = {"td": ("td", "th"), "th": ("td", "th"), "tr": ("td", "th", "tr")}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0*(?:\.0*)?[01]?(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|(?<![\w-])opacity\s*:\s*0*(?:\.0+)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}@]{1,500})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"\s*([a-z0-9]*)([.#][\w-]+)\s*", re.IGNORECASE)
_FOR_SOME = re.compile(
    r"@[^{}]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}[^{}]{0,2000}\}"
)  # printers, small screens
_STATED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_ENCODINGS = re.compile(
    r"utf-?8|(?:iso-?8859|windows|cp|koi8|mac|gb|euc|big5|shift|sjis|tis)[\w-]{0,20}", re.I
)
_SPACE = re.compile(r"\s+")
_PIECE = 1 << 16
_MOST_PIECES = 20  # of a style that are looked at


def read_html(source: SourceFile) -> Iterator[ReadPage]:
    page = HtmlBlocks()
    builder = PartBuilder()
    for block in page.blocks(html_text(source.file.read())):
        builder.name = builder.name or " ".join(page.title.split())
        yield from builder.add(block)
    source.title = page.title
    yield from builder.end()


def html_text(data: bytes) -> str:
    """In the encoding that it states, if that is one of texts."""
    found = _STATED.search(data[:4096])
    name = found[1].decode("ascii").lower() if found else ""
    name = "cp1252" if name == "iso-8859-1" else name  # as all browsers take it
    try:
        return decoded(data, name if _ENCODINGS.fullmatch(name) else "")
    except LookupError:
        return decoded(data)


class HtmlBlocks(HTMLParser):
    """The blocks of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._made: list[TextBlock] = []
        self._open: list[tuple[str, bool]] = []  # each with whether it hides what is in it
        self._tables: list[str] = []  # those of them that are of tables
        self._count: Counter[str] = Counter()
        self._hiding = self._left_out = 0
        self._hidden: list[str] = []  # words of one that hides
        self._text: list[str] = []
        self._rows = TableRows()
        self._in_title = self._in_style = False
        self._style_text: list[str] = []
        self._hides: frozenset[str] = frozenset()  # classes and names that a style hides

    def blocks(self, text: str) -> Iterator[TextBlock]:
        for at in range(0, len(text), _PIECE):
            self.feed(text[at : at + _PIECE])
            yield from self._taken()
        self.close()
        self._end_block()
        yield from self._taken()

    def _taken(self) -> list[TextBlock]:
        made, self._made = self._made, []
        return made

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text.append("\n")
        elif tag == "title" and not self._left_out:
            self._in_title = True
        elif tag == "style":
            self._in_style = True
        elif tag in _VOID:
            if tag == "hr":
                self._end_block()
        else:
            self._enter(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "style":
            self._in_style = False
            self._hides |= _hidden_names("".join(self._style_text))
            self._style_text.clear()
        elif self._count[tag]:
            while self._leave() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = f"{self.title}{data}"[:LONGEST_QUOTE]
        elif self._in_style:
            if len(self._style_text) < _MOST_PIECES:
                self._style_text.append(data[:_PIECE])
        elif self._left_out:
            return
        elif self._hiding:
            if len(self._hidden) < LONGEST_QUOTE:
                self._hidden.append(data)
        else:
            self._text.append(data if self._count["pre"] else _SPACE.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        """Pages are full of them; one that speaks to a model is meant to be read."""
        if spoken := instruction_flags(data[:_PIECE]):
            self._end_block()
            self._made.append(TextBlock("", hidden=tuple(("comment", flag.quote) for flag in spoken)))

    def _enter(self, tag: str, values: dict[str, str | None]) -> None:
        if tag in _BLOCKS:
            self._end_block()
        self._end_by(tag)
        hides = self._is_hiding(tag, values)
        if hides and not self._hiding:
            self._end_block()
        self._open.append((tag, hides))
        self._count[tag] += 1
        self._hiding += hides
        self._left_out += tag in _LEFT_OUT
        if tag in _OF_TABLES:
            self._tables.append(tag)
        if tag == "tr":
            self._end_block()
            self._rows.begin_row()
        elif tag in ("td", "th"):
            self._rows.begin_cell()

    def _end_by(self, tag: str) -> None:
        """Close what the beginning of another element ends, without an end of its own."""
        innermost = self._open[-1][0] if self._open else ""
        if (innermost == "p" and tag in _BLOCKS) or (innermost == tag and tag in ("li", "dt", "dd")):
            self._leave()
        ended = _ENDED_BY.get(tag, ())
        while self._tables and self._tables[-1] in ended:
            self._leave()

    def _leave(self) -> str:
        """Close the innermost element."""
        tag, hides = self._open.pop()
        if tag in _BLOCKS or tag in ("td", "th", "tr") or (hides and self._hiding == 1):
            self._end_block()
        self._count[tag] -= 1
        self._hiding -= hides
        self._left_out -= tag in _LEFT_OUT
        if tag in _OF_TABLES:
            self._tables.pop()
        if tag in ("td", "th"):
            self._rows.end_cell()
        elif tag == "tr" and (line := self._rows.end_row()):
            self._made.append(TextBlock(line, line="row"))
        return tag

    def _is_hiding(self, tag: str, values: dict[str, str | None]) -> bool:
        if "hidden" in values or _HIDING.search((values.get("style") or "")[:2000]):
            return True
        if not self._hides:
            return False
        names = [f".{name}" for name in (values.get("class") or "")[:2000].split()]
        names += [f"#{values['id']}"] if values.get("id") else []
        return any(name in self._hides or f"{tag}{name}" in self._hides for name in names)

    def _end_block(self) -> None:
        """What was written since the last one becomes a block, or words of a cell."""
        hidden = " ".join("".join(self._hidden).split())
        if hidden:
            self._hidden = []
            self._made.append(TextBlock("", hidden=(("hidden text", hidden[:LONGEST_QUOTE]),)))
        written, self._text = "".join(self._text), []
        if not written.strip():
            return
        if self._rows.in_cell:
            self._rows.add(written)
            return
        level = next((level for tag, level in _HEADINGS.items() if self._count[tag]), 0)
        is_item = self._count["li"] > 0 and not level
        text = written if self._count["pre"] else _collapsed(written)
        self._made.append(TextBlock(f"- {text}", line="item") if is_item else TextBlock(text, level))


def _collapsed(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _hidden_names(style: str) -> frozenset[str]:
    """The classes and ids that a style sheet hides everywhere; one for printers or small screens does not."""
    found = set[str]()
    for rule in _RULE.finditer(_FOR_SOME.sub("", style)):
        if _HIDING.search(rule[2]):
            found |= {name[0].strip() for one in rule[1].split(",") if (name := _SIMPLE.fullmatch(one))}
    return frozenset(found)
