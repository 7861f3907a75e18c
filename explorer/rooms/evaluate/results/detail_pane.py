"""One answer beside the grid: how it was judged, what was sent, what came, and what can be done with it."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.words import Words
from explorer.evaluate.items import Outcome
from explorer.evaluate.results.detail_content import (
    ItemTold,
    checks_told,
    end_words,
    likelihoods,
    turns_of,
)
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, Card
from explorer.kit.buttons import Button, IconButton
from explorer.kit.error_card import ErrorCard
from explorer.kit.keys import EscapeKey
from explorer.kit.language import shown, tr
from explorer.kit.layouts import flowing
from explorer.kit.rich_text.highlighted_text import HighlightedText
from explorer.kit.scroll import Scroll
from explorer.kit.section import Section
from explorer.kit.segmented import Segmented
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Label, Para, plain_tip
from explorer.rooms.evaluate.results.detail_rows import (
    AnswerCard,
    AskedText,
    CheckLine,
    DetailHead,
    SentWordForWord,
    VerdictLine,
)

OWN = ("", "good", "bad")
_BODY = (16, 4, 16, 16)


class DetailPane(QFrame):
    """``stepped`` carries 1 or −1: the item beside; ``failed_wanted`` likewise: the next one that failed.
    ``own_given`` carries "", "good" or "bad"; ``edit_wanted`` and ``question_wanted`` the ItemTold.
    """

    stepped = Signal(object)
    failed_wanted = Signal(object)
    own_given = Signal(object)
    edit_wanted = Signal(object)
    question_wanted = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("evaluate-detail")
        self.setAccessibleName(self.tr("One answer"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._told: ItemTold | None = None
        self._title = Para("", "heading", most=2)
        self._title.setProperty("data", True)  # as its author wrote it
        self._under = Para("", "secondary", "muted", most=2)
        self._before = IconButton(
            "chevron-left", self.tr("Previous test"), then=partial(self.stepped.emit, -1)
        )
        self._behind = IconButton("chevron-right", self.tr("Next test"), then=partial(self.stepped.emit, 1))
        self._close = IconButton("close", self.tr("Close"), then=self.closed.emit)
        words = boxes.column(margins=(0, 5, 0, 0)).add(self._title)
        line = boxes.row(spacing=2)
        line.addLayout(words, 1)
        line.add(*(boxes.at_top(one) for one in (self._before, self._behind, self._close)))
        head = boxes.column(margins=(16, 12, 12, 6), spacing=2).add(line, self._under)
        self._body = QWidget()
        self._parts = boxes.column(self._body, margins=_BODY, spacing=10)
        self._scroll = Scroll(self._body, self.tr("One answer"))
        self._foot = QWidget()
        self._foot_parts = boxes.column(self._foot, margins=(16, 8, 12, 14), spacing=10)
        self._build_foot()
        boxes.column(self).add(head, boxes.stretched(self._scroll), self._foot)
        EscapeKey(self).pressed.connect(self.closed)

    def show_told(self, told: ItemTold) -> None:
        """Another answer, or the same one again; what is scrolled stays for the same one."""
        before, self._told = self._told, told
        is_same = before is not None and (before.number, before.model.key) == (told.number, told.model.key)
        self._show_head(told)
        boxes.clear(self._parts)
        self._fill(told)
        self._parts.addStretch()
        put_behind(self._close, [self._scroll, self._foot])
        self._show_own(told.outcome)
        self._edit.setVisible(told.is_of_set)
        if not is_same:
            self._scroll.verticalScrollBar().setValue(0)

    @Slot()
    def take_focus(self) -> None:
        """Left and right then go from one that failed to the next."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows across go to what failed, up and down scroll."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.failed_wanted.emit(-step if self.isRightToLeft() else step)

    def _build_foot(self) -> None:
        self._own = Segmented(self.tr("Your own verdict"), [self.tr("None"), self.tr("Good"), self.tr("Bad")])
        self._own.currentChanged.connect(self._on_own)
        own = boxes.row(margins=(0, 0, 4, 0), spacing=8)
        own.add(Label(self.tr("Your own verdict"), "secondary", "muted"))
        own.add(STRETCH, self._own)
        play = Button("outlined", self.tr("Open in Playground"), "chat", then=self._ask)
        self._edit = Button("outlined", self.tr("Edit the test"), "edit", then=self._edit_it)
        self._foot_parts.add(own, flowing(play, self._edit, spacing=4))

    def _show_head(self, told: ItemTold) -> None:
        title = f"{told.number} · {shown(told.title)}"
        self._title.setText(title)
        self._title.setToolTip(plain_tip(title))
        asked = told.model.elsewhere
        mark = shown(asked.where.value) if asked is not None else ""
        model = " · ".join(filter(None, (shown(told.model.full_title), mark)))
        place = self.tr("test {number} of {count}").format(number=told.number, count=told.count)
        if not told.is_of_set:
            place = self.tr("item {number} of {count}").format(number=told.number, count=told.count)
        self._under.setText(f"{model} · {place}")
        self._under.setToolTip(plain_tip(self._under.text()))

    def _fill(self, told: ItemTold) -> None:
        outcome = told.outcome
        if outcome is None:
            self._parts.add(Para(self.tr("Not asked yet."), "body", "muted"))
        elif outcome.reply.error is not None:
            self._parts.add(ErrorCard(outcome.reply.error.error))
        else:
            self._parts.add(VerdictLine(outcome, is_told=not told.is_of_set))
            if told.is_of_set:
                self._parts.add(*map(CheckLine, checks_told(told)))
        if outcome is not None:  # what it said is why a cell is opened
            self._add_answer(told, outcome)
        self._add_sent(told)

    def _add_sent(self, told: ItemTold) -> None:
        turns, outcome = turns_of(told.item), told.outcome
        sent = outcome.reply.sent if outcome is not None else ""
        if not turns and not sent:
            return
        timing = outcome.reply.timing if outcome is not None else None
        note = self.tr("{n:,} tokens").format(n=timing.prompt_tokens) if timing is not None else ""
        text = sent or "\n\n".join(turn.text for turn in turns)
        head = DetailHead(self.tr("What was sent"), note, self.tr("Copy what was sent"), lambda: text)
        self._parts.add(6, head)
        if turns:
            card = Card("sunken", 12)
            lines = boxes.column(spacing=6).add(*map(AskedText, turns))
            card.body.add(lines)
            self._parts.add(card)
        if sent:
            self._parts.add(SentWordForWord(sent))

    def _add_answer(self, told: ItemTold, outcome: Outcome) -> None:
        reply, timing = outcome.reply, outcome.reply.timing
        if scored := likelihoods(told):
            self._parts.add(6, Label(self.tr("How likely each answer was"), "strong"))
            self._parts.add(
                Para(self.tr("Logarithm of its probability; nearer to 0 is likelier."), "secondary", "muted")
            )
            for text, words in scored:
                self._parts.add(_pair(text, words))
        if not reply.text and not reply.thought:
            return
        note = self.tr("{n:,} tokens").format(n=timing.answer_tokens) if timing is not None else ""
        head = DetailHead(self.tr("The answer"), note, self.tr("Copy the answer"), lambda: reply.text)
        self._parts.add(6, head)
        if reply.thought:
            self._parts.add(_thought(reply.thought))
        self._parts.add(AnswerCard(outcome))
        if timing is not None:
            spent = self.tr("First token {first} s · in all {all} s").format(
                first=f"{timing.first_token_s:.1f}", all=f"{timing.first_token_s + timing.generation_s:.1f}"
            )
            if told.model.at_once > 1:  # the others made it slower
                spent = ""
            ended = shown(end_words(outcome.reply.end))
            self._parts.add(Para(" · ".join(filter(None, (spent, ended))), "secondary", "muted"))

    def _show_own(self, outcome: Outcome | None) -> None:
        self._own.setEnabled(outcome is not None)
        with QSignalBlocker(self._own):
            self._own.setCurrentIndex(OWN.index(outcome.own) if outcome is not None else 0)

    @Slot()
    def _ask(self) -> None:
        self.question_wanted.emit(self._told)

    @Slot()
    def _edit_it(self) -> None:
        self.edit_wanted.emit(self._told)

    @Slot(int)
    def _on_own(self, index: int) -> None:
        self.own_given.emit(OWN[index])


def _pair(text: str, words: Words) -> QWidget:
    holder, said = QWidget(), Para(text, "body", most=3)
    said.setProperty("data", True)
    line = boxes.row(holder, spacing=12).add(boxes.stretched(said))
    line.add(boxes.at_top(Label(words, "secondary", "muted")))
    return holder


def _thought(thought: str) -> Section:
    folded = Section(tr("Thoughts"), opened=False, role="secondary")
    view = HighlightedText(tr("Thoughts of the model"), "quiet")
    view.show_text(thought)
    folded.body.add(view)
    return folded
