"""The open repo: what was read of it, its details, what can be done with it, and the content of its sheet."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from explorer.base.listeners import Listeners
from explorer.base.shutdown import end_all
from explorer.domain.errors import KnownError
from explorer.domain.repo import Repo
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.evaluate.measured_lines import MeasuredReader
from explorer.hub.client import Hub
from explorer.hub.token import HubAccount, try_token
from explorer.kit.actions import Action
from explorer.kit.tasks import LatestTask, TaskContext, Tasks
from explorer.local.model_facts.card_images import CardImages
from explorer.local.model_facts.license_reader import (
    LicensePlace,
    LicenseReader,
    license_links,
    license_place,
    listed_files,
)
from explorer.local.model_facts.remote_header import WHOLE_HEADER
from explorer.rooms.discover.repo_actions import RepoActions
from explorer.rooms.discover.repo_details import OpenedRepo, RepoDetails, RepoDetailsReader, RepoStanding
from explorer.rooms.discover.variants import VariantAdvisor
from explorer.rooms.room_services import RoomServices
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.sheet_view.sheet_content import SheetContent


@dataclass(frozen=True)
class RepoOpeningState:
    """``repo_id`` is wanted, "" for none, and of it ``file``: a path or a label, "" for none in particular.

    ``is_waiting``: the Hub is asked. ``opened`` may be there meanwhile: as seen before, or without its card.
    """

    repo_id: str = ""
    file: str = ""
    opened: OpenedRepo | None = None
    error: KnownError | None = None
    is_waiting: bool = False

    @property
    def is_complete(self) -> bool:
        return self.opened is not None and self.opened.dossier is not None and not self.is_waiting


class RepoSession:
    """``changed`` tells that ``state`` or ``content`` is another one, ``renewed`` that only what can be done
    with it is.
    """

    def __init__(
        self,
        services: RoomServices,
        offers: RepoActions,
        open_page: Callable[[str], None],
        show_family: Callable[[], None],
    ) -> None:
        self._services, self.offers = services, offers
        self.open_page, self._show_family = open_page, show_family
        hub, tasks, licenses = services.core.hub, services.tasks, services.core.licenses
        self._is_offline = services.core.settings.is_offline
        self._images = CardImages(hub, tasks, self._is_offline)
        self._license = LicenseReader(hub, tasks, self._tell, self._is_offline)
        self._reading = LatestTask(tasks)
        self._measured = MeasuredReader(
            services.core.store, tasks, services.go, self._tell, services.messages.fail
        )
        self._around = RepoDetailsReader(hub, tasks, licenses)
        self.toggle = self._around.toggle
        self.gate = GateAttempt(hub, tasks, self.again, self._tell)
        self._sees = True
        self.state = RepoOpeningState()
        self.changed: Listeners[RepoOpeningState] = Listeners()
        self.renewed: Listeners[RepoOpeningState] = Listeners()
        self._around.changed.add(self._around_changed)

    @property
    def around(self) -> RepoDetails:
        """What stands around the open model."""
        return self._around.state

    def open(self, repo_id: str, file: str = "") -> None:
        if repo_id != self.state.repo_id:
            self._around.forget()
            self.gate.forget()
            self._sees = True
        self._open(repo_id, file)

    def again(self) -> None:
        """Ask for the same model once more."""
        if self.state.repo_id:
            self._open(self.state.repo_id, self.state.file)

    def renew(self) -> None:
        """What is on this disk, or on its way, is another: buttons follow."""
        if self.state.opened is not None:
            self.renewed.emit(self.state)

    def measure(self) -> None:
        """What was measured here of its files may be more by now."""
        if self.state.repo_id:
            self._measured.read(self._services.catalog.of_repo(self.state.repo_id))

    def let_see(self, on: bool) -> None:  # noqa: FBT001  as a switch tells it
        """Whether what lets it see images comes along with a download."""
        self._sees = on
        self.renew()

    def cancel(self) -> None:
        """Wait no longer: what was seen before stays, else nothing is open."""
        if self.state.is_waiting:
            self._reading.stop()
            state = replace(self.state, is_waiting=False)
            self._set(state if state.is_complete else RepoOpeningState())

    def close(self) -> None:
        end_all(self._reading.stop, self._measured.close, self._around.close, self._license.close)

    def commands(self) -> tuple[Action, ...]:
        """What can be done with the open model, or first where none is."""
        now, step = self._standing(), self.offers.first_step()
        if now is None:
            return (step,) if step is not None else ()
        primary = None if now.is_locked else self.primary(now)
        compare = replace(self.offers.compare(now.repo), icon="columns")
        page = partial(self.open_page, now.repo.id)
        return (
            *([primary] if primary is not None else []),
            compare,
            Action(Words("Open its page on the Hub"), page, "external"),
        )

    def content(self) -> SheetContent | None:
        """``None`` while nothing is there to be shown."""
        now = self._standing()
        if now is None:
            return None
        from explorer.rooms.discover.repo_sheet_content import repo_sheet_content  # noqa: PLC0415  with the sheet, not before

        content = repo_sheet_content(now, self, self._services.core.licenses)
        return replace(
            content,
            license_text=self._license.shown(_license_place(now)) if content.dossier is not None else None,
            tools=replace(content.tools, tasks=self._services.tasks),
            measured=self._measured.lines(),
            images=self._images.loader(now.repo.id, now.repo.commit),
        )

    def count(self, now: RepoStanding) -> Action | None:
        """Reads the tensors of the chosen file; of a model in several the first one holds only some."""
        variant = now.choice.variant
        if variant is None or len(variant.files) > 1:
            return None
        tip = Words("Offline mode is on.") if self._is_offline() else ""
        can_ask = not self.around.is_counting and not tip
        count = partial(self._around.count, now.repo, variant)
        text = Words("Count its parameters (reads up to {size} of the file)", size=size_text(WHOLE_HEADER))
        return Action(text, count, "expand", enabled=can_ask, tip=tip)

    def primary(self, now: RepoStanding) -> Action | None:
        asked = bool(self.state.file) and now.choice.is_advised
        return self.offers.primary(now, asked=asked)

    def _standing(self) -> RepoStanding | None:
        opened = self.state.opened
        if opened is None:
            return None
        repo = opened.repo
        core, here = self._services.core, self._services.catalog.of_repo(repo.id)
        fits = {model.path.name: fit for model in here if (fit := core.estimates.of(model))}
        folder = self._services.catalog.models_folder / repo.id
        near = {model.projector for model in here}
        paths = frozenset(file.path for file in repo.other_files if folder / file.path in near)
        judge = VariantAdvisor(repo, core.machine.yardstick, self.around.header, fits, self._sees, paths)
        choice = judge.choose(self.state.file)
        local = self.offers.local(repo, choice.variant)
        return RepoStanding(opened, self.around, judge, choice, local, self._sees)

    def show_quantizations(self) -> None:
        """Of those that others made of it."""
        for kin in self.around.kin:
            if kin.relation == "quantized" and not kin.is_open:
                self.toggle(kin.key)
        self._show_family()

    def _tell(self) -> None:
        self.changed.emit(self.state)

    def _open(self, repo_id: str, file: str) -> None:
        """Read in the background, one at a time: a newer one replaces an older one."""
        hub, licenses = self._services.core.hub, self._services.core.licenses

        def work(context: TaskContext[OpenedRepo]) -> OpenedRepo:
            return _read(hub, licenses, repo_id, context)

        def shown(opened: OpenedRepo) -> None:
            self._set(RepoOpeningState(repo_id, file, opened, is_waiting=True))

        def failed(error: KnownError) -> None:
            self._set(RepoOpeningState(repo_id, file, error=error))

        def done(opened: OpenedRepo) -> None:
            self._set(RepoOpeningState(repo_id, file, opened))

        self._reading.run(work, done, failed, shown, network=True)
        before = self.state.opened
        kept = before if before is not None and before.repo.id == repo_id else None  # it is asked anew
        self._set(RepoOpeningState(repo_id, file, kept, is_waiting=True))

    def _set(self, state: RepoOpeningState) -> None:
        self.state = state
        self.measure()
        now = self._standing()
        if state.is_complete and now is not None:
            self._around.read(now)
        self.changed.emit(state)

    def _around_changed(self, around: RepoDetails) -> None:
        self.gate.see(around)
        self.changed.emit(self.state)


def _license_place(now: RepoStanding) -> LicensePlace | None:
    repo, header = now.repo, now.around.header
    links = license_links(repo.api, repo.card, header.header if header is not None else None)
    return license_place(repo.id, repo.commit, listed_files(repo.api), links, repo.endpoint)


def _read(hub: Hub, licenses: Licenses, repo_id: str, context: TaskContext[OpenedRepo]) -> OpenedRepo:
    """As seen before, then with its files, then with its card. Raises KnownError."""
    kept = hub.kept_repo(repo_id)
    if kept is not None:
        context.report(_with_facts(kept, licenses))
    repo = hub.describe(repo_id)
    if kept is None:
        context.report(OpenedRepo(repo, None))
    try:
        return _with_facts(hub.with_card(repo), licenses)
    except KnownError as error:
        return replace(_with_facts(repo, licenses), trouble=error)


def _with_facts(repo: Repo, licenses: Licenses) -> OpenedRepo:
    from explorer.local.model_facts.model_sources import sources_of_repo  # noqa: PLC0415  with the sheet, not before
    from explorer.transparency.dossier import read_all  # noqa: PLC0415  as above

    read = read_all(sources_of_repo(repo), licenses)
    return OpenedRepo(repo, read.dossier, results=read.results)


class GateAttempt:
    """Tries the gate of the open repo again: its conditions were accepted, or a token is stored.

    ``trouble``: why the last one failed.
    """

    def __init__(self, hub: Hub, tasks: Tasks, again: Callable[[], None], failed: Callable[[], None]) -> None:
        """``again`` asks for the repo once more, ``failed`` hears that a token is no help."""
        self._hub, self._tasks, self._again, self._failed = hub, tasks, again, failed
        self.forget()

    def forget(self) -> None:
        """Another repo is open."""
        self.trouble, self._is_running = "", False

    def begin(self, _account: HubAccount | None = None) -> None:
        self._is_running = True
        self._again()

    def begin_with(self, token: str) -> None:
        self._tasks.do(partial(try_token, self._hub, token), self.begin, self._fail, network=True)

    def see(self, around: RepoDetails) -> None:
        """What came of it: the header of a file, or why it would not be sent."""
        if self._is_running and (around.locked is not None or around.header is not None):
            self._is_running = False
            self.trouble = around.locked.words if around.locked is not None else ""

    def _fail(self, error: KnownError) -> None:
        self.trouble = error.words
        self._failed()
