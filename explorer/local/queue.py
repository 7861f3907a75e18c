"""The downloads in their order; what must survive a kill is stored before the screen is told of it."""

from collections.abc import Iterator
from itertools import takewhile

from explorer.base.listeners import Listeners
from explorer.local.download import Download, DownloadState
from explorer.local.keep import Order
from explorer.local.queue_store import QueueStore


class Queue:
    """On the screen thread, but for ``items`` and ``running_before``. A number is a download's id."""

    def __init__(self, kept: QueueStore) -> None:
        self._kept = kept
        self._items: dict[int, Download] = {}
        self.changed: Listeners[Download] = Listeners()

    def __contains__(self, number: int) -> bool:
        return number in self._items

    def __getitem__(self, number: int) -> Download:
        return self._items[number]

    @property
    def items(self) -> tuple[Download, ...]:
        """All that are not done, in the order of the queue."""
        every = tuple(self._items.values())  # in one go: asked on other threads too
        return tuple(item for item in every if item.state is not DownloadState.DONE)

    def of_files(self, order: Order) -> Download | None:
        """The one that brings these files, of whatever version."""
        same = (item for item in self.items if item.order.repo_id == order.repo_id)
        return next((item for item in same if item.order.paths == order.paths), None)

    def running_before(self, number: int) -> Iterator[Download]:
        """Those that have the first claim to the disk."""
        before = takewhile(lambda item: item.id != number, self.items)
        return (item for item in before if item.state is DownloadState.RUNNING)

    def set(self, item: Download) -> None:
        """A running one is stored as waiting: if the app dies now, that is what it is."""
        self._items[item.id] = item
        stored = DownloadState.WAITING if item.state is DownloadState.RUNNING else item.state
        self._kept.set_state(item.id, stored, item.problem)
        self.changed.emit(item)

    def show(self, item: Download) -> None:
        """What need not survive, such as how far it is."""
        self._items[item.id] = item
        self.changed.emit(item)

    def take_out(self, number: int) -> Download:
        """It is done, or given up."""
        return self._items.pop(number)

    def move(self, number: int, place: int) -> None:
        """Put one at another ``place``, counted from 0."""
        numbers = [item.id for item in self.items if item.id != number]
        numbers.insert(max(0, place), number)
        self._kept.set_places(numbers)
        self._items = {n: self._items[n] for n in numbers}
        self.changed.emit(self._items[number])
