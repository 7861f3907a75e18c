"""What a trial fetches: one candidate after the other goes into the queue of the app, and is followed."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.trial.changes import of_version, put_off
from explorer.choose.trial.found_here import brings, download_of, ordered
from explorer.choose.trial.trial_means import TrialMeans
from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.repo import Repo
from explorer.domain.words import Words
from explorer.hub.errors import BusyError
from explorer.kit.tasks import Task
from explorer.local.download_queue.download import Download
from explorer.local.download_queue.download_order import DownloadOrder


class TrialFetching:
    """``look``: there is something new. ``change`` is told what becomes of the decision; ``problems``, why
    candidates could not be fetched, by their ids.
    """

    def __init__(
        self,
        means: TrialMeans,
        problems: dict[str, KnownError],
        change: Callable[[Callable[[Decision], Decision]], None],
        look: Callable[[], None],
    ) -> None:
        self._means, self.problems = means, problems
        self._change, self._look = change, look
        self._brought: dict[str, int] = {}  # numbers of downloads, by candidates
        self._orders: dict[int, DownloadOrder] = {}  # as they are noted in the decision
        self._arrived: set[str] = set()  # that are looked for on the disk now
        self._looks = 0  # at the disk, by the time that the last one arrived
        self._opening: Task | None = None

    @property
    def is_active(self) -> bool:
        """Whether something comes just now, or is looked for."""
        coming = any(one.is_active for one in self._means.downloads.items)
        return self._opening is not None or bool(self._arrived) or coming

    def brings(self, item: Download) -> bool:
        return item.id in self._brought.values()

    def comes(self, wanted: Sequence[KeptCandidate]) -> bool:
        """Whether one of these comes without the person."""
        if self._opening is not None or self._arrived:
            return True
        items = self._means.downloads.items
        downloads = [download_of(one, items) for one in wanted]
        if any(one is not None and one.is_active for one in downloads):
            return True
        return any(_is_of_network(self.problems.get(one.id)) for one in wanted)

    def resume(self, kept: Sequence[KeptCandidate]) -> None:
        """What failed or was paused."""
        for one in kept:
            if (item := download_of(one, self._means.downloads.items)) is not None:
                self._means.downloads.resume(item.id)

    def pause(self) -> None:
        for item in self._means.downloads.items:
            if item.id in self._brought.values() and item.is_active:
                self._means.downloads.pause(item.id)

    def stop(self) -> None:
        """Ask the Hub no more; downloads go on."""
        if self._opening is not None:
            self._opening.stop()

    def fetch(self, wanted: Sequence[KeptCandidate]) -> None:
        """Those that are not here, the first one first."""
        items = self._means.downloads.items
        for kept in wanted:
            item = download_of(kept, items)
            if item is not None:
                self._brought[kept.id] = item.id
            elif kept.id in self._brought and kept.id not in self._arrived:  # given up by the person
                del self._brought[kept.id]
                self._change(partial(put_off, kept.id))
            elif kept.id not in self._arrived and kept.id not in self.problems and self._opening is None:
                self._open(kept)

    def _open(self, kept: KeptCandidate) -> None:
        work = partial(ordered, self._means.core.hub, kept)
        take, fail = partial(self._bring, kept), partial(self._fail, kept.id)
        self._opening = self._means.tasks.do(work, take, fail, network=True)

    def _bring(self, kept: KeptCandidate, found: tuple[Repo, DownloadOrder]) -> None:
        self._opening = None
        self._brought[kept.id] = self._means.downloads.bring(*found).id
        self._look()

    def _fail(self, candidate: str, error: KnownError) -> None:
        self._opening = None
        self.problems[candidate] = error
        self._look()

    def retry(self) -> bool:
        """What the network kept from being asked of the Hub; whether there is such."""
        found = [key for key, one in self.problems.items() if _is_of_network(one)]
        for key in found:
            del self.problems[key]
        return bool(found)

    def note_version(self, item: Download) -> None:
        """It may be another one than was kept, if the person wished that."""
        if self._orders.get(item.id) == item.order:
            return
        for key, number in self._brought.items():
            if number == item.id:
                self._orders[item.id] = item.order
                self._change(partial(of_version, key, item.order))

    def note_arrival(self, item: Download, kept: Sequence[KeptCandidate]) -> None:
        """Told before the disk is looked at."""
        for one in kept:
            if brings(item.order, one):
                self._arrived.add(one.id)
                self._brought.pop(one.id, None)
                self._looks = self._means.catalog.looks

    def note_disk(self, kept: Sequence[KeptCandidate], here: Collection[str]) -> None:
        """These are ``here``; what arrived before the disk was looked at, and is not, is no model."""
        self._arrived.difference_update(here)
        if self._means.catalog.looks == self._looks:
            return
        for one in kept:
            if one.id in self._arrived:
                what = Words("{file} was fetched, and is not found among the models.", file=one.file)
                self.problems[one.id] = KnownError(what, Words("Look for it in the Library."))
        self._arrived.clear()


def _is_of_network(error: KnownError | None) -> bool:
    return isinstance(error, (OfflineError, BusyError))
