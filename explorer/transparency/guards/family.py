"""Whether a passage speaks of other models of this one's family, or of what else is no origin of it."""

import re

from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.guards.others import is_origin_of_another
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.names import ITSELF, MarkedSentence
from explorer.transparency.rules.lineage.statements import Statement
from explorer.transparency.rules.subject import first_word, is_base_of, is_called_alike, own_name, sentence_of

family = phrases_of("family")
parents = phrases_of("parents")

_LONGEST_NAME = 60  # characters before the colon of an item


# Siblings: other sizes, versions and kinds of this model


@guard("others listed")
def is_of_others(_: Reading, passage: Passage) -> bool:
    """Whether heading or label say that other models are listed here."""
    return passage.is_under(family.derived_title) or passage.is_labelled(family.sibling_label)


@guard("a row of another")
def is_row_of_another(reading: Reading, passage: Passage) -> bool:
    """Whether a row begins with another model's name: any, or behind a label one with a number."""
    if len(passage.cells) > 2 and name_letters(passage.cells[0]) != own_name(reading):
        return True
    name = passage.label if passage.cells else ""
    return any(map(str.isdigit, name)) and name_letters(name) != own_name(reading)


@guard("below a sibling")
def is_under_sibling(reading: Reading, passage: Passage) -> bool:
    """Whether the heading is another model's name of this family: "owl-embed-xs" beside "owl-embed-s"."""
    own, heading = own_name(reading), passage.heading.strip()
    other = letters(heading)
    is_itself = own.startswith(other) or other.startswith(own)  # "owl-embed", or with its version
    is_name = " " not in heading and "-" in heading and not is_itself
    return is_name and len(own) > 6 and other[: len(own) - 2] == own[: len(own) - 2]


@guard("below another size")
def is_in_part_of_other_size(reading: Reading, passage: Passage) -> bool:
    """Below "# Owl-7B" or deeper in that part, in the card of Owl-33B that has a part of its own as well."""
    if not reading.size or not reading.once(_has_own_part):
        return False
    own = first_word(reading.name)
    names = [t.strip() for t in passage.section if first_word(t.strip()) == own and " " not in t.strip()]
    return bool(names) and _is_of_other_size(reading, names[-1])


def _has_own_part(reading: Reading) -> bool:
    return own_name(reading) in map(letters, reading.card.headings if reading.card else ())


@guard("an item beside its own")
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


@guard("an item of another")
def is_item_of_another(reading: Reading, passage: Passage) -> bool:
    """ "- Owl-7B-Sing: trained further" in the card of "owl-7b-fly"; "Owl-7B" is this model."""
    if not passage.is_item:
        return False
    sentence = sentence_of(reading, passage)
    found = family.of_one.match(sentence.text)
    mention = sentence.mentions[int(found["n"])] if found else None
    if mention is None or not mention.is_named_only:
        return mention is not None
    is_alike = letters(first_word(mention.id)) == letters(first_word(reading.name))
    has_number = any(map(str.isdigit, mention.id))
    return is_alike and has_number and not own_name(reading).startswith(letters(mention.id))


@guard("another version")
def is_of_other_version(reading: Reading, passage: Passage) -> bool:
    """ "Version v1 was based on X" in the card of v2."""
    told = passage.find(family.version)
    own = re.search(r"[-_.]v(\d[\d.]*)", reading.sources.repo, re.IGNORECASE)
    return bool(told and own and told["number"] != own[1])


@guard("a sibling")
def is_of_sibling(reading: Reading, sentence: MarkedSentence, one: Statement) -> bool:
    """ "Owl-7B was trained from X" in the card of Owl-33B: the same first word, and another size."""
    told, before = family.of_size.match(sentence.text), sentence.text[: one.at]
    if told and reading.size and told["size"] != re.split(r"\D", reading.size)[0]:
        return True
    if ITSELF in before or sentence.text.startswith("This is §"):
        return False
    own = reading.name
    marks = family.mark.finditer(sentence.text, 0, one.at)
    names = [sentence.mentions[int(mark["n"])].id.rsplit("/", 1)[-1] for mark in marks]
    if any(_is_own_of_other_size(reading, name) for name in names):
        return True
    return any(_is_named_size(own, name) or is_base_of(own, name) for name in (*names, *before.split()))


@guard("the name of a sibling")
def names_sibling(reading: Reading, sentence: MarkedSentence) -> bool:
    """Whether a sentence speaks of the same model in another size."""
    names = (mention.id.rsplit("/", 1)[-1] for mention in sentence.mentions)
    return ITSELF not in sentence.text and any(_is_own_of_other_size(reading, name) for name in names)


def _is_own_of_other_size(reading: Reading, name: str) -> bool:
    return first_word(name) == first_word(reading.name) and _is_of_other_size(reading, name)


def _is_of_other_size(reading: Reading, name: str) -> bool:
    found = family.size.search(name)
    return bool(found and reading.size and found[0].lower() != reading.size)


def _is_named_size(own: str, name: str) -> bool:
    """ "owlM4T-medium" beside "owl-m4t-v2-large": alike up to a word for the size, and that is another."""
    mine, other = family.size_word.search(own), family.size_word.search(name)
    if not mine or not other or mine[0].lower() == other[0].lower():
        return False
    stem = letters(name[: other.start()])
    return len(stem) > 3 and letters(own).startswith(stem)


@guard("its own base")
def names_own_base(reading: Reading, passage: Passage) -> bool:
    """Whether a sentence in the card of "owl-7b-chat" speaks of "Owl-7b-base"."""
    return any(is_base_of(reading.name, word) for word in passage.text.split())


# Children: what was made from this model


@guard("a named child")
def is_about_child(reading: Reading, passage: Passage) -> bool:
    """ "We finetuned X-Chat" in the card of X tells of X-Chat."""
    name = own_name(reading)
    tuned = (letters(m["name"]) for m in family.tuned_name.finditer(passage.text))
    return len(name) >= 4 and any(t.startswith(name) and t != name for t in tuned)


@guard("a child")
def is_child(reading: Reading, _: MarkedSentence, one: Statement) -> bool:
    """ "We fine-tuned X-Chat" in the card of X, which no name before it tells."""
    name, own = name_letters(one.mention.id), own_name(reading)
    if one.is_subject and is_called_alike(reading, one.mention):
        return True
    if one.is_of_repo or own.removeprefix(name) == "hf":  # the same weights for another library
        return False
    if one.mention.is_named_only and _begins_own(reading, name) and not reading.is_quantized:
        return one.is_weak or one.relation in {"quantized", "unknown"}  # of its own family
    return one.is_weak and len(own) > 3 and name.startswith(own) and name != own


def _begins_own(reading: Reading, name: str) -> bool:
    """Whether this model's name begins with the letters of another, up to the end of a word: no "GPT-J" in
    "GPT-JT"."""
    own = reading.name
    if not own_name(reading).startswith(name):
        return False
    ends = [n + 1 for n, sign in enumerate(own) if letters(sign)]
    rest = own[ends[len(name) - 1] :] if name else ""
    return not (rest[:1].isalpha() and name[-1:].isalpha())


# What is of this model, and no origin of it


@guard("a part")
def is_of_part(reading: Reading, passage: Passage) -> bool:
    """ "Tokenizer: based on X"."""
    if not passage.is_labelled(family.of_parts) or letters(passage.label) == own_name(reading):
        return False
    return not family.on_top.search(sentence_of(reading, passage).text)


@guard("a design")
def is_of_design(_: Reading, passage: Passage) -> bool:
    """ "- Modified from the Owl decoder", below "Architecture", and the code that a link leads to."""
    if "codebase](" in passage.quote:  # "we adapt [Tern codebase](lake/Tern-7B)"
        return True
    is_below = passage.is_item and passage.is_under(family.architecture, 1)
    return is_below and bool(family.built_like.match(passage.text))


@guard("a product")
def is_of_product(reading: Reading, passage: Passage) -> bool:
    """ "We developed Kestrel by fine-tuning X" in another model's card, or what a tool is praised for."""
    product = passage.find(family.product)
    is_other = product is not None and letters(product["name"])[:4] not in own_name(reading)
    return is_other or bool(passage.find(family.faster))


@guard("a baseline")
def is_of_baseline(_: Reading, passage: Passage) -> bool:
    """ "We fine-tuned X for a fair comparison"."""
    return bool(passage.find(family.as_baseline))


@guard("terms")
def is_about_terms(reading: Reading, passage: Passage) -> bool:
    """A license section tells under which terms others stand, not what this was made from."""
    if passage.is_labelled(family.license):
        return True
    if "licensed under" in passage.lower and "licensed under" in family.aside.sub("", passage.lower):
        return True
    text = sentence_of(reading, passage).text
    if text.startswith(ITSELF) or family.of_series.match(text) or parents.by_name.match(text):
        return False
    return passage.is_under(family.license, 1)


_NO_ORIGIN = (
    is_row_of_another,
    is_of_others,
    is_about_terms,
    is_of_part,
    is_under_sibling,
    is_item_beside_own,
    is_of_product,
    is_item_of_another,
    is_about_child,
    is_of_baseline,
    is_origin_of_another,
    is_of_design,
)


def is_no_origin(reading: Reading, passage: Passage) -> bool:
    """Whether a passage that names models tells of something else than what this one was made from."""
    return any(refuses(reading, passage) for refuses in _NO_ORIGIN)
