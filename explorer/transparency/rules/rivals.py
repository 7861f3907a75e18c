"""Whether a sentence tells of something else than this model: a rival, another version, the data of tests."""

import re

from explorer.transparency.letters import letters
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name, sentence_of

_KIND = re.compile(
    r"^\W{0,4}(?:(?:our|the|its|their|an?|some|many|most|all|several) )?(?:[\w-]+ ){0,2}?"
    r"(?:competitors?|rivals?|predecessors?|successors?"
    r"|(?:next|upcoming|future|planned|previous|earlier|older|prior) (?:[\w.-]+ ){0,2}?"
    r"(?:versions?|releases?|generations?|iterations?|models?))\b",
    re.IGNORECASE,
)
_OTHER_DATA = re.compile(
    r"^(?!.*\btraining\b)\W{0,4}(?:the |our |all )?(?:[\w-]+ ){0,3}?(?:benchmarks?|leaderboards?|evaluation"
    r"|test|validation|RAG"
    r"|retrieval|search|index|knowledge base|tokenizer)\b[^.;]{0,60}?\b(?:cut-?off|contains?|has|was|is|are"
    r"|were)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\W{0,4}(?:the )?§(?P<n>\d+)(?: (?:models?|family|series))? (?:has|have|had|was|were|is|are|comes?"
    r"|uses?|knows?"
    r"|scores?|achieves?|reach(?:es)?|gets?|obtains?|attains?)\b"
)
# "Unlike Owl, whose cutoff is 2023,": what is told of it on the way.
_ON_THE_WAY = re.compile(
    r"\b(?:unlike|than|compared (?:with|to)|in contrast (?:to|with)|as opposed to|contrary to)"
    r" (?!(?:about |around |over |~)?\d)[^,;]{2,60}?(?:,? (?:whose|which|that)\b| (?:has|was) (?:trained"
    r"|an?)\b)[^,;]{0,120}(?:[,;]|$)",
    re.IGNORECASE,
)
_ALIKE = 4  # letters with which names of one family begin


def without_rivals(text: str) -> str:
    """The text without what it tells of others on the way."""
    return _ON_THE_WAY.sub(" ", text)


def is_of_rival(reading: Reading, passage: Passage) -> bool:
    """Whether its subject is another named model, a competitor, or a version before or after this one."""
    return bool(not passage.header and (passage.find(_KIND) or _begins_with_another(reading, passage)))


def is_of_other_data(passage: Passage) -> bool:
    """ "The benchmark data cutoff is May 2024", "the evaluation set contains 2 billion tokens"."""
    return bool(passage.find(_OTHER_DATA))


def _begins_with_another(reading: Reading, passage: Passage) -> bool:
    sentence = sentence_of(reading, passage)
    found = _SUBJECT.match(sentence.text)
    mention = sentence.mentions[int(found["n"])] if found else None
    name = letters(mention.id.rsplit("/", 1)[-1]) if mention else ""
    own = own_name(reading)
    return bool(name) and name[:_ALIKE] not in own and own[:_ALIKE] not in name
