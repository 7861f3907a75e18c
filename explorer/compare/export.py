"""Writes a comparison to the file the person named; its ending chooses the format."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from explorer.base.files import read_small, write_atomically
from explorer.compare.kept_answers import Whole
from explorer.compare.report_blocks import Page, spoken
from explorer.compare.report_build import Content, report_of
from explorer.compare.report_csv import csv_of
from explorer.compare.report_html import html_of, mark_words, style_sheet
from explorer.compare.report_json import json_of, read_comparison
from explorer.compare.report_markdown import markdown_of
from explorer.compare.report_model import Report
from explorer.compare.report_paper import paper_html
from explorer.compare.report_parts import page_of
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless, harmless_json
from explorer.domain.words import Words

FORMATS = (".html", ".pdf", ".md", ".csv", ".json")
USUAL = ".html"
_LARGEST = 500_000_000  # bytes of a report

type Say = Callable[[str], str]


def ending_of(path: Path) -> str:
    """The format of a path, "" for one that is none. ".htm" and ".markdown" are other names."""
    ending = {".htm": ".html", ".markdown": ".md"}.get(path.suffix.lower(), path.suffix.lower())
    return ending if ending in FORMATS else ""


def write_report(path: Path, content: Content, say: Say = str, language: str = "en") -> Path:
    """The path written: with ``.html`` added where the name has no ending of ours.

    ``say`` gives a text in ``language``; JSON and CSV are English, for machines. Raises KnownError if it
    cannot be written.
    """
    if not ending_of(path):
        path = path.with_name(path.name + USUAL)
    data = report_bytes(report_of(content, datetime.now(UTC).astimezone()), ending_of(path), say, language)
    try:
        write_atomically(path, data)
    except OSError as error:
        raise KnownError(
            Words("The report could not be written to {file}.", file=path.name),
            Words("Choose another folder, or free some space."),
            str(error),
        ) from error
    return path


def read_report(path: Path) -> Whole:
    """The comparison of a report that was written as JSON. Raises KnownError for any other file."""
    try:
        if path.stat().st_size > _LARGEST:
            raise KnownError(Words("{file} is too large for a report.", file=path.name))
        return read_comparison(read_small(path, _LARGEST))
    except OSError as error:
        raise KnownError(
            Words("{file} could not be read.", file=path.name), Words("Choose another file."), str(error)
        ) from error


def report_bytes(report: Report, ending: str, say: Say = str, language: str = "en") -> bytes:
    """A report in the format of one of ``FORMATS``."""
    if ending == ".json":
        return harmless_json(json_of(report))
    if ending == ".csv":
        return harmless(csv_of(report)).encode("utf-8-sig")  # Excel reads UTF-8 by its mark alone
    page = spoken(page_of(report, language), say)
    words = {mark: say(word) for mark, word in mark_words().items()}
    if ending == ".md":
        return markdown_of(page, words).encode()
    if ending == ".pdf":
        return _pdf(page, words, say(report.app))
    return html_of(page, words, style_sheet(_colours())).encode()


def _pdf(page: Page, words: dict[str, str], app: str) -> bytes:
    from explorer.kit.pdf import Paper, usual_size  # noqa: PLC0415  only who needs it loads Qt's painting
    from explorer.kit.pdf_process import print_apart  # noqa: PLC0415

    return print_apart(Paper(page.title, paper_html(page, words), page.footer, app, usual_size()))


def _colours() -> dict[str, dict[str, str]]:
    from explorer.kit.tokens import dark_theme, light_theme  # noqa: PLC0415

    themes = {"light": light_theme(), "dark": dark_theme()}
    return {name: {r: c.name() for r, c in theme.colours().items()} for name, theme in themes.items()}
