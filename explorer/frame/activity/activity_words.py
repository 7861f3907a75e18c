"""Texts about downloads, loaded models and unfinished work: for the bar, its panel and the quit sheet."""

from collections.abc import Iterable, Sequence

from explorer.domain.units import duration_text, size_text
from explorer.domain.words import Words, joined
from explorer.local.download_queue.downloads import Download, DownloadState


def download_status(item: Download) -> Words:
    """Percent, speed and time left of a running download; of another one, its state."""
    percent = item.how_far
    if item.state is DownloadState.FAILED:
        return Words("Stopped at {percent}", percent=percent) if item.received else Words("Stopped")
    if item.state is DownloadState.PAUSED:
        return Words("Paused at {percent}", percent=percent) if item.received else Words("Paused")
    if item.state is DownloadState.WAITING:
        return joined(" · ", (Words("Waiting"), item.note)) if item.note else Words("Waiting")
    if not item.received:  # it may be told to wait before the first byte
        return joined(" · ", (item.note,)) if item.note else Words("Starting")
    return joined(" · ", (percent, *_rate(item)))


def _rate(item: Download) -> list[str]:
    if item.note:
        return [item.note]
    parts: list[str] = []
    if item.speed > 0:
        parts.append(Words("{size}/s", size=size_text(item.speed)))
    if item.seconds_left is not None:
        parts.append(Words("{time} left", time=duration_text(max(1.0, item.seconds_left))))
    return parts


def downloads_summary(items: tuple[Download, ...]) -> Words:
    """All downloads in one line: the running one and how many more there are."""
    if not items:
        return Words("No downloads")
    first = most_urgent(items)
    parts: list[str] = [first.title, download_status(first)]
    if len(items) > 1:
        parts.append(Words("{n} more", n=len(items) - 1))
    return joined(" · ", parts)


def most_urgent(items: tuple[Download, ...]) -> Download:
    """The running one, else one that failed, else the oldest."""
    order = (DownloadState.RUNNING, DownloadState.FAILED, DownloadState.WAITING, DownloadState.PAUSED)
    return min(items, key=lambda item: order.index(item.state))


def model_count(count: int) -> Words:
    return Words("1 model loaded") if count == 1 else Words("{n} models loaded", n=count)


def unfinished(downloads: tuple[Download, ...], loading: int, rooms: Iterable[Sequence[str]]) -> list[str]:
    """What still runs and what becomes of it when the app ends now; ``loading`` models are being read."""
    told = [words for room in rooms for words in room]
    coming = sum(1 for item in downloads if item.is_active)
    if coming == 1:
        told.append(Words("1 download · goes on at the next start"))
    elif coming:
        told.append(Words("{n} downloads · go on at the next start", n=coming))
    if loading:
        told.append(Words("A model is being loaded · it is loaded again when it is asked"))
    return told
