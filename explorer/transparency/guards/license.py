"""Whose license a sentence tells of, where it is not the model's."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

terms = phrases_of("license")
rights = phrases_of("rights")


@guard("denied, or of earlier versions")
def is_not_licensed(_: Reading, passage: Passage) -> bool:
    return bool(passage.find(terms.denied))


@guard("undecided")
def is_undecided(_: Reading, passage: Passage) -> bool:
    """ "License: to be decided"."""
    return bool(terms.undecided.search(label_body(passage)))


@guard("a license made from another")
def is_of_another_license(_: Reading, passage: Passage) -> bool:
    """ "Our license is based on the Owl license"."""
    return bool(passage.find(terms.based_on))


@guard("of the base")
def is_license_of_base(_: Reading, passage: Passage) -> bool:
    """ "License: Apache 2.0 (base model)"."""
    return bool(terms.of_base.search(label_body(passage)))


@guard("of what it was made from, or of rivals")
def is_license_of_others(_: Reading, passage: Passage) -> bool:
    return bool(passage.find(terms.about_others))


@guard("of a service")
def is_license_of_service(_: Reading, passage: Passage) -> bool:
    return bool(terms.service.match(passage.text))


@guard("of what stands before")
def is_license_of_which(_: Reading, passage: Passage) -> bool:
    """ "Tuned on the Tern data, which is licensed under"."""
    which = passage.find(terms.which)
    return which is not None and not terms.model_which.search(passage.text, 0, which.start())


@guard("of another thing: code, data, a tool")
def is_license_of_thing(_: Reading, passage: Passage) -> bool:
    return not passage.find(terms.of_model) and bool(passage.find(terms.thing))


@guard("of another thing: code, data, a tool")
def is_license_of_thing_abroad(_: Reading, passage: Passage) -> bool:
    """In Korean."""
    return bool(passage.find(terms.thing_in_korean))


@guard("elsewhere: below a heading on data, code or another model")
def is_license_elsewhere(reading: Reading, passage: Passage) -> bool:
    """Of another model: "Tern 7B"."""
    heading, own = letters(passage.heading), own_name(reading)
    is_named = bool(terms.named_size.search(passage.heading)) and not (heading in own or own in heading)
    return is_named or passage.is_under(terms.others_title)


@guard("elsewhere: below the license of data or code")
def is_under_other_license(_: Reading, passage: Passage) -> bool:
    return not passage.find(terms.of_model) and any(map(_is_other_license, passage.section[-2:]))


@guard("all but this one")
def is_excepted(reading: Reading, passage: Passage) -> bool:
    """Whether what is said of all models is not said of this one: "all our models except the 3B"."""
    named = passage.find(terms.all_except)
    if named is None or terms.of_a_part.search(named["others"]):
        return False
    kinds = {m[0].lower() for m in terms.kind.finditer(named["others"])}
    sizes = {m[0].lower() for m in terms.size.finditer(named["others"])}
    return reading.size in sizes or not kinds.isdisjoint(terms.words.findall(reading.name.lower()))


@guard("of a part, or asked")
def is_ban_of_part(_: Reading, passage: Passage) -> bool:
    """Whether a ban of trade is about data, code or a service, or a question.

    "The data is NC, so the model is too" is about the model.
    """
    found = passage.find(terms.no_trade) or passage.find(terms.qualified)
    if found is None or "?" in passage.text[found.end() : found.end() + 3]:
        return True
    begun = max((m.end() for m in terms.clause.finditer(passage.text, 0, found.start())), default=0)
    subject = passage.text[begun : found.start()]
    of_part = (
        terms.not_of_this.search(subject)
        or terms.part_is.search(found[0])
        or terms.denies.search(passage.text)
    )
    return bool(of_part or terms.begins_with_thing.match(passage.text[begun:]))


@guard("of another thing: data, code, a demo")
def is_ban_of_thing(_: Reading, passage: Passage) -> bool:
    return bool(terms.begins_with_thing.match(passage.text))


@guard("no ban")
def is_no_ban(_: Reading, passage: Passage) -> bool:
    """Denied, told of others, of the code, or of the data."""
    return bool(passage.find(rights.no_ban))


def label_body(passage: Passage) -> str:
    """What is said behind the label, in a row of a table its last cell."""
    return passage.cells[-1] if passage.cells else passage.said


def _is_other_license(title: str) -> bool:
    """ "Dataset license", "Licenses of third-party components"; no "License of code and model"."""
    is_license = bool(terms.heading.search(title)) and bool(terms.others_license.search(title))
    return is_license and not terms.of_model.search(title)
