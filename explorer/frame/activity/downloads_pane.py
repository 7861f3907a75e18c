"""The downloads in the activity panel: how far each is, and what can be done with it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame

from explorer.domain.errors import ChangedError
from explorer.frame.activity.page_pane import ActivityPage
from explorer.kit.actions import Action
from explorer.kit.boxes import column, row, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown, tr
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, Para
from explorer.local.download_queue.download_words import download_status
from explorer.local.download_queue.downloads import Download, Downloads, DownloadState
from explorer.rooms.library.questions_pane import give_up


class DownloadsPage(ActivityPage):
    """Follows the queue while it is on the screen."""

    def __init__(self, downloads: Downloads, find_more: Action, library: Action) -> None:
        words = tr("Models that you get from the Hub are shown here while they come.")
        empty = EmptyState("download", tr("No downloads"), words, find_more)
        super().__init__(tr("Downloads"), empty, (library,))
        self._downloads = downloads
        self._rows: dict[int, DownloadRow] = {}
        remove = downloads.changed.add(self._follow)
        self.destroyed.connect(lambda _gone: remove())
        self._list()

    @property
    def rows(self) -> "tuple[DownloadRow, ...]":
        return tuple(self._rows.values())

    def _follow(self, item: Download) -> None:
        row = self._rows.get(item.id)
        if row is not None and item.state is not DownloadState.DONE:
            row.show_item(item)
        else:
            self._list()

    def _list(self) -> None:
        items = self._downloads.items
        self._rows = {i.id: self._rows.get(i.id) or DownloadRow(i, self._downloads) for i in items}
        self.show_rows(self.rows)


class DownloadRow(QFrame):
    """Title, bar, numbers and buttons."""

    def __init__(self, item: Download, downloads: Downloads) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self.setAccessibleName(item.title)
        self.numbers = Elided("", "secondary", "muted")
        self._problem = Para("", "secondary", "bad")
        self._bar = ProgressBar(item.title, 4)
        self._head = row(spacing=2).add(stretched(Elided(item.title, "strong")))
        add = partial(self._add_button, item)
        self.pause = add("pause", self.tr("Pause {name}"), downloads.pause)
        self.resume = add("play", self.tr("Resume {name}"), downloads.resume)
        self.retry = add("refresh", self.tr("Try {name} again"), downloads.resume)
        self.renew = add("refresh", self.tr("Get the new version of {name}"), downloads.renew)
        words = self.tr("Give up {name} and delete what came so far")
        self.cancel = add("close", words, lambda number: give_up(downloads, number, self))
        stack = column(self, margins=(18, 8, 12, 11), spacing=4)
        stack.add(self._head, self._bar, self.numbers, self._problem)
        self.show_item(item)

    def show_item(self, item: Download) -> None:
        failed = item.state is DownloadState.FAILED
        self.pause.setVisible(item.is_active)
        self.resume.setVisible(item.state is DownloadState.PAUSED)
        has_changed = isinstance(item.problem, ChangedError)
        self.retry.setVisible(failed and not has_changed)
        self.renew.setVisible(failed and has_changed)
        starting = item.state is DownloadState.RUNNING and (not item.received or item.total is None)
        self._bar.set_fraction(None if starting else item.fraction)
        self._bar.setAccessibleDescription(shown(download_status(item)))
        self.numbers.setText(shown(download_status(item)))
        problem = item.problem if failed else None
        self._problem.setVisible(problem is not None)
        if problem is not None:
            self._problem.setText(shown(problem.what))

    def _add_button(self, item: Download, icon: str, words: str, do: Callable[[int], None]) -> IconButton:
        button = IconButton(icon, words.format(name=item.title), then=partial(do, item.id))
        self._head.addWidget(button)
        return button
