"""Whether a pattern, as Python writes regular expressions, matches somewhere in an answer."""

import re
import warnings

from explorer.domain.words import Words
from explorer.evaluate.checks.finding import CheckFinding, fault_words, untold
from explorer.evaluate.checks.held_process import HeldAnswer, HeldRequest
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import Reply

LONGEST = 2_000  # characters of a pattern
_MOST_CLASSES = 40  # of a pattern that is compiled while it is typed: those of many letters take their time


def matches(_check: Check, _reply: Reply, held: HeldAnswer | None) -> CheckFinding:
    if held is None:
        return untold(Words("The pattern was not looked for."))
    if held.fault:
        reason = fault_words(held.fault)
        return untold(Words("Whether the pattern matches cannot be told: {reason}.", reason=reason))
    if held.spans:
        return CheckFinding(True, Words("The pattern matches."), Words("matches"), tuple(held.spans))
    return CheckFinding(False, Words("The pattern matches nowhere in it."), Words("no match"))


def pattern_request(check: Check, reply: Reply) -> HeldRequest | None:
    return HeldRequest(texts=[reply.text], pattern=check.value) if len(check.value) <= LONGEST else None


def pattern_problem(check: Check) -> Words | None:
    if len(check.value) > LONGEST:
        return Words("A pattern can have {count} characters at most.", count=f"{LONGEST:,}")
    if check.value.count("[") > _MOST_CLASSES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what Python will read otherwise one day
            re.compile(check.value)
    except re.error as error:
        if error.pos is None:
            return Words("The pattern is broken: {reason}.", reason=error.msg)
        place = error.pos + 1
        return Words("The pattern is broken at character {place}: {reason}.", place=place, reason=error.msg)
    except (RecursionError, OverflowError):
        return Words("The pattern is too large.")
    return None
