"""The leaderboard that is open: its head, its rows, and what stands in their place."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from explorer.choose.leaderboards.board import Board, BoardEntry, have_mixed_scales
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.clock import moment
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown
from explorer.kit.popup import menu, open_below
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import IconLabel, Para
from explorer.rooms.choose.leaderboards.board_head_pane import BoardHead
from explorer.rooms.choose.leaderboards.board_order import BoardOrder, matching_entries, ordered_entries
from explorer.rooms.choose.leaderboards.board_table_rows import BoardTable

_ROW = 46  # pixels at 100 %, of the table


class StaleBoardBar(QWidget):
    """That this is what was seen before, and why."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Para("", "secondary", "muted")
        boxes.row(self, margins=(20, 8, 20, 8), spacing=8).add(
            IconLabel("offline"), boxes.stretched(self._words)
        )
        self.hide()

    def show_board(self, board: Board | None) -> None:
        trouble = board.trouble if board is not None else None
        if board is not None and trouble is not None:
            said = self.tr("{why} This is as it was read on {when}.")
            self._words.setText(said.format(why=shown(trouble.what), when=moment(board.read_at)))
        self.setVisible(trouble is not None)


class BoardView(QWidget):
    """The leaderboard that is open. ``chosen`` carries a BoardSpot, ``way_out`` asks for what helps."""

    chosen = Signal(object)
    settled = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.head, self.table = BoardHead(), BoardTable()
        self.head.boards.show_choice(self.tr("Leaderboards"))
        self._order, self._part = BoardOrder(), ""
        self._board: Board | None = None
        self._stack = QStackedWidget()
        self._stack.setProperty("ground", "surface")
        self._skeleton = Skeleton(12, high=_ROW)
        self.stale = StaleBoardBar()
        for page in (self.table, self._skeleton):
            self._stack.addWidget(page)
        boxes.column(self).add(self.head, boxes.stretched(self._stack), self.stale)
        self.head.search.lead_to(self.table)
        self.head.search.searched.connect(self.show_rows)
        self.head.parts.wanted.connect(self._choose_part)
        self.table.sorted_by.connect(self._sort)
        self.table.opened.connect(self.chosen)
        self.table.settled.connect(self.settled)

    @property
    def board(self) -> Board | None:
        return self._board

    def show_board(self, board: Board) -> None:
        before, self._board = self._board, board
        is_same = before is not None and (before.title, before.number) == (board.title, board.number)
        if not is_same:
            self._order = BoardOrder()
        parts = self._parts()
        if self._part not in parts:
            self._part = parts[0] if parts else ""
        self.head.parts.setVisible(len(parts) > 1)
        self._take_part(self._part)

    def show_instead(self, page: QWidget | None) -> None:
        """In place of the rows; ``None`` for the shapes of what is on its way."""
        self._board = None
        self.head.parts.hide()
        self._put(page or self._skeleton)

    @Slot()
    def show_rows(self) -> None:
        """By search and order."""
        if self._board is None:
            return
        words = self.head.search.text()
        entries = self._entries()
        found = ordered_entries(matching_entries(entries, words), self._order)
        self.table.show_order(self._order)
        self.table.rows.show(found)
        if found:
            self._put(self.table)
        elif entries:
            again = Action(self.tr("Show all models"), self.head.search.start_over)
            said = self.tr("No model here has these words in its name, its source or its notes.")
            self._put(EmptyState("search", self.tr("Nothing found"), said, again, kind="outlined"))
        else:
            said = self.tr("Nobody has sent results of this benchmark to the Hub yet.")
            self._put(EmptyState("checklist", self.tr("No results yet"), said))

    def _put(self, page: QWidget) -> None:
        focused = QApplication.focusWidget()
        loses = page is not self.table and focused is not None and self.isAncestorOf(focused)
        if loses and focused is self.table:
            self.head.search.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt gives it to any button
        for at in reversed(range(2, self._stack.count())):
            old = self._stack.widget(at)
            if old is not None:
                self._stack.removeWidget(old)
                old.deleteLater()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        button = page.findChild(Button)
        if loses and self._board is None and button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)  # what helps
        self.head.show_ways(is_open=self._board is not None or page is self._skeleton)

    def _entries(self) -> list[BoardEntry]:
        """Of the benchmark that is chosen, where a file holds several."""
        entries = self._board.entries if self._board is not None else ()
        return [entry for entry in entries if not self._part or entry.benchmark == self._part]

    def _parts(self) -> tuple[str, ...]:
        """The benchmarks of a file that holds several."""
        entries = self._board.entries if self._board is not None else ()
        return tuple(dict.fromkeys(entry.benchmark for entry in entries))

    @Slot()
    def _choose_part(self) -> None:
        actions = [
            Action(part or self.tr("Not named"), partial(self._take_part, part), checked=part == self._part)
            for part in self._parts()
        ]
        open_below(menu(self, actions), self.head.parts)

    def _take_part(self, part: str) -> None:
        self._part = part
        self.head.parts.show_choice(part)
        entries = self._entries()
        self.head.show_part(part if len(self._parts()) > 1 else "", len(entries))
        self.head.show_scales(mixed=have_mixed_scales(entries))
        self.show_rows()

    @Slot(object)
    def _sort(self, order: BoardOrder) -> None:
        self._order = order
        self.show_rows()
