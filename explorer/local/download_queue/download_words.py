"""How far a download is, in words: for its card, the activity bar and its panel, and the first run."""

from explorer.domain.units import duration_text, size_text
from explorer.domain.words import Words, joined
from explorer.local.download_queue.download import Download, DownloadState


def download_status(item: Download) -> Words:
    """Percent, speed and time left of a running download; of another one, its state."""
    percent = item.how_far
    if item.state is DownloadState.FAILED:
        return Words("Stopped at {percent}", percent=percent) if item.received else Words("Stopped")
    if item.state is DownloadState.PAUSED:
        return Words("Paused at {percent}", percent=percent) if item.received else Words("Paused")
    if item.state is DownloadState.WAITING:
        waiting = Words("Waiting at {percent}", percent=percent) if item.received else Words("Waiting")
        return joined(" · ", (waiting, item.note))
    if not item.received:  # it may be told to wait before the first byte
        return joined(" · ", (item.note,)) if item.note else Words("Starting")
    return joined(" · ", (percent, *download_rate(item)))


def download_rate(item: Download) -> tuple[str, ...]:
    """Speed and time left; where nothing comes, why."""
    if item.note:
        return (item.note,)
    left = item.seconds_left
    return (
        Words("{size}/s", size=size_text(item.speed)) if item.speed > 0 else "",
        Words("{time} left", time=duration_text(max(1.0, left))) if left is not None else "",
    )
