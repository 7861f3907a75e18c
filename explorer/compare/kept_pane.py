"""Which comparison is open: title, menu, the list of all, and what is typed for its next prompt."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.base.store import Store
from explorer.compare.composer_rows import Composer
from explorer.compare.kept import Comparisons, Deleted
from explorer.compare.kept_answers import Whole
from explorer.compare.list_rows import Opened, Retitled
from explorer.compare.listing import ListRow, list_rows
from explorer.compare.title_rows import TitleEdit, TitleGiven
from explorer.domain.places import Go, Place, Room
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.messages import Messages

_PAUSE_MS = 300  # after the last key
_FEW = 8  # others that the menu beside the title offers


class KeptComparisons(QObject):
    """``opened`` tells that another comparison is open now, ``listed`` that the list of all is wanted,
    ``changed`` that one in it was renamed or deleted."""

    opened = Signal()
    listed = Signal()
    changed = Signal()

    def __init__(
        self,
        kept: Comparisons,
        store: Store,
        composer: Composer,
        messages: Messages,
        go: Go,
        running: Callable[[], int],
    ) -> None:
        """``running``: the number of the comparison whose models answer now, 0 for none."""
        super().__init__(composer)
        self._kept, self._store, self._composer, self._running = kept, store, composer, running
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

    def duplicate(self, number: int | None = None) -> None:
        """The open comparison once more without its answers, or another one by its number."""
        original = self._kept.current if number is None else self._kept.find(number)
        if original is not None:
            title = self.tr("Copy of {title}").format(title=shown(original.label))
            self._change(partial(self._kept.duplicate, title, original.id))

    def delete(self, number: int | None = None) -> None:
        """Remove the open comparison or another one; the message about it can take that back."""
        self.keep_draft()
        is_open = number in (None, self._kept.current.id)
        gone = self._kept.delete(number)
        title = shown(gone.comparison.label)
        self._tell_opened() if is_open else self.changed.emit()
        undo = Action(self.tr("Undo"), partial(_take_back, self._kept, self._go, gone), "undo")
        self._messages.tell(self.tr("“{title}” was deleted.").format(title=title), "info", undo)

    def open(self, number: int) -> None:
        """Open a kept comparison. A run of another one goes on."""
        if number != self._kept.current.id:
            self._change(partial(self._kept.open, number))

    @Slot(object)
    def open_listed(self, wanted: Opened) -> None:
        self._change(partial(self._kept.open, wanted.number))

    @Slot(object)
    def rename_listed(self, given: Retitled) -> None:
        self._kept.rename(given.title, given.number)
        self.title.show_title(shown(self._kept.current.heading))
        self.changed.emit()

    def can_delete(self, number: int) -> bool:
        """What runs is stopped first."""
        return number != self._running()

    def rows(self) -> tuple[ListRow, ...]:
        """All comparisons that have something of their own, last changed first."""
        return list_rows(self._kept.all(), self._kept.answers.answered(), self._running())

    def actions_of(self, number: int, rename: Callable[[], object]) -> Sequence[Action | None]:
        """The menu of one in the list; ``rename`` edits its title there."""
        delete = partial(self.delete, number)
        return [
            Action(self.tr("Open"), partial(self.open_listed, Opened(number)), "columns"),
            Action(self.tr("Rename"), rename, "edit", shortcut="F2"),
            Action(self.tr("Duplicate"), partial(self.duplicate, number), "copy"),
            None,
            Action(self.tr("Delete"), delete, "trash", enabled=self.can_delete(number), shortcut="Del",
                   danger=True),
        ]  # fmt: skip

    def _menu(self) -> list[Action | None]:
        others: list[Action | None] = [
            Action(other.label, partial(self.open, other.id)) for other in self._kept.others(_FEW)
        ]
        is_free = self.can_delete(self._kept.current.id)
        own: list[Action | None] = [
            Action(self.tr("Rename"), self.title.edit, "edit", shortcut="F2"),
            Action(self.tr("Duplicate"), self.duplicate, "copy"),
            Action(self.tr("Delete"), self.delete, "trash", enabled=is_free, danger=True),
            None,
            Action(self.tr("New comparison"), self.start_new, "plus", shortcut="Ctrl+N"),
            Action(self.tr("All comparisons"), self.listed.emit, "document", shortcut="Ctrl+O"),
        ]
        return [*own, None, *others] if others else own

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
