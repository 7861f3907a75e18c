"""The head of the facts: how many questions are answered in which way, each with its mark and its word."""

from PySide6.QtWidgets import QWidget

from explorer.domain.facts import Dossier
from explorer.kit.boxes import column
from explorer.kit.language import shown
from explorer.kit.layouts import Flow
from explorer.kit.marks import VerdictLabel
from explorer.kit.text import Label
from explorer.kit.theme import look_of
from explorer.transparency.counts import count_words, counted


class CountsHead(QWidget):
    """A heading, and the counts beside each other; on to the next line where it is narrow."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        page = column(self, margins=(0, 8, 0, 0), spacing=4)
        page.addWidget(Label(self.tr("What it discloses"), "heading"))
        counts = QWidget()
        flow = Flow(spacing=px(18))
        for verdict, count in counted(dossier.findings):
            flow.addWidget(VerdictLabel(verdict, shown(count_words(verdict, count))))
        counts.setLayout(flow)
        page.addWidget(counts)
