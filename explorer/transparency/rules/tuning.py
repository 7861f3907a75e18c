"""Whether this model was tuned for a task, on what, and how."""

import re
from collections.abc import Mapping

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.others import tells_of_rivals, without_rivals
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import Phrase, phrase_list, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.data import only_refuses, refusal_of_tuning
from explorer.transparency.rules.data_sets import (
    data_names,
    labelled_set,
    listed_sets,
    named_sets,
    names_text,
    sentences_on_sets,
    tabled_sets,
    training_sets,
)
from explorer.transparency.rules.lineage.lineage import has_parent
from explorer.transparency.rules.lineage.placed import training_configurations
from explorer.transparency.rules.quantized_original import of_original
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import told
from explorer.transparency.rules.tuned import (
    METHOD_TAGS,
    asked,
    is_base,
    is_for_pretraining,
    is_tuned,
    tells_of_tuning,
)

models = phrases_of("models")
tuning = phrases_of("tuning")

_METHODS = phrase_list("tuning.methods")
_METHOD_WORDS: dict[str, str] = {  # the others are abbreviations, the same everywhere
    "reinforcement learning": Words("Reinforcement learning"),
    "instruction tuning": Words("Instruction tuning"),
    "fine-tuning": Words("Fine-tuning"),
    "abliteration": Words("Abliteration"),
    "distillation": Words("Distillation"),
    "preference tuning": Words("Preference tuning"),
    "post-training": Words("Post-training"),
}

_ACRONYM = 4  # letters of "dpo", "rlhf" and their like
_LONGEST_NAME = 80  # signs of a model's name before and after a method in it


def post_training(reading: Reading) -> Finding:
    """Open: data and method. Partial: one of them. Closed: a refusal.

    Value: ``{"datasets": […], "method": …}``.
    """
    if any(told(reading, tuning.without_tuning)):
        return reading.silent("post_training", value={"datasets": [], "method": None})
    said = _told(reading)
    tags = sorted(reading.tags & set(METHOD_TAGS))
    methods = [one.value for one in _METHODS if any(_names(reading, p, one) for p in said)]
    methods += [METHOD_TAGS[t] for t in tags if METHOD_TAGS[t] not in methods]
    names = data_names(said)
    if not said and (is_tuned(reading) or has_parent(reading)) and not reading.is_quantized:
        said = [p for p in reading.under(tuning.data_title, 1) if p.is_item and p.find(tuning.a_set)]
        names = [p.short for p in said[:8]]
    evidence = [reading.from_card(p) for p in said[:5]]
    if tags:
        is_in_card = reading.card is not None and "tags" in reading.card.entries
        evidence.append(reading.from_yaml("tags") if is_in_card else reading.from_api("tags", tags[0]))
    yaml = training_sets(reading)
    # A quantized copy carries its original's list.
    if yaml and not is_for_pretraining(reading):
        names = list(dict.fromkeys([*yaml, *names]))
        evidence.insert(0, reading.from_yaml("datasets"))
    had = letters(" ".join(names))
    names += [name for name in named_sets(said) if letters(name) not in had]
    listed = (p for p in listed_sets(reading) if said and not dataset_ids(p.urls))
    names += [p.short for p in listed if letters(p.short) not in had]
    value = {"datasets": names, "method": " + ".join(methods) or None}
    if not names and not methods:
        return _untold(reading, value)
    how = joined(" + ", (_METHOD_WORDS.get(method, method) for method in methods[:3]))
    text = joined(" · ", (how, names_text(names)))
    verdict = Verdict.OPEN if names and methods else Verdict.PARTIAL
    found = reading.found("post_training", verdict, text, value, evidence)
    return of_original(found) if said and all(p.is_embedded for p in said) else found


def _untold(reading: Reading, value: Mapping[str, object]) -> Finding:
    """A refusal, or nothing."""
    refused = None if is_base(reading) else refusal_of_tuning(reading)
    if refused is None:
        return reading.silent("post_training", value=value)
    evidence = [reading.from_card(refused)]
    return reading.found("post_training", Verdict.CLOSED, Words("Kept secret"), value, evidence)


def _names(reading: Reading, passage: Passage, method: Phrase) -> bool:
    """Whether a method is told of; in "owl-dpo-70b" it is of that model, unless that is this one."""
    if not passage.find(method):
        return False
    text = without_rivals(passage.text) if tells_of_rivals(passage) else passage.text
    return any(not _is_in_other_name(reading, text, m) for m in method.finditer(text))


def _is_in_other_name(reading: Reading, text: str, found: re.Match[str]) -> bool:
    is_joined = text[found.start() - 1 : found.start()] == "-" or text[found.end() : found.end() + 1] == "-"
    if not is_joined or len(found[0]) > _ACRONYM:
        return False
    near, far = max(0, found.start() - _LONGEST_NAME), found.end() + _LONGEST_NAME
    start, end = text.rfind(" ", near, found.start()), text.find(" ", found.end(), far)
    name = text[max(start + 1, near) : end if end >= 0 else far]
    is_model = "/" in name or models.has_size.search(name) is not None
    return is_model and name_letters(name) != own_name(reading)


def _told(reading: Reading) -> list[Passage]:
    """What tells of tuning; where that names no data, also what stands under a tuned model's "Dataset"."""
    if is_base(reading):
        return []
    said = [p for p in asked(reading) if tells_of_tuning(reading, p) and not only_refuses(p)]
    said = said or _told_of_original(reading)
    said += [*listed_sets(reading), *tabled_sets(reading)] if said else []
    if data_names(said) or not is_tuned(reading):
        return said
    if said and not any(p.is_embedded for p in said):
        places = {p.section for p in said}
        beside = [p for p in reading.labelled if p.section in places and labelled_set(p)]
        said = list({p.number: p for p in (*said, *beside, *sentences_on_sets(reading))}.values())
    if reading.is_quantized:
        return said
    linked = [p for p in reading.own if dataset_ids(p.urls) or labelled_set(p)]
    titled = [p for p in linked if tuning.data_title.match(p.label) or tuning.data_title.match(p.heading)]
    if tuning.corpus_name.search(" ".join(data_names(titled))):
        return said
    return [*said, *titled, *training_configurations(reading)]


def _told_of_original(reading: Reading) -> list[Passage]:
    """Of a quantized copy what the card tells that it carries along, unless that speaks for a family."""
    if any(p.find(tuning.a_sister) or p.find(tuning.versions) for p in reading.embedded):
        return []
    return [p for p in reading.embedded if tells_of_tuning(reading, p)]


POST_TRAINING = apart_from_base(post_training)
