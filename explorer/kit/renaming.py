"""A list whose rows are renamed where they stand; afterwards the keyboard is where it was before."""

import shiboken6
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QListView, QWidget


class RenamingList(QListView):
    """Escape leaves the name as it was. Begin with ``rename``, from wherever the focus is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._came_from: QWidget | None = None

    def rename(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self._came_from = QApplication.focusWidget()
        self.setCurrentIndex(index)
        self.edit(index)

    def commitData(self, editor: QWidget) -> None:
        was_here = editor.hasFocus()  # or the keyboard is where the person clicked
        super().commitData(editor)
        if was_here and not editor.hasFocus():
            self._return()  # the rows were read anew, and the editor went with them

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        was_here = editor.hasFocus()
        super().closeEditor(editor, hint)
        if was_here:
            self._return()

    def _return(self) -> None:
        came_from, self._came_from = self._came_from, None
        if came_from is None or not shiboken6.isValid(came_from) or not came_from.isVisible():
            came_from = self
        came_from.setFocus(Qt.FocusReason.OtherFocusReason)
