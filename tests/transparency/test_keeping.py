"""All facts at once: as JSON in the clipboard and in a file, as a document on paper."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.facts import Dossier, Evidence, SourceKind
from explorer.domain.local_model import CARD_UNREAD
from explorer.kit.buttons import Button
from explorer.kit.file_dialogs import file_name
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.results import MAX_RESULTS
from explorer.transparency.dossier import read_dossier
from explorer.transparency.facts_json import chain_json, dossier_json
from explorer.transparency.licensing.permission import permission
from explorer.transparency.sheet_view.export_rows import FactsExport
from explorer.transparency.sheet_view.result_rows import ResultList
from explorer.transparency.sheet_view.sheet_content import Banner, HopLine, SheetContent, SheetTools, Stat
from explorer.transparency.sheet_view.sheet_document import sheet_html
from explorer.transparency.sources import Sources
from tests.transparency.cards import table

CARD = """---
license: llama3.2
base_model: meadow-ai/Base
---
# Meadow <script>alert(1)</script>

Trained on 4 trillion tokens of web pages and code. Knowledge cutoff: December 2024.
"""
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def _content(tasks: Tasks | None = None) -> SheetContent:
    dossier = read_dossier(Sources("meadow-ai/Meadow", "c0ffee1234567890", CARD, read_at=NOW), table())
    return SheetContent(
        title="Meadow <b>1.7B</b>",
        subtitle="meadow-ai",
        stats=(Stat("May I use it at work?", "Yes, with conditions", "Llama 3.2"),),
        dossier=dossier,
        hops=(
            HopLine("meadow-ai/Base", "Llama 3.2 · conditions", "fine-tuned"),
            HopLine("this model", "Llama 3.2"),
        ),
        permission=permission(dossier, table()),
        tools=SheetTools(tasks=tasks),
    )


def _text_of(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText()


def _dossier(content: SheetContent) -> Dossier:
    assert content.dossier is not None
    return content.dossier


@pytest.fixture
def keep(qtbot: QtBot, look: Look, tasks: Tasks) -> FactsExport:
    content = _content(tasks)
    widget = FactsExport(content, _dossier(content))
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_the_document_says_every_fact_with_its_source_and_commit(look: Look) -> None:
    text = _text_of(sheet_html(_content(), NOW))
    assert "“license: llama3.2”" in text
    assert "commit c0ffee123456" in text
    assert "card, line 2" in text
    assert "claimed by its makers" in text
    assert "Nobody says anything about it. Searched: card" in text
    assert "not disclosed" in text
    assert "meadow-ai/Base · Llama 3.2 · conditions fine-tuned" in text
    assert "This is no legal advice" in text


def test_why_no_card_was_read_stands_on_paper_once(look: Look) -> None:
    sources = Sources("meadow-ai/Meadow", api={}, read_at=NOW, unread=CARD_UNREAD)
    unread = replace(read_dossier(sources, table()), unread=CARD_UNREAD)
    content = replace(_content(), dossier=unread, banner=Banner(CARD_UNREAD), hops=())
    text = _text_of(sheet_html(content, NOW))
    assert text.count(CARD_UNREAD) == 1


@pytest.mark.parametrize("count", [9, MAX_RESULTS])
def test_a_list_that_may_be_cut_says_that_these_are_the_first(look: Look, qtbot: QtBot, count: int) -> None:
    results = [
        BenchmarkResult(f"Task {n}", "1", Evidence(SourceKind.CARD, "text", "1")) for n in range(count)
    ]
    html = sheet_html(replace(_content(), results=tuple(results)), NOW)
    assert (f"the first {count}" in html) is (count == MAX_RESULTS)
    rows = ResultList(results)
    qtbot.addWidget(rows)
    (more,) = rows.findChildren(Button)
    assert more.text() == f"Show {'the first' if count == MAX_RESULTS else 'all'} {count} results"


def test_what_a_stranger_wrote_is_text_on_paper(look: Look) -> None:
    html = sheet_html(_content(), NOW)
    assert "<script>" not in html
    assert "Meadow &lt;b&gt;1.7B&lt;/b&gt;" in html


def test_a_pdf_is_written_with_its_pages(keep: FactsExport, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "Meadow.pdf"
    keep.save_pdf(path)
    qtbot.waitUntil(keep.told.isVisible)
    first = pypdf.PdfReader(path).pages[0].extract_text()
    assert "Meadow <b>1.7B</b>" in first
    assert "“license: llama3.2”" in first
    assert str(path) in keep.told.text()


def test_a_printer_gets_the_same_document(keep: FactsExport, tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"

    def into_a_file(printer: QPrinter, _parent: QWidget) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        return True

    keep.ask_printer = into_a_file
    keep.print.click()
    pages = pypdf.PdfReader(path).pages
    text = " ".join(page.extract_text() for page in pages).split()
    assert "Searched: card." in " ".join(text)
    assert len(pages) == 2


def test_json_goes_to_the_clipboard_and_into_a_file(keep: FactsExport, tmp_path: Path, qtbot: QtBot) -> None:
    content = _content()
    facts = {
        **dossier_json(_dossier(content), "meadow-ai/Meadow"),
        "license_chain": chain_json(content.chain),
    }
    expected = json.loads(json.dumps(facts, default=str))
    keep.copy.click()
    assert json.loads(QGuiApplication.clipboard().text()) == expected
    path = tmp_path / "facts.json"
    keep.save_json(path)
    qtbot.waitUntil(keep.told.isVisible)
    assert json.loads(path.read_text(encoding="utf-8")) == expected


@pytest.mark.parametrize("save", [FactsExport.save_json, FactsExport.save_pdf])
def test_a_place_that_cannot_be_written_is_told(
    keep: FactsExport, tmp_path: Path, qtbot: QtBot, save: Callable[[FactsExport, Path], None]
) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    save(keep, folder)
    qtbot.waitUntil(keep.trouble.isVisible)
    assert "taken could not be written" in keep.trouble.text()


def test_the_name_of_a_file_suits_every_system() -> None:
    assert file_name("Meadow 1.7B: “a/b” <c>", "facts") == "Meadow 1.7B a b c"
    assert file_name("???", "facts") == "facts"


def test_links_have_names_and_keys(keep: FactsExport) -> None:
    assert [b.text() for b in keep.findChildren(Button)] == [
        "Copy all facts as JSON",
        "Save as JSON…",
        "Save as PDF…",
        "Print…",
    ]
