"""How many parameters a card counts, and whether they are this model's."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.named_sizes import is_same_size, size_distance, sizes_in
from explorer.transparency.phrases.phrase import phrase_list, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

arch = phrases_of("architecture")

_BILLIONS = phrase_list("architecture.billions")  # and how many one of them is
_SMALLEST = 100_000  # a number without a unit that counts parameters one by one
_MOST = 8  # counts of one sentence that are read
_JUST_BEFORE = 60  # characters
_NEAR = 1.4  # how many times more or less than in the name: 8.5 billion in a model called 7B


def counts_of(reading: Reading, passage: Passage, *, is_label: bool) -> Iterator[str]:
    """The counts of parameters in a sentence as written; ``is_label``: it is labelled as the architecture."""
    text = passage.text
    if passage.find(arch.count):
        named = arch.named_billions.search(reading.sources.repo)
        own = (m for m in islice(arch.count.finditer(text), _MOST) if not _is_named_other(reading, m))
        told = [m for m in own if is_of_whole(m, is_label=is_label)]
        counts = (_count(m, named[1] if named else "") for m in told)
        yield from (count for count in counts if count is not None)
    if own_size := _sized_name(reading, passage):
        yield own_size


def counts_in(text: str) -> list[str]:
    """Those of a row that names and counts one thing."""
    return list(filter(None, (_count(m, "") for m in islice(arch.count.finditer(text), _MOST))))


def is_of_whole(match: re.Match[str], *, is_label: bool) -> bool:
    """Whether a number is neither of a part nor of a model that this one is set beside."""
    if arch.a_part.match(match.string, match.end()):
        return False
    return is_label or not arch.of_others.search(match.string[: match.start()])


def own_count(reading: Reading, counts: Sequence[tuple[str, Passage]]) -> tuple[str, Passage] | None:
    """The first count that this model can have by the size in its name, one that is very near before others.

    Without a size in the name the first of all, and none where that was one of several sizes: "".
    """
    sizes = set(sizes_in(arch.decimal_point.sub(".", reading.name)))
    if len(sizes) != 1:
        return next(iter(counts), None)
    size = sizes.pop()
    near = [c for c in counts if c[0] and (_is_free(reading, c[1]) or _is_near(size, c[0]))]
    return next((c for c in near if _is_same(size, c[0])), next(iter(near), None))


def as_written(match: re.Match[str]) -> str:
    """The number and its unit: "8B", "1.2 billion"."""
    said = [g for g in match.groups() if g]
    return ("" if len(said[-1]) == 1 and len(said) > 1 else " ").join(said)


def _is_free(reading: Reading, passage: Passage) -> bool:
    """Whether the name need not tell what is counted: of a mixture of experts it may tell what is active."""
    is_of_itself = arch.of_itself.match(passage.text) or _is_own_item(reading, passage)
    return bool(is_of_itself or (passage.find(arch.total) and passage.find(arch.active)))


def _is_own_item(reading: Reading, passage: Passage) -> bool:
    named = arch.named_with_size.fullmatch(passage.text)
    return bool(named and letters(named["name"]) == own_name(reading))


def _is_near(size: str, count: str) -> bool:
    billions = _billions(count)
    return billions is None or size_distance(size, f"{billions:f}b") <= _NEAR


def _is_same(size: str, count: str) -> bool:
    billions = _billions(count)
    return billions is not None and is_same_size(size, f"{billions:f}b")


def _billions(count: str) -> float | None:
    """Of "6.9 billion", "125 M" or "6,738,415,616"; None where nothing says in what it counts."""
    found = arch.amount.match(count)
    if not found:
        return None
    is_whole = re.fullmatch(r"\d{1,3}(?:,\d{3})+", found["number"])
    number = float(found["number"].replace(",", "" if is_whole else "."))
    if not found["unit"]:
        return number / 1e9 if number >= _SMALLEST else None
    return next((number * float(unit.value) for unit in _BILLIONS if unit.match(found["unit"])), None)


def _count(match: re.Match[str], size: str) -> str | None:
    """A count of all parameters, None for no such. Of "2, 7 and 72 billion parameters" the one in this
    model's name, "" without."""
    before = match.string[: match.start()]
    if arch.two_sizes.search(before) or arch.limit_before.search(before[-_JUST_BEFORE:]) or _is_active(match):
        return None
    listed = arch.sizes_before.search(before[-_JUST_BEFORE:])
    if listed or arch.sizes_in.search(match[0]) or arch.range_after.match(match.string, match.end()):
        sizes = re.findall(r"\d[\d.]*", f"{listed[0] if listed else ''} {match[0]}")
        return f"{size} billion" if size and size in sizes else ""
    is_mentioned = match[0].endswith(("model", "size")) and before.strip().lower() not in {"", "a", "an"}
    return None if is_mentioned and _is_other_size(as_written(match), size) else as_written(match)


def _is_active(match: re.Match[str]) -> bool:
    before = match.string[: match.start()][-_JUST_BEFORE:]
    is_active = arch.active.search(match[0]) or arch.active_before.search(before)
    return bool(is_active or arch.active_after.match(match.string, match.end()))


def _is_other_size(said: str, size: str) -> bool:
    """Whether "the 4B model" is a sibling of one that has 27 billion parameters by its name."""
    amount = float(re.sub(r"[^\d.]", "", said.replace(",", ".")) or 0)
    is_billions = said[-1:] in "bB"
    is_near = bool(size) and (0.7 < amount / (float(size) or 1) < 1.4 or abs(amount - float(size)) < 1)
    return bool(size) and is_billions and not is_near


def _is_named_other(reading: Reading, match: re.Match[str]) -> bool:
    """ "Osprey-70B (70B) is a model" where this one is Sora."""
    named, own = arch.size_of.match(match[0]), own_name(reading)
    name = letters(named["name"]) if named else ""
    return bool(name) and not own.startswith(name) and not name.startswith(own)


def _sized_name(reading: Reading, passage: Passage) -> str:
    """ "Sora Base (428M)" where that is this model, or its size among those of "models (7B, 13B and 34B)"."""
    named = arch.named_with_size.fullmatch(passage.text) if passage.has_digit else None
    if named and letters(named["name"]) == own_name(reading):
        return named["size"]
    listed = passage.find(arch.listed_sizes) if reading.size else None
    before = passage.text[: listed.start("sizes")] if listed else ""
    family = re.match(r"[a-z]*", own_name(reading))
    is_own = arch.we.search(before) or (family and family[0] and family[0] in letters(before))
    if listed and (not is_own or arch.of_others.search(before)):
        return ""
    sizes = re.findall(r"[\d.]+[BM]", listed["sizes"]) if listed else []
    return next((size for size in sizes if size.lower() == reading.size), "")
