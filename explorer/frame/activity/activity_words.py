"""Texts about all downloads, loaded models and unfinished work: for the bar, its panel and the quit sheet."""

from collections.abc import Iterable, Sequence

from explorer.domain.words import Words, joined
from explorer.local.download_queue.download_words import download_status
from explorer.local.download_queue.downloads import Download, DownloadState


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
