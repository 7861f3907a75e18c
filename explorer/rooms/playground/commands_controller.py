"""Commands of the Playground, for the command palette, the sheet of shortcuts and the keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from explorer.kit.actions import Action
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats_controller import ChatsController
from explorer.rooms.playground.layout_pane import PlaygroundLayout
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.sections_controller import ModelSections


class ChatCommands(QObject):
    """Builds the actions when they are asked for, so that they are never stale."""

    def __init__(
        self,
        frame: PlaygroundLayout,
        open_chat: ChatsController,
        asking: ChatAnswerController,
        chosen: ChosenModel,
        sections: ModelSections,
        load: Callable[[], None],
        regenerate: Callable[[], None],
        go_on: Callable[[], None],
    ) -> None:
        super().__init__(frame)
        self._frame, self._open_chat, self._asking, self._chosen = frame, open_chat, asking, chosen
        self._sections = sections
        self._load, self._regenerate, self._go_on = load, regenerate, go_on

    def all(self) -> tuple[Action, ...]:
        return (*self._of_conversation(), *self._of_chats(), *self._of_view(), *self._of_model())

    def _of_conversation(self) -> tuple[Action, ...]:
        busy, row = self._asking.is_busy(), self._frame.transcript.last_row()
        answer, written = bool(row and row.answer), bool(row and row.turn.written)
        again = bool(self._asking.has_question() and not busy)
        more = self._asking.can_go_on() and not busy
        copy = self._frame.transcript.copy_last
        sure = self._frame.transcript.judge_last
        leave, edits = self._frame.composer.cancelled.emit, self._frame.composer.is_editing()
        return (
            Action(self.tr("New chat"), self._open_chat.new, "plus", shortcut="Ctrl+N"),
            Action(self.tr("Stop the answer"), self._asking.stop, "stop", shortcut="Esc", enabled=busy),
            Action(self.tr("Leave the message as it was"), leave, "close", shortcut="Esc", enabled=edits),
            Action(self.tr("Answer again"), self._regenerate, "refresh", shortcut="Ctrl+R", enabled=again),
            Action(self.tr("Continue the answer"), self._go_on, "play", shortcut="Ctrl+G", enabled=more),
            Action(self.tr("Copy the last answer"), copy, "copy", shortcut="Ctrl+Shift+C", enabled=answer),
            Action(
                self.tr("How sure was it?"), sure, "odds", shortcut="Ctrl+T", enabled=written and not busy
            ),
        )

    def _of_chats(self) -> tuple[Action, ...]:
        chat = self._open_chat.at_hand()
        delete = partial(self._open_chat.delete, chat) if chat else _nothing
        some = chat is not None
        return (
            Action(self.tr("Search chats"), self._search, "search", shortcut="Ctrl+F"),
            Action(self.tr("Rename the chat"), self._open_chat.rename, "edit", shortcut="F2", enabled=some),
            Action(self.tr("Delete the chat"), delete, "trash", enabled=some, danger=True),
        )

    def _of_view(self) -> tuple[Action, ...]:
        frame = self._frame
        return (
            Action(self.tr("Show or hide the chats"), frame.toggle_chats, "panel-left", shortcut="Ctrl+B"),
            Action(self.tr("How it answers"), frame.toggle_inspector, "panel", shortcut="Ctrl+I"),
        )

    def _of_model(self) -> tuple[Action, ...]:
        some = self._chosen.is_resident
        loaded = some and self._chosen.is_loaded()
        choose = self._frame.header.picker.open
        return (
            Action(self.tr("Choose a model"), choose, "cpu", shortcut="Ctrl+L"),
            Action(self.tr("Load the model"), self._load, "play", enabled=some and not loaded),
            Action(self.tr("Unload the model"), self._chosen.unload, "close", enabled=loaded),
            *self._of_load(),
        )

    def _of_load(self) -> tuple[Action, ...]:
        """How it is loaded, and what is put on it."""
        sections, chosen = self._sections, self._chosen
        some = chosen.file is not None
        again = chosen.is_other_load() and chosen.is_at_leisure()
        return (
            Action(self.tr("Load the model as it is set now"), chosen.load_again, "refresh", enabled=again),
            Action(self.tr("How the model is loaded"), sections.reveal_loading, "cpu", enabled=some),
            Action(self.tr("Add an adapter…"), sections.adapters.choose_file, "plus", enabled=some),
        )

    def _search(self) -> None:
        self._frame.reveal_chats()
        self._frame.column.begin_search()


def _nothing() -> None:
    """A disabled action is never used."""
