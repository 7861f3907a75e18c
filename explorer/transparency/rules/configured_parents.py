"""The model that a printed configuration or command of a training starts from."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name

# Configurations of training that people print: Axolotl, LLaMA-Factory, TRL.
_TRAINS = re.compile(
    r"^[ \t]*+-*+[ \t]*+\"?(?:adapter|sequence_len|micro_batch_size|num_epochs|lora_(?:r|alpha"
    r"|dropout)|finetuning_type"
    r"|stage|cutoff_len|peft_type|per_device_train_batch_size|learning_rate)\"?\s*[:=]",
    re.MULTILINE,
)
_TRAINED_FROM = re.compile(
    r"^[ \t]*+-*+[ \t]*+\"?(?:base_model"
    r"|(?:base_)?model_name_or_path)\"?\s*[:=]\s*[\"']?(?P<id>[\w.-]{1,100}/[\w.-]{1,100})[\"']?,?\s*(?:#.*)?$",
    re.MULTILINE,
)
_SETTINGS = re.compile(
    r"^\W*(?:training )?(?:hyper-?parameters|parameters|arguments|configuration)\b", re.IGNORECASE
)
# The same as a command: "run.py --model_name_or_path owl --do_train".
_COMMAND = re.compile(r"--(?:do_train|num_train_epochs|learning_rate)\b")
_COMMANDED = re.compile(
    r"--(?:base_)?model_name_or_path[ =]{1,3}[\"']?(?P<id>(?:[\w.-]{1,100}/)?[\w.-]{1,100})(?=[\"'\s]|$)"
)
# The same where nobody fenced it.
_PATH_NAMED = re.compile(r"\"(?:base_)?model_name_or_path\"\s*:\s*\"(?P<id>[\w.-]{1,100}/[\w.-]{1,100})\"")
_ADAPTER = re.compile(
    r"^[ \t]*+-*+[ \t]*+\"?(?:adapter|finetuning_type|peft_type)\"?\s*[:=]\s*[\"']?q?lora\b",
    re.MULTILINE | re.IGNORECASE,
)
_OF_SIZE = re.compile(r"(?:base|tiny|mini|small|medium|large|xx?l|hf|\d+[bm]|v\d+)+")  # a sibling's name
_ADVICE = re.compile(r"\b(?:usage|how to|use|example|your|yourself)\b", re.IGNORECASE)
_SHORT = 3  # letters that may begin a name by chance


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
