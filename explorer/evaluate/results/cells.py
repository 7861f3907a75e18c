"""What a grid shows of an outcome, kept beside it: to read all that was sent and answered takes gigabytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from explorer.domain.words import Wording, Words, wording_of
from explorer.evaluate.items import Outcome, Verdict

CellKind = Literal["pass", "fail", "unmeasured", "plain"]  # "plain": an answer that no check judges
OwnVerdict = Literal["", "good", "bad"]
JudgeVerdict = Literal["", "met", "missed", "open"]  # of a judge model; "open": it gave none

_OWN: Mapping[str, tuple[CellKind, Words]] = {"good": ("pass", Words("good")), "bad": ("fail", Words("bad"))}
_JUDGE: Mapping[float | None, JudgeVerdict] = {1.0: "met", 0.0: "missed", 0.5: "open"}
_AGREED = (("pass", "good"), ("fail", "bad"))


@dataclass(frozen=True)
class ResultCell:
    """``short``: two or three words. ``own``: the person's verdict, where it is another one than ``kind``.
    ``error``: why the model did not answer, which says nothing of the item. ``judge`` is part of no ``kind``.
    """

    kind: CellKind
    short: Wording
    own: OwnVerdict = ""
    error: Wording | None = None
    judge: JudgeVerdict = ""

    @property
    def verdict(self) -> Verdict:
        """With the person's own, where that counts."""
        return self.kind if self.kind in ("pass", "fail") else "unknown"


def cell_of(outcome: Outcome) -> ResultCell:
    """Where no check says, the person's own verdict does; else it stands beside if it is another one."""
    reply, judged, own = outcome.reply, outcome.judged, outcome.own
    if reply.error is not None:
        short = judged.short if judged.short.template else wording_of(Words("no answer"))
        return ResultCell("unmeasured", short, own, reply.error.what)
    is_measurable = reply.not_measurable is None
    judge = _JUDGE.get(judged.values.get("judge"), "")
    if judged.verdict == "unknown" and is_measurable and own:
        kind, words = _OWN[own]
        return ResultCell(kind, wording_of(words), judge=judge)
    unknown: CellKind = "plain" if is_measurable else "unmeasured"
    kinds: Mapping[str, CellKind] = {"pass": "pass", "fail": "fail", "unknown": unknown}
    beside: OwnVerdict = "" if (judged.verdict, own) in _AGREED else own
    return ResultCell(kinds[judged.verdict], judged.short, beside, judge=judge)
