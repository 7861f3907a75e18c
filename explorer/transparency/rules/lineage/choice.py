"""Parents that a card's own words name: all of them, which can be one, and the nearest by its best name."""

import re
from collections.abc import Iterable, Iterator, Mapping

from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import model_ids
from explorer.transparency.phrases.phrase import Finder, phrases_of
from explorer.transparency.phrases.trace import asked_for
from explorer.transparency.reading import Reading, is_draft_name, is_quantized_name
from explorer.transparency.rules.lineage.labels import parents_of_labels
from explorer.transparency.rules.lineage.merge_names import ids_by_name
from explorer.transparency.rules.lineage.merges import parents_of_merge
from explorer.transparency.rules.lineage.names import MAY_NAME, Mention, comes_after, is_model_name
from explorer.transparency.rules.lineage.parent import Parent, keys_of, only_ids
from explorer.transparency.rules.lineage.placed import (
    parents_called_alike,
    parents_of_architecture,
    parents_of_command,
    parents_of_configuration,
    parents_of_conversion,
    parents_of_ends,
    parents_of_family,
    parents_of_file,
    parents_of_named_stages,
    parents_of_parts,
    parents_of_same_name,
    parents_of_stages,
    parents_of_thanks,
)
from explorer.transparency.rules.lineage.sentences import parents_of_sentence
from explorer.transparency.rules.subject import (
    is_own_base,
    is_own_id,
    is_parent_label,
    own_id,
    own_name,
    own_owner,
    signs_of,
)
from explorer.transparency.rules.telling import told

parents = phrases_of("parents")

_SHORT_NAME = 8  # signs of a name, with which others may share them
_ALIKE = 6  # letters with which names of one family begin
_FARTHEST = 2


def parents_of_prose(reading: Reading) -> list[Parent]:
    """What the card's own words name as parents: of a merge all, else the first; then what else is named."""
    return reading.once(_parents_of_prose)


def all_parents_of_prose(reading: Reading) -> list[Parent]:
    """Every model that some sentence names as a parent, of whatever generation."""
    return reading.once(_all_parents)


@asked_for("lineage")
def _parents_of_prose(reading: Reading) -> list[Parent]:
    merged = _allowed(reading, (_with_id(reading, p) for p in parents_of_merge(reading)))
    copied = parents_of_file(reading) if merged else []
    if copied and copied[0].key not in keys_of(merged):
        return copied  # the merge is told of the original
    if merged:
        return _once(merged)
    found = all_parents_of_prose(reading)
    if not reading.is_quantized:  # what this family's base was made from stands further up
        found = _nearest_first(reading, found)
        found = [*parents_of_stages(reading), *parents_of_named_stages(reading), *found]
    is_joint = bool(found) and found[0].is_joint
    first = [p for p in found if p.evidence == found[0].evidence or (is_joint and p.is_joint)]
    if len(ids := only_ids(first)) > 1:
        first = ids  # the names are of the same parts
    named = _once(_more_exact(first, found))
    is_merge = bool(named) and named[0].relation == "merge"
    return [
        p
        for n, p in enumerate(named)
        if n == 0 or p.is_joint or (p.relation == "merge" and (is_merge or not p.is_named_only))
    ]


def _once(named: list[Parent]) -> list[Parent]:
    """Each of them once, as it is named first."""
    return list({p.key: p for p in reversed(named)}.values())[::-1]


# All that are named


@asked_for("lineage")
def _all_parents(reading: Reading) -> list[Parent]:
    placed = (
        parents_of_same_name,
        parents_of_family,
        parents_of_architecture,
        parents_of_parts,
        parents_of_ends,
    )
    found = [parent for find in placed for parent in find(reading)]
    found += [p for passage in _labelled(reading) for p in parents_of_labels(reading, passage)]
    found += [p for passage in _telling(reading) for p in parents_of_sentence(reading, passage)]
    found += parents_of_configuration(reading)
    if not any(p.relation == "merge" for p in found):
        found = [*_merged_in_title(reading), *found]
    of_file = parents_of_file(reading)
    if (of_file and _is_surely_of_file(reading, of_file[0])) or not any(map(_is_of_copy, found)):
        found = [*(of_file or parents_of_thanks(reading)), *found]
    found = found or parents_called_alike(reading) or parents_of_conversion(reading)
    found = found or [p for title in reading.titles for p in parents_of_sentence(reading, title)]
    found = found or list(parents_of_command(reading))
    return [_with_id(reading, p) for p in _allowed(reading, found)]


def _is_of_copy(parent: Parent) -> bool:
    """Whether it is told to be what a copy was made from, by its id."""
    is_small = parent.relation == "distillation" and is_quantized_name(parent.id)
    return not parent.is_named_only and (parent.relation == "quantized" or is_small)


def _is_surely_of_file(reading: Reading, parent: Parent) -> bool:
    """Whether a model of a copy's name is called its original, or belongs to the same owner."""
    return "riginal" in parent.evidence.quote or parent.key.split("/")[0] == own_owner(reading)


def _labelled(reading: Reading) -> Iterable[Passage]:
    """Rows of tables, and what stands behind a label or below a heading such as "Base model"."""
    headings = {h for h in {p.heading for p in reading.own} if h and is_parent_label(h)}
    titled = [p for p in reading.own if p.heading in headings] if headings else []
    return reading.likely(also=[*reading.rows, *reading.labelled, *titled])


def _telling(reading: Reading) -> list[Passage]:
    """The sentences that may hold a name and one of the words that tell of an origin, and sums of models."""
    named = {p.number for p in reading.likely(MAY_NAME, parents.proper)}
    found = [p for p in reading.likely(parents.cue) if p.number in named or "/" in p.quote or p.has_digit]
    known = {p.number for p in found}
    sums = (p for p in reading.own if "/" in p.quote and (" x " in p.quote or " + " in p.quote))
    return [*found, *(p for p in sums if p.number not in known)]


def _merged_in_title(reading: Reading) -> list[Parent]:
    """ "A merge of Owl 13B and Wren 13B" as a heading; one name alone tells nothing new."""
    merged = (title for title in reading.titles if "merge of" in title.lower)
    found = [p for title in merged for p in parents_of_sentence(reading, title)]
    return found if len(found) > 1 else []


# Which can be one


def _allowed(reading: Reading, named: Iterable[Parent]) -> list[Parent]:
    """Without this model itself; full weights were never made from a quantized file or a draft head."""
    is_draft = is_draft_name(own_id(reading))
    return [
        p
        for p in named
        if not is_own_id(reading, p.id)
        and (not p.is_named_only or _may_be_called(reading, p.id))
        and not _is_later(reading, p)
        and (is_draft or not is_draft_name(p.id))
        and (reading.is_quantized or p.relation == "merge" or _is_whole(p.id))
    ]


def _may_be_called(reading: Reading, name: str) -> bool:
    own = letters(name) == own_name(reading) or _is_last_word(name, reading.name)
    own = own or _is_own_version(reading, name) or _is_own_series(reading, name)
    return not own and is_model_name(name)


def _is_own_version(reading: Reading, name: str) -> bool:
    """ "Owl V2" in the card of Lake-Owl-7B-V2."""
    own, version = own_name(reading), parents.last_version.search(name)
    return bool(version and letters(name[: version.start()]) in own and own.endswith(letters(version[0])))


def _is_own_series(reading: Reading, name: str) -> bool:
    """ "Owl 2" in the card of owl2-7b; not "Owl" in that of Owl-2.5-7b, which may be made from it."""
    own = own_name(reading)
    is_series = own.startswith(letters(name)) and parents.of_series.fullmatch(own.removeprefix(letters(name)))
    return bool(is_series) and not parents.of_version.match(reading.name, len(name))


def _is_last_word(name: str, own: str) -> bool:
    """ "World" in the card of "rook-4-world", where it is no family of models."""
    is_word = name.isalpha() and not MAY_NAME.search(name)
    return is_word and re.split(r"[-_]", own.lower())[-1] == name.lower()


def _is_later(reading: Reading, parent: Parent) -> bool:
    """A model is made from no later version of its own, and from nothing that was made from it."""
    owner, _, own = reading.sources.repo.replace("__", "/", 1).rpartition("/")
    is_near = parent.is_named_only or parent.id.lower().startswith(f"{owner.lower()}/")
    return is_near and comes_after(parent.id.rsplit("/", 1)[-1], own)


def _is_whole(id_: str) -> bool:
    """Whether full weights can be made from it; adapters are trained on weights in bitsandbytes' 4 bits."""
    return "bnb-4bit" in id_ or not is_quantized_name(id_)


# Which is the nearest: others stand further up, or beside


def _nearest_first(reading: Reading, named: list[Parent]) -> list[Parent]:
    """Of equally near ones in the order of the card; a name counts less beside an id that begins like it."""
    begun = {name_letters(p.id)[:_ALIKE] for p in only_ids(named)}

    def rank(parent: Parent) -> int:
        beginning = name_letters(parent.id)[:_ALIKE]
        is_name = parent.is_named_only and len(beginning) == _ALIKE and beginning in begun
        return _FARTHEST if is_name else _distance(reading, parent)

    return sorted(named, key=rank)


def _distance(reading: Reading, parent: Parent) -> int:
    """How near a parent is: this model's own base, what a sentence on it by name tells, or any other."""
    is_told = parents.outright.match(parent.evidence.quote)
    if is_told or is_own_base(reading, parent.id) or _is_converted(reading, parent):
        return 0
    own, said = own_name(reading), parent.evidence.quote.lstrip("*_#>-+ \n`[").lower()
    is_of_it = len(own) >= _ALIKE and said.startswith(reading.name.lower())
    after = said[len(reading.name) :][:1]
    return 1 if is_of_it and not (after.isalnum() or after == "-") else _FARTHEST


def _is_converted(reading: Reading, parent: Parent) -> bool:
    """ "Converted from lake/owl-7b", in the card of owl-7b-safetensors: nearer than what that is based on."""
    name = name_letters(parent.id)
    is_alike = len(name) >= _ALIKE and own_name(reading).startswith(name)
    return parent.relation == "unknown" and not parent.is_named_only and is_alike


# Which name says best what it is


def _more_exact(first: list[Parent], found: list[Parent]) -> list[Parent]:
    """ "A fine-tuned BERT model … a bert-base-cased model that was fine-tuned": the second is the name.

    So is "owl-large" of "Owl large"; and of "Owl 2", named in passing, the only id that follows.
    """
    one = first[0] if first else None
    if one is None or not one.is_named_only or one.is_joint or one.relation == "merge":
        return first
    family = letters(one.id)
    if same := [p for p in found if " " in one.id and " " not in p.id and letters(p.id) == family]:
        return same[:1]
    ids = only_ids(found)
    made = list({p.key: p for p in ids if p.relation in {"finetune", "unknown"}}.values())
    if Mention(one.id).is_sized:
        rest = ((p, name_letters(p.id).removeprefix(family)) for p in ids if p.relation == one.relation)
        released = [p for p, more in rest if parents.release.fullmatch(more)][:1]
        return released or ([p for p in made if _is_linked_as(one.id, p)] if len(made) == 1 else []) or first
    merged = {p.key: p for p in ids if p.relation == "merge"}
    if len(merged) > 1:  # "new models based on Owl 2 … a mixture of lake/kestrel and gull/tern"
        return list(merged.values())
    if len(made) == 1:  # "based on Owl 2 … trained on top of lake/kestrel": a family, and the model itself
        return made
    longer = ids if any(map(str.isdigit, one.id)) else found
    return [p for p in longer if name_letters(p.id).startswith(family) and name_letters(p.id) != family][
        :1
    ] or first


def _is_linked_as(name: str, parent: Parent) -> bool:
    """ "Based on Owl Nemo 12B … trained on [Owl NeMo](lake/Owl-Nemo-2407)": an id of that name."""
    stem, linked = letters(parents.size_word.sub("", name)), name_letters(parent.id)
    return (len(stem) > _SHORT_NAME and linked.startswith(stem)) or letters(name) in linked


def _with_id(reading: Reading, parent: Parent) -> Parent:
    """A name that is linked somewhere in the card is what the link leads to."""
    if not parent.is_named_only:
        return parent
    name, known = letters(parent.id), reading.once(ids_by_name)
    id_ = known.get(name) or known.get(letters(parent.id.removesuffix(" small")), "")
    if not id_:  # "Owl-7B-Base" is "lake/Owl-7B-Base-v1" in the card of owl-7b-chat-v1
        versions = _going_on(known, name, parents.id_end)
        id_ = next((version for version in versions if is_own_base(reading, version)), "")
    if not id_:  # "DialoGPT" is "lake/DialoGPT-medium" where the card says that the original is there
        id_ = next(_going_on(reading.once(_originals), name, parents.sized), "")
    if not id_ and len(parent.id) > _SHORT_NAME:  # "OwlMath Base 7B" is "lake/owl-math-7b-base"
        id_ = reading.once(_ids_by_signs).get(signs_of(parent.id), "")
    return Parent(id_, parent.relation, parent.evidence) if id_ else parent


def _going_on(known: Mapping[str, str], name: str, rest: Finder) -> Iterator[str]:
    """The ids of names that begin so and go on as the pattern says."""
    return (id_ for k, id_ in known.items() if k.startswith(name) and rest.fullmatch(k.removeprefix(name)))


def _originals(reading: Reading) -> dict[str, str]:
    """By their names the ids that a card links where it says that the original model is found there."""
    ids = (id_ for _, passage, _ in told(reading, parents.original_there) for id_ in model_ids(passage.quote))
    return {name_letters(id_): id_ for id_ in ids}


def _ids_by_signs(reading: Reading) -> dict[tuple[str, ...], str]:
    return {signs_of(id_.rsplit("/", 1)[-1]): id_ for id_ in reading.once(ids_by_name).values()}
