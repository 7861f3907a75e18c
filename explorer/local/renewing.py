"""The version of a model that the Hub has now, in place of one that is gone."""

from collections.abc import Callable

from explorer.domain.errors import KnownError, NotFoundError, OfflineError
from explorer.domain.quantization import label_of
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.kit.tasks import Context, Task, Tasks
from explorer.local.keep import Order, order_of


class Renewals:
    """Those downloads for which the Hub is being asked. On the screen thread."""

    def __init__(self, tasks: Tasks, hub: Hub) -> None:
        self._tasks, self._hub = tasks, hub
        self._running: dict[int, Task] = {}

    def __contains__(self, number: int) -> bool:
        """Until ``stop``."""
        return number in self._running

    def start(
        self,
        number: int,
        order: Order,
        found: Callable[[Repo, Order], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        hub = self._hub

        def work(_context: Context[None]) -> tuple[Repo, Order]:
            return renewed(hub, order)

        def done(result: tuple[Repo, Order]) -> None:
            found(*result)

        self._running[number] = self._tasks.run(work, done, failed, network=True)

    def stop(self, number: int) -> None:
        task = self._running.pop(number, None)
        if task is not None:
            task.stop()


def renewed(hub: Hub, order: Order) -> tuple[Repo, Order]:
    """The repo as it is now, and what to download of it. Raises KnownError, NotFoundError if nothing fits."""
    repo = hub.open(order.repo_id)
    if repo.from_cache:
        what = Words("The Hub could not be asked for the version that is there now.")
        raise OfflineError(what, Words("Try again once it can be reached."))
    for fits in (_has_same_files, _has_same_label):
        for variant in repo.variants:
            if fits(variant, order):
                return repo, order_of(repo, variant)
    name = order.files[0].path
    what = Words("The version that is there now has no file {name}, and none of its kind.", name=name)
    raise NotFoundError(what, Words("Open the model in Discover and choose another file."))


def _has_same_files(variant: Variant, order: Order) -> bool:
    return [file.path for file in variant.files] == [file.path for file in order.files]


def _has_same_label(variant: Variant, order: Order) -> bool:
    label = label_of(order.files[0].path)
    return bool(label) and variant.label == label
