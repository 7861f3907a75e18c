"""The model whose fact sheet is open in the Library: read in the background, from this disk, and on request
from the Hub.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.domain.words import Words
from explorer.evaluate.measured_lines import MeasuredReader
from explorer.hub.repo_names import is_repo_id
from explorer.kit.actions import Action
from explorer.kit.tasks import LatestTask, TaskContext
from explorer.local.download_queue.downloads import Download
from explorer.local.download_queue.projector_offer import ProjectorOffer, projector_offer
from explorer.local.model_facts.card_images import CardImages
from explorer.local.model_facts.license_reader import (
    LicensePlace,
    LicenseReader,
    license_links,
    license_place,
    listed_files,
)
from explorer.local.models.included import can_come_again
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.rooms.room_services import RoomServices
from explorer.transparency.sheet_view.sheet_content import SheetContent

if TYPE_CHECKING:
    from explorer.local.model_facts.known_model import KnownModel
    from explorer.rooms.library.pages.sheet_content import LocalSheetActions
    from explorer.transparency.sheet_view.sheet_content import ProjectorLine


class LocalSheetSession:
    """``changed`` carries each SheetContent, ``None`` while a model is being read for the first time."""

    def __init__(self, services: RoomServices, do: Callable[[ModelRequest], None]) -> None:
        """``do`` answers what is asked of the model."""
        core, tasks = services.core, services.tasks
        self._hub, self._tasks = core.hub, tasks
        self._licenses, self._estimates = core.licenses, core.estimates
        self._go, self._do, self._fail_with = services.go, do, services.messages.fail
        self._is_offline = core.settings.is_offline
        self._images = CardImages(core.hub, tasks, self._is_offline)
        self._license = LicenseReader(core.hub, tasks, self.refresh, self._is_offline)
        self._reading = LatestTask(tasks)
        self._measured = MeasuredReader(core.store, tasks, services.go, self.refresh, services.messages.fail)
        self._asks = False  # whether the Hub was asked for this model, or is being asked
        self.model: LocalModel | None = None
        self.known: KnownModel | None = None
        self._offer: ProjectorOffer | None = None
        self._downloads, self._is_coming = services.downloads, False
        self._leave_downloads = services.downloads.changed.add(self._follow_download)
        self.changed: Listeners[SheetContent | None] = Listeners()

    @property
    def is_reading(self) -> bool:
        return self._reading.is_running()

    def open(self, model: LocalModel) -> None:
        """Another model begins empty; the same one is read again while it is shown."""
        if self.model is None or self.model.id != model.id:
            self.known, self._asks = None, False
        self.model = model
        self.measure()
        self._read(asks=self._asks)
        self.refresh()

    def measure(self) -> None:
        """What was measured of it here may be more by now."""
        if self.model is not None:
            self._measured.read((self.model,))

    def follow(self, models: tuple[LocalModel, ...]) -> None:
        """After a look at the disk: the model may be checked, traced or gone by now."""
        shown = self.model
        found = next((m for m in models if shown is not None and m.id == shown.id), None)
        if found is not None and found != shown:
            self.open(found)

    def _follow_download(self, _item: Download) -> None:
        """Of what lets it see images: begun, or given up."""
        is_coming = self._offer is not None and self._offer.is_coming(self._downloads)
        if is_coming != self._is_coming:
            self._is_coming = is_coming
            self.refresh()

    def ask(self) -> None:
        """Read it again, and ask the Hub for what is not at hand."""
        self._read(asks=True)
        self.refresh()

    def refresh(self) -> None:
        if self.model is None:
            return
        self._ask_once()
        self.changed.emit(self.content())

    def _ask_once(self) -> None:
        """What no download has kept is asked for where there is a network; once, then on a press."""
        known = self.known
        if known is None or not known.needs_network or known.is_asked:
            return
        if not self.is_reading and not self._is_offline():
            self._read(asks=True)

    def leave(self) -> None:
        """The sheet is closed."""
        self._reading.stop()
        self.model, self.known, self._offer, self._asks = None, None, None, False

    def close(self) -> None:
        self._leave_downloads()
        self._reading.stop()
        self._measured.close()
        self._license.close()

    def content(self) -> SheetContent | None:
        """``None`` while no model is open, or it is being read."""
        if self.model is None or self.known is None:
            return None
        from explorer.rooms.library.pages.sheet_content import LocalSheetData, content_of_model  # noqa: PLC0415  with the sheet, not before

        model = self.model
        matter = LocalSheetData(
            model,
            self.known,
            self._estimates.of(model),
            self._licenses,
            self._hub.endpoint,
            self._license.shown(_license_place_of(model, self.known, self._hub.endpoint)),
            self._tasks,
            self._projector(model),
        )
        images = self._images.loader(model.repo, model.commit) if model.repo and model.commit else None
        content = content_of_model(matter, self._doings(model), images)
        return replace(content, measured=self._measured.lines())

    def _projector(self, model: LocalModel) -> "ProjectorLine | None":
        from explorer.local.download_queue.projector_line import projector_line  # noqa: PLC0415  as above

        show = partial(self._go, Place(Room.LIBRARY))
        return projector_line(model, self._offer, self._downloads, show, is_offline=self._is_offline())

    def _doings(self, model: LocalModel) -> "LocalSheetActions":
        from explorer.rooms.library.pages.sheet_content import LocalSheetActions  # noqa: PLC0415  as above

        def asked(text: Words, verb: ModelVerb, icon: str) -> Action:
            return Action(text, partial(self._do, ModelRequest(verb, model)), icon)

        sound, offline = LibraryRow(model).is_sound and not model.is_missing, self._is_offline()
        try_it = asked(Words("Try it"), ModelVerb.TRY, "play") if model.writes else None
        again = asked(Words("Download again"), ModelVerb.DOWNLOAD_AGAIN, "download") if model.repo else None
        if can_come_again(model):
            again = asked(Words("Restore"), ModelVerb.DOWNLOAD_AGAIN, "undo")
        ask = Action(Words("Ask the Hub"), self.ask, "refresh", enabled=not self.is_reading)
        there = partial(self._go, Place(Room.DISCOVER, repo_id=model.repo or ""))
        discover = Action(Words("Open in Discover"), there, "search")
        settings = partial(self._go, Place(Room.SETTINGS, setting="offline"))
        return LocalSheetActions(
            primary=try_it if sound else again,
            secondary=asked(Words("Compare"), ModelVerb.COMPARE, "plus") if sound else None,
            show_folder=asked(Words("Show in folder"), ModelVerb.SHOW_FOLDER, ""),
            open_repo=lambda repo: self._go(Place(Room.DISCOVER, repo_id=repo)),
            ask=ask if self.known is not None and not offline else None,
            find=asked(Words("Find it on the Hub"), ModelVerb.TRACE, "search") if not model.repo else None,
            discover=discover if model.repo and is_repo_id(model.repo) else None,
            offline=Action(Words("Open the settings"), settings, "settings") if offline else None,
        )

    def _read(self, *, asks: bool) -> None:
        model, hub, licenses = self.model, self._hub, self._licenses
        if model is None:
            return
        self._asks = asks

        def work(context: "TaskContext[KnownModel]") -> "KnownModel":
            from explorer.local.model_facts.known_model import read_known  # noqa: PLC0415  0.2 s, not on the screen's thread

            return read_known(model, hub, licenses, context.stopped, asks=asks, told=context.report)

        progress = self._show_so_far if asks else None  # what is kept here is read in a moment
        self._reading.run(work, self._show, self._fail, progress, network=asks)

    def _show_so_far(self, known: "KnownModel") -> None:
        """In the place of what this disk tells alone, not of what the Hub told before."""
        if self.known is None or not self.known.is_asked or self.known.walked.asking:
            self._show(known)

    def _fail(self, error: KnownError) -> None:
        if self.known is not None and self.known.walked.asking:
            self._show(replace(self.known, walked=replace(self.known.walked, asking="")))
        self._fail_with(error)

    def _show(self, known: "KnownModel") -> None:
        self.known, self._offer = known, projector_offer(self._hub, known.model)
        self.refresh()


def _license_place_of(model: LocalModel, known: "KnownModel", endpoint: str) -> LicensePlace | None:
    links = license_links(known.api, known.card, known.header)
    repo, commit = model.repo or "", model.commit or "main"
    return license_place(repo, commit, listed_files(known.api), links, endpoint)
