"""Made-up replies to the items of a pack, judged by its rule."""

import math
from collections.abc import Callable
from datetime import UTC, datetime

from explorer.domain.errors import ErrorRecord
from explorer.domain.words import Wording, wording_of
from explorer.evaluate.items import ContinuationSum, Item, Judged, Outcome, Reply, ToScore
from explorer.evaluate.packs.pack import Pack, PackResult
from explorer.evaluate.run import asking

NO_PROBABILITIES = Reply(not_measurable=wording_of(asking.NO_PROBABILITIES))
FAILED = Reply(error=ErrorRecord("KnownError", Wording("The model ended."), Wording(""), ""))
_NOW = datetime(2026, 12, 1, tzinfo=UTC)


def outcomes(pack: Pack, reply_of: Callable[[Item], Reply], *, is_chat: bool = True) -> list[Outcome]:
    return [outcome_of(pack, item, reply_of(item)) for item in pack.items(is_chat=is_chat)]


def outcome_of(pack: Pack, item: Item, reply: Reply) -> Outcome:
    judged = pack.judge(item, reply) if reply.error is None else Judged("unknown", Wording("Failed"))
    return Outcome("model", item.key, reply, judged, _NOW)


def scored(item: Item, probability_of: Callable[[str], float]) -> Reply:
    """As a backend would score its continuations, each a token a byte."""
    assert isinstance(item.ask, ToScore)
    return Reply(scores=tuple(
        ContinuationSum(math.log(probability_of(text)), len(text.encode()), len(text.encode()))
        for text in item.ask.continuations
    ))  # fmt: skip


def result_of(pack: Pack, reply_of: Callable[[Item], Reply], *, is_chat: bool = True) -> PackResult:
    return pack.result(outcomes(pack, reply_of, is_chat=is_chat), is_chat=is_chat)
