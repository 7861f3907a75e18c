"""What was measured of this very file, a row each: what came out, when, on what conditions, and before."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit.boxes import Card, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import Elided, Label, Para, plain_tip
from explorer.transparency.sheet_view.sheet_content import MeasuredLine


class MeasuredList(QWidget):
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
