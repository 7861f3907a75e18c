"""How full the context of the open chat is: shows it, warns before it is full, and does what the person chose
for then.
"""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.tokens import ContextUse, TokenPiece, WhenFull
from explorer.domain.words import Words
from explorer.engine.backend import Tokenizes
from explorer.kit.actions import Action
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.composer.composer_rows import ChatComposer
from explorer.rooms.playground.context.context_room import (
    ContextRoom,
    full_words,
    is_context_low,
    larger_context,
    larger_words,
    low_words,
    outlook_words,
)
from explorer.rooms.playground.context.context_rows import ContextMeterLine, ContextNotice
from explorer.rooms.playground.context.token_count_controller import TokenCountController
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel

_PAUSE_MS = 400  # after the last key, before a draft is counted


class ContextController(QObject):
    """``go_on`` asks for more of the last answer, now that there will be room.

    ``decided`` carries a WhenFull: what this chat does from now on.
    """

    go_on = Signal()
    decided = Signal(object)

    def __init__(self, session: ChatSession, chosen: ChosenModel, composer: ChatComposer) -> None:
        super().__init__(composer)
        self._session, self._chosen, self._composer = session, chosen, composer
        self.line, self.notice = ContextMeterLine(), ContextNotice()
        self.line.hide()
        self.line.chosen.connect(self._on_chosen)
        composer.add_below(self.line)
        composer.add_above(self.notice)
        self._chat_count = TokenCountController(session, chosen, self)
        self._chat_count.told.connect(self.refresh)
        self._running: ContextUse | None = None  # of the answer on its way in the open chat
        self._draft = 0
        self._counted = ""  # the text whose tokens are in _draft
        self._resumes = False  # once the running answer has filled the context
        self._is_dismissed = self._is_full = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._count)
        composer.field.textChanged.connect(self._on_typed)
        chosen.changed.connect(self._on_engine)

    def show_chat(self) -> None:
        """Another chat, branch or model is open."""
        turns = self._session.turns
        self._running, self._resumes, self._is_dismissed, self._counted = None, False, False, ""
        self._is_full = bool(turns) and turns[-1].record.end == "context_full"
        self._chat_count.forget()
        self._count()
        self.refresh()

    def show_model(self) -> None:
        """Another model is chosen, or another way to load it: it counts tokens anew."""
        self._counted = ""
        self._chat_count.forget()
        self._count()
        self.refresh()

    def begin(self) -> None:
        """An answer was asked for in the open chat."""
        self._resumes, self._is_dismissed, self._is_full = False, False, False
        self.refresh()

    def blocks(self) -> bool:
        """Whether there is no room to go on: then the choice is offered instead."""
        room = self._room()
        if room is None or self._when_full != "stop" or not is_context_low(room.context):
            return False
        if not self._chosen.is_loaded() or self._chosen.is_other_load():
            return False  # it will be loaded, with another context perhaps
        self._is_full, self._is_dismissed = True, False
        self.refresh()
        return True

    def fill(self, context: ContextUse) -> None:
        """What the running answer says."""
        self._running = context
        self._show_meter(ContextRoom(context))

    def warn(self, context: ContextUse) -> None:
        """The running answer will soon have filled the context."""
        if self._when_full == "stop" and not self._is_dismissed and not self._resumes:
            self._show_notice(low_words(context))

    def end(self, turn: Turn) -> None:
        """The running answer is over."""
        self._running = None
        resumes, self._resumes = self._resumes, False
        self._is_full = turn.record.end == "context_full" and not resumes
        self.refresh()
        if resumes and turn.record.end == "context_full":
            self.go_on.emit()

    @Slot()
    def refresh(self) -> None:
        """Show how things stand between two answers."""
        if self._running is not None:
            return
        room = self._room()
        if room is None:
            self.line.hide()
            self.notice.hide()
        else:
            self._show_meter(room)
            self._show_outlook(room)
        self._composer.tell_height()

    @property
    def _when_full(self) -> WhenFull:
        return self._session.controls.when_full

    def _room(self) -> ContextRoom | None:
        total = self._total()
        if not total:
            return None
        used = self._chat_count.used(drafting=bool(self._draft))
        context = ContextUse(min(total, used.tokens), total)
        return ContextRoom(context, self._draft, self._session.longest, is_exact=used.is_exact)

    def _total(self) -> int:
        """Tokens the context has room for, or will have once the model is loaded; 0 without a model."""
        engine, model = self._chosen.engine, self._chosen.model
        if engine is None or model is None:
            return 0
        if engine.model is not None:
            return engine.model.context_length
        if not self._chosen.is_resident:
            return model.context_length or 0
        wanted = self._chosen.options().context_length
        return min(wanted, model.context_length or wanted)

    def _show_meter(self, room: ContextRoom) -> None:
        self.line.show_room(room, self._when_full)
        self.line.show()

    def _show_outlook(self, room: ContextRoom) -> None:
        if not self._chosen.is_loaded():
            self.notice.hide()
        elif self._is_full and is_context_low(room.context):
            self._show_notice(full_words(room.context.total))
        elif self._when_full == "stop" and room.outlook != "fits" and not self._is_dismissed:
            self._show_notice(outlook_words(room))
        else:
            self.notice.hide()

    def _show_notice(self, words: str) -> None:
        ways = [Action(self._stop_words(), self._dismiss), Action(self._forget_words(), self._forget)]
        if larger_way := self._larger_way():
            ways.append(larger_way)
        self.notice.show_ways(words, ways)
        self._composer.tell_height()

    def _stop_words(self) -> Words:
        if self._running is not None:
            return Words("Stop when it is full")
        return Words("Not now") if self._is_full else Words("Stop the answer when it is full")

    def _forget_words(self) -> Words:
        if self._is_full:
            return Words("Forget the oldest turns and go on")
        return Words("Forget the oldest turns")

    def _larger_way(self) -> Action | None:
        """The next context length the model was trained for, with what it costs."""
        engine, file = self._chosen.engine, self._chosen.file
        if engine is None or engine.model is None or file is None:
            return None
        wanted = larger_context(engine.model.context_length, engine.model.trained_context)
        if not wanted:
            return None
        words = larger_words(wanted, self._chosen.estimates.need(file.path, wanted))
        return Action(words, partial(self._enlarge, wanted))

    def _forget(self) -> None:
        self.decided.emit("drop_oldest")
        self._decided()

    def _enlarge(self, wanted: int) -> None:
        self._chosen.choose_load(context_length=wanted)
        if self._running is None and not self._is_full:
            self._chosen.load_again()
        self._decided()

    def _decided(self) -> None:
        """Go on now if the context is full, or once it is; a model loads as is chosen when it is asked."""
        if self._running is not None:
            self._resumes = True
            self.notice.hide()
            self._composer.tell_height()
        elif self._is_full:
            self._is_full = False
            self.go_on.emit()
        else:
            self.refresh()

    def _dismiss(self) -> None:
        self._is_dismissed, self._is_full = True, False
        self.notice.hide()
        self._composer.tell_height()

    @Slot(object)
    def _on_chosen(self, when_full: WhenFull) -> None:
        self._is_dismissed = False
        self.decided.emit(when_full)

    @Slot(object)
    def _on_engine(self, _change: object) -> None:
        self._count()
        self.refresh()

    @Slot()
    def _on_typed(self) -> None:
        if self._composer.text():
            self._pause.start()
        else:
            self._pause.stop()
            self._draft, self._counted = 0, ""
            self.refresh()

    @Slot()
    def _count(self) -> None:
        """Have the tokens of the draft counted, or those of the chat, if the model is at leisure."""
        text = self._composer.text()
        engine = self._chosen.engine
        if not isinstance(engine, Tokenizes) or not self._chosen.is_at_leisure():
            return
        if text in ("", self._counted):
            self._chat_count.ask()
        else:
            self._counted = text
            engine.tokenize(text).finished.connect(self._on_counted)

    @Slot(object)
    def _on_counted(self, pieces: tuple[TokenPiece, ...]) -> None:
        self._draft = len(pieces) if self._composer.text() else 0
        self.refresh()
