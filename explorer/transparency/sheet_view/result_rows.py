"""Results of tests as they are stated: benchmark, value, how it was measured, whose it is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words, joined
from explorer.kit.boxes import STRETCH, Card, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult, Proof
from explorer.transparency.benchmarks.result_tables import ORIGINAL
from explorer.transparency.benchmarks.results import MAX_RESULTS

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
