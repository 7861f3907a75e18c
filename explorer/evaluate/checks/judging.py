"""Replies judged by rule: each check of each reply finds something, and is met or not."""

from collections.abc import Sequence
from contextlib import closing, nullcontext

from explorer.domain.words import Wording, Words, wording_of
from explorer.evaluate.checks.finding import NOT_JUDGED, CheckFinding, untold
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.checks.held_process import HeldAnswer, HeldRequest
from explorer.evaluate.checks.kinds import kind_of
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import CheckResult, Judged, Reply, Verdict


def judge(check: Check, reply: Reply, held: HeldChecks | None = None) -> CheckResult:
    """One check of one reply. Blocks where it has a pattern or schema of a person's own: ``held`` looks at
    it, or a process for this call alone.
    """
    request = _request(check, reply)
    if request is None:
        return result_of(check, _found(check, reply, None))
    with nullcontext(held) if held is not None else closing(HeldChecks()) as looking:
        return result_of(check, _found(check, reply, looking.answer(request)))


def judged_of(checks: Sequence[Check], results: Sequence[CheckResult]) -> Judged:
    """All together: failed if one check is missed, else unknown if one cannot be told, else passed. What a
    judge model says is in ``values["judge"]`` (1 met, 0 not, 0.5 without a verdict) and does not count.
    """
    pairs = list(zip(checks, results, strict=True))
    counting = [result for check, result in pairs if not is_judges(check)]
    said = [result for check, result in pairs if is_judges(check)]
    if not said:
        return Judged(*_verdict(counting), tuple(results))
    value = min(0.5 if result.passed is None else float(result.passed) for result in said)
    told = _verdict(counting) if counting else ("unknown", said[0].short)
    return Judged(*told, tuple(results), {"judge": value})


def is_judges(check: Check) -> bool:
    """Whether a judge model says: that is never mixed with what rules say."""
    kind = kind_of(check)
    return kind is not None and kind.said_by == "judge"


def result_of(check: Check, finding: CheckFinding) -> CheckResult:
    """What was found, as something that is met or not."""
    passed = None if finding.holds is None else finding.holds != check.is_not
    why = finding.says if not passed or finding.is_telling else Words("")
    return CheckResult(passed, wording_of(why), finding.spans, wording_of(finding.short))


def _verdict(results: Sequence[CheckResult]) -> tuple[Verdict, Wording]:
    if missed := next((one for one in results if one.passed is False), None):
        return "fail", missed.short
    if not results:
        return "unknown", wording_of(NOT_JUDGED)
    if untellable := next((one for one in results if one.passed is None), None):
        return "unknown", untellable.short
    return "pass", wording_of(Words("pass"))


def _request(check: Check, reply: Reply) -> HeldRequest | None:
    kind = kind_of(check)
    return kind.request(check, reply) if kind is not None and _is_written(check) else None


def _found(check: Check, reply: Reply, held: HeldAnswer | None) -> CheckFinding:
    kind = kind_of(check)
    if kind is None:
        return untold(Words("This version does not know the check “{name}”.", name=check.type[:60]))
    if not _is_written(check):
        return untold(Words("The check does not say what is looked for."))
    return kind.find(check, reply, held)


def _is_written(check: Check) -> bool:
    kind = kind_of(check)
    return kind is not None and (not kind.is_needed or bool(check.value.strip()))
