"""Whom a passage speaks of: this model, or others that were made from it or stand beside it."""

import re

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.names import (
    HAS_SIZE,
    ITSELF,
    MAY_NAME,
    NOTHING,
    MarkedSentence,
    Mention,
    marked,
)

family = phrases_of("family")

_SHORT = 8  # signs of a name, with which others may share them


def is_parent_label(label: str) -> bool:
    """Whether a label such as "Finetuned from model" announces the parent."""
    return bool(family.parent_label.match(label.strip(" :")))


def own_name(reading: Reading) -> str:
    """The letters of this model's name, without its owner."""
    return reading.once(_own_name)


def _own_name(reading: Reading) -> str:
    return letters(reading.name)


def own_id(reading: Reading) -> str:
    """This model's id in lower case, also of a file called OWNER__NAME."""
    return reading.sources.repo.lower().replace("__", "/", 1)


def own_owner(reading: Reading) -> str:
    """Whose this model is, in lower case."""
    return own_id(reading).split("/")[0]


def is_own_id(reading: Reading, id_: str) -> bool:
    """Whether a Hub id is this model's own, which re-uploads may name as their base."""
    return id_.lower() == own_id(reading)


def is_helper(reading: Reading) -> bool:
    """Whether this is a model that helps to make or use others, by its name: a reward model, a judge."""
    return bool(family.helper.search(reading.sources.repo))


def is_this_model(reading: Reading, subject: str) -> bool:
    """Whether the subject of a sentence is this model: "it", "our small model", or how its name begins."""
    named = letters(subject)
    is_begun = len(named) >= 3 and own_name(reading).startswith(named)
    return is_begun or bool(family.this_model.fullmatch(subject))


def sentence_of(reading: Reading, passage: Passage) -> MarkedSentence:
    """A sentence with its models marked; this model itself and known data sets are none."""
    known = reading.once(_sentences)
    if passage.number not in known:
        known[passage.number] = _marked(reading, passage)
    return known[passage.number]


def _sentences(_: Reading) -> dict[int, MarkedSentence]:
    return {}


def _marked(reading: Reading, passage: Passage) -> MarkedSentence:
    has_names = bool(passage.find(MAY_NAME) or (passage.has_digit and passage.find(HAS_SIZE)))
    if not has_names and "/" not in passage.quote:
        return NOTHING
    return marked(passage.quote, reading.once(_datasets), own_name(reading), has_names=has_names)


def _datasets(reading: Reading) -> frozenset[str]:
    return frozenset(name.lower() for name in reading.texts("datasets"))


def as_itself(reading: Reading, sentence: MarkedSentence) -> MarkedSentence:
    """ "Owl 7B is tuned on songs" in the card of owl-7b-fixed speaks of this model, by a shorter name."""
    if bare := _begins_with_own(reading, sentence):
        return bare
    lead = family.lead.match(sentence.text)
    found = family.subject.match(sentence.text, lead.end() if lead else 0)
    if found and _is_itself(reading, sentence, sentence.mentions[int(found["n"])]):
        return MarkedSentence(ITSELF + sentence.text[found.end() :], sentence.mentions)
    return sentence


def _is_itself(reading: Reading, sentence: MarkedSentence, named: Mention) -> bool:
    """``named``: the subject of the sentence."""
    if _is_before_tuning(reading, named) or _links_own_base(reading, sentence):
        return True
    if is_same_name(named.id, reading.name):
        return True
    is_own = own_name(reading).startswith(letters(named.id)) or _has_own_words(reading, named.id)
    return is_called_alike(reading, named) and (is_own or _is_of_own_size(reading, named.id))


def _begins_with_own(reading: Reading, sentence: MarkedSentence) -> MarkedSentence | None:
    """ "Owl models are chat models tuned from X" in the card of owl-7b, which nothing marks as a name."""
    found = family.bare_subject.match(sentence.text)
    name = letters(found["name"]) if found else ""
    is_own = len(name) > 3 and own_name(reading).startswith(name)
    if not found or not is_own or name != letters(first_word(reading.name))[: len(name)]:
        return None
    return MarkedSentence(f"{ITSELF} is{sentence.text[found.end() :]}", sentence.mentions)


def _is_before_tuning(reading: Reading, mention: Mention) -> bool:
    """ "Owl-Coder-V2" in the card of Owl-Coder-V2-Instruct, which tells of both."""
    name, own = letters(mention.id), own_name(reading)
    rest = own.removeprefix(name)
    is_tuned = bool(rest) and bool(family.tuned.fullmatch(rest)) and len(name) > 4
    return mention.is_named_only and own.startswith(name) and is_tuned


def is_called_alike(reading: Reading, mention: Mention) -> bool:
    """Whether a name begins as this model's does: "Owl-7B", "Owl Chat 7B" and "owl2-7b-fixed"."""
    own = reading.name
    is_name = mention.is_named_only and not mention.is_of_family
    name = first_word(mention.id).rstrip("0123456789.")
    return is_name and (name == first_word(own).rstrip("0123456789.") or name == _initials(own))


def _has_own_words(reading: Reading, name: str) -> bool:
    """ "Owl-1M-Jax" in the card of "owl-chat-1m-jax"."""
    words = _words(name)
    return len(words) > 2 and set(words) <= set(_words(reading.name))


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[-_ ]", name.lower()) if word]


def is_own_base(reading: Reading, name: str) -> bool:
    """ "Owl-7B-Base-v1" or "Owl-7B-v1" in the card of "owl-7b-chat-v1"."""
    own = _words(reading.name)
    last = max((n for n, word in enumerate(own) if family.tuned_word.fullmatch(word)), default=len(own))
    stem = own[:last] + own[last + 1 :]  # one step: of "owl-7b-it-dpo" "owl-7b-it"
    words = _words(name.rsplit("/", maxsplit=1)[-1])
    rest = [word for word in words if not family.base_word.fullmatch(word)]
    if not any(map(family.version_word.fullmatch, rest)):  # "Owl-7B-Base" of "owl-7b-chat-v0.2"
        stem = [word for word in stem if not family.version_word.fullmatch(word)]
    return len(stem) > 1 and stem != own and (rest == stem or is_same_name("-".join(rest), "-".join(stem)))


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are of the same signs: "OwlMath 7B Chat" and "owl-math-chat-7b"."""
    return len(one) > _SHORT and signs_of(one) == signs_of(other)


def signs_of(name: str) -> tuple[str, ...]:
    """The letters of a name, in their order of the alphabet, and its numbers, each whole."""
    numbers = sorted(family.numbers.findall(name.lower()))
    return ("".join(sorted(family.no_letters.sub("", name.lower()))), *numbers)


def _initials(name: str) -> str:
    """ "ds" of "digital-sora-13b"; "" of a single word."""
    words = [word for word in re.split(r"[-_ .]", name.lower()) if word.isalpha()]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _is_of_own_size(reading: Reading, name: str) -> bool:
    """Whether a name is a word and this model's size, nothing more."""
    found = family.size.search(name)
    is_short = len(re.split(r"[-_ ]", name)) == 2
    return bool(found and is_short and found[0].lower() == reading.size)


def _links_own_base(reading: Reading, sentence: MarkedSentence) -> bool:
    """ "Olw-7b-chat is based on [Owl-7b-base](lake/owl-7b-base)": whatever its name, this model."""
    own = reading.name
    ids = (m.id for m in sentence.mentions if not m.is_named_only)
    return any(is_base_of(own, id_.rsplit("/", 1)[-1]) for id_ in ids)


def is_base_of(own: str, name: str) -> bool:
    """ "Owl-7b-base uses X" in the card of "owl-7b-chat" tells of the base."""
    stem = family.tuned_end.sub("", letters(own))
    return stem != letters(own) and letters(name) == f"{stem}base"


def first_word(name: str) -> str:
    return re.split(r"[-_ ]", name.lower(), maxsplit=1)[0]
