"""The panel behind a fact: it leads to the source, copies with it, and prepares a report."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from explorer.domain.facts import Evidence, Finding, Proof, SourceKind, Verdict
from explorer.kit.buttons import Button
from explorer.kit.links import LinkPopup
from explorer.kit.theme import Look
from explorer.transparency.evidence_rows import EvidencePopup
from explorer.transparency.finding_rows import FindingRow, source_words
from explorer.transparency.sheet_content import SheetTools
from explorer.transparency.shelf import Shelf
from explorer.transparency.source_rows import SourcePopup

REPO = "meadow-ai/Meadow"
CARD = "\n".join(["---", "license: apache-2.0", "---", *["filler"] * 80, "Trained on letters. And words."])
QUOTE = Evidence(SourceKind.CARD, "Data", "Trained on letters.", REPO, "c0ffee", 84, 84)
FACT = Finding("pretraining_data", Verdict.OPEN, "letters", ["letters"], (QUOTE,))
SHELF = Shelf(REPO, {REPO: CARD}, endpoint="https://hub.example")

type OpenPanel = Callable[[Finding, Shelf], EvidencePopup]


@pytest.fixture
def open_panel(qtbot: QtBot, look: Look) -> Iterator[OpenPanel]:
    held: list[QWidget] = []

    def open_(finding: Finding, shelf: Shelf) -> EvidencePopup:
        anchor = QWidget()
        held.append(anchor)
        qtbot.addWidget(anchor)
        anchor.resize(400, 300)
        anchor.show()
        panel = EvidencePopup("Meadow", finding, SheetTools(shelf=shelf), anchor)
        held.append(panel)
        panel.open_below(anchor)
        return panel

    yield open_
    for widget in held:
        if isValid(widget):
            widget.close()


def _press(panel: EvidencePopup, words: str) -> None:
    next(b for b in panel.findChildren(Button) if b.text() == words).click()


def _words(panel: EvidencePopup) -> list[str]:
    return [b.text() for b in panel.findChildren(Button)]


def test_the_source_opens_at_the_quote_with_its_words_marked(open_panel: OpenPanel) -> None:
    panel = open_panel(FACT, SHELF)
    _press(panel, "Show it in its source")
    view = panel.findChildren(SourcePopup)[0].view
    marked = [s.cursor.selectedText() for s in view.extraSelections()]
    assert marked[-1] == "Trained on letters."
    assert view.textCursor().blockNumber() == 83
    assert view.verticalScrollBar().value() > 0, "line 84 is in view"
    panel.findChildren(SourcePopup)[0].close()


def test_a_source_that_is_gone_leaves_the_address_at_its_commit(open_panel: OpenPanel) -> None:
    panel = open_panel(FACT, Shelf(REPO, endpoint="https://hub.example"))
    assert "Show it in its source" not in _words(panel)
    _press(panel, "On the Hub")
    link = panel.findChildren(LinkPopup)[0]
    assert link.target.url == f"https://hub.example/{REPO}/blob/c0ffee/README.md?plain=1#L84-L84"
    link.close()


def test_the_copy_and_the_report_say_what_was_read_and_where(open_panel: OpenPanel) -> None:
    panel = open_panel(FACT, SHELF)
    panel.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "“Trained on letters.” (card, line 84 · meadow-ai/Meadow, commit c0ffee)" in copied
    _press(panel, "Report a wrong reading")
    report = QGuiApplication.clipboard().text()
    assert "What it should say" in report
    assert copied in report


def test_a_row_says_whose_word_it_is_how_far_up_and_how_proven(look: Look) -> None:
    above = Evidence(SourceKind.CARD, "Data", "Trained on letters.", "meadow-ai/Base", "beef", 7, 7, hop=2)
    finding = Finding(
        "pretraining_data", Verdict.OPEN, "letters", None, (above,), proof=Proof.RESOLVES, hops=2,
        holder="meadow-ai/Base",
    )  # fmt: skip
    said = str(source_words(finding))
    assert said == "“Trained on letters.” · card of meadow-ai/Base, line 7 · 2 up · address exists"


def test_no_license_is_called_partial(qtbot: QtBot, look: Look) -> None:
    stated = Evidence(SourceKind.YAML, "license", "license: llama3.2", REPO, "c0ffee", 2, 2)
    row = FindingRow(Finding("license", Verdict.PARTIAL, "Llama 3.2 · conditions", "llama3.2", (stated,)))
    qtbot.addWidget(row)
    assert row.accessibleName() == "License: Llama 3.2 · conditions"


def test_the_panel_is_used_by_keys_alone(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = open_panel(FACT, SHELF)
    link = next(b for b in panel.findChildren(Button) if b.text() == "Show it in its source")
    assert link.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert link.accessibleName() == "Show it in its source: card, line 84"
