"""The services that every room works with, built once by the app."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import Words
from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.evaluate.kept_tests import ChatsToTest
from explorer.kit.actions import Action
from explorer.kit.current_work import CurrentWork
from explorer.kit.language import shown, tr
from explorer.kit.messages import Messages
from explorer.kit.tasks import TaskContext, Tasks
from explorer.local.download_queue.downloads import Download, Downloads
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.models.catalog import Catalog
from explorer.serve.server_controller import ServerController
from explorer.services import Core

if TYPE_CHECKING:
    from explorer.choose.store import DecisionStore, StoredDecision
    from explorer.choose.trial.trials_controller import Trials
    from explorer.documents.followed_folders_controller import FollowedFolders
    from explorer.documents.index.store import DocumentIndex
    from explorer.documents.indexing_controller import IndexingController, IndexingStatus
    from explorer.evaluate.run.run_session import EvalRunSession

_PAUSED = "documents.paused"


def _none(_documents: Sequence[str]) -> int:
    return 0


def _none_forgotten(_documents: Sequence[str]) -> tuple[int, bool]:
    return 0, True


@dataclass(frozen=True)
class GivenAnswers:
    """Answers in chats that were given words of documents: how many, and have those words forgotten, which
    also tells whether no byte of them is left. ``temporary``: databases in memory of which both hold too.
    """

    count: Callable[[Sequence[str]], int] = _none
    forget: Callable[[Sequence[str]], tuple[int, bool]] = _none_forgotten
    temporary: list[Store] = field(default_factory=list)


@dataclass(frozen=True)
class RoomServices:
    """Those without a screen are in ``core``. ``paused``: whether the person paused reading for meaning."""

    core: Core
    tasks: Tasks
    messages: Messages
    catalog: Catalog
    downloads: Downloads
    mover: FolderMover
    pool: EnginePool
    backends: Backends
    working: CurrentWork
    go: Go
    server: ServerController
    answers: GivenAnswers = field(default_factory=GivenAnswers)
    chats: ChatsToTest = field(default_factory=ChatsToTest)
    paused: Listeners[bool] = field(default_factory=Listeners)

    @cached_property
    def indexing(self) -> "IndexingController":
        """Of documents on the disk; made when first asked for. Raises KnownError if there can be no index."""
        made = self.indexing_of(self.core.documents)
        made.changed.connect(self._note_pause)
        return made

    def indexing_of(self, index: "DocumentIndex") -> "IndexingController":
        """Follows what models there are; whoever asks for it closes it. All are paused with the one of the
        disk; that outlives the app.

        Now there is need of the included embedding model.
        """
        from explorer.documents.indexing_controller import IndexingController  # noqa: PLC0415  see above

        core, settings = self.core, self.core.settings
        made = IndexingController(
            index,
            self.tasks,
            self.pool,
            lambda: self.catalog.models,
            lambda: settings.current.embedder,
            settings.current.threads_of(core.machine.cores),
        )
        made.listening = (
            self.catalog.changed.add(lambda _models: made.look()),
            settings.changed.add(lambda _settings: made.look()),
            self.paused.add(partial(_follow, made)),
        )
        if core.store.get_state(_PAUSED):
            made.pause()
        self.tasks.run(self._bring_embedder, self._note_embedder, self.messages.fail)
        return made

    def _note_pause(self, status: "IndexingStatus") -> None:
        is_paused = "1" if status.state == "paused" else ""
        if self.core.store.get_state(_PAUSED) != is_paused:
            self.core.store.set_state(_PAUSED, is_paused)
            self.paused.emit(bool(is_paused))

    @cached_property
    def followed_folders(self) -> "FollowedFolders":
        """Collections that follow a folder; what came into one is embedded then."""
        from explorer.documents.followed_folders_controller import FollowedFolders  # noqa: PLC0415  see above

        made = FollowedFolders(self.core.documents, self.tasks)
        made.changed.connect(self.indexing.look)
        return made

    @cached_property
    def runs(self) -> "EvalRunSession":
        """Of all rooms."""
        from explorer.evaluate.run.model_run import RunMeans  # noqa: PLC0415  not before one is wanted
        from explorer.evaluate.run.run_session import EvalRunSession  # noqa: PLC0415
        from explorer.evaluate.store import EvalStore  # noqa: PLC0415

        catalog, store = self.catalog, EvalStore(self.core.store)
        means = RunMeans(
            store, self.backends, self.core, self.tasks, lambda: (*catalog.models, *catalog.others)
        )
        return EvalRunSession(means, catalog, self.messages.fail)

    @cached_property
    def decisions(self) -> "DecisionStore":
        from explorer.choose.store import DecisionStore  # noqa: PLC0415  not before one is wanted

        return DecisionStore(self.core.store)

    @cached_property
    def trials(self) -> "Trials":
        """Of all decisions, one at a time."""
        from explorer.choose.trial.trial_counts import TrialCounts  # noqa: PLC0415  not before one is wanted
        from explorer.choose.trial.trial_means import TrialMeans  # noqa: PLC0415
        from explorer.choose.trial.trial_reading import TrialReader  # noqa: PLC0415
        from explorer.choose.trial.trials_controller import Trials  # noqa: PLC0415

        core, runs = self.core, self.runs
        reader = TrialReader(core, runs.means.planner, TrialCounts(core, runs.held))
        means = TrialMeans(core, self.tasks, self.catalog, self.downloads, self.decisions, runs, reader)
        made = Trials(means, self.working, self.messages.fail)
        made.ended.add(self._tell_end_of_trial)
        return made

    def _tell_end_of_trial(self, stored: "StoredDecision") -> None:
        """It took long, and the person may be elsewhere."""
        place = Place(Room.CHOOSE, decision_id=stored.id, choosing="decision")
        words = Words("The trial for “{title}” has ended.", title=stored.title)
        self.messages.tell(shown(words), "good", Action(tr("See the decision"), partial(self.go, place)))

    @property
    def unfinished_trials(self) -> Sequence[str]:
        """What is told of them before the app ends."""
        return self.trials.unfinished if "trials" in self.__dict__ else ()

    def is_told_by_trial(self, item: Download) -> bool:
        """What becomes of this download, on its page, which the person sees."""
        return "trials" in self.__dict__ and self.trials.tells_of(item)

    def stop_trial(self, number: int) -> None:
        """Of the decision with this number, if it goes on."""
        if "trials" in self.__dict__ and self.trials.number == number:
            self.trials.stop()

    def close(self) -> None:
        """End what was made here."""
        for name in ("trials", "runs", "followed_folders", "indexing"):
            if name in self.__dict__:
                getattr(self, name).close()

    def _bring_embedder(self, context: TaskContext[None]) -> bool:
        """Whether it came just now."""
        from explorer.local.models.included import bring_embedder  # noqa: PLC0415  it hashes

        there = {model.path for model in self.catalog.models}
        path = bring_embedder(self.catalog.models_folder, context.stopped)
        return path is not None and path not in there

    def _note_embedder(self, is_new: bool) -> None:  # noqa: FBT001  a callback of tasks
        if is_new:
            self.catalog.rescan()

    def name_of(self, path: Path) -> str:
        """What the model in this file is called."""
        return next((model.name for model in self.catalog.models if model.path == path), path.stem)

    def find_models(self) -> None:
        """On the Hub."""
        self.go(Place(Room.DISCOVER))


def _follow(indexing: "IndexingController", is_paused: bool) -> None:  # noqa: FBT001  a listener
    if is_paused and indexing.status.state != "paused":
        indexing.pause()
    elif not is_paused and indexing.status.state == "paused":
        indexing.resume()
