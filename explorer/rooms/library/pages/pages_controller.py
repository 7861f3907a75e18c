"""Opens the pages that take the place of the library's table, and offers what concerns all models at once."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from explorer.domain.included_models import IncludedModel
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.popup import menu, open_below
from explorer.local.models import included
from explorer.local.models.upstream import upstream_changes
from explorer.rooms.library.head_pane import LibraryHead
from explorer.rooms.library.jobs.library_jobs import LibraryJobs
from explorer.rooms.library.pages.sheet_session import LocalSheetSession
from explorer.rooms.library.table_stack_pane import TableStack
from explorer.rooms.room_services import RoomServices

if TYPE_CHECKING:
    from explorer.rooms.library.documents.documents_page_pane import DocumentsPage


class LibraryPages(QObject):
    """Connects head and body with the jobs that take in every model."""

    def __init__(
        self,
        services: RoomServices,
        head: LibraryHead,
        body: TableStack,
        jobs: LibraryJobs,
        opened: LocalSheetSession,
    ) -> None:
        super().__init__(head)
        self._head, self._body, self._jobs, self._opened = head, body, jobs, opened
        self._catalog, self._go = services.catalog, services.go
        opened.changed.add(body.sheet.show_content)
        body.currentChanged.connect(self._show_head)
        body.sheet.left.connect(partial(LocalSheetSession.leave, opened))
        head.more.clicked.connect(self._show_more)
        head.kinds.currentChanged.connect(self._on_kind)
        self._services = services
        self.documents: DocumentsPage | None = None  # once they were looked at
        body.foot.places_wanted.connect(self.show_places)
        body.changes.repo_wanted.connect(self._show_repo)

    def actions(self) -> tuple[Action, ...]:
        models = self._catalog.models
        known = [model for model in models if model.facts is not None and model.repo]
        look = self.tr("Look for changes on the Hub")
        here = {included.of_model(model) for model in models}
        return (
            Action(self.tr("Check all hashes"), partial(self._jobs.check_all, models), "check", bool(models)),
            Action(look, partial(self._jobs.ask_hub, known), "refresh", bool(known)),
            Action(self.tr("Models elsewhere on this disk"), self.show_places, "folder"),
            *(self._adding(one) for one in included.available() if one not in here),
        )

    def _adding(self, one: IncludedModel) -> Action:
        words = self.tr("Add {name}, which is included").format(name=one.name)
        return Action(words, partial(self._jobs.add_included, one), "plus")

    def refresh(self) -> None:
        """After a look at the disk."""
        last = self._catalog.last
        self._body.places.refresh()
        self._body.foot.show_others(sum(model.app is not None for model in last.models))
        self._opened.follow((*last.models, *last.missing))

    @Slot()
    def show_documents(self) -> None:
        """Collections and what is in them, in place of the models."""
        if self.documents is None:
            from explorer.rooms.library.documents.documents_page_pane import (  # noqa: PLC0415  opens the index
                DocumentsPage,
            )

            self.documents = DocumentsPage(self._services)
            self._body.add_aside(self.documents)
        self.documents.refresh()
        self._body.show_aside(self.documents)

    def close(self) -> None:
        if self.documents is not None:
            self.documents.close_room()

    @Slot(int)
    def _on_kind(self, number: int) -> None:
        if number:
            self.show_documents()
        elif self.documents is not None:
            self.documents.left.emit()

    @Slot()
    def show_places(self) -> None:
        self.refresh()
        self._body.show_aside(self._body.places)

    @Slot(object)
    def show_changes(self, model: LocalModel) -> None:
        if model.facts is not None and model.upstream is not None and model.commit:
            found = upstream_changes(model.facts, model.hub_path, model.commit, model.upstream)
            self._body.changes.show_changes(model, found)
            self._body.show_aside(self._body.changes)

    @Slot(object)
    def show_facts(self, model: LocalModel) -> None:
        """The sheet of a model, in place of the table."""
        self._opened.open(model)
        self._body.show_aside(self._body.sheet)

    @Slot(int)
    def _show_head(self, _number: int) -> None:
        """A sheet has a head of its own."""
        page = self._body.currentWidget()
        self._head.setVisible(page is not self._body.sheet)
        self._head.show_kind(models=page is not self.documents or page is None)

    @Slot()
    def _show_more(self) -> None:
        open_below(menu(self._head, self.actions()), self._head.more)

    @Slot(str)
    def _show_repo(self, repo_id: str) -> None:
        self._go(Place(Room.DISCOVER, repo_id=repo_id))
