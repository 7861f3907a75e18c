"""What a grid shows of outcomes, without what was sent and answered: of 100,000 items that is gigabytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec

from explorer.base.store import Store
from explorer.domain.words import Wording
from explorer.evaluate.items import Judged, Outcome, Verdict

OwnVerdict = Literal["", "good", "bad"]

_PIECE = 5000  # outcomes that are read at a time
_OF_ONE = "WHERE run = ? AND model = ? AND item = ?"


@dataclass(frozen=True)
class OutcomeMark:
    """``error``: why nothing came, "" as its template if something did. ``is_measurable``: the model could
    be asked this.
    """

    verdict: Verdict
    short: Wording
    own: OwnVerdict = ""
    error: Wording | None = None
    is_measurable: bool = True


@dataclass(frozen=True)
class PlacedMark:
    """``id``: grows with each outcome that comes, or comes anew."""

    id: int
    model: str
    item: str
    mark: OutcomeMark


class _Error(msgspec.Struct):
    what: msgspec.Raw


class _Reply(msgspec.Struct):
    error: _Error | None = None
    not_measurable: Wording | None = None


class _Judged(msgspec.Struct):
    verdict: Verdict
    short: msgspec.Raw


class _Record(msgspec.Struct):
    """As much of an ``Outcome`` as a mark needs."""

    reply: _Reply
    judged: _Judged
    own: OwnVerdict = ""


_RECORDS = msgspec.json.Decoder(_Record)
_WORDINGS = msgspec.json.Decoder(Wording)


class OutcomeMarks:
    """Reads from the database. Blocks. Marks that say the same are one and the same."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._alike: dict[tuple[object, ...], OutcomeMark] = {}

    def read(self, run: int, after: int = 0, most: int = _PIECE) -> tuple[PlacedMark, ...]:
        """Those that came after the one with this id, in their order."""
        sql = "SELECT id, model, item, record FROM eval_outcomes WHERE run = ? AND id > ? ORDER BY id LIMIT ?"
        return tuple(self._store.read_each("eval_outcomes", self._placed, sql, run, after, most))

    def _placed(self, row: Mapping[str, Any]) -> PlacedMark:
        read = _RECORDS.decode(row["record"])
        reply, judged = read.reply, read.judged
        why = bytes(reply.error.what) if reply.error is not None else None
        key = (judged.verdict, bytes(judged.short), read.own, why, reply.not_measurable is None)
        if (mark := self._alike.get(key)) is None:
            error = _WORDINGS.decode(why) if why is not None else None
            short = _WORDINGS.decode(judged.short)
            mark = OutcomeMark(judged.verdict, short, read.own, error, reply.not_measurable is None)
            self._alike[key] = mark
        return PlacedMark(row["id"], row["model"], row["item"], mark)

    def outcome(self, run: int, model: str, item: str) -> Outcome | None:
        """All of one."""
        sql = f"SELECT id, record FROM eval_outcomes {_OF_ONE}"  # noqa: S608  own words only
        return next(self._store.read_each("eval_outcomes", _outcome, sql, run, model, item), None)

    def note_own(
        self, run: int, model: str, item: str, own: OwnVerdict, judged: Callable[[Outcome], Judged]
    ) -> Outcome | None:
        """The person's own verdict. ``judged``: what it makes of the outcome."""
        with self._store.transaction():
            before = self.outcome(run, model, item)
            if before is None:
                return None
            changed = replace(before, own=own)
            changed = replace(changed, judged=judged(changed))
            sql = f"UPDATE eval_outcomes SET verdict = ?, record = ? {_OF_ONE}"  # noqa: S608  own words only
            record = msgspec.json.encode(changed).decode()
            self._store.write(sql, changed.judged.verdict, record, run, model, item)
        return changed


def mark_of(outcome: Outcome) -> OutcomeMark:
    reply, judged = outcome.reply, outcome.judged
    error = reply.error.what if reply.error is not None else None
    return OutcomeMark(judged.verdict, judged.short, outcome.own, error, reply.not_measurable is None)


def _outcome(row: Mapping[str, Any]) -> Outcome:
    return msgspec.json.decode(row["record"], type=Outcome)
