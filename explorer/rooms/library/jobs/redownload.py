"""Downloads a damaged or missing model again: the same file, of its commit where that is still there."""

from dataclasses import dataclass

from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.local_model import LocalModel, Origin
from explorer.domain.places import Place, Room
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.kit.tasks import TaskContext
from explorer.rooms.room_services import RoomServices


@dataclass(frozen=True)
class _Offer:
    """``variant`` is None where the repo has this file no more."""

    repo: Repo
    variant: Variant | None


class Redownload:
    """``fetch`` queues the download, or shows the repo where a person has to choose."""

    def __init__(self, services: RoomServices) -> None:
        self._services = services

    def fetch(self, model: LocalModel) -> None:
        """``model`` names its repo."""
        if model.origin is not Origin.HUB or model.repo is None:
            self._show(model)
            return
        hub = self._services.core.hub
        end = self._services.messages.begin(Words("Looking for {name} on the Hub…", name=model.name))

        def work(_context: TaskContext[None]) -> _Offer:
            return _look(hub, model, model.repo or "")

        def done(offer: _Offer) -> None:
            end()
            if offer.variant is None:
                self._show(model)
            else:
                self._services.downloads.add(offer.repo, offer.variant)

        def failed(_error: KnownError) -> None:
            end()
            self._show(model)  # where what stands in the way is told

        self._services.tasks.run(work, done, failed)

    def _show(self, model: LocalModel) -> None:
        self._services.go(Place(Room.DISCOVER, repo_id=model.repo or ""))


def _look(hub: Hub, model: LocalModel, repo_id: str) -> _Offer:
    """Raises KnownError."""
    hub.check_online()
    try:
        repo = hub.open(repo_id, model.commit or "main")
    except NotFoundError:  # that commit was taken away
        repo = hub.open(repo_id)
    variant = next((v for v in repo.variants if any(_is_file(model, file.path) for file in v.files)), None)
    return _Offer(repo, variant)


def _is_file(model: LocalModel, path: str) -> bool:
    return path == (model.hub_path or model.path.name)
