"""The files of a sheet: a row for each variant, with its size, what it is, whether it fits, and Get.

Of many, the recommended one stands alone until all are asked for; files that are no model come last.
"""

from collections.abc import Sequence
from weakref import ref

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.domain.words import joined
from explorer.kit.boxes import STRETCH, Card, Row, column, row, set_style_property, stretched
from explorer.kit.buttons import Button
from explorer.kit.language import shown, tr
from explorer.kit.pill import Pill
from explorer.kit.text import Elided, Label, plain_tip
from explorer.kit.theme import look_of
from explorer.kit.toggle import Toggle
from explorer.transparency.sheet_view.head_rows import ActionButton
from explorer.transparency.sheet_view.sheet_content import FileLine, OtherFile, ProjectorLine

# Pixels at 100 %.
_ROOMY = 540  # a narrower row puts size and version under the word
_SIZE, _VERSION, _FIT, _BUTTON = 72, 132, 84, 76
_PAD = 8
_FEW = 3  # variants that are all shown at once
_HASH = 8  # digits shown of one


class FileTable(Card):
    """All variants; ``show_lines`` lets fits and buttons follow what becomes known. ``unfolded`` tells."""

    unfolded = Signal()

    def __init__(
        self,
        files: Sequence[FileLine],
        others: Sequence[OtherFile] = (),
        projector: ProjectorLine | None = None,
        *,
        is_open: bool = False,
    ) -> None:
        super().__init__("plain", inset=1)
        self.body.setContentsMargins(1, 1, 1, 1)
        self.body.setSpacing(0)
        is_open = is_open or (len(files) <= _FEW and not others)
        first = next((n for n, line in enumerate(files) if line.is_recommended), 0)
        self.rows = tuple(FileRow(line) for line in files)
        self.projector = ProjectorRow(projector) if projector is not None else None
        self._beside = (self.projector,) if self.projector is not None else ()  # in sight with any of them
        self._others = tuple(_OtherRow(file) for file in others)
        self._folded = [*(row for n, row in enumerate(self.rows) if n != first and len(files) > _FEW),
                        *self._others]  # fmt: skip
        self.body.add(*self.rows, *self._beside, *self._others)
        self.more = Button("link", self._words(files, others), "chevron-down", scale="compact")
        self._foot = self._build_foot()
        self._align()
        self.body.addWidget(self._foot)
        self._show_all(is_open=is_open)

    def show_lines(self, files: Sequence[FileLine], projector: ProjectorLine | None = None) -> None:
        for part, line in zip(self.rows, files, strict=True):
            part.show_line(line)
        if self.projector is not None and projector is not None:
            self.projector.show_line(projector)
        self._align()

    def _align(self) -> None:
        """Ends of one width, so that all columns are level."""
        every = (*self.rows, *self._beside)
        beside, end = (max(widths) for widths in zip(*(part.ends() for part in every), strict=True))
        for part in every:
            part.set_ends(beside, end)

    @Slot()
    def unfold(self) -> None:
        self._show_all(is_open=True)
        self.unfolded.emit()

    def _build_foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("rule", "top")
        row(foot, margins=(8, 4, 8, 4)).add(self.more, STRETCH)
        self.more.clicked.connect(self.unfold)
        return foot

    def _show_all(self, *, is_open: bool) -> None:
        for part in self._folded:
            part.setVisible(is_open)
        self._foot.setVisible(bool(self._folded) and not is_open)
        every = (*self.rows, *self._beside, *self._others)
        seen = [part for part in every if is_open or part not in self._folded]
        for number, part in enumerate(seen):
            part.set_rule(on=number > 0)

    def _words(self, files: Sequence[FileLine], others: Sequence[OtherFile]) -> str:
        if len(files) <= _FEW:
            more = self.tr("Show {n} other files").format(n=len(others))
            return more if len(others) > 1 else self.tr("Show 1 other file")
        return self.tr("Show all {n} files").format(n=len(files) + len(self._beside) + len(others))


class _Ruled(QFrame):
    """A row with or without a line above it."""

    def set_rule(self, *, on: bool) -> None:
        if set_style_property(self, "rule", "top" if on else ""):
            self.updateGeometry()


class _ColumnsRow(_Ruled):
    """Word and note, size, version and what stands ``beside`` them, ``end``; the name of the file below."""

    def __init__(self, note: QWidget, beside: QWidget, end: QWidget, *, has_name: bool) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        self._word = Label("", "strong")
        self._note, self._beside, self._end, self._has_name = note, beside, end, has_name
        self._under = Elided("", "secondary", "muted")
        self._name = Elided("", "secondary", "muted")
        self._size = Elided("", "body")
        self._size.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._version = Elided("", "body", "muted")
        self._size.setFixedWidth(px(_SIZE))
        self._version.setFixedWidth(px(_VERSION))
        self._lay_out()

    def show_words(self, word: str, size: str, version: str, name: str) -> None:
        self._word.setText(word)
        self._under.setText(joined(" · ", (size, version)))
        self._size.setText(size)
        self._version.setText(version)
        self._name.setText(name)

    def ends(self) -> tuple[int, int]:
        """How wide what is beside and the end need to be."""
        px = look_of(self).sizes.px
        beside, end = self._beside.sizeHint().width(), self._end.sizeHint().width()
        return max(px(_FIT), beside), max(px(_BUTTON), end)

    def set_ends(self, beside: int, end: int) -> None:
        self._beside.setMinimumWidth(beside)
        self._end.setMinimumWidth(end)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_roomy = self._is_roomy(self.width())
        self._under.setVisible(not is_roomy)
        self._name.setVisible(is_roomy and self._has_name)
        self._size.setVisible(is_roomy)
        self._version.setVisible(is_roomy)

    def height_at(self, width: int) -> int:
        """By the form that this width will have, not by the one that is seen just now."""
        px = look_of(self).sizes.px
        words = max(self._word.sizeHint().height(), self._beside.sizeHint().height())
        if not self._is_roomy(width) or self._has_name:
            words += px(1) + self._under.sizeHint().height()
        line = self.contentsMargins().top()  # above it
        return max(words, self._end.sizeHint().height()) + 2 * px(_PAD) + line

    def sizeHint(self) -> QSize:
        width = look_of(self).sizes.px(_ROOMY)
        return QSize(width, self.height_at(width))

    def minimumSizeHint(self) -> QSize:
        """What the narrow form needs in width; else the wide one would hold the page apart."""
        return QSize(look_of(self).sizes.px(280), self.sizeHint().height())

    def _is_roomy(self, width: int) -> bool:
        return width >= look_of(self).sizes.px(_ROOMY)

    def _lay_out(self) -> None:
        words = column(spacing=1).add(self._first(), self._under, self._name)
        _RowLayout(self).add(stretched(words), self._end)

    def _first(self) -> QBoxLayout:
        """Word, size, version and what is beside; what stands below may be as wide as all of them."""
        first = row(spacing=16)
        word = row(spacing=10).add(self._word, self._note, STRETCH)
        first.add(stretched(word), self._size, self._version, self._beside)
        return first


class FileRow(_ColumnsRow):
    """One variant: word, size, version, fit, Get; its name and hash below."""

    def __init__(self, line: FileLine) -> None:
        recommended, fit = Pill(tr("recommended"), "accent"), _Fit()
        button = ActionButton("outlined", line.action, "compact")
        super().__init__(recommended, fit, button, has_name=bool(line.name))
        self._recommended, self._fit, self._button = recommended, fit, button
        self.show_line(line)

    def show_line(self, line: FileLine) -> None:
        self.show_words(line.word, line.size, line.version, line.name)
        self._recommended.setVisible(line.is_recommended)
        self._fit.show_line(line)
        self._button.show_action(line.action)
        said = (shown(line.word), shown(line.size), shown(line.version))
        self._button.setAccessibleName(f"{self._button.text()}: {', '.join(said)}")
        digits = line.sha256[:_HASH]
        self.setToolTip(plain_tip(f"{line.name}\nSHA-256 {line.sha256}" if digits else line.name))


class _RowLayout(Row):
    """Qt asks the layout, not the widget, how high a width makes the row."""

    def __init__(self, row: _ColumnsRow) -> None:
        super().__init__(row, margins=(14, _PAD, 14, _PAD), spacing=16)
        self._row = ref(row)  # a cycle would keep both beyond their Qt halves

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        row = self._row()
        return row.height_at(width) if row is not None else -1


class _Fit(QWidget):
    """The fit pill in a column of its own, so that pills start under each other."""

    def __init__(self) -> None:
        super().__init__()
        self._pill = Pill("", "neutral")
        row(self).add(self._pill, STRETCH)

    def show_line(self, line: FileLine) -> None:
        self._pill.show_state(line.fit, line.tone)
        self.setToolTip(plain_tip(shown(line.tip)))


class _OtherRow(_Ruled):
    """A file that is no model: what it is for, and its name."""

    def __init__(self, file: OtherFile) -> None:
        super().__init__()
        line = row(self, margins=(14, 7, 14, 7), spacing=16)
        line.addWidget(Elided(file.kind, "body", "muted"))
        line.addWidget(Elided(file.name, "secondary", "muted"), 1)
        line.addWidget(Label(file.size, "secondary", "muted"))


class ProjectorRow(_ColumnsRow):
    """The vision file, which lets the model see images, and whether it comes along, or how it is got."""

    def __init__(self, line: ProjectorLine) -> None:
        does, include, end = Elided("", "body", "muted"), Label("", "body", "muted"), QWidget()
        super().__init__(does, include, end, has_name=True)
        self._line, self._does = line, does
        include.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.toggle = Toggle(self.tr("Include the vision file"))
        self.button = ActionButton("outlined", line.action, "compact") if line.action is not None else None
        if self.button is None:
            row(end).add(STRETCH, self.toggle)
        else:
            row(end).add(self.button)
        include.setText(tr("Include") if line.switch is not None else "")
        self.toggle.setVisible(line.switch is not None)
        self.toggle.toggled.connect(self._switch)
        self.show_line(line)

    def show_line(self, line: ProjectorLine) -> None:
        self._line = line
        self.show_words(self.tr("Vision file"), line.size, line.version, line.name)
        self._does.setText(line.note)
        self.setToolTip(plain_tip(shown(line.words)))
        self.toggle.setChecked(line.is_on)
        if self.button is not None and line.action is not None:
            self.button.show_action(line.action)

    @property
    def words(self) -> str:
        """All of it, as its hover has it."""
        return shown(self._line.words)

    @Slot(bool)
    def _switch(self, on: bool) -> None:  # noqa: FBT001  Qt's own
        if self._line.switch is not None and on != self._line.is_on:
            self._line.switch(on)
