"""Parents that stand in a table of siblings, a list of a family, or a printed configuration."""

import re
from collections.abc import Iterator

from explorer.transparency.hub_ids import model_ids
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import letters
from explorer.transparency.rules.model_names import is_model_name
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name

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


def parents_of_rows(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """A table of siblings with a column for their bases: the row that names or links this model."""
    column = next((n for n, title in enumerate(passage.header) if _BASE_COLUMN.match(title)), -1)
    if column < 0 or len(passage.cells) <= column or not _is_row_of(reading, passage, column):
        return
    cell = passage.cells[column]
    evidence = reading.from_card(passage)
    linked = [i for _, i in model_ids(passage.quote) if i.split("/", 1)[1].lower() in cell.lower()]
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
                if letters(id_.split("/")[-1]) in bases - {own}:
                    yield Parent(id_, "finetune", reading.from_card(passage))
                    return


def parents_of_configuration(reading: Reading) -> Iterator[Parent]:
    """The model that a printed configuration of this model's training starts from."""
    for code in reading.card.fenced if reading.card else ():
        found = _TRAINED_FROM.search(code.text)
        if found and len(_TRAINS.findall(code.text)) > 1:
            relation = "adapter" if _ADAPTER.search(code.text) else "finetune"
            yield Parent(found["id"], relation, reading.from_card(code))
