"""One model over the runs of a set or pack: of each when it was, what came out, and how it differs."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.words import Words
from explorer.evaluate.results.history import HistoryLine, PastRun
from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.clock import moment
from explorer.kit.interval_line import IntervalLine, paint_interval
from explorer.kit.language import shown
from explorer.kit.popup import Popup
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.results.words_pane import scrolled

_HIGH = 12  # pixels at 100 %


class HistoryPopup(Popup):
    """``chosen`` carries the number of a run that is to be shown. ``current``: of the one that is."""

    chosen = Signal(object)

    def __init__(self, model: str, lines: Sequence[HistoryLine], current: int, parent: QWidget) -> None:
        title = parent.tr("History of {model}").format(model=shown(model))
        super().__init__(title, parent)
        words = self.tr(
            "A run is compared with the one before it that had the same tests, settings and file. What had"
            " others is another measurement."
        )
        rows: list[QWidget] = [self._row(line, is_current=line.past.run.id == current) for line in lines]
        self.body.add(
            Label(title, "heading"), scrolled([*rows, Para(words, "secondary", "muted")], title, self)
        )

    def _row(self, line: HistoryLine, *, is_current: bool) -> QWidget:
        holder, past = QWidget(), line.past
        when = Label(moment(datetime.fromisoformat(past.run.began_at)), "strong")
        head = boxes.row(spacing=8).add(when, boxes.STRETCH)
        if is_current:
            head.add(Label(self.tr("shown"), "secondary", "muted"))
        else:
            show = Button("link", self.tr("Show"), scale="compact", then=partial(self._choose, past.run.id))
            show.setAccessibleDescription(when.text())
            head.add(show)
        column = boxes.column(holder, spacing=2).add(head)
        column.add(Para(past.words or Words("Of another version of the pack")))
        if past.passed and past.told.interval is not None:
            column.add(_Track(past))
        if line.note:
            column.add(Para(line.note, "secondary", "muted"))
        return holder

    def _choose(self, run: int) -> None:
        self.close()
        self.chosen.emit(run)


class _Track(QWidget):
    """The rate with its interval; in words it stands above."""

    def __init__(self, past: PastRun) -> None:
        super().__init__()
        self._told = past.told
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, look_of(self).sizes.px(_HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        interval = self._told.interval
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            if interval is not None:
                line = IntervalLine(self._told.rate, interval.low, interval.high)
                paint_interval(painter, QRectF(self.rect()), (line,), look_of(self))
