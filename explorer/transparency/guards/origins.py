"""Why words around a model's name do not say that this model was made from it, and what begins otherwise.

Where a text and a place in it are asked, the models are marked: §0 is the first.
"""

from explorer.transparency.card_text.letters import name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.names import ITSELF
from explorer.transparency.rules.subject import own_name, sentence_of

origin = phrases_of("origin")
scratch = phrases_of("scratch")

_ALIKE = 4  # letters with which names of one family begin


# By the words before it


@guard("another thing")
def is_of_other_thing(text: str, start: int) -> bool:
    """ "The tokenizer is based on §0"; a model that was trained on such a thing may be this one."""
    before = text[:start]
    return bool(origin.other_thing.search(before)) and not origin.model_on_data.search(before)


@guard("another kind")
def is_of_other_kind(text: str, start: int) -> bool:
    """ "The reward model is based on §0", unless that is what this model is said to be."""
    before = text[:start]
    is_this = origin.is_of_kind.search(before) and not origin.the_other.match(before)
    return bool(origin.other_kind.search(before)) and not is_this


@guard("a helper")
def is_helped(text: str, start: int) -> bool:
    """Whether a model helped: as a judge, a teacher of words, a filter."""
    return bool(origin.helps.search(text[:start]))


@guard("data made with it")
def is_of_made_data(text: str, start: int) -> bool:
    before = text[:start]
    return bool(origin.made_data.search(before) or origin.for_data.search(before))


@guard("models to take")
def is_advised(text: str, start: int) -> bool:
    """ "You can use models based on §0"."""
    before = text[:start]
    is_ours = origin.ours.search(before) or before.startswith(f"{ITSELF} is ")
    return bool(origin.advice.search(before)) and not is_ours


@guard("of another")
def is_of_another(text: str, start: int) -> bool:
    """Whether another model is its subject, one that is only the same, or what it is not."""
    before = text[:start]
    return any(one.search(before) for one in (origin.of_another, origin.same_as, origin.not_so))


@guard("an aside")
def is_aside(text: str, start: int) -> bool:
    """ "One of two: §0 was tuned", "smart like a §0 finetune"."""
    before = text[:start]
    return any(one.search(before) for one in (origin.one_of_two, origin.like_one, origin.advice))


# By the words behind it


@guard("used as a helper")
def is_used_as_helper(text: str, _: int, end: int) -> bool:
    """ "Trained with §0 as the judge"."""
    return bool(origin.as_helper.match(text, end))


@guard("made from this")
def is_made_from_this(text: str, _: int, end: int) -> bool:
    """ "§0 was fine-tuned from this model"."""
    return bool(origin.from_this.search(text, end))


# Of what was made from no other model


@guard("the beginning of another")
def is_beginning_of_another(reading: Reading, passage: Passage) -> bool:
    """ "Owl is a model pretrained on books" in the card of what was made from Owl."""
    sentence = sentence_of(reading, passage)
    found = scratch.subject.match(sentence.text) or scratch.trained_other.search(sentence.text)
    mention = sentence.mentions[int(found["n"])] if found else None
    if mention is None or not mention.is_of_family:
        return False
    own, name = own_name(reading).removeprefix("meta"), name_letters(mention.id)
    return not own.startswith(name) and own[:_ALIKE] not in name


@guard("trained on a model")
def is_trained_on_model(reading: Reading, passage: Passage) -> bool:
    """ "Version 2 was trained on Owl-7B" tells of no beginning."""
    sentence = sentence_of(reading, passage)
    found = origin.trained_on.search(sentence.text)
    is_of_family = found is not None and sentence.mentions[int(found["n"])].is_of_family
    return is_of_family and bool(found and origin.is_model.match(sentence.text, found.end()))


@guard("a tokenizer, a machine")
def is_of_no_model(text: str, _: int, end: int) -> bool:
    """Whether what was trained, or on what, is a part, a machine, or only advised."""
    return bool(scratch.not_this_model.search(text[:end]))
