"""The download queue, kept in the database so that it survives a kill at any instant.

A download that ran when the app ended is waiting again at the next start and goes on at the byte. One that
was given up stays noted until what came of it is deleted. Without the network it waits and goes on by itself.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from explorer.base.listeners import Listeners
from explorer.base.settings import Settings, SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.transfer.progress import DownloadProgress, DownloadRules
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.download import Download, DownloadQueue, DownloadState, QueueStore
from explorer.local.download_queue.download_order import DownloadOrder, order_of
from explorer.local.download_queue.download_tasks import (
    DownloadCarrier,
    DownloadDeletions,
)
from explorer.local.models.catalog import Catalog

__all__ = ["Download", "DownloadState", "Downloads"]

_PATIENCE = 12 * 3600.0  # seconds that the window goes on trying without a byte: a night without a network


class Downloads:
    """Queue, pause, resume, retry, cancel, reorder. Everything here runs on the screen thread."""

    def __init__(
        self, tasks: Tasks, store: Store, hub: Hub, catalog: Catalog, settings: SettingsFile | None = None
    ) -> None:
        """``settings`` say how many run at a time; without them the defaults hold."""
        self._kept = QueueStore(store)
        self._catalog = catalog
        self._carrier = DownloadCarrier(tasks, hub, catalog, self._kept)
        self._settings = settings.current if settings else Settings()
        self._repos: dict[int, Repo] = {}
        self._queue = DownloadQueue(self._kept, is_offline=self._settings.offline)
        self._dropping = DownloadDeletions(tasks, catalog, self._carrier, self._queue)
        self._is_held = False
        self.changed = self._queue.changed
        self.finished: Listeners[Download] = Listeners()
        self.failed: Listeners[Download] = Listeners()
        catalog.folder_changed.add(self._follow_folder)
        if settings:
            settings.changed.add(self._follow_settings)

    @property
    def items(self) -> tuple[Download, ...]:
        """All that are not done, in the order of the queue."""
        return self._queue.items

    def restore(self) -> None:
        """Take up what an earlier run of the app left."""
        for item, folder in self._kept.read():
            if folder:
                self._carrier.note_folder(item.id, folder)
            if item.state is DownloadState.GIVEN_UP:
                self._drop(item)
                continue
            self._queue.show(self._queue.waiting(item) if item.is_active else item)
        self._carrier.measure(self.items, self._queue.show_received)
        self._start_next()

    def add(self, repo: Repo, variant: Variant, *, sees: bool = True) -> Download:
        """Queue a variant; the same one again is resumed, not doubled. ``sees``: with what lets it see
        images, where the repo has that.
        """
        return self.bring(repo, order_of(repo, variant, sees=sees))

    def bring(self, repo: Repo, order: DownloadOrder) -> Download:
        """As ``add``."""
        same = self._queue.of_files(order)
        if same is not None:
            if same.order == order:
                self.resume(same.id)
            else:  # another version
                self._take(same.id, repo, order)
            return self._queue[same.id]
        number = self._kept.add(order, DownloadState.WAITING)
        self._repos[number] = repo
        self._queue.wait(Download(number, order, DownloadState.WAITING))
        self._start_next()
        return self._queue[number]

    def pause(self, number: int) -> None:
        item = self._queue[number]
        self._carrier.stop(number)
        if item.is_active:
            self._queue.set(item.stopped(DownloadState.PAUSED))
        self._start_next()

    def resume(self, number: int) -> None:
        """Go on with one that was paused or has failed."""
        item = self._queue[number]
        if not item.is_active:
            self._queue.wait(item)
        self._start_next()

    def cancel(self, number: int) -> None:
        """Give up a download and delete what came so far."""
        item = self._queue.take_out(number)
        self._kept.set_state(number, DownloadState.GIVEN_UP, None)
        self._carrier.stop(number)
        self._drop(item)
        self.changed.emit(replace(item, state=DownloadState.DONE))
        self._start_next()

    def move(self, number: int, place: int) -> None:
        """Put one at another ``place`` of the queue, counted from 0. Those that run go on."""
        self._queue.move(number, place)

    def renew(self, number: int) -> None:
        """Get the version that the Hub has now, after ChangedError. Fails in words if there is none."""
        item = self._queue[number]

        def found(result: tuple[Repo, DownloadOrder]) -> None:
            take = partial(self._take, number, *result)
            if result[1].paths == item.order.paths:
                take()
            else:
                self._dropping.drop(item, take, partial(self._fail, number))

        self._carrier.ask(item, found, partial(self._fail, number))
        note = Words("Asking for the version that is there now")
        # Stored as failed until it is found.
        self._queue.show(replace(item, state=DownloadState.WAITING, note=note, problem=None))

    def _take(self, number: int, repo: Repo, order: DownloadOrder) -> None:
        """Bring this version instead."""
        if number in self._queue:  # not given up meanwhile
            self._carrier.stop(number)
            self._repos[number] = repo
            self._kept.set_order(number, order)
            before = self._queue[number]
            self._queue.wait(replace(before, order=order, received=0))
            if order.projector is None:
                self._drop_projector(before)
            self._start_next()

    def hold(self) -> None:
        """Stop the running ones and start none until ``release``: the models folder is being moved."""
        self._is_held = True
        self._dropping.hold()
        self._interrupt()

    def release(self) -> None:
        self._is_held = False
        self._dropping.release()
        self._start_next()

    def close(self) -> None:
        """Stop the running ones; their partial files are kept and they are waiting at the next start."""
        for item in self.items:
            self._carrier.stop(item.id)

    def _follow_folder(self, _folder: Path) -> None:
        """Running ones would end in a folder that nobody looks at any more: they go on in the new one."""
        if not self._is_held:
            self.hold()
            self.release()

    def _follow_settings(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        self._queue.is_offline = settings.offline
        if settings.offline and not before.offline:
            self._interrupt()
        elif before.offline and not settings.offline:
            for item in self.items:
                is_cut_off = isinstance(item.problem, OfflineError)
                if is_cut_off or item.state is DownloadState.WAITING:
                    self._queue.wait(item)
        self._start_next()

    def _interrupt(self) -> None:
        """Those that run wait again."""
        for item in self.items:
            if item.state is DownloadState.RUNNING:
                self._carrier.stop(item.id)
            if item.is_active:
                self._queue.wait(item)

    def _start_next(self) -> None:
        if self._is_held or self._settings.offline:
            return
        for item in self.items:
            if len(self._carrier) >= self._settings.parallel_downloads:
                break
            is_waiting = item.state is DownloadState.WAITING and not self._carrier.is_asking(item.id)
            if is_waiting and not self._queue.shares_file(item):
                self._start(item)

    def _drop(self, item: Download) -> None:
        """It stays noted until what came of it is deleted."""

        def done() -> None:
            self._kept.forget(item.id)
            self.changed.emit(replace(item, state=DownloadState.DONE))

        def failed(error: KnownError) -> None:
            self.failed.emit(replace(item, state=DownloadState.FAILED, problem=error))

        self._dropping.drop(item, done, failed)

    def _drop_projector(self, item: Download) -> None:
        """One that is not wanted any more, or whose model went while it came. It counts as halves if the disk
        refuses.
        """
        for projector in item.order.projectors:
            order = replace(item.order, files=(projector,), projector=None)
            self._dropping.drop(replace(item, order=order), _nothing, _nothing)

    def _start(self, item: Download) -> None:
        number = item.id
        rules = DownloadRules(
            connections=self._settings.connections,
            patience=_PATIENCE,
            reserved=lambda: sum(d.missing for d in self._queue.running_before(number)),
        )
        self._queue.set(replace(item, state=DownloadState.RUNNING, note="", problem=None))
        show = partial(self._show, number)
        finish, fail = partial(self._finish, number), partial(self._fail, number)
        self._carrier.start(item, self._repos.get(number), rules, finish, fail, show)

    def _show(self, number: int, progress: DownloadProgress) -> None:
        had = number in self._queue and self._queue[number].has_projector
        self._queue.show_progress(number, progress)
        if not had and number in self._queue and self._queue[number].has_projector:
            self._start_next()  # it keeps no other waiting any more

    def _finish(self, number: int, _nothing: None) -> None:
        self._carrier.stop(number)
        done = self._queue.take_out(number).stopped(DownloadState.DONE)
        self._kept.set_state(number, done.state, None)
        self.changed.emit(done)
        self._catalog.rescan()
        self.finished.emit(done)
        if done.order.is_projector:
            self._drop_projector(done)
        self._start_next()

    def _fail(self, number: int, error: KnownError) -> None:
        if number not in self._queue:
            return  # given up meanwhile
        self._carrier.stop(number)
        item = replace(self._queue[number].stopped(DownloadState.FAILED), problem=error)
        self._queue.set(item)
        self.failed.emit(item)
        self._start_next()


def _nothing(_error: KnownError | None = None) -> None:
    """There is nobody to tell."""
