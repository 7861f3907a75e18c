"""Catalog of the models on this disk: the last scan, kept for all rooms; a new one when a folder changes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.harmless import storable
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.model_names import name_of_reference
from explorer.domain.words import Words
from explorer.kit.tasks import LatestTask, TaskContext, Tasks
from explorer.local.models.aliases import keep_alias, read_aliases
from explorer.local.models.app_folders import AppEnvironment
from explorer.local.models.file_cache import FileCache
from explorer.local.models.place_choice import PlaceChoice, keep_place_choice, read_place_choice
from explorer.local.models.scanner import Scan, Scanner

if TYPE_CHECKING:  # it knows screens, and `omx` has none
    from explorer.kit.folder_watch import FolderWatch

_TICK = 0.1  # seconds between two looks whether a waiting move was stopped


class FolderLock:
    """Work is claimed on its thread, a move on the screen thread; neither begins while the other is on."""

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._subjects: list[str] = []
        self._is_moving = False

    @property
    def subjects(self) -> tuple[str, ...]:
        """What a person would call the pieces of work under way; those without a name are left out."""
        with self._state:
            return tuple(dict.fromkeys(subject for subject in self._subjects if subject))

    @contextmanager
    def work(self, subject: str = "") -> Iterator[None]:
        """Something is read or written in the folder. Raises KnownError while the folder is being moved.

        Without a ``subject`` it is work that a move stops by itself and only has to wait for.
        """
        with self._state:
            if self._is_moving:
                raise KnownError(
                    Words("The models are being moved to another folder."),
                    Words("Wait until that is done, or stop it in Settings, then try again."),
                )
            self._subjects.append(subject)
        try:
            yield
        finally:
            with self._state:
                self._subjects.remove(subject)
                self._state.notify_all()

    def demand_none(self) -> None:
        """Raises KnownError that names the work under way."""
        if self.subjects:
            raise KnownError(
                Words("{names}: being copied, checked or deleted.", names=", ".join(self.subjects)),
                Words("Wait until that is done, or stop it in the Library."),
            )

    def begin_move(self) -> None:
        """From now on no work begins. Raises KnownError if some is under way."""
        with self._state:
            self.demand_none()
            self._is_moving = True

    def wait_until_alone(self, stop: Callable[[], bool]) -> None:
        """On the move's thread: until the work that was stopped has let go. CancelledError on ``stop``."""
        with self._state:
            while self._subjects:
                if stop():
                    raise CancelledError
                self._state.wait(_TICK)

    def end_move(self) -> None:
        with self._state:
            self._is_moving = False


class Catalog:
    """The models on this disk as last scanned; rescans in the background and tells its listeners.

    ``around`` is where other programs keep theirs, ``None`` to leave these alone.
    """

    def __init__(
        self, tasks: Tasks, store: Store, models_folder: Path, around: AppEnvironment | None = None
    ) -> None:
        self._store = store
        self.models_folder = models_folder
        self.around = around
        self.memory = FileCache(store)
        self.use = FolderLock()
        self.last = Scan()
        self.others: tuple[Model, ...] = ()  # that can be asked and lie in no file here
        self.models = ()
        self.is_ready = False
        self._is_due = False
        self.looks = 0  # that came to their end
        self._scan = LatestTask(tasks)  # an older look must not overwrite what a newer one finds
        self.changed: Listeners[tuple[LocalModel, ...]] = Listeners()
        self.counted: Listeners[int] = Listeners()  # models read so far, while the disk is looked at
        self.folder_changed: Listeners[Path] = Listeners()

    @property
    def models(self) -> tuple[LocalModel, ...]:
        """Damaged ones included, missing ones not."""
        return self._models

    @models.setter
    def models(self, models: tuple[LocalModel, ...]) -> None:
        self._models = models
        copies = {storable(str(copy.path)): one for one in reversed(models) for copy in one.copies}
        self._by_id = {**copies, **{model.id: model for model in reversed(models)}}

    @property
    def askable(self) -> tuple[Model, ...]:
        """All that a person can choose to ask: what does not write is not among them."""
        return (*(model for model in self.models if model.writes), *self.others)

    def offer(self, others: Sequence[Model]) -> None:
        """Models that lie in no file here; in place of those that were offered before."""
        self.others = tuple(others)
        self.changed.emit(self.models)

    def look_in(self, folder: Path) -> None:
        """Another models folder from now on; ``folder_changed`` tells who writes into it."""
        if folder != self.models_folder:
            self.models_folder = folder
            self.folder_changed.emit(folder)
            self.rescan()

    @property
    def choice(self) -> PlaceChoice:
        """What is used in place, and which other programs are left out."""
        return read_place_choice(self._store)

    def choose(self, choice: PlaceChoice) -> None:
        """Keep the choice and look again. Raises KnownError if it cannot be kept."""
        keep_place_choice(self._store, choice)
        self.rescan()

    def rescan(self) -> None:
        """Look at the disk again; ``changed`` then tells, also if all is as before."""
        self._look()

    def look_again(self) -> None:
        """As ``rescan``, for a hint that something may have changed: tells only if something has."""
        if not self._scan.is_running():
            self._look(is_hint=True)
        else:
            self._is_due = True  # what changed may be where the look under way has been already

    def find(self, model_id: str) -> LocalModel | None:
        """By its id, or by that of one of its copies."""
        return self._by_id.get(storable(model_id))

    def model_of(self, reference: str) -> Model | None:
        """What a chat or a comparison refers to."""
        return self.find(reference) or next((one for one in self.others if one.id == reference), None)

    def name_of(self, reference: str) -> str:
        """What a model is called by whose id, path or repo it was kept."""
        model = self.model_of(reference)
        return model.name if model is not None else name_of_reference(reference)

    def of_repo(self, repo_id: str) -> tuple[LocalModel, ...]:
        return tuple(m for m in self.models if m.repo == repo_id)

    def rename(self, model: LocalModel, alias: str) -> None:
        """What this model is called from now on, everywhere; "" is its own name again. Raises KnownError."""
        keep_alias(self._store, model, alias)
        self.last = self.last.called(read_aliases(self._store))
        self.models = self.last.models
        if self._scan.is_running():
            self._look(is_hint=True)  # the look under way does not know of it
        self.changed.emit(self.models)

    def note_use(self, model_id: str, when: str) -> None:
        self._store.write("INSERT OR REPLACE INTO models VALUES (?, ?)", model_id, when)

    def last_used(self) -> dict[str, str]:
        """ISO times by model id."""
        rows = self._store.read("SELECT * FROM models")
        return {row["id"]: when for row in rows if isinstance(when := row["last_used_at"], str)}

    def _look(self, *, is_hint: bool = False) -> None:
        aliases = read_aliases(self._store)
        scanner = Scanner(self.models_folder, self.memory, self.choice, self.around, aliases)

        def work(context: TaskContext[int]) -> Scan:
            return scanner(context.stopped, context.report)

        show = partial(self._show, is_hint=is_hint)
        self._scan.run(work, show, self._fail, self.counted.emit)

    def _show(self, found: Scan, *, is_hint: bool = False) -> None:
        self.looks += 1
        if self._is_due:
            self._is_due = False
            self.look_again()
        if is_hint and found == self.last:
            return
        self.last, self.models = found, found.models
        self.is_ready = True
        self.changed.emit(found.models)

    def _fail(self, _error: KnownError) -> None:
        self._show(self.last)  # a bug in the scan was told; what was known stays


class CatalogWatch:
    """Looks again when a watched folder changed, and while a file in one is still being written."""

    def __init__(self, catalog: Catalog, watch: "FolderWatch") -> None:
        self._catalog, self._watch = catalog, watch
        watch.changed.connect(partial(Catalog.look_again, catalog))
        self._leave = catalog.changed.add(self._follow)

    def close(self) -> None:
        self._leave()
        self._watch.close()

    def _follow(self, _models: Sequence[LocalModel]) -> None:
        last = self._catalog.last
        self._watch.watch((*last.folders, *(place.path for place in last.places)))
        if last.is_settling:
            self._watch.look_soon()
