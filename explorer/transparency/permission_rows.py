"""What may I do with it, and what should make me careful: lines anyone understands, each with its source."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.iconlabel import IconLabel
from explorer.kit.language import shown
from explorer.kit.links import LinkPopup
from explorer.kit.text import Para
from explorer.transparency.permission import NOT_ADVICE, Line
from explorer.transparency.security import SecurityFact, Weight

_ICONS: dict[Weight, tuple[str, str]] = {
    "plain": ("info", "muted"),
    "careful": ("info", "caution"),
    "warning": ("warning", "bad"),
}


class PermissionLines(QWidget):
    """The answer first, then conditions; at the end the license's text and that this is no legal advice."""

    def __init__(self, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        page = column(self, spacing=6)
        for number, line in enumerate(lines):
            page.addWidget(Para(shown(line.text), "strong" if not number else "body"))
        for source, dated in dict.fromkeys((line.source, line.dated) for line in lines if line.source):
            page.addWidget(_License(source, dated))
        page.addWidget(Para(shown(NOT_ADVICE), "source", "muted"))


class _License(QWidget):
    """Where the text lies; the address is shown before anything is opened."""

    def __init__(self, source: str, dated: str) -> None:
        super().__init__()
        line = row(self, spacing=8)
        words = (
            self.tr("Read the license, as of {date}").format(date=dated)
            if dated
            else self.tr("Read the license text")
        )
        self._link = Button("link", words)
        self._link.clicked.connect(partial(self._open, source))
        line.addWidget(self._link)
        line.addStretch()

    def _open(self, source: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        LinkPopup(source, self._link).open_below(self._link)


class SecurityLines(QWidget):
    """One fact a line, with the files or keys it was seen in. The sign says how much it matters."""

    def __init__(self, facts: Sequence[SecurityFact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        page = column(self, spacing=8)
        for fact in facts:
            page.addWidget(_SecurityLine(fact))


class _SecurityLine(QWidget):
    def __init__(self, fact: SecurityFact) -> None:
        super().__init__()
        icon, tone = _ICONS[fact.weight]
        line = row(self, spacing=8)
        line.addWidget(IconLabel(icon, tone, 16))
        words = column(spacing=0)
        words.addWidget(Para(shown(fact.text)))
        if fact.place:
            words.addWidget(Para(shown(fact.place), "source", "muted"))
        line.addLayout(words, 1)
