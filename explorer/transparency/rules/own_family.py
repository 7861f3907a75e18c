"""A model's own family in its card: itself by a shorter name, its siblings, and what was made from it."""

import re

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import ITSELF, MarkedSentence, Mention
from explorer.transparency.rules.other_origin_sentences import OF_FAMILY
from explorer.transparency.rules.statements import Statement
from explorer.transparency.rules.subject import own_name

TUNED_END = phrase("family.tuned_end")
_ADVISED = phrase("family.advised")
_VERSION = phrase("family.version")
_OF_SIZE = phrase("family.of_size")
_MARK = phrase("family.mark")
_BARE_SUBJECT = phrase("family.bare_subject")
_LEAD = phrase("family.lead")
_TUNED = phrase("family.tuned")
_SUBJECT = phrase("family.subject")
_NUMBERS = phrase("family.numbers")
_NO_LETTERS = phrase("family.no_letters")
_SHORT = 8  # signs of a name, with which others may share them
_LONGEST_NAME = 60  # characters before the colon of an item
_TUNED_WORD = phrase("family.tuned_word")
_BASE_WORD = phrase("family.base_word")
_VERSION_WORD = phrase("family.version_word")
_SIZE_WORD = phrase("family.size_word")
_SIZE = phrase("family.size")


def as_itself(reading: Reading, sentence: MarkedSentence) -> MarkedSentence:
    """ "Owl 7B is tuned on songs" in the card of owl-7b-fixed speaks of this model, by a shorter name."""
    if bare := _begins_with_own(reading, sentence):
        return bare
    lead = _LEAD.match(sentence.text)
    found = _SUBJECT.match(sentence.text, lead.end() if lead else 0)
    named = sentence.mentions[int(found["n"])] if found else None
    if found and named and (_is_before_tuning(reading, named) or _links_own_base(reading, sentence)):
        return MarkedSentence(ITSELF + sentence.text[found.end() :], sentence.mentions)
    if found and named and is_same_name(named.id, reading.name):
        return MarkedSentence(ITSELF + sentence.text[found.end() :], sentence.mentions)
    if not (found and named and _is_called_alike(reading, named)):
        return sentence
    is_own = own_name(reading).startswith(letters(named.id)) or _has_own_words(reading, named.id)
    if not is_own and not _is_of_own_size(reading, named.id):
        return sentence
    return MarkedSentence(ITSELF + sentence.text[found.end() :], sentence.mentions)


def _begins_with_own(reading: Reading, sentence: MarkedSentence) -> MarkedSentence | None:
    """ "Owl models are chat models tuned from X" in the card of owl-7b, which nothing marks as a name."""
    found = _BARE_SUBJECT.match(sentence.text)
    name = letters(found["name"]) if found else ""
    is_own = len(name) > 3 and own_name(reading).startswith(name)
    if not found or not is_own or name != letters(_first_word(reading.name))[: len(name)]:
        return None
    return MarkedSentence(f"{ITSELF} is{sentence.text[found.end() :]}", sentence.mentions)


def _is_before_tuning(reading: Reading, mention: Mention) -> bool:
    """ "Owl-Coder-V2" in the card of Owl-Coder-V2-Instruct, which tells of both."""
    name, own = letters(mention.id), own_name(reading)
    rest = own.removeprefix(name)
    is_tuned = bool(rest) and bool(_TUNED.fullmatch(rest)) and len(name) > 4
    return mention.is_named_only and own.startswith(name) and is_tuned


def _is_called_alike(reading: Reading, mention: Mention) -> bool:
    """Whether a name begins as this model's does: "Owl-7B", "Owl Chat 7B" and "owl2-7b-fixed"."""
    own = reading.name
    is_name = mention.is_named_only and not mention.is_of_family
    name = _first_word(mention.id).rstrip("0123456789.")
    return is_name and (name == _first_word(own).rstrip("0123456789.") or name == _initials(own))


def _has_own_words(reading: Reading, name: str) -> bool:
    """ "Owl-1M-Jax" in the card of "owl-chat-1m-jax"."""
    words = _words(name)
    return len(words) > 2 and set(words) <= set(_words(reading.name))


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[-_ ]", name.lower()) if word]


def is_own_base(reading: Reading, name: str) -> bool:
    """ "Owl-7B-Base-v1" or "Owl-7B-v1" in the card of "owl-7b-chat-v1"."""
    own = _words(reading.name)
    last = max((n for n, word in enumerate(own) if _TUNED_WORD.fullmatch(word)), default=len(own))
    stem = own[:last] + own[last + 1 :]  # one step: of "owl-7b-it-dpo" "owl-7b-it"
    words = _words(name.rsplit("/", maxsplit=1)[-1])
    rest = [word for word in words if not _BASE_WORD.fullmatch(word)]
    if not any(map(_VERSION_WORD.fullmatch, rest)):  # "Owl-7B-Base" of "owl-7b-chat-v0.2"
        stem = [word for word in stem if not _VERSION_WORD.fullmatch(word)]
    return len(stem) > 1 and stem != own and (rest == stem or is_same_name("-".join(rest), "-".join(stem)))


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are of the same signs: "OwlMath 7B Chat" and "owl-math-chat-7b"."""
    return len(one) > _SHORT and signs_of(one) == signs_of(other)


def signs_of(name: str) -> tuple[str, ...]:
    """The letters of a name, in their order of the alphabet, and its numbers, each whole."""
    numbers = sorted(_NUMBERS.findall(name.lower()))
    return ("".join(sorted(_NO_LETTERS.sub("", name.lower()))), *numbers)


def is_item_of_sibling(reading: Reading, mention: Mention) -> bool:
    """ "Owl-7B-Sing: trained further" in the card of "owl-7b-fly"; what begins its own name is this model."""
    own, name = reading.name, mention.id
    is_alike = letters(_first_word(name)) == letters(_first_word(own)) and any(map(str.isdigit, name))
    return mention.is_named_only and is_alike and not own_name(reading).startswith(letters(name))


def is_item_beside_own(reading: Reading, passage: Passage) -> bool:
    """ "- Owl-Chat: based on X" in a list that has an item for this model as well."""
    name, colon, _ = passage.text.partition(":") if passage.is_item else ("", "", "")
    own, other = own_name(reading), letters(name)
    if not colon or len(name) > _LONGEST_NAME or other == own or other[:4] != own[:4]:
        return False
    return reading.once(_has_own_item)


def _has_own_item(reading: Reading) -> bool:
    own = own_name(reading)
    return any(p.is_item and letters(p.text.partition(":")[0]) == own for p in reading.own)


def _initials(name: str) -> str:
    """ "ds" of "digital-sora-13b"; "" of a single word."""
    words = [word for word in re.split(r"[-_ .]", name.lower()) if word.isalpha()]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _is_of_own_size(reading: Reading, name: str) -> bool:
    """Whether a name is a word and this model's size, nothing more."""
    found = _SIZE.search(name)
    is_short = len(re.split(r"[-_ ]", name)) == 2
    return bool(found and is_short and found[0].lower() == reading.size)


def of_own_family(reading: Reading, passage: Passage) -> str:
    """ "owl-raw" of "trained from owl-raw" in the card of "owl"."""
    name = reading.name.lower()
    found = passage.find(OF_FAMILY) if f"{name}-" in passage.lower else None
    is_base = found and letters(found["name"]).startswith(own_name(reading))
    is_advice = is_base and found and _ADVISED.search(passage.text, 0, found.start())
    return found["name"].rstrip(".-") if found and is_base and not is_advice else ""


def is_sibling(reading: Reading, name: str) -> bool:
    """Whether the first cell of a row names another model than this."""
    return any(c.isdigit() for c in name) and letters(name.rsplit("/", maxsplit=1)[-1]) != own_name(reading)


def is_under_sibling(reading: Reading, passage: Passage) -> bool:
    """Whether the heading is another model's name of this family: "owl-embed-xs" beside "owl-embed-s"."""
    own, heading = own_name(reading), passage.heading.strip()
    other = letters(heading)
    is_itself = own.startswith(other) or other.startswith(own)  # "owl-embed", or with its version
    is_name = " " not in heading and "-" in heading and not is_itself
    return is_name and len(own) > 6 and other[: len(own) - 2] == own[: len(own) - 2]


def is_in_part_of_other_size(reading: Reading, passage: Passage) -> bool:
    """Below "# Owl-7B" or deeper in that part, in the card of Owl-33B that has a part of its own as well."""
    if not reading.size or not reading.once(_has_own_part):
        return False
    own = _first_word(reading.name)
    names = [t.strip() for t in passage.section if _first_word(t.strip()) == own and " " not in t.strip()]
    return bool(names) and _is_of_other_size(reading, names[-1])


def _has_own_part(reading: Reading) -> bool:
    own = own_name(reading)
    return any(letters(title) == own for title in (reading.card.headings if reading.card else ()))


def is_of_other_version(reading: Reading, passage: Passage) -> bool:
    """ "Version v1 was based on X" in the card of v2."""
    told = passage.find(_VERSION)
    own = re.search(r"[-_.]v(\d[\d.]*)", reading.sources.repo, re.IGNORECASE)
    return bool(told and own and told["number"] != own[1])


def is_of_sibling(reading: Reading, sentence: MarkedSentence, one: Statement) -> bool:
    """ "Owl-7B was trained from X" in the card of Owl-33B: the same first word, and another size."""
    own = reading.name
    before = (sentence.mentions[int(m["n"])].id for m in _MARK.finditer(sentence.text, 0, one.at))
    told = _OF_SIZE.match(sentence.text)
    if told and reading.size and told["size"] != re.split(r"\D", reading.size)[0]:
        return True
    if ITSELF in sentence.text[: one.at] or sentence.text.startswith("This is §"):
        return False
    names = [name.rsplit("/", 1)[-1] for name in before]
    unmarked = sentence.text[: one.at].split()
    return any(
        _first_word(name) == _first_word(own) and _is_of_other_size(reading, name) for name in names
    ) or any(_is_named_size(own, name) or _is_base_of(own, name) for name in (*names, *unmarked))


def names_own_base(reading: Reading, text: str) -> bool:
    """Whether a sentence in the card of "owl-7b-chat" speaks of "Owl-7b-base"."""
    own = reading.name
    return any(_is_base_of(own, word) for word in text.split())


def _links_own_base(reading: Reading, sentence: MarkedSentence) -> bool:
    """ "Olw-7b-chat is based on [Owl-7b-base](lake/owl-7b-base)": whatever its name, this model."""
    own = reading.name
    ids = (m.id for m in sentence.mentions if not m.is_named_only)
    return any(_is_base_of(own, id_.rsplit("/", 1)[-1]) for id_ in ids)


def _is_base_of(own: str, name: str) -> bool:
    """ "Owl-7b-base uses X" in the card of "owl-7b-chat" tells of the base."""
    stem = TUNED_END.sub("", letters(own))
    return stem != letters(own) and letters(name) == f"{stem}base"


def _is_named_size(own: str, name: str) -> bool:
    """ "owlM4T-medium" beside "owl-m4t-v2-large": alike up to a word for the size, and that is another."""
    mine, other = _SIZE_WORD.search(own), _SIZE_WORD.search(name)
    if not mine or not other or mine[0].lower() == other[0].lower():
        return False
    stem = letters(name[: other.start()])
    return len(stem) > 3 and letters(own).startswith(stem)


def names_sibling(reading: Reading, sentence: MarkedSentence) -> bool:
    """Whether a sentence speaks of the same model in another size."""
    own = _first_word(reading.name)
    names = (m.id.rsplit("/", 1)[-1] for m in sentence.mentions)
    return ITSELF not in sentence.text and any(
        _first_word(name) == own and _is_of_other_size(reading, name) for name in names
    )


def _first_word(name: str) -> str:
    return re.split(r"[-_ ]", name.lower(), maxsplit=1)[0]


def _is_of_other_size(reading: Reading, name: str) -> bool:
    found = _SIZE.search(name)
    return bool(found and reading.size and found[0].lower() != reading.size)


def _begins_own(reading: Reading, name: str) -> bool:
    """Whether this model's name begins with the letters of another, up to the end of a word: no "GPT-J" in
    "GPT-JT"."""
    own = reading.name
    if not own_name(reading).startswith(name):
        return False
    ends = [n + 1 for n, sign in enumerate(own) if letters(sign)]
    rest = own[ends[len(name) - 1] :] if name else ""
    return not (rest[:1].isalpha() and name[-1:].isalpha())


def is_child(reading: Reading, one: Statement) -> bool:
    """ "We fine-tuned X-Chat" in the card of X names a child."""
    name, own = letters(one.mention.id.split("/")[-1]), own_name(reading)
    if one.is_subject and _is_called_alike(reading, one.mention):
        return True
    if one.is_of_repo or own.removeprefix(name) == "hf":  # the same weights for another library
        return False
    if one.mention.is_named_only and _begins_own(reading, name) and not reading.is_quantized:
        return one.is_weak or one.relation in {"quantized", "unknown"}  # of its own family
    return one.is_weak and len(own) > 3 and name.startswith(own) and name != own
