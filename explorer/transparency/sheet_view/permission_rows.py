"""The text of a license, what it asks in lines anyone understands, and what should make one careful."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSpacerItem, QWidget

from explorer.kit.boxes import Column, centred, column, row
from explorer.kit.buttons import LINK_INSET, Button
from explorer.kit.facts import FACT_LEFT
from explorer.kit.language import shown, tr
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.section import Section
from explorer.kit.text import IconLabel, Para
from explorer.kit.theme import look_of
from explorer.transparency.licensing.permission import PermissionLine
from explorer.transparency.safety.security import SecurityFact, Weight
from explorer.transparency.sheet_view.head_rows import ActionButton
from explorer.transparency.sheet_view.sheet_content import LicenseText
from explorer.transparency.sheet_view.source_rows import SourceView
from explorer.transparency.source_texts import SourceText

# Pixels at 100 %.
_WIDE, _HEIGHT = 560, 260
_LONGEST = 400_000  # characters of a license
_MIDDLE = Qt.AlignmentFlag.AlignVCenter

_ICONS: dict[Weight, tuple[str, str]] = {
    "plain": ("info", "muted"),
    "careful": ("info", "caution"),
    "warning": ("warning", "bad"),
}


class LicenseTextView(QWidget):
    """The license as its maker gives it, fetched on a press, with whose it is and when it was read."""

    def __init__(self, content: LicenseText) -> None:
        super().__init__()
        self.fetch: ActionButton | None = None
        page = column(self, margins=(0, 4, 0, 0), spacing=4)
        if content.trouble:
            page.addWidget(Para(shown(content.trouble), "secondary", "bad"))
        if content.text:
            self._show_text(page, content)
        elif content.fetch is not None:
            line = row(spacing=8)
            self.fetch = ActionButton("outlined", content.fetch, "compact")
            line.add(self.fetch, centred(Para(shown(content.origin), "source", "muted"), 1))
            page.addLayout(line)

    def _show_text(self, page: Column, content: LicenseText) -> None:
        section = Section(self.tr("Text of {file}").format(file=content.name), opened=True, role="strong")
        section.body.addWidget(Para(shown(content.origin), "source", "muted"))
        view = SourceView(SourceText(content.text[:_LONGEST]))
        view.setAccessibleName(self.tr("Text of {file}").format(file=content.name))
        view.setFixedHeight(look_of(self).sizes.px(_HEIGHT))
        section.body.addWidget(view)
        page.addWidget(section)


class LicenseConditions(QWidget):
    """What the license asks beyond the answers in the rows above it; then where its text lies."""

    def __init__(self, lines: Sequence[PermissionLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        asked = [line for line in lines if not line.dimension]
        self._label = Para(self.tr("Conditions"), tone="muted")
        if not asked:
            self._label.hide()
        page = column(spacing=4)
        for line in asked:
            page.addWidget(Para(shown(line.text)))
            if line.evidence is not None:
                page.addWidget(Para(shown(line.place), "secondary", "faint"))
        links = column(spacing=4)
        for source, dated in dict.fromkeys((line.source, line.dated) for line in lines if line.source):
            links.addWidget(_License(source, dated), 0, Qt.AlignmentFlag.AlignLeft)
        self._parts, below = row(), row()
        self._parts.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        self._parts.addLayout(page, 1)
        self._before = QSpacerItem(0, 0)
        below.addSpacerItem(self._before)
        below.addLayout(links)
        self._whole = column(self, margins=(0, 8, 0, 0), spacing=4).add(self._parts, below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under the facts of the rows above; from the edge on where it is narrow."""
        px = look_of(self).sizes.px
        is_wide = event.size().width() >= px(_WIDE)
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if self._parts.direction() is not way or self._label.maximumWidth() != px(FACT_LEFT):
            self._parts.setDirection(way)
            self._label.setFixedWidth(px(FACT_LEFT))
            self._before.changeSize(px(FACT_LEFT - LINK_INSET) if is_wide else 0, 0)
            self._whole.invalidate()
        super().resizeEvent(event)


class _License(Button):
    """Where the text lies; the address is shown before anything is opened."""

    def __init__(self, source: str, dated: str) -> None:
        dated_words = tr("Read the license, as of {date}").format(date=dated)
        super().__init__("link", dated_words if dated else tr("Read the license text"))
        self.clicked.connect(partial(self._open, source))

    def _open(self, source: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        LinkPopup(source, self).open_below(self)


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
        line = row(self, spacing=8).add(IconLabel(icon, tone, 16))
        words = column(spacing=0).add(Para(shown(fact.text)))
        if fact.place:
            words.addWidget(Para(shown(fact.place), "source", "muted"))
        line.addLayout(words, 1)
