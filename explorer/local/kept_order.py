"""How an order and what went wrong with it are written into the download queue of the database."""

import msgspec

from explorer.base.unreadable import UNREADABLE
from explorer.domain.errors import ErrorRecord, KnownError, record_of
from explorer.domain.repo import RepoFile
from explorer.hub.names import is_repo_id
from explorer.local.keep import Order


class _OrderFile(msgspec.Struct):
    endpoint: str
    files: tuple[RepoFile, ...]


def encode_order(order: Order) -> str:
    return msgspec.json.encode(_OrderFile(order.endpoint, order.files)).decode()


def decode_order(repo_id: str, commit: str, kept: str) -> Order:
    """Raises what ``UNREADABLE`` names for one that is damaged."""
    read = msgspec.json.decode(kept, type=_OrderFile)
    if not read.files or not is_repo_id(repo_id):
        raise ValueError("no order")
    return Order(repo_id, commit, read.endpoint, read.files)


def encode_problem(problem: KnownError | None) -> str:
    """As it was made, so that it can still be said in another language."""
    return msgspec.json.encode(record_of(problem)).decode() if problem else ""


def decode_problem(kept: str) -> KnownError | None:
    if not kept:
        return None
    try:
        return msgspec.json.decode(kept, type=ErrorRecord).error
    except UNREADABLE:  # of an earlier version, which kept the English words
        return KnownError(kept)
