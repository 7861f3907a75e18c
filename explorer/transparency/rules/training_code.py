"""Whether the training can be repeated: its code, its files, and the settings it ran with."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import Finder, phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.quantized_original import or_of_original

_OF_CARD = phrase("code.of_card")
_CODE_URL = phrase("code.code_url")
_NOTEBOOK_URL = phrase("code.notebook_url")
_TO_RUN = phrase("code.to_run")
_TRAINERS = phrase("code.trainers")
_OF_TRAINING = phrase("code.of_training")
_CODE_WORDS = phrase("code.code_words")
_REPRODUCTION = phrase("code.reproduction")
_HERE = phrase("code.here")
_FOLDER = phrase("code.folder")
_WE_USE = phrase("code.we_use")
_WE_USE_CODE = phrase("code.we_use_code")
_PLAIN = phrase("code.plain")
_OPENED = phrase("code.opened")
_TO_COME = phrase("code.to_come")
_PLANNED = phrase("code.planned")
_NOT_THERE = phrase("code.not_there")
_LINKED_PLAINLY = phrase("code.linked_plainly")
_OTHERS_TITLE = phrase("code.others_title")
_TRAINING_ITEM = phrase("code.training_item")
_CODE_LINK = phrase("code.code_link")  # among "Checkpoints, Code, Data"
_BUILT_WITH = phrase("code.built_with")
_LINKED = phrase("code.linked")
_WITH_LINK = phrase("code.with_link")
_REPOSITORY = phrase("code.repository")
_TRAINING_TITLE = phrase("code.training_title")
_DETAILS_THERE = phrase("code.details_there")
_CODE_THERE = phrase("code.code_there")
_TUNING_TITLE = phrase("code.tuning_title")
_DETAILS = phrase("code.details")
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
_BRANCH = phrase("code.branch")
_SCRIPT = phrase("code.script")
_TOLD_BESIDE = phrase("code.told_beside")
_FILE_BESIDE = phrase("code.file_beside")
_HELD = phrase("code.held")
_YOURS = phrase("code.yours")
# One of these is in every sentence that names a file of the training.
TOLD = (_TOLD_BESIDE, _HELD)


def training_code(reading: Reading) -> Finding:
    """Open: training code and settings. Partial: one of them. Code to run a model does not count."""
    code = list(_code(reading))
    ran_with = list(settings(reading))
    if not code and not ran_with:
        return reading.silent("training_code")
    said = [Words("code")] if code else []
    said += [Words("settings")] if ran_with else []
    names = sorted((name for name, _ in code), key=lambda name: "://" not in name)  # an address says more
    value = {"code": names[0] if names else None, "settings": bool(ran_with)}
    verdict = Verdict.OPEN if code and ran_with else Verdict.PARTIAL
    evidence = [*(e for _, e in code[:3]), *ran_with[:3]]
    text = Words("Stated: {kinds}", kinds=enumerated(said))
    return reading.found("training_code", verdict, text, value, evidence)


def _code(reading: Reading) -> Iterator[tuple[str, Evidence]]:
    for badge in reading.card.badges if reading.card else ():
        if _TRAINERS.search(badge.text):
            yield badge.urls[0], reading.from_card(badge)
    placed = [p for p in reading.own if p.urls or (p.label and _REPOSITORY.match(p.label.strip(" *:")))]
    for passage in reading.likely(_OF_TRAINING, *TOLD, also=placed):
        is_both = passage.is_under(_TRAINING_TITLE, 1)
        if passage.header and not passage.label:
            continue
        is_plain = passage.find(_PLAIN) or passage.find(_DETAILS_THERE)
        if passage.is_under(TITLE_ADVICE, 1) and not is_both and not is_plain:
            continue
        if not passage.find(_TO_COME) and (name := _code_of(passage)):
            yield name, reading.from_card(passage)
    yield from _below_colon(reading)
    yield from ((name, reading.from_card(line)) for name, line in scripts_in_trees(reading))


def _below_colon(reading: Reading) -> Iterator[tuple[str, Evidence]]:
    """ "Training code, data and figures:", and what follows is the address alone."""
    for told, link in pairwise(reading.own):
        if (
            link.urls
            and told.text.endswith(":")
            and link.text == link.urls[0]
            and _CODE_URL.search(link.text)
        ):
            is_code = told.find(_CODE_WORDS) and told.find(_OF_TRAINING) and not told.find(ADVICE)
            if is_code and not told.is_under(TITLE_ADVICE, 1) and not _TO_RUN.search(link.text):
                yield link.text, reading.from_card(link)


def _code_of(passage: Passage) -> str:
    """The address of training code, else the name of the library it was trained with, else ""."""
    links = [u for u in passage.urls if _CODE_URL.search(u) and not _TO_RUN.search(u)]
    if links and ".md" in passage.quote:
        cards = {found["url"] for found in _OF_CARD.finditer(passage.quote)}
        links = [u for u in links if u not in cards]
    return _plain_code_of(passage, links) or _told_code_of(passage, links)


def _plain_code_of(passage: Passage, links: list[str]) -> str:
    """What is called the code of the training outright, wherever it stands."""
    is_alone = len(passage.text.split()) == 1 and passage.is_under(_TUNING_TITLE, 1)
    if passage.urls and (is_alone or passage.find(_DETAILS_THERE)):
        there = [*links, *(u for u in passage.urls if _NOTEBOOK_URL.search(u))]
        if there:
            return there[0]
    if links and passage.find(_CODE_THERE) and _LINKED_PLAINLY.search(passage.quote):
        is_other = passage.find(_NOT_THERE) or passage.is_under(_OTHERS_TITLE)
        return "" if is_other else links[0]
    is_item = bool(_TRAINING_ITEM.match(passage.text) and _CODE_LINK.search(passage.quote))
    if links and (is_item or passage.find(_WE_USE)):
        return links[0]
    if used := passage.find(_WE_USE_CODE):
        return links[0] if links else used["name"]
    if (passage.find(_FOLDER) or passage.find(_OPENED)) and not passage.find(_PLANNED):
        return links[0] if links else passage.text[:80]
    return told_file(passage)


def _told_code_of(passage: Passage, links: list[str]) -> str:
    """What is linked or named where the training is told of, unless it is advice."""
    is_repository = bool(passage.label and _REPOSITORY.match(passage.label.strip(" *:")))
    is_of_training = bool(passage.find(_OF_TRAINING))
    if not (links or is_repository or is_of_training) or (not is_repository and passage.find(ADVICE)):
        return ""
    is_with = bool(_written(passage, _BUILT_WITH))
    named = _written(passage, _TRAINERS) if is_with or is_repository else None
    trainer = named[0] if named else ""
    is_built = bool(trainer) and is_with
    if links and (is_repository or is_built or _tells_of_code(passage, is_of_training=is_of_training)):
        return links[0]
    if not links and passage.find(_HERE) and not passage.find(_PLANNED):
        return passage.text[:80]
    return trainer if is_repository or (is_built and is_of_training) else ""


def _tells_of_code(passage: Passage, *, is_of_training: bool) -> bool:
    """Whether what is linked here is the code of the training."""
    if passage.find(_CODE_WORDS) or passage.is_under(_REPRODUCTION, 1):
        return True
    is_told_there = passage.is_under(_TRAINING_TITLE, 1) and passage.find(_DETAILS)
    is_linked = passage.find(_LINKED) or _WITH_LINK.search(passage.quote)
    return bool(is_told_there or (is_of_training and is_linked))


def _written(passage: Passage, pattern: Finder) -> re.Match[str] | None:
    """In the words, or in what is written around them, such as the address of a link."""
    return passage.find(pattern) or (pattern.search(passage.quote) if passage.urls else None)


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


def told_file(passage: Passage) -> str:
    """What a sentence calls the training's code, without an address: a file beside the card, or all here."""
    beside = _FILE_BESIDE.search(passage.quote) if passage.find(_TOLD_BESIDE) else None
    if not (beside or passage.find(_HELD)) or passage.find(_YOURS):
        return ""
    return beside["path"] if beside else passage.text[:80]


def scripts_in_trees(reading: Reading) -> Iterator[tuple[str, Passage]]:
    """ "├── finetune.py" in a printed tree of the repository: the script's name, and its line."""
    for fence in reading.card.fenced if reading.card else ():
        if not _BRANCH.search(fence.text):
            continue
        for number, line in enumerate(fence.text.split("\n")[:200], fence.first_line):
            if _BRANCH.search(line) and (script := _SCRIPT.search(line)):
                quote = line.strip()[:300]
                yield script[0], replace(fence, text=quote, quote=quote, first_line=number, last_line=number)


TRAINING_CODE = or_of_original(apart_from_base(training_code))
