"""Import of model files: chosen or dropped, asked about in a card, then copied, moved or used in place."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.local_model import OtherApp
from explorer.domain.units import size_text
from explorer.kit.boxes import Card, column
from explorer.kit.buttons import Button
from explorer.kit.file_dialogs import ask_which_files, begin_at_home
from explorer.kit.layouts import flowing
from explorer.kit.text import Para
from explorer.local.models.app_folders import owner_of
from explorer.local.models.import_sources import FilesToImport, look_at_sources
from explorer.rooms.library.jobs.library_jobs import LibraryJobs
from explorer.rooms.library.table.column_widths import EDGE
from explorer.rooms.room_services import RoomServices


class ImportCard(QWidget):
    """The question how files come in; hidden until ``ask``."""

    def __init__(self, services: RoomServices, jobs: LibraryJobs) -> None:
        super().__init__()
        self._catalog, self._jobs = services.catalog, jobs
        self._tasks, self._messages = services.tasks, services.messages
        self._offered = FilesToImport({}, {})
        self._owner: OtherApp | None = None  # the program that one of them belongs to
        self._title = Para("", "strong")
        self._words = Para("", "secondary", "muted")
        self.copy = Button("accent", self.tr("Copy"), then=partial(self._import, is_move=False))
        self.move_ = Button("outlined", self.tr("Move"), then=partial(self._import, is_move=True))
        self.in_place = Button("outlined", self.tr("Use in place"), then=self._use_in_place)
        self.cancel = Button("quiet", self.tr("Cancel"), then=self.hide)
        card = Card("strong", 16)
        buttons = flowing(self.copy, self.move_, self.in_place, self.cancel)
        card.body.add(self._title, self._words, 4, buttons)
        column(self, margins=(EDGE, 0, EDGE, 8)).add(card)
        self.hide()

    def ask(self, paths: Sequence[Path]) -> None:
        """Look at these files in the background, then ask how they come in."""
        if not paths:
            return
        folder, around, messages = self._catalog.models_folder, self._catalog.around, self._messages

        def work() -> tuple[FilesToImport, OtherApp | None]:
            found = look_at_sources(paths, folder)
            owners = (owner_of(path, around) for path in found.sizes)
            return found, next((app for app in owners if app is not None), None)

        def done(result: tuple[FilesToImport, OtherApp | None]) -> None:
            found, owner = result
            for problem in found.problems:
                messages.fail(problem)
            if found.sizes and shiboken6.isValid(self):  # else the room was built anew
                self._ask(found, owner)

        self._tasks.do(work, *messages.during(messages.begin(self.tr("Looking at the files…")), done))

    @Slot()
    def choose_files(self) -> None:
        kinds = [self.tr("GGUF models (*.gguf)")]
        ask_which_files(self.window(), self.tr("Import models"), self.ask, kinds, begin_at_home)

    def _ask(self, found: FilesToImport, owner: OtherApp | None) -> None:
        """About these too; the question stays until it is answered."""
        before = self._offered if self.isVisible() else FilesToImport({}, {})
        self._owner = owner or (self._owner if self.isVisible() else None)
        self._offered = FilesToImport(before.sizes | found.sizes, before.projectors | found.projectors)
        self._title.setText(self._question())
        self._words.setText(self._consequences())
        self.move_.setEnabled(self._owner is None)
        self.show()
        self.copy.setFocus()

    def _question(self) -> str:
        sizes = self._offered.sizes
        size = size_text(sum(sizes.values()))
        if len(sizes) == 1:
            words = self.tr("How should {name}, {size}, come in?")
            return words.format(name=next(iter(sizes)).name, size=size)
        return self.tr("How should these {n} models, {size}, come in?").format(n=len(sizes), size=size)

    def _consequences(self) -> str:
        sees = self.tr("Its vision file is imported too.") + " " if self._offered.projectors else ""
        owner = self._owner
        if owner is None:
            return sees + self.tr(
                "A copy is independent of the original. Moving takes no more room. "
                "In place, it is gone from here when the original goes."
            )
        return sees + self.tr(
            "It belongs to {app}, so it is not moved. A copy is independent of the original. "
            "In place, it is gone from here when the original goes."
        ).format(app=owner.value)

    def _import(self, *, is_move: bool) -> None:
        self.hide()
        for path in self._offered.sizes:
            projector = self._offered.projectors.get(path)
            self._jobs.import_file(path, is_move=is_move, projector=projector)

    @Slot()
    def _use_in_place(self) -> None:
        self.hide()
        choice = self._catalog.choice
        for path in self._offered.sizes:
            choice = choice.with_file(path)
        self._catalog.choose(choice)
