"""The table of models with the folder line under it, and the pages that take its place: loading, no models
yet, nothing found, folder out of reach, subpages.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.included_models import IncludedModel
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, clear, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard
from explorer.kit.file_dialogs import open_in_system
from explorer.kit.paint import fill_round, mirrored, rule
from explorer.kit.painted_table import ROW_HEIGHT
from explorer.kit.tab_order import first_stop, holds_focus
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.local.models import included
from explorer.rooms.library.pages.sheet_pane import SheetPage
from explorer.rooms.library.pages.subpages_pane import PlacesPage, SubPage, UpstreamChangesPage
from explorer.rooms.library.table.cell_rows import content_rect
from explorer.rooms.library.table.column_widths import EDGE, fit_columns, word_widths
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.rooms.library.table.rows import LibraryTableModel
from explorer.rooms.library.table.table_rows import HEADER, LibraryTable
from explorer.rooms.room_services import RoomServices

# Of the outline of the table; pixels at 100 %.
_ROWS = 6
_SHAPE = 12
_SHARES = (0.62, 0.5, 0.7, 0.55, 0.45, 0.6)  # of a column, row by row


class FolderLine(QWidget):
    """``places_wanted`` comes from the link to the other places."""

    places_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path()
        self.others = Elided("", "body", "muted")
        self._where = Elided("", "secondary", "muted")
        self.show_others_button = Button("link", self.tr("Show"), scale="compact", then=self.places_wanted)
        self.show_others_button.setAccessibleName(self.tr("Show where else models lie"))
        folder = Button("link", self.tr("Show folder"), scale="compact", then=self._open_folder)
        self._line = QWidget()
        row(self._line, spacing=4).add(self.others, self.show_others_button, STRETCH)
        where = row(spacing=4).add(self._where, folder, STRETCH)
        column(self, margins=(EDGE, 4, EDGE, 8)).add(self._line, where)
        self.show_others(0)

    def show_folder(self, folder: Path) -> None:
        self._folder = folder
        self._where.setText(self.tr("Models lie in {folder}").format(folder=folder))

    def show_others(self, count: int) -> None:
        """How many models of other programs are in the list."""
        words = self.tr("{n} models of other programs were found on this disk and are used in place.")
        if count == 1:
            words = self.tr("1 model of another program was found on this disk and is used in place.")
        self.others.setText(words.format(n=count))
        self._line.setVisible(count > 0)

    @Slot()
    def _open_folder(self) -> None:
        open_in_system(self._folder)


class TableStack(QStackedWidget):
    """Signals come from the buttons of states without rows; ``included_wanted`` carries the IncludedModel."""

    find_wanted = Signal()
    included_wanted = Signal(object)
    all_wanted = Signal()
    look_wanted = Signal()

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self.rows = LibraryTableModel(services.core, self)
        self.table = LibraryTable(self.rows, services.core)
        self.foot = FolderLine()
        self.places = PlacesPage(services.catalog)
        self.changes, self.sheet = UpstreamChangesPage(), SheetPage()
        self._page: QWidget | None = None  # the one that a page aside stands in for
        self.loading = TableSkeleton()
        self.empty = self._build_empty(included.first())
        self.unmatched = self._build_unmatched()
        self.trouble = QWidget()
        self._trouble = column(self.trouble, margins=(EDGE, 8, EDGE, 16))
        self._filled = self._build_filled()
        for page in (self.loading, self.empty, self.unmatched, self._filled, self.trouble):
            self.addWidget(page)
        for aside in (self.places, self.changes, self.sheet):
            self.add_aside(aside)

    def minimumSizeHint(self) -> QSize:
        """Of the page that is seen: the others must not hold the window open."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()

    def show_loading(self) -> None:
        self._turn_to(self.loading)

    def show_rows(self, rows: tuple[LibraryRow, ...], *, any_models: bool) -> None:
        """The table, which keeps its place, or why it is empty."""
        bar = self.table.verticalScrollBar()
        at = bar.value()
        self.rows.show(rows)
        self.table.doItemsLayout()
        bar.setValue(at)
        page = self._filled if rows else self.unmatched if any_models else self.empty
        self._turn_to(page)
        self.updateGeometry()

    def add_aside(self, page: SubPage) -> None:
        """One that is not there from the beginning."""
        self.addWidget(page)
        page.left.connect(self._leave_aside)

    def show_aside(self, page: SubPage) -> None:
        """Until the person goes back."""
        self._page = self._page or self.currentWidget()
        self.setCurrentWidget(page)
        page.take_focus()
        self.updateGeometry()

    def show_trouble(self, error: KnownError) -> None:
        """Why the folder cannot be read."""
        clear(self._trouble)
        again = Action(self.tr("Look again"), self.look_wanted.emit, "refresh")
        self._trouble.add(ErrorCard(error, again), STRETCH)
        self._turn_to(self.trouble)

    def set_adding(self, *, running: bool) -> None:
        if self.add_included is not None:
            self.add_included.set_busy(busy=running)

    @Slot()
    def take_focus(self) -> None:
        """The keys of something that is gone: to the table, or to what stands in its place."""
        page = self.currentWidget()
        into = self.table if page is self._filled else first_stop(page) if page is not None else None
        if into is not None:
            into.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn_to(self, page: QWidget) -> None:
        """Now, or once the page aside is left."""
        if self._page is not None:
            self._page = page
        elif page is not self.currentWidget():
            had_focus = holds_focus(self)
            self.setCurrentWidget(page)
            if had_focus:
                self.take_focus()

    @Slot()
    def _leave_aside(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            self.setCurrentWidget(page)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.updateGeometry()

    def _build_empty(self, one: IncludedModel | None) -> EmptyState:
        title = self.tr("No models on this disk yet")
        find = Action(self.tr("Find a model"), self.find_wanted.emit, "search")
        if one is None:
            self.add_included: Button | None = None
            text = self.tr(
                "Here you see which models you have, where each came from, and whether its file is intact. "
                "Find one, or drop a GGUF file here."
            )
            return EmptyState("library", title, text, find)
        text = self.tr(
            "Here you see which models you have, where each came from, and whether its file is intact. "
            "A small one, {name}, comes with this app."
        ).format(name=one.name.replace(" ", "\N{NO-BREAK SPACE}"))
        add = Action(self.tr("Add the included model"), partial(self.included_wanted.emit, one), "plus")
        state = EmptyState("library", title, text, add, second=find)
        self.add_included = state.button
        return state

    def _build_unmatched(self) -> EmptyState:
        text = self.tr(
            "No model on this disk has these words in its name, publisher, version, license, state or origin."
        )
        show_all = Action(self.tr("Show all models"), self.all_wanted.emit)
        return EmptyState("search", self.tr("Nothing found"), text, show_all, kind="outlined")

    def _build_filled(self) -> QWidget:
        page = QWidget()
        column(page, spacing=6).add(stretched(self.table, 1000), self.foot, STRETCH)
        return page


class TableSkeleton(QLabel):
    """Rows of grey shapes under the columns that the table will have."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("The models folder is being read"))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(HEADER + 2 * ROW_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        px, width = look.sizes.px, self.width()
        spots = self._columns()
        with QPainter(self) as painter:
            painter.fillRect(0, px(HEADER), width, _ROWS * px(ROW_HEIGHT), look.theme.surface)
            rule(painter, 0, px(HEADER) - 1, width, look.theme.line)
            for number in range(_ROWS):
                top = px(HEADER) + number * px(ROW_HEIGHT)
                for spot in spots:
                    self._shape(painter, spot, top, _SHARES[number])
                rule(painter, 0, top + px(ROW_HEIGHT) - 1, width, look.theme.line)

    def _columns(self) -> list[tuple[float, float, bool]]:
        """Of each column: where it begins, its width without the gap, and whether numbers end there."""
        sizes = look_of(self).sizes
        widths = fit_columns(self.width(), sizes.percent / 100, spoken=word_widths())
        spots, left = [], 0.0
        for one, width in widths.items():
            cell = content_rect(QRectF(left, 0, width, 1), one, Qt.LayoutDirection.LeftToRight, sizes)
            spots.append((cell.left(), cell.width(), one.is_number))
            left += width
        return spots[:-1]

    def _shape(self, painter: QPainter, column: tuple[float, float, bool], top: int, share: float) -> None:
        px, theme = look_of(self).sizes.px, look_of(self).theme
        start, room, ends = column
        width = room * share
        left = start + room - width if ends else start
        place = QRectF(left, top + (px(ROW_HEIGHT) - px(_SHAPE)) // 2, width, px(_SHAPE))
        fill_round(painter, mirrored(place, QRectF(self.rect()), self.layoutDirection()), px(6), theme.line)
