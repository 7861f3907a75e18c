"""Parents that stand behind a label, among parts, in a list of a family, or in a configuration."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import model_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import Mention
from explorer.transparency.rules.merge_configuration import ids_by_name
from explorer.transparency.rules.own_family import TUNED_END, is_own_base
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.row_parents import parents_of_rows
from explorer.transparency.rules.subject import COMPARED, is_of_others, is_parent_label, own_name, sentence_of

_NONE = phrase("parents.none")
_SEVERAL = phrase("parents.several")  # "Parent models: A and B"
_USED_LABEL = phrase("parents.used_label")
_TRAINING_TITLE = phrase("parents.training_title")
_RESULTS = phrase("parents.results")
_QUANTIZED = phrase("parents.quantized_of_placed_parents")
_OF_FILES = phrase("parents.of_files")
_NO_NAME = phrase("parents.no_name")  # begins a sentence
_MAX_NAME = 60  # characters
_PART = phrase("parents.part")
_SEEING = phrase("parents.seeing_of_placed_parents")
_TALKING = phrase("parents.talking")
_BOTH_ENDS = phrase("parents.both_ends")
_SEES = phrase("parents.sees")
_TALKS = phrase("parents.talks")
_TUNED_BASE = phrase("parents.tuned_base")
_BASE_THERE = phrase("parents.base_there")
_FROM_STAGE = phrase("parents.from_stage")
_ON_STAGE = phrase("parents.on_stage")
_OF_STAGE = phrase("parents.of_stage")
_STAGES = ("base", "sft", "instruct", "chat", "pretrained", "dpo")
_STEM = 3  # letters that a family's name has at least
_SAME_AS = phrase("parents.same_as")
_TUNING_LABEL = phrase("parents.tuning_label")


def parents_of_labels(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """ "Finetuned from model: X", in a label, a row of two, or a column of a table of siblings."""
    label = _label_of(reading, passage)
    if not (label or passage.header) or is_of_others(passage):
        return
    if passage.header:
        yield from parents_of_rows(reading, passage)
    if _TALKING.match(label) and not passage.header:
        named = sentence_of(reading, passage).mentions[:1]
        yield from (Parent(m.id, "finetune", reading.from_card(passage), m.is_named_only) for m in named)
    is_used = bool(_USED_LABEL.match(label)) and passage.is_under(_TRAINING_TITLE, 1)
    if not (label and (is_used or is_parent_label(label))) or _NONE.match(passage.said):
        return
    if passage.is_under(_RESULTS, 1):  # "Base: 41.2", beside other results
        return
    relation = "quantized" if "riginal" in label or _QUANTIZED.search(label) else ""
    sentence = sentence_of(reading, passage)
    ids = [m for m in sentence.mentions if not m.is_named_only]
    if not ids and _OF_FILES.search(label):  # a size, or the name of what need not be a model's repository
        return
    evidence = reading.from_card(passage)
    if ids:
        joint = ids if _SEVERAL.search(label) else ids[:1]
        yield from (Parent(m.id, relation, evidence, is_joint=len(joint) > 1) for m in joint)
    elif name := _labelled_name(passage):
        yield Parent(name, relation, evidence, is_named_only=True)


def parents_of_ends(reading: Reading) -> Iterator[Parent]:
    """What an encoder and a decoder began as, by names that nothing else marks as a model's."""
    for passage in reading.likely(_BOTH_ENDS):
        if found := passage.find(_BOTH_ENDS):
            evidence = reading.from_card(passage)
            yield from (Parent(found[g], "finetune", evidence, True, is_joint=True) for g in "ab")


def parents_of_parts(reading: Reading) -> Iterator[Parent]:
    """ "Vision encoder: A" and "Language model: B", where a card has both, one of them by its id."""
    named: dict[bool, tuple[Mention, Passage]] = {}
    for passage in reading.likely(_PART):
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
    if not sentence.mentions or is_of_others(passage):
        return
    if len(passage.cells) <= 2 and (_SEEING.match(passage.label) or _TALKING.match(passage.label)):
        own = (m for m in sentence.mentions if reading.size and f"-{reading.size}" in m.id.lower())
        yield bool(_SEEING.match(passage.label)), next(own, sentence.mentions[0])
        return
    for is_seeing, pattern in ((True, _SEES), (False, _TALKS)):
        if found := pattern.search(sentence.text):
            yield is_seeing, sentence.mentions[int(found["a"] or found["b"])]


def _label_of(reading: Reading, passage: Passage) -> str:
    """The label, or the heading over a line that holds nothing but a link, an id or a name."""
    if passage.label or passage.header or not passage.heading or not is_parent_label(passage.heading):
        return passage.label
    is_bare = len(passage.text.split()) == 1 and "/" in passage.quote
    return passage.heading if is_bare or _is_first_under(reading, passage) else ""


def _is_first_under(reading: Reading, passage: Passage) -> bool:
    """Whether a passage follows its heading and links a model, or is nothing but a name."""
    blocks = reading.card.blocks if reading.card else []
    if passage.heading.lower().endswith(("base", "models")) or not 0 < passage.block <= len(blocks):
        return False
    words = passage.text.split()
    is_name = (
        len(words) <= 5 and words[0][0].isupper() and all(w[0].isupper() or w[0].isdigit() for w in words)
    )
    is_next = blocks[passage.block - 1].kind is BlockKind.HEADING
    return is_next and (is_name or any(not m.is_named_only for m in sentence_of(reading, passage).mentions))


def _labelled_name(passage: Passage) -> str:
    body = re.split(r" \(|, |; ", passage.said.strip(" .[]*"))[0].strip(" .[]()*`")
    if _NO_NAME.match(body):
        return ""
    is_name = 1 < len(body) <= _MAX_NAME and len(body.split()) <= 7 and any(c.isalpha() for c in body)
    return body if is_name and "http" not in body else ""


def parents_of_stages(reading: Reading) -> Iterator[Parent]:
    """ "Owl-7B-RL | trained from the SFT model", where the card links Owl-7B-SFT."""
    for passage in reading.likely(_FROM_STAGE):
        found = passage.find(_FROM_STAGE)
        if not found or not _is_of_own_stage(reading, passage, found):
            continue
        id_ = reading.once(_ids_of_stages).get(letters(found["stage"] or found["east"]), "")
        if id_:
            yield Parent(id_, "finetune", reading.from_card(passage))
            return


def parents_of_named_stages(reading: Reading) -> Iterator[Parent]:
    """An earlier step of this model's own making, called by the end of its name."""
    own = own_name(reading)
    for passage in reading.likely(_ON_STAGE):
        found = passage.find(_ON_STAGE)
        name = letters(found["name"]) if found else ""
        for known, id_ in reading.once(ids_by_name).items() if name else ():
            if known.endswith(name) and known != own and known[:_STEM] == own[:_STEM]:
                yield Parent(id_, "finetune", reading.from_card(passage))
                return


def _is_of_own_stage(reading: Reading, passage: Passage, found: re.Match[str]) -> bool:
    """Whether it is said of this model, by its name or as "the chat model"."""
    own = own_name(reading)
    if letters(passage.cells[0] if passage.cells else passage.text.split(" is ")[0]) == own:
        return True
    said = list(_OF_STAGE.finditer(passage.text, 0, found.start()))
    if not said or COMPARED.search(passage.text, said[-1].end(), found.start()):
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


def parents_of_family(reading: Reading) -> Iterator[Parent]:
    """ "Wren-7b: the base model fine-tuned on talk", where the card links Wren-7b-base."""
    own = own_name(reading)
    bases = {TUNED_END.sub("", own) + end for end in ("base", "pretrained", "pt")} | {TUNED_END.sub("", own)}
    for passage in reading.likely(_BASE_THERE):
        ids = (id_ for _, id_ in model_ids(passage.quote)) if passage.find(_BASE_THERE) else ()
        if id_ := next((id_ for id_ in ids if is_own_base(reading, id_)), ""):
            yield Parent(id_, "finetune", reading.from_card(passage))
            return
    for passage in reading.likely(_TUNED_BASE):
        if not passage.find(_TUNED_BASE) or letters(passage.text.split(":")[0]) != own:
            continue
        for other in reading.own:
            for _, id_ in model_ids(other.quote) if "/" in other.quote else ():
                if letters(id_.rsplit("/", 1)[-1]) in bases - {own}:
                    yield Parent(id_, "finetune", reading.from_card(passage))
                    return


def parents_of_architecture(reading: Reading) -> Iterator[Parent]:
    """ "Architecture: same as X" beside "Finetuning steps": X is what was tuned."""
    tuned = {p.section for p in reading.labelled if _TUNING_LABEL.match(p.label)}
    for passage in reading.labelled if tuned else ():
        sentence = sentence_of(reading, passage)
        found = _SAME_AS.match(sentence.text) if passage.section in tuned else None
        if found and not (mention := sentence.mentions[int(found["n"])]).is_named_only:
            yield Parent(mention.id, "finetune", reading.from_card(passage))
