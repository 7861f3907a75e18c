"""One column of the answers: what the model is called, how fast it was, and its text as it comes."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.errors import CancelledError
from explorer.domain.model import Model
from explorer.domain.piece import NOTHING, Piece
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.copying import TickIcon, to_clipboard
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.kit.paint_turns import GatheredText, PaintPacer
from explorer.kit.popup import menu, open_below
from explorer.kit.progress import ProgressBar
from explorer.kit.rich_text.markdown_page import MarkdownArea
from explorer.kit.rich_text.streaming_parts import ParagraphCut
from explorer.kit.text import Elided, IconLabel, Label, Para, plain_tip
from explorer.kit.thought_view import ThoughtView
from explorer.kit.where_mark import WhereMark
from explorer.rooms.compare.answers.difference_rows import DifferenceView
from explorer.rooms.compare.answers.differences import Difference
from explorer.rooms.compare.column_rows import SideColumn
from explorer.rooms.compare.document.results import Failure, Result, conditions_of, nothing_words
from explorer.rooms.compare.run.live_run import ColumnPhase, ColumnState
from explorer.rooms.compare.run.run_words import speed_words, state_words

Actions = Callable[[], Sequence[Action | None]]


class AnswerArea(MarkdownArea):
    """``grow`` with what comes, ``show_result`` when it is whole. What is unfolded stays so."""

    def __init__(self, name: str) -> None:
        super().__init__(name, form="reading")
        self.thinking = ThoughtView()
        self._none: QWidget | None = None  # in place of the text
        self.parts.insertWidget(0, self.thinking)
        self.page.before = self.thinking
        self.clear()

    @property
    def has_anything(self) -> bool:
        return bool(self.toPlainText()) or not self.thinking.isHidden()

    def clear(self) -> None:
        self._thought, self._cut = "", ParagraphCut()
        self.is_thinking = False
        self.thinking.show_thought("", is_done=True)
        self._put(None)
        self.set_markdown("")

    def grow(self, piece: Piece, thought_s: float | None = None) -> None:
        """``thought_s``: how long it thought so far, where that may be known."""
        self.follow()
        if piece.thought:
            self._thought += piece.thought
            self.is_thinking = True
            self.thinking.show_thought(self._thought, is_done=False, seconds=thought_s)
        if piece.text:
            self._end_thought(thought_s)
            self.append_text(self._cut.feed(piece.text))

    def show_result(self, result: Result, way: Action | None = None, *, is_timed: bool = True) -> None:
        """``is_timed``: how long it thought may be known. ``way``: what helps where there is no text."""
        answer, seconds = result.answer, result.thought_s if is_timed else None
        self.thinking.show_thought(answer.thought.strip(), is_done=True, seconds=seconds)
        text = answer.text.strip()
        self._put(None if text else reason_row(nothing_words(result), way))
        self.set_markdown(text)

    def show_broken(self, text: str, thought: str) -> None:
        """What there is of an answer that broke off: nothing more comes, of its thought either."""
        self.thinking.show_thought(thought.strip(), is_done=True)
        self.set_markdown(text.strip())

    def _end_thought(self, seconds: float | None) -> None:
        if self.is_thinking:
            self.is_thinking = False
            self.thinking.show_thought(self._thought, is_done=True, seconds=seconds)

    def _put(self, none: QWidget | None) -> None:
        if self._none is not None:
            self.parts.drop((self._none,))
        self._none = none
        if none is not None:
            self.parts.insertWidget(1, none)


class AnswerSide(SideColumn):
    """An answer of a column, below what it is called and what the column does."""

    def __init__(self, key: str, title: str, name: str, pacer: PaintPacer | None = None) -> None:
        """``name``: of the text. ``pacer``: shared by columns that stand side by side."""
        super().__init__(key, title)
        self.gathered = GatheredText(pacer or PaintPacer(self), self._grow, self)
        self._name = Para(title, "heading", most=2)
        self._state = Para("", "secondary", "muted", most=2)
        self._view = AnswerArea(name)
        self._body = boxes.column(margins=(16, 14, 10, 0), spacing=8)  # the text has an edge of 2 of its own
        self.body.addLayout(self._body)

    @property
    def told(self) -> str:
        """What it is called now."""
        return self._name.text()

    @property
    def state(self) -> str:
        return self._state.text()

    @property
    def text(self) -> str:
        """The answer as shown so far."""
        return self._view.toPlainText()

    @property
    def thinking(self) -> ThoughtView:
        """What the model thought before it answered."""
        return self._view.thinking

    def _grow(self, piece: Piece) -> None:
        self._view.grow(piece)


def reason_row(why: str, way: Action | None, seen: str = "") -> QWidget:
    """Why there is no answer, when its facts were ``seen``, and what helps."""
    words = boxes.column(spacing=8).add(Para(why, tone="muted"))
    if seen:
        words.add(Label(seen, "secondary", "faint"))
    if way is not None:
        button = Button("outlined", way.text, way.icon, scale="compact", then=way)
        button.setEnabled(way.enabled)
        words.add(boxes.at_start(button))
    made = QWidget()
    line = boxes.row(made, margins=(2, 2, 8, 0), spacing=8)  # in line with the text
    line.add(boxes.at_top(IconLabel("info", "muted")), boxes.stretched(words))
    return made


class AnswerColumn(AnswerSide):
    """``title`` names the model; what ``show_note`` was given is said under the head.

    ``actions`` fill the ⋯ menu when it opens, ``enlarge`` is what ⤢ does.
    """

    def __init__(
        self,
        key: str,
        title: str,
        actions: Actions = tuple,
        enlarge: Callable[[str], object] = str,
        pacer: PaintPacer | None = None,
    ) -> None:
        """``pacer``: shared by columns that stand side by side."""
        super().__init__(key, title, self.tr("Answer of {model}").format(model=title), pacer)
        self._title, self._actions, self._enlarge = title, actions, enlarge
        self._thought_s: float | None = None
        self._came = 0  # characters of the answer under way, those that wait included
        self._result: Result | None = None
        self._build_head()  # before the rest: Tab goes as one reads
        self._bar = ProgressBar(self.tr("Progress of {model}").format(model=title), 4)
        self._bar.hide()
        self._extra: QWidget | None = None
        self._note = Elided("", "secondary", "muted")
        self._note.hide()
        line = boxes.row(margins=(2, 0, 0, 0)).add(self._note)
        self._body.add(line, self._bar, boxes.stretched(self._view))

    def _build_head(self) -> None:
        self._name.setToolTip(plain_tip(self._title))
        words = boxes.column(margins=(0, 4, 0, 0), spacing=1)  # the name in the middle of the buttons
        self.mark = WhereMark()
        words.add(self._name, self._state)
        enlarge = self.tr("Show {model} large").format(model=self._title)
        self.large = IconButton("expand", enlarge, then=partial(self._enlarge, self.key))
        self.more = TickIcon("more", self.tr("More for {model}").format(model=self._title))
        self.more.clicked.connect(self._open)
        line = boxes.row(spacing=2)
        line.add(boxes.stretched(words), boxes.at_top(self.large), boxes.at_top(self.more))
        # The mark has the whole width; heads are as high as the highest one.
        lines = boxes.column(self.head, margins=(18, 5, 8, 9), spacing=3)
        lines.add(line, boxes.at_start(self.mark), boxes.STRETCH)

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001  as Qt's own setters
        """One line each for the name and the numbers; the whole stands in their tooltips."""
        for words in (self._name, self._state):
            words.set_most(1 if compact else 2)

    def show_where(self, model: Model | None, asked: AskedElsewhere | None) -> None:
        """Where it was ``asked``, or else where ``model`` will be."""
        if asked is not None:
            self.mark.show_asked(asked)
        else:
            self.mark.show_model(model)

    def show_note(self, note: str) -> None:
        """What is to be known of how it is asked, whatever it answers."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def show_state(
        self, state: ColumnState, written: Piece = NOTHING, thought_s: float | None = None
    ) -> None:
        """What it does, and what it wrote so far, if it is not shown already. ``thought_s`` as in ``add``."""
        came = _length(written)
        if came and came == self._came:
            return
        self.show_unasked(state_words(state))
        is_known = state.phase in (ColumnPhase.CHECKING, ColumnPhase.LOADING)
        self._bar.setVisible(is_known or state.phase is ColumnPhase.WARMING)
        self._bar.set_fraction(state.fraction if is_known else None)
        if came:
            self.add(written, thought_s)

    def add(self, piece: Piece, thought_s: float | None = None) -> None:
        """More of the answer, or of the thought before it, which took ``thought_s`` seconds so far."""
        self._thought_s = thought_s
        self._came += _length(piece)
        self.gathered.add(piece)

    def show_result(self, result: Result, note: str = "", way: Action | None = None) -> None:
        """``note`` says what else must be known of it; ``way``: what helps where it came to no answer."""
        self.show_unasked(" · ".join(part for part in (shown(speed_words(result)), note) if part))
        self._result = result
        told = (self.state, shown(conditions_of(result)), shown(result.untold))
        self._state.setToolTip(plain_tip("\n".join(filter(None, told))))
        self._view.show_result(result, way)

    def show_difference(self, found: Difference, base: str) -> None:
        """The answer against that of ``base``, word by word, in place of its formatted text."""
        if self._result is None:
            return
        if not isinstance(self._extra, DifferenceView):
            self._put(DifferenceView(self.tr("Answer of {model}").format(model=self._title)))
        if isinstance(self._extra, DifferenceView):
            self._extra.show_pieces(found.pieces)
        share = self.tr("{percent} % of its words are in {model}").format(
            percent=round(found.share * 100), model=base
        )
        incomplete = "" if found.is_complete else self.tr("compared in part, because it is very long")
        speed = shown(speed_words(self._result))
        self._say(" · ".join(part for part in (speed, share, incomplete) if part))

    def show_failure(self, failure: Failure, *ways: Action | None) -> None:
        """Why there is no whole answer, below what there is of it."""
        self.show_unasked("")
        self._view.show_broken(failure.text, failure.thought)
        if isinstance(failure.error, CancelledError):
            self._say(self.tr("stopped"))
            return
        is_begun = failure.text or failure.thought
        self._say(self.tr("broke off") if is_begun else self.tr("no answer"))
        self._put(ErrorCard(failure.error, *ways))

    def show_absent(self, words: str, action: Action | None, seen: str = "") -> None:
        """This column cannot answer: why, when its facts were read, and what helps."""
        self.show_unasked("")
        self._put(reason_row(words, action, seen))

    @property
    def copy(self) -> Action:
        """Puts the answer into the clipboard, as the model wrote it, without its thought."""
        is_there = self._result is not None and bool(self._result.answer.text)
        return Action(self.tr("Copy the answer"), self._copy, "copy", enabled=is_there)

    def _say(self, state: str) -> None:
        self._state.setText(state)
        self._state.setToolTip(plain_tip(self._state.text()))

    def show_unasked(self, state: str) -> None:
        """Nothing was asked of this model here, or nothing came yet; ``state`` says which."""
        self.gathered.drop()
        self._came, self._result = 0, None
        self._say(state)
        self._bar.hide()
        self._view.clear()
        self._put(None)

    def _put(self, extra: QWidget | None) -> None:
        """Below the text that there is, or in its place."""
        if self._extra is not None:
            self._body.drop((self._extra,))
        self._extra = extra
        is_other = isinstance(extra, DifferenceView)
        is_begun = self._view.has_anything and not is_other
        self._view.setVisible(extra is None or is_begun)
        if extra is not None:
            top = Qt.AlignmentFlag(0) if is_other else Qt.AlignmentFlag.AlignTop
            self._body.addWidget(extra, 0 if is_begun else 1, top)

    def _grow(self, piece: Piece) -> None:
        self._bar.hide()
        self._view.grow(piece, self._thought_s)
        phase = ColumnPhase.THINKING if self._view.is_thinking else ColumnPhase.ANSWERING
        self._say(state_words(ColumnState(phase)))

    def _copy(self) -> None:
        if self._result is not None:
            to_clipboard(self._result.answer.text)
            self.more.tick()

    @Slot()
    def _open(self) -> None:
        actions = [self.copy, None, *self._actions()]
        open_below(menu(self, actions), self.more)


def _length(piece: Piece) -> int:
    """Characters that are shown of it."""
    return len(piece.text) + len(piece.thought)
