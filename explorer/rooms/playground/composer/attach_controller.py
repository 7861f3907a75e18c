"""The ways to attach something: the paperclip with its menu, files and long texts that are pasted."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.buttons import IconButton
from explorer.kit.file_dialogs import begin_at_documents
from explorer.kit.popup import menu, open_below
from explorer.rooms.playground.composer.attachment_controller import AttachmentController
from explorer.rooms.playground.layout_pane import PlaygroundParts


class AttachController(QObject):
    """Puts the paperclip under the field."""

    def __init__(self, parts: PlaygroundParts, attachments: AttachmentController) -> None:
        super().__init__(parts.frame)
        self._attachments, self._frame, self._go = attachments, parts.frame, parts.services.go
        composer = parts.frame.composer
        self.button = IconButton("paperclip", self.tr("Attach files or a collection"), then=self._open_menu)
        composer.frame.add_tool(self.button, 0)
        composer.field.takes_files = True
        composer.field.files_pasted.connect(attachments.attach)
        composer.field.long_pasted.connect(attachments.attach_text)

    @Slot()
    def choose_files(self) -> None:
        dialog = QFileDialog(self._frame, self.tr("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        begin_at_documents(dialog)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _open_menu(self) -> None:
        open_below(menu(self._frame, self._actions()), self.button)

    def _actions(self) -> list[Action | None]:
        """Files, and the collections there are."""
        attached = {one.reference for one in self._attachments.waiting()}
        actions: list[Action | None] = [Action(self.tr("Files…"), self.choose_files, "document")]
        index = self._attachments.indexes.kept.opened()
        collections = index.collections() if index is not None else ()
        if collections:
            actions.append(None)
        for one in collections:
            toggle = partial(self._attachments.toggle_collection, one.key, one.name)
            actions.append(Action(one.name, toggle, "folder", checked=one.key in attached))
        to_library = partial(self._go, Place(Room.LIBRARY, setting="documents"))
        return [*actions, None, Action(self.tr("Collections in the Library"), to_library, "library")]

    @Slot(list)
    def _on_chosen(self, paths: list[str]) -> None:
        self._attachments.attach([Path(path) for path in paths])
