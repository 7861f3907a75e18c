"""Cards of what is under way: downloads, imports and the included model, on top of the table."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QWidget

from explorer.domain.enumeration import enumerated
from explorer.domain.errors import KnownError
from explorer.domain.units import duration_text, size_text
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.card import Card
from explorer.kit.errors import Details
from explorer.kit.iconlabel import IconLabel
from explorer.kit.language import shown
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, Para
from explorer.library.jobs import Job, JobKind
from explorer.local.downloads import Download, DownloadState

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
        below.addLayout(self._words)
        below.addLayout(self._details)
        self._problem.hide()
        self._buttons = row(margins=(8, 0, 0, 0))
        line = row(spacing=6)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.title, 1)
        line.addWidget(self.numbers)
        line.addLayout(self._buttons)
        self.body.addLayout(line)
        self.body.addWidget(self.bar)
        self.body.addWidget(self._problem)
        self.setAccessibleName(title)

    def add_button(self, text: str) -> Button:
        button = Button("quiet", text, scale="compact")
        button.setAccessibleName(f"{text}: {self.title.text()}")
        self._buttons.addWidget(button)
        return button

    def show_icon(self, icon: str, role: str = "text") -> None:
        self._icon.show_icon(icon, role)

    def show_progress(self, fraction: float | None, numbers: str) -> None:
        self.numbers.setText(numbers)
        self.bar.setAccessibleDescription(numbers)
        self.bar.set_fraction(fraction)

    def show_problem(self, error: KnownError | None) -> None:
        """What stopped it, in words; ``None`` takes them away."""
        for place in (self._words, self._details):
            _empty(place)
        if error is not None:
            self._words.addWidget(Para(error.what, "body", "bad"))
            if error.advice:
                self._words.addWidget(Para(error.advice, "body", "muted"))
            if error.details:
                details = Details(error.details)
                details.toggled.connect(self.resized)
                self._details.addWidget(details)
        self._problem.setVisible(error is not None)
        self.bar.setVisible(error is None)
        self.show_icon("warning" if error else "arrow-down", "bad" if error else "text")
        self.resized.emit()


class DownloadCard(WorkCard):
    """One download. ``paused``, ``resumed`` and ``cancelled`` carry its id."""

    paused = Signal(object)
    resumed = Signal(object)
    cancelled = Signal(object)

    def __init__(self, item: Download, parent: QWidget | None = None) -> None:
        total = item.order.total
        title = enumerated((item.title, size_text(total) if total else ""))
        super().__init__("arrow-down", shown(title), parent)
        self._problem_shown: KnownError | None = None
        self.pause = self.add_button(self.tr("Pause"))
        self.resume = self.add_button(self.tr("Resume"))
        self.retry = self.add_button(self.tr("Retry"))
        self.cancel = self.add_button(self.tr("Cancel"))
        self.pause.clicked.connect(partial(self.paused.emit, item.id))
        self.resume.clicked.connect(partial(self.resumed.emit, item.id))
        self.retry.clicked.connect(partial(self.resumed.emit, item.id))
        self.cancel.clicked.connect(partial(self.cancelled.emit, item.id))
        self.cancel.setToolTip(self.tr("Give it up and delete what came so far"))
        self.show_item(item)

    def show_item(self, item: Download) -> None:
        self.pause.setVisible(item.is_active)
        self.resume.setVisible(item.state is DownloadState.PAUSED)
        self.retry.setVisible(item.state is DownloadState.FAILED)
        starting = item.state is DownloadState.RUNNING and not item.received
        self.show_progress(None if starting else item.fraction, self._numbers(item))
        if item.problem is not self._problem_shown:
            self._problem_shown = item.problem
            self.show_problem(item.problem)
        if item.problem is None:
            self.show_icon("pause" if item.state is DownloadState.PAUSED else "arrow-down")

    def _numbers(self, item: Download) -> str:
        percent = self.tr("{percent} %").format(percent=int(item.fraction * 100))
        if item.state is DownloadState.FAILED:
            return self.tr("Stopped at {percent}").format(percent=percent) if item.received else ""
        if item.state is DownloadState.PAUSED:
            return (
                self.tr("Paused at {percent}").format(percent=percent) if item.received else self.tr("Paused")
            )
        if item.state is DownloadState.WAITING:
            return self.tr("Waiting")
        return " · ".join(filter(None, (percent, shown(item.note) or self._pace(item))))

    def _pace(self, item: Download) -> str:
        if not item.speed:
            return self.tr("starting") if not item.received else ""
        speed = self.tr("{size}/s").format(size=size_text(item.speed))
        if item.seconds_left is None:
            return speed
        left = self.tr("{time} left").format(time=shown(duration_text(max(1.0, item.seconds_left))))
        return f"{speed} · {left}"


def _empty(place: QLayout) -> None:
    while (item := place.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class JobCard(WorkCard):
    """An import or the included model on its way. ``cancelled`` carries the job's id."""

    cancelled = Signal(object)

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__("arrow-down", "", parent)
        importing = job.kind is JobKind.IMPORT
        words = self.tr("Copying {name}") if importing else self.tr("Adding {name}")
        self.title.setText(words.format(name=job.subject))
        self.setAccessibleName(self.title.text())
        self.bar.setAccessibleName(self.title.text())
        self.add_button(self.tr("Cancel")).clicked.connect(partial(self.cancelled.emit, job.id))
        self.show_job(job)

    def show_job(self, job: Job) -> None:
        share = job.fraction
        words = self.tr("{percent} %").format(percent=int(share * 100)) if share is not None else ""
        self.show_progress(share, words)
