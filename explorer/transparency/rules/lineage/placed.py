"""Parents told by parts, by steps, by printed settings of a training, or by the name that a copy bears."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_of_others
from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.lineage.merge_names import ids_by_name
from explorer.transparency.rules.lineage.names import Mention
from explorer.transparency.rules.lineage.parent import Parent
from explorer.transparency.rules.subject import COMPARED, TUNED_END, is_own_base, own_name, sentence_of

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
_TRAINS = phrase("parents.trains")
_TRAINED_FROM = phrase("parents.trained_from")
_SETTINGS = phrase("parents.settings")
_COMMAND = phrase("parents.command")
_COMMANDED = phrase("parents.commanded")
_PATH_NAMED = phrase("parents.path_named")
_ADAPTER = phrase("parents.adapter")
_OF_SIZE = phrase("parents.of_size")  # a sibling's name
_ADVICE = phrase("parents.advice")
_SHORT = 3  # letters that may begin a name by chance
_SHRUNK_END = phrase("parents.shrunk_end")
_FOLDERS = frozenset(("model", "models", "checkpoints", "weights", "output", "outputs"))  # in a command
_HF_END = phrase("parents.hf_end")
_ORIGINAL = phrase("parents.original")
_CONVERSION = phrase("parents.conversion")  # a heading
_THANKS = phrase("parents.thanks")


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


def training_configurations(reading: Reading) -> list[Passage]:
    """Fenced settings of a training, as Axolotl, LLaMA-Factory and TRL write them."""
    fenced = reading.card.fenced if reading.card else ()
    return [code for code in fenced if len(_TRAINS.findall(code.text)) > 1]


def parents_of_configuration(reading: Reading) -> Iterator[Parent]:
    """The model that a printed configuration of this model's training starts from."""
    for passage in reading.likely(_PATH_NAMED):
        if passage.is_under(_SETTINGS, 1) and (found := passage.find(_PATH_NAMED)):
            yield Parent(found["id"], "finetune", reading.from_card(passage))
    for code in training_configurations(reading):
        if found := _TRAINED_FROM.search(code.text):
            relation = "adapter" if _ADAPTER.search(code.text) else "finetune"
            yield Parent(found["id"], relation, reading.from_card(code))


def parents_of_command(reading: Reading) -> Iterator[Parent]:
    """What a fenced command trains from, where this model is named after it; others may stand as examples."""
    own = own_name(reading)
    for code in reading.card.fenced if reading.card else ():
        found = _COMMANDED.search(code.text) if _COMMAND.search(code.text) else None
        name = letters(found["id"].rsplit("/", 1)[-1]) if found else ""
        rest = own.removeprefix(name) if len(name) > _SHORT and own.startswith(name) else ""
        if found and rest and not _OF_SIZE.fullmatch(rest) and not code.is_under(_ADVICE, 1):
            yield Parent(
                found["id"], "finetune", reading.from_card(code), is_named_only="/" not in found["id"]
            )


def parents_of_file(reading: Reading) -> Iterator[Parent]:
    """Of "owl-7b-Q4_K_M-GGUF" the model called "owl-7b": linked, named in a heading or loaded in code."""
    whole = stem_of_file(reading)
    for passage in _told_anywhere(reading) if whole else ():
        for _, id_ in model_ids(passage.quote) if "/" in passage.quote else ():
            owner, _, name = id_.rpartition("/")
            if letters(name) == whole and owner.lower() not in _FOLDERS:
                yield Parent(id_, "quantized", reading.from_card(passage))
                return


def parents_called_alike(reading: Reading) -> Iterator[Parent]:
    """The same where a sentence names the model without its owner."""
    whole = stem_of_file(reading)
    for passage in reading.own if whole else ():
        for mention in sentence_of(reading, passage).mentions:
            if letters(mention.id) == whole:
                yield Parent(mention.id, "quantized", reading.from_card(passage), is_named_only=True)
                return


def stem_of_file(reading: Reading) -> str:
    """The letters of a quantized copy's name without what says so; "" where nothing says so."""
    name = reading.name
    whole = stem_of(name)
    return whole if reading.is_quantized and len(whole) >= 4 and whole != letters(name) else ""


def stem_of(name: str) -> str:
    """The letters of a name without what says how the file was made smaller."""
    return letters(_SHRUNK_END.sub("", name))


def _told_anywhere(reading: Reading) -> Iterator[Passage]:
    """Sentences first, then headings, then code."""
    yield from reading.own
    if reading.card is not None:
        for block in reading.card.blocks:
            if block.kind is BlockKind.HEADING and "/" in block.text:
                quote = reading.card.text[block.start : block.end].strip()
                yield Passage(block.text, quote, block.first_line, block.first_line + quote.count("\n"))
        yield from reading.card.fenced


def parents_of_conversion(reading: Reading) -> Iterator[Parent]:
    """Of "owl-7b-hf", files for another library, the "owl-7b" that its card links."""
    stem = _HF_END.sub("", reading.name)
    for passage in reading.own if stem != reading.name else ():  # not in a table of a family
        for _, id_ in model_ids(passage.quote) if "/" in passage.quote and not passage.cells else ():
            if letters(id_.rsplit("/", 1)[-1]) == letters(stem):
                yield Parent(id_, "unknown", reading.from_card(passage))
                return


def parents_of_thanks(reading: Reading) -> Iterator[Parent]:
    """ "Thanks to the original model creator:" over the model's address, in a quantized copy."""
    thanked = [p for p in reading.likely(_THANKS) if p.find(_THANKS)] if reading.is_quantized else []
    for passage in thanked:
        near = (p for p in reading.own if 0 <= p.block - passage.block <= 1)
        for one in near:
            ids = [id_ for url in one.urls if (id_ := id_of_url(url))]
            if ids:
                yield Parent(ids[0], "quantized", reading.from_card(one))
                return


def parents_of_same_name(reading: Reading) -> Iterator[Parent]:
    """ "A patched version of the original model: owl/strix-7b" in the card of heron/strix-7b."""
    owner = re.split(r"/|__", reading.sources.repo.lower())[0]
    told = [p for p in reading.likely(_ORIGINAL) if p.find(_ORIGINAL)]
    for passage in (*told, *(t for t in titles(reading) if _CONVERSION.match(t.text))):
        if "/" in passage.quote:
            for _, id_ in model_ids(passage.quote):
                is_same = letters(id_.rsplit("/", 1)[-1]) == own_name(reading)
                if is_same and id_.partition("/")[0].lower() != owner:
                    yield Parent(id_, "", reading.from_card(passage))
                    return
