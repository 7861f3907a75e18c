"""The downloads in the activity panel follow the queue, and their buttons work."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from explorer.domain.repo import Repo, RepoFile, RepoRow, Variant
from explorer.frame.activity.activity_pane import ActivityPanel
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.frame.activity.bar_status_controller import downloads_summary
from explorer.frame.activity.downloads_pane import DownloadsPage
from explorer.frame.closing_controller import unfinished
from explorer.hub.transfer.progress import DownloadProgress
from explorer.local.download_queue.download_order import DownloadOrder
from explorer.local.download_queue.download_words import download_status
from explorer.local.download_queue.downloads import Download, DownloadState
from tests.tour.driver import Driver, click, settle

ORDER = DownloadOrder(
    "meadow-ai/Meadow-GGUF", "c" * 40, "http://127.0.0.1:9", (RepoFile("meadow-Q4_K_M.gguf", 1_000_000_000),)
)


def download(
    state: DownloadState, received: int = 0, speed: float = 0.0, left: float | None = None
) -> Download:
    return Download(1, ORDER, state, received, speed, left)


def opened(driver: Driver) -> DownloadsPage:
    driver.app.overlays.show_activity(ActivitySection.DOWNLOADS)
    panel = driver.app.overlays.current
    assert isinstance(panel, ActivityPanel)
    assert isinstance(panel.page, DownloadsPage)
    return panel.page


def test_a_download_is_said_with_percent_speed_and_time_left() -> None:
    running = download(DownloadState.RUNNING, 620_000_000, 18_400_000, 22)
    assert download_status(running) == "62 % · 18 MB/s · 22 s left"
    assert download_status(download(DownloadState.PAUSED, 200_000_000)) == "Paused at 20 %"
    assert download_status(download(DownloadState.RUNNING)) == "Starting"
    told_to_wait = replace(download(DownloadState.RUNNING), note="The Hub wants fewer requests.")
    assert download_status(told_to_wait) == "The Hub wants fewer requests."
    assert downloads_summary((running, download(DownloadState.WAITING))).endswith("22 s left · 1 more")
    assert downloads_summary(()) == "No downloads"


def test_where_nobody_says_the_size_what_has_come_is_said() -> None:
    order = replace(ORDER, files=(RepoFile("meadow-Q4_K_M.gguf"),))
    begun = replace(download(DownloadState.RUNNING), order=order)
    running = begun.at(DownloadProgress(5_000_000, None, 1_000_000, None, "receiving"))
    assert download_status(running) == "5 MB · 1 MB/s"
    assert download_status(running.stopped(DownloadState.PAUSED)) == "Paused at 5 MB"
    heard = begun.at(DownloadProgress(5_000_000, 10_000_000, 1_000_000, 5.0, "receiving"))
    assert download_status(heard) == "50 % · 1 MB/s · 5.0 s left"


def test_what_is_unfinished_names_downloads_and_what_becomes_of_them() -> None:
    active, paused = download(DownloadState.RUNNING), download(DownloadState.PAUSED)
    assert unfinished((active, paused), 0, []) == ["1 download · goes on at the next start"]
    assert unfinished((paused,), 0, [(), ("An answer",)]) == ["An answer"]
    assert unfinished((), 0, [()]) == []


def test_one_that_failed_can_be_tried_again_and_given_up(driver: Driver, home: Path) -> None:
    page = opened(driver)
    (home / "models" / "meadow-ai").write_bytes(b"a file where the folder should be")
    file = ORDER.files[0]
    variant = Variant("Q4_K_M", "Balanced", (file,))
    repo = Repo(RepoRow(ORDER.repo_id), ORDER.commit, ORDER.endpoint, datetime.now(UTC), (variant,))
    driver.app.downloads.add(repo, variant)
    driver.wait(lambda: bool(page.rows) and not page.rows[0].retry.isHidden(), "the failure")
    told = driver.app.messages.all[-1].text
    assert told.startswith("Meadow · Balanced was not downloaded: "), told
    assert driver.app.window.activity.download.text().endswith("Stopped")
    click(page.rows[0].cancel)
    settle()
    assert page.rows == ()
    assert driver.app.downloads.items == ()
    assert driver.app.window.activity.download.text() == "No downloads"
