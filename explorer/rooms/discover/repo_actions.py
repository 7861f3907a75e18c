"""What can be done with an open repo: try it if it is on this disk, else download it, and follow the
download; and what helps against an error.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from explorer.domain.errors import AccessError, ChangedError, KnownError, OfflineError
from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.places import Place, Room
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.local.download_queue.downloads import Download, DownloadState
from explorer.local.download_queue.projector_offer import offer_in
from explorer.local.models import included
from explorer.rooms.discover.repo_details import RepoStanding
from explorer.rooms.discover.variants import file_name, variant_words
from explorer.rooms.room_services import RoomServices

if TYPE_CHECKING:
    from explorer.transparency.sheet_view.sheet_content import ProjectorLine

_DIGIT = "\N{FIGURE SPACE}"  # as wide as one: a button that changes its width moves the one beside it


class RepoActions:
    """Actions for a repo as things stand now."""

    def __init__(self, services: RoomServices, find_fitting: Callable[[], object]) -> None:
        """``find_fitting`` lists the models that this machine can run."""
        self._catalog, self._downloads, self._go = services.catalog, services.downloads, services.go
        self._is_offline, self._find_fitting = services.core.settings.is_offline, find_fitting
        self._see_downloads = partial(self._go, Place(Room.LIBRARY))

    def help_for(self, again: Callable[[], object], error: KnownError) -> Action:
        """Trying again is no help while offline mode is on, or with a token that is refused."""
        leave = self.leave_offline()
        if isinstance(error, OfflineError) and leave is not None:
            return leave
        if isinstance(error, AccessError):
            return self._to_setting(Words("Check the access token"), "token", "key")
        return Action(Words("Try again"), again, "refresh")

    def leave_offline(self) -> Action | None:
        """How to leave offline mode, ``None`` unless it is on."""
        if not self._is_offline():
            return None
        return self._to_setting(Words("Open the settings"), "offline", "settings")

    def primary(self, now: RepoStanding, *, asked: bool) -> Action | None:
        """The one thing to do next; None for a repo without a model file. ``asked``: it must be this one.

        Never what cannot work: then what gets around it.
        """
        repo, chosen = now.repo, now.choice.variant
        local = [m for m in self._sound(repo) if not asked or (chosen and m.path.name == file_name(chosen))]
        if local:
            return self._try(Words("Try it"), local[0], "play")
        if chosen is None:
            return None
        running = self._download_of(repo, chosen)
        if running is not None:
            return self._next_step(running)
        if now.choice.obstacle == "disk":
            return self._to_setting(Words("Choose another models folder"), "models-folder", "folder")
        if now.choice.obstacle == "memory":
            return Action(Words("Find models that fit"), self._find_fitting, "search")
        words = variant_words(chosen, now.judge.along(chosen))
        text = Words("Download · {variant}", variant=words)
        return self._download(text, now, chosen, "download")

    def _next_step(self, item: Download) -> Action:
        """Of a download that has begun: a button says what it does, so one that stands goes on."""
        if item.is_active:
            percent = f"{item.fraction * 100:2.0f}".replace(" ", _DIGIT)
            words = Words("Downloading · {percent} %", percent=percent)
            if item.total is None:
                words = Words("Downloading…")  # how far is not known
            return Action(words, self._see_downloads, "download")
        words, go_on = Words("Resume the download"), self._downloads.resume
        if isinstance(item.problem, ChangedError):
            words, go_on = Words("Get the new version"), self._downloads.renew
        elif item.state is DownloadState.FAILED:
            words = Words("Try the download again")
        return self._online(words, partial(go_on, item.id), "refresh")

    def local(self, repo: Repo, chosen: Variant | None) -> LocalModel | None:
        """A file of it that is here: the chosen one, if it is among them."""
        here = self._sound(repo)
        name = file_name(chosen) if chosen is not None else ""
        return next((model for model in here if model.path.name == name), next(iter(here), None))

    def first_step(self) -> Action | None:
        """Whoever has no model yet can try one at once, without network or account."""
        first = included.first()
        if first is None or included.is_in_place(first, self._catalog.models_folder):
            return None
        try_it = partial(self._go, Place(Room.PLAYGROUND))
        return Action(Words("Try {name}, which is included", name=first.name), try_it, "chat")

    def help_to_choose(self) -> Action:
        """For whoever knows what it is for, and not what it is called."""
        start = Place(Room.CHOOSE, choosing="start")
        return Action(Words("Help me choose"), partial(self._go, start), "signpost")

    def of_variant(self, now: RepoStanding, variant: Variant) -> Action:
        """What the gate would refuse, or the disk has no room for, cannot come."""
        local = next((m for m in self._sound(now.repo) if m.path.name == file_name(variant)), None)
        if local is not None:
            return self._try(Words("Try"), local, "")
        item, fit = self._download_of(now.repo, variant), now.judge.fit(variant)
        if item is not None:
            word = Words("Coming") if item.is_active else Words("Stopped")
            return Action(word, self._see_downloads)
        if now.is_locked:
            tip = Words("First accept the conditions of its publisher.")
            return Action(Words("Get"), self._see_downloads, enabled=False, tip=tip)
        if fit is not None and fit.disk:
            return Action(Words("Get"), self._see_downloads, enabled=False, tip=fit.disk_text)
        return self._download(Words("Get"), now, variant, "")

    def projector_line(self, repo: Repo, local: LocalModel) -> "ProjectorLine | None":
        """Of a model that is here."""
        from explorer.local.download_queue.projector_line import projector_line  # noqa: PLC0415  with the sheet, not before

        offer, is_offline = offer_in(repo, local), self._is_offline()
        return projector_line(local, offer, self._downloads, self._see_downloads, is_offline=is_offline)

    def _to_setting(self, text: Words, setting: str, icon: str) -> Action:
        return Action(text, partial(self._go, Place(Room.SETTINGS, setting=setting)), icon)

    def _download(self, text: Words, now: RepoStanding, variant: Variant, icon: str) -> Action:
        return self._online(text, partial(self._downloads.add, now.repo, variant, sees=now.sees), icon)

    def _online(self, text: Words, run: Callable[[], object], icon: str) -> Action:
        """Nothing can come while offline mode is on, and the button says so."""
        if self._is_offline():
            return Action(text, run, icon, enabled=False, tip=Words("Offline mode is on."))
        return Action(text, run, icon)

    def compare(self, repo: Repo) -> Action:
        place = Place(Room.COMPARE, model=next(iter(self._catalog.of_repo(repo.id)), None), repo_id=repo.id)
        return Action(Words("Compare"), partial(self._go, place), "plus")

    def _sound(self, repo: Repo) -> list[LocalModel]:
        """What is here of this repo and can be used; a damaged file is offered for download again."""
        local = self._catalog.of_repo(repo.id)
        return [m for m in local if m.intact is not Integrity.DAMAGED and not m.problem]

    def _download_of(self, repo: Repo, variant: Variant) -> Download | None:
        for item in self._downloads.items:
            if item.order.repo_id == repo.id and item.order.files == variant.files:
                return item
        return None

    def _try(self, text: Words, model: LocalModel, icon: str) -> Action:
        if not model.writes:
            return Action(
                Words("Show in the Library"), partial(self._go, Place(Room.LIBRARY, model=model)), ""
            )
        return Action(text, partial(self._go, Place(Room.PLAYGROUND, model=model)), icon)
