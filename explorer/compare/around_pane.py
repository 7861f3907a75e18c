"""What changes around the room: downloads begin and end, offline mode comes and goes."""

from PySide6.QtCore import QObject, Signal

from explorer.base.settings import Settings, SettingsFile
from explorer.local.downloads import Download, Downloads, DownloadState


class Around(QObject):
    """``download_changed``: a download is in another state, its progress left out. ``went_online`` and
    ``went_offline``: ways to models are there again, or are not."""

    download_changed = Signal()
    went_online = Signal()
    went_offline = Signal()

    def __init__(self, downloads: Downloads, settings: SettingsFile, parent: QObject) -> None:
        super().__init__(parent)
        self._states: dict[int, DownloadState] = {}
        self._is_offline = settings.current.offline
        self.leave = (
            downloads.changed.add(self._follow_download),
            settings.changed.add(self._follow_settings),
        )  # to be called at the end: hears of nothing any more

    def _follow_download(self, download: Download) -> None:
        if self._states.get(download.id) != download.state:
            self._states[download.id] = download.state
            self.download_changed.emit()

    def _follow_settings(self, settings: Settings) -> None:
        if settings.offline != self._is_offline:
            self._is_offline = settings.offline
            (self.went_offline if settings.offline else self.went_online).emit()
