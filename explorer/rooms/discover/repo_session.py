"""The open repo: what was read of it, its details, what can be done with it, and the content of its sheet."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from explorer.base.listeners import Listeners
from explorer.base.shutdown import end_all
from explorer.domain.errors import KnownError
from explorer.domain.repo import Gate, Repo, Variant
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.hub.token import HubAccount, try_token
from explorer.kit.actions import Action
from explorer.kit.tasks import TaskContext
from explorer.local.model_facts.card_images import CardImages
from explorer.local.model_facts.license_place import LicensePlace, license_links, license_place, listed_files
from explorer.local.model_facts.license_reader import LicenseReader
from explorer.local.model_facts.remote_header import WHOLE_HEADER
from explorer.rooms.discover.repo_actions import RepoActions, leave_offline_action
from explorer.rooms.discover.repo_details import RepoDetails, RepoDetailsReader
from explorer.rooms.discover.repo_opening import OpenedRepo, RepoOpening, RepoOpeningState
from explorer.rooms.discover.services import DiscoverServices
from explorer.rooms.discover.variants import VariantAdvisor, VariantChoice
from explorer.transparency.sheet_view.sheet_content import SheetContent

if TYPE_CHECKING:
    from explorer.rooms.discover.repo_sheet_content import RepoSheetActions


class RepoSession:
    """``changed`` tells that ``state`` or ``content`` is another one."""

    def __init__(
        self,
        shared: DiscoverServices,
        offers: RepoActions,
        open_page: Callable[[str], None],
        show_family: Callable[[], None],
    ) -> None:
        self._shared, self._offers = shared, offers
        self._open_page, self._show_family = open_page, show_family
        hub, tasks, licenses = shared.hub, shared.tasks, shared.licenses
        self._images = CardImages(hub, tasks, shared.is_offline)
        self._license = LicenseReader(hub, tasks, self._tell, shared.is_offline)
        self._opening = RepoOpening(hub, tasks, licenses)
        self._around = RepoDetailsReader(hub, tasks, licenses)
        self._gate_trouble = ""
        self._tries_gate = False  # a token was stored, or the gate was tried again
        self.changed: Listeners[RepoOpeningState] = Listeners()
        self._opening.changed.add(self._opening_changed)
        self._around.changed.add(self._around_changed)

    @property
    def state(self) -> RepoOpeningState:
        return self._opening.state

    @property
    def around(self) -> RepoDetails:
        return self._around.state

    @property
    def repo(self) -> Repo | None:
        opened = self.state.opened
        return opened.repo if opened is not None else None

    def open(self, repo_id: str, file: str = "") -> None:
        if repo_id != self.state.repo_id:
            self._around.forget()
            self._gate_trouble, self._tries_gate = "", False
        self._opening.open(repo_id, file)

    def again(self) -> None:
        """Ask for the same model once more."""
        if self.state.repo_id:
            self._opening.open(self.state.repo_id, self.state.file)

    def cancel(self) -> None:
        self._opening.cancel()

    def close(self) -> None:
        end_all(self._opening.close, self._around.close, self._license.close)

    def commands(self) -> tuple[Action, ...]:
        """What can be done with the open model, or first where none is."""
        opened, step = self.state.opened, self._offers.first_step()
        if opened is None:
            return (step,) if step is not None else ()
        primary = None if self._is_locked(opened) else self._primary(opened)
        compare = replace(self._offers.compare(opened.repo), icon="columns")
        page = partial(self._open_page, opened.repo.id)
        return (
            *([primary] if primary is not None else []),
            compare,
            Action(Words("Open its page on the Hub"), page, "external"),
        )

    def content(self) -> SheetContent | None:
        """``None`` while nothing is there to be shown."""
        opened = self.state.opened
        if opened is None:
            return None
        from explorer.rooms.discover.repo_sheet_content import RepoSheetSource, repo_sheet_content  # noqa: PLC0415  with the sheet, not before

        judge, choice = self._judge(opened.repo), self._choice(opened.repo)
        text = self._license.shown(self._license_place(opened.repo))
        matter = RepoSheetSource(
            opened,
            self.around,
            judge,
            choice,
            self._shared.licenses,
            text,
            self._shared.tasks,
            self._offers.local(opened.repo, choice.variant),
        )
        images = self._images.loader(opened.repo.id, opened.repo.commit)
        return repo_sheet_content(matter, self._doings(opened), images)

    def _doings(self, opened: OpenedRepo) -> "RepoSheetActions":
        from explorer.rooms.discover.repo_sheet_content import RepoSheetActions  # noqa: PLC0415  as above

        repo = opened.repo
        return RepoSheetActions(
            primary=self._primary(opened),
            secondary=self._offers.compare(repo),
            get=self._getting(opened),
            open_repo=self.open,
            toggle=self._around.toggle,
            page=Action(Words("Open its page"), partial(self._open_page, repo.id), "external"),
            again=Action(Words("Try again"), self._try_gate, "refresh", enabled=not self.state.is_waiting),
            quantizations=Action(Words("Show its quantizations"), self._show_quantizations, "chevron-down"),
            store_token=self._store_token,
            count=self._counting(repo),
            gate_trouble=self._gate_trouble,
            is_locked=self._is_locked(opened),
            offline=leave_offline_action(self._shared.go) if self._shared.is_offline() else None,
        )

    def _getting(self, opened: OpenedRepo) -> Callable[[Variant], Action]:
        judge, is_locked = self._judge(opened.repo), self._is_locked(opened)

        def get(variant: Variant) -> Action:
            fit = judge.fit(variant)
            return self._offers.of_variant(opened.repo, variant, is_locked=is_locked, fit=fit)

        return get

    def _counting(self, repo: Repo) -> Action | None:
        """Of a model in several files the first one holds only some tensors."""
        variant = self._choice(repo).variant
        if variant is None or len(variant.files) > 1:
            return None
        tip = Words("Offline mode is on.") if self._shared.is_offline() else ""
        can_ask = not self.around.is_counting and not tip
        count = partial(self._around.count, repo, variant)
        text = Words("Count its parameters (reads up to {size} of the file)", size=size_text(WHOLE_HEADER))
        return Action(text, count, "expand", enabled=can_ask, tip=tip)

    def _license_place(self, repo: Repo) -> LicensePlace | None:
        header = self.around.header.header if self.around.header is not None else None
        links = license_links(repo.api, repo.card, header)
        return license_place(repo.id, repo.commit, listed_files(repo.api), links, repo.endpoint)

    def _primary(self, opened: OpenedRepo) -> Action | None:
        choice = self._choice(opened.repo)
        asked = bool(self.state.file) and choice.is_advised
        return self._offers.primary(opened.repo, choice, asked=asked)

    def _judge(self, repo: Repo) -> VariantAdvisor:
        here = {model.path.name: model for model in self._shared.catalog.of_repo(repo.id)}
        fits = {name: fit for name, model in here.items() if (fit := self._shared.estimates.of(model))}
        return VariantAdvisor(repo, self._shared.machine.yardstick, self.around.header, fits)

    def _choice(self, repo: Repo) -> VariantChoice:
        return self._judge(repo).choose(self.state.file)

    def _is_locked(self, opened: OpenedRepo) -> bool:
        """Whether its gate refuses the files, as it withheld card or header, and none is here."""
        repo = opened.repo
        if repo.row.gate is Gate.OPEN or self.around.header is not None or self._offers.has_any(repo):
            return False
        was_asked = opened.dossier is not None and opened.trouble is None
        return (
            repo.row.gate.is_closed and was_asked and repo.is_card_withheld
        ) or self.around.locked is not None

    def _show_quantizations(self) -> None:
        for kin in self.around.kin:
            if kin.relation == "quantized" and not kin.is_open:
                self._around.toggle(kin.key)
        self._show_family()

    def _try_gate(self) -> None:
        self._tries_gate = True
        self.again()

    def _store_token(self, token: str) -> None:
        hub = self._shared.hub

        def work(_context: TaskContext[None]) -> HubAccount:
            return try_token(hub, token)

        def stored(_account: HubAccount) -> None:
            self._try_gate()

        self._shared.tasks.run(work, stored, self._show_gate_trouble, network=True)

    def _show_gate_trouble(self, error: KnownError) -> None:
        self._gate_trouble = error.words
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.state)

    def _opening_changed(self, state: RepoOpeningState) -> None:
        if state.is_complete and state.opened is not None:
            repo = state.opened.repo
            self._around.read(repo, self._choice(repo).variant, state.opened.dossier)
        self.changed.emit(state)

    def _around_changed(self, around: RepoDetails) -> None:
        if self._tries_gate and (around.locked is not None or around.header is not None):
            self._tries_gate = False
            self._gate_trouble = around.locked.words if around.locked is not None else ""
        self.changed.emit(self.state)
