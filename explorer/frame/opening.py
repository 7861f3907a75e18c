"""Files given to the app, by dropping, on the command line or by a second start: where they are shown."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.local import LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import Words
from explorer.frame.dropped import Dropped, gather, sort_dropped
from explorer.kit.language import shown
from explorer.kit.messages import Messages
from explorer.kit.tasks import Context, Tasks
from explorer.local.catalog import Catalog


class Opening:
    """A file that is in the Library already is opened; others go to the Library, which copies them."""

    def __init__(self, tasks: Tasks, catalog: Catalog, messages: Messages, go: Go) -> None:
        self._tasks, self._catalog, self._messages, self._go = tasks, catalog, messages, go
        self._waiting: list[Path] = []  # until the models on this disk are known
        catalog.changed.add(self._catalog_read)

    def open(self, paths: Iterable[Path]) -> None:
        """Show these files, at once or as soon as the models on this disk are known."""
        self._waiting.extend(paths)
        if self._catalog.is_ready:
            self._catalog_read(())

    def take(self, dropped: Dropped) -> None:
        """Look into folders in the background, then show what is there."""

        def work(context: Context[None]) -> tuple[Path, ...]:
            return gather(dropped, context.stopped)

        def done(found: tuple[Path, ...]) -> None:
            self._show(dropped, found)

        self._tasks.run(work, done, self._messages.fail)

    def _catalog_read(self, _models: Sequence[LocalModel]) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.take(sort_dropped(waiting))

    def _show(self, dropped: Dropped, found: Sequence[Path]) -> None:
        here = {model.path: model for model in self._catalog.models}
        known = [here[path.resolve()] for path in found if path.resolve() in here]
        new = tuple(path for path in found if path.resolve() not in here)
        self._tell_left(dropped, found)
        if new:
            self._go(Place(Room.LIBRARY, files=new))
        elif len(known) == 1:
            self._go(Place(Room.PLAYGROUND, model=known[0]))
        elif known:
            self._go(Place(Room.LIBRARY, model=known[0]))

    def _tell_left(self, dropped: Dropped, found: Sequence[Path]) -> None:
        """What was given and is no model, or not there."""
        if dropped.others:
            what = Words("“{name}” is no model that runs here.", name=dropped.others[0].name)
            self._messages.fail(KnownError(what, Words("Models are files that end in .gguf.")))
        elif not found and dropped.models:
            what = Words("“{name}” is not there any more.", name=dropped.models[0].name)
            self._messages.fail(KnownError(what, Words("See that the disk it lies on is connected.")))
        elif not found:
            what = Words("No model was found in “{name}”.", name=dropped.folders[0].name)
            self._messages.tell(shown(what), "caution")
