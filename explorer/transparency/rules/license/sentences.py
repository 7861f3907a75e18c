"""What is under a license, as sentences tell it: "the weights are released under Apache 2.0"."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.markup import plain
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.license import (
    is_excepted,
    is_license_of_others,
    is_license_of_service,
    is_license_of_thing,
    is_license_of_which,
    is_not_licensed,
    is_of_another_license,
    is_under_other_license,
)
from explorer.transparency.licensing.license import License
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license.names import (
    StatedLicense,
    in_card,
    known_license,
    license_called,
    license_named,
    name_at,
)
from explorer.transparency.rules.lineage.names import HAS_SIZE, MAY_NAME
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import told

terms = phrases_of("license")
_ALIKE = 4  # letters with which names of one family begin
_SHORT = 3  # letters of a word that may begin a name by chance


def licenses_of_both(reading: Reading) -> Iterator[StatedLicense]:
    """Of two licenses the narrower."""
    for one in told(reading, terms.and_own):
        yield license_called(reading, one.passage, one.match["name"])


def licenses_under(reading: Reading) -> Iterator[StatedLicense]:
    """Below a heading such as "License", and where something is under one; of the weights first."""
    asked = [p for p in reading.under(terms.heading, 8) if not terms.label.match(p.label)]
    asked += [
        p for p in reading.likely(terms.under) if p.find(terms.under) and not terms.label.match(p.label)
    ]
    asked = [p for p in asked if not is_under_other_license(reading, p)]
    parts = [(p, _clause_on_own(reading, part_on_weights(p.text, reading.licenses))) for p in asked]
    for passage, text in sorted(parts, key=lambda part: _distance(reading, part[1])):
        found = terms.under.search(text)
        if among := terms.among_others.search(passage.text):
            yield from _of_own_base(reading, passage, passage.text[among.end() :])
        elif is_excepted(reading, passage) or _is_of_another(reading, part_of(passage, text), found):
            continue
        elif found:
            yield from license_named(reading, passage, text[found.end() :])
        else:
            yield from known_license(reading, passage, text)


def licenses_of_own_name(reading: Reading) -> Iterator[StatedLicense]:
    """ "This repository is governed by the Owl Research License" in the card of owl-7b."""
    for passage in reading.likely(terms.under):
        under = passage.find(terms.under) if terms.begins_with_repository.match(passage.text) else None
        name = name_at(passage.text[under.end() :], terms.begins_with_name) if under else ""
        if name and not terms.license_of_part.search(name) and _begins_own_name(reading, name):
            yield license_called(reading, passage, name)


def licenses_of_repository(reading: Reading) -> Iterator[StatedLicense]:
    """ "This repository is under BSD", where nothing says more of the model in it."""
    for one in told(reading, terms.this_repo):
        yield from known_license(reading, one.passage, one.passage.text)


def gives_to_code(reading: Reading, prose: StatedLicense, stated: StatedLicense) -> bool:
    """Whether the sentence that gives the weights another license gives this one to the code."""
    if stated.license.id == prose.license.id or stated.is_text:
        return False
    parts = (parted_on_code(plain(e.quote), stated.license, reading.licenses) for e in prose.evidence)
    return any(part and not _names_another(reading, part) for part in parts)


def _names_another(reading: Reading, text: str) -> bool:
    """Whether weights are those of a model of another family."""
    names = (word for word in terms.a_name.findall(text) if MAY_NAME.search(word) or HAS_SIZE.search(word))
    return any(letters(name)[:_ALIKE] != own_name(reading)[:_ALIKE] for name in names)


def _is_of_another(reading: Reading, part: Passage, under: re.Match[str] | None) -> bool:
    """Whether it tells of another license, or of the license of something else."""
    said = part_of(part, _before_the_name(reading, part.text, under))
    is_other = is_not_licensed(reading, part) or is_of_another_license(reading, part)
    return is_other or not tells_of_the_model(reading, said)


def _before_the_name(reading: Reading, text: str, under: re.Match[str] | None) -> str:
    """The part of a sentence that says what is licensed."""
    if under:
        return text[: under.end()]
    known = reading.licenses.named_in(text[:200])
    at = text.lower().find(known.name.split()[0].lower()) if known else -1
    return text[:at] if at >= 0 else text


def _of_own_base(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    """Of the licenses of many models the one whose model is in this one's name: llama3 of "llama3-owl"."""
    named = filter(None, map(reading.licenses.named_in, terms.between_licenses.split(text)))
    own = {x.id: x for x in named if letters(x.id) in own_name(reading)}
    if len(own) == 1:
        yield from in_card(reading, passage, *own.values())


def _clause_on_own(reading: Reading, text: str) -> str:
    """ "Tern is under Apache 2.0, but Sora is under MIT": of clauses with a license each, its own."""
    clauses = terms.begins_clause.split(text)
    named = [(clause, license_) for clause in clauses if (license_ := reading.licenses.named_in(clause))]
    of_models = [clause for clause, _ in named if not terms.clause_on_thing.search(clause)]
    own = [c for c in of_models if any(_begins_own_name(reading, word) for word in c.split())]
    return own[0] if len({license_.id for _, license_ in named}) > 1 and len(own) == 1 else text


def _distance(reading: Reading, text: str) -> int:
    """How surely a sentence is about these weights: by the word, the model's name, "the model", or none."""
    own = own_name(reading)
    begins = _begins_own_name(reading, text.lstrip(" *_-")) and reading.licenses.named_in(text) is not None
    if terms.begins_with_weights.search(text):
        return 0
    if own and (own in letters(text) or begins):
        return 1
    return 2 if terms.of_model.search(text) else 3


def _begins_own_name(reading: Reading, text: str) -> bool:
    """Whether a text begins with a word that this model's name begins with."""
    first = letters(text.split(" ", 1)[0])
    return len(first) > _SHORT and own_name(reading).startswith(first)


def part_of(passage: Passage, text: str) -> Passage:
    """Of a sentence a part, which guards can look at."""
    return replace(passage, text=text, index=None)


def tells_of_the_model(reading: Reading, said: Passage) -> bool:
    """Whether what a sentence calls licensed is the model, or may be."""
    # "Based on X, and is governed by": of this model again.
    last = part_of(said, terms.resumed.split(said.text)[-1])
    return not (
        is_license_of_service(reading, said)
        or is_license_of_which(reading, said)
        or is_license_of_others(reading, last)
        or is_license_of_thing(reading, last)
    )


def part_on_weights(text: str, licenses: Licenses) -> str:
    """The clauses on the weights, where another clause gives something else its own license; else all.

    A clause that names no thing goes on about the one before it: "the code is under MIT, a free license".
    """
    part, _ = _parted(text)
    is_told = licenses.named_in(part) is not None or bool(terms.model_license.search(part))
    return part if is_told else text


def parted_on_code(text: str, license_: License, licenses: Licenses) -> str:
    """What a sentence says of the weights that gives this license to the code; "" where it does not."""
    part, rest = _parted(text)
    is_of_code = bool(terms.clause_on_code.search(rest)) and licenses.named_in(rest) == license_
    is_other = bool(part) and licenses.named_in(part) != license_ and not terms.weights_of_others.search(part)
    return part if is_of_code and is_other else ""


def _parted(text: str) -> tuple[str, str]:
    """What is said of the weights, and the rest; ("", text) where it is of one of them only."""
    if not (terms.clause_on_model.search(text) and terms.clause_on_thing.search(text)):
        return "", text
    kept: list[str] = []
    rest: list[str] = []
    is_about_model = True
    cuts = [0, *(match.start() for match in terms.begins_clause.finditer(text)), len(text)]
    for start, end in itertools.pairwise(cuts):
        clause = text[start:end]
        is_about_thing = bool(terms.clause_on_thing.search(clause))
        if is_about_thing or terms.clause_on_model.search(clause):
            is_about_model = not is_about_thing
        (kept if is_about_model else rest).append(clause)
    part = "".join(kept)
    return (part, "".join(rest)) if terms.clause_on_model.search(part) else ("", text)
