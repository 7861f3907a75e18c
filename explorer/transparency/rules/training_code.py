"""Whether the training can be repeated: its code, its files, and the settings it ran with."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.place import is_advice, is_under_advice
from explorer.transparency.phrases.phrase import Finder, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.quantized_original import or_of_original
from explorer.transparency.rules.telling import told_in

code = phrases_of("code")

_LONGEST = 80  # letters of a sentence that stands for code without a name


@or_of_original
@apart_from_base
def training_code(reading: Reading) -> Finding:
    """Open: training code and settings. Partial: one of them. Code to run a model does not count."""
    published = list(_code(reading))
    ran_with = list(_settings(reading))
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
    placed = [p for p in reading.own if p.urls or _is_repository(p)]
    for passage in reading.likely(code.of_training, code.told_beside, code.held, also=placed):
        is_plain = any(map(passage.find, (code.plain, code.details_there)))
        is_plain = is_plain or passage.is_under(code.training_title, 1)
        if (passage.header and not passage.label) or passage.find(code.to_come):
            continue
        if (is_plain or not is_under_advice(reading, passage)) and (name := _code_of(reading, passage)):
            yield name, reading.from_card(passage)
    # "Training code, data and figures:", and what follows is the address alone.
    for said, link in pairwise(reading.own):
        is_announced = link.urls and link.text == link.urls[0] and said.text.endswith(":")
        is_code = is_announced and said.find(code.code_words) and said.find(code.of_training)
        if is_code and _is_code(link.text) and not is_advice(reading, said):
            yield link.text, reading.from_card(link)
    yield from ((name, reading.from_card(line)) for name, line in _scripts_in_trees(reading))


def _is_code(url: str) -> bool:
    """Whether it leads to code, and not to that of a program that runs models."""
    return bool(code.code_url.search(url)) and not code.to_run.search(url)


def _is_repository(passage: Passage) -> bool:
    return bool(passage.label and code.repository.match(passage.label.strip(" *:")))


def _code_of(reading: Reading, passage: Passage) -> str:
    """The address of training code, else the name of the library it was trained with, else ""."""
    cards = {m["url"] for m in code.of_card.finditer(passage.quote)} if ".md" in passage.quote else ()
    links = [url for url in passage.urls if _is_code(url) and url not in cards]
    return _plain_code_of(reading, passage, links) or _told_code_of(reading, passage, links)


def _plain_code_of(reading: Reading, passage: Passage, links: list[str]) -> str:
    """What is called the code of the training outright, wherever it stands."""
    is_alone = len(passage.text.split()) == 1 and passage.is_under(code.tuning_title, 1)
    if passage.urls and (is_alone or passage.find(code.details_there)):
        there = [*links, *filter(code.notebook_url.search, passage.urls)]
        if there:
            return there[0]
    if links and passage.find(code.code_there) and code.linked_plainly.search(passage.quote):
        is_other = passage.find(code.not_there) or passage.is_under(code.others_title)
        return "" if is_other else links[0]
    is_item = code.training_item.match(passage.text) and code.code_link.search(passage.quote)
    if links and (is_item or passage.find(code.we_use)):
        return links[0]
    if said := told_in(reading, passage, code.we_use_code, code.folder, code.opened):
        return links[0] if links else said.match.groupdict().get("name", passage.text[:_LONGEST])
    if told_in(reading, passage, code.told_beside) and (beside := code.file_beside.search(passage.quote)):
        return beside["path"]
    return passage.text[:_LONGEST] if told_in(reading, passage, code.held) else ""


def _told_code_of(reading: Reading, passage: Passage, links: list[str]) -> str:
    """What is linked or named where the training is told of, unless it is advice."""
    is_repository, is_of_training = _is_repository(passage), bool(passage.find(code.of_training))
    if not is_repository and (not (links or is_of_training) or passage.find(code.advice)):
        return ""
    is_with = _written(passage, code.built_with)
    named = _written(passage, code.trainers) if is_with or is_repository else None
    is_built = named and is_with
    if links and (is_repository or is_built or _tells_of_code(passage, is_of_training=is_of_training)):
        return links[0]
    if not links and told_in(reading, passage, code.here):
        return passage.text[:_LONGEST]
    return named[0] if named and (is_repository or is_of_training) else ""


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


def _scripts_in_trees(reading: Reading) -> Iterator[tuple[str, Passage]]:
    """ "├── finetune.py" in a printed tree of the repository: the script's name, and its line."""
    for fence in reading.fenced:
        if not code.branch.search(fence.text):
            continue
        for number, line in enumerate(fence.text.split("\n")[:200], fence.first_line):
            if code.branch.search(line) and (script := code.script.search(line)):
                quote = line.strip()[:300]
                yield script[0], replace(fence, text=quote, quote=quote, first_line=number, last_line=number)


def _settings(reading: Reading) -> Iterator[Evidence]:
    """What it ran with, in rows and sentences, and in blocks of code."""
    rows = [p for p in reading.rows if p.is_titled(code.setting, " ".join(p.header))]
    rows = [p for p in rows if not any(map(code.speed.search, p.header))]
    rows += [p for p in reading.labelled if p.is_labelled(code.configuration)]
    for passage in reading.likely(code.setting, code.optimizer, also=rows):
        is_told = passage.has_digit and _states_setting(reading, passage)
        if is_told or told_in(reading, passage, code.optimizer):
            yield reading.from_card(passage)
    for fence in reading.fenced:
        if _is_configuration(fence) and not is_under_advice(reading, fence):
            yield reading.from_card(fence)


def _states_setting(reading: Reading, passage: Passage) -> bool:
    if passage.is_labelled(code.configuration) and code.share.search(passage.said):
        return True
    is_named = passage.find(code.setting) or passage.is_titled(code.setting, " ".join(passage.header))
    has_number = is_named and code.number.search(code.enumerated.sub("", passage.text))
    if not has_number or is_advice(reading, passage):
        return False
    is_titled = passage.is_under(code.settings_title) or passage.is_labelled(code.setting)
    if passage.is_item or passage.header or is_titled:
        return True
    # In running text one number of epochs is no configuration.
    return any("epoch" not in m[0].lower() for m in code.setting.finditer(passage.text))


def _is_configuration(fence: Passage) -> bool:
    """Whether a code block holds the settings of a training, or of a merge."""
    if any(len(one.findall(fence.text)) >= 2 for one in (code.merge_config, code.train_command)):
        return True
    return fence.is_under(code.hyperparameters, 1) and len(code.set_line.findall(fence.text)) >= 2
