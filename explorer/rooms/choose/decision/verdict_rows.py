"""What stands over the table: the need, the sentence with its reasons, what has changed since."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from explorer.choose.deciding.page import CellLine, CellMark, DecisionPage
from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton, LinkLine
from explorer.kit.clock import near_day
from explorer.kit.language import shown
from explorer.kit.layouts import ColumnsLayout
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.pill import Pill
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.kit.verdict_marks import SIZE
from explorer.rooms.choose.decision.cell_rows import paint_cell_mark
from explorer.rooms.choose.page_rows import DecisionTitle

_HEIGHT, _ROOMY, _WIDE = 58, 700, 720  # of the head; widths from which chips and two columns have room
_MOST_CHANGES = 3


class DecisionHead(QFrame):
    """``back`` leads to the decisions, ``questions`` to the need, ``trial`` to what is measured."""

    def __init__(
        self, title: DecisionTitle, back: Callable[[], object], questions: Callable[[], object],
        trial: Callable[[], object], export: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setProperty("rule", "bottom")
        self.setMinimumHeight(look_of(self).sizes.px(_HEIGHT))
        self.back = IconButton("chevron-left", self.tr("Back to all decisions"), then=back)
        self.title = title
        self._chips, self._chip_place = boxes.row(spacing=6), QWidget()
        boxes.row(self._chip_place).add(self._chips)
        self.trial = Button("outlined", self.tr("To the trial"), then=trial)
        self.questions = Button("outlined", self.tr("Change my answers"), then=questions)
        self.export = Button("primary", self.tr("Export report"), then=export)
        boxes.row(self, margins=(10, 9, 20, 9), spacing=10).add(
            self.back, self.title, self._chip_place, boxes.STRETCH, self.trial, self.questions, self.export
        )

    def show_page(self, page: DecisionPage) -> None:
        """What comes next: to try them, as long as nothing was."""
        self.export.setEnabled(True)
        self.export.setToolTip("")
        is_next = bool(page.columns) and not page.is_tried
        self.trial.setText(self.tr("Try them") if is_next else self.tr("To the trial"))
        boxes.set_style_property(self.trial, "kind", "primary" if is_next else "outlined")
        boxes.set_style_property(self.export, "kind", "outlined" if is_next else "primary")
        self._place_chips()

    def show_no_page(self, why: str) -> None:
        self.export.setEnabled(False)
        self.export.setToolTip(why)

    def show_need(self, need: Sequence[str]) -> None:
        boxes.clear(self._chips)
        for one in need:
            self._chips.add(boxes.centred(Pill(one)))
        self._place_chips()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chips()

    def _place_chips(self) -> None:
        """Where the title has room beside them: the questions say the same."""
        buttons = sum(one.sizeHint().width() for one in (self.trial, self.questions, self.export))
        room = self.width() - buttons - look_of(self).sizes.px(100)
        title = min(self.title.sizeHint().width(), look_of(self).sizes.px(_ROOMY) // 2)
        self._chip_place.setVisible(title + self._chip_place.sizeHint().width() <= room)


class _MarkLabel(PaintedLabel):
    """A mark as high as a line."""

    def __init__(self, mark: CellMark) -> None:
        super().__init__()
        self._mark = mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(SIZE + 1), px(19))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        side = look.sizes.px(SIZE)
        with QPainter(self) as painter:
            place = QRectF(0.5, (self.height() - side) // 2 + 0.5, side, side)
            paint_cell_mark(painter, place, self._mark, look)


class _Told(QWidget):
    """A heading and its lines."""

    def __init__(self, heading: str, lines: Sequence[CellLine]) -> None:
        super().__init__()
        column = boxes.column(self, spacing=5)
        column.add(Para(heading, "heading"))
        for line in lines:
            words = Para(line.text, "strong" if line.role == "strong" else "body")
            column.add(boxes.row(spacing=8).add(boxes.at_top(_MarkLabel(line.mark)), boxes.stretched(words)))
        column.add(boxes.STRETCH)


class VerdictView(QFrame):
    """``why`` and ``what_if`` open how it was decided, and what would change it; ``keep`` keeps it as decided
    now. ``laid``: it may want another height.
    """

    laid = Signal()

    def __init__(
        self, why: Callable[[], object], what_if: Callable[[], object], keep: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self._columns = boxes.row(spacing=20)
        self._said: QWidget | None = None
        self.changes = ChangesCard(keep)
        self.why = Button("link", self.tr("How is this decided?"), scale="compact", then=why)
        self.what_if = Button("link", "", scale="compact", then=what_if)
        self.keep = Button("link", self.tr("Keep this decision"), scale="compact", then=keep)
        links = LinkLine(spacing=18).add(self.why, self.what_if, self.keep, boxes.STRETCH)
        self._gap = QWidget()  # between what has changed and the sentence
        self._gap.setFixedHeight(look_of(self).sizes.px(4))
        boxes.column(self, margins=(20, 13, 20, 8), spacing=6).add(
            self.changes, self._gap, self._columns, links
        )  # fmt: skip
        self.setMinimumHeight(1)  # else as high as its lines would be in a narrow column
        self.changes.hide()
        self._gap.hide()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.laid.emit()
        return done

    def show_page(self, page: DecisionPage) -> None:
        boxes.clear(self._columns)
        self._said = QWidget()
        layout = ColumnsLayout(self._said, look_of(self).sizes.px(_WIDE // 2), 24, 2)
        layout.add(_Told(page.headline, page.reasons))
        if page.against:
            words = self.tr("What speaks against it") if page.reasons else self.tr("What is doubtful")
            layout.add(_Told(words, page.against))
        self._columns.add(boxes.stretched(self._said))
        count = len(page.what_if)
        self.what_if.setText(self.tr("What would change it? ({n})").format(n=count))
        self.what_if.setVisible(count > 0)
        self.keep.setVisible(not page.decided_on and not page.is_measuring and bool(page.columns))
        self.changes.show_page(page)
        self._gap.setVisible(bool(page.changes))


class ChangesCard(boxes.Card):
    """What has changed since it was decided, the first of it; hidden where nothing has."""

    def __init__(self, keep: Callable[[], object]) -> None:
        super().__init__("outlined", 12)
        self._heading, self._lines = Para("", "strong"), boxes.column(spacing=3)
        self.keep = Button("outlined", self.tr("Decide anew with this"), scale="compact", then=keep)
        words = boxes.column(spacing=3).add(self._heading, self._lines)
        self.body.add(boxes.row(spacing=12).add(boxes.stretched(words), boxes.at_top(self.keep)))

    def show_page(self, page: DecisionPage) -> None:
        boxes.clear(self._lines)
        decided = near_day(datetime.fromisoformat(page.decided_on)) if page.decided_on else ""
        heading = self.tr("Changed since it was decided on {date}").format(date=decided)
        self._heading.setText(heading)
        for change in page.changes[:_MOST_CHANGES]:
            self._lines.add(Para(change, "secondary"))
        left = len(page.changes) - _MOST_CHANGES
        if left > 0:
            words = self.tr("{n} more changes are marked in the table.").format(n=left)
            self._lines.add(Para(words, "secondary", "muted"))
        self.setVisible(bool(page.changes))
        self.setAccessibleName(heading if page.changes else "")
        self.setAccessibleDescription("; ".join(map(shown, page.changes)))
