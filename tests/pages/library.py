"""The Library as tests see it: its rows, and what a person presses in them."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place
from explorer.kit.messages import Messages
from explorer.local.download_queue.downloads import Downloads
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.models.catalog import Catalog
from explorer.rooms.library.pane import LibraryPane
from explorer.rooms.room_services import RoomServices


@dataclass
class LibraryPage:
    """A Library that is open, with what is around it; ``went`` collects where it sent the window."""

    pane: LibraryPane
    services: RoomServices
    models: Path
    trashed: list[Path] = field(default_factory=list)
    loaded: set[Path] = field(default_factory=set)
    went: list[Place] = field(default_factory=list)

    @property
    def catalog(self) -> Catalog:
        return self.services.catalog

    @property
    def downloads(self) -> Downloads:
        return self.services.downloads

    @property
    def messages(self) -> Messages:
        return self.services.messages

    @property
    def mover(self) -> FolderMover:
        return self.services.mover

    @property
    def told(self) -> list[str]:
        return [m.text for m in self.messages.all]

    def names(self) -> list[str]:
        return [row.model.name for row in self.pane.body.rows.rows]

    def model(self, name: str) -> LocalModel:
        return next(m for m in self.catalog.models if m.name == name)

    def press(self, row: int, words: str) -> None:
        """Click a word at the end of a row; "" is the menu."""
        table = self.pane.body.table
        zone = next(z for z in table.pointer.zones(row) if z.text == words)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=zone.place.center().toPoint())

    def words(self, row: int) -> list[str]:
        """What stands at the end of a row."""
        return [zone.text for zone in self.pane.body.table.pointer.zones(row) if zone.text]

    def menu(self, model: LocalModel) -> list[str]:
        """What the menu of a model offers."""
        row = next(row for row in self.pane.body.rows.rows if row.model == model)
        return [str(action.text) for action in self.pane.deeds.menu_of(row) if action is not None]
