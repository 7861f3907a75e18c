"""Whose license a sentence tells of, where it is not the model's."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

_DENIED = phrase("license.denied")
_UNDECIDED = phrase("license.undecided")
_BASED_ON = phrase("license.based_on")
_OF_BASE = phrase("license.of_base")  # "Apache 2.0 (base model)"
_ABOUT_OTHERS = phrase("license.about_others")
_SERVICE = phrase("license.service")
_WHICH = phrase("license.which")
_MODEL_WHICH = phrase("license.model_which")
_OF_MODEL = phrase("license.of_model")
_OTHER_THING = phrase("license.other_thing_of_stated_license")
_OTHER_THING_ABROAD = phrase("license.of_others_of_license_abroad")
_OTHERS_TITLE = phrase("license.others_title")
_NAMED_SIZE = phrase("license.named_size")
_LICENSE_HEADING = phrase("license.license_heading")
_OTHERS_LICENSE = phrase("license.others_license")
_EXCEPT = phrase("license.except")
_OF_A_PART = phrase("license.of_a_part")
_SIZE = phrase("license.size")
_WORDS = phrase("license.words")
_KIND = phrase("license.kind")
_NO_TRADE = phrase("license.no_trade")
_QUALIFIED = phrase("license.qualified")
_CLAUSE = phrase("license.clause")
_NOT_OF_THIS = phrase("license.not_of_this")
_PART_IS = phrase("license.part_is")
_DENIES = phrase("license.denies")
_OF_OTHERS = phrase("license.of_others_of_licensing")
_NO_BAN = phrase("rights.no_ban")


@guard("denied, or of earlier versions")
def is_not_licensed(_: Reading, passage: Passage) -> bool:
    return bool(passage.find(_DENIED))


@guard("undecided")
def is_undecided(_: Reading, passage: Passage) -> bool:
    """ "License: to be decided"."""
    return bool(_UNDECIDED.search(label_body(passage)))


@guard("a license made from another")
def is_of_another_license(_: Reading, passage: Passage) -> bool:
    """ "Our license is based on the Owl license"."""
    return bool(passage.find(_BASED_ON))


@guard("of the base")
def is_license_of_base(_: Reading, passage: Passage) -> bool:
    """ "License: Apache 2.0 (base model)"."""
    return bool(_OF_BASE.search(label_body(passage)))


@guard("of what it was made from, or of rivals")
def is_license_of_others(_: Reading, passage: Passage) -> bool:
    return bool(passage.find(_ABOUT_OTHERS))


@guard("of a service")
def is_license_of_service(_: Reading, passage: Passage) -> bool:
    return bool(_SERVICE.match(passage.text))


@guard("of what stands before")
def is_license_of_which(_: Reading, passage: Passage) -> bool:
    """ "Tuned on the Tern data, which is licensed under"."""
    which = passage.find(_WHICH)
    return which is not None and not _MODEL_WHICH.search(passage.text, 0, which.start())


@guard("of another thing: code, data, a tool")
def is_license_of_thing(_: Reading, passage: Passage) -> bool:
    return not passage.find(_OF_MODEL) and bool(passage.find(_OTHER_THING))


@guard("of another thing: code, data, a tool")
def is_license_of_thing_abroad(_: Reading, passage: Passage) -> bool:
    """In Korean."""
    return bool(passage.find(_OTHER_THING_ABROAD))


@guard("elsewhere: below a heading on data, code or another model")
def is_license_elsewhere(reading: Reading, passage: Passage) -> bool:
    """Of another model: "Tern 7B"."""
    heading, own = letters(passage.heading), own_name(reading)
    is_named = bool(_NAMED_SIZE.search(passage.heading)) and not (heading in own or own in heading)
    return is_named or passage.is_under(_OTHERS_TITLE)


@guard("elsewhere: below the license of data or code")
def is_under_other_license(_: Reading, passage: Passage) -> bool:
    return not passage.find(_OF_MODEL) and any(map(_is_other_license, passage.section[-2:]))


@guard("all but this one")
def is_excepted(reading: Reading, passage: Passage) -> bool:
    """Whether what is said of all models is not said of this one: "all our models except the 3B"."""
    named = passage.find(_EXCEPT)
    if named is None or _OF_A_PART.search(named["others"]):
        return False
    kinds = {m[0].lower() for m in _KIND.finditer(named["others"])}
    sizes = {m[0].lower() for m in _SIZE.finditer(named["others"])}
    return reading.size in sizes or not kinds.isdisjoint(_WORDS.findall(reading.name.lower()))


@guard("of a part, or asked")
def is_ban_of_part(_: Reading, passage: Passage) -> bool:
    """Whether a ban of trade is about data, code or a service, or a question.

    "The data is NC, so the model is too" is about the model.
    """
    found = passage.find(_NO_TRADE) or passage.find(_QUALIFIED)
    if found is None or "?" in passage.text[found.end() : found.end() + 3]:
        return True
    begun = max((m.end() for m in _CLAUSE.finditer(passage.text, 0, found.start())), default=0)
    subject = passage.text[begun : found.start()]
    of_part = _NOT_OF_THIS.search(subject) or _PART_IS.search(found[0]) or _DENIES.search(passage.text)
    return bool(of_part or _OF_OTHERS.match(passage.text[begun:]))


@guard("of another thing: data, code, a demo")
def is_ban_of_thing(_: Reading, passage: Passage) -> bool:
    return bool(_OF_OTHERS.match(passage.text))


@guard("no ban")
def is_no_ban(_: Reading, passage: Passage) -> bool:
    """Denied, told of others, of the code, or of the data."""
    return bool(passage.find(_NO_BAN))


def label_body(passage: Passage) -> str:
    """What is said behind the label, in a row of a table its last cell."""
    return passage.cells[-1] if passage.cells else passage.said


def _is_other_license(title: str) -> bool:
    """ "Dataset license", "Licenses of third-party components"; no "License of code and model"."""
    is_license = bool(_LICENSE_HEADING.search(title)) and bool(_OTHERS_LICENSE.search(title))
    return is_license and not _OF_MODEL.search(title)
