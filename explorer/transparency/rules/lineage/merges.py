"""Merges: the models that paragraphs, lists and configurations of a merge name."""

from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_of_others
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.merge_names import (
    model_of_path,
    names_of_merge,
    parents_of_merge_configuration,
)
from explorer.transparency.rules.lineage.names import DATA, Mention
from explorer.transparency.rules.lineage.parent import Parent
from explorer.transparency.rules.subject import sentence_of

family = phrases_of("family")
merges = phrases_of("merges")


_AROUND = " \t\n-*+•>:"  # the signs of an item or a label


def parents_of_merge(reading: Reading) -> list[Parent]:
    """All models of a merge, in the order of the card; empty where it tells of none."""
    told = list(_of_blocks(reading))
    listed, keys = list(_of_lists(reading, is_told=False)), {p.key for p in told}
    if len(keys) > 1 and not keys <= {p.key for p in listed}:  # the list may be that of another model
        listed = list(_of_lists(reading, is_told=True))
    if len({p.key for p in listed}) > 1:  # which says best what sentences call by shorter names
        told = [p for p in told if not p.is_named_only and not merges.aimed_at.search(p.evidence.quote)]
    found = [*told, *listed]
    configured = list(parents_of_merge_configuration(reading))
    keys = {p.key for p in found}
    if len(keys) < 2 or keys < _of_experts(configured) or _says_last_step(configured, told):
        found = configured or found  # what else is named once may stand further up
    if len({p.key for p in found}) < 2 and (named := names_of_merge(reading)):
        return named
    return found if len({p.key for p in found}) > 1 or configured or _is_merge(reading) else []


def _says_last_step(configured: list[Parent], told: list[Parent]) -> bool:
    """Whether the only configuration mixes two models, and sentences name one of them and none that is in no
    configuration: a list then tells of more steps than the last."""
    keys = {p.key for p in configured if not p.is_named_only}
    named = {p.key for p in told}
    is_one = len({p.evidence.quote for p in configured}) == 1
    return is_one and len(keys) == len(configured) == 2 and bool(named) and named <= keys


def _of_experts(configured: list[Parent]) -> set[str]:
    """The keys of a mixture's experts and the base around them, which lists may leave out."""
    is_mixture = bool(configured) and bool(merges.experts.search(configured[0].evidence.quote))
    return {p.key for p in configured} if is_mixture else set()


def _is_merge(reading: Reading) -> bool:
    if reading.tags & {"merge", "mergekit", "moerge", "frankenmerge"}:
        return True
    return any(p.find(merges.is_a_merge) for p in reading.likely(merges.is_a_merge))


def _of_blocks(reading: Reading) -> Iterator[Parent]:
    """A paragraph that tells of a merge and names two models or more."""
    blocks: dict[int, list[Passage]] = {
        p.block: [] for p in reading.likely(merges.merge) if _tells(reading, p)
    }
    for passage in reading.own if blocks else ():
        if passage.block in blocks:
            blocks[passage.block].append(passage)
    for passages in blocks.values():
        if not any(p.header for p in passages):
            named = [
                (p, m)
                for p in passages
                if not p.find(family.compared)
                and not p.find(merges.of_others)
                and not is_of_others(reading, p)
                and not p.find(merges.omitted)
                for m in _ids(reading, p)
            ]
            has_many = len({m.id for _, m in named}) > 2
            is_put_back = not has_many and any(_puts_back(p) for p in passages if _tells(reading, p))
            is_other = is_put_back or any(
                merges.no_parent.search(merges.id.sub(" ", p.text)) for p, _ in named
            )
            if named and not is_other:
                yield from (Parent(m.id, "merge", reading.from_card(p), m.is_named_only) for p, m in named)


def _tells(reading: Reading, passage: Passage) -> bool:
    """Whether its words tell of a merge; the name of a model may be "owl-merge" or "strix-slerp"."""
    if not passage.find(merges.merge):
        return False
    words = sentence_of(reading, passage).text
    return not words or bool(merges.merge.search(words))


def _puts_back(passage: Passage) -> bool:
    """Whether an adapter is put back into its base, by the words besides the names of models."""
    words = merges.id.sub(" ", passage.text)
    return bool(merges.adapter_merge.search(words)) and not merges.with_another.search(words)


def _ids(reading: Reading, passage: Passage, *, is_list: bool = False) -> list[Mention]:
    """``is_list``: the passage stands among models, so any id is one's; its link is exact."""
    if is_list and merges.id.fullmatch(passage.text) and "](" not in passage.quote:
        return [Mention(passage.text)]
    sentence = sentence_of(reading, passage)
    text = sentence.text.partition(DATA)[0]  # what follows was done with data
    plain = {int(m["n"]) for m in merges.merged_with.finditer(text)}
    bare = [Mention(m["id"]) for m in merges.merged_with_id.finditer(text)] if "/" in text else []
    return bare + [
        m
        for n, m in enumerate(sentence.mentions)
        if f"§{n}" in text
        and not m.is_named_only
        and (is_list or m.is_sure or n in plain or merges.digit.search(m.id))
        and (is_list or not merges.is_like.search(text.partition(f"§{n}")[0]))
        and not merges.is_method.match(text.partition(f"§{n}")[2])
        and (is_list or not merges.based_model.match(text.partition(f"§{n}")[2]))
    ]


def _of_lists(reading: Reading, *, is_told: bool) -> Iterator[Parent]:
    """Items under "Models Merged", or after "a merge of the following models:".

    ``is_told``: sentences name the models; what "Models used" lists may then be theirs.
    """
    after = -2
    items = (p for p in reading.own if p.is_item or p.header or "/" in p.quote)
    for passage in reading.likely(merges.made_of, merges.merge, also=items):
        is_item = passage.is_item or bool(passage.header) or _is_alone(passage)
        if is_item and not is_told and _is_after_title(reading, passage, goes_on=passage.block - after == 2):
            after = passage.block
        is_listed = is_item and (passage.block - after <= 1 or _is_titled(reading, passage, is_told=is_told))
        if is_listed and not merges.no_parent.search(family.aside.sub("", passage.text)):
            ids = _listed(reading, passage)
            yield from (Parent(m.id, "merge", reading.from_card(passage), m.is_named_only) for m in ids)
            after = passage.block if passage.block - after <= 1 else after
        elif passage.find(merges.made_of) or (
            _tells(reading, passage)
            and merges.about_to_list.search(passage.text)
            and not passage.find(merges.inspired)
        ):
            after = passage.block


def _listed(reading: Reading, passage: Passage) -> list[Mention]:
    """The model of an item: its id, else its name, also that of a folder; all where it is nothing but ids."""
    if merges.several.fullmatch(passage.text):
        return [Mention(id_) for id_ in passage.text.split()]
    if passage.text.startswith((".", "/", "~")) and (id_ := model_of_path(reading, passage.text)):
        return [Mention(id_, is_named_only="/" not in id_)]
    ids = _ids(reading, passage, is_list=True)[:1]
    return ids or [Mention(n, is_named_only=True) for n in merges.bare_name.findall(passage.text)]


def _is_alone(passage: Passage) -> bool:
    """Whether its first or its last line is an address, with or without the name before it."""
    lines = passage.quote.strip().split("\n")
    near = (lines[0], lines[-1]) if len(lines) < 3 else lines[:1]
    is_one = bool(merges.alone.fullmatch(merges.note.sub("", passage.text))) or any(
        merges.alone.fullmatch(line.strip()) for line in near
    )
    return is_one or bool(merges.several.fullmatch(passage.text))


def _is_after_title(reading: Reading, passage: Passage, *, goes_on: bool) -> bool:
    """Whether a line "Models used:" stands before a list; ``goes_on``: or "LoRAs:" behind such a list."""
    blocks = reading.card.blocks if reading.card else []
    if not 0 < passage.block <= len(blocks):
        return False
    above = blocks[passage.block - 1].text
    words = above.strip(_AROUND)
    if merges.used_title.match(words) or (goes_on and merges.more.fullmatch(words)):
        return True
    if merges.recipe_title.fullmatch(words) or merges.base_title.fullmatch(words):
        return _tells_of_merge(reading)
    by = merges.credited.search(words) if " by " in words else None
    if by and f"/{by['owner'].lower()}/" in passage.text.lower():
        return _tells_of_merge(reading)
    is_announced = above.rstrip(" *_").endswith(":") and bool(merges.originals.search(words))
    return is_announced and _tells_of_merge(reading)


def _is_titled(reading: Reading, passage: Passage, *, is_told: bool) -> bool:
    if not is_told and passage.is_under(merges.used_title, 1):
        return True
    return passage.is_under(merges.list_title, 1) and (
        _tells_of_merge(reading) or passage.is_under(merges.merge)
    )


def _tells_of_merge(reading: Reading) -> bool:
    return _is_merge(reading) or any(p.find(merges.merge) for p in reading.likely(merges.merge))
