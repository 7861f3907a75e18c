"""The page of all comparisons: searched, opened, copied, renamed and deleted; and when it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.keys import with_keys
from explorer.kit.search_field import SearchField
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.rooms.compare.comparison_list_rows import ComparisonList
from explorer.rooms.compare.document.comparison_list import ComparisonRow, found
from explorer.rooms.compare.open_comparison_controller import OpenComparisonController
from explorer.rooms.compare.page_rows import BackPage
from explorer.rooms.compare.session import CompareSession

_WIDEST = 860  # at 100 %: longer lines are harder to follow


@dataclass(frozen=True)
class ComparisonListActions:
    """``read`` gives all rows; ``actions`` what can be done with one; ``start_new`` opens an empty one;
    ``bring_in`` asks for one that was exported."""

    read: Callable[[], Sequence[ComparisonRow]]
    actions: Callable[[int], Sequence[Action | None]]
    start_new: Callable[[], object]
    bring_in: Callable[[], object]


class ComparisonListPage(BackPage):
    """``list`` tells what was chosen; ``left`` leads back to the comparison that is open."""

    def __init__(self, deeds: ComparisonListActions, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("All comparisons"), self.tr("Back to the comparison"), parent)
        self.setObjectName("compare-all")
        self._deeds = deeds
        self.field = SearchField(self.tr("Search titles, models and prompts"))
        self.field.searched.connect(self._search)
        self.list = ComparisonList(deeds.actions)
        self.field.lead_to(self.list)
        new = Button("accent", self.tr("New comparison"), "plus", then=self._start_new)
        new.setToolTip(with_keys(self.tr("New comparison"), "Ctrl+N"))
        self._bring = Button("outlined", self.tr("Bring in a report"), "document", then=self._bring_in)
        self._bring.setToolTip(self.tr("Opens a comparison that was exported as JSON."))
        self.line.addWidget(Elided(self.tr("All comparisons"), "heading"), 1)
        self.line.addWidget(self._bring)
        self.line.addWidget(new)
        self._not_found = EmptyState(
            "search", self.tr("Nothing found"), self.tr("Titles, models and prompts were searched.")
        )
        self._none = EmptyState(
            "columns",
            self.tr("No comparison yet"),
            self.tr("Those you make are kept here. One that was exported as JSON can be brought in."),
        )
        self._stack = QStackedWidget()
        for page in (self.list, self._not_found, self._none):
            self._stack.addWidget(page)
        middle = QWidget()
        middle.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        boxes.column(middle, spacing=12).add(self.field, boxes.stretched(self._stack))
        across = boxes.row(margins=(20, 16, 20, 16))
        across.add(boxes.STRETCH, boxes.stretched(middle, 1000), boxes.STRETCH)
        self.page.addLayout(across, 1)

    def refresh(self, current: int) -> None:
        """Read the rows again; the keys stay on the comparison ``current``."""
        rows = found(tuple(self._deeds.read()), self.field.text())
        self.list.show_rows(rows, current)
        empty = self._not_found if self.field.text().strip() else self._none
        self._stack.setCurrentWidget(self.list if rows else empty)

    def showEvent(self, event: QShowEvent) -> None:
        """A model may be called otherwise since."""
        self.refresh(self.list.current)
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _search(self, _text: str) -> None:
        self.refresh(self.list.current)

    @Slot()
    def _start_new(self) -> None:
        self._deeds.start_new()

    @Slot()
    def _bring_in(self) -> None:
        self._deeds.bring_in()


class ComparisonListController(QObject):
    """``changed`` tells that the list came or went. Its page is built when it is first opened."""

    changed = Signal()

    def __init__(
        self,
        session: CompareSession,
        named: OpenComparisonController,
        stack: QStackedWidget,
        bring_in: Callable[[], object],
    ) -> None:
        super().__init__(stack)
        self._named, self._kept, self._stack, self._bring_in = named, session.kept, stack, bring_in
        self._page: ComparisonListPage | None = None
        self.is_open = False
        named.listed.connect(self.open)
        named.changed.connect(self._refresh)
        session.opened.add(self._follow)

    @property
    def page(self) -> ComparisonListPage | None:
        """``None`` while something else is shown."""
        return self._page if self.is_open else None

    @Slot()
    def open(self) -> None:
        if self._page is None:
            deeds = ComparisonListActions(
                self._named.rows, self.actions_of, self._named.start_new, self._bring_in
            )
            page = ComparisonListPage(deeds)
            page.left.connect(self.close)
            page.list.opened.connect(self._named.open)
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

    def _follow(self, _comparison: object) -> None:
        self.close()

    def actions_of(self, number: int) -> Sequence[Action | None]:
        """What can be done with one of them, where it is listed."""
        assert self._page is not None, "the list asks"  # noqa: S101
        return self._named.actions_of(number, self._page.list.rename_current)

    @Slot()
    def _refresh(self) -> None:
        if self._page is not None:
            self._page.refresh(self._page.list.current or self._kept.current.id)
