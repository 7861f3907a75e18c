"""Whether a passage speaks of other models of this one's family, or of what else is no origin of it."""

import re

from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.others import is_origin_of_another
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.names import ITSELF, MarkedSentence, Mention
from explorer.transparency.rules.lineage.statements import Statement
from explorer.transparency.rules.subject import first_word, is_base_of, is_called_alike, own_name, sentence_of

family = phrases_of("family")
parents = phrases_of("parents")


_LONGEST_NAME = 60  # characters before the colon of an item


def is_of_others(passage: Passage) -> bool:
    """Whether heading or label say that other models are listed here."""
    return passage.is_under(family.derived_title) or passage.is_labelled(family.sibling_label)


def is_helper(reading: Reading) -> bool:
    """Whether this is a model that helps to make or use others, by its name: a reward model, a judge."""
    return bool(family.helper.search(reading.sources.repo))


def is_about_child(reading: Reading, text: str) -> bool:
    """ "We finetuned X-Chat" in the card of X tells of X-Chat."""
    name = own_name(reading)
    tuned = (letters(m["name"]) for m in family.tuned_name.finditer(text))
    return len(name) >= 4 and any(t.startswith(name) and t != name for t in tuned)


def is_item_of_sibling(reading: Reading, mention: Mention) -> bool:
    """ "Owl-7B-Sing: trained further" in the card of "owl-7b-fly"; what begins its own name is this model."""
    own, name = reading.name, mention.id
    is_alike = letters(first_word(name)) == letters(first_word(own)) and any(map(str.isdigit, name))
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


def is_sibling(reading: Reading, name: str) -> bool:
    """Whether the first cell of a row names another model than this."""
    return any(c.isdigit() for c in name) and name_letters(name) != own_name(reading)


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
    own = first_word(reading.name)
    names = [t.strip() for t in passage.section if first_word(t.strip()) == own and " " not in t.strip()]
    return bool(names) and _is_of_other_size(reading, names[-1])


def _has_own_part(reading: Reading) -> bool:
    own = own_name(reading)
    return any(letters(title) == own for title in (reading.card.headings if reading.card else ()))


def is_of_other_version(reading: Reading, passage: Passage) -> bool:
    """ "Version v1 was based on X" in the card of v2."""
    told = passage.find(family.version)
    own = re.search(r"[-_.]v(\d[\d.]*)", reading.sources.repo, re.IGNORECASE)
    return bool(told and own and told["number"] != own[1])


def is_of_sibling(reading: Reading, sentence: MarkedSentence, one: Statement) -> bool:
    """ "Owl-7B was trained from X" in the card of Owl-33B: the same first word, and another size."""
    own = reading.name
    before = (sentence.mentions[int(m["n"])].id for m in family.mark.finditer(sentence.text, 0, one.at))
    told = family.of_size.match(sentence.text)
    if told and reading.size and told["size"] != re.split(r"\D", reading.size)[0]:
        return True
    if ITSELF in sentence.text[: one.at] or sentence.text.startswith("This is §"):
        return False
    names = [name.rsplit("/", 1)[-1] for name in before]
    unmarked = sentence.text[: one.at].split()
    return any(
        first_word(name) == first_word(own) and _is_of_other_size(reading, name) for name in names
    ) or any(_is_named_size(own, name) or is_base_of(own, name) for name in (*names, *unmarked))


def names_own_base(reading: Reading, text: str) -> bool:
    """Whether a sentence in the card of "owl-7b-chat" speaks of "Owl-7b-base"."""
    own = reading.name
    return any(is_base_of(own, word) for word in text.split())


def _is_named_size(own: str, name: str) -> bool:
    """ "owlM4T-medium" beside "owl-m4t-v2-large": alike up to a word for the size, and that is another."""
    mine, other = family.size_word.search(own), family.size_word.search(name)
    if not mine or not other or mine[0].lower() == other[0].lower():
        return False
    stem = letters(name[: other.start()])
    return len(stem) > 3 and letters(own).startswith(stem)


def names_sibling(reading: Reading, sentence: MarkedSentence) -> bool:
    """Whether a sentence speaks of the same model in another size."""
    own = first_word(reading.name)
    names = (m.id.rsplit("/", 1)[-1] for m in sentence.mentions)
    return ITSELF not in sentence.text and any(
        first_word(name) == own and _is_of_other_size(reading, name) for name in names
    )


def _is_of_other_size(reading: Reading, name: str) -> bool:
    found = family.size.search(name)
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
    name, own = name_letters(one.mention.id), own_name(reading)
    if one.is_subject and is_called_alike(reading, one.mention):
        return True
    if one.is_of_repo or own.removeprefix(name) == "hf":  # the same weights for another library
        return False
    if one.mention.is_named_only and _begins_own(reading, name) and not reading.is_quantized:
        return one.is_weak or one.relation in {"quantized", "unknown"}  # of its own family
    return one.is_weak and len(own) > 3 and name.startswith(own) and name != own


def is_of_other_things(reading: Reading, passage: Passage, sentence: MarkedSentence) -> bool:
    """Parts, siblings, children, baselines, designs."""
    is_part = (
        passage.label and passage.is_labelled(family.of_parts) and letters(passage.label) != own_name(reading)
    )
    if (is_part and not family.on_top.search(sentence.text)) or (
        passage.label and passage.cells and is_sibling(reading, passage.label)
    ):
        return True
    if (
        is_under_sibling(reading, passage)
        or is_item_beside_own(reading, passage)
        or passage.find(family.faster)
    ):
        return True
    product = passage.find(family.product)
    if product and letters(product["name"])[:4] not in own_name(reading):
        return True
    listed = family.of_one.match(sentence.text) if passage.is_item else None
    of_one = sentence.mentions[int(listed["n"])] if listed else None
    if of_one and (not of_one.is_named_only or is_item_of_sibling(reading, of_one)):
        return True
    if "codebase](" in passage.quote:  # "we adapt [Tern codebase](lake/Tern-7B)"
        return True
    is_compared = is_about_child(reading, passage.text) or passage.find(family.as_baseline)
    return bool(is_compared) or is_origin_of_another(reading, passage) or _is_of_design(passage)


def _is_of_design(passage: Passage) -> bool:
    return (
        passage.is_item
        and passage.is_under(family.architecture, 1)
        and bool(family.built_like.match(passage.text))
    )


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
