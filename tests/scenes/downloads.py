"""The download queue in the Library: several models, in trouble, and with a newer version on the Hub."""

from explorer.domain.places import Room
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.local.download_queue.downloads import DownloadState
from tests.scenes.settings import at
from tests.scenes.stage import Scene, Stage
from tests.tour.driver import rest, settle
from tests.tour.repos import GEMMA

_BYTES, _ADDRESS = "*gemma*q4_k_m*", "*/resolve/*.gguf"
_QUEUE = (
    GEMMA,  # the one whose bytes the hub has
    "willow-health/Willow-3B-Medical-GGUF",
    "a-publisher-with-a-long-name/An-Exceptionally-Long-Model-Name-7B-Instruct-Merged-DPO-v2.1-GGUF",
    "fern-research/Fern-1B-Open-GGUF",
)


def _add(stage: Stage, *names: str) -> None:
    """Queue the first file of each, in the Library."""
    app = stage.driver.app
    stage.driver.go(Room.LIBRARY)
    stage.undo.callback(_cancel_all, stage)
    for name in names:
        repo = app.core.hub.open(name)
        balanced = next((v for v in repo.variants if v.label == "Q4_K_M"), repo.variants[0])
        app.downloads.add(repo, balanced)


def _cancel_all(stage: Stage) -> None:
    downloads = stage.driver.app.downloads
    for item in tuple(downloads.items):
        downloads.cancel(item.id)
    stage.driver.wait(lambda: not downloads.items, "the downloads to be gone")


def queue(stage: Stage) -> None:
    stage.hub.fault(_BYTES, "slow", rate=30_000)
    stage.driver.app.core.settings.change(parallel_downloads=1)
    _add(stage, *_QUEUE)
    downloads = stage.driver.app.downloads
    stage.driver.wait(lambda: any(d.received for d in downloads.items), "the first bytes", 30)
    downloads.pause(downloads.items[-1].id)
    settle()


def waits(stage: Stage) -> None:
    """The Hub asks to wait five minutes; a number of seconds would be another one in each picture."""
    stage.hub.fault(_ADDRESS, "rate_limit", retry_after=300)
    _add(stage, GEMMA)
    downloads = stage.driver.app.downloads
    stage.driver.wait(lambda: any(d.note for d in downloads.items), "the wait", 30)
    settle()


def changed(stage: Stage) -> None:
    """The commit that was ordered is gone."""
    gone = '{"error": "Invalid rev id"}'
    headers = {"X-Error-Code": "RevisionNotFound"}
    stage.hub.fault(_ADDRESS, "status", code=404, body=gone, headers=headers)
    _add(stage, GEMMA)
    downloads = stage.driver.app.downloads
    stage.driver.wait(lambda: any(d.state is DownloadState.FAILED for d in downloads.items), "the end", 30)
    settle()


def offline(stage: Stage) -> None:
    stage.hub.fault(_BYTES, "slow", rate=30_000)
    stage.driver.app.core.settings.change(parallel_downloads=1)
    _add(stage, *_QUEUE[:2])
    downloads = stage.driver.app.downloads
    stage.driver.wait(lambda: any(d.received for d in downloads.items), "the first bytes", 30)
    stage.driver.app.core.settings.change(offline=True)
    settle()


def in_panel(stage: Stage) -> None:
    changed(stage)
    overlays = stage.driver.app.overlays
    stage.undo.callback(overlays.close)
    overlays.show_activity(ActivitySection.DOWNLOADS)
    rest()


def in_settings(stage: Stage) -> None:
    stage.driver.app.core.settings.change(connections=4)
    at(stage, "connections")


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("library-queue", "stocked", queue),
        Scene("library-queue-waits", "stocked", waits),
        Scene("library-queue-changed", "stocked", changed),
        Scene("library-queue-offline", "stocked", offline),
        Scene("frame-activity-changed", "stocked", in_panel),
        Scene("settings-downloads", "stocked", in_settings),
    )
