"""What the page works on: a model's files, the text, what runs, and what was measured. Knows no widget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from explorer.base.listeners import Listeners
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words
from explorer.evaluate.quantization.given_text import GivenText, project_text
from explorer.evaluate.quantization.measuring import (
    QuantizationPlan,
    QuantizationProgress,
    QuantizationRun,
    memory_needed,
    take_room,
)
from explorer.evaluate.quantization.pairing import ComparableFiles, comparable
from explorer.evaluate.quantization.results import QuantizationResult, QuantizationStore
from explorer.kit.tasks import LatestTask
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.models.file_cache import FileCache
from explorer.local.models.file_hashes import FileHashes
from explorer.rooms.room_services import RoomServices


@dataclass(frozen=True)
class QuantizationChoice:
    """``group``: of whose files; ``judged``: ids of those that are measured."""

    group: ComparableFiles
    reference: LocalModel
    judged: frozenset[str]

    @property
    def others(self) -> tuple[LocalModel, ...]:
        return self.group.judged_by(self.reference)

    @property
    def chosen(self) -> tuple[LocalModel, ...]:
        return tuple(file for file in self.others if file.id in self.judged)


class QuantizationSession:
    """``chosen``: other models, files or another text. ``moved``: what runs goes on, begins or ends.
    ``kept``: results came or went.
    """

    def __init__(self, services: RoomServices) -> None:
        self._services = services
        core = services.core
        self._store = QuantizationStore(core.store)
        self._hashes = FileHashes(services.tasks, FileCache(core.store))
        self.chosen = Listeners[None]()
        self.moved = Listeners[QuantizationProgress | None]()
        self.kept = Listeners[None]()
        self.groups: tuple[ComparableFiles, ...] = ()
        self.choice: QuantizationChoice | None = None
        self.text: GivenText = project_text()
        self.progress: QuantizationProgress | None = None
        self.error: KnownError | None = None
        self.memory = 0  # bytes that both files take at once, 0 where that is not known yet
        self._measuring = LatestTask(services.tasks)
        self.results = self._store.results()
        self._run: QuantizationRun | None = None
        self.unlisten = services.catalog.changed.add(self._look)
        self._look()

    @property
    def is_running(self) -> bool:
        return self._run is not None

    @property
    def has_looked(self) -> bool:
        """Whether it is known what models are here."""
        return self._services.catalog.is_ready

    def choose_group(self, number: int) -> None:
        self._choose(_first_choice(self.groups[number]))

    def choose_reference(self, file: LocalModel) -> None:
        if self.choice is not None:
            others = self.choice.group.judged_by(file)
            kept = frozenset(one.id for one in others if one.id in self.choice.judged)
            self._choose(replace(self.choice, reference=file, judged=kept or frozenset([others[0].id])))

    def judge(self, file: LocalModel, *, on: bool) -> None:
        if self.choice is not None:
            judged = self.choice.judged | {file.id} if on else self.choice.judged - {file.id}
            self._choose(replace(self.choice, judged=judged))

    def give_text(self, text: GivenText) -> None:
        self.text = text
        self.chosen.emit(None)

    def start(self, *, is_forced: bool = False) -> None:
        """``error`` says why not."""
        plan = self._planned(is_forced=is_forced)
        if self.is_running:
            return
        if plan is None:
            self.error = KnownError(
                Words("Nothing is chosen."), Words("Choose at least one file to compare.")
            )
            self.moved.emit(None)
            return
        services = self._services
        self.error = take_room(services.core.estimates, plan, services.backends)
        if self.error is None:
            self._run = QuantizationRun(
                plan, services.backends, self._hashes, self._tell, self._keep, self._over
            )
            self._tell(QuantizationProgress("loading", plan.reference, 0.0, 1, len(plan.others)))
            self._run.start()
        else:
            self.moved.emit(None)

    def stop(self) -> None:
        if self._run is not None:
            self._run.stop()

    def close(self) -> None:
        self.unlisten()
        self._measuring.stop()
        if self._run is not None:
            self._run.close()

    def delete(self, result: QuantizationResult) -> Callable[[], None]:
        """What brings it back."""
        self._store.delete(result.at)
        self._read()

        def back() -> None:
            self._store.restore(result)
            self._read()

        return back

    def here(self) -> Sequence[QuantizationResult]:
        """The latest of each file of the chosen model against the chosen reference."""
        if self.choice is None:
            return ()
        wanted = {one.id for one in self.choice.others}
        found: dict[str, QuantizationResult] = {}
        for result in self.results:
            if result.reference.id == self.choice.reference.id and result.other.id in wanted:
                found.setdefault(result.other.id, result)
        return sorted(found.values(), key=lambda one: -one.other.size)

    def _keep(self, result: QuantizationResult) -> None:
        try:
            self._store.add(result)
        except KnownError as error:
            self._services.messages.fail(error)
        self._read()

    def _over(self, error: KnownError | None) -> None:
        self._run = None
        self.error = None if isinstance(error, CancelledError) else error
        self._tell(None)

    def _tell(self, progress: QuantizationProgress | None) -> None:
        self.progress = progress
        self.moved.emit(progress)

    def _planned(self, *, is_forced: bool = False) -> QuantizationPlan | None:
        choice = self.choice
        if choice is None or not choice.chosen:
            return None
        core = self._services.core
        usual = LoadChoice().options(core.settings.current, core.machine.cores, choice.reference)
        options = replace(usual, is_forced=is_forced)
        return QuantizationPlan(choice.reference, choice.chosen, self.text, options)

    def _look(self, _models: object = None) -> None:
        """What is chosen stays so, as far as it is still there."""
        self.groups = comparable(self._services.catalog.models)
        before = self.choice
        able = [group for group in self.groups if group.can_compare]
        same = [
            group
            for group in able
            if before is not None and before.reference.id in {f.id for f in group.files}
        ]
        if same and before is not None:
            reference = next(file for file in same[0].files if file.id == before.reference.id)
            judged = before.judged & {file.id for file in same[0].files}
            self.choice = QuantizationChoice(same[0], reference, judged)
        else:
            self.choice = _first_choice(able[0]) if able else None
        self._foretell()

    def _foretell(self) -> None:
        """Headers are read for it, so not on this thread."""
        plan, self.memory = self._planned(), 0
        self.chosen.emit(None)
        if plan is not None:
            need = partial(memory_needed, self._services.core.estimates, plan)
            self._measuring.do(need, self._note_memory, lambda _error: None)

    def _note_memory(self, memory: int) -> None:
        self.memory = memory
        self.chosen.emit(None)

    def _choose(self, choice: QuantizationChoice) -> None:
        self.choice, self.error = choice, None
        self._foretell()
        self.moved.emit(self.progress)

    def _read(self) -> None:
        self.results = self._store.results()
        self.kept.emit(None)


def _first_choice(group: ComparableFiles) -> QuantizationChoice:
    """The one with the most bits is the reference, and all others are judged."""
    reference = group.files[0]
    return QuantizationChoice(group, reference, frozenset(file.id for file in group.judged_by(reference)))
