"""The models that metadata, Hub and header name as parents of this one.

A converter copies ``general.base_model.*`` from the card of the model that it converts. So they are that
model's parents, and this file is a copy of that model; only a base that bears the file's own name is what
was converted, as the cards of quantizers put it.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.sentences import is_silent
from explorer.transparency.hub_ids import MOST_PARENTS, is_elsewhere, stated_bases, stated_ids
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import parents_of_adapter
from explorer.transparency.rules.lineage.names import HAS_SIZE, is_model_name
from explorer.transparency.rules.lineage.parent import RELATIONS, Parent, only_ids
from explorer.transparency.rules.lineage.placed import stem_of, stem_of_file
from explorer.transparency.rules.subject import is_own_id

parents = phrases_of("parents")

_LONGEST_QUOTE = 600  # characters
_MOST_BASES = 20  # bases that are read
_SOURCES = ("general.source.huggingface.repository", "general.source.repo_url", "general.source.url")
_NOT_TUNED = frozenset(("base", "pretrained", "pt"))


def parents_of_yaml(reading: Reading) -> list[Parent]:
    relation = next(iter(reading.texts("base_model_relation")), "").lower()
    entries = reading.card.entries if reading.card else {}
    stated = (
        _named(reading, entries[key].value, relation, reading.from_yaml(key))
        for key in ("base_model", "base_models")
        if key in entries
    )
    if named := next(filter(None, stated), []):
        return named
    return [  # of the Hub's own tags, in a card that was made from its answer
        parent
        for match in _tagged(reading.texts("tags"))
        for parent in _named(
            reading, match["stated"], match["relation"] or relation, reading.from_yaml("tags", match[0])
        )
    ]


def parents_of_api(reading: Reading) -> list[Parent]:
    """What the Hub answers: parsed parents, else tags, else the card as the Hub read it, else its files."""
    sources = (_parsed, _of_tags, _of_card_data, _of_adapter)
    found = [named for source in sources if (named := _each_once(source(reading)))]
    return next(filter(only_ids, found), None) or next(iter(found), [])


def _parsed(reading: Reading) -> Iterator[Parent]:
    relation = str(reading.api_map("baseModels").get("relation") or "")
    for id_ in _parsed_ids(reading):
        if isinstance(id_, str):
            evidence = reading.from_api("baseModels", id_[:_LONGEST_QUOTE])
            yield from _named(reading, id_, relation, evidence)


def _parsed_ids(reading: Reading) -> list[object]:
    models = reading.api_map("baseModels").get("models")
    return [m.get("id") for m in models if isinstance(m, dict)] if isinstance(models, list) else []


def _of_tags(reading: Reading) -> Iterator[Parent]:
    for match in _tagged(reading.api_tags):
        evidence = reading.from_api("tags", match[0][:_LONGEST_QUOTE])
        yield from _named(reading, match["stated"], match["relation"] or "", evidence)


def _tagged(tags: Iterable[str]) -> list[re.Match[str]]:
    """Those with a relation first: the Hub tags a parent without one too."""
    found = [match for tag in tags if (match := parents.tag.fullmatch(tag))]
    return sorted(found, key=lambda match: match["relation"] not in RELATIONS)


def _of_card_data(reading: Reading) -> Iterator[Parent]:
    value = reading.api_map("cardData").get("base_model")
    for item in value if isinstance(value, list) else [value]:
        quote = item if isinstance(item, str) else ", ".join(stated_ids(item))
        evidence = reading.from_api("cardData.base_model", quote[:_LONGEST_QUOTE])
        yield from _named(reading, item, "", evidence)


def _of_adapter(reading: Reading) -> Iterator[Parent]:
    for id_, evidence in parents_of_adapter(reading):
        yield from _named(reading, id_, "adapter", evidence)


def bases_of_metadata(reading: Reading) -> tuple[str, ...]:
    """Every base that card and Hub state in their metadata, by its id or as it is written."""
    values = [
        *(entry.value for key in ("base_model", "base_models") for entry in reading.entries(key)),
        *(match["stated"] for match in _tagged((*reading.texts("tags"), *reading.api_tags))),
        reading.api_map("cardData").get("base_model"),
        *_parsed_ids(reading),
    ]
    stated = (base for value in values for base in stated_bases(value))
    named = {base.lower(): base for base in stated if not is_silent(base) and not is_own_id(reading, base)}
    return tuple(named.values())


def _named(reading: Reading, value: object, relation: str, evidence: Evidence) -> list[Parent]:
    """The models that a value names, without this one: re-uploads may name themselves as their base.

    Where none has an id, what can be a name of a model, which may be that of a folder.
    """
    stated = [id_ for id_ in stated_ids(value) if not is_own_id(reading, id_)]
    if ids := [id_ for id_ in stated if _is_model_id(id_)]:
        return [Parent(id_, relation, evidence) for id_ in ids]
    names = (re.split(r"[/\\]", text.rstrip("/\\"))[-1] for text in stated)
    likely = [name for name in names if HAS_SIZE.search(name) and is_model_name(name)]
    return [Parent(name, relation, evidence, is_named_only=True) for name in likely]


def _each_once(named: Iterable[Parent]) -> list[Parent]:
    found: dict[str, Parent] = {}
    for parent in named:
        found.setdefault(parent.key, parent)
    return list(found.values())[:MOST_PARENTS]


def _is_model_id(id_: str) -> bool:
    return not is_elsewhere(id_) and bool(parents.plain_id.fullmatch(id_)) and is_model_name(id_)


def parents_of_header(reading: Reading) -> list[Parent]:
    """What it was converted from, then the bases it names."""
    sources = ((key, ids) for key in _SOURCES if (ids := _ids_of_header(reading, key)))
    source = [Parent(ids[0], "quantized", reading.from_header(key)) for key, ids in islice(sources, 1)]
    starts = [start for n in range(_MOST_BASES) if _key_of_base(reading, start := f"general.base_model.{n}")]
    return [*source, *(_base_of_header(reading, start, len(starts)) for start in starts)]


def is_named_in_header(reading: Reading, parent: Parent) -> bool:
    """Whether the header calls the model that was converted by a parent's name, more or less exactly."""
    told, name = letters(reading.header_text("general.name")), name_letters(parent.id)
    return min(len(told), len(name)) > 4 and (told in name or name in told)


def _ids_of_header(reading: Reading, key: str) -> list[str]:
    """The models that a text of the header leads to, without this one."""
    stated = stated_ids(reading.header_text(key))
    return [id_ for id_ in stated if "/" in id_ and not (is_elsewhere(id_) or is_own_id(reading, id_))]


def _key_of_base(reading: Reading, start: str) -> str:
    """Where its id stands, else its name; "" where there is none, or only this model itself."""
    keys = (f"{start}.repo_url", f"{start}.name")
    linked = next((key for key in keys if _ids_of_header(reading, key)), "")
    name = reading.header_text(keys[1])
    return linked or (keys[1] if name and not is_own_id(reading, name) else "")


def _base_of_header(reading: Reading, start: str, count: int) -> Parent:
    key = _key_of_base(reading, start)
    id_ = next(iter(_ids_of_header(reading, key)), "")
    name = id_ or reading.header_text(key)
    is_it = count == 1 and _bears_name(reading, start, name)
    relation = "quantized" if is_it else _relation_of_header(reading, count)
    evidence = reading.from_header(key)
    return Parent(name, relation, evidence, is_named_only=not id_, is_of_original=not is_it)


def _bears_name(reading: Reading, start: str, id_: str) -> bool:
    """Whether the file bears a base's name, which may have its maker's before it."""
    own = stem_of(reading.header_text("general.name").replace(" ", "-")) or stem_of_file(reading)
    owner, _, name = id_.rpartition("/")
    makers = letters(owner), letters(reading.header_text(f"{start}.organization"))
    for said in filter(None, (letters(name), letters(reading.header_text(f"{start}.name")))):
        before = own.removesuffix(said)
        if own.endswith(said) and (not before or any(maker.startswith(before) for maker in makers)):
            return True
    return False


def _relation_of_header(reading: Reading, count: int) -> str:
    """How the converted model was made from its bases, as far as the header says it."""
    if reading.header_text("general.type") == "adapter":
        return "adapter"
    if count > 1:
        tags = (reading.sources.header or {}).get("general.tags")
        said = {str(tag).lower() for tag in tags} if isinstance(tags, tuple | list) else set()
        return "merge" if said & {"merge", "mergekit"} else "unknown"
    tuned = reading.header_text("general.finetune").lower()
    return "finetune" if tuned and tuned not in _NOT_TUNED else "unknown"
