"""The head of the facts: how many questions are answered in which way, each with its mark and its word."""

from PySide6.QtWidgets import QWidget

from explorer.domain.facts import Dossier
from explorer.kit.boxes import column
from explorer.kit.language import shown
from explorer.kit.layouts import Flow
from explorer.kit.marks import VerdictLabel
from explorer.kit.text import Label
from explorer.kit.theme import look_of
from explorer.transparency.counts import Counted, count_words, counted


class CountsHead(QWidget):
    """A heading, and the counts beside each other; on to the next line where it is narrow."""

    def __init__(self) -> None:
        super().__init__()
        page = column(self, margins=(0, 8, 0, 0), spacing=4)
        page.addWidget(Label(self.tr("What it discloses"), "heading"))
        counts = QWidget()
        self._flow = Flow(spacing=look_of(self).sizes.px(18))
        counts.setLayout(self._flow)
        page.addWidget(counts)
        self._counts: tuple[tuple[Counted, int], ...] = ()
        self._labels: list[VerdictLabel] = []

    def show_counts(self, dossier: Dossier) -> None:
        counts = counted(dossier.findings)
        if counts == self._counts:
            return
        for label in self._labels:
            self._flow.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._counts = counts
        self._labels = [VerdictLabel(kind, shown(count_words(kind, count))) for kind, count in counts]
        for label in self._labels:
            self._flow.addWidget(label)
