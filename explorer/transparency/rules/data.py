"""What a model was first trained on."""

import re

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading, asked_once
from explorer.transparency.rules.data_sets import named_in, names_of, names_text, training_sets
from explorer.transparency.rules.lineage.lineage import has_parent
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import told, told_in
from explorer.transparency.rules.tuned import is_for_pretraining, is_tuned

data = phrases_of("data")
family = phrases_of("family")
language = phrases_of("language")
models = phrases_of("models")
tuning = phrases_of("tuning")


_MAX_NAMES = 120  # characters behind a label that are taken for names
_NO_NAME = frozenset((
    "Custom", "Own", "Internal", "Proprietary", "Synthetic", "Various", "The", "This", "Our",
    "A", "An", "All", "Training", "Pretraining", "Each", "English", "These", "Its",
))  # fmt: skip


def pretraining_data(reading: Reading) -> Finding:
    """Open: sources are named. Partial: only kinds of data. Closed: an explicit refusal."""
    passages = _passages(reading)
    named, known = [_names(p) for p in passages], [named_in(p) for p in passages]
    names = [*names_of(known), *(n for found in named for n in found)]
    each = zip(passages, named, known, strict=True)
    evidence = [reading.from_card(p) for p, found, sets in each if found or any(sets)]
    yaml = training_sets(reading)
    if not is_for_pretraining(reading):
        yaml = tuple(id_ for id_ in yaml if data.named_so.search(id_.rsplit("/", 1)[-1]))
    if yaml:
        names = list(dict.fromkeys([*yaml, *names]))
        evidence.insert(0, reading.from_yaml("datasets"))
    headed = _header_datasets(reading)
    names += [id_ for id_, _ in headed]
    evidence += [told for _, told in headed]
    if names:
        return reading.found("pretraining_data", Verdict.OPEN, names_text(names), names, evidence)
    return _without_names(reading, passages)


def _names(passage: Passage) -> list[str]:
    """Names that only the words around them tell to be data."""
    is_short = len(passage.said) <= _MAX_NAMES and passage.said != passage.text
    if is_short and passage.is_labelled(data.data_title):
        said = re.split(r", |; | and ", passage.said.strip(" ."))
        names = (name for name in said if name[:1].isupper() and not data.told.search(name))
        return [name for name in names if not _is_no_name(name)]
    if not passage.find(data.pretrained) and not passage.find(data.trained):
        return []
    found = (m["name"] or m["whole"] for m in data.named.finditer(passage.text))
    return [name for name in found if not (_is_no_name(name) or models.may_name.search(name))]


def _is_no_name(name: str) -> bool:
    """ "This corpus", "Danish corpus"."""
    return name.split(maxsplit=1)[0] in _NO_NAME or bool(language.spoken_name.fullmatch(name))


def _passages(reading: Reading) -> list[Passage]:
    at_scale = [p for p in reading.likely(data.at_scale) if p.find(data.at_scale)]
    large = {p.section for p in at_scale}
    # Without a parent, all that its makers tell of data at that scale is about this model from the start.
    is_tuned_model = is_tuned(reading) and not (at_scale and not has_parent(reading))
    asked = {p.number for p in reading.likely(data.pretrained, data.trained, also=_titled(reading))}
    found: list[Passage] = []
    for passage in reading.own:
        is_tuned_here = is_tuned_model and passage.section not in large
        is_listed = bool(found) and passage.is_item and _goes_on(found[-1], passage)
        is_asked = passage.number in asked and not _is_of_other_family(reading, passage)
        if is_listed or (is_asked and _is_about_pretraining(reading, passage, is_tuned_model=is_tuned_here)):
            found.append(passage)
    return found


def _is_of_other_family(reading: Reading, passage: Passage) -> bool:
    found, name = passage.find(data.family), own_name(reading)
    return bool(found and len(name) >= 4 and letters(found["name"]) not in name)


def _titled(reading: Reading) -> list[Passage]:
    """What stands right below a heading such as "Training data", or behind such a label."""
    rows = [p for p in reading.rows if p.columns(data.data_column) and not reading.is_of_other_size(p)]
    titled = [one.passage for one in told(reading, data.data_title)]
    denied = {p.section for p in titled if data.none.match(p.said)}
    return [*rows, *(p for p in titled if p.section not in denied)]


def _goes_on(before: Passage, item: Passage) -> bool:
    """Whether an item belongs to the list that a sentence on the training data opens, or to its list."""
    if before.is_item and item.label and before.is_labelled(data.data_title):
        return False  # the next of several facts
    if item.section != before.section or not 0 <= item.block - before.block <= 1:
        return False
    is_kind = item.label and item.find(data.kinds)
    return before.is_item or bool(data.announces.search(before.text) or is_kind)


def _without_names(reading: Reading, passages: list[Passage]) -> Finding:
    """A refusal, kinds of data, or nothing."""
    if refused := refusal_of_training(reading):
        said = [reading.from_card(refused)]
        return reading.found("pretraining_data", Verdict.CLOSED, Words("Kept secret"), [], said)
    kinds = [p for p in passages if p.find(data.kinds)]
    kinds.sort(key=lambda p: not _has_data_title(reading, p))
    if not kinds:
        return reading.silent("pretraining_data", value=[])
    found = list(dict.fromkeys(m[0].lower() for p in kinds for m in data.kinds.finditer(p.text)))[:6]
    evidence = [reading.from_card(p) for p in kinds[:4]]
    text = Words("Kinds only: {kinds}", kinds=", ".join(found))
    return reading.found("pretraining_data", Verdict.PARTIAL, text, found, evidence)


def _header_datasets(reading: Reading) -> list[tuple[str, Evidence]]:
    urls = {key: reading.header_text(key) for key in map("general.dataset.{}.repo_url".format, range(20))}
    return [(id_, reading.from_header(key)) for key, url in urls.items() for id_ in dataset_ids((url,))]


def _is_about_pretraining(reading: Reading, passage: Passage, *, is_tuned_model: bool) -> bool:
    """Of a tuned model, only what is said to be pretraining; its "training data" are the tuning's."""
    has_title = _has_data_title(reading, passage)
    is_titled = has_title or bool(passage.columns(data.data_column))
    is_pretrained = bool(passage.find(data.pretrained)) and not passage.find(data.offers)
    is_pretrained = is_pretrained or (is_titled and passage.is_under(data.pretraining_title, 3))
    is_pretrained = is_pretrained or (has_title and passage.is_labelled(data.pretraining_title))
    is_trained = bool(passage.find(data.trained))
    if not (is_pretrained or is_trained or is_titled) or _is_about_others(passage):
        return False
    is_of_tuning = bool(passage.find(family.tuning))
    if is_of_tuning and not is_pretrained:
        return False
    is_of_the_web = is_trained and not is_of_tuning and _names_the_web(passage)
    if is_of_the_web or (is_pretrained and not passage.find(data.a_pretrained)):
        return True
    return not (is_tuned_model or is_of_tuning or passage.find(data.of_adapter))


def _is_about_others(passage: Passage) -> bool:
    """Whether it denies it, or stands where a rival, a tokenizer, a test or a tuning is told of."""
    if passage.find(data.denied) or passage.find(data.of_rival) or data.aside.match(passage.label):
        return True
    is_elsewhere = passage.find(data.of_tokenizer) or passage.is_under(data.elsewhere, 8)
    return bool(is_elsewhere) or any(map(_is_of_tuning_only, passage.section))


def _names_the_web(passage: Passage) -> bool:
    linked = dataset_ids(passage.urls)
    has_corpus = any(tuning.corpus_name.search(id_) or "corpus" in id_.lower() for id_ in linked)
    return has_corpus or bool(passage.find(data.of_the_web))


def _has_data_title(reading: Reading, passage: Passage) -> bool:
    """Whether it stands right below a heading such as "Training data", or behind such a label."""
    return told_in(reading, passage, data.data_title) is not None


def _is_of_tuning_only(title: str) -> bool:
    """ "Fine-tuning" is; "Training and fine-tuning" may tell of both, "Tern-2-Finetuned" is a name."""
    is_other = data.is_name.match(title) or data.training_too.search(title) or data.praise.match(title)
    return bool(family.tuning.search(title)) and not is_other


def refusal_of_training(reading: Reading) -> Passage | None:
    """What keeps secret what a model was first trained on, or "the data" without saying which."""
    refused = _refusals(reading)
    return next((p for p in refused if data.names_training.search(p.text) or not _is_of_tuning(p)), None)


def refusal_of_tuning(reading: Reading) -> Passage | None:
    """What keeps secret what it was tuned on."""
    return next((p for p in _refusals(reading) if _is_of_tuning(p)), None)


def only_refuses(passage: Passage) -> bool:
    """Whether a sentence refuses the data of a tuning, and tells nothing of how it was tuned."""
    return bool(passage.find(data.refusal)) and _is_of_tuning(passage) and not passage.find(data.tuned)


@asked_once
def _refusals(reading: Reading) -> list[Passage]:
    likely = reading.likely(data.refusal)
    return [p for p in likely if p.find(data.refusal) and not data.of_tests.match(p.text)]


def _is_of_tuning(passage: Passage) -> bool:
    return bool(passage.find(data.names_tuning)) or passage.is_under(data.tuning_title, 1)


PRETRAINING_DATA = apart_from_base(pretraining_data)
