"""How full the context of the open chat is: shows it, warns before it is full, and does what the person chose
for then.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import ContextUse, WhenFull
from explorer.domain.words import Words
from explorer.engine.question import Question
from explorer.kit.actions import Action
from explorer.kit.chips import Choice
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.context.context_room import (
    MOST_CONTEXT,
    ContextPhase,
    ContextRoom,
    full_words,
    is_context_low,
    larger_context,
    larger_words,
    low_words,
    outlook_words,
    stop_words,
    whole_words,
)
from explorer.rooms.playground.context.context_rows import ContextMeterLine, ContextNotice
from explorer.rooms.playground.context.token_count_controller import TokenCountController
from explorer.rooms.playground.layout_pane import PlaygroundParts


class ContextController(QObject):
    """``go_on`` asks for more of the last answer, now that there will be room."""

    go_on = Signal()

    def __init__(self, parts: PlaygroundParts) -> None:
        self._session, self._chosen, self._composer = parts.session, parts.chosen, parts.frame.composer
        super().__init__(self._composer)
        self.line, self.notice = ContextMeterLine(), ContextNotice()
        self.line.hide()
        self.line.when_full.picked.connect(self._on_picked)
        self._composer.add_below(self.line)
        self._composer.add_above(self.notice)
        self._tokens = TokenCountController(parts)
        self._tokens.told.connect(self.refresh)
        self._running: ContextUse | None = None  # of the answer on its way in the open chat
        self._phase: ContextPhase = "open"
        self._chosen.changed.connect(self._tokens.ask)
        self._chosen.changed.connect(self.refresh)

    def show_chat(self) -> None:
        """Another chat, branch or model is open."""
        turns = self._session.turns
        self._running = None
        self._phase = "full" if turns and turns[-1].record.end == "context_full" else "open"
        self.show_model()

    def show_model(self) -> None:
        """Another model is chosen, or another way to load it: it counts tokens anew."""
        self._tokens.forget()
        self._tokens.ask()
        self.refresh()

    def begin(self) -> None:
        """An answer was asked for in the open chat."""
        self._phase = "open"
        self.refresh()

    def blocks(self) -> bool:
        """Whether there is no room to go on: then the choice is offered instead."""
        room = self._tokens.room()
        if room is None or self._when_full != "stop" or not is_context_low(room.context):
            return False
        if self._chosen.loaded is None or self._chosen.is_other_load():
            return False  # it will be loaded, with another context perhaps
        self._phase = "full"
        self.refresh()
        return True

    def fill(self, context: ContextUse) -> None:
        """What the running answer says."""
        self._running = context
        self.line.show_room(ContextRoom(context), self._when_full)

    def warn(self, context: ContextUse) -> None:
        """The running answer will soon have filled the context."""
        if self._when_full == "stop" and self._phase == "open":
            self._show_notice(low_words(context))

    def end(self, turn: Turn) -> None:
        """The running answer is over."""
        self._running = None
        is_full, resumes = turn.record.end == "context_full", self._phase == "resuming"
        if resumes or is_full:
            self._phase = "open" if resumes else "full"
        self.refresh()
        if resumes and is_full:
            self.go_on.emit()

    @Slot()
    def refresh(self) -> None:
        """Show how things stand between two answers."""
        if self._running is not None:
            return
        room = self._tokens.room()
        if room is None:
            self.line.hide()
            self.notice.hide()
        else:
            self.line.show_room(room, self._when_full)
            self._show_outlook(room)
        self._composer.tell_height()

    def show_files(self, tokens: int) -> None:
        """What the files that wait for the next question will take."""
        if self._tokens.files != tokens:
            self._tokens.files = tokens
            self.refresh()

    def left_for_files(self) -> int | None:
        """Tokens, beside what the chat, the message and its answer take; ``None`` without a model."""
        return self._tokens.left_for_files()

    def left_for_answer(self, before: Sequence[Turn], answer: Turn, asked: Question) -> int | None:
        """See TokenCountController."""
        return self._tokens.left_for_answer(before, answer, asked)

    def larger_for_files(self, tokens: int) -> Action | None:
        """The shortest context the model was trained for in which files of so many tokens fit whole."""
        room, loaded, file = self._tokens.room(), self._chosen.loaded, self._chosen.file
        if room is None or loaded is None or file is None:
            return None
        wanted = loaded.context_length
        while wanted := larger_context(wanted, loaded.trained_context):
            larger = replace(room, context=replace(room.context, total=wanted), files=0)
            if larger.spare >= tokens:
                words = whole_words(wanted, self._needed(file, wanted))
                return Action(words, partial(self._enlarge, wanted))
            if wanted > MOST_CONTEXT:
                return None
        return None

    @property
    def _when_full(self) -> WhenFull:
        return self._session.controls.when_full

    def _show_outlook(self, room: ContextRoom) -> None:
        if self._chosen.loaded is None:
            self.notice.hide()
        elif self._phase == "full" and is_context_low(room.context):
            self._show_notice(full_words(room.context.total))
        elif self._when_full == "stop" and room.outlook != "fits" and self._phase != "dismissed":
            self._show_notice(outlook_words(room))
        else:
            self.notice.hide()

    def _show_notice(self, words: str) -> None:
        is_full = self._phase == "full"
        forget = Words("Forget the oldest turns and go on") if is_full else Words("Forget the oldest turns")
        stop = stop_words(self._phase, is_running=self._running is not None)
        ways = [Action(stop, self._dismiss), Action(forget, self._forget)]
        if larger_way := self._larger_way():
            ways.append(larger_way)
        self.notice.show_ways(words, ways)
        self._composer.tell_height()

    def _larger_way(self) -> Action | None:
        """The next context length the model was trained for, with what it costs."""
        loaded, file = self._chosen.loaded, self._chosen.file
        if loaded is None or file is None:
            return None
        wanted = larger_context(loaded.context_length, loaded.trained_context)
        if not wanted:
            return None
        words = larger_words(wanted, self._needed(file, wanted))
        return Action(words, partial(self._enlarge, wanted))

    def _needed(self, file: LocalModel, context: int) -> int:
        return self._chosen.estimates.need(file.path, context, self._chosen.choice.cache_type)

    def _forget(self) -> None:
        self._session.change({"when_full": "drop_oldest"})
        self._decided()

    def _enlarge(self, wanted: int) -> None:
        self._chosen.choose_load(context_length=wanted)
        if self._running is None and self._phase != "full":
            self._chosen.load_again()
        self._decided()

    def _decided(self) -> None:
        """Go on now if the context is full, or once it is; a model loads as is chosen when it is asked."""
        if self._running is not None:
            self._phase = "resuming"
            self._hide_notice()
        elif self._phase == "full":
            self._phase = "open"
            self.go_on.emit()
        else:
            self.refresh()

    def _dismiss(self) -> None:
        self._phase = "dismissed"
        self._hide_notice()

    def _hide_notice(self) -> None:
        self.notice.hide()
        self._composer.tell_height()

    @Slot(object)
    def _on_picked(self, choice: Choice) -> None:
        if self._phase == "dismissed":
            self._phase = "open"
        self._session.change({"when_full": choice.value})
        self.refresh()  # the session tells nothing where the same was picked
