"""Several things in one breath: "card, Hub answer". The mark between them belongs to the language."""

from collections.abc import Iterable

from explorer.domain.words import Words, joined


def enumerated(parts: Iterable[str]) -> Words:
    """The parts with commas between; empty ones are left out. Each part can still be translated."""
    kept = [part for part in parts if part]
    said = joined("", kept[:1])
    for part in kept[1:]:
        said = Words("{first}, {next}", first=said, next=part)
    return said
