"""The panel behind a fact: it leads to the source, copies with it, and prepares a report."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from explorer.domain.errors import CancelledError
from explorer.domain.facts import Evidence, Finding, Proof, SourceKind, Verdict
from explorer.kit.buttons import Button
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.tasks import Tasks
from explorer.kit.text import Para, Quote
from explorer.kit.theme import Look
from explorer.transparency.explain import ExplainedPlace, ExplainedStep
from explorer.transparency.sheet_view import why_rows
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.finding_rows import FindingRow, QuoteAndPlace, quote_and_place
from explorer.transparency.sheet_view.sheet_content import SheetTools
from explorer.transparency.sheet_view.source_popup_rows import QuotedView, SourcePopup
from explorer.transparency.sheet_view.source_rows import SourceView
from explorer.transparency.sheet_view.why_rows import WhyRows, most_telling, step_words
from explorer.transparency.source_texts import SourceText, SourceTexts
from explorer.transparency.sources import Sources
from tests.transparency.cards import finding
from tests.waiting import found

REPO = "meadow-ai/Meadow"
CARD = "\n".join(["---", "license: apache-2.0", "---", *["filler"] * 80, "Trained on letters. And words."])
QUOTE = Evidence(SourceKind.CARD, "Data", "Trained on letters.", REPO, "c0ffee", 84, 84)
FACT = Finding("pretraining_data", Verdict.OPEN, "letters", ["letters"], (QUOTE,))


def _shelf(card: str) -> SourceTexts:
    sources = {REPO: Sources(repo=REPO, card=card)}
    return SourceTexts(REPO, {REPO: card}, endpoint="https://hub.example", sources=sources)


SHELF = _shelf(CARD)


class OpenPanel(Protocol):
    def __call__(self, finding: Finding, shelf: SourceTexts, tasks: Tasks | None = None) -> EvidencePopup: ...


@pytest.fixture
def open_panel(qtbot: QtBot, look: Look) -> Iterator[OpenPanel]:
    held: list[QWidget] = []

    def open_(finding: Finding, shelf: SourceTexts, tasks: Tasks | None = None) -> EvidencePopup:
        anchor = QWidget()
        held.append(anchor)
        qtbot.addWidget(anchor)
        anchor.resize(400, 300)
        anchor.show()
        panel = EvidencePopup("Meadow", finding, SheetTools(shelf, tasks), anchor)
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
    popup = panel.findChildren(SourcePopup)[0]
    popup.switch.setCurrentIndex(1)
    QTest.qWait(1)
    view = popup.view
    marked = [s.cursor.selectedText() for s in view.extraSelections()]
    assert marked[-1] == "Trained on letters."
    assert view.textCursor().blockNumber() == 83
    assert view.verticalScrollBar().value() > 0, "line 84 is in view"
    popup.close()


type OpenSource = Callable[[str, Evidence], SourcePopup]


@pytest.fixture
def open_source(qtbot: QtBot, look: Look) -> Iterator[OpenSource]:
    """Opens the source of a quote of a card."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def open_(card: str, quote: Evidence) -> SourcePopup:
        source = SourceTexts(REPO, {REPO: card}).get(quote)
        assert source is not None
        popup = SourcePopup(quote, source, window)
        popup.open_over(window)
        QTest.qWait(1)
        return popup

    yield open_
    for popup in window.findChildren(SourcePopup):
        popup.close()


def test_a_card_opens_rendered_with_the_quote_marked_and_in_view(open_source: OpenSource) -> None:
    filler = "\n\n".join(f"Paragraph {n}." for n in range(90))
    card = f"# Meadow\n\n{filler}\n\n- Trained on **letters** of [1850](https://x.example).\n\n{filler}\n"
    line = next(n for n, text in enumerate(card.splitlines(), 1) if "Trained" in text)
    quote = Evidence(
        SourceKind.CARD, "Data", "Trained on **letters** of [1850](https://x.example).", REPO, "c", line, line
    )
    popup = open_source(card, quote)
    page = popup.page
    assert page is not None
    assert page.isVisible()
    assert page.quoted == "Trained on letters of 1850"
    assert "\ue000" not in page.toPlainText()
    assert 0 <= page.cursorRect().top() < page.viewport().height()
    assert page.verticalScrollBar().value() > 0


def test_rendered_and_source_are_chosen_by_keys(open_source: OpenSource) -> None:
    popup = open_source(CARD, QUOTE)
    popup.activateWindow()
    popup.switch.setFocus()
    QTest.keyClick(popup.switch, Qt.Key.Key_Right)
    assert popup.view.isVisible()
    QTest.keyClick(popup.switch, Qt.Key.Key_Left)
    assert popup.page is not None
    assert popup.page.isVisible()


def test_the_row_of_a_table_is_marked_cell_by_cell(open_source: OpenSource) -> None:
    card = "# M\n\n| Benchmark | Meadow |\n|---|---|\n| MMLU | 58.4 |\n| GSM8K | 61.9 |\n"
    quote = Evidence(SourceKind.CARD, "Evaluation", "| MMLU | 58.4 |", REPO, "c", 5, 5)
    page = open_source(card, quote).page
    assert page is not None
    assert page.quoted == "MMLU 58.4"


def _ground(page: QuotedView) -> str:
    """The colour behind what is marked."""
    (mark,) = page.extraSelections()
    return mark.format.background().color().name()


def test_the_mark_survives_another_theme(open_source: OpenSource, look: Look) -> None:
    page = open_source(CARD, QUOTE).page
    assert page is not None
    before = _ground(page)
    look.set("dark", 100)
    assert page.quoted == "Trained on letters"
    assert _ground(page) != before


def test_what_is_seen_in_no_rendered_card_is_shown_as_written_and_says_so(open_source: OpenSource) -> None:
    card = "# Meadow\n\n<!-- ### quantize_version: 2 -->\nText.\n"
    quote = Evidence(SourceKind.CARD, "quantize_version", "<!-- ### quantize_version: 2 -->", REPO, "c", 3, 3)
    popup = open_source(card, quote)
    assert popup.page is None
    assert popup.view.isVisible()
    assert "as it is written" in popup.note.text()
    assert popup.switch.isHidden()


def test_a_card_that_was_written_anew_says_so_over_the_quote(open_source: OpenSource) -> None:
    popup = open_source(f"# Another first line\n\n{CARD}", QUOTE)
    assert popup.note.isVisible()
    assert "another state of it" in popup.note.text()
    assert popup.page is not None
    assert popup.page.quoted == "Trained on letters"


def test_front_matter_is_no_text_and_opens_as_written(open_source: OpenSource) -> None:
    quote = Evidence(SourceKind.YAML, "license", "license: apache-2.0", REPO, "c", 2, 2)
    popup = open_source(CARD, quote)
    assert (popup.page, popup.view.isVisible(), popup.switch.isHidden()) == (None, True, True)
    assert popup.note.isHidden()


def test_a_hostile_card_loads_nothing_when_rendered(open_source: OpenSource) -> None:
    bad = '<img src="https://spy.example/a.png"><script>1</script>\n\n<img src="file:///etc/passwd">'
    card = f"# M\n\n{bad}\n\nOn letters.\n"
    page = open_source(card, Evidence(SourceKind.CARD, "", "On letters.", REPO, "c", 7, 7)).page
    assert page is not None
    html = page.toHtml()
    assert "spy.example" not in html
    assert "passwd" not in html
    assert "<script" not in html


def test_a_source_that_is_gone_leaves_the_address_at_its_commit(open_panel: OpenPanel) -> None:
    panel = open_panel(FACT, SourceTexts(REPO, endpoint="https://hub.example"))
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


def test_the_repo_of_a_model_above_is_named_once(open_panel: OpenPanel) -> None:
    above = Evidence(SourceKind.CARD, "Data", "Trained on letters.", "meadow-ai/Base", "beef", 7, 7, hop=2)
    panel = open_panel(replace(FACT, evidence=(above,)), SHELF)
    panel.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "(card of meadow-ai/Base, line 7 · 2 up, commit beef)" in copied


def test_a_row_says_whose_word_it_is_how_far_up_and_how_proven(look: Look) -> None:
    above = Evidence(SourceKind.CARD, "Data", "Trained on letters.", "meadow-ai/Base", "beef", 7, 7, hop=2)
    finding = Finding(
        "pretraining_data", Verdict.OPEN, "letters", None, (above,), proof=Proof.RESOLVES, hops=2,
        holder="meadow-ai/Base",
    )  # fmt: skip
    said = quote_and_place(finding)
    assert said.quote == "“Trained on letters.”"
    assert said.place == "card of meadow-ai/Base, line 7 · 2 up · address exists"


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


def test_a_fact_that_is_the_quoted_sentence_stands_once_in_its_row() -> None:
    sentence = "It repeats what its training data says."
    quote = replace(QUOTE, quote=f"- {sentence} And more.", first_line=9)
    told = Finding("risks", Verdict.OPEN, sentence, None, (quote,))
    assert quote_and_place(told) == QuoteAndPlace("", "card, line 9 · claimed")
    assert quote_and_place(FACT).quote == "“Trained on letters.”"


def test_the_source_numbers_its_lines_as_they_were_read(qtbot: QtBot, look: Look) -> None:
    view = SourceView(SourceText("a\u2029b\u2028c\rd\x0ce\r\nf", 2, 2))
    qtbot.addWidget(view)
    assert view.blockCount() == 2


def test_a_quote_is_marked_over_signs_at_which_qt_would_break_the_line(qtbot: QtBot, look: Look) -> None:
    view = SourceView(
        SourceText("a\nIt sings\u2029at\u2028dawn, and more.\n", 2, 2), "sings\u2029at\u2028dawn"
    )
    qtbot.addWidget(view)
    assert view.extraSelections()[-1].cursor.selectedText() == "singsU+2029atU+2028dawn"


def test_why_shows_what_matched_and_what_is_quoted(open_panel: OpenPanel, tasks: Tasks) -> None:
    rival = "Unlike Tern-40B, whose knowledge cutoff is May 2023, it knows more."
    card = f"# Wren\n\nIts data was collected until March 2024.\n\n{rival}\n"
    fact = finding("cutoff_and_size", card, repo=REPO)
    panel = open_panel(fact, _shelf(card), tasks)
    _press(panel, "Why?")
    rows = panel.findChildren(WhyRows)[0]
    assert rows.is_waiting, "nothing waits for it"
    found(lambda: not rows.is_waiting or None, "how the card was read")
    told = [label.text() for label in rows.findChildren(Para)]
    assert "“cutoff” matches amounts.cutoff" in told
    quoted = [label.text() for label in rows.findChildren(Quote)]
    assert quoted == ["Its data was collected until March 2024."]
    assert rows.y() > 0, "below the quotes"
    room = panel.screen().availableGeometry()
    assert room.contains(panel.geometry())


def test_why_nothing_is_known_is_told_too(open_panel: OpenPanel, tasks: Tasks) -> None:
    panel = open_panel(finding("risks", CARD, repo=REPO), SHELF, tasks)
    _press(panel, "Why?")
    rows = panel.findChildren(WhyRows)[0]
    found(lambda: not rows.is_waiting or None, "how the card was read")
    assert [p.text() for p in rows.findChildren(Para)] == [
        "No words of this card tell of it, and none were set aside."
    ]


def test_a_panel_that_is_closed_stops_reading(
    open_panel: OpenPanel, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[bool] = []
    ended: list[bool] = []

    def reads_on(*_: object, stopped: Callable[[], bool]) -> list[ExplainedPlace]:
        began.append(True)
        until = time.monotonic() + 10
        while not stopped() and time.monotonic() < until:
            time.sleep(0.01)
        ended.append(stopped())
        raise CancelledError

    monkeypatch.setattr(why_rows, "explain", reads_on)
    panel = open_panel(FACT, SHELF, tasks)
    panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # as all who open one
    _press(panel, "Why?")
    found(lambda: began or None, "the reading")  # one that has not begun never does
    panel.close()
    assert found(lambda: ended or None, "the end") == [True]


def test_of_many_places_the_quoted_ones_stay() -> None:
    places = [
        ExplainedPlace(n, n, f"line {n}", quoted_by=("risks",) if n == 60 else ()) for n in range(1, 70)
    ]
    assert [place.first_line for place in most_telling(places)] == [*range(1, 40), 60]
    all_quoted = [replace(place, quoted_by=("risks",)) for place in places]
    assert most_telling(all_quoted) == all_quoted


def test_a_phrase_beside_which_another_does_not_count_is_told_so() -> None:
    beside = ExplainedStep("guard", "use.a_part", "", "resources/phrases/use.yaml", 0)
    assert step_words(beside) == "Does not count beside use.a_part"
    under = ExplainedStep("phrase", "risks.risks", "Limits " * 90, "", 1, under=3)
    assert step_words(under).startswith("Under line 3: “Limits Limits")
    assert len(step_words(under)) < 250


def test_without_the_card_at_hand_nobody_can_say_why(open_panel: OpenPanel, tasks: Tasks) -> None:
    assert "Why?" in _words(open_panel(FACT, SHELF, tasks))
    assert "Why?" not in _words(open_panel(FACT, SourceTexts(REPO), tasks))


@pytest.mark.parametrize("kind", [SourceKind.FILE, SourceKind.HEADER])
def test_of_what_a_file_says_no_card_tells_why(open_panel: OpenPanel, tasks: Tasks, kind: SourceKind) -> None:
    of_file = replace(QUOTE, kind=kind, first_line=0, last_line=0)
    assert "Why?" not in _words(open_panel(replace(FACT, evidence=(of_file,)), SHELF, tasks))
    assert "Why?" in _words(open_panel(replace(FACT, evidence=(of_file, QUOTE)), SHELF, tasks))
