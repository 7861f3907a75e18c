"""Leaderboards come in from files and leave as files, in the background; a deleted one can come back."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.files import write_export
from explorer.choose.leaderboards.import_store import StoredBoard, board_csv
from explorer.kit.actions import Action
from explorer.kit.file_dialogs import ask_where_to_save, ask_which_file, file_name, open_in_system
from explorer.kit.language import tr
from explorer.kit.question import host_of
from explorer.kit.tasks import TaskContext
from explorer.rooms.choose.leaderboards.boards_session import BoardsSession, subject_of_import

if TYPE_CHECKING:  # readers are imported where they work: most people never need them
    from explorer.choose.leaderboards.import_file import ImportedBoard
    from explorer.rooms.choose.leaderboards.import_pane import ImportQuestion


class BoardFilesController(QObject):
    """``question``: the preview that is open, if one is."""

    def __init__(self, session: BoardsSession, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.question: ImportQuestion | None = None

    @Slot()
    def ask_which(self) -> None:
        kinds = self.tr("Results (*.csv *.tsv *.json *.jsonl *.ndjson)")
        ask_which_file(self._window, self.tr("Import a leaderboard"), kinds, self.bring_in)

    def bring_in(self, path: Path) -> None:
        """Read it, then show what was understood."""
        messages = self._session.services.messages

        def work(context: TaskContext[None]) -> "ImportedBoard":
            from explorer.choose.leaderboards.import_file import read_board  # noqa: PLC0415  see above

            return read_board(path, context.stopped)

        going = messages.begin(self.tr("Reading {name}…").format(name=path.name))
        self._session.services.tasks.run(work, *messages.during(going, self._preview), owner=self)

    def _preview(self, read: "ImportedBoard") -> None:
        from explorer.rooms.choose.leaderboards.import_pane import ImportQuestion  # noqa: PLC0415  see above

        self.question = ImportQuestion(read, host_of(self._window))
        self.question.agreed.connect(self._keep)
        self.question.ask()

    def _keep(self, title: str, read: "ImportedBoard") -> None:
        session = self._session

        def done(stored: StoredBoard) -> None:
            session.note_imports()
            session.open(subject_of_import(stored.id))

        services = session.services
        services.tasks.do(partial(session.store.add, title, read), done, services.messages.fail)

    @Slot(int)
    def delete(self, number: int) -> None:
        """At once, with Undo."""
        session = self._session

        def done(gone: StoredBoard | None) -> None:
            session.note_imports()
            if gone is not None:
                words = self.tr("“{title}” was deleted.").format(title=gone.title)
                session.services.messages.removed(words, partial(_put_back, session, gone))

        services = session.services
        services.tasks.do(partial(session.store.remove, number), done, services.messages.fail)

    @Slot(int)
    def ask_where(self, number: int) -> None:
        title = next((one.title for one in self._session.state.imports if one.number == number), "")
        kinds = {self.tr("Table (*.csv)"): "csv"}
        name = file_name(title, "leaderboard")
        then = partial(self.write, number)
        ask_where_to_save(self._window, self.tr("Export the leaderboard"), kinds, name, then)

    def write(self, number: int, path: Path) -> None:
        services, session = self._session.services, self._session

        def work() -> Path:
            return write_export(path, board_csv(session.stored(number).board))

        def done(written: Path) -> None:
            show = Action(tr("Show the folder"), partial(open_in_system, written.parent), "folder")
            services.messages.tell(tr("The leaderboard is in {path}.").format(path=written), "good", show)

        going = services.messages.begin(self.tr("Exporting the leaderboard…"))
        services.tasks.do(work, *services.messages.during(going, done))


def _put_back(session: BoardsSession, gone: StoredBoard) -> None:
    """Messages outlive rooms: what is told of it then goes nowhere."""

    def done(_nothing: None) -> None:
        session.note_imports()

    services = session.services
    services.tasks.do(partial(session.store.put_back, gone), done, services.messages.fail)
