"""Text, code and Markdown, as it stands in the file; its parts end with a line."""

import codecs
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from explorer.documents.passages import Heading, ReadPage
from explorer.documents.reading.read_messages import NotReadError
from explorer.documents.reading.source import SourceFile
from explorer.documents.reading.unseen_signs import without_unseen

_LONG = 8_000  # characters of a part, after which it ends with a paragraph …
_ENOUGH = 2_000  # … before a chapter or a section
_LONGEST = 12_000  # … with a line
_LONGEST_LINE = 20_000
_TITLE = 200  # characters of a heading
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_FEW = 0.01  # of the signs beyond ASCII that may be damaged
_LOOKED_AT = 1 << 20  # bytes

_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def read_text(source: SourceFile) -> Iterator[ReadPage]:
    yield from _parts(decoded(source.file.read()), is_markdown=False)


def read_markdown(source: SourceFile) -> Iterator[ReadPage]:
    yield from _parts(decoded(source.file.read()), is_markdown=True)


def decoded(data: bytes, stated: str = "") -> str:
    """``stated``: the encoding that the file names. Raises NotReadError for what is no text."""
    return decoded_by(data, stated)[0]


def decoded_by(data: bytes, stated: str = "") -> tuple[str, str]:
    """As ``decoded``, with the encoding where it is but likely."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), ""
    start = data[:_LOOKED_AT]
    if b"\0" in start or len(_CONTROL.findall(start)) > len(start) // 20:
        raise NotReadError("no document")
    if stated:
        return data.decode(stated, "replace"), ""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd") if not text.isascii() else 0
    if damaged <= _FEW * sum(map(len, _HIGH.findall(start))) or damaged == 1:
        return text, ""
    likely = _likely_encoding(start)
    return data.decode(likely, "replace"), likely


def _likely_encoding(data: bytes) -> str:
    """Of a text that is no UTF-8: signs of two bytes each stand together, accented letters alone."""
    runs = [len(run) for run in _HIGH.findall(data)]
    if sum(length for length in runs if length > 1) > 0.9 * sum(runs):
        try:
            data[: len(data) - 4].decode("gb18030")
        except UnicodeDecodeError as error:
            return "gb18030" if error.start > len(data) - 8 else "cp1252"
        return "gb18030"
    return "cp1252"


def _parts(text: str, *, is_markdown: bool) -> Iterator[ReadPage]:
    """Each named by its first heading, or by its lines: "L1–212"."""
    text, flags = without_unseen(text)
    lines = list(_lines(text))
    headings = list(_headings(lines)) if is_markdown else []
    cuts = list(_cuts(lines, {heading.start for heading in headings if heading.level < 3}))
    ends = [*cuts[1:], (len(text), len(lines))]
    for number, ((begin, first), (end, last)) in enumerate(zip(cuts, ends, strict=True), 1):
        own = tuple(replace(h, start=h.start - begin) for h in headings if begin <= h.start < end)
        name = own[0].text if own and not own[0].start else f"L{first + 1}–{last}"
        shown = tuple(replace(f, start=f.start - begin) for f in flags if begin <= f.start <= end)
        yield ReadPage(number, text[begin:end].rstrip(), "part", name, own, shown)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Where each begins, and what it says; one without end in pieces."""
    start = 0
    for line in text.split("\n"):
        for at in range(0, len(line) or 1, _LONGEST_LINE):
            yield start + at, line[at : at + _LONGEST_LINE]
        start += len(line) + 1


def _cuts(lines: Sequence[tuple[int, str]], chapters: Collection[int]) -> Iterator[tuple[int, int]]:
    """Where each part begins, and with which line."""
    begin, was_blank = 0, False
    yield 0, 0
    for number, (at, line) in enumerate(lines):
        length = at - begin
        if length >= _LONGEST or (length >= _LONG and was_blank) or (length >= _ENOUGH and at in chapters):
            yield at, number
            begin = at
        was_blank = not line.strip()


def _headings(lines: Sequence[tuple[int, str]]) -> Iterator[Heading]:
    """Of Markdown, but not within code."""
    fence, above = "", (0, "")
    for at, line in lines:
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        elif not fence and (found := _ATX.match(line)) and found[2]:
            yield Heading(at, len(found[1]), found[2][:_TITLE])
        elif not fence and above[1].strip() and (found := _SETEXT.match(line)):
            yield Heading(above[0], 1 if found[1].startswith("=") else 2, above[1].strip()[:_TITLE])
        above = (at, "" if fence or _ATX.match(line) or line.lstrip().startswith(("|", "-", ">")) else line)
