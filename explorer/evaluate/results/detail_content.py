"""What is told of one item asked of one model, before any widget."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.domain.generation import AnswerEnd
from explorer.domain.words import Words, joined
from explorer.evaluate.items import CheckResult, Item, Outcome, ToScore
from explorer.evaluate.results.cells import cell_of
from explorer.evaluate.store import RunModel

_JUDGE_WORDS = {"met": Words("Met, says the judge model"), "missed": Words("Not met, says the judge model")}

TurnRole = Literal["system", "user", "assistant", "text"]  # "text" is gone on with as it is


@dataclass(frozen=True)
class AskedTurn:
    role: TurnRole
    text: str


@dataclass(frozen=True)
class CheckName:
    """What was to be, and with what."""

    title: Words
    value: str = ""

    @property
    def words(self) -> Words:
        return joined(": ", (self.title, self.value))


@dataclass(frozen=True)
class CheckTold:
    name: CheckName
    result: CheckResult


@dataclass(frozen=True)
class ItemTold:
    """``number`` counts from 1. ``checks``: in the order of the results. ``is_of_set``: else of a pack."""

    number: int
    count: int
    title: str
    model: RunModel
    item: Item | None
    checks: tuple[CheckName, ...] = ()
    outcome: Outcome | None = None
    is_of_set: bool = True


def turns_of(item: Item | None) -> tuple[AskedTurn, ...]:
    """What was asked, by whose turn it was."""
    if item is None:
        return ()
    if isinstance(item.ask.prompt, str):
        return (AskedTurn("text", item.ask.prompt),)
    return tuple(AskedTurn(said.role, said.text) for said in item.ask.prompt if said.role != "tool")


def checks_told(told: ItemTold) -> tuple[CheckTold, ...]:
    """What each check found, the failed ones first."""
    if told.outcome is None:
        return ()
    results = told.outcome.judged.results
    named: Sequence[CheckName] = told.checks or [CheckName(Words("by the pack’s rule"))] * len(results)
    pairs = [CheckTold(name, result) for name, result in zip(named, results, strict=False)]
    return tuple(sorted(pairs, key=lambda one: one.result.passed is not False))


def verdict_words(outcome: Outcome) -> Words:
    """In one line."""
    cell, results = cell_of(outcome), outcome.judged.results
    verdict = cell.verdict
    failed = sum(one.passed is False for one in results)
    if verdict == "unknown" and (by_judge := _JUDGE_WORDS.get(cell.judge)) is not None:
        return by_judge
    if verdict == "unknown":
        return Words("Not measurable") if outcome.reply.not_measurable else Words("No verdict")
    if verdict == "fail" and failed and len(results) > 1:
        return Words("Failed {n} of {count} checks", n=failed, count=len(results))
    if verdict == "pass" and len(results) > 1 and all(one.passed for one in results):
        return Words("Passed all {count} checks", count=len(results))
    return Words("Passed") if verdict == "pass" else Words("Failed")


def marked_spans(text: str, results: Sequence[CheckResult]) -> tuple[tuple[int, int], ...]:
    """Where an answer shows why it failed; where nothing failed, what the checks found. In order, apart."""
    chosen = [one for one in results if one.passed is False] or results
    merged: list[tuple[int, int]] = []
    for span in sorted(span for one in chosen for span in one.spans):
        start, end = max(0, span[0]), min(len(text), span[1])
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def likelihoods(told: ItemTold) -> tuple[tuple[str, Words], ...]:
    """Each continuation, and how likely it was: of an item that is scored."""
    outcome, item = told.outcome, told.item
    if outcome is None or item is None or not isinstance(item.ask, ToScore):
        return ()
    pairs = zip(item.ask.continuations, outcome.reply.scores, strict=False)
    return tuple(
        (text.strip(), Words("{value} a byte", value=_signed(score.logprob / max(1, score.bytes))))
        for text, score in pairs
    )


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def end_words(end: AnswerEnd) -> Words:
    """Why the answer ended where it does."""
    told = {
        "end": Words("ended by itself"),
        "length": Words("cut at its length"),
        "context_full": Words("cut: the context was full"),
        "stopped": Words("stopped"),
    }
    return told.get(end, Words(""))


def looks_like_code(text: str) -> bool:
    """Lines and columns matter in it."""
    return text.lstrip()[:1] in ("{", "[", "<") or "```" in text
