"""The model that a printed configuration or command of a training starts from."""

from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name

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
