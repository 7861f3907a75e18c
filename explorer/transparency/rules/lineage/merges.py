"""Merges: the models that paragraphs, lists and configurations of a merge name."""

from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_of_others
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.merge_names import (
    are_several,
    model_of_path,
    names_of_merge,
    parents_of_merge_configuration,
)
from explorer.transparency.rules.lineage.names import DATA, Mention
from explorer.transparency.rules.lineage.parent import Parent, keys_of, only_ids
from explorer.transparency.rules.subject import sentence_of
from explorer.transparency.rules.telling import told

family = phrases_of("family")
merges = phrases_of("merges")
models = phrases_of("models")

_AROUND = " \t\n-*+•>:"  # the signs of an item or a label


def parents_of_merge(reading: Reading) -> list[Parent]:
    """All models of a merge, in the order of the card; empty where it tells of none."""
    said, listed = list(_of_blocks(reading)), list(_of_lists(reading, is_told=False))
    if are_several(said) and not keys_of(said) <= keys_of(listed):  # the list may be that of another model
        listed = list(_of_lists(reading, is_told=True))
    if are_several(listed):  # which says best what sentences call by shorter names
        said = [p for p in only_ids(said) if not merges.aimed_at.search(p.evidence.quote)]
    found, configured = [*said, *listed], list(parents_of_merge_configuration(reading))
    is_less = not are_several(found) or keys_of(found) < _of_experts(configured)
    if is_less or _says_last_step(configured, said):
        found = configured or found  # what else is named once may stand further up
    if not are_several(found) and (named := names_of_merge(reading)):
        return named
    return found if are_several(found) or configured or _is_merge(reading) else []


def _says_last_step(configured: list[Parent], said: list[Parent]) -> bool:
    """Whether the only configuration mixes two models, and sentences name one of them and none that is in no
    configuration: a list then tells of more steps than the last."""
    keys = keys_of(only_ids(configured))
    is_one = len({p.evidence.quote for p in configured}) == 1
    return is_one and len(keys) == len(configured) == 2 and bool(said) and keys_of(said) <= keys


def _of_experts(configured: list[Parent]) -> set[str]:
    """The keys of a mixture's experts and the base around them, which lists may leave out."""
    is_mixture = bool(configured) and bool(merges.experts.search(configured[0].evidence.quote))
    return keys_of(configured) if is_mixture else set()


def _is_merge(reading: Reading) -> bool:
    is_tagged = bool(reading.tags & {"merge", "mergekit", "moerge", "frankenmerge"})
    return is_tagged or any(told(reading, merges.is_a_merge))


def _of_blocks(reading: Reading) -> Iterator[Parent]:
    """A paragraph that tells of a merge and names two models or more."""
    telling = [p.block for p in reading.likely(merges.merge) if _tells(reading, p)]
    blocks: dict[int, list[Passage]] = {block: [] for block in telling}
    for passage in reading.own if blocks else ():
        if passage.block in blocks:
            blocks[passage.block].append(passage)
    for passages in blocks.values():
        if any(p.header for p in passages):
            continue
        named = [(p, m) for p in passages if not _is_of_others(reading, p) for m in _ids(reading, p)]
        has_many = len({m.id for _, m in named}) > 2
        is_put_back = not has_many and any(_puts_back(p) for p in passages if _tells(reading, p))
        if not is_put_back and not any(merges.no_parent.search(_besides_ids(p)) for p, _ in named):
            yield from (Parent(m.id, "merge", reading.from_card(p), m.is_named_only) for p, m in named)


def _is_of_others(reading: Reading, passage: Passage) -> bool:
    others = (family.compared, merges.of_others, merges.omitted)
    return any(map(passage.find, others)) or is_of_others(reading, passage)


def _besides_ids(passage: Passage) -> str:
    return merges.id.sub(" ", passage.text)


def _tells(reading: Reading, passage: Passage) -> bool:
    """Whether its words tell of a merge; the name of a model may be "owl-merge" or "strix-slerp"."""
    if not passage.find(merges.merge):
        return False
    words = sentence_of(reading, passage).text
    return not words or bool(merges.merge.search(words))


def _puts_back(passage: Passage) -> bool:
    """Whether an adapter is put back into its base, by the words besides the names of models."""
    words = _besides_ids(passage)
    return bool(merges.adapter_merge.search(words)) and not merges.with_another.search(words)


def _ids(reading: Reading, passage: Passage, *, is_list: bool = False) -> list[Mention]:
    """``is_list``: the passage stands among models, so any id is one's; its link is exact."""
    if is_list and merges.id.fullmatch(passage.text) and "](" not in passage.quote:
        return [Mention(passage.text)]
    sentence = sentence_of(reading, passage)
    text = sentence.text.partition(DATA)[0]  # what follows was done with data
    plain = {int(m["n"]) for m in merges.merged_with.finditer(text)}
    bare = [Mention(m["id"]) for m in merges.merged_with_id.finditer(text)] if "/" in text else []
    for n, mention in enumerate(sentence.mentions):
        before, mark, behind = text.partition(f"§{n}")
        if not mark or mention.is_named_only or merges.is_method.match(behind):
            continue
        is_sure = mention.is_sure or n in plain or models.digit.search(mention.id)
        is_other = merges.is_like.search(before) or merges.based_model.match(behind)
        if is_list or (is_sure and not is_other):
            bare.append(mention)
    return bare


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
    texts = [merges.note.sub("", passage.text), *map(str.strip, near)]
    return any(map(merges.alone.fullmatch, texts)) or bool(merges.several.fullmatch(passage.text))


def _is_after_title(reading: Reading, passage: Passage, *, goes_on: bool) -> bool:
    """Whether a line "Models used:" stands before a list; ``goes_on``: or "LoRAs:" behind such a list."""
    blocks = reading.card.blocks if reading.card else []
    if not 0 < passage.block <= len(blocks):
        return False
    above = blocks[passage.block - 1].text
    words = above.strip(_AROUND)
    if merges.used_title.match(words) or (goes_on and merges.more.fullmatch(words)):
        return True
    by = merges.credited.search(words) if " by " in words else None
    is_credited = by is not None and f"/{by['owner'].lower()}/" in passage.text.lower()
    is_announced = is_credited or (above.rstrip(" *_").endswith(":") and merges.originals.search(words))
    is_titled = merges.recipe_title.fullmatch(words) or merges.base_title.fullmatch(words)
    return bool(is_announced or is_titled) and _tells_of_merge(reading)


def _is_titled(reading: Reading, passage: Passage, *, is_told: bool) -> bool:
    is_used = not is_told and passage.is_under(merges.used_title, 1)
    is_list = passage.is_under(merges.list_title, 1)
    return is_used or (is_list and (_tells_of_merge(reading) or passage.is_under(merges.merge)))


def _tells_of_merge(reading: Reading) -> bool:
    return _is_merge(reading) or any(told(reading, merges.merge))
