"""X"""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.others import is_origin_of_another, tells_of_rivals, without_rivals
from explorer.transparency.hub_ids import id_of_url
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

tuning = phrases_of("tuning")

_SHORT = 3  # letters of a name


def is_of_another_model(reading: Reading, passage: Passage) -> bool:
    """Whether it tells of a child, a sister or a variant of this model, or of one under another id."""
    others = (
        _is_for_a_test,
        _links_a_child,
        _is_of_variant,
        _is_of_chat_sister,
        _is_of_other_id,
        _is_by_another,
        is_origin_of_another,
    )
    return any(is_other(reading, passage) for is_other in others)


def is_for_next(reading: Reading, row: Passage) -> bool:
    """Whether the sentence below its table tells that these data are for a model to come."""
    told = (p for p in reading.likely(tuning.for_next) if p.find(tuning.for_next))
    return any(p.section == row.section and 0 <= p.block - row.block <= 1 for p in told)


def _is_for_a_test(_: Reading, passage: Passage) -> bool:
    """Whether it tells of models that were tuned to be measured: any ones, or those of a table of results."""
    if passage.find(tuning.any_tuned):
        return True
    is_of_table = passage.is_under(tuning.tests, 1) and bool(tuning.all_of_them.match(passage.text))
    return is_of_table or (passage.is_under(tuning.test_of_tuned, 1) and not passage.find(tuning.this))


def _links_a_child(reading: Reading, passage: Passage) -> bool:
    """ "The finetuned model on [news](…/sora-7b-news)" in the card of sora-7b."""
    if not tuning.a_tuned_one.search(passage.text):
        return False
    own = own_name(reading)
    names = (letters(id_.rsplit("/", 1)[-1]) for id_ in map(id_of_url, passage.urls))
    return len(own) > 5 and any(name.startswith(own) and name != own for name in names)


def _is_of_other_id(reading: Reading, passage: Passage) -> bool:
    """ "gull/Kestrel-34B: this model is trained with …" in the card of Sora."""
    found = tuning.of_id.match(passage.text)
    return found is not None and letters(found["name"]) != own_name(reading)


def _is_of_chat_sister(reading: Reading, passage: Passage) -> bool:
    """ "The released chat model has undergone SFT" in the card of a base."""
    if tuning.talks.search(reading.name):
        return False
    stem = tuning.base_end.sub("", own_name(reading))
    named = tuning.sister.search(passage.text)
    is_sister = (
        bool(named) and len(stem) > _SHORT and letters(named["name"] if named else "").startswith(stem)
    )
    return bool(tuning.chat_model.match(passage.text)) or is_sister


def _is_by_another(_: Reading, passage: Passage) -> bool:
    """Whether a tuned model only helped, or is one to compare with."""
    if tells_of_rivals(passage) and not tuning.tuned_before.search(without_rivals(passage.text)):
        return True
    found = passage.find(tuning.by_another)
    return bool(found and not tuning.tuned_before.search(passage.text, 0, found.start()))


def _is_of_variant(reading: Reading, passage: Passage) -> bool:
    """ "We introduce a thinking variant: Sora-Think. Developed by RL, this model …" in the card of Sora."""
    told = (
        p for p in reading.likely(tuning.introduces) if p.block == passage.block and p.number < passage.number
    )
    names = (letters(found["name"]) for p in told if (found := p.find(tuning.introduces)))
    return any(name not in own_name(reading) for name in names)
