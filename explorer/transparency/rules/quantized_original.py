"""What a quantized copy's card tells of its original, whose own card it carries along.

Making weights smaller changes neither how a model is built nor how it was trained, so what the original's
card says of these holds for the copy, where the copy's own part is silent.
"""

from collections.abc import Callable
from dataclasses import replace

from explorer.domain.facts import Finding, Verdict, is_said
from explorer.domain.words import Words
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import PartOfReading, Reading

file = phrases_of("file")
tuning = phrases_of("tuning")


class _OriginalReading(PartOfReading):
    """The sentences of the embedded card, which tell what that model is."""

    once = Reading.once


def or_of_original(rule: Callable[[Reading], Finding]) -> Callable[[Reading], Finding]:
    """The rule, asked again of the original's card where the copy's own part does not say it."""

    def asked(reading: Reading) -> Finding:
        found = rule(reading)
        if found.verdict is not Verdict.NOT_DISCLOSED or not _is_of_one(reading):
            return found
        return of_original(rule(_OriginalReading(reading, reading.embedded)))

    return asked


def of_original(found: Finding) -> Finding:
    """A finding as what the original's card says, where it says something."""
    if not is_said(found):
        return found
    return replace(found, text=Words("Of the original: {statement}", statement=found.text))


def _is_of_one(reading: Reading) -> bool:
    """Whether there is such a card, and it does not speak for several models at once."""
    told = reading.embedded
    return bool(told) and not any(p.find(tuning.a_sister) or p.find(file.sizes) for p in told)
