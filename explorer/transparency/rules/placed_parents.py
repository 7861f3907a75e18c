"""Parents that stand behind a label, in a table of siblings, a list of a family, or a configuration."""

import re
from collections.abc import Iterator

from explorer.transparency.hub_ids import model_ids
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import letters
from explorer.transparency.rules.model_names import is_model_name
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import is_of_others, is_parent_label, own_name, sentence_of

_NONE = re.compile(
    r"^\W*(?:none|no|n/?a|not applicable|unknown|-+|trained from scratch|from scratch)\b", re.IGNORECASE
)
_SEVERAL = re.compile(r"models(?: \[optional\])?$", re.IGNORECASE)  # "Parent models: A and B"
_RESULTS = re.compile(r"\b(?:performance|results?|evaluation|benchmarks?|scores?)\b", re.IGNORECASE)
_QUANTIZED = re.compile(r"quanti[sz]", re.IGNORECASE)
_MAX_NAME = 60  # characters
_SEEING = re.compile(
    r"(?:vision|visual|image|audio|speech) (?:encoder|tower|backbone|model)s?\W*$", re.IGNORECASE
)
_TALKING = re.compile(
    r"(?:(?:large )?language (?:model|backbone|decoder)|(?:base |backbone )?llm|text (?:model|decoder))s?"
    r"(?: backbone)?\W*$",
    re.IGNORECASE,
)
_BASE_COLUMN = re.compile(r"^base(?:[ -]?model)?s?$|^(?:parent|foundation) model$", re.IGNORECASE)
_TUNED_BASE = re.compile(
    r"^[^:]{2,80}: (?:the|our|its|this) base model,? (?:further |then |instruction[- ]?)?"
    r"(?:fine-?[ ]?tun|tuned|aligned|trained)",
    re.IGNORECASE,
)
# The name of a tuned model without what says that it is tuned.
_TUNED_END = re.compile(r"(?:instruct|chat|it|sft|dpo)$")
# Configurations of training that people print: Axolotl, LLaMA-Factory, TRL.
_TRAINS = re.compile(
    r"^\s*-*\s*(?:adapter|sequence_len|micro_batch_size|num_epochs|lora_r|finetuning_type|stage|cutoff_len"
    r"|per_device_train_batch_size|learning_rate)\s*[:=]",
    re.MULTILINE,
)
_TRAINED_FROM = re.compile(
    r"^\s*-*\s*(?:base_model|model_name_or_path)\s*[:=]\s*[\"']?(?P<id>[\w.-]{1,100}/[\w.-]{1,100})[\"']?\s*(?:#.*)?$",
    re.MULTILINE,
)
_ADAPTER = re.compile(r"^\s*-*\s*(?:adapter|finetuning_type)\s*[:=]\s*[\"']?q?lora\b", re.MULTILINE)


def parents_of_labels(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """ "Finetuned from model: X", in a label, a row of two, or a column of a table of siblings."""
    if is_of_others(passage):
        return
    if passage.header:
        yield from parents_of_rows(reading, passage)
    label = _label_of(passage)
    if _TALKING.match(label) and not passage.header:
        named = sentence_of(reading, passage).mentions[:1]
        yield from (Parent(m.id, "finetune", reading.from_card(passage), m.is_named_only) for m in named)
    if not label or not is_parent_label(label) or _NONE.match(passage.said):
        return
    if passage.is_under(_RESULTS, 1):  # "Base: 41.2", beside other results
        return
    relation = "quantized" if "riginal" in label or _QUANTIZED.search(label) else ""
    sentence = sentence_of(reading, passage)
    ids = [m for m in sentence.mentions if not m.is_named_only]
    evidence = reading.from_card(passage)
    if ids:
        joint = ids if _SEVERAL.search(label) else ids[:1]
        yield from (Parent(m.id, relation, evidence, is_joint=len(joint) > 1) for m in joint)
    elif name := _labelled_name(passage):
        yield Parent(name, relation, evidence, is_named_only=True)


def parents_of_parts(reading: Reading) -> Iterator[Parent]:
    """ "Vision encoder: A" and "Language model: B", where a card has both."""
    named = {
        bool(_SEEING.match(p.label)): Parent(m.id, "finetune", reading.from_card(p), is_joint=True)
        for p in reading.own
        if p.label and not p.header and (_SEEING.match(p.label) or _TALKING.match(p.label))
        for m in sentence_of(reading, p).mentions[:1]
        if not m.is_named_only
    }
    return iter([named[True], named[False]] if len(named) > 1 else [])


def _label_of(passage: Passage) -> str:
    """The label, or the heading over a line that holds nothing but a link or an id."""
    if passage.label or passage.header or len(passage.text.split()) > 1 or "/" not in passage.quote:
        return passage.label
    return passage.heading


def _labelled_name(passage: Passage) -> str:
    body = re.split(r" \(|, |; ", passage.said.strip(" .[]*"))[0].strip(" .[]()*`")
    is_name = 1 < len(body) <= _MAX_NAME and len(body.split()) <= 7 and any(c.isalpha() for c in body)
    return body if is_name and "http" not in body else ""


def parents_of_rows(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """A table of siblings with a column for their bases: the row that names or links this model."""
    column = next((n for n, title in enumerate(passage.header) if _BASE_COLUMN.match(title)), -1)
    if column < 0 or len(passage.cells) <= column or not _is_row_of(reading, passage, column):
        return
    cell = passage.cells[column]
    evidence = reading.from_card(passage)
    linked = [i for _, i in model_ids(passage.quote) if i.rsplit("/", 1)[-1].lower() in cell.lower()]
    if linked:
        yield Parent(linked[0], "finetune", evidence)
    elif is_model_name(cell):
        first = next((i for _, i in model_ids(passage.quote)), "") if column == 0 else ""
        is_linked = first and passage.quote.find(cell) < passage.quote.find(first) < passage.quote.find(
            "|", 2
        )
        yield Parent(first if is_linked else cell, "finetune", evidence, is_named_only=not is_linked)


def _is_row_of(reading: Reading, passage: Passage, column: int) -> bool:
    own = own_name(reading)
    if not own:
        return False
    if column and letters(passage.cells[0]) == own:
        return True
    return any(letters(i.split("/")[-1]) == own for _, i in model_ids(passage.quote))


def parents_of_family(reading: Reading) -> Iterator[Parent]:
    """ "Wren-7b: the base model fine-tuned on talk", where the card links Wren-7b-base."""
    own = own_name(reading)
    bases = {_TUNED_END.sub("", own) + end for end in ("base", "pretrained", "pt")} | {
        _TUNED_END.sub("", own)
    }
    for passage in reading.likely(_TUNED_BASE):
        if not passage.find(_TUNED_BASE) or letters(passage.text.split(":")[0]) != own:
            continue
        for other in reading.own:
            for _, id_ in model_ids(other.quote) if "/" in other.quote else ():
                if letters(id_.rsplit("/", 1)[-1]) in bases - {own}:
                    yield Parent(id_, "finetune", reading.from_card(passage))
                    return


def training_configurations(reading: Reading) -> list[Passage]:
    """Fenced settings of a training, as Axolotl, LLaMA-Factory and TRL write them."""
    fenced = reading.card.fenced if reading.card else ()
    return [code for code in fenced if len(_TRAINS.findall(code.text)) > 1]


def parents_of_configuration(reading: Reading) -> Iterator[Parent]:
    """The model that a printed configuration of this model's training starts from."""
    for code in training_configurations(reading):
        if found := _TRAINED_FROM.search(code.text):
            relation = "adapter" if _ADAPTER.search(code.text) else "finetune"
            yield Parent(found["id"], relation, reading.from_card(code))
