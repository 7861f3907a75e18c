"""Chats come in from files and leave as files, in the background; what came of it is told."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Slot

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import Words
from explorer.kit.actions import Action, submenu
from explorer.kit.file_dialogs import (
    ask_where_to_save,
    ask_which_files,
    ask_which_folder,
    file_name,
    open_in_system,
)
from explorer.kit.language import shown, spoken_language, tr
from explorer.kit.messages import Messages
from explorer.kit.tasks import TaskContext
from explorer.local.models.app_folders import app_environment, lm_studio_chats
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.layout_pane import PlaygroundParts

if TYPE_CHECKING:  # readers and writers are imported where they work: most people never need them
    from explorer.rooms.playground.chats.exchange.importing import ChatImport

_FORMATS = (
    (Words("Markdown…"), "md"),
    (Words("Web page (HTML)…"), "html"),
    (Words("JSON, to import it again…"), "json"),
)


class ChatExchangeController(QObject):
    """Its actions stand in the menus of the chats, and in the palette.

    ``show_list`` shows the chats as they are now, ``open_chat`` one of them by its id.
    """

    def __init__(
        self, parts: PlaygroundParts, show_list: Callable[[], object], open_chat: Callable[[int], object]
    ) -> None:
        super().__init__(parts.frame)
        self._services, self._window, self._chats = parts.services, parts.frame, parts.session.stored
        self._show_list, self._open = show_list, open_chat
        self._stop: Event | None = None  # of the import that goes on
        column = parts.frame.column
        column.more += [self._import_menu, self._export_all_menu]
        column.list.more_actions.append(self._export_menu)

    def commands(self, chat: Chat | None) -> tuple[Action, ...]:
        """For the palette. ``chat``: the one at hand."""
        is_kept = chat is not None and self._chats.find(chat.id) is not None  # a temporary one is not
        export = partial(self.ask_where, (chat,) if chat else (), "md")
        every = partial(self.ask_where_all, "json")
        return (
            *self._imports(),
            Action(Words("Export the chat…"), export, "external", enabled=is_kept),
            Action(Words("Export all chats…"), every, "external", enabled=bool(self._chats.all())),
        )

    def bring_in(self, paths: Sequence[Path]) -> None:
        """The chats of files and folders. One import at a time."""
        if self._stop is not None:
            return
        store, messages, stop = self._services.core.store, self._services.messages, Event()
        self._stop = stop
        going = messages.begin(self.tr("Importing chats…"))
        models = tuple(self._services.catalog.models)

        def work(context: TaskContext[int]) -> "ChatImport":
            return _import(store, paths, models, stop, context)

        def progress(count: int) -> None:
            going.say(tr("Importing chats: {count}").format(count=f"{count:,}"))

        def done(result: "ChatImport") -> None:
            _tell(messages, result, self._chats, self._services.go)
            self._over(result.came)

        def failed(error: KnownError) -> None:
            messages.fail(error)
            self._over(())

        self._services.tasks.run(work, *messages.during(going, done, failed), progress)

    def stop(self) -> None:
        """What came so far stays."""
        if self._stop is not None:
            self._stop.set()

    def ask_where(self, chats: Sequence[Chat], ending: str) -> None:
        """Which file these are written to; the other formats can be chosen there too."""
        title = chats[0].title if len(chats) == 1 else self.tr("Chats")
        name = file_name(title, "chats")
        then = partial(self.write, tuple(chat.id for chat in chats))
        ask_where_to_save(self._window, self.tr("Export"), self._kinds(ending), name, then)

    def ask_where_all(self, ending: str) -> None:
        self.ask_where(self._chats.all(), ending)

    def write(self, chats: Sequence[int], path: Path) -> None:
        """Where they went is told."""
        store, messages, language = self._services.core.store, self._services.messages, spoken_language()

        def work(context: TaskContext[int]) -> Path:
            from explorer.rooms.playground.chats.exchange.exporting import write_chats  # noqa: PLC0415  see above
            from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore  # noqa: PLC0415

            return write_chats(ExchangeStore(store), chats, path, shown, language, context.stopped)

        def done(written: Path) -> None:
            text = tr("The chat is in {path}.") if len(chats) == 1 else tr("The chats are in {path}.")
            messages.tell(text.format(path=written), "good", _opening(written))

        going = messages.begin(self.tr("Exporting chats…"))
        self._services.tasks.run(work, *messages.during(going, done))

    @Slot()
    def ask_which(self) -> None:
        """Which files chats are brought in from."""
        kinds = (self.tr("Exported chats (*.zip *.json *.jsonl)"), self.tr("All files (*)"))
        ask_which_files(self._window, self.tr("Import chats"), self.bring_in, kinds)

    @Slot()
    def ask_which_folder(self) -> None:
        ask_which_folder(self._window, self.tr("Import chats"), lambda path: self.bring_in((path,)))

    def _over(self, came: Sequence[int]) -> None:
        """The room may be gone meanwhile: what it shows is then made anew."""
        self._stop = None
        if not shiboken6.isValid(self._window):
            return
        self._show_list()
        if len(came) == 1:
            self._open(came[0])

    def _imports(self) -> tuple[Action, ...]:
        if self._stop is not None:
            return (Action(Words("Stop the import of chats"), self.stop, "stop"),)
        files = Action(Words("Import chats from files…"), self.ask_which, "download")
        folder = Action(Words("Import chats from a folder…"), self.ask_which_folder, "folder")
        theirs = lm_studio_chats(app_environment())
        if theirs is None:
            return files, folder
        words = Words("Import the chats of {app}", app="LM Studio")
        return files, folder, Action(words, partial(self.bring_in, (theirs,)), "chat")

    def _import_menu(self) -> Action:
        return submenu(self.tr("Import chats"), "download", self._imports())

    def _export_all_menu(self) -> Action:
        some = bool(self._chats.all())
        entries = [
            Action(words, partial(self.ask_where_all, ending), enabled=some) for words, ending in _FORMATS
        ]
        return submenu(self.tr("Export all chats"), "external", entries)

    def _export_menu(self, chat: Chat) -> Action:
        entries = [Action(words, partial(self.ask_where, (chat,), ending)) for words, ending in _FORMATS]
        return submenu(self.tr("Export"), "external", entries)

    def _kinds(self, ending: str) -> dict[str, str]:
        """Each with its suffix, the chosen one first."""
        kinds = {
            self.tr("Markdown (*.md)"): "md",
            self.tr("Web page, to read and print (*.html)"): "html",
            self.tr("JSON, to import it again (*.json)"): "json",
        }
        return dict(sorted(kinds.items(), key=lambda kind: kind[1] != ending))


def _import(
    store: Store, paths: Sequence[Path], models: Sequence[Model], stop: Event, context: TaskContext[int]
) -> "ChatImport":
    from explorer.rooms.playground.chats.exchange.importing import import_chats  # noqa: PLC0415  see above
    from explorer.rooms.playground.chats.exchange.reading import ChatReading  # noqa: PLC0415

    reading = ChatReading(stopped=lambda: stop.is_set() or context.stopped(), say=shown)
    return import_chats(store, paths, reading, context.report, _finder(models))


def _tell(messages: Messages, result: "ChatImport", chats: Chats, go: Go) -> None:
    undo = Action(tr("Undo"), partial(_take_out, chats, go, tuple(result.came)), "undo")
    odd = bool(result.left_out)
    messages.tell(
        shown(result.words),
        "caution" if odd else "good" if result.came or result.grown else "info",
        undo if result.came else None,
        copied=shown(result.details) if odd else "",
        copy_words=tr("Copy the list") if odd else "",
    )


def _take_out(chats: Chats, go: Go, came: Sequence[int]) -> None:
    """Into the bin. Messages outlive rooms: what they do must hold no widget."""
    with chats.together():
        for chat in came:
            chats.delete(chat)
    go(Place(Room.PLAYGROUND))


def _opening(written: Path) -> Action:
    if written.suffix.lower() == ".json":
        return Action(tr("Show the folder"), partial(open_in_system, written.parent), "folder")
    return Action(tr("Open"), partial(open_in_system, written), "external")


def _finder(models: Sequence[Model]) -> Callable[[str], str]:
    """LM Studio names a model by publisher, repo and file."""
    known: dict[str, str] = {}
    for model in models:
        if isinstance(model, LocalModel):
            known["/".join(model.path.parts[-3:]).lower()] = model.id
            if model.repo:
                known[f"{model.repo}/{model.file_name}".lower()] = model.id
    return lambda reference: known.get(reference.replace("\\", "/").lower(), "")
