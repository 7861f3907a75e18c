"""What must be fetched of the candidates that are not here."""

from collections.abc import Iterable

from explorer.choose.decision import Decision, KeptCandidate
from explorer.domain.errors import NotFoundError
from explorer.domain.model import is_endpoint_reference
from explorer.domain.repo import Repo
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.local.download_queue.download import Download
from explorer.local.download_queue.download_order import DownloadOrder, order_of


def can_come(kept: KeptCandidate) -> bool:
    """Whether it is to be fetched where it is not here."""
    return bool(kept.repo and kept.file) and not is_endpoint_reference(kept.reference)


def download_of(kept: KeptCandidate, downloads: Iterable[Download]) -> Download | None:
    """The one that brings it."""
    return next((one for one in downloads if brings(one.order, kept)), None)


def brings(order: DownloadOrder, kept: KeptCandidate) -> bool:
    return order.repo_id == kept.repo and kept.file in order.paths


def missing_of(kept: KeptCandidate, download: Download | None) -> int:
    """Bytes that are still to come."""
    return download.missing if download is not None and download.total is not None else kept.size


def to_fetch(decision: Decision, missing: Iterable[KeptCandidate]) -> tuple[KeptCandidate, ...]:
    """Of those that are not here and have something to answer: what the person has patience for, the smallest
    first; what nobody states the size of comes last.
    """
    trial, left = decision.trial, decision.trial.most_bytes
    wanted = [one for one in missing if one.id not in trial.later]
    taken: list[KeptCandidate] = []
    for one in sorted(wanted, key=lambda one: (not one.size, one.size)):
        if not trial.most_bytes or (one.size and one.size <= left):
            taken.append(one)
            left -= one.size
    return tuple(taken)


def ordered(hub: Hub, kept: KeptCandidate) -> tuple[Repo, DownloadOrder]:
    """What to fetch, asked of the Hub. Blocks; raises KnownError."""
    repo = hub.open(kept.repo, kept.commit) if kept.commit else hub.open(kept.repo)
    for variant in repo.variants:
        if kept.file in (file.path for file in variant.files):
            return repo, order_of(repo, variant, sees=False)  # nothing but text is asked
    what = Words("{repo} has no file {file} any more.", repo=kept.repo, file=kept.file)
    raise NotFoundError(what, Words("Choose another file of it, or another model."))
