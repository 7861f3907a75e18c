"""What is told of something else than this model: a rival, another version, one tuned from it, the data of
tests, a prompt."""

from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.hub_ids import id_of_url
from explorer.transparency.phrases.phrase import Finder, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import as_itself, own_name, sentence_of

language = phrases_of("language")
subjects = phrases_of("subjects")
tuning = phrases_of("tuning")

_ALIKE = 4  # letters with which names of one family begin
_SHORT = 3  # letters of a name


def without_rivals(text: str) -> str:
    """The text without what it tells of others on the way, or of one that it beats."""
    return subjects.beaten.sub(" ", subjects.on_the_way.sub(" ", text))


def tells_of_rivals(passage: Passage) -> bool:
    """Whether there is something that ``without_rivals`` leaves out."""
    return bool(passage.find(subjects.on_the_way) or passage.find(subjects.beaten))


@guard("a rival")
def is_of_rival(reading: Reading, passage: Passage) -> bool:
    """Whether its subject is another named model, a competitor, or a version before or after this one."""
    if passage.header:
        return False
    return bool(passage.find(subjects.kind)) or _begins_with_another(reading, passage)


@guard("other data")
def is_of_other_data(_: Reading, passage: Passage) -> bool:
    """ "The benchmark data cutoff is May 2024", "the evaluation set contains 2 billion tokens"."""
    return bool(passage.find(subjects.other_data))


@guard("the page or a test")
def is_of_page_or_test(_: Reading, passage: Passage) -> bool:
    """ "The README is in German too", "we report the accuracy on German"; no multilingual model."""
    return bool(passage.find(language.of_page_or_test)) and not passage.find(language.multilingual)


@guard("a row")
def is_row(_: Reading, passage: Passage) -> bool:
    """Of a table, where only sentences count."""
    return bool(passage.header)


@guard("another model")
def is_origin_of_another(reading: Reading, passage: Passage) -> bool:
    """ "Zephyr was fine-tuned from X" in the card of another model."""
    return not passage.header and _begins_with_another(reading, passage, subjects.of_a_third)


def _begins_with_another(reading: Reading, passage: Passage, subject: Finder = subjects.subject) -> bool:
    sentence = as_itself(reading, sentence_of(reading, passage))
    found = subject.match(sentence.text)
    mention = sentence.mentions[int(found["n"])] if found else None
    name = name_letters(mention.id) if mention else ""
    own = own_name(reading)
    return bool(name) and name[:_ALIKE] not in own and own[:_ALIKE] not in name


@guard("inside a prompt")
def is_of_prompt(reading: Reading, passage: Passage) -> bool:
    """Whether it stands in a block that holds a prompt, or below "Prompting"."""
    beside = reading.once(_by_block).get(passage.block, ())
    return passage.is_under(subjects.title_of_prompts, 1) or any(one.find(subjects.prompt) for one in beside)


def _by_block(reading: Reading) -> dict[int, list[Passage]]:
    blocks: dict[int, list[Passage]] = {}
    for passage in reading.own:
        blocks.setdefault(passage.block, []).append(passage)
    return blocks


def is_of_other_tuned(reading: Reading, passage: Passage) -> bool:
    """Whether the model that it says was tuned is another than this one."""
    others = (
        is_tuned_for_test,
        is_of_linked_child,
        is_of_variant,
        is_of_chat_sister,
        is_of_other_id,
        is_by_another,
        is_origin_of_another,
    )
    return any(is_other(reading, passage) for is_other in others)


@guard("tuned for a test")
def is_tuned_for_test(_: Reading, passage: Passage) -> bool:
    """Whether it tells of models that were tuned to be measured: any ones, or those of a table of results."""
    if passage.find(tuning.any_tuned):
        return True
    is_of_table = passage.is_under(tuning.tests, 1) and bool(tuning.all_of_them.match(passage.text))
    return is_of_table or (passage.is_under(tuning.test_of_tuned, 1) and not passage.find(tuning.this))


@guard("a linked child")
def is_of_linked_child(reading: Reading, passage: Passage) -> bool:
    """ "The finetuned model on [news](…/sora-7b-news)" in the card of sora-7b."""
    own = own_name(reading)
    if len(own) <= 5 or not passage.find(tuning.a_tuned_one):
        return False
    names = (name_letters(id_) for id_ in map(id_of_url, passage.urls))
    return any(name.startswith(own) and name != own for name in names)


@guard("a variant")
def is_of_variant(reading: Reading, passage: Passage) -> bool:
    """ "We introduce a thinking variant: Sora-Think. Developed by RL, this model …" in the card of Sora."""
    told = (p for p in reading.likely(tuning.introduces) if p.block == passage.block)
    named = (p.find(tuning.introduces) for p in told if p.number < passage.number)
    return any(one and letters(one["name"]) not in own_name(reading) for one in named)


@guard("a chat sister")
def is_of_chat_sister(reading: Reading, passage: Passage) -> bool:
    """ "The released chat model has undergone SFT" in the card of a base."""
    if tuning.talks.search(reading.name):
        return False
    stem, named = tuning.base_end.sub("", own_name(reading)), passage.find(tuning.sister)
    is_sister = named and len(stem) > _SHORT and letters(named["name"]).startswith(stem)
    return bool(is_sister or tuning.chat_model.match(passage.text))


@guard("another id")
def is_of_other_id(reading: Reading, passage: Passage) -> bool:
    """ "gull/Kestrel-34B: this model is trained with …" in the card of Sora."""
    found = tuning.of_id.match(passage.text)
    return found is not None and letters(found["name"]) != own_name(reading)


@guard("made with another")
def is_by_another(_: Reading, passage: Passage) -> bool:
    """Whether a tuned model only helped, or is one to compare with."""
    if tells_of_rivals(passage) and not tuning.tuned_before.search(without_rivals(passage.text)):
        return True
    found = passage.find(tuning.by_another)
    return bool(found and not tuning.tuned_before.search(passage.text, 0, found.start()))


@guard("the next model")
def is_for_next(reading: Reading, row: Passage) -> bool:
    """Whether the sentence below its table tells that these data are for a model to come."""
    told = (p for p in reading.likely(tuning.for_next) if p.find(tuning.for_next))
    return any(p.section == row.section and 0 <= p.block - row.block <= 1 for p in told)
