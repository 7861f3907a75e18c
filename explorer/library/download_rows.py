"""Cards of what is under way, on top of the table: what they share, and those of the room's own jobs."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QWidget

from explorer.domain.errors import KnownError
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button, Kind
from explorer.kit.card import Card
from explorer.kit.errors import Details
from explorer.kit.iconlabel import IconLabel
from explorer.kit.language import shown
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, Para
from explorer.library.job_kinds import Job, JobKind

_JOB_ICONS = {JobKind.CHECK_ALL: "check", JobKind.TRACE: "search", JobKind.ASK_HUB: "refresh"}
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
        super().__init__(_JOB_ICONS.get(job.kind, "arrow-down"), "", parent)
        self.title.setText(self._naming(job.kind).format(name=shown(job.named)))
        self.setAccessibleName(self.title.text())
        self.bar.setAccessibleName(self.title.text())
        self.add_button(self.tr("Cancel")).clicked.connect(partial(self.cancelled.emit, job.id))
        self.show_job(job)

    def _naming(self, kind: JobKind) -> str:
        return {
            JobKind.IMPORT: self.tr("Copying {name}"),
            JobKind.MOVE: self.tr("Moving {name}"),
            JobKind.CHECK_ALL: self.tr("Checking the hashes of {name}"),
            JobKind.TRACE: self.tr("Looking for {name} on the Hub"),
            JobKind.ASK_HUB: self.tr("Asking the Hub about {name}"),
        }.get(kind, self.tr("Adding {name}"))

    def show_job(self, job: Job) -> None:
        share = job.fraction
        words = self.tr("{percent} %").format(percent=int(share * 100)) if share is not None else ""
        self.show_progress(share, words)
