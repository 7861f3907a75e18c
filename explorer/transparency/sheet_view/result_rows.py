"""Results of tests: as they are stated, with how it was measured and whose it is; and what was measured here,
of this very file.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.words import Words, joined
from explorer.kit.boxes import STRETCH, Card, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import Elided, Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult, Proof
from explorer.transparency.benchmarks.result_tables import ORIGINAL
from explorer.transparency.benchmarks.results import MAX_RESULTS
from explorer.transparency.sheet_view.sheet_content import MeasuredLine

_FIRST = 8  # shown before "Show all"
_VALUE, _BENCHMARK = 96, 220
_PROOF: dict[Proof, Words] = {
    "claimed": Words("by its makers"),
    "verified": Words("verified by the Hub"),
    "community": Words("by the community"),
}


class ResultList(QWidget):
    """The first few; a press shows all. Nothing is averaged, and values stand as they are written."""

    def __init__(self, results: Sequence[BenchmarkResult]) -> None:
        super().__init__()
        self._results = tuple(results)
        self._page = column(self, spacing=6)
        note = self.tr("Values as they are written. Units are not guessed, and nothing is averaged.")
        self._page.addWidget(Para(note, "secondary", "muted"))
        self._card = Card("plain", 12)
        self._page.addWidget(self._card)
        self._add(self._results[:_FIRST])
        if len(self._results) > _FIRST:
            are_more = len(self._results) >= MAX_RESULTS
            text = self.tr("Show the first {n} results") if are_more else self.tr("Show all {n} results")
            self._more = Button("link", text.format(n=len(self._results)), then=self._show_all)
            line = row().add(self._more, STRETCH)
            self._page.addLayout(line)

    def _add(self, results: Sequence[BenchmarkResult]) -> None:
        for result in results:
            self._card.body.addWidget(_ResultRow(result))

    @Slot()
    def _show_all(self) -> None:
        self._more.hide()
        self._add(self._results[_FIRST:])


class _ResultRow(QWidget):
    def __init__(self, result: BenchmarkResult) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        line = row(self, spacing=12)
        name = Elided(result.benchmark or shown(Words("not named")), "body")
        name.setMinimumWidth(px(_BENCHMARK) // 2)
        value = Label(result.value, "strong")
        value.setMinimumWidth(px(_VALUE))
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        about = Elided(shown(_about(result)), "secondary", "muted")
        line.add(stretched(name, 3), value, stretched(about, 4))
        self.setAccessibleName(f"{result.benchmark}: {result.value}, {shown(_about(result))}")


def _about(result: BenchmarkResult) -> Words:
    """How it was measured, whose it is, who says so, where."""
    whose = ""
    if result.model == ORIGINAL:
        whose = Words("of the original model")
    elif result.model:
        whose = Words("of {model}", model=result.model)
    parts = (result.metric, result.setting, whose, _PROOF[result.proof], result.evidence.place)
    return joined(" · ", [part for part in parts if part])


class MeasuredList(QWidget):
    """A row each: what came out, when, on what conditions, and before."""

    def __init__(self, lines: Sequence[MeasuredLine]) -> None:
        super().__init__()
        note = self.tr(
            "By the tests and packs of Evaluate, on this file. Published results ask and count otherwise:"
            " they cannot be compared with these."
        )
        card = Card("plain", inset=1)
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.setSpacing(0)
        for number, line in enumerate(lines):
            card.body.addWidget(_MeasuredRow(line, has_rule=number > 0))
        column(self, spacing=6).add(Para(note, "secondary", "muted"), card)


class _MeasuredRow(QFrame):
    def __init__(self, line: MeasuredLine, *, has_rule: bool) -> None:
        super().__init__()
        if has_rule:
            self.setProperty("rule", "top")
        title, words, conditions = shown(line.title), shown(line.words), shown(line.conditions)
        day = Label(line.day, "secondary", "muted")
        opened = Button("link", shown(line.action.text), scale="compact", then=line.action.run)
        opened.setAccessibleName(f"{opened.text()}: {title}")
        head = row(spacing=12).add(stretched(Elided(title, "strong")), day, opened)
        told = column(self, margins=(14, 8, 14, 9), spacing=2)
        told.addLayout(head)
        told.add(Para(words), Para(conditions, "secondary", "muted"))
        for before in line.earlier:
            told.add(Para(shown(before), "secondary", "muted"))
        self.setAccessibleName(f"{title}: {words}, {line.day}")
        self.setToolTip(plain_tip("\n".join((f"{title}: {words}", conditions))))
