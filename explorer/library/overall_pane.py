"""What concerns all models at once, and the pages that stand in place of their table."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.local import LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.kit.actions import Action
from explorer.kit.popup import menu
from explorer.library.body_pane import Body
from explorer.library.head_pane import Head
from explorer.library.jobs import Jobs
from explorer.library.taking_pane import Taking
from explorer.local.catalog import Catalog
from explorer.local.upstream import changes


class Overall(QObject):
    """Connects head and body with the jobs that take in every model."""

    def __init__(
        self, pane: QWidget, head: Head, body: Body, jobs: Jobs, catalog: Catalog, taking: Taking, go: Go
    ) -> None:
        super().__init__(pane)
        self._pane, self._head, self._body = pane, head, body
        self._jobs, self._catalog, self._go = jobs, catalog, go
        head.more.clicked.connect(self._show_more)
        body.foot.places_wanted.connect(self.show_places)
        body.places.app_switched.connect(taking.switch_app)
        body.places.folder_dropped.connect(taking.drop_folder)
        body.places.folder_wanted.connect(taking.choose_folder)
        body.changes.repo_wanted.connect(self._show_repo)

    def actions(self) -> tuple[Action, ...]:
        models = self._catalog.models
        known = [model for model in models if model.facts is not None and model.repo]
        look = self.tr("Look for changes on the Hub")
        return (
            Action(self.tr("Check all hashes"), partial(self._jobs.check_all, models), "check", bool(models)),
            Action(look, partial(self._jobs.ask_hub, known), "refresh", bool(known)),
            Action(self.tr("Models elsewhere on this disk"), self.show_places, "folder"),
        )

    def refresh(self) -> None:
        """After a look at the disk."""
        last = self._catalog.last
        self._body.places.show_places(last.places, self._catalog.choice)
        self._body.foot.show_others(sum(model.app is not None for model in last.models))

    @Slot()
    def show_places(self) -> None:
        self.refresh()
        self._body.show_aside(self._body.places)

    @Slot(object)
    def show_changes(self, model: LocalModel) -> None:
        if model.facts is not None and model.upstream is not None and model.commit:
            found = changes(model.facts, model.hub_path, model.commit, model.upstream)
            self._body.changes.show_changes(model, found)
            self._body.show_aside(self._body.changes)

    @Slot()
    def _show_more(self) -> None:
        button = self._head.more
        menu(self._pane, self.actions()).popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    @Slot(str)
    def _show_repo(self, repo_id: str) -> None:
        self._go(Place(Room.DISCOVER, repo_id=repo_id))
