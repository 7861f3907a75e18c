"""What an answer says, how long it is, how it ended and what it took."""

import re
from collections.abc import Callable

from explorer.domain.number_text import number_text
from explorer.domain.units import duration_text
from explorer.domain.words import Words, enumerated
from explorer.evaluate.checks.finding import CheckFinding, brief, is_in, options_of, quoted, spans_of, untold
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import Reply

_BOUNDS = re.compile(r"(≤|<=|at most|≥|>=|at least|=|exactly)?\s*(\d{1,9})", re.IGNORECASE)
_BETWEEN = re.compile(r"(\d{1,9})\s*(?:–|-|to|\.\.)\s*(\d{1,9})")
_MOST, _LEAST = ("≤", "<=", "at most"), ("≥", ">=", "at least")
_NO_LIMIT = 1 << 62
# promptfoo's words for how an answer ended, and ours
ENDS = {"stop": "end", "end": "end", "length": "length", "context": "context_full"}
_ENDED = {
    "end": (Words("It ended by itself."), Words("ended itself")),
    "length": (Words("It was cut at its largest length."), Words("cut off")),
    "context_full": (Words("It ended because the context was full."), Words("context full")),
    "stopped": (Words("It was stopped."), Words("stopped")),
}

type Find = Callable[[Check, Reply], CheckFinding]


def equals(check: Check, reply: Reply) -> CheckFinding:
    said, wanted = reply.text.strip(), check.value.strip()
    if said == wanted:
        return CheckFinding(True, Words("It is just this."), Words("just this"))
    where = next((n for n, (a, b) in enumerate(zip(said, wanted, strict=False)) if a != b), None)
    start = (
        len(reply.text)
        - len(reply.text.lstrip())
        + (where if where is not None else min(len(said), len(wanted)))
    )
    spans = ((start, len(reply.text.rstrip())),) if start < len(reply.text.rstrip()) else ()
    says = Words("It says “{said}”, not “{wanted}”.", said=quoted(said), wanted=quoted(wanted))
    return CheckFinding(False, says, Words("“{text}”", text=brief(said)) if said else Words("empty"), spans)


def contains(*, any_case: bool) -> Find:
    def find(check: Check, reply: Reply) -> CheckFinding:
        if spans := spans_of(reply.text, (check.value,), any_case=any_case):
            says = Words("“{text}” is in it.", text=quoted(check.value))
            return CheckFinding(True, says, Words("has “{text}”", text=brief(check.value)), spans)
        says = Words("“{text}” is not in it.", text=quoted(check.value))
        return CheckFinding(False, says, Words("no “{text}”", text=brief(check.value)))

    return find


def contains_all(*, any_case: bool) -> Find:
    def find(check: Check, reply: Reply) -> CheckFinding:
        wanted = options_of(check.value)
        missing = [one for one in wanted if not is_in(reply.text, one, any_case=any_case)]
        spans = spans_of(reply.text, wanted, any_case=any_case)
        if not missing:
            return CheckFinding(True, Words("All of them are in it."), Words("has all"), spans)
        says = Words("Missing: {texts}.", texts=enumerated(quoted(one) for one in missing[:10]))
        return CheckFinding(False, says, _missing(len(missing)), spans)

    return find


def contains_any(*, any_case: bool) -> Find:
    def find(check: Check, reply: Reply) -> CheckFinding:
        wanted = options_of(check.value)
        found = [one for one in wanted if is_in(reply.text, one, any_case=any_case)]
        if found:
            says = Words("In it: {texts}.", texts=enumerated(quoted(one) for one in found[:10]))
            short = Words("has “{text}”", text=brief(found[0]))
            return CheckFinding(True, says, short, spans_of(reply.text, found, any_case=any_case))
        says = Words("None of them is in it: {texts}.", texts=enumerated(quoted(one) for one in wanted[:10]))
        return CheckFinding(False, says, Words("none of them"))

    return find


def starts_with(check: Check, reply: Reply) -> CheckFinding:
    said, wanted = reply.text.lstrip(), check.value.strip()
    start = len(reply.text) - len(said)
    if said.startswith(wanted):
        says = Words("It begins with “{text}”.", text=quoted(wanted))
        return CheckFinding(True, says, Words("begins so"), ((start, start + len(wanted)),))
    if not said:
        return CheckFinding(False, Words("It is empty."), Words("empty"))
    beginning = said[: max(len(wanted), 20)]
    says = Words("It begins with “{text}”.", text=quoted(beginning))
    return CheckFinding(False, says, Words("begins otherwise"), ((start, start + len(beginning.rstrip())),))


def word_count(check: Check, reply: Reply) -> CheckFinding:
    count = len(reply.text.split())
    short = Words("1 word") if count == 1 else Words("{count} words", count=f"{count:,}")
    return _within(check, count, short)


def length(check: Check, reply: Reply) -> CheckFinding:
    count = len(reply.text.strip())
    short = Words("1 character") if count == 1 else Words("{count} characters", count=f"{count:,}")
    return _within(check, count, short)


def bounds_of(value: str) -> tuple[int, int] | None:
    """The least and the most: "≤ 80", "at least 10", "10–80", and "80" for exactly so many."""
    text = value.strip().casefold()
    if found := _BETWEEN.fullmatch(text):
        return int(found[1]), int(found[2])
    if (found := _BOUNDS.fullmatch(text)) is None:
        return None
    count = int(found[2])
    return (0 if found[1] in _MOST else count, _NO_LIMIT if found[1] in _LEAST else count)


def bounds_problem(check: Check) -> Words | None:
    bounds = bounds_of(check.value)
    if bounds is None:
        return Words("Write “≤ 80”, “≥ 10”, “10–80”, or a number alone for exactly so many.")
    if bounds[0] > bounds[1]:
        return Words("No count lies between these two.")
    return None


def finish_reason(check: Check, reply: Reply) -> CheckFinding:
    wanted = ENDS.get(check.value.strip().casefold())
    if wanted is None or reply.end not in _ENDED:
        return untold(Words("It is not known how it ended."))
    says, short = _ENDED[reply.end]
    return CheckFinding(reply.end == wanted, says, short)


def latency(check: Check, reply: Reply) -> CheckFinding:
    if reply.timing is None or check.threshold is None:
        return untold(Words("It is not known how long it took."))
    taken = reply.timing.first_token_s + reply.timing.generation_s
    said, most = duration_text(taken), duration_text(check.threshold)
    says = Words("It took {time}; the limit is {most}.", time=said, most=most)
    return CheckFinding(taken <= check.threshold, says, said, is_telling=True)


def _within(check: Check, count: int, short: Words) -> CheckFinding:
    bounds = bounds_of(check.value)
    if bounds is None:
        return untold(Words("It is not known how long it is to be."))
    low, high = bounds
    if low == high:
        says = Words("It has {count}; it is to have exactly {wanted}.", count=short, wanted=f"{low:,}")
    elif high == _NO_LIMIT:
        says = Words("It has {count}; at least {wanted} are wanted.", count=short, wanted=f"{low:,}")
    elif low == 0:
        says = Words("It has {count}; at most {wanted} are allowed.", count=short, wanted=f"{high:,}")
    else:
        says = Words(
            "It has {count}; {low} to {high} are wanted.", count=short, low=f"{low:,}", high=f"{high:,}"
        )
    return CheckFinding(low <= count <= high, says, short, is_telling=True)


def _missing(count: int) -> Words:
    if count == 1:
        return Words("one missing")
    return Words("two missing") if count == 2 else Words("{count} missing", count=number_text(count))
