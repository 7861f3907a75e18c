"""The table of models and what stands in its place: loading, nothing yet, nothing found."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.base.machine import Machine
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.empty import EmptyState
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Elided
from explorer.library.listing import Row
from explorer.library.rows import LibraryRows, Words
from explorer.library.table_rows import LibraryTable
from explorer.transparency.licenses import Licenses


class Body(QStackedWidget):
    """``find_wanted``, ``starter_wanted`` and ``all_wanted`` come from the buttons of the empty states."""

    find_wanted = Signal()
    starter_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, licenses: Licenses, machine: Machine, *, has_starter: bool) -> None:
        super().__init__()
        words = Words(licenses, machine, self)
        self.rows = LibraryRows(words, self)
        self.table = LibraryTable(self.rows, words, licenses)
        self._folder = Path()
        self._where = Elided("", "secondary", "muted")
        self.loading = Skeleton(8)
        self.empty = self._build_empty(has_starter=has_starter)
        self.unmatched = EmptyState(
            "search",
            self.tr("Nothing found"),
            self.tr("No model on this disk has these words in its name, publisher, version or license."),
        )
        self.show_all = _add_button(self.unmatched, Action(self.tr("Show all models"), self.all_wanted.emit))
        self._filled = self._build_filled()
        for page in (self.loading, self.empty, self.unmatched, self._filled):
            self.addWidget(page)

    def minimumSizeHint(self) -> QSize:
        """Of the page that is seen: the others must not hold the window open."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()

    def show_loading(self) -> None:
        self.setCurrentWidget(self.loading)

    def show_rows(self, rows: tuple[Row, ...], *, any_models: bool) -> None:
        """The table, or why it is empty."""
        self.rows.show(rows)
        page = self._filled if rows else self.unmatched if any_models else self.empty
        self.setCurrentWidget(page)
        self.updateGeometry()

    def show_folder(self, folder: Path) -> None:
        self._folder = folder
        self._where.setText(self.tr("Models lie in {folder}").format(folder=folder))

    def set_starter_running(self, *, running: bool) -> None:
        if self.add_starter is not None:
            self.add_starter.setEnabled(not running)

    def _build_empty(self, *, has_starter: bool) -> EmptyState:
        title = self.tr("No models on this disk yet")
        find = Action(self.tr("Find a model"), self.find_wanted.emit, "search")
        if not has_starter:
            self.add_starter: Button | None = None
            text = self.tr(
                "Here you see which models you have, where each came from, and whether its file is intact. "
                "Find one, or drop a GGUF file here."
            )
            return EmptyState("library", title, text, find)
        text = self.tr(
            "Here you see which models you have, where each came from, and whether its file is intact. "
            "A small one, Gemma 3 270M, comes with this app."
        )
        add = Action(self.tr("Add the included model"), self.starter_wanted.emit, "plus")
        state = EmptyState("library", title, text, add)
        self.add_starter = state.button
        _add_button(state, find)
        return state

    def _build_filled(self) -> QWidget:
        page = QWidget()
        show = Button("link", self.tr("Show folder"), scale="compact")
        show.clicked.connect(self._open_folder)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 4, 20, 8)
        foot.setSpacing(4)
        foot.addWidget(self._where)
        foot.addWidget(show)
        foot.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table, 1000)
        column.addLayout(foot)
        column.addStretch(1)
        return page

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _add_button(state: EmptyState, action: Action) -> Button:
    """A second, outlined button, above the stretch that ends the column of an empty state."""
    button = Button("outlined", action.text, action.icon)
    button.does(action)
    column = state.layout()
    if isinstance(column, QVBoxLayout):
        column.insertSpacing(column.count() - 1, 2)
        column.insertWidget(column.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter)
    return button
