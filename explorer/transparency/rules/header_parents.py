"""The models that a GGUF header names: the one that was converted, and what that one was made from.

A converter copies ``general.base_model.*`` from the card of the model that it converts. So they are that
model's parents, and this file is a copy of that model; only a base that bears the file's own name is what
was converted, as the cards of quantizers put it.
"""

from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.reading import Reading
from explorer.transparency.rules.file_parents import stem_of, stem_of_file
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import is_own_id
from explorer.transparency.stated_ids import is_elsewhere, stated_ids

_MOST = 20  # bases that are read
_SOURCES = ("general.source.huggingface.repository", "general.source.repo_url", "general.source.url")
_NOT_TUNED = frozenset(("base", "pretrained", "pt"))


def parents_of_header(reading: Reading) -> list[Parent]:
    """What it was converted from, then the bases it names."""
    return [*_source(reading), *_bases(reading)]


def is_named_in_header(reading: Reading, parent: Parent) -> bool:
    """Whether the header calls the model that was converted by a parent's name, more or less exactly."""
    told, name = letters(reading.header_text("general.name")), letters(parent.id.rsplit("/", 1)[-1])
    return min(len(told), len(name)) > 4 and (told in name or name in told)


def _source(reading: Reading) -> Iterator[Parent]:
    for key in _SOURCES:
        if ids := _ids(reading, key):
            yield Parent(ids[0], "quantized", reading.from_header(key))
            return


def _ids(reading: Reading, key: str) -> list[str]:
    """The models that a text of the header leads to, without this one."""
    stated = stated_ids(reading.header_text(key))
    return [id_ for id_ in stated if "/" in id_ and not (is_elsewhere(id_) or is_own_id(reading, id_))]


def _bases(reading: Reading) -> list[Parent]:
    starts = [start for n in range(_MOST) if _key_of_base(reading, start := f"general.base_model.{n}")]
    return [_base(reading, start, len(starts)) for start in starts]


def _key_of_base(reading: Reading, start: str) -> str:
    """Where its id stands, else its name; "" where there is none, or only this model itself."""
    keys = (f"{start}.repo_url", f"{start}.name")
    linked = next((key for key in keys if _ids(reading, key)), "")
    name = reading.header_text(keys[1])
    return linked or (keys[1] if name and not is_own_id(reading, name) else "")


def _base(reading: Reading, start: str, count: int) -> Parent:
    key = _key_of_base(reading, start)
    id_ = next(iter(_ids(reading, key)), "")
    name = id_ or reading.header_text(key)
    is_it = count == 1 and _is_called(reading, start, name)
    relation = "quantized" if is_it else _relation(reading, count)
    evidence = reading.from_header(key)
    return Parent(name, relation, evidence, is_named_only=not id_, is_of_original=not is_it)


def _is_called(reading: Reading, start: str, id_: str) -> bool:
    """Whether the file bears a base's name, which may have its maker's before it."""
    own = stem_of(reading.header_text("general.name").replace(" ", "-")) or stem_of_file(reading)
    owner, _, name = id_.rpartition("/")
    makers = letters(owner), letters(reading.header_text(f"{start}.organization"))
    for said in filter(None, (letters(name), letters(reading.header_text(f"{start}.name")))):
        before = own.removesuffix(said)
        if own.endswith(said) and (not before or any(maker.startswith(before) for maker in makers)):
            return True
    return False


def _relation(reading: Reading, count: int) -> str:
    """How the converted model was made from its bases, as far as the header says it."""
    if reading.header_text("general.type") == "adapter":
        return "adapter"
    if count > 1:
        tags = (reading.sources.header or {}).get("general.tags")
        is_merge = isinstance(tags, tuple | list) and bool(
            {"merge", "mergekit"} & {str(t).lower() for t in tags}
        )
        return "merge" if is_merge else "unknown"
    tuned = reading.header_text("general.finetune").lower()
    return "finetune" if tuned and tuned not in _NOT_TUNED else "unknown"
