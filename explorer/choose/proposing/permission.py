"""May I use it for this? What ``transparency.licensing.permission`` says of a license, told for one need.

No legal advice: the text of the license decides. Whoever does not say where a model is used is told what
holds at work, and whoever does not say whether it is in the European Union is told what holds there.
"""

import re

from explorer.choose.candidate import Reason, Speaks
from explorer.choose.need import InUnion, Need, Purpose, UseAt
from explorer.domain.facts import Dossier, Evidence, Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.licensing.license import License
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import (
    NOT_ADVICE,
    PermissionLine,
    binding_license,
    is_by_license,
    permission,
    unknown_above,
)

_FIELDS = {  # words of a ban by which it is one of this field
    Purpose.HEALTHCARE: re.compile(r"medic|clinic|health|diagnos|patient", re.IGNORECASE),
    Purpose.FINANCE: re.compile(r"financ|invest|trading|credit", re.IGNORECASE),
    Purpose.SCIENCE: re.compile(r"scien|research use", re.IGNORECASE),
}
_AT_WORK = {
    "yes": Words("{license} allows use at work"),
    "conditional": Words("Allowed at work with conditions ({license})"),
    "no": Words("{license} allows no commercial use"),
    "read the text": Words("whether {license} allows use at work; read its text"),
}
_IN_PRODUCT = {
    **_AT_WORK,
    "yes": Words("{license} allows use in a product"),
    "conditional": Words("Allowed in a product with conditions ({license})"),
    "read the text": Words("whether {license} allows use in a product; read its text"),
}
_PRIVATE = {
    "yes": Words("{license} allows what you do for yourself"),
    "conditional": Words("Allowed with conditions ({license})"),
    "no": Words("For yourself, not at work ({license})"),
    "read the text": Words("what {license} allows; read its text"),
}
_SPEAKS: dict[str, Speaks] = {
    "yes": "for",
    "conditional": "conditions",
    "no": "against",
    "read the text": "unknown",
}


def use_reason(dossier: Dossier, licenses: Licenses, need: Need) -> Reason:
    """ "against" only where a text says no to this need; silence and what nobody has read is "unknown"."""
    first, *rest = permission(dossier, licenses)
    license_ = binding_license(dossier, licenses)
    more = (*(line.text for line in rest), NOT_ADVICE)
    stated, use = dossier.get("license"), dossier.get("commercial_use")
    if stated is None or stated.verdict is Verdict.NOT_CHECKED:
        return _reason("unknown", Words("its license (not read yet)"), first, more)
    if _grants_nothing(stated, use):
        return _reason("against", Words("Its maker grants no license"), first, more)
    if license_ is None:
        words = Words("its license: none is stated, and without one nothing is permitted")
        return _reason("unknown", words, first, more)
    if ban := _banned(dossier.get("use_restrictions"), need):
        return ban
    if license_.union == "no" and need.in_union is not InUnion.NO:
        return _outside_union(license_, need, first, more)
    return _by_license(license_, use, need, first, more)


def is_by_conditions(reason: Reason) -> bool:
    """Whether it is what its license asks for that speaks, and nothing else."""
    told = (words["conditional"].template for words in (_AT_WORK, _IN_PRODUCT, _PRIVATE))
    return reason.words.template in told


def _by_license(
    license_: License, use: Finding | None, need: Need, first: PermissionLine, more: tuple[str, ...]
) -> Reason:
    """By what it says of commercial use, and of what may change that."""
    words = {UseAt.PRIVATE: _PRIVATE, UseAt.PRODUCT: _IN_PRODUCT}.get(need.used_at, _AT_WORK)
    is_narrowed = use is not None and use.verdict is Verdict.CLOSED and license_.commercial != "no"
    answer = "no" if is_narrowed else license_.commercial
    speaks = _SPEAKS[answer]
    if is_narrowed and need.is_at_work:
        told = Words("Its card forbids use at work, whatever {license} allows", license=license_.name)
        return _reason("against", told, first, more)
    if speaks == "against" and not need.is_at_work:
        speaks = "conditions"
    said = words[answer].filled(license=license_.name)
    if speaks == "for" and unknown_above(use):
        return _reason("unknown", _of_bases(license_), first, more)
    if speaks == "for" and need.used_at is UseAt.PRODUCT and license_.stays:
        speaks, said = (
            "conditions",
            Words("{license}: what you pass on stays under it", license=license_.name),
        )
    if speaks == "unknown" and license_.id == "other":
        said = Words("what its own license allows; read its text")
    return _reason(speaks, said, first, more)


def _of_bases(license_: License) -> Words:
    return Words("the license of what it was made from; its own is {license}", license=license_.name)


def _outside_union(license_: License, need: Need, first: PermissionLine, more: tuple[str, ...]) -> Reason:
    if need.in_union is InUnion.YES:
        told = Words("{license} is not granted in the European Union", license=license_.name)
        return _reason("against", told, first, more)
    told = Words("{license} is not granted in the European Union: you did not say whether you are there",
                 license=license_.name)  # fmt: skip
    return _reason("conditions", told, first, more)


def _banned(restrictions: Finding | None, need: Need) -> Reason | None:
    """The field that is needed is one that the card forbids, in its own words."""
    if restrictions is None or restrictions.verdict is not Verdict.CLOSED or is_by_license(restrictions):
        return None
    for purpose in need.purposes:
        field = _FIELDS.get(purpose)
        ban = next((one for one in restrictions.evidence if field and field.search(one.quote)), None)
        if ban is not None:
            return Reason(
                "against", Words("Its card forbids this use"), ban, "use_restrictions", "", "license"
            )
    return None


def _grants_nothing(stated: Finding, use: Finding | None) -> bool:
    """Said by its maker, or by the maker of what it was made from."""
    if stated.verdict is Verdict.CLOSED:
        return True
    has_license = use is not None and isinstance(use.value, dict) and use.value.get("license")
    return use is not None and use.verdict is Verdict.CLOSED and bool(use.holder) and not has_license


def _reason(speaks: Speaks, words: Words, line: PermissionLine, more: tuple[str, ...]) -> Reason:
    evidence: Evidence | None = line.evidence
    return Reason(speaks, words, evidence, "commercial_use", line.source, "license", (line.text, *more))
