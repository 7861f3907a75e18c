"""Where the metadata of a card stands: at its top, at its end, or in two blocks at once."""

import re

from explorer.transparency.front_matter import KNOWN_KEYS, FrontMatter, read_front_matter, spelled

# The signs come first, so that the search can leap from one to the next.
_DASHES = re.compile(r"---(?<=^---)[ \t\r]*$", re.MULTILINE)
_KEY = re.compile(
    r"^[ {-]{0,4}[\"']?[A-Za-z][\w -]{0,60}[\"']?\s{0,2}:(?:\s|\Z)", re.MULTILINE
)  # a line between two rules has none
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_BREAKS = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # lines of YAML, of no card
_MOST_DASHES = 400


def metadata_blocks(text: str, masked: str) -> list[tuple[int, int]]:
    """Offsets of the metadata with its dashes: none, or one block and those that follow it at once.

    ``masked``: the text without what stands in code.
    """
    dashes = [m.span() for m in _DASHES.finditer(text)][:_MOST_DASHES]
    ends = [*(end for _, end in dashes[1:]), _end_of_open(text, dashes[-1][0])] if dashes else []
    blocks = [(start, end) for (start, _), end in zip(dashes, ends, strict=True)]
    opening = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if blocks and blocks[0][0] == opening and _KEY.search(text, *blocks[0]):
        at = 0
    else:
        at = next((n for n, block in enumerate(blocks) if _is_block(text, masked, block)), len(blocks))
    found: list[tuple[int, int]] = []
    for block in blocks[at::2]:
        if found and (text[found[-1][1] : block[0]].strip() or not _is_block(text, masked, block)):
            break
        found.append(block)
    return found


def _end_of_open(text: str, start: int) -> int:
    """Where a block ends that nobody closed: before the first heading."""
    heading = _HEADING.search(text, start)
    return heading.start() if heading else len(text)


def metadata_in(text: str, start: int, end: int, *, is_cut: bool = False) -> FrontMatter:
    """What a block between dashes says; its lines count from the start of the text.

    ``is_cut``: its end is missing.
    """
    inner = text[start:end].split("\n", 1)
    body = inner[1] if len(inner) > 1 else ""
    if body.rstrip().endswith("---"):
        body = body.rstrip()[:-3]
    found = read_front_matter(_BREAKS.sub(" ", body), is_cut=is_cut)
    line = text.count("\n", 0, start) + 2  # the one after the dashes
    entries = {key: e.from_line(line) for key, e in found.entries.items()}
    return FrontMatter(entries, found.problems, found.half_read)


def _is_block(text: str, masked: str, block: tuple[int, int]) -> bool:
    start, end = block
    return masked[start : start + 3] == "---" and _is_metadata(text[start + 3 : end])


def _is_metadata(block: str) -> bool:
    """Whether a block between dashes, somewhere in the text, is metadata: known keys and little prose."""
    lines = [line for line in block[:20_000].split("\n") if line.strip(" -\r")]
    keys = [spelled(line.split(":", 1)[0]) for line in lines if ":" in line and len(line) < 300]
    return bool(lines) and spelled(lines[0].split(":", 1)[0]) in KNOWN_KEYS and bool(KNOWN_KEYS & set(keys))
