"""When the list of all comparisons is shown over the room."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from explorer.compare.kept import Comparisons
from explorer.compare.kept_pane import KeptComparisons
from explorer.compare.list_pane import ListDeeds, ListPage
from explorer.kit.actions import Action


class AllComparisons(QObject):
    """``changed`` tells that the list came or went. Its page is built when it is first opened."""

    changed = Signal()

    def __init__(
        self,
        named: KeptComparisons,
        kept: Comparisons,
        stack: QStackedWidget,
        bring_in: Callable[[], object],
    ) -> None:
        super().__init__(stack)
        self._named, self._kept, self._stack, self._bring_in = named, kept, stack, bring_in
        self._page: ListPage | None = None
        self.is_open = False
        named.listed.connect(self.open)
        named.changed.connect(self._refresh)

    @property
    def page(self) -> ListPage | None:
        """``None`` while something else is shown."""
        return self._page if self.is_open else None

    @Slot()
    def open(self) -> None:
        if self._page is None:
            deeds = ListDeeds(self._named.rows, self.actions_of, self._named.start_new, self._bring_in)
            page = ListPage(deeds)
            page.left.connect(self.close)
            page.list.opened.connect(self._named.open_listed)
            page.list.renamed.connect(self._named.rename_listed)
            self._page = page
            self._stack.addWidget(page)
        self.is_open = True
        self._refresh()
        self.changed.emit()
        self._page.field.setFocus()

    @Slot()
    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.changed.emit()

    def actions_of(self, number: int) -> Sequence[Action | None]:
        """What can be done with one of them, where it is listed."""
        assert self._page is not None, "the list asks"  # noqa: S101
        return self._named.actions_of(number, self._page.list.rename_current)

    @Slot()
    def _refresh(self) -> None:
        if self._page is not None:
            self._page.refresh(self._page.list.current or self._kept.current.id)
