"""Whether the training can be repeated: its code, its files, and the settings it ran with."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.phrases.phrase import Finder, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.quantized_original import or_of_original

code = phrases_of("code")

# One of these is in every sentence that names a file of the training.
TOLD = (code.told_beside, code.held)


@or_of_original
@apart_from_base
def training_code(reading: Reading) -> Finding:
    """Open: training code and settings. Partial: one of them. Code to run a model does not count."""
    published = list(_code(reading))
    ran_with = list(settings(reading))
    if not published and not ran_with:
        return reading.silent("training_code")
    said = [Words("code")] if published else []
    said += [Words("settings")] if ran_with else []
    # An address says more than a name.
    names = sorted((name for name, _ in published), key=lambda name: "://" not in name)
    value = {"code": names[0] if names else None, "settings": bool(ran_with)}
    verdict = Verdict.OPEN if published and ran_with else Verdict.PARTIAL
    evidence = [*(e for _, e in published[:3]), *ran_with[:3]]
    text = Words("Stated: {kinds}", kinds=enumerated(said))
    return reading.found("training_code", verdict, text, value, evidence)


def _code(reading: Reading) -> Iterator[tuple[str, Evidence]]:
    for badge in reading.card.badges if reading.card else ():
        if code.trainers.search(badge.text):
            yield badge.urls[0], reading.from_card(badge)
    placed = [p for p in reading.own if p.urls or (p.label and code.repository.match(p.label.strip(" *:")))]
    for passage in reading.likely(code.of_training, *TOLD, also=placed):
        is_both = passage.is_under(code.training_title, 1)
        if passage.header and not passage.label:
            continue
        is_plain = passage.find(code.plain) or passage.find(code.details_there)
        if passage.is_under(code.title_advice, 1) and not is_both and not is_plain:
            continue
        if not passage.find(code.to_come) and (name := _code_of(passage)):
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
            and code.code_url.search(link.text)
        ):
            is_code = (
                told.find(code.code_words) and told.find(code.of_training) and not told.find(code.advice)
            )
            if is_code and not told.is_under(code.title_advice, 1) and not code.to_run.search(link.text):
                yield link.text, reading.from_card(link)


def _code_of(passage: Passage) -> str:
    """The address of training code, else the name of the library it was trained with, else ""."""
    links = [u for u in passage.urls if code.code_url.search(u) and not code.to_run.search(u)]
    if links and ".md" in passage.quote:
        cards = {found["url"] for found in code.of_card.finditer(passage.quote)}
        links = [u for u in links if u not in cards]
    return _plain_code_of(passage, links) or _told_code_of(passage, links)


def _plain_code_of(passage: Passage, links: list[str]) -> str:
    """What is called the code of the training outright, wherever it stands."""
    is_alone = len(passage.text.split()) == 1 and passage.is_under(code.tuning_title, 1)
    if passage.urls and (is_alone or passage.find(code.details_there)):
        there = [*links, *(u for u in passage.urls if code.notebook_url.search(u))]
        if there:
            return there[0]
    if links and passage.find(code.code_there) and code.linked_plainly.search(passage.quote):
        is_other = passage.find(code.not_there) or passage.is_under(code.others_title)
        return "" if is_other else links[0]
    is_item = bool(code.training_item.match(passage.text) and code.code_link.search(passage.quote))
    if links and (is_item or passage.find(code.we_use)):
        return links[0]
    if used := passage.find(code.we_use_code):
        return links[0] if links else used["name"]
    if (passage.find(code.folder) or passage.find(code.opened)) and not passage.find(code.planned):
        return links[0] if links else passage.text[:80]
    return told_file(passage)


def _told_code_of(passage: Passage, links: list[str]) -> str:
    """What is linked or named where the training is told of, unless it is advice."""
    is_repository = bool(passage.label and code.repository.match(passage.label.strip(" *:")))
    is_of_training = bool(passage.find(code.of_training))
    if not (links or is_repository or is_of_training) or (not is_repository and passage.find(code.advice)):
        return ""
    is_with = bool(_written(passage, code.built_with))
    named = _written(passage, code.trainers) if is_with or is_repository else None
    trainer = named[0] if named else ""
    is_built = bool(trainer) and is_with
    if links and (is_repository or is_built or _tells_of_code(passage, is_of_training=is_of_training)):
        return links[0]
    if not links and passage.find(code.here) and not passage.find(code.planned):
        return passage.text[:80]
    return trainer if is_repository or (is_built and is_of_training) else ""


def _tells_of_code(passage: Passage, *, is_of_training: bool) -> bool:
    """Whether what is linked here is the code of the training."""
    if passage.find(code.code_words) or passage.is_under(code.reproduction, 1):
        return True
    is_told_there = passage.is_under(code.training_title, 1) and passage.find(code.details)
    is_linked = passage.find(code.linked) or code.with_link.search(passage.quote)
    return bool(is_told_there or (is_of_training and is_linked))


def _written(passage: Passage, pattern: Finder) -> re.Match[str] | None:
    """In the words, or in what is written around them, such as the address of a link."""
    return passage.find(pattern) or (pattern.search(passage.quote) if passage.urls else None)


def settings(reading: Reading) -> Iterator[Evidence]:
    rows = [p for p in reading.rows if p.is_titled(code.setting, " ".join(p.header)) and not _is_of_speed(p)]
    rows += [p for p in reading.labelled if p.is_labelled(code.configuration)]
    for passage in reading.likely(code.setting, code.optimizer, also=rows):
        is_told = passage.has_digit and _states_setting(passage)
        if is_told or _names_optimizer(passage):
            yield reading.from_card(passage)
    for passage in reading.card.fenced if reading.card else ():
        if passage.is_under(code.title_advice, 1):
            continue
        if _is_configuration(passage):
            yield reading.from_card(passage)


def _is_configuration(fence: Passage) -> bool:
    """Whether a code block holds the settings of a training, or of a merge."""
    if len(code.merge_config.findall(fence.text)) >= 2 or len(code.train_command.findall(fence.text)) >= 2:
        return True
    return fence.is_under(code.hyperparameters, 1) and len(code.set_line.findall(fence.text)) >= 2


def _states_setting(passage: Passage) -> bool:
    if passage.is_labelled(code.configuration) and code.share.search(passage.said):
        return True
    is_named = passage.find(code.setting) or passage.is_titled(code.setting, " ".join(passage.header))
    has_number = is_named and code.number.search(code.enumerated.sub("", passage.text))
    if not has_number or passage.is_under(code.title_advice, 1):
        return False
    if passage.find(code.advice):
        return False
    is_titled = passage.is_under(code.settings_title) or passage.is_labelled(code.setting)
    if passage.is_item or passage.header or is_titled:
        return True
    # In running text one number of epochs is no configuration.
    return any("epoch" not in m[0].lower() for m in code.setting.finditer(passage.text))


def _names_optimizer(passage: Passage) -> bool:
    is_advice = passage.is_under(code.title_advice, 1) or passage.find(code.advice)
    return not is_advice and bool(passage.find(code.optimizer))


def _is_of_speed(row: Passage) -> bool:
    """Whether a table's batches are those of a test of speed."""
    return any(map(code.speed.search, row.header))


def told_file(passage: Passage) -> str:
    """What a sentence calls the training's code, without an address: a file beside the card, or all here."""
    beside = code.file_beside.search(passage.quote) if passage.find(code.told_beside) else None
    if not (beside or passage.find(code.held)) or passage.find(code.yours):
        return ""
    return beside["path"] if beside else passage.text[:80]


def scripts_in_trees(reading: Reading) -> Iterator[tuple[str, Passage]]:
    """ "├── finetune.py" in a printed tree of the repository: the script's name, and its line."""
    for fence in reading.card.fenced if reading.card else ():
        if not code.branch.search(fence.text):
            continue
        for number, line in enumerate(fence.text.split("\n")[:200], fence.first_line):
            if code.branch.search(line) and (script := code.script.search(line)):
                quote = line.strip()[:300]
                yield script[0], replace(fence, text=quote, quote=quote, first_line=number, last_line=number)
