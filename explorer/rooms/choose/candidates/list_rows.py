"""The list of candidates, its head and its foot. Rows are kept as long as their candidate is shown."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.choose.candidate import LeftOut, Proposal
from explorer.domain.errors import KnownError
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, at_top, centred, stretched
from explorer.kit.buttons import Button, LinkLine
from explorer.kit.language import shown as said
from explorer.kit.layouts import discard
from explorer.kit.paint import rule
from explorer.kit.text import Elided, IconLabel, Label, Para
from explorer.kit.theme import look_of, theme_of
from explorer.rooms.choose.candidates.candidate_rows import CandidateRow, LeftOutRow
from explorer.rooms.choose.candidates.shown_candidates import (
    ShownCandidate,
    foot_words,
    key_of,
    left_out_rows,
    what_excludes_most,
)

_HEAD, _FOOT = 58, 66  # pixels at 100 %
_LEFT_OUT = 5  # lines before all are asked for
_AT_ONCE = 1  # rows that are built in one turn


class CandidatesHead(QWidget):
    """ "5 candidates · tick two to six", and of how many."""

    def __init__(self) -> None:
        super().__init__()
        self.count, self.looked_at = Label("", "heading"), Elided("", "secondary", "muted")
        self._advice = Label(self.tr("tick two to six"), "secondary", "muted")
        self._advice.setToolTip(self.tr("First those for which most speaks."))
        line = boxes.row(self, margins=(16, 0, 20, 0), spacing=8)
        line.add(self.count, self._advice, STRETCH, self.looked_at)
        self.setFixedHeight(look_of(self).sizes.px(_HEAD))

    def show_proposal(self, proposal: Proposal, *, is_searching: bool) -> None:
        count = len(proposal.candidates)
        words = self.tr("1 candidate") if count == 1 else self.tr("{count} candidates").format(count=count)
        none = self.tr("Candidates") if is_searching else self.tr("No candidate")
        self.count.setText(words if count else none)
        self._advice.setVisible(count > 0)
        looked = self.tr("of {count} found").format(count=f"{proposal.looked_at:,}")
        reading = self.tr("reading cards…") if proposal.looked_at else self.tr("asking the Hub…")
        parts = (looked if proposal.looked_at else "", reading if is_searching else "")
        self.looked_at.setText(" · ".join(filter(None, parts)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rule(painter, 0, self.height() - 1, self.width(), theme_of(self).line)


class CandidatesFoot(QWidget):
    """How many are kept, what that takes, and the one button."""

    def __init__(self, measure: Callable[[], object]) -> None:
        super().__init__()
        self.count, self.means = Label("", "strong"), Para("", "secondary", "muted")
        self.measure = Button("primary", "", scale="big", then=measure)
        words = boxes.column(spacing=2).add(STRETCH, self.count, self.means, STRETCH)
        line = boxes.row(self, margins=(16, 8, 20, 8), spacing=16)
        line.add(stretched(words), centred(self.measure))
        self.setMinimumHeight(look_of(self).sizes.px(_FOOT))

    def show_kept(self, count: int, size: int, forecast: str = "") -> None:
        self.count.setText(self.tr("{count} chosen").format(count=count) if count else self.tr("None chosen"))
        self.means.setText(said(foot_words(count, size, forecast)))
        words = self.tr("Try these {count}…").format(count=count)
        self.measure.setText(
            words if count > 1 else self.tr("Try this one…") if count else self.tr("Try them…")
        )
        self.measure.setEnabled(count > 0)
        self.measure.setToolTip("" if count else self.tr("Choose two to six."))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rule(painter, 0, 0, self.width(), theme_of(self).line)


class TroubleLine(QWidget):
    """Why the Hub is missing, over what is shown all the same."""

    def __init__(self, retry: Callable[[], object]) -> None:
        super().__init__()
        self.words = Para("", "secondary", "muted")
        self.retry = Button("link", self.tr("Try again"), then=retry)
        line = boxes.row(self, margins=(16, 8, 20, 8), spacing=8)
        line.add(at_top(IconLabel("warning", "caution")), stretched(self.words), at_top(self.retry))
        self.hide()

    def show_trouble(self, error: KnownError | None, *, is_offline: bool) -> None:
        """Offline as the person wants it there is nothing to try again."""
        self.retry.setVisible(not is_offline)
        if error is not None:
            shown = self.tr("What is here and what was seen before is shown.")
            self.words.setText(f"{said(error.what)} {shown}")
        self.setVisible(error is not None)


class CandidateList(QWidget):
    """``kept``, ``asked`` and ``wanted`` carry the row: it was ticked or not, its reasons are asked for, it
    is kept although it was left out. ``touched``: somebody is at the rows. ``more``: further rows are wanted.
    ``built``: rows came. One is built in a turn, so that a key or a click need not wait for all.
    """

    kept = Signal(object)
    asked = Signal(object)
    wanted = Signal(object)
    touched = Signal()
    built = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.turn = QTimer(self, singleShot=True, interval=0)
        self.turn.timeout.connect(self._show_all)
        self.rows: dict[str, CandidateRow] = {}
        self.left: dict[str, LeftOutRow] = {}
        self._shows_all_left = False
        self._proposal = Proposal()
        self._shown: tuple[ShownCandidate, ...] = ()
        self.nothing = _Nothing()
        self.more = Button("link", "")
        self.left_title = Label("", "strong")
        self.all_left = Button("link", "", then=self._show_all_left)
        self._rows, self._left = boxes.column(), boxes.column(spacing=2)
        below = boxes.column(margins=(10, 12, 17, 16), spacing=2)
        title = boxes.row(margins=(6, 0, 0, 0)).add(self.left_title)
        below.add(LinkLine(margins=(6, 0, 0, 8)).add(self.more, STRETCH), title, self._left)
        below.add(LinkLine(margins=(6, 0, 0, 0)).add(self.all_left, STRETCH))
        boxes.column(self).add(self._rows, self.nothing, below, STRETCH)

    def show_candidates(
        self, proposal: Proposal, shown: tuple[ShownCandidate, ...], *, is_over: bool
    ) -> None:
        self._proposal, self._shown = proposal, shown
        is_nothing = is_over and not proposal.candidates
        self.nothing.setVisible(is_nothing)
        if is_nothing:
            self.nothing.show_text(said(what_excludes_most(proposal)))
        above = {one.key for one in shown}
        further = sum(key_of(one) not in above for one in proposal.candidates)
        self.more.setText(self.tr("{count} more").format(count=f"{further:,}"))
        self.more.setVisible(further > 0)
        self._show_all()

    @Slot()
    def _show_all(self) -> None:
        """As far as a turn goes."""
        left = self._show_rows(self._shown, _AT_ONCE)
        if self._show_left(left) < 0:
            self.turn.start()
        self.built.emit()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The parts that the keys go through, from top to bottom."""
        return (*self.rows.values(), self.more, *self.left.values(), self.all_left)

    def _show_rows(self, shown: Sequence[ShownCandidate], most: int) -> int:
        """Build at most so many; how many more may be built now, less than none if some are missing."""
        keys = [one.key for one in shown]
        for key in [key for key in self.rows if key not in keys]:
            discard(self._rows, self.rows.pop(key))
        for told in shown:
            if told.key not in self.rows:
                most -= 1
                if most >= 0:
                    self.rows[told.key] = self._built(told)
        self.rows = {key: self.rows[key] for key in keys if key in self.rows}  # as they stand
        told_by_key = {one.key: one for one in shown}
        for place, (key, row) in enumerate(self.rows.items()):
            if self._rows.indexOf(row) != place:
                self._rows.insertWidget(place, row)
            if row.told != told_by_key[key]:
                row.show_candidate(told_by_key[key])
        return most

    def _built(self, told: ShownCandidate) -> CandidateRow:
        row = CandidateRow(told)
        row.kept.connect(self.kept)
        row.asked.connect(self.asked)
        row.touched.connect(self.touched)
        return row

    def _show_left(self, most: int) -> int:
        """As ``_show_rows``; nothing is built while rows above are missing."""
        every = left_out_rows(self._proposal, self._shown)
        some = every if self._shows_all_left else every[:_LEFT_OUT]
        self.left_title.setText(self.tr("Left out: {count}").format(count=len(every)))
        self.left_title.setVisible(bool(every))
        most = self._keep_left({key_of(one.candidate): one for one in some}, most)
        self.all_left.setText(self.tr("Show all {count}").format(count=len(every)))
        self.all_left.setVisible(len(every) > len(some))
        return most

    def _keep_left(self, wanted: dict[str, LeftOut], most: int) -> int:
        for key in [key for key, row in self.left.items() if wanted.get(key) != row.left]:
            discard(self._left, self.left.pop(key))
        for key, one in wanted.items():
            if key not in self.left:
                most -= 1
                if most >= 0:
                    self.left[key] = row = LeftOutRow(one)
                    row.asked.connect(self.asked)
                    row.kept.connect(self.wanted)
        self.left = {key: self.left[key] for key in wanted if key in self.left}
        for place, row in enumerate(self.left.values()):
            if self._left.indexOf(row) != place:
                self._left.insertWidget(place, row)
        return most

    def _show_all_left(self) -> None:
        self._shows_all_left = True
        self._show_all()


class _Nothing(QWidget):
    """No candidate is left: which answer to change."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Para("", "body", "muted")
        column = boxes.column(self, margins=(16, 24, 20, 8), spacing=4)
        column.add(Label(self.tr("Nothing fits these answers"), "heading"), self.words)
        self.hide()

    def show_text(self, words: str) -> None:
        self.words.setText(words)
