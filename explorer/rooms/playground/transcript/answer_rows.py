"""An answer in the transcript: the name of the model, the text, what it cost, and what can be done with
it.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from explorer.documents.passages import GivenPassage
from explorer.documents.shared_words import cited_numbers
from explorer.kit import boxes
from explorer.kit.action_line import ActionLine
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.copying import CopyButton
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.text import Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.playground.captions import (
    answer_caption,
    answer_conditions,
    unanswered_words,
)
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.chats.structured_output import is_held_to_json
from explorer.rooms.playground.context.context_room import forgotten_words
from explorer.rooms.playground.documents.references_rows import ReferencesLine
from explorer.rooms.playground.images.captions import unseen_words
from explorer.rooms.playground.transcript.answer_text_rows import AnswerText, ByLine, ContinuedText, FindModel
from explorer.rooms.playground.transcript.question_rows import (
    BranchStepper,
    CitedPassage,
    TurnSignals,
)
from explorer.rooms.playground.transcript.ribbon_rows import RibbonView

_IN_LINE = (2, 0, 2, 0)
_WHOLE = ("end", "writing")  # ends of an answer that nothing is missing from, or not yet


class AnswerRow(QWidget):
    """What a model said. With ``prompt`` it is one running text: the prompt, and how the model went on."""

    def __init__(
        self,
        turn: Turn,
        prompt: str | None,
        find: FindModel,
        signals: TurnSignals,
        *,
        is_unfolded: bool = False,
        by_and_by: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``is_unfolded``: what the model thought is seen. ``by_and_by``: until ``add_part`` says that all
        is there, it is not to be shown.
        """
        super().__init__(parent)
        self.turn, self._signals = turn, signals
        self.by = ByLine(turn.record, find, self)
        self.prompt = prompt
        self._judgement: QWidget | None = None  # in place of the text
        self._is_judged_when_over = False
        self._is_last = self._can_go_on = False
        is_code = is_held_to_json(turn.record.options)
        self._text: AnswerText | ContinuedText = (
            AnswerText(is_code=is_code, is_unfolded=is_unfolded, by_and_by=by_and_by)
            if prompt is None
            else ContinuedText(prompt)
        )
        if isinstance(self._text, AnswerText):
            self._text.unfolded.connect(signals.unfolded)
            self._text.cited.connect(self._on_wanted)
        self.references = ReferencesLine()
        self.references.wanted.connect(self._on_wanted)
        self._given: Sequence[GivenPassage] | None = None
        self._why_nothing = ""  # was given
        self._build_notes()
        self._build_foot()
        self._column = boxes.column(self, spacing=4)
        self._column.add(self.by, _in_line(self._unseen), _in_line(self._forgotten), self._text)
        self._column.add(self._note)
        self._column.add(_in_line(self._unanswered), _in_line(self._misfit), _in_line(self.references))
        self._column.addWidget(self._foot)
        self.show_turn(turn)

    def _build_notes(self) -> None:
        """What is said about the answer where there is cause."""
        self._unseen = _UnseenLine()
        self._forgotten = Para("", "secondary", "muted")
        self._misfit = Para("", "secondary", "caution")
        self._note = Label("", "body", "muted")
        self._note.setContentsMargins(*_IN_LINE)
        self._unanswered = Para("", tone="muted")
        self._caption = Label("", "secondary", "muted", selectable=True)
        self._caption.setMinimumHeight(look_of(self).sizes.px(24))  # as the buttons beside it

    def _build_foot(self) -> None:
        px = look_of(self).sizes.px
        self._copy = CopyButton("status", self.tr("Copy"), self._text.copied)  # without thoughts
        self._copy.setToolTip(with_keys(self.tr("Copy the answer"), "Ctrl+Shift+C"))
        self.copy = self._copy.copy
        self._again = Button("status", self.tr("Regenerate"), "refresh", then=self._on_again)
        self._again.setToolTip(with_keys(self.tr("Answer again; this answer is kept"), "Ctrl+R"))
        self._more = Button("status", self.tr("Continue"), "play", then=self._signals.go_on)
        self._more.setToolTip(with_keys(self.tr("Go on where this answer stops"), "Ctrl+G"))
        self.sure = Button("status", "", "odds", then=self._on_sure)
        self.sure.setToolTip(with_keys(self.tr("How likely each token was to the model"), "Ctrl+T"))
        self.branches = BranchStepper(self.turn, self._signals)
        self._foot = QWidget()
        foot = FlowLayout(self._foot, spacing=px(4))
        self._foot.setContentsMargins(px(2), 0, px(2), 0)  # as in _in_line
        self._line = ActionLine(
            self._copy, self.sure, self._more, self._again, extra=lambda: self._signals.actions_of(self.turn)
        )
        foot.add(self.branches, self._caption, self._line)

    def begin(self, note: str) -> None:
        """Nothing has come yet, or only a part of it: say what happens meanwhile."""
        self.show_judgement(None)
        self._misfit.hide()
        self._foot.hide()
        self._unanswered.hide()
        self._text.grow(self.turn)
        self.set_note(note)

    def set_note(self, note: str) -> None:
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._text.setVisible(self._has_text())

    def grow(self, turn: Turn) -> None:
        self.turn = turn
        if not self._note.isHidden() and (turn.text or turn.thought):
            self.set_note("")
        self._text.grow(turn)

    def _has_text(self) -> bool:
        return self.prompt is not None or bool(self.turn.text or self.turn.thought)

    def show_turn(self, turn: Turn) -> None:
        """The answer as stored: whole, stopped or cut short."""
        self.turn = turn
        self.branches.show_turn(turn)
        self._text.show_whole(turn)
        self.set_note("")
        misfit = turn.record.misfit
        self._misfit.setText(misfit.words if misfit is not None else "")
        self._misfit.setVisible(misfit is not None)
        self.by.show_record(turn.record)
        words = answer_caption(turn.record)
        self._caption.setText(words)
        self._caption.setVisible(bool(words))
        self._caption.setToolTip(plain_tip(shown(answer_conditions(turn.record))))
        self._line.offer(self._copy, bool(turn.text))
        self._show_references()
        self.show_judgement(None)
        self.show_forgotten(turn)
        self._show_more()
        self._foot.show()
        if self._is_judged_when_over and turn.written.strip():
            self._on_sure()

    def show_given(
        self, given: Sequence[GivenPassage] | None, earlier: frozenset[int] = frozenset(), why: str = ""
    ) -> None:
        """The passages of documents that this answer was given, empty where there were none, and ``why``;
        ``None`` where it has nothing to do with any. ``earlier``: numbers of those that answers before it
        were given, which it may refer to as well. Told before it begins.
        """
        self._given, self._why_nothing = given, why
        if isinstance(self._text, AnswerText):
            numbers = earlier.union(passage.number for passage in given or ())
            self._text.show_given(numbers if numbers or given is not None else None)
        self._show_references()

    def mark_open(self, number: int) -> None:
        """The passage of it that is open beside the conversation; 0: none."""
        self.references.mark(number)
        if isinstance(self._text, AnswerText):
            self._text.mark_open(number)

    def _show_references(self) -> None:
        cited = cited_numbers(self.turn.text) if self._given else ()
        numbers = frozenset(passage.number for passage in self._given or ())
        self.references.show_given(self._given, numbers.intersection(cited), self._why_nothing)

    @Slot(object)
    def _on_wanted(self, number: int) -> None:
        self._signals.cited.emit(CitedPassage(self.turn.id, number))

    def show_forgotten(self, turn: Turn) -> None:
        """What the model does not see, and no longer sees from this answer on."""
        count = turn.record.unseen
        self._unseen.show_words(unseen_words(count), self._signals.way_to_see(turn) if count else None)
        words = forgotten_words(turn.record)
        self._forgotten.setText(words)
        self._forgotten.setVisible(bool(words))

    def show_judgement(self, judgement: QWidget | None) -> None:
        """How sure the model was, in place of the text; ``None`` shows the text again."""
        had_focus = False
        if self._judgement is not None:
            had_focus = self._judgement.isAncestorOf(QApplication.focusWidget() or self)
            self._judgement.hide()
            self._judgement.deleteLater()
        self._judgement = judgement
        if judgement is not None:
            self._column.insertWidget(self._column.indexOf(self._note), judgement)
        is_covered = isinstance(judgement, RibbonView)
        self._text.setVisible(not is_covered and self._has_text())
        self.sure.setText(self.tr("Back to the text") if is_covered else self.tr("How sure was it?"))
        self._line.offer(self.sure, self.is_judgeable)
        if had_focus:
            self.sure.setFocus(Qt.FocusReason.OtherFocusReason)  # where the way here began

    @property
    def is_judgeable(self) -> bool:
        """Whether how sure the model was can be known: of a text of its own."""
        own = not self.turn.record.written_by and bool(self.turn.written.strip())
        return own and self._signals.is_judgeable(self.turn)

    @property
    def is_judged(self) -> bool:
        """Whether how sure the model was is shown, or on its way."""
        return self._judgement is not None

    def add_part(self) -> bool:
        """Of a text that comes by and by: the next part. Whether others are still to come."""
        return isinstance(self._text, AnswerText) and self._text.add_part()

    def is_unfolded(self) -> bool:
        """Whether what the model thought is seen."""
        return isinstance(self._text, AnswerText) and self._text.is_unfolded()

    def judge_when_over(self) -> None:
        """The person looks at tokens: show those of this answer too, as soon as it is whole."""
        self._is_judged_when_over = True

    @Slot()
    def _on_again(self) -> None:
        self._signals.regenerate.emit(self.turn)

    @Slot()
    def _on_sure(self) -> None:
        self._is_judged_when_over = False
        if self._judgement is not None:
            self.show_judgement(None)
        else:
            self._signals.judge.emit(self)

    def _show_more(self) -> None:
        """An answer that did not end by itself can be gone on with, if it is the last."""
        is_part = bool(self.turn.written) and self.turn.record.end not in _WHOLE
        self._line.offer(self._more, self._is_last and self._can_go_on and is_part)
        words = unanswered_words(self.turn, is_last=self._is_last)
        self._unanswered.setText(words)
        self._unanswered.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self.branches.setEnabled(not busy)
        self._unseen.set_busy(busy)

    def set_last(self, last: bool, *, can_go_on: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        """Only the last answer can be made anew, or gone on with where the chosen model can."""
        self._is_last, self._can_go_on = last, can_go_on
        self._line.offer(self._again, last)
        self._show_more()


class _UnseenLine(QWidget):
    """That images were left out, and the way to have them seen."""

    def __init__(self) -> None:
        super().__init__()
        line = FlowLayout(self, spacing=look_of(self).sizes.px(8))
        self._words = Label("", "secondary", "caution")
        self._way = Button("link", "", scale="compact", then=self._on_way)
        self._action: Action | None = None
        line.add(self._words, self._way)

    def show_words(self, words: str, way: Action | None) -> None:
        self._words.setText(words)
        self._action = way
        self._way.setText(way.text if way is not None else "")
        self._way.setVisible(way is not None)
        self.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self._way.setEnabled(not busy)

    @Slot()
    def _on_way(self) -> None:
        if self._action is not None:
            self._action.run()


def _in_line(words: QWidget) -> boxes.Row:
    """With the text, which has a margin of its own."""
    return boxes.row(margins=_IN_LINE).add(words)
