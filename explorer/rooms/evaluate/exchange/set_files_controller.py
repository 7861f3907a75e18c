"""Sets of tests come in from files and leave as files, in the background; what came of it is told."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.resources import resource
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import Words
from explorer.evaluate.eval_set import EvalSet, written_cases
from explorer.evaluate.store import EvalStore, ListedSet, StoredSet
from explorer.kit.actions import Action
from explorer.kit.file_dialogs import ask_where_to_save, ask_which_files, file_name, open_in_system
from explorer.kit.language import shown, spoken_language, tr
from explorer.kit.tasks import TaskContext
from explorer.rooms.evaluate.session import EvaluateSession

if TYPE_CHECKING:  # readers and writers are imported where they work: most people never need them
    from explorer.evaluate.exchange.portable_set import ImportedSet


class SetFilesController(QObject):
    """A file becomes a set of its own; where nothing is written in the open one yet, it becomes that."""

    def __init__(self, session: EvaluateSession, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    @Slot()
    def ask_which(self) -> None:
        words = self.tr("Tests (*.csv *.tsv *.jsonl *.ndjson *.json *.yaml *.yml)")
        kinds = (words, self.tr("All files (*)"))
        ask_which_files(self._window, self.tr("Import tests"), self.bring_in, kinds)

    def bring_in(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._bring_in(path)

    def bring_in_example(self) -> None:
        """Twenty-four tests of everyday tasks, in the language of the window."""
        self._bring_in(resource("evaluate", "examples", f"office_tasks.{spoken_language()}.json"))

    def ask_where(self, listed: ListedSet) -> None:
        kinds = {
            self.tr("JSON, with everything of the set (*.json)"): "json",
            self.tr("Table (*.csv)"): "csv",
            self.tr("promptfoo (*.yaml)"): "yaml",
            self.tr("JSON lines (*.jsonl)"): "jsonl",
        }
        name = file_name(listed.title, "tests")
        then = partial(self.write, listed.id)
        ask_where_to_save(self._window, self.tr("Export the set"), kinds, name, then)

    def write(self, number: int, path: Path) -> None:
        """Where it went is told."""
        services, keeper = self._session.services, self._session.keeper

        def work() -> Path | None:
            from explorer.evaluate.exchange.set_files import write_set  # noqa: PLC0415  see above

            stored = keeper.read(number)
            return write_set(path, stored.title, stored.document) if stored is not None else None

        def done(written: Path | None) -> None:
            if written is not None:
                show = Action(tr("Show the folder"), partial(open_in_system, written.parent), "folder")
                services.messages.tell(tr("The tests are in {path}.").format(path=written), "good", show)

        going = services.messages.begin(self.tr("Exporting the tests…"))
        services.tasks.do(work, *services.messages.during(going, done))

    def _bring_in(self, path: Path) -> None:
        services, session = self._session.services, self._session

        def work(context: TaskContext[None]) -> "ImportedSet":
            from explorer.evaluate.exchange.set_files import read_set  # noqa: PLC0415  see above

            return read_set(path, context.stopped)

        going = services.messages.begin(self.tr("Reading {name}…").format(name=path.name))
        services.tasks.run(work, *services.messages.during(going, partial(self._take, session)), owner=self)

    def _take(self, session: EvaluateSession, read: "ImportedSet") -> None:
        opened = session.set
        if opened is not None and session.page.part == "tests" and _is_unwritten(opened.document):
            session.change_set(lambda _empty: read.document)
            self._tell(read, None)
            return

        def added(kept: StoredSet) -> None:
            take_out = partial(_take_out, session.store, session.services.go, kept.id)
            self._tell(read, Action(tr("Undo"), take_out, "undo"))

        session.add_set(read.title, read.document, added)

    def _tell(self, read: "ImportedSet", back: Action | None) -> None:
        told = Words("{title}: {words}", title=read.title, words=read.words)
        notes = [*read.told, *read.left_out]
        self._session.services.messages.tell(
            shown(told),
            "caution" if read.left_out_count else "good",
            back,
            copied="\n".join(map(shown, notes)),
            copy_words=tr("Copy what was noted") if notes else "",
        )


def _is_unwritten(document: EvalSet) -> bool:
    return replace(document, cases=written_cases(document)) == EvalSet()


def _take_out(store: EvalStore, go: Go, number: int) -> None:
    store.delete_set(number)
    go(Place(Room.EVALUATE))
