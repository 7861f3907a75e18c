"""The metadata of a card: where its YAML blocks stand, and what they say; a broken one is read key by key."""

import re
from dataclasses import replace

from explorer.domain.words import Words
from explorer.transparency.card_text.yaml_values import (
    RefusedYamlError,
    TooLargeError,
    Value,
    YamlEntry,
    parsed,
)

MAX_CHARACTERS = 1_000_000  # as many as of a card: those of embedding models list thousands of results
_MOST_ODD = 3  # keys that are told
_KEY_LINE = re.compile(
    r"^ {0,3}-?\s{0,3}(?P<key>[A-Za-z][\w -]{0,60}?)\s{0,3}:(?:\s+(?P<value>.*)|(?P<tight>\S.*))?$"
)
_ITEM_LINE = re.compile(r"^\s{0,8}-\s+(?P<value>\S.*)$")
_TOO_LONG = Words("the metadata of the card is too long")
_ODD = Words("the metadata of the card is not written as it should be")
# Keys by which a YAML block of a model card is known from any other text between dashes.
KNOWN_KEYS = frozenset((
    "license", "license_name", "license_link", "language", "languages", "base_model", "datasets",
    "tags", "pipeline_tag", "library_name", "model-index", "model_name", "metrics", "inference",
    "quantized_by", "widget", "model_creator", "thumbnail", "base_model_relation",
    "co2_eq_emissions",
))  # fmt: skip
# The keys of a block, spelled ``base_model``; what was wrong with it; why only what stands on the line of a
# key or in a list below it was read, "" where all was.
type _Found = tuple[dict[str, YamlEntry], tuple[str, ...], str]
_LONG = Words("The card’s metadata are very long; only their beginning was read.")
_BROKEN = Words("The card’s metadata are not written as they should be; they were read line by line.")


def _front_matter(text: str, *, is_cut: bool = False) -> _Found:
    """Keys and lines of a YAML block given without its dashes; of a cut one no half line. Raises nothing."""
    if is_cut or len(text) > MAX_CHARACTERS:
        lines = text[:MAX_CHARACTERS].rpartition("\n")[0]
        return _key_by_key(lines), (_LONG,), _TOO_LONG
    try:
        return _by_parser(text)
    except RefusedYamlError as error:
        why = _TOO_LONG if isinstance(error, TooLargeError) else _ODD
        return _key_by_key(text), (_BROKEN,), why


def texts(value: Value) -> tuple[str, ...]:
    """A value that may be one text or a list of texts, as texts."""
    items = value if isinstance(value, list) else [value]
    return tuple(i.strip() for i in items if isinstance(i, str) and i.strip())


def _by_parser(text: str) -> _Found:
    entries: dict[str, YamlEntry] = {}
    usual: set[str] = set()  # keys that were read in their usual spelling
    odd: list[str] = []
    for key, entry in parsed(text).pairs:
        name = spelled(key)
        if name == key and name in usual:
            entries[name] = entries[name].said_again(entry)
        elif name == key or name not in entries:
            entries[name] = entry
        if name == key:
            usual.add(name)
        elif name in KNOWN_KEYS:
            odd.append(key)
    return entries, tuple(map(_odd, odd[:_MOST_ODD])), ""


def _odd(key: str) -> Words:
    return Words(
        "The card’s metadata say “{written}”, which was read as “{meant}”.", written=key, meant=spelled(key)
    )


def spelled(key: str) -> str:
    """Usual spelling of a key: ``-license`` and ``base model`` are meant as license and base_model."""
    plain = key.strip().lstrip("- ")
    if plain.lower() == "licenses":
        return "license"
    return plain.replace(" ", "_").lower() if plain.lower() != "model-index" else "model-index"


def _key_by_key(text: str) -> dict[str, YamlEntry]:
    """What can be read of a broken block: each key with its value or the list under it."""
    entries: dict[str, YamlEntry] = {}
    key = ""
    for number, line in enumerate(text.splitlines()[:20_000]):
        match, item = _KEY_LINE.match(line[:2000]), _ITEM_LINE.match(line[:2000])
        is_sure = match is not None and spelled(match["key"]) in KNOWN_KEYS
        if match and (is_sure or not (match["tight"] or (item and key))):
            key = spelled(match["key"])
            entry = YamlEntry(_flow(match["value"] or match["tight"]), number, number)
            entries[key] = entries[key].said_again(entry) if key in entries else entry
        elif item and key:
            entries[key] = _with_item(entries[key], _plain(item["value"]), number)
    return entries


def _with_item(entry: YamlEntry, item: str | None, number: int) -> YamlEntry:
    if isinstance(entry.value, str) or item is None or len(texts(entry.value)) > 1000:
        return entry
    return replace(entry, value=[*(entry.value or []), item], last_line=number)


def _flow(value: str | None) -> Value:
    """A value on the line of its key; ``[a, b`` is a list, closed or not."""
    text = (value or "").strip()
    if not text.startswith("["):
        return _plain(value)
    items: list[Value] = [_plain(item) for item in text.strip("[]").split(",")]
    return items[:1000]


def _plain(value: str | None) -> str | None:
    return (value or "").strip().strip("\"'") or None


# The signs come first, so that the search can leap from one to the next.
_DASHES = re.compile(r"---(?<=^---)[ \t\r]*$", re.MULTILINE)
_KEY = re.compile(
    r"^[ {-]{0,4}[\"']?[A-Za-z][\w -]{0,60}[\"']?\s{0,2}:(?:\s|\Z)", re.MULTILINE
)  # a line between two rules has none
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_BREAKS = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # lines of YAML, of no card
_MOST_DASHES = 400
_QUOTE_LINES = 8  # a list of languages may have hundreds of lines; the first show where it stands


def _blocks(text: str, masked: str) -> list[tuple[int, int]]:
    """Offsets of the metadata with its dashes: none, or one block and those that follow it at once.

    ``masked``: the text without what stands in code.
    """
    dashes = [m.span() for m in _DASHES.finditer(text)][:_MOST_DASHES]
    # One that nobody closed ends before the first heading.
    heading = _HEADING.search(text, dashes[-1][0]) if dashes else None
    ends = [*(end for _, end in dashes[1:]), heading.start() if heading else len(text)][: len(dashes)]
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


def _read(text: str, start: int, end: int, *, is_cut: bool = False) -> _Found:
    """What a block between dashes says; its lines count from the start of the text.

    ``is_cut``: its end is missing.
    """
    body = text[start:end].partition("\n")[2]
    if body.rstrip().endswith("---"):
        body = body.rstrip()[:-3]
    entries, problems, why = _front_matter(_BREAKS.sub(" ", body), is_cut=is_cut)
    line = text.count("\n", 0, start) + 2  # the one after the dashes
    return {key: entry.from_line(line) for key, entry in entries.items()}, problems, why


def _is_block(text: str, masked: str, block: tuple[int, int]) -> bool:
    start, end = block
    return masked[start : start + 3] == "---" and _is_metadata(text[start + 3 : end])


def _is_metadata(block: str) -> bool:
    """Whether a block between dashes, somewhere in the text, is metadata: known keys and little prose."""
    lines = [line for line in block[:20_000].split("\n") if line.strip(" -\r")]
    keys = [spelled(line.split(":", 1)[0]) for line in lines if ":" in line and len(line) < 300]
    return bool(lines) and spelled(lines[0].split(":", 1)[0]) in KNOWN_KEYS and bool(KNOWN_KEYS & set(keys))


class CardMetadata:
    """What the metadata of a card say, and where.

    ``masked``: the text without what stands in code; ``is_cut``: its end is missing. ``spans``: where the
    blocks stand. ``half_read``: why only a part of a key's value may be known, "" where all is.
    """

    def __init__(self, text: str, masked: str, *, is_cut: bool) -> None:
        self.text = text
        self.spans = _blocks(text, masked)
        self.problems: list[str] = []
        self.entries: dict[str, YamlEntry] = {}  # lines count from the start of the text
        self.half_read: dict[str, str] = {}
        for start, end in self.spans:
            entries, problems, why = _read(text, start, end, is_cut=is_cut and end >= len(text))
            # Of a key that comes twice the first, as the Hub has it.
            self.half_read = dict.fromkeys(entries, why) | self.half_read
            self.entries = entries | self.entries
            self.problems += problems

    def value(self, key: str) -> Value:
        entry = self.entries.get(key)
        return entry.value if entry else None

    def texts(self, key: str) -> tuple[str, ...]:
        return texts(self.value(key))

    def all_of(self, key: str) -> tuple[YamlEntry, ...]:
        """What a key says, and what it says where it stands again."""
        entry = self.entries.get(key)
        return (entry, *entry.again) if entry else ()

    def quote_of(self, key: str, part: str = "", entry: YamlEntry | None = None) -> tuple[str, int, int]:
        """The lines of a metadata key as written, and their numbers; a long list is cut.

        ``part``: only the line of it that holds this; ``entry``: of a key that stands twice, which.
        """
        entry = entry or self.entries[key]
        first = entry.first_line
        lines = self.text.split("\n", entry.last_line)[first - 1 : entry.last_line]
        at = next((n for n, line in enumerate(lines) if part and part in line), -1)
        shown = lines[at : at + 1] if at >= 0 else lines[:_QUOTE_LINES]
        first += max(at, 0)
        return "\n".join(shown).rstrip(), first, first + len(shown) - 1
