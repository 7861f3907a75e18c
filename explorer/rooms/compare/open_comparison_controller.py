"""The comparison that is open: its title, which can be edited, its menu, and the draft of its next prompt."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.places import Go, Place, Room
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.messages import Messages
from explorer.kit.title_edit import LONGEST, TitleEdit
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.comparison_list import Comparison, ComparisonRow, list_rows
from explorer.rooms.compare.document.comparisons import Comparisons, DeletedComparison
from explorer.rooms.compare.prompts.composer_rows import PromptComposer
from explorer.rooms.compare.session import CompareSession

_PAUSE_MS = 300  # after the last key
_FEW = 8  # others that the menu beside the title offers


class OpenComparisonController(QObject):
    """``listed`` tells that the list of all is wanted, ``changed`` that one in it was renamed or deleted."""

    listed = Signal()
    changed = Signal()

    def __init__(self, session: CompareSession, composer: PromptComposer, messages: Messages, go: Go) -> None:
        super().__init__(composer)
        self._session, self._kept, self._composer = session, session.kept, composer
        self._messages, self._go = messages, go
        self.title = TitleEdit(self.tr("Title of the comparison"), self.tr("Comparisons"), self._menu)
        self.title.renamed.connect(self._rename)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep_draft)
        composer.field.textChanged.connect(self._pause.start)
        session.opened.add(self._show)

    def _show(self, comparison: Comparison) -> None:
        """Its title, and the draft of its next prompt."""
        self.title.show_title(shown(comparison.heading))
        self._composer.show_text(self._kept.draft())

    @Slot()
    def keep_draft(self) -> None:
        """Store what stands in the composer now."""
        self._pause.stop()
        self._kept.keep_draft(self._composer.text())

    @Slot()
    def start_new(self) -> None:
        self._open(self._kept.start_new)

    def duplicate(self, number: int | None = None) -> None:
        """The open comparison once more without its answers, or another one by its number."""
        original = self._kept.current if number is None else self._kept.find(number)
        if original is not None:
            title = self.tr("Copy of {title}").format(title=shown(original.label))
            self._open(partial(self._kept.duplicate, title, original.id))

    def delete(self, number: int | None = None) -> None:
        """Remove the open comparison or another one; the message about it can take that back."""
        self.keep_draft()
        is_open = number in (None, self._kept.current.id)
        gone = self._kept.delete(number)
        title = shown(gone.comparison.label)
        self._session.show() if is_open else self.changed.emit()
        back = partial(_take_back, self._kept, self._go, gone)
        self._messages.removed(self.tr("“{title}” was deleted.").format(title=title), back)

    @Slot(int)
    def open(self, number: int) -> None:
        """Open a kept comparison. A run of another one goes on."""
        self._open(partial(self._kept.open, number))

    def bring_in(self, whole: ComparisonRecord) -> None:
        """Open a comparison that was exported, as one of its own."""
        self._open(partial(self._kept.bring_in, whole))

    def rename_listed(self, number: int, title: str) -> None:
        self._kept.rename(title[:LONGEST], number)
        self.title.show_title(shown(self._kept.current.heading))
        self.changed.emit()

    @property
    def open_number(self) -> int:
        return self._kept.current.id

    def rows(self) -> tuple[ComparisonRow, ...]:
        """All comparisons that have something of their own, last changed first."""
        return list_rows(self._kept.all(), self._kept.answers.answered(), self._session.run.running_number)

    def actions_of(self, number: int, rename: Callable[[], object]) -> list[Action | None]:
        """The menu of one in the list; ``rename`` edits its title there."""
        first = Action(self.tr("Open"), partial(self.open, number), "columns")
        rename_it, copy, delete = self._own_actions(number, rename)
        return [first, rename_it, copy, None, replace(delete, shortcut="Del")]

    def _own_actions(self, number: int, rename: Callable[[], object]) -> tuple[Action, Action, Action]:
        is_free = number != self._session.run.running_number  # what runs is stopped first
        delete = partial(self.delete, number)
        return (
            Action(self.tr("Rename"), rename, "edit", shortcut="F2"),
            Action(self.tr("Duplicate"), partial(self.duplicate, number), "copy"),
            Action(self.tr("Delete"), delete, "trash", enabled=is_free, danger=True),
        )

    def _menu(self) -> list[Action | None]:
        others = [Action(other.label, partial(self.open, other.id)) for other in self._kept.others(_FEW)]
        return [
            *self._own_actions(self._kept.current.id, self.title.edit),
            None,
            Action(self.tr("New comparison"), self.start_new, "plus", shortcut="Ctrl+N"),
            Action(self.tr("All comparisons"), self.listed.emit, "document", shortcut="Ctrl+O"),
            *((None, *others) if others else ()),
        ]

    def _open(self, change: Callable[[], object]) -> None:
        """``change`` opens another one; what is typed stays with this one."""
        self.keep_draft()
        change()
        self._session.show()

    @Slot(str)
    def _rename(self, title: str) -> None:
        self._kept.rename(title)
        self.title.show_title(shown(self._kept.current.heading))


def _take_back(kept: Comparisons, go: Go, gone: DeletedComparison) -> None:
    go(Place(Room.COMPARE, comparison_id=kept.trash.restore(gone)))
