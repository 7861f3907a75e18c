"""Parts of the list of candidates: a row with its lines, and a line of what is left out."""

from functools import partial

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.choose.candidate import Candidate, LeftOut, Speaks
from explorer.domain.facts import Verdict
from explorer.domain.fit import Fit, speed_text
from explorer.domain.units import count_text, size_text
from explorer.domain.words import Words, joined
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, centred
from explorer.kit.buttons import Button, CheckBox
from explorer.kit.language import shown, tr
from explorer.kit.paint import mirrored, rule
from explorer.kit.painted_button import ElidedButton
from explorer.kit.pill import Pill
from explorer.kit.text import Elided, Para, plain_tip
from explorer.kit.theme import look_of, theme_of
from explorer.kit.verdict_marks import SIZE, Mark, paint_mark
from explorer.kit.where_mark import WhereMark
from explorer.rooms.choose.candidates.shown_candidates import (
    ShownCandidate,
    against_line,
    good_line,
    unclear_line,
    unknown_line,
)

_GAP = 9  # pixels at 100 %
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


class ReasonLine(Para):
    """A mark and its words, in ``most`` lines; hidden where there are none."""

    def __init__(self, tone: str = "text", most: int = 2) -> None:
        super().__init__("", "body", tone, most=most)
        self._mark = MARKS["unknown"]

    def show_line(self, speaks: Speaks, words: str) -> None:
        self._mark = MARKS[speaks]
        said = shown(words)
        self.setText(said)
        self.setAccessibleName(said if speaks == "unknown" else f"{speaks_word(speaks)}: {said}")
        self.setVisible(bool(said))
        self._say_rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_rest()

    def _inset(self) -> int:
        return look_of(self).sizes.px(SIZE + _GAP)

    def _paint_ground(self, painter: QPainter, lines: list[str]) -> None:  # noqa: ARG002  as of Para
        look, side = look_of(self), look_of(self).sizes.px(SIZE)
        spot = QRectF(0.5, round((self._pitch() - side) / 2), side, side)
        paint_mark(
            painter, mirrored(spot, QRectF(self.rect()), self.layoutDirection()), self._mark, look.theme
        )

    def _say_rest(self) -> None:
        lines = self._lines(self.width())
        self.setToolTip(plain_tip(self.text()) if lines and lines[-1].endswith("…") else "")


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
        self.lines = ReasonLine(), ReasonLine(), ReasonLine(), ReasonLine("muted")
        self.check.setFixedWidth(look_of(self).sizes.px(_TICK))
        head = boxes.row(spacing=2).add(
            centred(self.check), self.name, self.publisher, STRETCH, 6, centred(self.fit), centred(self.where)
        )
        below = boxes.column(margins=(_BESIDE, 2, 0, 0), spacing=3).add(*self.lines)
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
        self.publisher.setText(by_words(candidate))
        self._show_pills(candidate)
        unclear, good, against, unknown = self.lines
        unclear.show_line("unknown", unclear_line(told))
        speaks = told.good[0].speaks if told.good else "for"
        good.show_line(speaks, good_line(told))
        against.show_line("against" if told.left_out is not None else "conditions", against_line(told))
        unknown.show_line("unknown", unknown_line(told))

    def _show_pills(self, candidate: Candidate) -> None:
        """They keep their width where a name is long: where prompts go is always seen."""
        self.where.show_model(candidate.model)
        self.fit.setVisible(candidate.fit is not None)
        if candidate.fit is not None:
            self.fit.show_state(fit_words(candidate.fit, candidate.size), candidate.fit.word.tone)
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


def by_words(candidate: Candidate) -> Words:
    """ "Qwen · 1.7B", and the size of its file where its pill tells the speed."""
    has_speed = candidate.fit is None or candidate.fit.speed > 0
    size = size_text(candidate.size) if candidate.size and has_speed else ""
    parameters = count_text(candidate.parameters) if candidate.parameters else ""
    return joined(" · ", (candidate.publisher, parameters, size))


def fit_words(fit: Fit, size: int) -> Words:
    """ "Runs well · 14 tok/s"; "Fits · 2.5 GB" until a speed is known."""
    speed = Words("{speed} tok/s", speed=speed_text(fit.speed)) if fit.speed else ""
    return joined(" · ", (fit.word, speed or (size_text(size) if size else "")))


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
