"""Parents that a card's own words name: all of them, which can be one, and the nearest by its best name."""

import re
from collections.abc import Iterable

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import model_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading, is_draft_name, is_quantized_name
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.lineage.labels import parents_of_labels
from explorer.transparency.rules.lineage.merge_names import ids_by_name
from explorer.transparency.rules.lineage.merges import parents_of_merge
from explorer.transparency.rules.lineage.names import MAY_NAME, Mention, comes_after, is_model_name
from explorer.transparency.rules.lineage.parent import Parent
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
from explorer.transparency.rules.lineage.sentences import PROPER, parents_of_sentence
from explorer.transparency.rules.subject import is_own_base, is_parent_label, own_name, signs_of

_CUE = phrase("parents.cue")
_LAST_VERSION = phrase("parents.last_version")
_VERSION_END = phrase("parents.version_end_of_exact_parents")
_SHORT_NAME = 8  # signs of a name, with which others may share them
_MADE = frozenset(("finetune", "unknown"))
_RELEASE = phrase("parents.release")  # what an id may have behind the name
_SIZE_WORD = phrase("parents.size_word")
_OF_VERSION = phrase("parents.of_version")  # "Owl" in the card of "Owl-1.5-7b"
_SIZED = phrase("parents.sized")
_ORIGINAL_THERE = phrase("parents.original_there")
_OF_SERIES = phrase("parents.of_series")  # "Owl 2" in the card of "owl2-7b" or of "owl2-7b-base"
_SHORT_BEGINNING = 5  # letters of a name that may begin other words
_FARTHEST = 2
_OUTRIGHT = phrase("parents.outright")


def parents_of_prose(reading: Reading) -> list[Parent]:
    """What the card's own words name as parents: of a merge all, else the first; then what else is named."""
    return reading.once(_parents_of_prose)


def all_parents_of_prose(reading: Reading) -> list[Parent]:
    """Every model that some sentence names as a parent, of whatever generation."""
    return reading.once(_all_parents)


def _all_parents(reading: Reading) -> list[Parent]:
    labelled = [p for passage in _labelled(reading) for p in parents_of_labels(reading, passage)]
    told = [p for passage in _telling(reading) for p in parents_of_sentence(reading, passage)]
    placed = parents_of_configuration(reading)
    original, family = parents_of_same_name(reading), parents_of_family(reading)
    same = parents_of_architecture(reading)
    parts = [*parents_of_parts(reading), *parents_of_ends(reading)]
    found = [*original, *family, *same, *parts, *labelled, *told, *placed]
    if not any(p.relation == "merge" for p in found):
        found = [*_merged_in_title(reading), *found]
    of_file = list(parents_of_file(reading))
    if (of_file and _is_surely_of_file(reading, of_file[0])) or not any(
        not p.is_named_only
        and (p.relation == "quantized" or (p.relation == "distillation" and is_quantized_name(p.id)))
        for p in found
    ):
        found = [*(of_file or parents_of_thanks(reading)), *found]
    found = found or list(parents_called_alike(reading)) or list(parents_of_conversion(reading))
    found = found or [p for title in titles(reading) for p in parents_of_sentence(reading, title)]
    found = found or list(parents_of_command(reading))
    return [with_id(reading, p) for p in allowed(reading, found)]


def _is_surely_of_file(reading: Reading, parent: Parent) -> bool:
    """Whether a model of a copy's name is called its original, or belongs to the same owner."""
    owner = re.split(r"/|__", reading.sources.repo.lower())[0]
    return "riginal" in parent.evidence.quote or parent.key.split("/")[0] == owner


def _labelled(reading: Reading) -> Iterable[Passage]:
    """Rows of tables, and what stands behind a label or below a heading such as "Base model"."""
    headings = {h for h in {p.heading for p in reading.own} if h and is_parent_label(h)}
    titled = [p for p in reading.own if p.heading in headings] if headings else []
    return reading.likely(also=[*reading.rows, *reading.labelled, *titled])


def _telling(reading: Reading) -> list[Passage]:
    """The sentences that may hold a name and one of the words that tell of an origin, and sums of models."""
    named = {p.number for p in reading.likely(MAY_NAME, PROPER)}
    told = reading.likely(_CUE)
    found = [p for p in told if p.number in named or "/" in p.quote or p.has_digit]
    known = {p.number for p in found}
    sums = (p for p in reading.own if "/" in p.quote and (" x " in p.quote or " + " in p.quote))
    return [*found, *(p for p in sums if p.number not in known)]


def _merged_in_title(reading: Reading) -> list[Parent]:
    """ "A merge of Owl 13B and Wren 13B" as a heading; one name alone tells nothing new."""
    told = (title for title in titles(reading) if "merge of" in title.lower)
    found = [p for title in told for p in parents_of_sentence(reading, title)]
    return found if len(found) > 1 else []


def _parents_of_prose(reading: Reading) -> list[Parent]:
    merged = allowed(reading, [with_id(reading, p) for p in parents_of_merge(reading)])
    copied = next(parents_of_file(reading), None) if merged else None
    if copied and copied.key not in {p.key for p in merged}:
        return [copied]  # the merge is told of the original
    if merged:
        return once(merged)
    found = all_parents_of_prose(reading)
    if not reading.is_quantized:  # what this family's base was made from stands further up
        found = nearest_first(reading, found)
        found = [*parents_of_stages(reading), *parents_of_named_stages(reading), *found]
    is_joint = bool(found) and found[0].is_joint
    first = [p for p in found if p.evidence == found[0].evidence or (is_joint and p.is_joint)]
    if len([p for p in first if not p.is_named_only]) > 1:
        first = [p for p in first if not p.is_named_only]  # the names are of the same parts
    named = once(more_exact(first, found))
    is_merge = bool(named) and named[0].relation == "merge"
    return [
        p
        for n, p in enumerate(named)
        if n == 0 or p.is_joint or (p.relation == "merge" and (is_merge or not p.is_named_only))
    ]


def more_exact(first: list[Parent], found: list[Parent]) -> list[Parent]:
    """ "A fine-tuned BERT model … a bert-base-cased model that was fine-tuned": the second is the name.

    So is "owl-large" of "Owl large"; and of "Owl 2", named in passing, the only id that follows.
    """
    is_one = bool(first) and first[0].is_named_only and not first[0].is_joint and first[0].relation != "merge"
    if not is_one:
        return first
    family, has_number = letters(first[0].id), any(c.isdigit() for c in first[0].id)
    same = [p for p in found if " " in first[0].id and " " not in p.id and letters(p.id) == family]
    if same:
        return same[:1]
    if Mention(first[0].id).is_sized:
        ids = (p for p in found if not p.is_named_only and p.relation == first[0].relation)
        rest = ((p, letters(p.id.rsplit("/", 1)[-1]).removeprefix(family)) for p in ids)
        return [p for p, more in rest if _RELEASE.fullmatch(more)][:1] or _linked(first[0], found) or first
    merged = {p.key: p for p in found if not p.is_named_only and p.relation == "merge"}
    if len(merged) > 1:  # "new models based on Owl 2 … a mixture of lake/kestrel and gull/tern"
        return list(merged.values())
    of_id = {p.key: p for p in found if not p.is_named_only and p.relation in _MADE}
    if len(of_id) == 1:  # "based on Owl 2 … trained on top of lake/kestrel": a family, and the model itself
        return list(of_id.values())
    found = [p for p in found if not (has_number and p.is_named_only)]
    names = [(p, letters(p.id.rsplit("/", 1)[-1])) for p in found]
    return [p for p, name in names if name.startswith(family) and name != family][:1] or first


def _linked(named: Parent, found: list[Parent]) -> list[Parent]:
    """ "Based on Owl Nemo 12B … trained on [Owl NeMo](lake/Owl-Nemo-2407)": the only id, of that name."""
    ids = {p.key: p for p in found if not p.is_named_only and p.relation in _MADE}
    stem = letters(_SIZE_WORD.sub("", named.id))
    name = letters(next(iter(ids)).split("/")[-1]) if len(ids) == 1 else ""
    is_same = (len(stem) > 8 and name.startswith(stem)) or letters(named.id) in name
    return list(ids.values()) if is_same else []


def allowed(reading: Reading, parents: list[Parent]) -> list[Parent]:
    """Without this model itself; full weights were never made from a quantized file or a draft head."""
    own = reading.sources.repo.lower().replace("__", "/", 1)
    is_draft = is_draft_name(own)
    found = [
        p
        for p in parents
        if p.key != own
        and not (p.is_named_only and not _may_be_called(reading, p.id))
        and not _is_later(reading, p)
        and (is_draft or not is_draft_name(p.id))
    ]
    return found if reading.is_quantized else [p for p in found if p.relation == "merge" or _is_whole(p.id)]


def _may_be_called(reading: Reading, name: str) -> bool:
    is_other = letters(name) != own_name(reading) and not _is_last_word(name, reading.name)
    return (
        is_other
        and not _is_own_version(reading, name)
        and not _is_own_series(reading, name)
        and is_model_name(name)
    )


def _is_own_version(reading: Reading, name: str) -> bool:
    """ "Owl V2" in the card of Lake-Owl-7B-V2."""
    own, version = own_name(reading), _LAST_VERSION.search(name)
    return bool(version and letters(name[: version.start()]) in own and own.endswith(letters(version[0])))


def _is_own_series(reading: Reading, name: str) -> bool:
    """ "Owl 2" in the card of owl2-7b; not "Owl" in that of Owl-2.5-7b, which may be made from it."""
    own = own_name(reading)
    is_series = own.startswith(letters(name)) and _OF_SERIES.fullmatch(own.removeprefix(letters(name)))
    return bool(is_series) and not _OF_VERSION.match(reading.name, len(name))


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


def with_id(reading: Reading, parent: Parent) -> Parent:
    """A name that is linked somewhere in the card is what the link leads to."""
    if not parent.is_named_only:
        return parent
    known = reading.once(ids_by_name)
    id_ = known.get(letters(parent.id)) or known.get(letters(parent.id.removesuffix(" small")), "")
    id_ = id_ or _own_base_of_a_version(reading, known, letters(parent.id))
    id_ = id_ or _original_of(reading, letters(parent.id))
    if not id_ and len(parent.id) > _SHORT_NAME:
        id_ = reading.once(_ids_by_signs).get(signs_of(parent.id), "")
    return Parent(id_, parent.relation, parent.evidence) if id_ else parent


def _original_of(reading: Reading, name: str) -> str:
    """ "DialoGPT" is "lake/DialoGPT-medium" where the card says that the original is found there."""
    found = (
        id_
        for k, id_ in reading.once(_originals).items()
        if k.startswith(name) and _SIZED.fullmatch(k.removeprefix(name))
    )
    return next(found, "")


def _originals(reading: Reading) -> dict[str, str]:
    """By their names the ids that a card links where it says that the original model is found there."""
    told = (p for p in reading.likely(_ORIGINAL_THERE) if p.find(_ORIGINAL_THERE))
    ids = (id_ for p in told for _, id_ in model_ids(p.quote))
    return {letters(id_.rsplit("/", 1)[-1]): id_ for id_ in ids}


def _ids_by_signs(reading: Reading) -> dict[tuple[str, ...], str]:
    """The same for names in another order: "OwlMath Base 7B" is "lake/owl-math-7b-base"."""
    return {signs_of(id_.rsplit("/", 1)[-1]): id_ for id_ in reading.once(ids_by_name).values()}


def _own_base_of_a_version(reading: Reading, known: dict[str, str], name: str) -> str:
    """ "Owl-7B-Base", in the card of owl-7b-chat-v1, is the "lake/Owl-7B-Base-v1" that it links."""
    ids = (
        id_ for k, id_ in known.items() if k.startswith(name) and _VERSION_END.fullmatch(k.removeprefix(name))
    )
    return next((id_ for id_ in ids if is_own_base(reading, id_)), "")


def once(parents: list[Parent]) -> list[Parent]:
    """Each of them once, as it is named first."""
    return list({p.key: p for p in reversed(parents)}.values())[::-1]


def nearest_first(reading: Reading, parents: list[Parent]) -> list[Parent]:
    """Of equally near ones in the order of the card; a name counts less beside an id that begins like it."""
    ids = [_name_of(p) for p in parents if not p.is_named_only]

    def rank(parent: Parent) -> int:
        is_name = parent.is_named_only and any(_is_like(_name_of(parent), id_) for id_ in ids)
        return _FARTHEST if is_name else _distance(reading, parent)

    return sorted(parents, key=rank)


def _name_of(parent: Parent) -> str:
    return letters(parent.id.rsplit("/", 1)[-1])


def _is_like(name: str, id_: str) -> bool:
    """Whether both begin alike: the id says best what the name means."""
    return len(name) > _SHORT_BEGINNING and name[: _SHORT_BEGINNING + 1] == id_[: _SHORT_BEGINNING + 1]


def _distance(reading: Reading, parent: Parent) -> int:
    """How near a parent is: this model's own base, what a sentence on it by name tells, or any other."""
    is_told = _OUTRIGHT.match(parent.evidence.quote)
    if is_told or is_own_base(reading, parent.id) or _is_converted(reading, parent):
        return 0
    own, said = own_name(reading), parent.evidence.quote.lstrip("*_#>-+ \n`[").lower()
    is_of_it = len(own) > _SHORT_BEGINNING and said.startswith(reading.name.lower())
    after = said[len(reading.name) :][:1]
    return 1 if is_of_it and not (after.isalnum() or after == "-") else _FARTHEST


def _is_converted(reading: Reading, parent: Parent) -> bool:
    """ "Converted from lake/owl-7b", in the card of owl-7b-safetensors: nearer than what that is based on."""
    name = letters(parent.id.rsplit("/", 1)[-1])
    is_alike = len(name) > 5 and own_name(reading).startswith(name)
    return parent.relation == "unknown" and not parent.is_named_only and is_alike
