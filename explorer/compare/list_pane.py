"""All kept comparisons over the room: searched, opened, copied, renamed and deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.compare.list_rows import ComparisonList
from explorer.compare.listing import ListRow, found
from explorer.compare.page_rows import BackPage
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.empty import EmptyState
from explorer.kit.keys import with_keys
from explorer.kit.search import SearchField
from explorer.kit.text import Elided
from explorer.kit.theme import look_of

_WIDEST = 860  # at 100 %: longer lines are harder to follow


@dataclass(frozen=True)
class ListDeeds:
    """``read`` gives all rows; ``actions`` what can be done with one; ``start_new`` opens an empty one;
    ``bring_in`` asks for one that was exported."""

    read: Callable[[], Sequence[ListRow]]
    actions: Callable[[int], Sequence[Action | None]]
    start_new: Callable[[], object]
    bring_in: Callable[[], object]


class ListPage(BackPage):
    """``list`` tells what was chosen; ``left`` leads back to the comparison that is open."""

    def __init__(self, deeds: ListDeeds, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("All comparisons"), self.tr("Back to the comparison"), parent)
        self.setObjectName("compare-all")
        self._deeds = deeds
        self.field = SearchField(self.tr("Search titles, models and prompts"))
        self.field.searched.connect(self._search)
        self.list = ComparisonList(deeds.actions)
        self.field.lead_to(self.list)
        new = Button("accent", self.tr("New comparison"), "plus")
        new.setToolTip(with_keys(self.tr("New comparison"), "Ctrl+N"))
        new.clicked.connect(self._start_new)
        self._bring = Button("outlined", self.tr("Bring in a report"), "document")
        self._bring.setToolTip(self.tr("Opens a comparison that was exported as JSON."))
        self._bring.clicked.connect(self._bring_in)
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
        lines = boxes.column(middle, spacing=12)
        lines.addWidget(self.field)
        lines.addWidget(self._stack, 1)
        across = boxes.row(margins=(20, 16, 20, 16))
        across.addStretch(1)
        across.addWidget(middle, 1000)
        across.addStretch(1)
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
