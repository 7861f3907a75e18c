"""Whether a sentence tells of something else than this model: a rival, another version, the data of tests."""

import re

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.own_family import as_itself
from explorer.transparency.rules.subject import own_name, sentence_of

_KIND = re.compile(
    r"^\W{0,4}(?:(?:our|the|its|their|an?|some|many|most|all|several) )?(?:[\w-]+ ){0,2}?"
    r"(?:competitors?|rivals?|predecessors?|successors?"
    r"|(?:next|upcoming|future|planned|previous|earlier|older|prior) (?:[\w.-]+ ){0,2}?"
    r"(?:versions?|releases?|generations?|iterations?|models?))\b(?! (?:to|of)\b[^.;]{2,80}, )",
    re.IGNORECASE,
)
_OTHER_DATA = re.compile(
    r"^(?!.*\btraining\b)\W{0,4}(?:the |our |all )?(?:[\w-]+ ){0,3}?(?:benchmarks?|leaderboards?"
    r"|(?:evaluation|test|validation) (?:sets?|data\w*|splits?|suites?|questions|items|corpus)"
    r"|RAG|retrieval|search|index|knowledge base(?! of)|tokenizer)\b[^.;]{0,60}?\b(?:cut-?off|contains?|has"
    r"|was|is|are|were)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\W{0,4}(?:the )?§(?P<n>\d+)(?: (?:models?|family|series))? (?:has|have|had|was|were|is|are|comes?"
    r"|uses?|knows?"
    r"|scores?|achieves?|reach(?:es)?|gets?|obtains?|attains?)\b"
)
# "Zephyr was tuned from X": of two named models the first is made from the second.
_OF_A_THIRD = re.compile(
    r"\W{0,4}(?:the )?§(?P<n>\d+)(?: (?:models?|family|series))?(?: \([^()]{1,60}\)|, [^,.;§]{1,60},)?"
    r" (?:is|are|was|were|has been|have been) (?:(?:\w+ly|itself|also|in turn|an?) ){0,2}(?:[\w-]+ )?"
    r"(?:fine-?tun(?:ed|e)|(?:post-?)?trained|tuned|derived|distilled|adapted|built|made|version|variant)\b"
    r"[^.;§]{0,40}?\b(?:from|of|on top of|off) (?:[\w-]+ ){0,3}?§\d",
    re.IGNORECASE,
)
# "Unlike Owl, whose cutoff is 2023,": what is told of it on the way.
_ON_THE_WAY = re.compile(
    r"\b(?:unlike|than|compared (?:with|to)|in contrast (?:to|with)|as opposed to|contrary to)"
    r" (?!(?:about |around |over |~)?\d)[^,;]{2,60}?(?:,? (?:whose|which|that)\b| (?:has|was) (?:trained"
    r"|an?)\b)[^,;:]{0,120}(?:[,;:]|$)",
    re.IGNORECASE,
)
# "It beats Owl, which was fine-tuned from X", "it does as well as a model tuned from X": what is told of it.
_TUNED = (
    r"(?:\w+ly |itself )?(?:fine-?tuned|trained|built|made|derived|distilled|tuned|based|adapted|fine-?tune)"
)
_BEATEN = re.compile(
    r"\b(?:beats?|beaten|beating|outperform\w*|surpass\w*|exceeds?|rivals?"
    r"|match(?:es|ed)|tops|outscor\w*|defeats?"
    r"|(?:performs?|behaves?|works|scores?|is|does) (?:\w+ ){0,3}?(?:like|than|as \w+ as))\b"
    r"(?:[^.;]|\.\d){0,60}?(?:,? (?:which|that) (?:was|were|is|are|has been)|,? an? (?:\w+ )?(?:model|llm)"
    rf"(?: that (?:was|is))?|, (?:itself|also|an?)|,? \() ?{_TUNED}\b"
    r"(?:[^.;]|\.\d)*",
    re.IGNORECASE,
)
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


def _begins_with_another(reading: Reading, passage: Passage, subject: re.Pattern[str] = _SUBJECT) -> bool:
    sentence = as_itself(reading, sentence_of(reading, passage))
    found = subject.match(sentence.text)
    mention = sentence.mentions[int(found["n"])] if found else None
    name = letters(mention.id.rsplit("/", 1)[-1]) if mention else ""
    own = own_name(reading)
    return bool(name) and name[:_ALIKE] not in own and own[:_ALIKE] not in name
