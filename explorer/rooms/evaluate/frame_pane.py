"""Layout of the room: the column of sets and packs, and beside it the head and the page that is open."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.head_pane import EvalHead
from explorer.rooms.evaluate.list.list_pane import EvalListColumn
from explorer.rooms.evaluate.page_rows import EvalPageView
from explorer.rooms.evaluate.session import EvaluateSession

# Pixels at 100 %.
_NARROW = 900  # below it the column gives its place to the page
_LIST, _PAGE = 220, 976
_NARROWEST = 380
_FOLDED = "evaluate.list"


class EvaluateFrame(QWidget):
    """``strip``: what stands under the head of whatever page, such as how far a run is."""

    def __init__(self, session: EvaluateSession, actions: Callable[[], Sequence[Action | None]]) -> None:
        super().__init__()
        self._session, self._store = session, session.services.core.store
        self._is_narrow = False
        self.pages: list[QWidget] = []
        self._split = RememberedSplitter("evaluate", self._store.get_state, self._store.set_state)
        self.column = EvalListColumn(session)
        self.head = EvalHead(actions)
        self._stack = QStackedWidget()
        right = QWidget()
        right.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        self.strip = boxes.column()
        boxes.column(right).add(self.head, self.strip, boxes.stretched(self._stack))
        for part in (self.column, right):
            self._split.addWidget(part)
        self._split.setStretchFactor(1, 1)
        px = look_of(self).sizes.px
        self._split.restore([px(_LIST), px(_PAGE)])
        boxes.column(self).add(self._split)
        self.head.fold.clicked.connect(self.toggle_list)
        self.column.chosen.connect(self._on_chosen)
        self.show_list(opened=self._wants_list())

    def add_page(self, page: QWidget) -> None:
        self.pages.append(page)
        self._stack.addWidget(page)
        self.head.add_page(page, page.buttons if isinstance(page, EvalPageView) else ())

    def show_page(self, page: QWidget) -> None:
        """Keys that were in the page that goes are of use in the one that comes."""
        focused = QApplication.focusWidget()
        was_inside = focused is not None and self._stack.isAncestorOf(focused)
        self._stack.setCurrentWidget(page)
        self.head.show_page(page)
        if was_inside:
            self.take_focus()

    def take_focus(self) -> None:
        """Where the person goes on."""
        page = self._stack.currentWidget()
        if isinstance(page, EvalPageView):
            page.take_focus()
        elif page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def toggle_list(self) -> None:
        opened = self.column.isHidden()
        if not self._is_narrow:
            self._store.set_state(_FOLDED, "" if opened else "folded")
        self.show_list(opened=opened)
        if opened and self._is_narrow:
            self.column.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self, *, opened: bool) -> None:
        self.column.setVisible(opened)
        self.head.mark_list(opened=opened)
        self.head.fold.setVisible(self._is_narrow or not opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < look_of(self).sizes.px(_NARROW)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.show_list(opened=self._wants_list())

    def _wants_list(self) -> bool:
        return not self._is_narrow and self._store.get_state(_FOLDED) != "folded"

    @Slot()
    def _on_chosen(self) -> None:
        """Where room is short, the page gets it back."""
        if self._is_narrow:
            self.show_list(opened=False)
            self.take_focus()
