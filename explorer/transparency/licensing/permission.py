"""What may I do with this model? At most six lines anyone understands, each with its source.

Not legal advice, and it says so: the license's text decides.
"""

from dataclasses import dataclass, replace
from typing import Any

from explorer.domain.facts import Dossier, Evidence, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.licensing.license import License, LicenseKind
from explorer.transparency.licensing.licenses import Licenses, with_spdx
from explorer.transparency.sheet_view.evidence_words import short_place

NOT_ADVICE = Words("This is no legal advice: the text of the license decides.")
MOST_LINES = 6
_QUOTED = 60  # characters
# Where the license of one or of several models above is not known, or where nobody has read it.
_UNKNOWN = {
    (True, True): Words("the license of {repo}, which it was made from, was not read"),
    (True, False): Words("the license of {repo}, which it was made from, is not known"),
    (False, True): Words("the licenses of {count} models that it was made from were not read"),
    (False, False): Words("the licenses of {count} models that it was made from are not known"),
}
_UNKNOWN_TOO = {
    (True, True): Words("{answer}, but its base model’s license was not read"),
    (True, False): Words("{answer}, but its base model’s license is not known"),
    (False, True): Words("{answer}, but licenses of its base models were not read"),
    (False, False): Words("{answer}, but licenses of its base models are not known"),
}
_AT_WORK = {
    "yes": Words("You may use it, also at work: {license} allows commercial use."),
    "conditional": Words("You may use it, also at work, under the conditions of {license}."),
    "no": Words("Not at work: {license} allows no commercial use."),
    "read the text": Words("This app cannot tell: read the text of {license} before you use it at work."),
}


@dataclass(frozen=True)
class PermissionLine:
    """One answer. ``source``: where the license's text lies, or ""; ``evidence``: who states the license.

    ``license``: whose text says so, "" where it is no license's word; ``caution``: what may change
    the answer; ``dimension``: the question whose row of facts says the same, "" for none.
    """

    text: str
    source: str = ""
    dated: str = ""
    evidence: Evidence | None = None
    license: str = ""
    caution: str = ""
    dimension: str = ""

    @property
    def place(self) -> Words:
        """Where it stands, in a few words, and what may change it."""
        return joined(" · ", (self._stands, self.caution))

    @property
    def _stands(self) -> Words:
        if self.evidence is not None:
            words = self.evidence.words
            quote = words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"
            return Words("“{quote}” · {place}", quote=quote, place=short_place(self.evidence))
        if self.license and self.dated:
            return Words("text of {license}, as of {date}", license=self.license, date=self.dated)
        return Words("text of {license}", license=self.license) if self.license else Words("")


def is_by_license(finding: Finding) -> bool:
    """Whether it is the license that restricts the use, of which the card itself says nothing."""
    return finding.dimension == "use_restrictions" and finding.value in ("policy", "bans")


def permission(dossier: Dossier, licenses: Licenses) -> tuple[PermissionLine, ...]:
    """The answer, the most restrictive license of the chain first; silence is said as silence."""
    first, *rest = _lines(dossier, licenses)
    return (replace(first, dimension="commercial_use"), *rest)


def binding_license(dossier: Dossier, licenses: Licenses) -> License | None:
    """The license that the answer rests on, which is the strictest that is stated; ``None`` without one."""
    stated = dossier.get("license")
    return _binding(stated, dossier.get("commercial_use"), licenses) if stated is not None else None


def _lines(dossier: Dossier, licenses: Licenses) -> tuple[PermissionLine, ...]:
    stated = dossier.get("license")
    if stated is None or stated.verdict is Verdict.NOT_CHECKED:
        unread = PermissionLine(Words("Not checked: neither its card nor the Hub’s answer is at hand."))
        return (unread, *(_above(stated) if stated is not None else ()))
    if stated.verdict is Verdict.CLOSED:
        refused = Words("No: its maker says that no license is granted.")
        return (PermissionLine(refused, evidence=_first(stated)),)
    holder = dossier.get("commercial_use")
    is_refused = holder is not None and holder.verdict is Verdict.CLOSED and not _value(holder).get("license")
    if holder is not None and holder.holder and is_refused:
        refused = Words("No: {repo}, which it was made from, grants no license.", repo=holder.holder)
        return (PermissionLine(refused, evidence=_first(holder)),)
    license_ = _binding(stated, holder, licenses)
    if license_ is None:
        none = Words("No license is stated, and without one nothing is permitted. Ask its maker.")
        return (PermissionLine(none), *_above(stated))
    evidence = _first(holder) or _first(stated)
    source = (license_.source, license_.dated)
    lines = [PermissionLine(_at_work(license_, holder), *source, evidence)]
    for text, dimension in _musts(license_):
        lines.append(PermissionLine(text, *source, license=license_.name, dimension=dimension))
    if stated.conflict:
        told = _disagreement(stated, holder)
        lines.insert(1, PermissionLine(told, evidence=_first(stated), dimension="license"))
    if unknown := unknown_above(holder):
        told = Words("{answer} But {what}.", answer=lines[0].text, what=unknown)
        lines[0] = replace(lines[0], text=told)
    if restricted := _restricted(dossier.get("use_restrictions"), holder):
        lines.insert(1, restricted)
    return tuple(lines[:MOST_LINES])


def _restricted(restrictions: Finding | None, use: Finding | None) -> PermissionLine | None:
    """What the card forbids in its own words, where the license alone would say yes."""
    if restrictions is None or restrictions.verdict is not Verdict.CLOSED or is_by_license(restrictions):
        return None
    if use is not None and use.verdict is Verdict.CLOSED:
        return None  # it is a no already
    told = Words("Its card narrows that: {what}.", what=restrictions.text)
    return PermissionLine(told, evidence=_first(restrictions), dimension="use_restrictions")


def unknown_above(use: Finding | None) -> Words | str:
    """Of whom it was made from without their license being known; "" where there is none, or the answer is no
    yes all the same."""
    repos = _value(use).get("unknown_above", ())
    if not repos or use is None or use.verdict not in (Verdict.OPEN, Verdict.PARTIAL):
        return ""
    told = _UNKNOWN[len(repos) == 1, _is_unread(use)]
    return told.filled(repo=repos[0], count=len(repos))


def with_unknown(answer: str, use: Finding) -> str:
    """A yes that rests on its own license alone says so in the answer itself."""
    if not unknown_above(use):
        return answer
    return _UNKNOWN_TOO[len(_value(use)["unknown_above"]) == 1, _is_unread(use)].filled(answer=answer)


def _is_unread(use: Finding) -> bool:
    """Whether all of them could not be read, or nobody asked for them; others were read and are silent."""
    return bool(_value(use).get("unread_above"))


def _value(use: Finding | None) -> dict[str, Any]:
    return use.value if use is not None and isinstance(use.value, dict) else {}


def _disagreement(stated: Finding, use: Finding | None) -> Words:
    """Whose license the answer is from; where it is its own, all that is said."""
    if use is None or not use.holder:
        return Words("Sources disagree: {conflict}", conflict=stated.conflict)
    return Words(
        "Sources disagree: that is the license of {repo}, {hops} up; its own is {own}.",
        repo=use.holder,
        hops=use.hops,
        own=stated.text,
    )


def _first(finding: Finding | None) -> Evidence | None:
    return finding.evidence[0] if finding is not None and finding.evidence else None


def _above(stated: Finding) -> tuple[PermissionLine, ...]:
    """A copy without a license of its own: what its parent is under."""
    base = stated.base
    if base is None:
        return ()
    text = Words("{repo}, which it was made from, is under {license}.", repo=base.holder, license=base.text)
    return (PermissionLine(text, evidence=_first(base)),)


def _binding(stated: Finding, use: Finding | None, licenses: Licenses) -> License | None:
    """The license that the answer on commercial use was taken from, which is the strictest that is stated."""
    value = _value(use)
    found = licenses.find(str(value.get("license") or "")) or licenses.find(str(stated.value or ""))
    return with_spdx(found) if found is not None else None


def _at_work(license_: License, use: Finding | None) -> Words:
    value = _value(use)
    # Whether this very license is the one that the card's own words narrow.
    is_banned = value.get("answer") == "no" and value.get("license") == license_.id
    if license_.commercial != "no" and is_banned:
        return Words("Not at work: the card forbids it, whatever {license} allows.", license=license_.name)
    if license_.commercial == "read the text" and license_.id == "other":  # it has no name
        return Words("This app cannot tell: read the license before you use it at work.")
    return _AT_WORK[license_.commercial].filled(license=license_.name)


def _musts(license_: License) -> list[tuple[str, str]]:
    """What it asks and forbids, what it says of outputs, each with the question whose row says the same."""
    lines: list[tuple[str, str]] = [(condition, "") for condition in license_.conditions]
    if license_.kind is LicenseKind.OPEN_SOURCE and not lines:
        lines.append((Words("It asks for nothing in return."), ""))
    if license_.restrictions in ("policy", "bans"):
        lines.append((Words("Some uses are forbidden; they are listed in its text."), "use_restrictions"))
    if license_.outputs:
        lines.append((license_.outputs, ""))
    if len(lines) < MOST_LINES:
        return lines
    rest = lines[MOST_LINES - 2 :]
    return [*lines[: MOST_LINES - 2], (joined(" ", (text for text, _ in rest)), "")]
