"""Cards of the work under way over the library's table: what they share, those of the room's own jobs, and
those of downloads, which show their place in the queue.
"""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import ChangedError, KnownError
from explorer.domain.units import size_text
from explorer.domain.words import enumerated
from explorer.kit.boxes import Card, centred, clear, column, row, stretched
from explorer.kit.buttons import Button, IconButton, Kind
from explorer.kit.error_card import FoldedDetails
from explorer.kit.language import shown
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, IconLabel, Para
from explorer.local.download_queue.download_words import download_status
from explorer.local.download_queue.downloads import Download, Downloads, DownloadState
from explorer.rooms.library.jobs.job_kinds import LibraryJob
from explorer.rooms.library.questions_pane import give_up

_TEXT, _LINK = 22, 9  # where the title begins after its icon; the inner margin of a link button


class WorkCard(Card):
    """Title, numbers, buttons, and a bar below; ``show_problem`` puts words in place of the bar.

    ``resized`` tells that it needs another height now.
    """

    resized = Signal()

    def __init__(self, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__("plain", 16, parent)
        self._icon = IconLabel(icon, "text")
        self.title = Elided(title, "strong")
        self.numbers = Elided("", "body", "muted")
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.bar = ProgressBar(title)
        self._problem = QWidget()
        below = column(self._problem, margins=(0, 2, 0, 0), spacing=2)
        self._words = column(margins=(_TEXT, 0, 0, 0), spacing=2)  # under the title
        self._details = column(margins=(_TEXT - _LINK, 0, 0, 0))
        below.add(self._words, self._details)
        self._problem.hide()
        self._buttons = row(margins=(8, 0, 0, 0))
        line = row(spacing=6).add(centred(self._icon), stretched(self.title), self.numbers, self._buttons)
        self.body.add(line, self.bar, self._problem)
        self.setAccessibleName(title)

    def add_button(self, text: str, kind: Kind = "quiet") -> Button:
        button = Button(kind, text, scale="compact")
        button.setAccessibleName(f"{text}: {self.title.text()}")
        self._buttons.addWidget(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Behind the buttons."""
        self._buttons.addWidget(widget)

    def show_icon(self, icon: str, role: str = "text") -> None:
        self._icon.show_icon(icon, role)

    def show_progress(self, fraction: float | None, numbers: str) -> None:
        self.numbers.setText(numbers)
        self.bar.setAccessibleDescription(numbers)
        self.bar.set_fraction(fraction)

    def show_problem(self, error: KnownError | None) -> None:
        """What stopped it, in words; ``None`` takes them away."""
        for place in (self._words, self._details):
            clear(place)
        if error is not None:
            self._words.addWidget(Para(error.what, "body", "bad"))
            if error.advice:
                self._words.addWidget(Para(error.advice, "body", "muted"))
            if error.details:
                details = FoldedDetails(error.details)
                details.toggled.connect(self.resized)
                self._details.addWidget(details)
        self._problem.setVisible(error is not None)
        self.bar.setVisible(error is None)
        self.show_icon("warning" if error else "arrow-down", "bad" if error else "text")
        self.resized.emit()


class JobCard(WorkCard):
    """An import or the included model on its way. ``cancelled`` carries the job's id."""

    cancelled = Signal(object)

    def __init__(self, job: LibraryJob, parent: QWidget | None = None) -> None:
        super().__init__(job.kind.icon, "", parent)
        self.title.setText(shown(job.kind.words).format(name=shown(job.named)))
        self.setAccessibleName(self.title.text())
        self.bar.setAccessibleName(self.title.text())
        self.add_button(self.tr("Cancel")).clicked.connect(partial(self.cancelled.emit, job.id))
        self.show_job(job)

    def show_job(self, job: LibraryJob) -> None:
        share = job.fraction
        words = self.tr("{percent} %").format(percent=int(share * 100)) if share is not None else ""
        self.show_progress(share, words)


_ICONS = {DownloadState.PAUSED: "pause", DownloadState.WAITING: "clock"}
_FAR = 1000  # places
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -_FAR, Qt.Key.Key_End: _FAR}


class Grip(IconButton):
    """Takes a card to another place: it is dragged, or moved by the arrow keys.

    ``stepped`` carries by how many places, more than 0 is down; ``dragged`` where the pointer is.
    """

    stepped = Signal(object)
    dragged = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__("grip", "")
        words = self.tr("Move {name} up or down in the queue: drag it, or press the arrow keys")
        self.show_as("grip", words.format(name=title))
        self.setCursor(Qt.CursorShape.SizeVerCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class DownloadCard(WorkCard):
    """One download. ``moved`` and ``dragged`` carry its id and what its grip tells."""

    moved = Signal(object, object)
    dragged = Signal(object, object)

    def __init__(self, item: Download, downloads: Downloads, parent: QWidget | None = None) -> None:
        total = item.order.total
        title = shown(enumerated((item.title, size_text(total) if total else "")))
        super().__init__("arrow-down", title, parent)
        self.number = item.id
        self._problem_shown: KnownError | None = None
        self.note = Para("", "secondary", "muted")
        self.note.hide()
        self.body.addWidget(self.note)
        self.pause = self.add_button(self.tr("Pause"))
        self.resume = self.add_button(self.tr("Resume"))
        self.retry = self.add_button(self.tr("Retry"))
        self.renew = self.add_button(self.tr("Get the new version"), "accent")
        self.cancel = self.add_button(self.tr("Cancel"))
        self.grip = Grip(title)
        self.add_widget(self.grip)
        self.pause.clicked.connect(partial(downloads.pause, item.id))
        self.resume.clicked.connect(partial(downloads.resume, item.id))
        self.retry.clicked.connect(partial(downloads.resume, item.id))
        self.renew.clicked.connect(partial(downloads.renew, item.id))
        self.cancel.clicked.connect(partial(give_up, downloads, item.id, self))
        self.grip.stepped.connect(partial(self.moved.emit, item.id))
        self.grip.dragged.connect(partial(self.dragged.emit, item.id))
        self.cancel.setToolTip(self.tr("Give it up and delete what came so far"))
        self.show_item(item)

    def show_item(self, item: Download) -> None:
        has_changed = isinstance(item.problem, ChangedError)
        self.pause.setVisible(item.is_active)
        self.resume.setVisible(item.state is DownloadState.PAUSED)
        self.retry.setVisible(item.state is DownloadState.FAILED and not has_changed)
        self.renew.setVisible(item.state is DownloadState.FAILED and has_changed)
        is_unknown = item.total is None if item.received else not item.note
        starting = item.state is DownloadState.RUNNING and is_unknown
        is_held = item.state is DownloadState.RUNNING and not item.received and bool(item.note)
        numbers = "" if is_held else shown(download_status(replace(item, note="")))  # which stands below
        self.show_progress(None if starting else item.fraction, numbers)
        self._show_note(shown(item.note))
        if item.problem is not self._problem_shown:
            self._problem_shown = item.problem
            self.show_problem(item.problem)
        if item.problem is None:
            self.show_icon(_ICONS.get(item.state, "arrow-down"))
            self._show_bar(shows=item.state is DownloadState.RUNNING or item.received > 0)

    def show_place(self, place: int, count: int) -> None:
        """``place`` from 1 among ``count``; alone it cannot be moved."""
        self.grip.setVisible(count > 1)
        words = self.tr("{place} of {count}").format(place=place, count=count)
        if self.grip.accessibleDescription() != words:
            self.grip.setAccessibleDescription(words)

    def _show_note(self, note: str) -> None:
        self.bar.setAccessibleDescription("\n".join(filter(None, (self.numbers.text(), note))))
        if note:
            self.note.setText(note)
        if self.note.isHidden() == bool(note):
            self.note.setVisible(bool(note))
            self.resized.emit()

    def _show_bar(self, *, shows: bool) -> None:
        """One that waits for its turn and has nothing yet is a line."""
        if self.bar.isHidden() == shows:
            self.bar.setVisible(shows)
            self.resized.emit()


def place_among(others: list[DownloadCard], pointer: QPoint) -> int:
    """The place, from 0, that the pointer stands for: behind each card whose middle it has passed."""
    return sum(card.mapToGlobal(QPoint(0, card.height() // 2)).y() < pointer.y() for card in others)
