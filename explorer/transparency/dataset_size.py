"""How large a data set is, as its metadata states it: a range of rows, or rows and bytes of its splits."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from explorer.domain.units import size_text
from explorer.domain.words import Words, joined

_RANGE = "size_categories:"
_LARGEST = 2**63 - 1


class Size(NamedTuple):
    """``stated``: as it is, or as the splits add up; ``words``: with unit; ``quote``: what ``key`` says."""

    stated: str
    words: Words
    key: str
    quote: str


def stated_size(api: Mapping[str, Any]) -> Size | None:
    """Counted rows stand before a range of them; ``None`` where neither is stated."""
    data = api.get("cardData")
    data = data if isinstance(data, Mapping) else {}
    return _counted(data.get("dataset_info")) or _range(api.get("tags"), data.get("size_categories"))


def _range(tags: object, stated: object) -> Size | None:
    for tag in tags if isinstance(tags, list) else []:
        if isinstance(tag, str) and tag.startswith(_RANGE):
            return _rows(tag.removeprefix(_RANGE)[:40], "tags")
    first = stated[0] if isinstance(stated, list) and stated else stated
    return _rows(first[:40], "cardData.size_categories") if isinstance(first, str) and first.strip() else None


def _rows(range_: str, key: str) -> Size:
    return Size(range_, Words("{size} rows", size=range_), key, range_)


def _counted(info: object) -> Size | None:
    """Rows of all splits of all configurations; only where each split states its own."""
    rows, size = 0, 0
    for config in _mappings(info if isinstance(info, list) else [info]):
        counts = [_count(split.get("num_examples")) for split in _mappings(config.get("splits"))]
        if not counts or None in counts:
            return None
        rows += sum(count or 0 for count in counts)
        size += _count(config.get("dataset_size")) or 0
    if not rows:
        return None
    words = Words("{count} rows", count=f"{rows:,}")
    told = joined(" · ", (words, size_text(size) if size else ""))
    said = Words("the splits add up to {rows} rows", rows=rows)
    return Size(told, told, "cardData.dataset_info", said)


def _mappings(items: object) -> Iterator[Mapping[str, Any]]:
    yield from (item for item in (items if isinstance(items, list) else []) if isinstance(item, Mapping))


def _count(value: object) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST
    return value if is_count and isinstance(value, int) else None
