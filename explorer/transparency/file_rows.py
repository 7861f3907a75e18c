"""The files of a sheet: a row for each variant, with its size, what it is, whether it fits, and Get."""

from collections.abc import Sequence
from weakref import ref

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.kit.card import Card
from explorer.kit.language import shown, tr
from explorer.kit.pill import Pill
from explorer.kit.text import Elided, Label, plain_tip
from explorer.kit.theme import look_of
from explorer.transparency.head_rows import ActionButton
from explorer.transparency.sheet_content import FileLine

# Pixels at 100 %.
_ROOMY = 540  # a narrower row puts size and version under the word
_SIZE, _VERSION, _FIT, _BUTTON = 66, 132, 84, 76
_PAD = 8


class FileTable(Card):
    """All variants; ``show_lines`` lets the buttons follow what is here and on its way."""

    def __init__(self, files: Sequence[FileLine]) -> None:
        super().__init__("plain", inset=1)
        self.body.setContentsMargins(1, 1, 1, 1)
        self.body.setSpacing(0)
        self.rows = tuple(FileRow(line, is_first=number == 0) for number, line in enumerate(files))
        for row in self.rows:
            self.body.addWidget(row)

    def show_lines(self, files: Sequence[FileLine]) -> None:
        for row, line in zip(self.rows, files, strict=True):
            row.show_line(line)


class FileRow(QFrame):
    """One variant: word, size, version, fit, Get."""

    def __init__(self, line: FileLine, *, is_first: bool) -> None:
        super().__init__()
        if not is_first:
            self.setProperty("rule", "top")
        px = look_of(self).sizes.px
        self._under = Elided(f"{shown(line.size)} · {shown(line.version)}", "secondary", "muted")
        self._size = Elided(shown(line.size), "body")
        self._size.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._version = Elided(shown(line.version), "body", "muted")
        self._size.setFixedWidth(px(_SIZE))
        self._version.setFixedWidth(px(_VERSION))
        self._button = ActionButton("outlined", line.action, "compact")
        self._button.setMinimumWidth(px(_BUTTON))
        self._lay_out(line)
        self.show_line(line)

    def show_line(self, line: FileLine) -> None:
        self._button.show_action(line.action)
        said = (shown(line.word), shown(line.size), shown(line.version))
        self._button.setAccessibleName(f"{self._button.text()}: {', '.join(said)}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_roomy = self._is_roomy(self.width())
        self._under.setVisible(not is_roomy)
        self._size.setVisible(is_roomy)
        self._version.setVisible(is_roomy)

    def height_at(self, width: int) -> int:
        """By the form that this width will have, not by the one that is seen just now."""
        px = look_of(self).sizes.px
        words = self._word.sizeHint().height()
        if not self._is_roomy(width):
            words += px(1) + self._under.sizeHint().height()
        return max(words, self._button.sizeHint().height()) + 2 * px(_PAD)

    def sizeHint(self) -> QSize:
        width = look_of(self).sizes.px(_ROOMY)
        return QSize(width, self.height_at(width))

    def minimumSizeHint(self) -> QSize:
        """What the narrow form needs in width; else the wide one would hold the page apart."""
        return QSize(look_of(self).sizes.px(280), self.sizeHint().height())

    def _is_roomy(self, width: int) -> bool:
        return width >= look_of(self).sizes.px(_ROOMY)

    def _lay_out(self, line: FileLine) -> None:
        px = look_of(self).sizes.px
        row = _RowLayout(self)
        row.setContentsMargins(px(14), px(_PAD), px(14), px(_PAD))
        row.setSpacing(px(16))
        row.addLayout(self._words(line), 1)
        row.addWidget(self._size)
        row.addWidget(self._version)
        row.addWidget(_Fit(line))
        row.addWidget(self._button)

    def _words(self, line: FileLine) -> QVBoxLayout:
        px = look_of(self).sizes.px
        words = QVBoxLayout()
        words.setSpacing(px(1))
        first = QHBoxLayout()
        first.setSpacing(px(10))
        self._word = Label(shown(line.word), "strong")
        first.addWidget(self._word)
        if line.is_recommended:
            first.addWidget(Pill(tr("recommended"), "accent"))
        first.addStretch()
        words.addLayout(first)
        words.addWidget(self._under)
        return words


class _RowLayout(QHBoxLayout):
    """Qt asks the layout, not the widget, how high a width makes the row."""

    def __init__(self, row: FileRow) -> None:
        super().__init__(row)
        self._row = ref(row)  # a cycle would keep both beyond their Qt halves

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        row = self._row()
        return row.height_at(width) if row is not None else -1


class _Fit(QWidget):
    """The fit pill in a column of its own, so that pills start under each other."""

    def __init__(self, line: FileLine) -> None:
        super().__init__()
        pill = Pill(shown(line.fit), line.tone)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pill)
        column.addStretch()
        self.setMinimumWidth(max(look_of(self).sizes.px(_FIT), pill.sizeHint().width()))
        self.setToolTip(plain_tip(shown(line.tip)))
