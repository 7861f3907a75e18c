"""The bar at the foot, seen from every room: what comes, what is loaded, whether the network is used."""

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from explorer.base.machine import Machine
from explorer.base.settings import Settings, SettingsFile
from explorer.domain.units import duration_text, size_text
from explorer.engine.pool import Pool
from explorer.kit.buttons import Button
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.local.downloads import Download, Downloads, DownloadState

_HEIGHT = 32


class ActivityBar(QFrame):
    """Clicking the download goes to the Library, the models to the Playground."""

    downloads_clicked = Signal()
    models_clicked = Signal()

    def __init__(self, downloads: Downloads, pool: Pool, settings: SettingsFile, machine: Machine) -> None:
        super().__init__()
        self._downloads, self._pool, self._machine = downloads, pool, machine
        self.setProperty("rule", "top")
        self.setAccessibleName(self.tr("Activity"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 16, 0)
        row.setSpacing(16)
        self.download = self._button(self.tr("Downloads"), self.downloads_clicked)
        self.models = self._button(self.tr("Loaded models"), self.models_clicked)
        self.network = Elided("", "secondary", "muted")
        self.network.setAlignment(Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.download)
        row.addWidget(self.models)
        row.addStretch(1)
        row.addWidget(self.network)
        downloads.changed.add(self._show_download)
        settings.changed.add(self._show_network)
        pool.changed.connect(self._show_models)
        self._show_network(settings.current)
        self._show_models(None)
        self._show_download(None)

    def sizeHint(self) -> QSize:
        return QSize(400, look_of(self).sizes.px(_HEIGHT))

    def _button(self, name: str, signal: SignalInstance) -> Button:
        button = Button("status", "")
        button.setAccessibleName(name)
        button.clicked.connect(signal)
        return button

    def _show_download(self, _changed: Download | None) -> None:
        items = self._downloads.items
        running = next((d for d in items if d.state is DownloadState.RUNNING), None)
        failed = [d for d in items if d.state is DownloadState.FAILED]
        if running is not None:
            words = download_words(running)
            more = len(items) - 1
            self.download.setText(f"{words} · {more} more" if more else words)
        elif failed:
            self.download.setText(self.tr("{name} · download failed").format(name=failed[0].title))
        elif items:
            self.download.setText(self.tr("{name} · paused").format(name=items[0].title))
        else:
            self.download.setText(self.tr("No downloads"))
        self.download.set_icon("download" if running is not None else "")

    @Slot(object)
    def _show_models(self, _change: object) -> None:
        loaded = self._pool.loaded
        if not loaded:
            self.models.setText(self.tr("No model loaded"))
            return
        memory = size_text(sum(engine.memory() for engine in loaded))
        total = size_text(self._machine.memory_total)
        count = self.tr("1 model loaded") if len(loaded) == 1 else self.tr("{n} models loaded")
        self.models.setText(f"{count.format(n=len(loaded))} · {memory} of {total}")

    def _show_network(self, settings: Settings) -> None:
        if settings.offline:
            self.network.setText(self.tr("Offline mode · no connection is opened"))
        else:
            self.network.setText(self.tr("Prompts and answers stay on this machine"))


def download_words(item: Download) -> str:
    """One line: name, percent, speed, time left."""
    parts = [item.title, f"{item.fraction * 100:.0f} %"]
    if item.speed > 0:
        parts.append(f"{size_text(item.speed)}/s")
    if item.seconds_left is not None:
        parts.append(f"{duration_text(item.seconds_left)} left")
    return " · ".join(parts)
