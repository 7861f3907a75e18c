"""Parents told by parts, by steps, by printed settings of a training, or by the name that a copy bears."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import islice

from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_of_others
from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.phrases.phrase import phrase, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.merge_names import ids_by_name
from explorer.transparency.rules.lineage.names import Mention
from explorer.transparency.rules.lineage.parent import Parent
from explorer.transparency.rules.subject import is_own_base, own_name, own_owner, sentence_of
from explorer.transparency.rules.telling import told

family = phrases_of("family")
parents = phrases_of("parents")

_DERIVED = phrase("license.derived")
_ITSELF = frozenset(("this model", "our model", "it"))
_STAGES = ("base", "sft", "instruct", "chat", "pretrained", "dpo")
_STEM = 3  # letters that a family's name has at least
_SHORT = 3  # letters that may begin a name by chance
_FOLDERS = frozenset(("model", "models", "checkpoints", "weights", "output", "outputs"))  # in a command


def _first(find: Callable[[Reading], Iterator[Parent]]) -> Callable[[Reading], list[Parent]]:
    """Only the first that it finds."""
    return wraps(find)(lambda reading: list(islice(find(reading), 1)))


def _linked(passages: Iterable[Passage]) -> Iterator[tuple[Passage, str]]:
    """Every id of a model that stands in them."""
    return ((passage, id_) for passage in passages for id_ in model_ids(passage.quote))


# Of parts


def parents_of_ends(reading: Reading) -> Iterator[Parent]:
    """What an encoder and a decoder began as, by names that nothing else marks as a model's."""
    for _, passage, found in told(reading, parents.both_ends):
        evidence = reading.from_card(passage)
        yield from (Parent(found[g], "finetune", evidence, is_named_only=True, is_joint=True) for g in "ab")


def parents_of_parts(reading: Reading) -> Iterator[Parent]:
    """ "Vision encoder: A" and "Language model: B", where a card has both, one of them by its id."""
    named: dict[bool, tuple[Mention, Passage]] = {}
    for passage in reading.likely(parents.part):
        for is_seeing, mention in _parts_of(reading, passage):
            had = named.get(is_seeing)
            if had is None or (had[0].is_named_only and not mention.is_named_only):
                named[is_seeing] = mention, passage
    if len(named) < 2 or not _tell_enough(*(mention for mention, _ in named.values())):
        return
    for mention, passage in (named[True], named[False]):
        evidence = reading.from_card(passage)
        yield Parent(mention.id, "finetune", evidence, mention.is_named_only, is_joint=True)


def _tell_enough(one: Mention, other: Mention) -> bool:
    """Whether both are ids, or one surely is and the other is a name with a size."""
    if not one.is_named_only and not other.is_named_only:
        return True
    name, id_ = (one, other) if one.is_named_only else (other, one)
    return name.is_sized and not id_.is_named_only and id_.is_sure


def _parts_of(reading: Reading, passage: Passage) -> Iterator[tuple[bool, Mention]]:
    """What sees and what talks, as a label or a sentence names it."""
    sentence = sentence_of(reading, passage)
    if not sentence.mentions or is_of_others(reading, passage):
        return
    sees = bool(parents.seeing.match(passage.label))
    if len(passage.cells) <= 2 and (sees or parents.talking.match(passage.label)):
        own = (m for m in sentence.mentions if reading.size and f"-{reading.size}" in m.id.lower())
        yield sees, next(own, sentence.mentions[0])
        return
    for is_seeing, pattern in ((True, parents.sees), (False, parents.talks)):
        if found := pattern.search(sentence.text):
            yield is_seeing, sentence.mentions[int(found["a"] or found["b"])]


# Of steps: an earlier model of the same making


@_first
def parents_of_stages(reading: Reading) -> Iterator[Parent]:
    """ "Owl-7B-RL | trained from the SFT model", where the card links Owl-7B-SFT."""
    for _, passage, found in told(reading, parents.from_stage):
        if _is_of_own_stage(reading, passage, found):
            stage = letters(found["stage"] or found["east"])
            if id_ := reading.once(_ids_of_stages).get(stage, ""):
                yield Parent(id_, "finetune", reading.from_card(passage))


@_first
def parents_of_named_stages(reading: Reading) -> Iterator[Parent]:
    """An earlier step of this model's own making, called by the end of its name."""
    own = own_name(reading)
    for _, passage, found in told(reading, parents.on_stage):
        name = letters(found["name"])
        for known, id_ in reading.once(ids_by_name).items() if name else ():
            if known.endswith(name) and known != own and known[:_STEM] == own[:_STEM]:
                yield Parent(id_, "finetune", reading.from_card(passage))


def _is_of_own_stage(reading: Reading, passage: Passage, found: re.Match[str]) -> bool:
    """Whether it is said of this model, by its name or as "the chat model"."""
    own = own_name(reading)
    if letters(passage.cells[0] if passage.cells else passage.text.split(" is ")[0]) == own:
        return True
    said = list(parents.of_stage.finditer(passage.text, 0, found.start()))
    if not said or family.compared.search(passage.text, said[-1].end(), found.start()):
        return False
    return own.endswith(said[-1]["stage"].lower())


def _ids_of_stages(reading: Reading) -> dict[str, str]:
    """By "sft" or "base" the id of this model's family that ends so."""
    own = own_name(reading)
    found: dict[str, str] = {}
    for name, id_ in reading.once(ids_by_name).items():
        for stage in _STAGES:
            stem = name.removesuffix(stage)
            if _STEM < len(stem) < len(name) and own.startswith(stem) and name != own:
                found.setdefault(stage, id_)
    return found


@_first
def parents_of_family(reading: Reading) -> Iterator[Parent]:
    """ "Wren-7b: the base model fine-tuned on talk", where the card links Wren-7b-base."""
    for passage, id_ in _linked(p for _, p, _ in told(reading, parents.base_there)):
        if is_own_base(reading, id_):
            yield Parent(id_, "finetune", reading.from_card(passage))
    own = own_name(reading)
    bases = {family.tuned_end.sub("", own) + end for end in ("", "base", "pretrained", "pt")} - {own}
    for _, passage, _ in told(reading, parents.tuned_base):
        if letters(passage.text.split(":")[0]) == own:
            ids = (id_ for _, id_ in _linked(reading.own) if name_letters(id_) in bases)
            yield from (Parent(id_, "finetune", reading.from_card(passage)) for id_ in ids)


def parents_of_architecture(reading: Reading) -> Iterator[Parent]:
    """ "Architecture: same as X" beside "Finetuning steps": X is what was tuned."""
    tuned = {p.section for p in reading.labelled if parents.tuning_label.match(p.label)}
    for passage in reading.labelled if tuned else ():
        sentence = sentence_of(reading, passage)
        found = parents.same_as.match(sentence.text) if passage.section in tuned else None
        if found and not (mention := sentence.mentions[int(found["n"])]).is_named_only:
            yield Parent(mention.id, "finetune", reading.from_card(passage))


# Of settings that the card prints


def training_configurations(reading: Reading) -> list[Passage]:
    """Fenced settings of a training, as Axolotl, LLaMA-Factory and TRL write them."""
    return [code for code in reading.fenced if len(parents.trains.findall(code.text)) > 1]


def parents_of_configuration(reading: Reading) -> Iterator[Parent]:
    """The model that a printed configuration of this model's training starts from."""
    for _, passage, found in told(reading, parents.path_named):
        if passage.is_under(parents.settings, 1):
            yield Parent(found["id"], "finetune", reading.from_card(passage))
    for code in training_configurations(reading):
        if from_ := parents.trained_from.search(code.text):
            relation = "adapter" if parents.adapter.search(code.text) else "finetune"
            yield Parent(from_["id"], relation, reading.from_card(code))


def parents_of_command(reading: Reading) -> Iterator[Parent]:
    """What a fenced command trains from, where this model is named after it; others may stand as examples."""
    own = own_name(reading)
    for code in reading.fenced:
        found = parents.commanded.search(code.text) if parents.command.search(code.text) else None
        id_ = found["id"] if found else ""
        name = name_letters(id_)
        rest = own.removeprefix(name) if len(name) > _SHORT and own.startswith(name) else ""
        if rest and not parents.of_size.fullmatch(rest) and not code.is_under(parents.advice, 1):
            yield Parent(id_, "finetune", reading.from_card(code), is_named_only="/" not in id_)


# Of copies, by the name that they bear


def stem_of_file(reading: Reading) -> str:
    """The letters of a quantized copy's name without what says so; "" where nothing says so."""
    whole = stem_of(reading.name)
    return whole if reading.is_quantized and len(whole) >= 4 and whole != own_name(reading) else ""


def stem_of(name: str) -> str:
    """The letters of a name without what says how the file was made smaller."""
    return letters(parents.shrunk_end.sub("", name))


@_first
def parents_of_file(reading: Reading) -> Iterator[Parent]:
    """Of "owl-7b-Q4_K_M-GGUF" the model called "owl-7b": linked, named in a heading or loaded in code."""
    whole = stem_of_file(reading)
    for passage, id_ in _linked(_told_anywhere(reading)) if whole else ():
        if name_letters(id_) == whole and id_.rpartition("/")[0].lower() not in _FOLDERS:
            yield Parent(id_, "quantized", reading.from_card(passage))


@_first
def parents_called_alike(reading: Reading) -> Iterator[Parent]:
    """The same where a sentence names the model without its owner."""
    whole = stem_of_file(reading)
    for passage in reading.own if whole else ():
        for mention in sentence_of(reading, passage).mentions:
            if letters(mention.id) == whole:
                yield Parent(mention.id, "quantized", reading.from_card(passage), is_named_only=True)


def _told_anywhere(reading: Reading) -> Iterator[Passage]:
    """Sentences first, then headings, then code."""
    card = reading.card
    yield from reading.own
    for block in card.blocks if card else ():
        if card and block.kind is BlockKind.HEADING and "/" in block.text:
            quote = card.text[block.start : block.end].strip()
            yield Passage(block.text, quote, block.first_line, block.first_line + quote.count("\n"))
    yield from reading.fenced


@_first
def parents_of_conversion(reading: Reading) -> Iterator[Parent]:
    """Of "owl-7b-hf", files for another library, the "owl-7b" that its card links."""
    stem = parents.hf_end.sub("", reading.name)
    prose = (p for p in reading.own if not p.cells) if stem != reading.name else ()  # no table of a family
    for passage, id_ in _linked(prose):
        if name_letters(id_) == letters(stem):
            yield Parent(id_, "unknown", reading.from_card(passage))


@_first
def parents_of_thanks(reading: Reading) -> Iterator[Parent]:
    """ "Thanks to the original model creator:" over the model's address, in a quantized copy."""
    for _, passage, _ in told(reading, parents.thanks) if reading.is_quantized else ():
        for one in (p for p in reading.own if 0 <= p.block - passage.block <= 1):
            ids = filter(None, map(id_of_url, one.urls))
            yield from (Parent(id_, "quantized", reading.from_card(one)) for id_ in ids)


@_first
def parents_of_same_name(reading: Reading) -> Iterator[Parent]:
    """ "A patched version of the original model: owl/strix-7b" in the card of heron/strix-7b."""
    passages = [p for _, p, _ in told(reading, parents.original)]
    passages += [title for title in reading.titles if parents.conversion.match(title.text)]
    for passage, id_ in _linked(passages):
        if name_letters(id_) == own_name(reading) and id_.partition("/")[0].lower() != own_owner(reading):
            yield Parent(id_, "", reading.from_card(passage))


# A license section that tells in one sentence of the parent and its license: "Owl-7B-Chat is derived from
# Owl-7B and is originally licensed under the Owl license". Only where it is said of this very model.


@_first
def parents_of_terms(reading: Reading) -> Iterator[Parent]:
    """The parent that such a sentence names, if the card says nothing else of it."""
    for passage, found in derivations(reading):
        name = found["name"]
        yield Parent(name, "finetune", reading.from_card(passage), is_named_only="/" not in name)


def derivations(reading: Reading) -> Iterator[tuple[Passage, re.Match[str]]]:
    """Such sentences; the license stands behind the match."""
    for _, passage, found in told(reading, _DERIVED):
        if _is_this_or_original(reading, passage, found["subject"]):
            yield passage, found


def _is_this_or_original(reading: Reading, passage: Passage, subject: str) -> bool:
    """By its own name, that of the original of a copy, or the title of the card; no sibling."""
    if subject.lower() in _ITSELF:
        return True
    title = letters(passage.section[0]) if passage.section else ""
    return letters(subject) in {own_name(reading), stem_of_file(reading), title}
