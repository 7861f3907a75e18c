"""Drag and drop of files or a link onto the window: what will happen is said before the button is let go."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.domain.places import Room
from explorer.frame.files.file_opener import DroppedFiles, look, sort_by_name
from explorer.hub.pasted import read_pasted
from explorer.kit.mime_files import local_files
from explorer.kit.paint import faded, fill_round
from explorer.kit.tasks import Task, Tasks
from explorer.kit.text import IconLabel, Label
from explorer.kit.theme import look_of

_INSET = 14
_PATIENCE_S = 0.1  # a disk of this machine answers at once; another one is not waited for


class DropWatch(QObject):
    """Lays the overlay over ``host`` when files come over its window; ``dropped`` carries DroppedFiles.

    The window system's events reach the native window first: there the overlay is laid before any field
    below could take the file for text. Until a slow disk has said what is no folder, all may be one.
    """

    dropped = Signal(object)

    def __init__(
        self, window: QWidget, host: QWidget, tasks: Tasks, room: Callable[[], Room | None] = lambda: None
    ) -> None:
        """``room``: the one on the screen."""
        super().__init__(window)
        self._host, self._tasks, self._room = host, tasks, room
        self.overlay: DropOverlay | None = None
        self._looking: Task | None = None
        native = window.windowHandle()
        if native is not None:
            native.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            paths = local_files(event.mimeData())
            if paths:
                self._sort(paths)
            elif link := link_to_model(event.mimeData()):
                self.hover(DroppedFiles(link=link))
        elif event.type() == QEvent.Type.DragLeave:
            self._leave()
        return False

    def _sort(self, paths: Sequence[Path]) -> None:
        dropped = sort_by_name(paths, self._room())
        if not dropped.folders:
            self.hover(dropped)
            return
        real: list[DroppedFiles] = []
        is_known = Event()

        def work() -> None:
            real.append(look(dropped))
            is_known.set()

        def done(_nothing: None) -> None:
            if self.overlay is not None:
                self.overlay.say(real[0])

        # A folder that cannot be read now is told when the files are let go.
        looking = self._tasks.do(work, done, lambda _error: None)
        is_known.wait(_PATIENCE_S)
        self.hover(*real or (dropped,))
        self._looking = looking

    def hover(self, dropped: DroppedFiles) -> None:
        """Lay the overlay over the host, saying what will happen."""
        self._leave()
        self.overlay = DropOverlay(self._host, dropped, self._let_go)
        self.overlay.show()
        self.overlay.raise_()

    def _let_go(self, dropped: DroppedFiles | None) -> None:
        self._leave()
        if dropped is not None:
            self.dropped.emit(dropped)

    def _leave(self) -> None:
        if self._looking is not None:
            self._looking.stop()
            self._looking = None
        if self.overlay is not None:
            self.overlay.hide()
            self.overlay.deleteLater()
            self.overlay = None


class DropOverlay(QWidget):
    """Covers the window while files hover over it. ``let_go`` gets them, or None when they left."""

    def __init__(
        self, host: QWidget, dropped: DroppedFiles, let_go: Callable[[DroppedFiles | None], None]
    ) -> None:
        super().__init__(host)
        self._host, self._let_go = host, let_go
        self.setGeometry(host.rect())
        host.installEventFilter(self)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._icon = IconLabel("library", "accent", 36)
        self._title, self._text = Label("", "title", "text"), Label("", "body", "muted")
        column = QVBoxLayout(self)
        column.addStretch()
        column.addWidget(self._icon, 0, middle)
        column.addSpacing(look_of(self).sizes.px(10))
        for label in (self._title, self._text):
            label.setAlignment(middle)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch()
        self.say(dropped)

    def say(self, dropped: DroppedFiles) -> None:
        """What will happen to these when they are let go."""
        self._dropped = dropped
        title, text = self._words()
        self.setAccessibleName(f"{title} {text}")
        self._title.setText(title)
        self._text.setText(text)
        icon = "search" if dropped.link else "paperclip" if dropped.documents or dropped.tests else "library"
        self._icon.show_icon(*((icon, "accent") if dropped.is_welcome else ("info", "muted")))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._host.rect())
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._answer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._answer(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._let_go(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._answer(event)
        self._let_go(self._dropped if self._dropped.is_welcome else None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        inset = look.sizes.px(_INSET)
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), faded(look.theme.window, 0.95))
            if self._dropped.is_welcome:
                fill_round(painter, rect, look.sizes.px(14), faded(look.theme.soft_accent, 0.6))
            pen = QPen(look.theme.accent if self._dropped.is_welcome else look.theme.field_border, 2)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, look.sizes.px(14), look.sizes.px(14))

    def _answer(self, event: QDropEvent) -> None:
        """Always a copy: where the files come from they stay."""
        if self._dropped.is_welcome:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _words(self) -> tuple[str, str]:
        models, folders, others = self._dropped.models, self._dropped.folders, self._dropped.others
        kept = self.tr("The Library then asks whether to copy it, to move it, or to use it where it lies.")
        if named := read_pasted(self._dropped.link, ""):
            title = self.tr("Open {name}").format(name=named.repo_id)
            return title, self.tr("Discover then shows what it discloses and whether it runs here.")
        if folders:
            title = (
                self.tr("Look for models in “{name}”")
                if len(folders) == 1
                else self.tr("Look for models here")
            )
            return title.format(name=folders[0].name), self.tr(
                "The Library then asks whether to copy its GGUF files, to move them, "
                "or to use them where they lie."
            )
        if len(models) == 1:
            return self.tr("Import “{name}”").format(name=models[0].name), kept
        if models:
            return self.tr("Import {n} models").format(n=len(models)), kept
        if self._dropped.documents or self._dropped.chats or self._dropped.tests:
            return self._words_of_given()
        title = self.tr("This is no model") if len(others) == 1 else self.tr("These are no models")
        return title, self.tr("Models that run here are files that end in .gguf. “{name}” does not.").format(
            name=others[0].name
        )

    def _words_of_given(self) -> tuple[str, str]:
        documents, chats, tests = self._dropped.documents, self._dropped.chats, self._dropped.tests
        if tests:
            one, many = self.tr("Import the tests in “{name}”"), self.tr("Import the tests in {n} files")
            title = (one if len(tests) == 1 else many).format(name=tests[0].name, n=len(tests))
            return title, self.tr("Each file becomes a set of its own.")
        if documents:
            one, many = self.tr("Attach “{name}”"), self.tr("Attach {n} files")
            title = (one if len(documents) == 1 else many).format(name=documents[0].name, n=len(documents))
            return title, self.tr("It goes with your next question in the Playground.")
        title = self.tr("Import the chats in “{name}”").format(name=chats[0].name)
        return title, self.tr("Chats that are not here yet are added to the Playground.")


def link_to_model(data: QMimeData) -> str:
    """The address among what is dragged that names a model on the Hub, "" if none does."""
    links = (url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in data.urls())
    return next((link for link in links if read_pasted(link, "")), "")
