"""Opens written reports as their readers do, and gives back what stands in them."""

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pypdf

from explorer.rooms.compare.report.report_model import Report, ReportedModel

_VOID = frozenset({"meta", "br", "hr", "img", "rect", "circle", "path"})


@dataclass
class Table:
    """Rows of cells, as text; the first row is its head."""

    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)


class HtmlReport(HTMLParser):
    """The whole text, the tables, and everything that could load or run something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._said: list[str] = []
        self.tables: list[Table] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.verbatim: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        self.text = "".join(self._said)  # put together once: a report of all packs has a megabyte

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in values.items()]
        if tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in ("th", "td"):
            self.tables[-1].rows[-1].append("")
        elif values.get("class") == "verbatim":
            self.verbatim.append("")
        if tag not in _VOID:
            self._open.append((tag, values.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open.pop()[0] == tag, "a tag that does not close what was open"
        if tag in ("div", "p", "li"):
            self._say("\n")

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _say(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if "style" in tags or "title" in tags:
            return
        self._said.append(data)
        if "caption" in tags:
            self.tables[-1].caption += data
        elif "th" in tags or "td" in tags:
            self.tables[-1].rows[-1][-1] += data
        elif ("div", "verbatim") in self._open:
            self.verbatim[-1] += data

    def table(self, caption: str) -> Table:
        return next(one for one in self.tables if caption in one.caption)


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page without any white space: lines are broken as they fit."""
    return [packed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def packed(text: str) -> str:
    return "".join(text.split())


def pieces_of(report: Report) -> list[str]:
    """Everything of a report that every readable format has to say, piece by piece."""
    pieces = [report.title, *report.conditions, *(prompt.text for prompt in report.prompts)]
    for model in report.models:
        pieces += [model.label, *(line.text for line in model.permission), *_facts(model)]
    for said in report.said:
        pieces += [said.text, said.numbers, said.problem, said.reason, said.sha256]
    for measurement in report.measurements:
        for one in measurement.spreads:
            pieces += [measurement.title, measurement.unit, one.text, one.range_text]
    for estimate in report.estimates:
        pieces += [estimate.predicted, estimate.measured]
    return [str(piece) for piece in pieces if piece]


def _facts(model: ReportedModel) -> list[str]:
    pieces = []
    for fact in model.facts:
        pieces += [fact.title, fact.text, fact.conflict, *fact.searched]
        for source in fact.sources:
            pieces += [source.quote, source.place, source.repo, source.commit[:12]]
    return pieces
