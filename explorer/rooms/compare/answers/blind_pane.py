"""The page of the blind vote: two answers without names and speeds; whose they are is told after the vote.

While models answer and there is no pair yet, their answers stand side by side as they come, without names.
"""

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.announce import announce
from explorer.kit.buttons import Button
from explorer.kit.keys import ENTER, with_keys
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Para
from explorer.kit.theme import look_of
from explorer.rooms.compare.answers.vote_rows import BlindContent, BlindLiveView, BlindSide, VoteTally
from explorer.rooms.compare.column_rows import ColumnsView
from explorer.rooms.compare.document.results import Result, latest
from explorer.rooms.compare.document.votes import Ballot, Vote, VoteVerdict, ballots_of, open_ballots, tally
from explorer.rooms.compare.page_rows import BackPage
from explorer.rooms.compare.run.live_run import LiveRun, RunChange

_VERDICTS = {  # in the order of their buttons
    Qt.Key.Key_1: (VoteVerdict.LEFT, Words("A is better")),
    Qt.Key.Key_3: (VoteVerdict.TIE, Words("Tie")),
    Qt.Key.Key_4: (VoteVerdict.BOTH_BAD, Words("Both are bad")),
    Qt.Key.Key_2: (VoteVerdict.RIGHT, Words("B is better")),
}


class BlindPage(BackPage):
    """``voted`` carries each Vote; ``left`` leads back to the answers with their names."""

    voted = Signal(object)

    def __init__(self) -> None:
        super().__init__(self.tr("Blind vote"), self.tr("Back to the answers"))
        self.setObjectName("compare-blind")
        self._content = BlindContent()
        self._ballot: Ballot | None = None
        self._is_revealed = False
        self._asked: LiveRun | None = None  # the run that was heard of
        self._place = Elided("", "secondary", "muted")
        self._prompt = Para("", "heading", most=3)
        words = boxes.column(spacing=1).add(self._place, self._prompt)
        self.line.addLayout(words, 1)
        self._view = ColumnsView(self.tr("Two answers"))
        self.sides = (BlindSide(0), BlindSide(1))
        self._view.show_columns(self.sides)
        self.waiting = BlindLiveView()
        self._stack = QStackedWidget()
        for page in (self._view, self._build_end(), self.waiting):
            self._stack.addWidget(page)
        self._foot = self._build_foot()
        self.page.add(boxes.stretched(self._stack), self._foot)

    def _build_end(self) -> QWidget:
        page = QWidget()
        self._end = Para("", "heading")
        self._why = Para("", tone="muted")
        self.tally = VoteTally()
        lines = boxes.column(page, margins=(20, 18, 20, 18), spacing=10)
        lines.add(self._end, self._why, self.tally, boxes.STRETCH)
        return Scroll(page, self.tr("Votes so far"))

    def _build_foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("rule", "top")
        self.buttons = {
            verdict: self._button(shown(words), chr(key), verdict)
            for key, (verdict, words) in _VERDICTS.items()
        }
        self.next = Button("accent", self.tr("Next pair"), "arrow-right", then=self.go_on)
        self.results = Button("outlined", self.tr("Votes so far"))
        self.results.setCheckable(True)
        self.results.toggled.connect(self._show)
        holder = QWidget()
        FlowLayout(holder, look_of(self).sizes.px(8)).add(*self.buttons.values(), self.next, self.results)
        boxes.column(foot, margins=(20, 10, 20, 10)).addWidget(holder)
        return foot

    def _button(self, words: str, keys: str, verdict: VoteVerdict) -> Button:
        button = Button("outlined", words, then=partial(self._vote, verdict))
        button.setToolTip(with_keys(words, keys))
        return button

    def show_content(self, content: BlindContent) -> None:
        """A pair that is shown stays until it was voted on and left, or until something is asked."""
        is_asked = content.live is not None and content.live is not self._asked
        self._content, self._asked = content, content.live
        if is_asked:
            self._ballot, self._is_revealed = None, False
        self.tally.show_pairings(tally(content.document.keys, content.votes), content.titles)
        if self._ballot is None or (not self._is_revealed and self._ballot not in self._open()):
            self._ballot = next(iter(self._open()), None)
            self._is_revealed = False
        self._show()

    def hear(self, change: RunChange) -> None:
        """Of the run that goes on here: more text, or what a column does now."""
        if self._content.live is not None and self._stack.currentWidget() is self.waiting:
            self._say_prompt()
            self.waiting.hear(change)

    @property
    def is_voting(self) -> bool:
        """Whether a pair is on the screen."""
        return self._ballot is not None

    def take_focus(self) -> None:
        ways = (self.next, self.buttons[VoteVerdict.LEFT], self.back)
        next(way for way in ways if not way.isHidden()).setFocus()

    @Slot()
    def go_on(self) -> None:
        """The next pair, or how the votes stand when there is none."""
        self._ballot = next(iter(self._open()), None)
        self._is_revealed = False
        self.results.setChecked(False)
        self._show()
        self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verdict, _words = _VERDICTS.get(Qt.Key(event.key()), (None, ""))
        if verdict is not None and self.buttons[verdict].isVisible():
            self._vote(verdict)
        elif event.key() in ENTER and self.next.isVisible():
            self.go_on()
        else:
            super().keyPressEvent(event)

    def _open(self) -> tuple[Ballot, ...]:
        content = self._content
        ballots = ballots_of(content.document, content.outcomes)
        found = open_ballots(ballots, content.votes, content.outcomes)
        return found if content.live is None else tuple(b for b in found if _is_of(b, content.live))

    def _vote(self, verdict: VoteVerdict, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        if self._ballot is None or self._is_revealed:
            return
        self._is_revealed = True
        self.voted.emit(Vote(self._ballot, verdict, datetime.now(UTC), self._content.document.blind_seed))
        self._show()
        self.take_focus()
        announce(self, ", ".join(side.told for side in self.sides))

    @Slot()
    def _show(self) -> None:
        content, ballot = self._content, self._ballot
        is_voting = ballot is not None and not self.results.isChecked()
        waits = content.live is not None and ballot is None
        self._stack.setCurrentIndex(0 if is_voting else 2 if waits else 1)
        for button in self.buttons.values():
            button.setVisible(is_voting and not self._is_revealed)
        self.next.setVisible(is_voting and self._is_revealed)
        is_last = content.live is None and not self._open()
        words = self.tr("How the votes stand") if is_last else self.tr("Next pair")
        self.next.setText(words)
        self.next.setToolTip(with_keys(words, "Enter"))
        is_next = self._is_revealed and is_last
        self.results.setVisible(ballot is not None and bool(content.votes) and not is_next)
        self._foot.setVisible(ballot is not None)
        if waits:
            self.waiting.show_run(content)
        left, done = len(self._open()), len({vote.ballot.is_of for vote in content.votes})
        place = self.tr("Blind vote · {done} done, {left} left")
        more = self.tr("Blind vote · {done} done, more to come")
        self._place.setText((more if waits else place).format(done=done, left=left))
        self._say_prompt()
        if ballot is not None:
            self._show_ballot(content, ballot)
        elif not waits:
            self._say_end(content)

    def _say_prompt(self) -> None:
        """The one that is voted on, or answered just now."""
        content = self._content
        asked = self.waiting.prompt if content.live is not None else ""
        prompt = content.document.prompt(self._ballot.prompt if self._ballot is not None else asked)
        self._prompt.setText(prompt.text if prompt is not None else self.tr("How the votes stand"))

    def _show_ballot(self, content: BlindContent, ballot: Ballot) -> None:
        cells = latest(content.outcomes)
        for side, cell in zip(self.sides, ballot.cells, strict=True):
            result = cells.get(cell)
            if isinstance(result, Result):
                name = content.titles.get(cell.column, cell.column)
                side.show_answer(result, name if self._is_revealed else "")
        self._end.setText(self.tr("How the votes stand"))
        self._why.setText("")
        self._view.fit()

    def _say_end(self, content: BlindContent) -> None:
        if content.votes:
            self._end.setText(self.tr("Every pair was voted on"))
            self._why.setText(self.tr("Ask more prompts for a clearer picture."))
        elif any(isinstance(outcome, Result) for outcome in content.outcomes):
            self._end.setText(self.tr("No pair to vote on yet"))
            self._why.setText(self.tr("There is one once two models have answered the same prompt."))
        else:
            self._end.setText(self.tr("Nothing to vote on yet"))
            why = self.tr("Ask a prompt below: its answers come in pairs, without names and speeds.")
            self._why.setText(why)


def _is_of(ballot: Ballot, live: LiveRun) -> bool:
    """Whether both were answered by the run that goes on: what was asked last comes before older pairs."""
    asked = {step.cell for step in live.plan.steps}
    return all(cell in asked and not live.is_waiting(cell) for cell in ballot.cells)
