"""What can be done with an opened repo: try it if it is here, else get it, and follow what is on its way."""

from functools import partial

from explorer.base.machine import Machine
from explorer.discover.variants import best_variant, variant_words
from explorer.domain.local import Intact, LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.repo import Gate, Repo, Variant
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.local import starter
from explorer.local.catalog import Catalog
from explorer.local.downloads import Download, Downloads, DownloadState


class Offers:
    """Actions for a repo as things stand now."""

    def __init__(self, catalog: Catalog, downloads: Downloads, machine: Machine, go: Go) -> None:
        self._catalog, self._downloads = catalog, downloads
        self._machine, self._go = machine, go

    def primary(self, repo: Repo) -> Action | None:
        """The one thing to do next; None for a repo without a model file."""
        local = self._sound(repo)
        if local:
            return Action(Words("Try it"), partial(self._try, local[0]), "play")
        best = best_variant(repo, self._machine.yardstick) or next(iter(repo.variants), None)
        if best is None:
            return None
        running = self._download_of(repo, best)
        if running is not None:
            return Action(progress_words(running), self._see_downloads, "download")
        text = Words("Download · {variant}", variant=variant_words(best))
        return Action(text, partial(self._downloads.add, repo, best), "download")

    def is_locked(self, repo: Repo) -> bool:
        """Whether its gate would refuse the files, as it withheld the card, and none is here."""
        return repo.row.gate is not Gate.OPEN and repo.is_card_withheld and not self._sound(repo)

    def first_step(self) -> Action | None:
        """Whoever has no model yet can try one at once, without network or account."""
        if not starter.is_available() or starter.is_in_place(self._catalog.models_folder):
            return None
        try_it = partial(self._go, Place(Room.PLAYGROUND))
        return Action(Words("Try the model that is included"), try_it, "chat")

    def of_variant(self, repo: Repo, variant: Variant) -> Action:
        local = next((m for m in self._sound(repo) if m.path.name == _name(variant)), None)
        if local is not None:
            return Action(Words("Try"), partial(self._try, local))
        item = self._download_of(repo, variant)
        if item is not None:
            word = Words("Coming") if item.is_active else Words("Stopped")
            return Action(word, self._see_downloads)
        return Action(Words("Get"), partial(self._downloads.add, repo, variant))

    def compare(self, repo: Repo) -> Action:
        return Action(Words("Compare"), partial(self._compare, repo), "plus")

    def _sound(self, repo: Repo) -> list[LocalModel]:
        """What is here of this repo and can be used; a damaged file is offered for download again."""
        local = self._catalog.of_repo(repo.id)
        return [m for m in local if m.intact is not Intact.DAMAGED and not m.problem]

    def _download_of(self, repo: Repo, variant: Variant) -> Download | None:
        for item in self._downloads.items:
            if item.order.repo_id == repo.id and item.order.files == variant.files:
                return item
        return None

    def _try(self, model: LocalModel) -> None:
        self._go(Place(Room.PLAYGROUND, model=model))

    def _see_downloads(self) -> None:
        self._go(Place(Room.LIBRARY))

    def _compare(self, repo: Repo) -> None:
        local = self._catalog.of_repo(repo.id)
        self._go(Place(Room.COMPARE, model=local[0] if local else None, repo_id=repo.id))


def progress_words(item: Download) -> Words:
    percent = f"{item.fraction * 100:.0f}"
    if item.state is DownloadState.FAILED:
        return Words("Download failed")
    if item.state is DownloadState.PAUSED:
        return Words("Paused · {percent} %", percent=percent)
    return Words("Downloading · {percent} %", percent=percent)


def _name(variant: Variant) -> str:
    return variant.first.path.rsplit("/", 1)[-1]
