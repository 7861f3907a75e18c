"""The licenses along the chain on the sheet: do they agree, the strictest first, each with its source."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.kit.buttons import Button
from explorer.kit.text import Para
from explorer.kit.theme import Look
from explorer.local.model_facts.lineage_reader import LineageDossier
from explorer.local.model_facts.sheet_facts import hops
from explorer.transparency.licensing.chain import license_chain
from explorer.transparency.lineage.hops import Lineage
from explorer.transparency.lineage.inheritance import with_lineage
from explorer.transparency.lineage.walk import walk
from explorer.transparency.sheet_view.chain_rows import ChainView
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.finding_rows import FindingRow
from explorer.transparency.sheet_view.lineage_rows import HopButton
from explorer.transparency.sheet_view.sheet import Sheet
from explorer.transparency.sheet_view.sheet_content import SheetContent, SheetTools
from explorer.transparency.sheet_view.sheet_document import sheet_html
from explorer.transparency.sheet_view.source_popup_rows import SourcePopup
from explorer.transparency.source_texts import SourceTexts as Texts
from tests.transparency.cards import table
from tests.transparency.test_license_chain import card
from tests.transparency.test_walk import Shelf


@pytest.fixture
def sheet(qtbot: QtBot, look: Look) -> Iterator[Sheet]:
    page = Sheet()
    qtbot.addWidget(page)
    page.resize(800, 900)
    page.show()
    yield page
    for window in QApplication.topLevelWidgets():
        if isinstance(window, SourcePopup | EvidencePopup):
            window.close()


def contents(shelf: Shelf, repo: str) -> list[SheetContent]:
    """What the sheet shows while the models above are read, one after the other, and then."""
    own = shelf.dossier(repo)
    met: list[Lineage] = []
    met.append(walk(own, shelf.open, table(), met.append))
    return [content_of(shelf, repo, lineage) for lineage in met]


def content_of(shelf: Shelf, repo: str, lineage: Lineage) -> SheetContent:
    own = shelf.dossier(repo)
    asking = f"Asking for {lineage.asking}" if lineage.asking else ""
    walked = LineageDossier(
        with_lineage(own, lineage, table()),
        lineage,
        chain=license_chain(own, lineage, table()),
        asking=asking,
    )
    return SheetContent(
        title=repo,
        subtitle="",
        stats=(),
        dossier=walked.dossier,
        hops=hops(walked.dossier, walked, lambda _repo: None),
        broken=lineage.broken,
        chain=walked.chain,
        asking=asking,
        subject=repo,
        tools=SheetTools(shelf=Texts(repo, shelf.cards)),
    )


def show(sheet: Sheet, content: SheetContent) -> None:
    sheet.show_content(content)
    QTest.qWait(1)  # until it is laid out


def shown(sheet: Sheet, shelf: Shelf, repo: str = "a/own") -> ChainView:
    show(sheet, contents(shelf, repo)[-1])
    return sheet.findChildren(ChainView)[0]


def paras(view: ChainView) -> str:
    return " ".join(p.text() for p in view.findChildren(Para) if p.isVisible())


CONFLICT = {
    "a/own": card("apache-2.0", "a/tuned"),
    "a/tuned": card("mit", "google/gemma"),
    "google/gemma": card("gemma"),
}


def test_a_conflict_is_open_and_names_both_sides_the_strictest_first(sheet: Sheet) -> None:
    view = shown(sheet, Shelf(CONFLICT))
    assert view.section.is_open()
    assert "It says Apache 2.0 · open source; google/gemma, 2 up, is under Gemma · conditions" in paras(view)
    assert [row.step.repo for row in view.rows] == ["google/gemma", "a/own", "a/tuned"]
    marked = [row.accessibleName() for row in view.rows if "Sources disagree" in row.accessibleName()]
    assert [name.partition(":")[0] for name in marked] == ["google/gemma", "this model"]


def test_the_conflict_stands_in_full_in_one_place_only(sheet: Sheet) -> None:
    shown(sheet, Shelf(CONFLICT))
    row = next(r for r in sheet.findChildren(FindingRow) if r.finding.dimension == "license")
    said = row.accessibleDescription().replace("\N{NO-BREAK SPACE}", " ")
    assert said == "“license: apache-2.0” card, line 2 · claimed · differs from the license of google/gemma"


def test_each_license_opens_its_quote_in_the_card_of_its_model(sheet: Sheet, qtbot: QtBot) -> None:
    view = shown(sheet, Shelf(CONFLICT))
    view.rows[0].click()
    panel = view.rows[0].findChildren(EvidencePopup)[0]
    link = next(b for b in panel.findChildren(Button) if b.property("way") == "source")
    assert link.accessibleName() == "Show it in its source: card of google/gemma, line 2"
    link.click()
    popup = panel.findChildren(SourcePopup)[0]
    assert "license: gemma" in popup.view.toPlainText()


def test_agreement_is_said_and_stays_folded(sheet: Sheet) -> None:
    view = shown(sheet, Shelf({"a/own": card("mit", "a/base"), "a/base": card("mit")}))
    assert (view.section.is_open(), view.section.header.accessibleDescription()) == (False, "they agree")


def test_agreement_does_not_reach_further_than_what_is_known(sheet: Sheet) -> None:
    shelf = Shelf({"a/own": card("mit", "a/base"), "a/base": card("mit", "b/lost")}, lost={"b/lost": "gone"})
    view = shown(sheet, shelf)
    view.section.set_open(True)
    QTest.qWait(1)
    assert view.section.header.accessibleDescription() == "those that are known agree"
    assert "No license is known of b/lost." in paras(view)


def test_a_model_without_a_license_above_has_no_chain(sheet: Sheet) -> None:
    assert shown(sheet, Shelf({"a/own": card("mit", "a/base"), "a/base": card("")})).isHidden()
    assert shown(sheet, Shelf({"a/own": card("mit")})).isHidden()


def test_of_many_the_strictest_are_shown_until_all_are_wanted(sheet: Sheet) -> None:
    parents = [f"a/p{n}" for n in range(9)]
    shelf = Shelf({"a/own": card("mit", *parents, relation="merge"), **{p: card("mit") for p in parents}})
    view = shown(sheet, shelf)
    view.section.set_open(True)
    QTest.qWait(1)
    assert sum(row.isVisible() for row in view.rows) == 6
    next(b for b in view.findChildren(Button) if b.text() == "Show all 10 licenses").click()
    QTest.qWait(1)
    assert all(row.isVisible() for row in view.rows)


def test_each_model_appears_when_it_was_read_and_what_is_read_keeps_its_place(sheet: Sheet) -> None:
    steps = contents(Shelf(CONFLICT), "a/own")
    show(sheet, steps[0])
    rows = sheet.findChildren(FindingRow)
    assert [b.hop.state for b in sheet.findChildren(HopButton)] == ["asked"]
    show(sheet, steps[1])
    shown_now = [(b.text(), b.hop.state) for b in sheet.findChildren(HopButton) if b.isVisible()]
    assert shown_now == [("google/gemma", "asked"), ("a/tuned", "read")]
    show(sheet, steps[2])
    assert [b.hop.state for b in sheet.findChildren(HopButton) if b.isVisible()] == ["read", "read"]
    assert sheet.findChildren(FindingRow) == rows


def test_the_focus_stays_on_a_model_while_more_come(sheet: Sheet, qtbot: QtBot) -> None:
    steps = contents(Shelf(CONFLICT), "a/own")
    show(sheet, steps[1])
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    next(b for b in sheet.findChildren(HopButton) if b.text() == "a/tuned").setFocus()
    show(sheet, steps[2])
    focused = QApplication.focusWidget()
    assert isinstance(focused, HopButton)
    assert (focused.text(), focused.isVisible()) == ("a/tuned", True)


def test_no_agreement_is_said_before_all_were_read(sheet: Sheet) -> None:
    steps = contents(
        Shelf({"a/own": card("mit", "a/up"), "a/up": card("mit", "b/up"), "b/up": card("gemma")}), "a/own"
    )
    show(sheet, steps[1])
    view = sheet.findChildren(ChainView)[0]
    assert view.section.header.accessibleDescription() == "those that were read so far"
    show(sheet, steps[2])
    assert (view.section.header.accessibleDescription(), view.section.is_open()) == ("they disagree", True)


def test_tab_goes_from_the_picture_through_the_facts_to_the_licenses(sheet: Sheet, qtbot: QtBot) -> None:
    for step in contents(Shelf(CONFLICT), "a/own"):
        show(sheet, step)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    view = sheet.findChildren(ChainView)[0]
    first = next(b for b in sheet.findChildren(HopButton) if b.isVisible())
    first.setFocus()
    met = []
    for _press in range(7):
        widget = QApplication.focusWidget()
        assert widget is not None
        met.append(widget.accessibleName() or widget.text())  # type: ignore[attr-defined]
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert met[:2] == ["google/gemma", "a/tuned"]
    assert met[2].startswith("Comes from")
    assert [name.partition(":")[0] for name in met[3:]] == [
        "Licenses along the chain", *(row.accessibleName().partition(":")[0] for row in view.rows)
    ]  # fmt: skip


def test_the_chain_goes_onto_paper_with_its_quotes(look: Look) -> None:
    html = sheet_html(contents(Shelf(CONFLICT), "a/own")[-1], datetime.now(UTC))
    chain = html[html.index("Licenses along the chain") :]
    assert chain.index("license: gemma") < chain.index("license: apache-2.0") < chain.index("license: mit")
    assert "google/gemma" in html[: html.index("Licenses along the chain")]
