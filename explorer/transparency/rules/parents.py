"""The models that metadata, Hub and header name as parents of this one; and whether anything does."""

import re
from collections.abc import Iterable, Iterator

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.placeholders import is_silent
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import parents_of_adapter
from explorer.transparency.rules.header_parents import parents_of_header
from explorer.transparency.rules.mentions import HAS_SIZE
from explorer.transparency.rules.model_names import is_model_name
from explorer.transparency.rules.parent import RELATIONS, Parent
from explorer.transparency.rules.prose_parents import parents_of_prose
from explorer.transparency.rules.subject import is_own_id
from explorer.transparency.stated_ids import MOST_PARENTS, is_elsewhere, stated_bases, stated_ids

_TAG = phrase("parents.tag")
_PLAIN_ID = phrase("parents.plain_id")
_LONGEST_QUOTE = 600  # characters


def parents_of_yaml(reading: Reading) -> list[Parent]:
    relation = next(iter(reading.texts("base_model_relation")), "").lower()
    entries = reading.card.entries if reading.card else {}
    stated = (
        _named(reading, entries[key].value, relation, reading.from_yaml(key))
        for key in ("base_model", "base_models")
        if key in entries
    )
    return next(filter(None, stated), []) or list(_of_own_tags(reading, relation))


def _of_own_tags(reading: Reading, relation: str) -> Iterator[Parent]:
    """The Hub's own tags in a card that was made from its answer."""
    for match in _tagged(reading.texts("tags")):
        evidence = reading.from_yaml("tags", match[0])
        yield from _named(reading, match["stated"], match["relation"] or relation, evidence)


def parents_of_api(reading: Reading) -> list[Parent]:
    """What the Hub answers: parsed parents, else tags, else the card as the Hub read it, else its files."""
    sources = (_parsed, _of_tags, _of_card_data, _of_adapter)
    found = [parents for source in sources if (parents := _each_once(source(reading)))]
    whole = (parents for parents in found if not all(p.is_named_only for p in parents))
    return next(whole, None) or next(iter(found), [])


def _parsed(reading: Reading) -> Iterator[Parent]:
    parsed = reading.api_map("baseModels")
    models = parsed.get("models")
    for model in models if isinstance(models, list) else []:
        if isinstance(model, dict) and isinstance(id_ := model.get("id"), str):
            evidence = reading.from_api("baseModels", id_[:_LONGEST_QUOTE])
            yield from _named(reading, id_, str(parsed.get("relation") or ""), evidence)


def _of_tags(reading: Reading) -> Iterator[Parent]:
    for match in _tagged(reading.api_tags):
        evidence = reading.from_api("tags", match[0][:_LONGEST_QUOTE])
        yield from _named(reading, match["stated"], match["relation"] or "", evidence)


def _tagged(tags: Iterable[str]) -> list[re.Match[str]]:
    """Those with a relation first: the Hub tags a parent without one too."""
    found = [match for tag in tags if (match := _TAG.fullmatch(tag))]
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
    parsed = reading.api_map("baseModels").get("models")
    values = [
        *(entry.value for key in ("base_model", "base_models") for entry in reading.entries(key)),
        *(match["stated"] for match in _tagged((*reading.texts("tags"), *reading.api_tags))),
        reading.api_map("cardData").get("base_model"),
        *(
            model.get("id")
            for model in (parsed if isinstance(parsed, list) else [])
            if isinstance(model, dict)
        ),
    ]
    stated = (base for value in values for base in stated_bases(value))
    named = {base.lower(): base for base in stated if not is_silent(base) and not is_own_id(reading, base)}
    return tuple(named.values())


def has_parent(reading: Reading) -> bool:
    """Whether any source names a model that this one was made from."""
    return reading.once(_has_parent)


def _has_parent(reading: Reading) -> bool:
    sources = (parents_of_yaml, parents_of_api, parents_of_header, parents_of_prose)
    return any(reading.once(find) for find in sources)


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


def _each_once(parents: Iterable[Parent]) -> list[Parent]:
    found: dict[str, Parent] = {}
    for parent in parents:
        found.setdefault(parent.key, parent)
    return list(found.values())[:MOST_PARENTS]


def _is_model_id(id_: str) -> bool:
    return not is_elsewhere(id_) and bool(_PLAIN_ID.fullmatch(id_)) and is_model_name(id_)
