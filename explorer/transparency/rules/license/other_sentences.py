"""Other ways to tell a license: the original's is taken over, it stands before "licensed", not in English."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license.names import (
    StatedLicense,
    in_card,
    known_license,
    license_called,
    stated_as,
)
from explorer.transparency.rules.license.sentences import part_on_weights
from explorer.transparency.rules.lineage.placed import derivations
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import told

terms = phrases_of("license")


def licenses_of_sentences(reading: Reading) -> Iterator[StatedLicense]:
    """Of the original's license first, then "GPL-3.0 applies to this model", then in other languages."""
    for passage in reading.likely(terms.of_original, terms.same_as, terms.nameless_of_model):
        yield from _taken_over(reading, passage)
    yield from _weights_are(reading)
    yield from _is_licensed(reading)
    for one in told(reading, terms.on_request):
        yield from stated_as(reading, "other", "", reading.from_card(one.passage))
    for _, passage, _found in told(reading, terms.licensed):
        yield from known_license(reading, passage, part_on_weights(passage.text, reading.licenses))
    yield from _abroad(reading)


def _taken_over(reading: Reading, passage: Passage) -> Iterator[StatedLicense]:
    """The license of the original, or the one for the weights that has no other name."""
    found = passage.find(terms.of_original)
    if found and _is_bound(passage.text, found):
        yield from in_card(reading, passage, reading.licenses.named_in(f"{found['name']} license"))
    if passage.find(terms.same_as) and passage.find(terms.licensed):
        yield from known_license(reading, passage, part_on_weights(passage.text, reading.licenses))
    if found := passage.find(terms.nameless_of_model):
        name = next(filter(None, found.groups())).strip()
        western = terms.eastern_end.sub(" license", name).split("和")[-1]  # of two the narrower comes last
        license_ = reading.licenses.named_in(western) if western != name else None
        yield license_called(reading, passage, license_.id if license_ else name)


def _is_bound(text: str, found: re.Match[str]) -> bool:
    """Whether it is the model that is bound by terms which are not called a license."""
    return bool(terms.licensed.search(found[0]) or terms.of_this_model.search(text, 0, found.start()))


def _weights_are(reading: Reading) -> Iterator[StatedLicense]:
    """ "The weights are Apache 2.0", and no more; "the model is Gemma" names none."""
    for one in told(reading, terms.weights_are):
        known = reading.licenses.named_in(one.match["name"])
        if known == reading.licenses.find(one.match["name"]):
            yield from in_card(reading, one.passage, known)


def _is_licensed(reading: Reading) -> Iterator[StatedLicense]:
    """ "Owl is MEADOW NC licensed"."""
    for _, passage, found in told(reading, terms.is_licensed):
        license_ = reading.licenses.find(found["name"])
        is_name = license_ is not None and (
            license_.is_known or terms.name_in_capitals.fullmatch(found["name"])
        )
        if is_name and _begins_with_itself(reading, passage.text[: found.start()]):
            yield license_called(reading, passage, found["name"])


def _begins_with_itself(reading: Reading, text: str) -> bool:
    """Whether what stands before a verb is this model's name, or the beginning of it."""
    name = letters(text)
    is_begun = len(name) > 3 and own_name(reading).startswith(name)
    return is_begun or bool(terms.of_this_model.match(text.lstrip(" *_-")))


def _abroad(reading: Reading) -> Iterator[StatedLicense]:
    """The license that a whole sentence in another language names, if the table knows it.

    What goes on, denies, promises or speaks of another thing is not read; the metadata nearly always say it
    too. In Korean a sentence may go on, if it speaks of nothing else.
    """
    for _, passage, found in told(reading, terms.told_abroad):
        name = next(filter(None, found.groups()))
        if reading.licenses.find(name) == reading.licenses.named_in(f"{name} license"):
            yield from known_license(reading, passage, f"{name} license")
    for _, passage, _found in told(reading, terms.told_in_korean):
        yield from known_license(reading, passage, terms.before_hangul.sub(" ", passage.text))


def licenses_of_parent(reading: Reading) -> Iterator[StatedLicense]:
    """The license that the model was under at first, which does not end with a new one."""
    for passage, found in derivations(reading):
        named = passage.text[found.end() :][:200].rstrip(" .*_")
        license_ = reading.licenses.named_in(named) or reading.licenses.named_in(f"{named} license")
        yield from in_card(reading, passage, license_)
