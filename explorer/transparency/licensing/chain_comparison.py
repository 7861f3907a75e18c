"""The licenses of a model and of those it was made from, held against each other, the strictest first.

A license adds to what stands above it, and takes nothing away: where a model says something freer than its
base, both cannot hold, and both are quoted. Whose word counts in the end is for the texts and for lawyers.
"""

from collections.abc import Sequence
from dataclasses import replace

from explorer.domain.facts import Dossier, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.licensing.chain import ChainVerdict, LicenseChain, LicenseStep
from explorer.transparency.licensing.license import License
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.lineage.hops import Lineage
from explorer.transparency.reading import is_said

_COMMERCIAL = ("no", "conditional", "read the text", "yes")  # strictest first
_GNU = frozenset(("gpl", "lgpl", "agpl", "mpl"))  # of which some may become others
_ANYWHERE = frozenset(("mit", "isc", "bsd-2-clause", "bsd-3-clause", "zlib", "cc0-1.0", "ncsa", "postgresql"))
_WAIVERS = frozenset(("cc0-1.0", "unlicense", "0bsd", "wtfpl", "pddl"))
_RESTRICTIONS = ("bans", "policy", "read the text", "none")


def license_chain(dossier: Dossier, lineage: Lineage, licenses: Licenses) -> LicenseChain:
    """The model's own license against every one above it."""
    above = above_of(lineage)
    stated = {step.repo for step in above}
    silent = (*(hop.repo for hop in lineage.hops if hop.repo not in stated), *lineage.unasked)
    found = replace(_held_against(_own(dossier), above, licenses), silent=silent)
    is_of_some = bool(silent) and len(above) > 1 and found.verdict == "same"
    return replace(found, words=_of_known(found, len(above))) if is_of_some else found


def _of_known(chain: LicenseChain, known: int) -> Words:
    """Where of some nothing is known, an agreement is of the others only."""
    return Words(
        "It and {count} of the {all} models above it say the same: {license}.",
        count=known,
        all=known + len(chain.silent),
        license=chain.steps[0].finding.text,
    )


def _held_against(own: LicenseStep | None, above: list[LicenseStep], licenses: Licenses) -> LicenseChain:
    steps = _strictest_first([*([own] if own else []), *above], licenses)
    if own is None or not above:
        return LicenseChain("not_stated", _alone(own, steps), steps)
    told = [(step, _against(step, own, licenses)) for step in above]
    conflicts = _strictest_first([step for step, verdict in told if verdict == "conflict"], licenses)
    verdicts = {verdict for _, verdict in told}
    if conflicts:
        return LicenseChain("conflict", conflict_words(own.finding, conflicts), steps, conflicts)
    if "unknown" in verdicts:
        unknown = next(step for step, verdict in told if verdict == "unknown")
        return LicenseChain("unknown", _cannot_tell(own, unknown), steps)
    return LicenseChain(*_agreement(own, above, is_same=verdicts == {"same"}), steps)


def above_of(lineage: Lineage) -> list[LicenseStep]:
    """What the models above state, nearest first."""
    found = []
    for hop in lineage.hops:
        finding = hop.dossier.get("license") if hop.dossier is not None else None
        if finding is not None and is_said(finding) and finding.evidence:
            found.append(LicenseStep(hop.repo, hop.depth, finding, forbids_trade=_forbids_trade(hop.dossier)))
    return found


def _forbids_trade(dossier: Dossier | None) -> bool:
    use = dossier.get("commercial_use") if dossier is not None else None
    return use is not None and use.verdict is Verdict.CLOSED


def conflict_words(own: Finding, conflicts: Sequence[LicenseStep]) -> Words:
    """Both sides in words, at most three of those above."""
    said = Words("It says {own}", own=own.text)
    return joined("; ", (said, *(_theirs(step, own) for step in conflicts[:3])))


def _theirs(step: LicenseStep, own: Finding) -> Words:
    theirs = step.finding.text
    if step.finding.verdict is Verdict.CLOSED:
        return Words("{repo}, {hops} up, grants no license", repo=step.repo, hops=step.hops)
    if step.forbids_trade and (theirs == own.text or step.finding.verdict is Verdict.OPEN):
        return Words("{repo}, {hops} up, allows no commercial use", repo=step.repo, hops=step.hops)
    return Words("{repo}, {hops} up, is under {theirs}", repo=step.repo, hops=step.hops, theirs=theirs)


def _own(dossier: Dossier) -> LicenseStep | None:
    finding = dossier.get("license")
    if finding is None or not is_said(finding):
        return None
    return LicenseStep(dossier.subject, 0, finding, forbids_trade=_forbids_trade(dossier))


def _against(step: LicenseStep, child: LicenseStep, licenses: Licenses) -> ChainVerdict:
    """A license that asks for no more than its notices is no conflict with any other."""
    if _refuses(step, child):
        return "conflict"
    theirs, ours = (licenses.find(str(one.finding.value or "")) for one in (step, child))
    if theirs is None or ours is None:
        return "unknown"
    if theirs.id == ours.id and theirs.id.lower() != "other":
        return "same"
    return _compared(theirs, ours) if theirs.is_known and ours.is_known else "unknown"


def _refuses(step: LicenseStep, child: LicenseStep) -> bool:
    """Whether it grants nothing, or no commercial use, of which the child says otherwise."""
    no_license = step.finding.verdict is Verdict.CLOSED and child.finding.verdict is not Verdict.CLOSED
    return no_license or (step.forbids_trade and not child.forbids_trade)


def _compared(theirs: License, ours: License) -> ChainVerdict:
    if theirs.commercial == ours.commercial == "conditional":
        return "conflict"  # each has conditions that the other does not state
    if theirs.stays and (_family(theirs) == _family(ours) or {_family(theirs), _family(ours)} <= _GNU):
        return "unknown"  # some let others, or their own later versions, take their place
    if theirs.stays or _rank(theirs) < _rank(ours):
        return "conflict"
    is_free = theirs.commercial == "yes" and theirs.restrictions == "none"
    return "stricter" if is_free and _goes_into(theirs, ours) else "unknown"


def _goes_into(theirs: License, ours: License) -> bool:
    """Not every free license may be passed on under a copyleft one, nor its notices be waived."""
    if theirs.id in _ANYWHERE or not theirs.conditions:
        return True
    return not ours.stays and bool(ours.conditions) and ours.id not in _WAIVERS


def _family(license_: License) -> str:
    """ "gpl" of gpl-2.0 and gpl-3.0."""
    return license_.id.rpartition("-")[0]


def _rank(license_: License) -> tuple[int, int]:
    """Lower is stricter."""
    return _COMMERCIAL.index(license_.commercial), _RESTRICTIONS.index(license_.restrictions)


def _strictest_first(steps: Sequence[LicenseStep], licenses: Licenses) -> tuple[LicenseStep, ...]:
    def key(step: LicenseStep) -> tuple[int, int]:
        license_ = licenses.find(str(step.finding.value or ""))
        return _rank(license_) if license_ is not None else (len(_COMMERCIAL), 0)

    return tuple(sorted(steps, key=key))


def _alone(own: LicenseStep | None, above: Sequence[LicenseStep]) -> Words:
    """``above``: the strictest first."""
    if own is not None:
        return Words("Nothing above it states a license that could be read.")
    if above:
        return Words(
            "It states none itself; {repo}, {hops} up, is under {theirs}.",
            repo=above[0].repo,
            hops=above[0].hops,
            theirs=above[0].finding.text,
        )
    return Words("Neither it nor a model above it states a license.")


def _cannot_tell(own: LicenseStep, above: LicenseStep) -> Words:
    return Words(
        "It says {own}; {repo}, {hops} up, says {theirs}. Whether both can hold, only their texts tell.",
        own=own.finding.text,
        repo=above.repo,
        hops=above.hops,
        theirs=above.finding.text,
    )


def _agreement(
    own: LicenseStep, above: Sequence[LicenseStep], *, is_same: bool
) -> tuple[ChainVerdict, Words]:
    nearest, more = above[0], len(above) - 1
    if is_same and more:
        return "same", Words(
            "It and the {count} models above it say the same: {license}.",
            count=len(above),
            license=own.finding.text,
        )
    if is_same:
        return "same", Words(
            "It and {repo}, {hops} up, say the same: {license}.",
            repo=nearest.repo,
            hops=nearest.hops,
            license=own.finding.text,
        )
    return "stricter", Words(
        "It says {own}; what it was made from allows that where its notices are kept ({repo}: {theirs}).",
        own=own.finding.text,
        repo=nearest.repo,
        theirs=nearest.finding.text,
    )
