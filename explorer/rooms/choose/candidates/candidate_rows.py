"""Parts of the list of candidates: a row with its lines, and a line of what is left out."""

from functools import partial

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from explorer.choose.candidate import Candidate, LeftOut, Speaks
from explorer.domain.facts import Verdict
from explorer.domain.fit import Fit, speed_text
from explorer.domain.words import Words, joined
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, centred
from explorer.kit.buttons import Button, CheckBox
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_text, mirrored, rule, text_width
from explorer.kit.painted_button import ElidedButton, PaintedLabel
from explorer.kit.pill import Pill
from explorer.kit.text import Elided, plain_tip
from explorer.kit.theme import look_of, theme_of
from explorer.kit.verdict_marks import SIZE, Mark, paint_mark
from explorer.kit.where_mark import WhereMark
from explorer.rooms.choose.candidates.shown_candidates import (
    ShownCandidate,
    against_line,
    good_line,
    unknown_line,
)

_LINE = 22  # pixels at 100 %
_GAP = 9
_TICK, _BESIDE = 22, 30  # the box, and where the lines begin: below the name
MARKS: dict[Speaks, Mark] = {
    "for": Verdict.OPEN,
    "conditions": Verdict.PARTIAL,
    "against": Verdict.CLOSED,
    "unknown": Verdict.NOT_DISCLOSED,
}


def speaks_word(speaks: Speaks) -> str:
    """What the mark means."""
    return {
        "for": tr("Speaks for it"),
        "conditions": tr("With conditions"),
        "against": tr("Speaks against it"),
        "unknown": tr("Not known"),
    }[speaks]


class ReasonLine(PaintedLabel):
    """A mark and one line of words, which give way; hidden where there are none."""

    def __init__(self, tone: str = "text") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tone, self._mark = tone, MARKS["unknown"]

    def show_line(self, speaks: Speaks, words: str) -> None:
        self._mark = MARKS[speaks]
        said = shown(words)
        self.setText(said)
        self.setAccessibleName(said if speaks == "unknown" else f"{speaks_word(speaks)}: {said}")
        self.setVisible(bool(said))
        self._say_rest()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = look_of(self)
        width = text_width(self.text(), look.font()) + look.sizes.px(SIZE + _GAP) + 2
        return QSize(round(width), look.sizes.px(_LINE))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), look_of(self).sizes.px(60)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_rest()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, rect = look_of(self), QRectF(self.rect())
        side = look.sizes.px(SIZE)
        with QPainter(self) as painter:
            way = self.layoutDirection()
            painter.setLayoutDirection(way)
            spot = QRectF(0.5, round(rect.center().y() - side / 2), side, side)
            paint_mark(painter, mirrored(spot, rect, way), self._mark, look.theme)
            words = mirrored(rect.adjusted(side + look.sizes.px(_GAP), 0, 0, 0), rect, way)
            draw_text(painter, words, self.text(), look.font(), look.theme.colour(self._tone))

    def _say_rest(self) -> None:
        is_cut = self.width() < self.sizeHint().width()
        self.setToolTip(plain_tip(self.text()) if is_cut else "")


class CandidateRow(QFrame):
    """``kept`` carries the row and whether it is ticked; ``asked``: all its reasons are wanted; ``touched``:
    the pointer is on it.
    """

    kept = Signal(object)
    asked = Signal(object)
    touched = Signal()

    def __init__(self, told: ShownCandidate) -> None:
        super().__init__()
        self.check = CheckBox()
        self.name = ElidedButton("heading", 26)
        self.publisher = Elided("", "body", "muted")
        self.fit, self.where = Pill(""), WhereMark()
        self.lines = ReasonLine(), ReasonLine(), ReasonLine("muted")
        self.check.setFixedWidth(look_of(self).sizes.px(_TICK))
        head = boxes.row(spacing=2).add(
            centred(self.check), self.name, self.publisher, STRETCH, 6, centred(self.fit), centred(self.where)
        )
        below = boxes.column(margins=(_BESIDE, 0, 0, 0)).add(*self.lines)
        boxes.column(self, margins=(16, 9, 20, 10)).add(head, below)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.check.toggled.connect(self._tell_kept)
        self.name.clicked.connect(self._tell_asked)
        self.show_candidate(told)

    @property
    def candidate(self) -> Candidate:
        return self.told.candidate

    def show_candidate(self, told: ShownCandidate) -> None:
        self.told, candidate = told, told.candidate
        title = shown(candidate.title)
        with QSignalBlocker(self.check):
            self.check.setChecked(told.kept is not None)
        self.check.setAccessibleName(self.tr("Keep {model} for the trial").format(model=title))
        self.name.setText(title)
        self.name.setToolTip(plain_tip(title))
        self.name.setAccessibleName(self.tr("All that is known of {model}").format(model=title))
        self.publisher.setText(candidate.publisher)
        self._show_pills(candidate)
        good, against, unknown = self.lines
        speaks = told.good[0].speaks if told.good else "for"
        good.show_line(speaks, good_line(told))
        against.show_line("against" if told.left_out is not None else "conditions", against_line(told))
        unknown.show_line("unknown", unknown_line(told))

    def _show_pills(self, candidate: Candidate) -> None:
        """They keep their width where a name is long: where prompts go is always seen."""
        self.where.show_model(candidate.model)
        self.fit.setVisible(candidate.fit is not None)
        if candidate.fit is not None:
            self.fit.show_state(fit_words(candidate.fit), candidate.fit.word.tone)
            self.fit.setToolTip(plain_tip(shown(candidate.fit.text)))
        for pill in (self.fit, self.where):
            pill.setMinimumWidth(pill.sizeHint().width())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Anywhere but on its box: the reasons."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.asked.emit(self)
        super().mouseReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.touched.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            theme = theme_of(self)
            painter.fillRect(self.rect(), theme.surface)
            rule(painter, 0, self.height() - 1, self.width(), theme.line)

    @Slot(bool)
    def _tell_kept(self, _on: bool) -> None:  # noqa: FBT001  a slot
        self.kept.emit(self)

    @Slot()
    def _tell_asked(self) -> None:
        self.asked.emit(self)


def fit_words(fit: Fit) -> Words:
    """ "Runs well · 14 tok/s" """
    speed = Words("{speed} tok/s", speed=speed_text(fit.speed)) if fit.speed else ""
    return joined(" · ", (fit.word, speed))


class LeftOutRow(QWidget):
    """One that is left out, with why in a line. ``asked``: all its reasons; ``kept``: it is wanted anyway."""

    kept = Signal(object)
    asked = Signal(object)

    def __init__(self, left: LeftOut) -> None:
        super().__init__()
        self.left = left
        title = shown(left.candidate.title)
        self.words = ElidedButton("secondary", 24)
        self.words.tone = "muted"
        self.words.setText(shown(Words("{model}: {why}", model=title, why=left.reason.words)))
        self.words.setToolTip(plain_tip(self.words.text()))
        self.keep = Button("link", self.tr("Keep anyway"), then=partial(self.kept.emit, self))
        self.keep.setAccessibleName(self.tr("Keep {model} anyway").format(model=title))
        boxes.row(self, spacing=8).add(self.words, STRETCH, self.keep)
        self.keep.setVisible(left.can_be_tried)
        self.words.clicked.connect(partial(self.asked.emit, self))

    @property
    def name(self) -> QWidget:
        """What its reasons open below."""
        return self.words

    @property
    def candidate(self) -> Candidate:
        return self.left.candidate
