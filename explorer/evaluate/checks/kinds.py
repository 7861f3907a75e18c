"""Every kind of check, by promptfoo's name where it has one. Editor, importer, command line and reports go
through this table; a new kind is an entry.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from explorer.domain.number_text import number_text
from explorer.domain.words import Words, joined
from explorer.evaluate.checks.choice_finding import choice_problem, chooses
from explorer.evaluate.checks.finding import CheckFinding, options_of, untold
from explorer.evaluate.checks.held_process import HeldAnswer, HeldRequest
from explorer.evaluate.checks.json_findings import contains_json, is_json, json_problem, json_request
from explorer.evaluate.checks.number_finding import number_problem, number_within
from explorer.evaluate.checks.pattern_finding import matches, pattern_problem, pattern_request
from explorer.evaluate.checks.text_findings import (
    ENDS,
    bounds_problem,
    contains,
    contains_all,
    contains_any,
    equals,
    finish_reason,
    latency,
    length,
    starts_with,
    word_count,
)
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import Reply

# Who says: a rule at once; an embedding model or a judge model when all answers are there; the person
type SaidBy = Literal["rule", "embedding", "judge", "person"]
type Find = Callable[[Check, Reply, HeldAnswer | None], CheckFinding]
# How the value is written: in one line, in a line for each of several, as a text of many lines, not at all
type ValueForm = Literal["line", "lines", "text", "none"]

_LONGEST = 200_000  # characters of a value
_NOTHING = Words("")


def _no_problem(_check: Check) -> Words | None:
    return None


def _unasked(_check: Check, _reply: Reply) -> HeldRequest | None:
    return None


@dataclass(frozen=True)
class CheckKind:
    """``words``: what it is called. ``value``, ``threshold``: what they say, in words; "" where it has none.
    ``example``: what stands in an empty field. ``usual``: the threshold of a new one. ``least``, ``most``: of
    the threshold. ``request``: what the held process must look at before ``find`` can tell.
    """

    type: str
    words: Words
    value: Words
    find: Find
    form: ValueForm = "line"
    example: str = ""
    is_needed: bool = True  # the value
    threshold: Words = _NOTHING
    usual: float | None = None
    least: float = 0.0
    most: float = math.inf
    said_by: SaidBy = "rule"
    request: Callable[[Check, Reply], HeldRequest | None] = _unasked
    problem: Callable[[Check], Words | None] = _no_problem


def _at_once(
    find: Callable[[Check, Reply], CheckFinding],
) -> Callable[[Check, Reply, HeldAnswer | None], CheckFinding]:
    """Of one that needs no held process."""
    return lambda check, reply, _held: find(check, reply)


def _later(says: Words) -> Find:
    return lambda _check, _reply, _held: untold(says)


def _finish_problem(check: Check) -> Words | None:
    known = check.value.strip().casefold() in ENDS
    return None if known else Words("Write “stop”, “length” or “context”.")


def _lines_problem(check: Check) -> Words | None:
    return None if options_of(check.value) else Words("Write each text in a line of its own.")


KINDS = (
    CheckKind(
        "contains", Words("contains"), Words("The answer has this text in it."),
        _at_once(contains(any_case=False)), example="metformin",
    ),
    CheckKind(
        "icontains", Words("contains, any case"),
        Words("The answer has this text in it, in large or small letters."),
        _at_once(contains(any_case=True)), example="metformin",
    ),
    CheckKind(
        "contains-all", Words("contains all"), Words("The answer has each of these texts in it, one a line."),
        _at_once(contains_all(any_case=False)), "lines", "metformin\n500 mg", problem=_lines_problem,
    ),
    CheckKind(
        "icontains-all", Words("contains all, any case"),
        Words("The answer has each of these texts in it, one a line, in large or small letters."),
        _at_once(contains_all(any_case=True)), "lines", "metformin\n500 mg", problem=_lines_problem,
    ),
    CheckKind(
        "contains-any", Words("contains any"), Words("The answer has one of these texts in it, one a line."),
        _at_once(contains_any(any_case=False)), "lines", "urgent\nat once", problem=_lines_problem,
    ),
    CheckKind(
        "icontains-any", Words("contains any, any case"),
        Words("The answer has one of these texts in it, one a line, in large or small letters."),
        _at_once(contains_any(any_case=True)), "lines", "urgent\nat once", problem=_lines_problem,
    ),
    CheckKind(
        "equals", Words("equals"), Words("The answer is this text, but for spaces around it."),
        _at_once(equals), "text", "Yes",
    ),
    CheckKind(
        "starts-with", Words("starts with"), Words("The answer begins with this text."),
        _at_once(starts_with), example="Dear",
    ),
    CheckKind(
        "regex", Words("regex"),
        Words("A regular expression, as Python writes it, that matches in the answer."),
        matches, example=r"\b\d{1,2}\.\d{1,2}\.\d{4}\b", request=pattern_request, problem=pattern_problem,
    ),
    CheckKind(
        "is-json", Words("is JSON"),
        Words("The answer is JSON and nothing else: with these keys, or as this JSON schema says."),
        is_json, "text", "medicine, dose_mg", is_needed=False,
        request=partial(json_request, within=False), problem=json_problem,
    ),
    CheckKind(
        "contains-json", Words("contains JSON"),
        Words("The answer has JSON in it: with these keys, or as this JSON schema says."),
        contains_json, "text", "medicine, dose_mg", is_needed=False,
        request=partial(json_request, within=True), problem=json_problem,
    ),
    CheckKind(
        "number", Words("number within"),
        Words("A number of the answer, how far off it may be, and of JSON the key that has it."),
        _at_once(number_within), example="dose_mg = 500 ± 0", problem=number_problem,
    ),
    CheckKind(
        "choice", Words("one of"),
        Words("Options, one a line, a * before the right one: the one that the answer names, by its text or"
              " as A, B, C. Without a *, each is right. A base model chooses what it finds likeliest."),
        _at_once(chooses), "lines", "* urgent\nroutine", problem=choice_problem,
    ),
    CheckKind(
        "word-count", Words("words"), Words("How many words the answer has: ≤ 80, ≥ 10, 10–80, 80."),
        _at_once(word_count), example="≤ 80", problem=bounds_problem,
    ),
    CheckKind(
        "length", Words("length"), Words("How many characters the answer has: ≤ 500, ≥ 10, 10–500, 500."),
        _at_once(length), example="≤ 500", problem=bounds_problem,
    ),
    CheckKind(
        "finish-reason", Words("ends by"),
        Words("How the answer ends: stop (by itself), length (it is cut), context (that is full)."),
        _at_once(finish_reason), example="stop", problem=_finish_problem,
    ),
    CheckKind(
        "latency", Words("time"), _NOTHING, _at_once(latency), "none", is_needed=False,
        threshold=Words("Seconds that the whole answer may take."), usual=5.0,
    ),
    CheckKind(
        "similar", Words("similar to"), Words("The answer means much the same as this text."),
        _later(Words("An embedding model compares them when all answers are there.")), "text",
        "The next appointment is on 3 May.",
        threshold=Words("Likeness, from 0 to 1."), usual=0.8, most=1.0, said_by="embedding",
    ),
    CheckKind(
        "llm-rubric", Words("judged by a model"),
        Words("What the judge model is asked about the answer. It is counted apart from what rules say."),
        _later(Words("The judge model is asked when all answers are there.")), "text",
        "Is polite, and gives no advice of its own", said_by="judge",
    ),
    CheckKind(
        "person", Words("your own verdict"), _NOTHING, _later(Words("You have not said yet.")), "none",
        is_needed=False, said_by="person",
    ),
)  # fmt: skip

_BY_TYPE = {kind.type: kind for kind in KINDS}


def kind_of(check: Check) -> CheckKind | None:
    """``None`` for a name that this version does not know."""
    return _BY_TYPE.get(check.type)


def title_of(check: Check) -> Words:
    """What it is called, with "not" where it must not hold."""
    kind = kind_of(check)
    words = kind.words if kind is not None else joined("", (check.type,))
    return Words("not: {check}", check=words) if check.is_not else words


def summary_of(check: Check) -> str:
    """What stands behind its title, in one line: what it must hold, or its limit."""
    text = " · ".join(options_of(check.value))
    limit = number_text(check.threshold) if check.threshold is not None else ""
    return " ".join(filter(None, (text if len(text) <= 80 else f"{text[:79]}…", limit)))


def problem_of(check: Check) -> Words | None:
    """What is wrong with it as it is written; ``None`` if nothing is."""
    kind = kind_of(check)
    if kind is None:
        return Words("This version does not know the check “{name}”.", name=check.type[:60])
    if kind.is_needed and not check.value.strip():
        return Words("Write what is looked for.")
    if len(check.value) > _LONGEST:
        return Words("It can have {count} characters at most.", count=f"{_LONGEST:,}")
    return (_limit_problem(kind, check.threshold) if kind.threshold else None) or kind.problem(check)


def _limit_problem(kind: CheckKind, threshold: float | None) -> Words | None:
    if threshold is None:
        return Words("Write a number.")
    if kind.least <= threshold <= kind.most:
        return None
    least, most = f"{kind.least:g}", f"{kind.most:g}"
    if kind.most == math.inf:
        return Words("The number must not be below {least}.", least=least)
    return Words("The number must lie between {least} and {most}.", least=least, most=most)
