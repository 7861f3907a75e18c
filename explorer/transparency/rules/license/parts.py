"""Of a sentence that gives code and weights a license each, the part that speaks of the weights."""

import itertools
from dataclasses import replace

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.license import (
    is_license_of_others,
    is_license_of_service,
    is_license_of_thing,
    is_license_of_which,
)
from explorer.transparency.licensing.license import License
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading

_CUT = phrase("license.cut")
_MODEL = phrase("license.model")
_CODE = phrase("license.code")
_OTHERS_WEIGHTS = phrase("license.others_weights")
_MODEL_LICENSE = phrase("license.model_license_of_license_clauses")  # and has no other name
_OTHER_THING = phrase("license.other_thing_of_license_clauses")
_RESUMED = phrase("license.resumed")


def part_of(passage: Passage, text: str) -> Passage:
    """Of a sentence a part, which guards can look at."""
    return replace(passage, text=text, index=None)


def tells_of_the_model(reading: Reading, said: Passage) -> bool:
    """Whether what a sentence calls licensed is the model, or may be."""
    last = part_of(said, _RESUMED.split(said.text)[-1])  # "based on X, and is governed by": this model again
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
    is_told = bool(part) and (licenses.named_in(part) is not None or _MODEL_LICENSE.search(part) is not None)
    return part if is_told else text


def parted_on_code(text: str, license_: License, licenses: Licenses) -> str:
    """What a sentence says of the weights that gives this license to the code; "" where it does not."""
    part, rest = _parted(text)
    is_of_code = bool(_CODE.search(rest)) and licenses.named_in(rest) == license_
    is_other = bool(part) and licenses.named_in(part) != license_ and not _OTHERS_WEIGHTS.search(part)
    return part if is_of_code and is_other else ""


def _parted(text: str) -> tuple[str, str]:
    """What is said of the weights, and the rest; ("", text) where it is of one of them only."""
    if not (_MODEL.search(text) and _OTHER_THING.search(text)):
        return "", text
    kept: list[str] = []
    rest: list[str] = []
    is_about_model = True
    for clause in _clauses(text):
        if _OTHER_THING.search(clause) or _MODEL.search(clause):
            is_about_model = bool(_MODEL.search(clause)) and not _OTHER_THING.search(clause)
        (kept if is_about_model else rest).append(clause)
    part = "".join(kept)
    return (part, "".join(rest)) if _MODEL.search(part) else ("", text)


def _clauses(text: str) -> list[str]:
    """Cut where a clause may begin; put together they are the text."""
    cuts = [0, *(match.start() for match in _CUT.finditer(text)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(cuts)]
