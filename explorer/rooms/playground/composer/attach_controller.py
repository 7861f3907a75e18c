"""The ways to attach something: the paperclip with its menu, files and long texts that are pasted."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.buttons import IconButton
from explorer.kit.file_dialogs import ask_which_files
from explorer.kit.popup import menu, open_below
from explorer.rooms.playground.composer.attachment_controller import AttachmentController
from explorer.rooms.playground.layout_pane import PlaygroundParts


class AttachController(QObject):
    """Puts the paperclip under the field."""

    def __init__(self, parts: PlaygroundParts, attachments: AttachmentController) -> None:
        super().__init__(parts.frame)
        self._attachments, self._frame, self._go = attachments, parts.frame, parts.services.go
        composer = parts.frame.composer
        self.button = IconButton(
            "paperclip", self.tr("Attach images, files or a collection"), then=self._open_menu
        )
        composer.frame.add_tool(self.button, 0)
        composer.field.takes_files = True
        composer.field.files_pasted.connect(attachments.attach)
        composer.field.long_pasted.connect(attachments.attach_text)

    @Slot()
    def choose_files(self) -> None:
        ask_which_files(self._frame, self.tr("Attach images or files"), self._attachments.attach)

    @Slot()
    def _open_menu(self) -> None:
        open_below(menu(self._frame, self._actions()), self.button)

    def _actions(self) -> list[Action | None]:
        """Files, and the collections there are."""
        attached = {one.reference for one in self._attachments.waiting()}
        actions: list[Action | None] = [Action(self.tr("Images or files…"), self.choose_files, "document")]
        index = self._attachments.indexes.kept.opened()
        collections = index.collections() if index is not None else ()
        if collections:
            actions.append(None)
        for one in collections:
            toggle = partial(self._attachments.toggle_collection, one.key, one.name)
            actions.append(Action(one.name, toggle, "folder", checked=one.key in attached))
        to_library = partial(self._go, Place(Room.LIBRARY, setting="documents"))
        return [*actions, None, Action(self.tr("Collections in the Library"), to_library, "library")]
