"""What is told of something else than this model: a rival, another version, the data of tests, a prompt."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import Finder, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import as_itself, own_name, sentence_of

subjects = phrases_of("subjects")

_ALIKE = 4  # letters with which names of one family begin


def without_rivals(text: str) -> str:
    """The text without what it tells of others on the way, or of one that it beats."""
    return subjects.beaten.sub(" ", subjects.on_the_way.sub(" ", text))


def tells_of_rivals(passage: Passage) -> bool:
    """Whether there is something that ``without_rivals`` leaves out."""
    return bool(passage.find(subjects.on_the_way) or passage.find(subjects.beaten))


@guard("a rival")
def is_of_rival(reading: Reading, passage: Passage) -> bool:
    """Whether its subject is another named model, a competitor, or a version before or after this one."""
    return bool(
        not passage.header and (passage.find(subjects.kind) or _begins_with_another(reading, passage))
    )


@guard("other data")
def is_of_other_data(_: Reading, passage: Passage) -> bool:
    """ "The benchmark data cutoff is May 2024", "the evaluation set contains 2 billion tokens"."""
    return bool(passage.find(subjects.other_data))


@guard("another model")
def is_origin_of_another(reading: Reading, passage: Passage) -> bool:
    """ "Zephyr was fine-tuned from X" in the card of another model."""
    return not passage.header and _begins_with_another(reading, passage, subjects.of_a_third)


def _begins_with_another(reading: Reading, passage: Passage, subject: Finder = subjects.subject) -> bool:
    sentence = as_itself(reading, sentence_of(reading, passage))
    found = subject.match(sentence.text)
    mention = sentence.mentions[int(found["n"])] if found else None
    name = letters(mention.id.rsplit("/", 1)[-1]) if mention else ""
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
