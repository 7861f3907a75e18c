"""Which comparison is open: its title, the menu beside it, and what is typed for its next prompt."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.compare.composer_rows import Composer
from explorer.compare.kept import Comparisons, Deleted
from explorer.compare.kept_answers import Whole
from explorer.compare.title_rows import TitleEdit, TitleGiven
from explorer.domain.places import Go, Place, Room
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.messages import Messages

_PAUSE_MS = 300  # after the last key


class KeptComparisons(QObject):
    """``opened`` tells that another comparison is open now."""

    opened = Signal()

    def __init__(
        self, kept: Comparisons, composer: Composer, messages: Messages, go: Go, is_busy: Callable[[], bool]
    ) -> None:
        super().__init__(composer)
        self._kept, self._composer, self._is_busy = kept, composer, is_busy
        self._messages, self._go = messages, go
        self.title = TitleEdit(self._menu)
        self.title.renamed.connect(self._rename)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep_draft)
        composer.field.textChanged.connect(self._pause.start)

    def show(self) -> None:
        """Title and draft of the comparison that is open."""
        self.title.show_title(shown(self._kept.current.heading))
        self._composer.show_text(self._kept.draft())

    @Slot()
    def keep_draft(self) -> None:
        """Store what stands in the composer now."""
        self._pause.stop()
        self._kept.keep_draft(self._composer.text())

    @Slot()
    def start_new(self) -> None:
        self._change(self._kept.start_new)

    @Slot()
    def delete(self) -> None:
        """Remove the open comparison; the message about it can take that back."""
        self.keep_draft()
        title = shown(self._kept.current.label)
        gone = self._kept.delete()
        self._tell_opened()
        undo = Action(self.tr("Undo"), partial(_take_back, self._kept, self._go, gone), "refresh")
        self._messages.tell(self.tr("“{title}” was deleted.").format(title=title), "info", undo)

    def _menu(self) -> list[Action | None]:
        is_free = not self._is_busy()
        others: list[Action | None] = [
            Action(shown(other.label).replace("&", "&&"), partial(self.open, other.id), enabled=is_free)
            for other in self._kept.others()
        ]
        own: list[Action | None] = [
            Action(self.tr("Rename"), self.title.edit, "edit", shortcut="F2"),
            Action(self.tr("Delete"), self.delete, "trash", enabled=is_free, danger=True),
            None,
            Action(self.tr("New comparison"), self.start_new, "plus", shortcut="Ctrl+N", enabled=is_free),
        ]
        return [*own, None, *others] if others else own

    def open(self, number: int) -> None:
        """Open a kept comparison; while models answer in another one it waits in the menu."""
        if not self._is_busy():
            self._change(partial(self._kept.open, number))

    def bring_in(self, whole: Whole) -> None:
        """Open a comparison that was exported, as one of its own."""
        self._change(partial(self._kept.bring_in, whole))

    def _change(self, change: Callable[[], object]) -> None:
        self.keep_draft()
        change()
        self._tell_opened()

    def _tell_opened(self) -> None:
        self.show()
        self.opened.emit()

    @Slot(object)
    def _rename(self, given: TitleGiven) -> None:
        self._kept.rename(given.title)
        self.title.show_title(shown(self._kept.current.heading))


def _take_back(kept: Comparisons, go: Go, gone: Deleted) -> None:
    """Messages outlive rooms: what they do must hold no widget."""
    go(Place(Room.COMPARE, comparison_id=kept.restore(gone)))
