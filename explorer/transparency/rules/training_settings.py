"""The settings a training ran with, in sentences, tables and configurations."""

from collections.abc import Iterator

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading

_SETTING = phrase("code.setting")
_OPTIMIZER = phrase("code.optimizer")
_SETTINGS_TITLE = phrase("code.settings_title")
_CONFIGURATION = phrase("code.configuration")
_NUMBER = phrase("code.number")  # not the one in a model's name
_SHARE = phrase("code.share")  # nor the size of a model
_HYPERPARAMETERS = phrase("code.hyperparameters")
_SET_LINE = phrase("code.set_line")
_SPEED = phrase("code.speed")
_ENUMERATED = phrase("code.enumerated")
_MERGE_CONFIG = phrase("code.merge_config")
_TRAIN_COMMAND = phrase("code.train_command")
ADVICE = phrase("code.advice")
TITLE_ADVICE = phrase("code.title_advice")


def settings(reading: Reading) -> Iterator[Evidence]:
    rows = [p for p in reading.rows if p.is_titled(_SETTING, " ".join(p.header)) and not _is_of_speed(p)]
    rows += [p for p in reading.labelled if p.is_labelled(_CONFIGURATION)]
    for passage in reading.likely(_SETTING, _OPTIMIZER, also=rows):
        is_told = passage.has_digit and _states_setting(passage)
        if is_told or _names_optimizer(passage):
            yield reading.from_card(passage)
    for passage in reading.card.fenced if reading.card else ():
        if passage.is_under(TITLE_ADVICE, 1):
            continue
        if _is_configuration(passage):
            yield reading.from_card(passage)


def _is_configuration(fence: Passage) -> bool:
    """Whether a code block holds the settings of a training, or of a merge."""
    if len(_MERGE_CONFIG.findall(fence.text)) >= 2 or len(_TRAIN_COMMAND.findall(fence.text)) >= 2:
        return True
    return fence.is_under(_HYPERPARAMETERS, 1) and len(_SET_LINE.findall(fence.text)) >= 2


def _states_setting(passage: Passage) -> bool:
    if passage.is_labelled(_CONFIGURATION) and _SHARE.search(passage.said):
        return True
    is_named = passage.find(_SETTING) or passage.is_titled(_SETTING, " ".join(passage.header))
    has_number = is_named and _NUMBER.search(_ENUMERATED.sub("", passage.text))
    if not has_number or passage.is_under(TITLE_ADVICE, 1):
        return False
    if passage.find(ADVICE):
        return False
    is_titled = passage.is_under(_SETTINGS_TITLE) or passage.is_labelled(_SETTING)
    if passage.is_item or passage.header or is_titled:
        return True
    # In running text one number of epochs is no configuration.
    return any("epoch" not in m[0].lower() for m in _SETTING.finditer(passage.text))


def _names_optimizer(passage: Passage) -> bool:
    is_advice = passage.is_under(TITLE_ADVICE, 1) or passage.find(ADVICE)
    return not is_advice and bool(passage.find(_OPTIMIZER))


def _is_of_speed(row: Passage) -> bool:
    """Whether a table's batches are those of a test of speed."""
    return any(map(_SPEED.search, row.header))
