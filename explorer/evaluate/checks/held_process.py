"""The process that searches for a person's patterns, and holds JSON against a person's schemas.

A pattern may go back and forth for ever, and so may the patterns of a schema: what that costs is held to from
outside (``held.py``). Each request comes as a line of JSON, and is answered by a line.
"""

import re
import warnings
from itertools import islice

import msgspec

from explorer.base.child_process import begin_as_child, limit_memory, limit_time

MEMORY = 512 << 20  # bytes
_SECONDS = 30  # of the processor for one request, should nobody be there to end it sooner
_MOST_SPANS = 100


class HeldRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pattern that is searched for in the first text, or a schema that one of the texts must keep to."""

    texts: list[str]
    pattern: str = ""
    schema: str = ""


class HeldAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """``spans``: where the pattern matches. ``which`` of the texts keeps to the schema; else what the first
    one breaks, and where. ``fault``: why nobody can tell: "time", "memory", or in English.
    """

    spans: list[tuple[int, int]] = []
    which: int = 0
    keyword: str = ""
    place: str = ""
    fault: str = ""


def main() -> int:
    """Serve until stdin closes; the process's exit status."""
    requests, answers = begin_as_child()
    warnings.simplefilter("ignore")  # of what Python will read otherwise one day
    limit_memory(MEMORY)
    answers.write(b"\n")  # it is ready
    answers.flush()
    for line in requests:
        limit_time(_SECONDS)
        answers.write(msgspec.json.encode(answered(msgspec.json.decode(line, type=HeldRequest))) + b"\n")
        answers.flush()
    return 0


def answered(request: HeldRequest) -> HeldAnswer:
    return _kept(request) if request.schema else _searched(request)


def _searched(request: HeldRequest) -> HeldAnswer:
    try:
        matches = islice(re.finditer(request.pattern, request.texts[0]), _MOST_SPANS)
        return HeldAnswer(spans=[match.span() for match in matches])
    except (re.error, RecursionError, OverflowError) as error:
        return HeldAnswer(fault=str(error)[:200])


def _kept(request: HeldRequest) -> HeldAnswer:
    from explorer.engine.structured_output.validator_process import validated  # noqa: PLC0415

    first = HeldAnswer()
    for number, text in enumerate(request.texts):
        verdict = validated(request.schema, text)
        if not verdict:
            return HeldAnswer(which=number)
        if number == 0:
            first = HeldAnswer(keyword=verdict.get("keyword", "")[:60], place=verdict.get("place", "")[:200],
                               fault=verdict.get("fault", ""))  # fmt: skip
    return first
