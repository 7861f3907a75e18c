"""Of the parents that sentences name: which may be one, and which name says best what it is."""

import re

from explorer.transparency.card_text.letters import letters
from explorer.transparency.hub_ids import model_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading, is_draft_name, is_quantized_name
from explorer.transparency.rules.mentions import MAY_NAME, Mention
from explorer.transparency.rules.merge_configuration import ids_by_name
from explorer.transparency.rules.model_names import comes_after, is_model_name
from explorer.transparency.rules.own_family import is_own_base, signs_of
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name

_LAST_VERSION = phrase("parents.last_version")
_VERSION_END = phrase("parents.version_end_of_exact_parents")
_SHORT = 8  # signs of a name, with which others may share them
_MADE = frozenset(("finetune", "unknown"))
_RELEASE = phrase("parents.release")  # what an id may have behind the name
_SIZE_WORD = phrase("parents.size_word")
_OF_VERSION = phrase("parents.of_version")  # "Owl" in the card of "Owl-1.5-7b"
_SIZED = phrase("parents.sized")
_ORIGINAL_THERE = phrase("parents.original_there")
_OF_SERIES = phrase("parents.of_series")  # "Owl 2" in the card of "owl2-7b" or of "owl2-7b-base"


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
    if not id_ and len(parent.id) > _SHORT:
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
