"""Details of the open repo that are read after it: header, lineage, derivatives, discussions.

Asked for only once the repo itself is there, one request after the other, and dropped for the next repo.
What does not come is left out: the sheet is complete without it.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from explorer.base.listeners import Listeners
from explorer.domain.errors import AccessError, CancelledError, KnownError, NotFoundError
from explorer.domain.facts import Dossier
from explorer.domain.local_model import LocalModel
from explorer.domain.projectors import projector_of
from explorer.domain.repo import Gate, Repo, RepoFile, RepoQuery, RepoRow, Variant
from explorer.engine.local.gguf.header import Header
from explorer.hub.client import Hub
from explorer.hub.responses import RELATIONS, ModelFamily, child_tag
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.model_facts.remote_header import RemoteHeader, read_full_header, read_remote_header
from explorer.rooms.discover.variants import VariantAdvisor, VariantChoice
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.licensing.licenses import Licenses

if TYPE_CHECKING:
    from explorer.local.model_facts.lineage_reader import LineageDossier

MOST_LISTED = 12  # of one kind of relatives


@dataclass(frozen=True)
class Derivatives:
    """Models made from ``of`` in one way. ``rows`` is ``None`` until they were asked for."""

    relation: str
    of: str
    count: int | None = None
    is_open: bool = False
    rows: tuple[RepoRow, ...] | None = None
    error: KnownError | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.relation, self.of


@dataclass(frozen=True)
class RepoDetails:
    """``None`` where it is not known yet, or did not come. ``locked``: why the files would not be sent."""

    repo_id: str = ""
    header: RemoteHeader | None = None
    walked: "LineageDossier | None" = None  # the facts together with those of the models above
    kin: tuple[Derivatives, ...] = ()
    discussions: int | None = None
    locked: AccessError | None = None
    is_done: bool = False
    whole: Header | None = None  # with its tensors, once they were asked for
    whole_trouble: KnownError | None = None
    is_counting: bool = False


@dataclass(frozen=True)
class OpenedRepo:
    """A repo with what was read about it. ``dossier`` is ``None`` while its card is on its way.

    ``trouble``: why the card could not be read.
    """

    repo: Repo
    dossier: Dossier | None
    trouble: KnownError | None = None
    results: tuple[BenchmarkResult, ...] = ()


@dataclass(frozen=True)
class RepoStanding:
    """An opened repo as things stand: what is around it, and which of its files is advised on this machine.

    ``local``: a file of it on this disk, the chosen one if that is here. ``sees``: whether what lets it see
    images comes along.
    """

    opened: OpenedRepo
    around: RepoDetails
    judge: VariantAdvisor
    choice: VariantChoice
    local: LocalModel | None
    sees: bool = True

    @property
    def projector(self) -> RepoFile | None:
        """What lets the chosen file see images."""
        return projector_of(self.repo, self.choice.variant) if self.choice.variant is not None else None

    @property
    def repo(self) -> Repo:
        return self.opened.repo

    @property
    def header(self) -> Header | None:
        """As far as it was read."""
        if self.around.whole is not None:
            return self.around.whole
        return self.around.header.header if self.around.header is not None else None

    @property
    def is_locked(self) -> bool:
        """Whether its gate refuses the files, as it withheld card or header."""
        if self.local is not None or self.repo.row.gate is Gate.OPEN or self.around.header is not None:
            return False
        was_asked = self.opened.dossier is not None and self.opened.trouble is None
        is_withheld = self.repo.row.gate.is_closed and was_asked and self.repo.is_card_withheld
        return is_withheld or self.around.locked is not None


class RepoDetailsReader:
    """``changed`` carries each RepoDetails."""

    def __init__(self, hub: Hub, tasks: Tasks, licenses: Licenses) -> None:
        self._hub, self._tasks, self._licenses = hub, tasks, licenses
        self._running: list[Task] = []
        self.state = RepoDetails()
        self.changed: Listeners[RepoDetails] = Listeners()

    def read(self, now: RepoStanding) -> None:
        """Read what is around a repo, and the header of its file."""
        self.close()
        hub, licenses = self._hub, self._licenses

        def work(context: TaskContext[RepoDetails]) -> RepoDetails:
            return _read(hub, licenses, now, context)

        before = self.state if self.state.repo_id == now.repo.id else RepoDetails(now.repo.id)
        self.state = replace(before, is_done=False)
        self._running.append(self._tasks.run(work, self._take, self._end, self._take, network=True))

    def forget(self) -> None:
        """No model is open any more, or another one."""
        self.close()
        self.state = RepoDetails()

    def count(self, repo: Repo, variant: Variant) -> None:
        """Read the whole header of a file, which may be megabytes."""
        work = partial(read_full_header, self._hub, repo, variant)

        def done(header: Header) -> None:
            self._set(replace(self.state, whole=header, is_counting=False))

        def failed(error: KnownError) -> None:
            self._set(replace(self.state, whole_trouble=error, is_counting=False))

        self._running.append(self._tasks.do(work, done, failed, network=True))
        self._set(replace(self.state, is_counting=True, whole_trouble=None))

    def toggle(self, key: tuple[str, str]) -> None:
        """Open or fold one kind of relatives; they are asked for when they are opened first."""
        kin = next((kin for kin in self.state.kin if kin.key == key), None)
        if kin is None:
            return
        self._change(key, is_open=not kin.is_open, error=None)
        if kin.is_open or kin.rows is not None:
            return
        hub, own = self._hub, self.state.repo_id
        query = RepoQuery(tags=(child_tag(*key),), gguf=kin.relation == "quantized", limit=MOST_LISTED + 1)

        def work() -> tuple[RepoRow, ...]:
            return tuple(row for row in hub.search(query).rows if row.id != own)[:MOST_LISTED]

        def done(rows: tuple[RepoRow, ...]) -> None:
            self._change(key, rows=rows)

        def failed(error: KnownError) -> None:
            self._change(key, error=error)

        self._running.append(self._tasks.do(work, done, failed, network=True))

    def close(self) -> None:
        for task in self._running:
            task.stop()
        self._running.clear()

    def _change(self, key: tuple[str, str], **changes: Any) -> None:
        kin = tuple(replace(one, **changes) if one.key == key else one for one in self.state.kin)
        self._set(replace(self.state, kin=kin))

    def _end(self, _error: KnownError) -> None:
        """Nothing more comes."""
        walked = self.state.walked
        walked = replace(walked, asking="") if walked is not None else None
        self._set(replace(self.state, walked=walked, is_done=True))

    def _take(self, came: RepoDetails) -> None:
        """What is still on its way stays as it was, and so do relatives that were opened."""
        held = self.state
        opened = {kin.key: kin for kin in held.kin}
        taken = replace(
            held,
            header=came.header or (held.header if came.locked is None else None),
            walked=_fuller(held.walked, came.walked),
            kin=tuple(opened.get(kin.key, kin) for kin in came.kin) or held.kin,
            discussions=came.discussions if came.discussions is not None else held.discussions,
            locked=came.locked,
            is_done=came.is_done,
        )
        self._set(taken)

    def _set(self, state: RepoDetails) -> None:
        self.state = state
        self.changed.emit(state)


def _fuller(held: "LineageDossier | None", came: "LineageDossier | None") -> "LineageDossier | None":
    """What was read whole before stays until it was read whole again."""
    if came is None or (came.asking and held is not None and not held.asking):
        return held
    return came


def _read(hub: Hub, licenses: Licenses, now: RepoStanding, context: TaskContext[RepoDetails]) -> RepoDetails:
    repo, variant = now.repo, now.choice.variant
    state = RepoDetails(repo.id)
    if variant is not None:
        try:
            state = replace(state, header=read_remote_header(hub, repo, variant))
        except AccessError as error:
            state = replace(state, locked=error)
        except KnownError:
            pass  # the estimate stays
        context.report(state)
    if now.opened.dossier is not None and not context.stopped():
        from explorer.local.model_facts.lineage_reader import LineageReader  # noqa: PLC0415  with the sheet, not before

        def met(walked: "LineageDossier") -> None:
            context.report(replace(state, walked=walked))

        reader = LineageReader(hub, licenses, context.stopped, told=met)
        state = replace(state, walked=reader.of_repo(repo))
        context.report(state)
    for add in (_with_kin, _with_discussions):
        if context.stopped():
            raise CancelledError
        try:
            state = add(hub, repo, state)
        except KnownError:
            continue  # left out
        context.report(state)
    return replace(state, is_done=True)


def _with_kin(hub: Hub, repo: Repo, state: RepoDetails) -> RepoDetails:
    """Relatives by way of the model that this one was made from, and the other models of its base."""
    subject, family = _family(hub, repo)
    kin = [
        Derivatives(relation, subject, count)
        for relation in RELATIONS
        if (count := _others(repo, subject, family, relation)) != 0
    ]
    siblings = [
        Derivatives("finetune", parent) for parent in family.parents if family.relation in ("", "finetune")
    ]
    return replace(state, kin=(*kin, *siblings[:1]))


def _family(hub: Hub, repo: Repo) -> tuple[str, ModelFamily]:
    """Whose family it is. Of a base that is gone, or not for everyone, the children still name it."""
    subject = next(iter(repo.row.base_models), repo.id)
    try:
        return subject, hub.family(subject)
    except (NotFoundError, AccessError):
        return subject, ModelFamily()


def _others(repo: Repo, subject: str, family: ModelFamily, relation: str) -> int | None:
    """How many there are beside the repo itself, ``None`` if the Hub does not count them."""
    count = family.children.get(relation) if family.children is not None else None
    is_one = child_tag(relation, subject) in repo.row.tags
    return max(0, count - is_one) if count is not None else None


def _with_discussions(hub: Hub, repo: Repo, state: RepoDetails) -> RepoDetails:
    return replace(state, discussions=hub.discussions(repo.id))
