"""Whose license a sentence tells of, where it is not the model's."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

family = phrases_of("family")
terms = phrases_of("license")


@guard("not under that license")
def is_not_licensed(_: Reading, passage: Passage) -> bool:
    """Denied, or told of earlier versions."""
    return bool(passage.find(terms.denied))


@guard("license undecided")
def is_undecided(_: Reading, passage: Passage) -> bool:
    """ "License: to be decided"."""
    return bool(terms.undecided.search(label_body(passage)))


@guard("license made from another")
def is_of_another_license(_: Reading, passage: Passage) -> bool:
    """ "Our license is based on the Owl license"."""
    return bool(passage.find(terms.based_on))


@guard("license of the base")
def is_license_of_base(_: Reading, passage: Passage) -> bool:
    """ "License: Apache 2.0 (base model)"."""
    return bool(terms.of_base.search(label_body(passage)))


@guard("license of others")
def is_license_of_others(_: Reading, passage: Passage) -> bool:
    """Of what this was made from, or of rivals."""
    return bool(passage.find(terms.about_others))


@guard("license of a service")
def is_license_of_service(_: Reading, passage: Passage) -> bool:
    return bool(terms.service.match(passage.text))


@guard("license of what stands before")
def is_license_of_which(_: Reading, passage: Passage) -> bool:
    """ "Tuned on the Tern data, which is licensed under"."""
    which = passage.find(terms.which_is)
    return which is not None and not terms.model_before_which.search(passage.text, 0, which.start())


@guard("license of another thing")
def is_license_of_thing(_: Reading, passage: Passage) -> bool:
    """Of code, data, a tool."""
    return not passage.find(terms.of_model) and bool(passage.find(terms.thing))


@guard("license elsewhere")
def is_license_elsewhere(reading: Reading, passage: Passage) -> bool:
    """Below a heading on data, code or another model: "Tern 7B"."""
    heading, own = letters(passage.heading), own_name(reading)
    is_named = bool(terms.size_in_heading.search(passage.heading)) and not (heading in own or own in heading)
    return is_named or passage.is_under(terms.heading_elsewhere)


@guard("below another license")
def is_under_other_license(_: Reading, passage: Passage) -> bool:
    return not passage.find(terms.of_model) and any(map(_is_other_license, passage.section[-2:]))


@guard("all but this model")
def is_excepted(reading: Reading, passage: Passage) -> bool:
    """Whether what is said of all models is not said of this one: "all our models except the 3B"."""
    named = passage.find(terms.all_except)
    if named is None or terms.excepted_part.search(named["others"]):
        return False
    kinds = {m[0].lower() for m in terms.excepted_kind.finditer(named["others"])}
    sizes = {m[0].lower() for m in terms.excepted_size.finditer(named["others"])}
    return reading.size in sizes or not kinds.isdisjoint(family.word.findall(reading.name.lower()))


@guard("ban of a part")
def is_ban_of_part(_: Reading, passage: Passage) -> bool:
    """Whether a ban of trade is about data, code or a service, or a question.

    "The data is NC, so the model is too" is about the model.
    """
    found = passage.find(terms.no_trade) or passage.find(terms.qualified)
    if found is None or "?" in passage.text[found.end() : found.end() + 3]:
        return True
    begun = max((m.end() for m in terms.clause_of_ban.finditer(passage.text, 0, found.start())), default=0)
    subject = passage.text[begun : found.start()]
    of_part = (
        terms.part_in_clause.search(subject)
        or terms.part_is_banned.search(found[0])
        or terms.unlike_others.search(passage.text)
    )
    return bool(of_part or terms.begins_with_thing.match(passage.text[begun:]))


def label_body(passage: Passage) -> str:
    """What is said behind the label, in a row of a table its last cell."""
    return passage.cells[-1] if passage.cells else passage.said


def _is_other_license(title: str) -> bool:
    """ "Dataset license", "Licenses of third-party components"; no "License of code and model"."""
    is_license = bool(terms.heading.search(title)) and bool(terms.others_license.search(title))
    return is_license and not terms.of_model.search(title)
