"""The Library in all its states, downloads included."""

from explorer.domain.places import Room
from explorer.local.downloads import DownloadState
from tests.scenes.stage import Scene, Stage
from tests.tour.driver import settle
from tests.tour.repos import GEMMA

_FILES = "*gemma*Q4_K_M*"


def _download(stage: Stage, wanted: DownloadState) -> None:
    """Begin the small download of the hub and wait until it is in this state."""
    app = stage.driver.app
    repo = app.core.hub.open(GEMMA)
    variant = next(v for v in repo.variants if v.label == "Q4_K_M")
    stage.driver.go(Room.LIBRARY)
    app.downloads.add(repo, variant)
    stage.undo.callback(_cancel_all, stage)
    stage.driver.wait(lambda: any(d.state is wanted for d in app.downloads.items), str(wanted), 30)
    settle()


def _cancel_all(stage: Stage) -> None:
    downloads = stage.driver.app.downloads
    for item in tuple(downloads.items):
        downloads.cancel(item.id)
    stage.driver.wait(lambda: not downloads.items, "the downloads to be gone")


def show(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)


def running(stage: Stage) -> None:
    stage.hub.fault(_FILES, "slow", rate=30_000)
    _download(stage, DownloadState.RUNNING)
    stage.driver.wait_for_bytes(0.05)


def failed(stage: Stage) -> None:
    stage.hub.fault(_FILES, "status", code=404, body='{"error": "Entry not found"}')
    _download(stage, DownloadState.FAILED)


def paused(stage: Stage) -> None:
    running(stage)
    downloads = stage.driver.app.downloads
    downloads.pause(downloads.items[0].id)
    stage.driver.wait(lambda: downloads.items[0].state is DownloadState.PAUSED, "the pause")
    settle()


def nothing_found(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)
    search = stage.driver.app.library.head.search
    stage.undo.callback(search.clear)
    search.setText("no such model")
    settle()


def offline(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    stage.driver.go(Room.LIBRARY)


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("library-content", "stocked", show),
        Scene("library-empty", "new", show),
        Scene("library-loading", "starting", show),
        Scene("library-error", "stocked", failed),
        Scene("library-offline", "stocked", offline),
        Scene("library-download", "stocked", running),
        Scene("library-paused", "stocked", paused),
        Scene("library-nothing-found", "stocked", nothing_found),
    )
