"""Whether a sentence tells of something else than this model: a rival, another version, the data of tests."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import Finder, phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import as_itself, own_name, sentence_of

_KIND = phrase("subjects.kind")
_OTHER_DATA = phrase("subjects.other_data")
_SUBJECT = phrase("subjects.subject")
_OF_A_THIRD = phrase("subjects.of_a_third")
_ON_THE_WAY = phrase("subjects.on_the_way")
_BEATEN = phrase("subjects.beaten")
_ALIKE = 4  # letters with which names of one family begin


def without_rivals(text: str) -> str:
    """The text without what it tells of others on the way, or of one that it beats."""
    return _BEATEN.sub(" ", _ON_THE_WAY.sub(" ", text))


def tells_of_rivals(passage: Passage) -> bool:
    """Whether there is something that ``without_rivals`` leaves out."""
    return bool(passage.find(_ON_THE_WAY) or passage.find(_BEATEN))


def is_of_rival(reading: Reading, passage: Passage) -> bool:
    """Whether its subject is another named model, a competitor, or a version before or after this one."""
    return bool(not passage.header and (passage.find(_KIND) or _begins_with_another(reading, passage)))


def is_of_other_data(passage: Passage) -> bool:
    """ "The benchmark data cutoff is May 2024", "the evaluation set contains 2 billion tokens"."""
    return bool(passage.find(_OTHER_DATA))


def is_origin_of_another(reading: Reading, passage: Passage) -> bool:
    """ "Zephyr was fine-tuned from X" in the card of another model."""
    return not passage.header and _begins_with_another(reading, passage, _OF_A_THIRD)


def _begins_with_another(reading: Reading, passage: Passage, subject: Finder = _SUBJECT) -> bool:
    sentence = as_itself(reading, sentence_of(reading, passage))
    found = subject.match(sentence.text)
    mention = sentence.mentions[int(found["n"])] if found else None
    name = letters(mention.id.rsplit("/", 1)[-1]) if mention else ""
    own = own_name(reading)
    return bool(name) and name[:_ALIKE] not in own and own[:_ALIKE] not in name
