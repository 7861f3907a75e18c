"""Whether this model was tuned for a task, on what, and how."""

import re
from collections.abc import Iterable

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import joined
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.letters import letters
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading, is_said
from explorer.transparency.rules.beginnings import beginning
from explorer.transparency.rules.configured_parents import training_configurations
from explorer.transparency.rules.corpora import data_names, names_text
from explorer.transparency.rules.mentions import HAS_SIZE
from explorer.transparency.rules.original import of_original
from explorer.transparency.rules.own_family import is_in_part_of_other_size, is_item_beside_own
from explorer.transparency.rules.parents import has_parent
from explorer.transparency.rules.subject import (
    TUNING,
    is_about_child,
    is_helper,
    is_of_others,
    is_parent_label,
    own_name,
)
from explorer.transparency.rules.tuned_others import is_for_next, is_of_another_model
from explorer.transparency.rules.tuning_sets import (
    labelled_set,
    linked_sets,
    listed_sets,
    named_sets,
    sentences_on_sets,
    tabled_sets,
    training_sets,
)
from explorer.transparency.rules.tuning_words import (
    A_BASE,
    A_SISTER,
    ABOUT_USE,
    ADAPTER,
    ADAPTER_LABEL,
    ADVICE,
    CONSISTS,
    CORPUS_NAME,
    DATA_TITLE,
    DONE_BEFORE,
    DONE_BEFORE_NAME,
    GOES_ON,
    HELPER,
    HELPER_NAME,
    IS_BASE,
    LABEL,
    METHOD,
    METHOD_LABEL,
    METHOD_TAGS,
    METHOD_WORDS,
    METHODS,
    NOT_TUNED,
    OUTRIGHT,
    TALK,
    TALK_NAME,
    THIS_WAS_TUNED,
    TRAINING_TITLE,
    TRAINS,
    TUNE_WORD,
    TUNED_TAGS,
    TUNING_WORD,
    UNKNOWN_DATA,
)

_TUNED_TITLE = re.compile(r"\b(?:instruction|fine)-?[- ]?(?:fine-?)?tun(?:ed|ing)\b", re.IGNORECASE)
_POINT = re.compile(r"\d\.\d")
_A_SET = re.compile(r"\bdata ?sets?$", re.IGNORECASE)  # "- Tern-style dataset"
_FROM_THE = re.compile(r"\b(?:cases|examples|questions|samples|problems|items) from the [\w-]+ \Z")
_UNTUNED = re.compile(r"\b(?:is|are|was) not (?:an? )?(?:instruction|chat)[- ]tuned\b", re.IGNORECASE)
_VERSIONS = re.compile(r"\b(?:tuned|chat|instruct) versions (?:use|are|were)\b", re.IGNORECASE)
_ADDS = re.compile(r"\W{0,4}(?:add|attach|train|try|use) ", re.IGNORECASE)  # "- Add LoRA adapters"
# "LoRA is not used", "16 is advised", but "LoRA, no full tuning".
_NOT_USED = re.compile(
    r"\b(?:is|was|are|were) (?:not|never)\b|n['’]t\b|\bnot (?:used|applied|needed)\b"
    r"|\b(?:advi[sc]ed?|recommend\w*|suggest\w*|you|your)\b|^\W*no\b|[不未]",
    re.IGNORECASE,
)
_ACRONYM = 4  # letters of "dpo", "rlhf" and their like
_LONGEST_NAME = 80  # signs of a model's name before and after a method in it
_CONTINUES = re.compile(
    r"\b(?:further|continu\w+)(?: |-)pre-?train(?:ed|ing (?:of|on|with))\b", re.IGNORECASE
)
_IS_PRETRAINED = re.compile(
    r"\b(?:is|are) an? (?:[\w-]+ ){0,4}?(?:pre-?trained|foundation"
    r"|masked) (?:[\w-]+ ){0,2}?models?\b(?! on top)"
    r"|^\W{0,4}an? masked language model\b",
    re.IGNORECASE,
)
_BASE_NAME = re.compile(r"\d[bm]-base$", re.IGNORECASE)
_PLANNED = re.compile(r"\b(?:planned|can be|will be|may be)\b", re.IGNORECASE)
_PRETRAINS = re.compile(r"\bpre-?train", re.IGNORECASE)


def is_tuned(reading: Reading) -> bool:
    """Whether tags, name or text say that this model was tuned for a task."""
    return reading.once(_is_tuned)


def is_base(reading: Reading) -> bool:
    """Whether the card says outright that this is a base model."""
    return reading.once(_is_base)


def _is_base(reading: Reading) -> bool:
    likely = reading.likely(IS_BASE, A_BASE)
    if not any(p.find(IS_BASE) or _calls_itself_base(reading, p) for p in likely):
        return False
    return not any(_calls_itself_tuned(reading, p) for p in reading.likely(THIS_WAS_TUNED))


def _calls_itself_base(reading: Reading, passage: Passage) -> bool:
    """ "Wren-1B is a transformer base model" in the card of Wren-1B."""
    found, name = passage.find(A_BASE), own_name(reading)
    return bool(found and len(name) >= 4 and letters(passage.text[: found.start()]).endswith(name))


def _calls_itself_tuned(reading: Reading, passage: Passage) -> bool:
    """ "Wren-1B-lab was trained with the LAB method": what it is called elsewhere counts less."""
    name = own_name(reading)
    if len(name) < 4 or not letters(passage.text).startswith(name):
        return False
    return bool(passage.find(THIS_WAS_TUNED) and not passage.find(ADVICE) and not passage.find(NOT_TUNED))


def _is_tuned(reading: Reading) -> bool:
    if reading.tags & TUNED_TAGS:
        return True
    if is_base(reading):
        return False
    if re.search(r"instruct|chat|[-_]it\b|sft|dpo|lora\b|zephyr|tuned", reading.sources.repo, re.IGNORECASE):
        return True
    if any(_tells_of_tuning(reading, p) for p in _asked(reading)) or _is_titled_tuned(reading):
        return True
    if any(p.find(ADAPTER) and not _ADDS.match(p.text) for p in reading.likely(ADAPTER)):
        return True
    return _is_trained_on_talk(reading)


def _is_titled_tuned(reading: Reading) -> bool:
    """Whether the first heading says so: "Sora, a Llama 2 with instruction-tuning"."""
    first = next(iter(reading.card.headings), "") if reading.card else ""
    return bool(_TUNED_TITLE.search(first))


def _is_trained_on_talk(reading: Reading) -> bool:
    """Data sets of instructions beside no corpus; or any beside a parent where no pretraining is told of."""
    names = " ".join(reading.texts("datasets"))
    linked = " ".join(linked_sets(reading))
    if CORPUS_NAME.search(names) or CORPUS_NAME.search(linked) or not (names or TALK_NAME.search(linked)):
        return False
    has_corpus = any(p.find(GOES_ON) for p in reading.likely(GOES_ON))
    return bool(TALK_NAME.search(f"{names} {linked}")) or (has_parent(reading) and not has_corpus)


def is_for_pretraining(reading: Reading) -> bool:
    """Whether the data sets of the metadata are what it was first trained on: corpora, by their names."""
    names = " ".join(training_sets(reading))
    if CORPUS_NAME.search(names) and not TALK_NAME.search(names):
        return True
    if reading.is_quantized:
        return _are_pretrained_on(reading)
    return not is_tuned(reading) and reading.once(_tells_of_pretraining)


def _tells_of_pretraining(reading: Reading) -> bool:
    """Whether the card says that this model was pretrained, or went on to be: metadata do not say what their
    data sets were for, and most are those of a tuning."""
    told = reading.likely(_CONTINUES, _IS_PRETRAINED)
    goes_on = any(p.find(_CONTINUES) and not p.find(ADVICE) and not p.find(_PLANNED) for p in told)
    is_one = any(p.find(_IS_PRETRAINED) for p in told) or _BASE_NAME.search(reading.name)
    is_untuned = any(p.find(_UNTUNED) for p in reading.likely(_UNTUNED))
    is_first = (bool(is_one) or is_untuned) and not has_parent(reading) and not is_helper(reading)
    return goes_on or is_first or is_base(reading) or is_said(beginning(reading))


def _are_pretrained_on(reading: Reading) -> bool:
    """Whether a sentence on pretraining links all of them."""
    told = (p for p in reading.likely(_PRETRAINS) if p.find(_PRETRAINS))
    linked = {id_.lower() for p in told for id_ in dataset_ids(p.urls)}
    names = {name.lower() for name in reading.texts("datasets")}
    return bool(names) and names <= linked


def post_training(reading: Reading) -> Finding:
    """Open: data and method. Partial: one of them. Value: ``{"datasets": […], "method": …}``."""
    told = _told(reading)
    tags = sorted(reading.tags & set(METHOD_TAGS))
    methods = [name for name, pattern in METHODS if any(_names(reading, p, pattern) for p in told)]
    methods += [METHOD_TAGS[t] for t in tags if METHOD_TAGS[t] not in methods]
    names = data_names(told)
    if not told and (is_tuned(reading) or has_parent(reading)) and not reading.is_quantized:
        told = [p for p in reading.under(DATA_TITLE, 1) if p.is_item and p.find(_A_SET)]
        names = [p.short for p in told[:8]]
    evidence = [reading.from_card(p) for p in told[:5]]
    if tags and "tags" in (reading.card.entries if reading.card else {}):
        evidence.append(reading.from_yaml("tags"))
    elif tags:
        evidence.append(reading.from_api("tags", tags[0]))
    yaml = training_sets(reading)
    # A quantized copy carries its original's list.
    if yaml and not is_for_pretraining(reading):
        names = list(dict.fromkeys([*yaml, *names]))
        evidence.insert(0, reading.from_yaml("datasets"))
    had = letters(" ".join(names))
    names += [name for name in named_sets(told) if letters(name) not in had]
    listed = (p for p in listed_sets(reading) if told and not dataset_ids(p.urls))
    names += [p.short for p in listed if letters(p.short) not in had]
    value = {"datasets": names, "method": " + ".join(methods) or None}
    if not names and not methods:
        return reading.silent("post_training", value=value)
    said = joined(" + ", (METHOD_WORDS.get(method, method) for method in methods[:3]))
    text = joined(" · ", (said, names_text(names)))
    verdict = Verdict.OPEN if names and methods else Verdict.PARTIAL
    found = reading.found("post_training", verdict, text, value, evidence)
    return of_original(found) if told and all(p.is_embedded for p in told) else found


def _names(reading: Reading, passage: Passage, method: re.Pattern[str]) -> bool:
    """Whether a method is told of; in "owl-dpo-70b" it is of that model, unless that is this one."""
    found = passage.find(method)
    if not found:
        return False
    return not _is_in_other_name(reading, passage.text, found) or any(
        not _is_in_other_name(reading, passage.text, m) for m in method.finditer(passage.text, found.end())
    )


def _is_in_other_name(reading: Reading, text: str, found: re.Match[str]) -> bool:
    is_joined = text[found.start() - 1 : found.start()] == "-" or text[found.end() : found.end() + 1] == "-"
    if not is_joined or len(found[0]) > _ACRONYM:
        return False
    near, far = max(0, found.start() - _LONGEST_NAME), found.end() + _LONGEST_NAME
    start, end = text.rfind(" ", near, found.start()), text.find(" ", found.end(), far)
    name = text[max(start + 1, near) : end if end >= 0 else far]
    is_model = "/" in name or HAS_SIZE.search(name) is not None
    return is_model and letters(name.rsplit("/", 1)[-1]) != own_name(reading)


def _told(reading: Reading) -> list[Passage]:
    """What tells of tuning; where that names no data, also what stands under a tuned model's "Dataset"."""
    if is_base(reading):
        return []
    told = [p for p in _asked(reading) if _tells_of_tuning(reading, p)]
    told = told or _told_of_original(reading)
    told += [*listed_sets(reading), *tabled_sets(reading)] if told else []
    if data_names(told) or not is_tuned(reading):
        return told
    if told and not any(p.is_embedded for p in told):
        places = {p.section for p in told}
        beside = [p for p in reading.labelled if p.section in places and labelled_set(p)]
        told = list({p.number: p for p in (*told, *beside, *sentences_on_sets(reading))}.values())
    if reading.is_quantized:
        return told
    linked = [p for p in reading.own if dataset_ids(p.urls) or labelled_set(p)]
    titled = [p for p in linked if DATA_TITLE.match(p.label) or DATA_TITLE.match(p.heading)]
    if CORPUS_NAME.search(" ".join(data_names(titled))):
        return told
    return [*told, *titled, *training_configurations(reading)]


def _told_of_original(reading: Reading) -> list[Passage]:
    """Of a quantized copy what the card tells that it carries along, unless that speaks for a family."""
    if any(p.find(A_SISTER) or p.find(_VERSIONS) for p in reading.embedded):
        return []
    return [p for p in reading.embedded if _tells_of_tuning(reading, p)]


def _asked(reading: Reading) -> Iterable[Passage]:
    """What may tell of tuning, by its words or its label."""
    labels = (LABEL, METHOD_LABEL, ADAPTER_LABEL)
    labelled = [p for p in reading.labelled if any(p.is_labelled(label) for label in labels)]
    sets = [p for p in reading.rows if _is_set_row(p)]
    return reading.likely(TALK, METHOD, THIS_WAS_TUNED, also=[*labelled, *sets])


def _is_set_row(passage: Passage) -> bool:
    """ "| SFT data | riddles | (link) |" in a table of data sets."""
    return bool(passage.cells and LABEL.match(passage.cells[0]) and dataset_ids(passage.urls))


def _is_done(passage: Passage) -> bool:
    """Whether it is told that something was tuned, or by which method."""
    text = passage.text
    if passage.may_match(METHOD):
        methods = ((m[0], text[max(0, m.start() - 120) : m.start()]) for m in METHOD.finditer(text))
        if any(_comes_after_verb(method, before) for method, before in methods):
            return True
    return bool(passage.find(THIS_WAS_TUNED))


def _comes_after_verb(method: str, before: str) -> bool:
    """Whether the words before it say that it was done; a name between them may have a point."""
    if DONE_BEFORE.search(before):
        return True
    has_point = "." in before and _POINT.search(before)
    return bool(has_point and TUNING_WORD.match(method) and DONE_BEFORE_NAME.search(before))


def _is_advice(passage: Passage) -> bool:
    """ "Tuned on 4,000 cases from the Owl benchmark" names its data and is none."""
    found = passage.find(ADVICE)
    if found and found[0].lower() == "benchmark" and _FROM_THE.search(passage.text, 0, found.start()):
        found = ADVICE.search(passage.text, found.end())
    return bool(found)


def _is_method(passage: Passage) -> bool:
    """ "Method: LoRA", "LoRA rank: 16", also as a row of two cells."""
    if len(passage.cells) > 2 or not passage.label:
        return False
    names_it = passage.is_labelled(METHOD_LABEL) and METHOD.search(passage.said)
    is_one = names_it or (passage.is_labelled(ADAPTER_LABEL) and passage.has_digit)
    return bool(is_one) and not _NOT_USED.search(passage.said)


def _tells_of_tuning(reading: Reading, passage: Passage) -> bool:
    is_labelled = passage.is_labelled(LABEL) and len(passage.said) > len("coming soon")
    is_method = _is_method(passage) or _is_set_row(passage)
    is_told = passage.find(TALK) or (passage.may_match(TUNE_WORD) and _is_done(passage))
    if not (is_labelled or is_method or is_told or passage.find(CONSISTS)):
        return False
    is_denied = any(passage.find(pattern) for pattern in (UNKNOWN_DATA, NOT_TUNED, A_SISTER))
    is_denied = is_denied or _is_advice(passage)
    if is_denied and not passage.find(CONSISTS):
        return False
    is_about_use = passage.is_under(ABOUT_USE, 1) or passage.is_labelled(ABOUT_USE)
    is_about_use = is_about_use and not passage.find(OUTRIGHT)
    # "Finetuned from: X" names a parent, neither data nor a method.
    is_of_child = is_about_child(reading, passage.text) or is_of_another_model(reading, passage)
    is_of_helper = passage.find(HELPER) and not HELPER_NAME.search(reading.sources.repo)
    is_of_other = is_of_child or is_of_helper or (_is_set_row(passage) and is_for_next(reading, passage))
    if is_about_use or is_parent_label(passage.label) or is_of_other:
        return False
    is_trained = passage.find(TRAINS) or passage.is_under(TUNING, 1) or passage.is_under(TRAINING_TITLE, 1)
    is_trained = is_trained or is_method
    if "lora" in passage.lower and not is_trained:  # applied, merged or used with it
        return False
    is_own_row = bool(passage.header) and letters(passage.cells[0].split("/")[-1]) == own_name(reading)
    if is_item_beside_own(reading, passage) or is_in_part_of_other_size(reading, passage):
        return False
    is_prose = not passage.header or is_own_row or is_method or (bool(passage.label) and passage.length >= 12)
    return is_prose and not is_of_others(passage)
