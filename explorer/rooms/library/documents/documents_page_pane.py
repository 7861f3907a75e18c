"""The documents of the Library: collections at the side, what is in the chosen one, what would be found."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from explorer.documents.passages import Collection, Document, FoundPassage
from explorer.kit.actions import Action
from explorer.kit.boxes import Column, centred, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.layouts import HeadLayout, remove_widget
from explorer.kit.popup import menu, open_below
from explorer.kit.progress import ProgressBar
from explorer.kit.scroll import Scroll
from explorer.kit.search_field import SearchField
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.library.documents.captions import empty_caption, meaning_caption
from explorer.rooms.library.documents.collection_rows import CollectionList
from explorer.rooms.library.documents.document_rows import DocumentRow, FoundRow
from explorer.rooms.library.documents.documents_controller import DocumentsController
from explorer.rooms.library.documents.finding_controller import PassageFinder
from explorer.rooms.library.documents.shelf_controller import DocumentShelf, ShelfReading
from explorer.rooms.library.pages.subpages_pane import SubPage
from explorer.rooms.library.table.column_widths import EDGE
from explorer.rooms.room_services import RoomServices

_LIST = 240  # pixels at 100 %
_PACE_MS = 500  # while files are read, between two looks at what is there


class CollectionHead(QWidget):
    """Name of the chosen collection, how far it is read, and what can be done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Elided("", "heading")
        self.folder = Elided("", "secondary", "muted")
        self.add = Button("outlined", self.tr("Add files…"), "plus", scale="compact")
        self.again = Button("outlined", self.tr("Look again"), "refresh", scale="compact")
        self.again.setToolTip(self.tr("Finds what was added to the folder, changed or removed"))
        self.rename = Button("quiet", self.tr("Rename…"), "edit", scale="compact")
        self.forget = Button("quiet", self.tr("Forget…"), "trash", scale="compact")
        self.pause = Button("link", "", scale="compact")
        self.meaning = Para("", "secondary", "muted")
        self.stop = Button("link", self.tr("Stop"), scale="compact")
        self._bar, self._reads = (
            ProgressBar(self.tr("Reading documents"), 6),
            Elided("", "secondary", "muted"),
        )
        self._reading = QWidget()
        row(self._reading, spacing=10).add(self._bar, stretched(self._reads), self.stop)
        self._bar.setFixedWidth(look_of(self).sizes.px(110))
        names = QWidget()
        column(names, spacing=1).add(self.name, self.folder)
        for words in (self.name, self.folder):
            words.setProperty("data", True)  # as the person called them
        line = HeadLayout(spacing=look_of(self).sizes.px(8))
        line.add(names, self.add, self.again, self.rename, self.forget)
        meaning = row(spacing=8).add(centred(self.meaning, 1), centred(self.pause))
        parts = column(self, spacing=6)
        parts.addLayout(line)
        parts.addLayout(meaning)
        parts.addWidget(self._reading)

    def show_reading(self, reading: ShelfReading | None) -> None:
        """``None``: nothing is read."""
        self._reading.setVisible(reading is not None)
        if reading is not None:
            self._bar.set_fraction(reading.done / max(1, reading.total))
            words = self.tr("{number} of {total}: {name}")
            number = min(reading.done + 1, reading.total)
            self._reads.setText(words.format(number=number, total=reading.total, name=reading.path.name))


class DocumentsPage(SubPage):
    """Made when it is first seen: the index of documents is opened with it.

    ``files_wanted`` and ``folder_wanted`` ask for a new collection of such; ``opened``, ``taken_out`` and
    ``forgotten`` carry a Document.
    """

    files_wanted = Signal()
    folder_wanted = Signal()
    opened = Signal(object)
    taken_out = Signal(object)
    forgotten = Signal(object)

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._services = services
        self.shelf, self.finder = DocumentShelf(services, self), PassageFinder(services, self)
        self._current, self._reading = "", dict[str, ShelfReading]()
        self._question, self._listed = "", list[QWidget]()
        self.head_of, self.list = CollectionHead(), CollectionList()
        self.search = SearchField(self.tr("What would be found for a question?"))
        self.search.setAccessibleName(self.tr("What would be found for a question?"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PACE_MS)
        self._rows: Column
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        DocumentsController(self, services)
        self.refresh()

    def take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def documents(self) -> list[DocumentRow]:
        return [one for one in self._listed if isinstance(one, DocumentRow)]

    def found(self) -> list[FoundRow]:
        return [one for one in self._listed if isinstance(one, FoundRow)]

    @Slot()
    def refresh(self) -> None:
        """As the index has it now."""
        collections = self.shelf.index.collections()
        if self._current not in {one.key for one in collections}:
            self._current = collections[0].key if collections else ""
        self.list.show_collections(collections, self._current)
        self._stack.setCurrentIndex(1 if collections else 0)
        current = next((one for one in collections if one.key == self._current), None)
        if current is not None:
            self._show_head(current)
            if not self._question:
                self._show_documents(self.shelf.index.documents(current.key))

    def close_room(self) -> None:
        self.shelf.close_room()
        self.finder.stop()

    def _build(self) -> None:
        files = Action(self.tr("From files…"), self.files_wanted.emit, "document")
        folder = Action(self.tr("From a folder…"), self.folder_wanted.emit, "folder")
        empty = EmptyState(
            "document",
            self.tr("No documents yet"),
            self.tr(
                "A collection is files, or a folder, that your chats can be given. They are read on this"
                " machine; the Playground then answers with the passages that are nearest to a question."
            ),
            files,
            second=folder,
        )
        new = Button("outlined", self.tr("New collection"), "plus", scale="compact")
        new.clicked.connect(lambda: open_below(menu(new, (files, folder)), new))
        side = QFrame()
        side.setFixedWidth(look_of(self).sizes.px(_LIST))
        side.setProperty("rule", "right")
        listed = Scroll(self.list, self.tr("Collections"))
        column(side, margins=(EDGE, 4, 12, 12), spacing=8).add(new, stretched(listed))
        self._holder = QWidget()
        self._rows = column(self._holder, margins=(0, 0, 12, 12))
        self._rows.addStretch()
        main = column(margins=(18, 4, EDGE, 0), spacing=10)
        main.add(self.head_of, self.search, stretched(Scroll(self._holder, self.tr("Documents"))))
        filled = QWidget()
        line = row(filled).add(side)
        line.addLayout(main, 1)
        self._stack.addWidget(empty)
        self._stack.addWidget(filled)
        column(self).add(stretched(self._stack))

    def _connect(self) -> None:
        self.list.chosen.connect(self.choose)
        self.shelf.changed.connect(self.refresh)
        self._soon.timeout.connect(self.refresh)
        self.shelf.created.connect(self._on_created)
        self.shelf.reading.connect(self._on_reading)
        self.finder.found.connect(self._show_found)
        self.search.searched.connect(self._on_searched)

    def collection(self) -> Collection | None:
        """The chosen one."""
        return next((one for one in self.shelf.index.collections() if one.key == self._current), None)

    def _show_head(self, current: Collection) -> None:
        head, status = self.head_of, self._services.indexing.status
        head.name.setText(current.name)
        head.folder.setText(current.folder)
        head.folder.setVisible(bool(current.folder))
        head.add.setVisible(current.kind != "folder")
        head.again.setVisible(current.kind == "folder")
        problem = self.shelf.problem_of(current.key)
        head.meaning.setText(problem.words if problem is not None else meaning_caption(current, status))
        head.meaning.set_tone("caution" if problem is not None else "muted")
        is_on = status.state in ("embedding", "waiting")
        can_go_on = status.state in ("paused", "failed") and current.embedded < current.passages
        head.pause.setText(self.tr("Pause") if is_on else self.tr("Go on"))
        head.pause.setVisible((is_on and current.embedded < current.passages) or can_go_on)
        is_reading = self.shelf.is_reading(current.key)
        head.show_reading(self._reading.get(current.key) if is_reading else None)

    def _show_documents(self, documents: Sequence[Document]) -> None:
        """Rows of what is as before stay: there may be thousands while one file after the other is read."""
        there = {row.document: row for row in self.documents()}
        rows: list[QWidget] = [there.get(one) or self._row_of(one) for one in documents]
        current = self.collection()
        if not documents and current is not None and not self.shelf.is_reading(self._current):
            rows.append(Para(empty_caption(current), "body", "muted"))
        self._list_rows(rows)

    def _row_of(self, document: Document) -> DocumentRow:
        made = DocumentRow(document)
        made.opened.connect(self.opened)
        made.taken_out.connect(self.taken_out)
        made.forgotten.connect(self.forgotten)
        return made

    def _list_rows(self, rows: Sequence[QWidget]) -> None:
        """In place of those before."""
        for old in set(self._listed).difference(rows):
            remove_widget(old)
        self._listed = list(rows)
        for place, one in enumerate(rows):
            item = self._rows.itemAt(place)
            if item is None or item.widget() is not one:
                self._rows.insertWidget(place, one)

    @Slot(object)
    def _show_found(self, found: Sequence[FoundPassage]) -> None:
        if not self._question:
            self.refresh()
            return
        rows: list[QWidget] = [FoundRow(number, one) for number, one in enumerate(found, 1)]
        if not found:
            words = self.tr("Nothing here fits this question: an answer would be given no passage.")
            rows.append(Label(words, "body", "muted"))
        self._list_rows(rows)

    @Slot(object)
    def choose(self, key: str) -> None:
        self._current, self._question = key, ""
        with QSignalBlocker(self.search):
            self.search.clear()
        self.refresh()

    @Slot(object)
    def _on_created(self, made: Collection) -> None:
        self.choose(made.key)

    @Slot(str)
    def _on_searched(self, question: str) -> None:
        self._question = question.strip()
        if self._current:
            self.finder.look_for(self._question, self._current)

    @Slot(object)
    def _on_reading(self, reading: ShelfReading | None) -> None:
        if reading is not None:
            self._reading[reading.collection] = reading
            if reading.collection == self._current:
                self.head_of.show_reading(reading)
            if not self._soon.isActive():
                self._soon.start()
