"""Commands of the Playground, for the command palette, the sheet of shortcuts and the keys."""

from functools import partial

from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats_controller import ChatsController
from explorer.rooms.playground.inspector.inspector_controller import InspectorController
from explorer.rooms.playground.parts import PlaygroundParts
from explorer.rooms.playground.question_controller import QuestionController


class ChatCommands:
    """Builds the actions when they are asked for, so that they are never stale."""

    def __init__(
        self,
        parts: PlaygroundParts,
        chats: ChatsController,
        answers: ChatAnswerController,
        questions: QuestionController,
        inspector: InspectorController,
    ) -> None:
        self._frame, self._chosen, self._chats = parts.frame, parts.chosen, chats
        self._answers, self._questions, self._inspector = answers, questions, inspector

    def all(self) -> tuple[Action, ...]:
        return (*self._of_conversation(), *self._of_chats(), *self._of_view(), *self._of_model())

    def _of_conversation(self) -> tuple[Action, ...]:
        busy, row = self._answers.is_busy(), self._frame.transcript.rows.last_answer()
        answer, written = bool(row and row.answer), bool(row and row.turn.written)
        again = self._chats.chat is not None and not busy
        more = self._answers.can_go_on() and not busy
        copy, sure = (row.copy, row.sure.click) if row else (_nothing, _nothing)
        regenerate, go_on = self._questions.regenerate, self._questions.go_on
        leave, edits = self._frame.composer.cancelled.emit, self._frame.composer.is_editing()
        return (
            Action(Words("New chat"), self._chats.new, "plus", shortcut="Ctrl+N"),
            Action(Words("Stop the answer"), self._answers.stop, "stop", shortcut="Esc", enabled=busy),
            Action(Words("Leave the message as it was"), leave, "close", shortcut="Esc", enabled=edits),
            Action(Words("Answer again"), regenerate, "refresh", shortcut="Ctrl+R", enabled=again),
            Action(Words("Continue the answer"), go_on, "play", shortcut="Ctrl+G", enabled=more),
            Action(Words("Copy the last answer"), copy, "copy", shortcut="Ctrl+Shift+C", enabled=answer),
            Action(Words("How sure was it?"), sure, "odds", shortcut="Ctrl+T", enabled=written and not busy),
        )

    def _of_chats(self) -> tuple[Action, ...]:
        chat = self._chats.at_hand()
        delete = partial(self._chats.delete, chat) if chat else _nothing
        some = chat is not None
        return (
            Action(Words("Search chats"), self._search, "search", shortcut="Ctrl+F"),
            Action(Words("Rename the chat"), self._chats.rename, "edit", shortcut="F2", enabled=some),
            Action(Words("Delete the chat"), delete, "trash", enabled=some, danger=True),
        )

    def _of_view(self) -> tuple[Action, ...]:
        frame = self._frame
        return (
            Action(Words("Show or hide the chats"), frame.toggle_chats, "panel-left", shortcut="Ctrl+B"),
            Action(Words("How it answers"), frame.toggle_inspector, "panel", shortcut="Ctrl+I"),
        )

    def _of_model(self) -> tuple[Action, ...]:
        some = self._chosen.is_resident
        loaded = some and self._chosen.loaded is not None
        choose = self._frame.header.picker.open
        return (
            Action(Words("Choose a model"), choose, "cpu", shortcut="Ctrl+L"),
            Action(Words("Load the model"), self._chosen.load, "play", enabled=some and not loaded),
            Action(Words("Unload the model"), self._chosen.unload, "close", enabled=loaded),
            *self._of_load(),
        )

    def _of_load(self) -> tuple[Action, ...]:
        """How it is loaded, and what is put on it."""
        inspector, chosen = self._inspector, self._chosen
        loading = partial(inspector.reveal, "loading")
        some = chosen.file is not None
        again = chosen.is_other_load() and chosen.is_at_leisure()
        return (
            Action(Words("Load the model as it is set now"), chosen.load_again, "refresh", enabled=again),
            Action(Words("How the model is loaded"), loading, "cpu", enabled=some),
            Action(Words("Add an adapter…"), inspector.adapters.choose_file, "plus", enabled=some),
        )

    def _search(self) -> None:
        self._frame.reveal_chats()
        self._frame.column.begin_search()


def _nothing() -> None:
    """A disabled action is never used."""
