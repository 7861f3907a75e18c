"""The licenses of a model and of those it was made from, held against each other, the strictest first.

A license adds to what stands above it, and takes nothing away: where a model says something freer than its
base, both cannot hold, and both are quoted. Whose word counts in the end is for the texts and for lawyers.
"""

from collections.abc import Sequence
from dataclasses import replace

from explorer.domain.facts import Dossier, Finding
from explorer.domain.words import Words, joined
from explorer.transparency.chain import ChainVerdict, LicenseChain, Step
from explorer.transparency.hops import Lineage
from explorer.transparency.license import License
from explorer.transparency.licenses import Licenses
from explorer.transparency.reading import is_said

_COMMERCIAL = ("no", "conditional", "read the text", "yes")  # strictest first
_RESTRICTIONS = ("bans", "policy", "read the text", "none")


def license_chain(dossier: Dossier, lineage: Lineage, licenses: Licenses) -> LicenseChain:
    """The model's own license against every one above it."""
    above = above_of(lineage)
    stated = {step.repo for step in above}
    silent = tuple(hop.repo for hop in lineage.hops if hop.repo not in stated)
    return replace(_held_against(_own(dossier), above, licenses), silent=silent)


def _held_against(own: Step | None, above: list[Step], licenses: Licenses) -> LicenseChain:
    steps = _strictest_first([*([own] if own else []), *above], licenses)
    if own is None or not above:
        return LicenseChain("not_stated", _alone(own, above), steps)
    told = [(step, _against(step.finding, own.finding, licenses)) for step in above]
    conflicts = _strictest_first([step for step, verdict in told if verdict == "conflict"], licenses)
    verdicts = {verdict for _, verdict in told}
    if conflicts:
        return LicenseChain("conflict", conflict_words(own.finding, conflicts), steps, conflicts)
    if "unknown" in verdicts:
        unknown = next(step for step, verdict in told if verdict == "unknown")
        return LicenseChain("unknown", _cannot_tell(own, unknown), steps)
    return LicenseChain(*_agreement(own, above, is_same=verdicts == {"same"}), steps)


def above_of(lineage: Lineage) -> list[Step]:
    """What the models above state, nearest first."""
    found = []
    for hop in lineage.hops:
        finding = hop.dossier.get("license") if hop.dossier is not None else None
        if finding is not None and is_said(finding) and finding.evidence:
            found.append(Step(hop.repo, hop.depth, finding))
    return found


def conflict_words(own: Finding, conflicts: Sequence[Step]) -> Words:
    """Both sides in words, at most three of those above."""
    first, *more = conflicts[:3]
    said = Words(
        "It says {own}; {repo}, {hops} up, is under {theirs}",
        own=own.text,
        repo=first.repo,
        hops=first.hops,
        theirs=first.finding.text,
    )
    others = (
        Words("{repo}, {hops} up, under {theirs}", repo=step.repo, hops=step.hops, theirs=step.finding.text)
        for step in more
    )
    return joined("; ", (said, *others))


def _own(dossier: Dossier) -> Step | None:
    finding = dossier.get("license")
    return Step(dossier.subject, 0, finding) if finding is not None and is_said(finding) else None


def _against(above: Finding, own: Finding, licenses: Licenses) -> ChainVerdict:
    """A license that adds nothing to the child's own is no conflict, though it has another name."""
    theirs, ours = licenses.find(str(above.value or "")), licenses.find(str(own.value or ""))
    if theirs is None or ours is None:
        return "unknown"
    if theirs.id == ours.id and theirs.id.lower() != "other":
        return "same"
    if not (theirs.is_known and ours.is_known):
        return "unknown"
    if theirs.commercial == ours.commercial == "conditional":
        return "conflict"  # each has conditions that the other does not state
    return "conflict" if _rank(theirs) < _rank(ours) else "stricter"


def _rank(license_: License) -> tuple[int, int]:
    """Lower is stricter."""
    return _COMMERCIAL.index(license_.commercial), _RESTRICTIONS.index(license_.restrictions)


def _strictest_first(steps: Sequence[Step], licenses: Licenses) -> tuple[Step, ...]:
    def key(step: Step) -> tuple[int, int]:
        license_ = licenses.find(str(step.finding.value or ""))
        return _rank(license_) if license_ is not None else (len(_COMMERCIAL), 0)

    return tuple(sorted(steps, key=key))


def _alone(own: Step | None, above: Sequence[Step]) -> Words:
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


def _cannot_tell(own: Step, above: Step) -> Words:
    return Words(
        "It says {own}; {repo}, {hops} up, says {theirs}. Whether both can hold, only their texts tell.",
        own=own.finding.text,
        repo=above.repo,
        hops=above.hops,
        theirs=above.finding.text,
    )


def _agreement(own: Step, above: Sequence[Step], *, is_same: bool) -> tuple[ChainVerdict, Words]:
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
        "It says {own}; nothing above it asks for more ({repo}: {theirs}).",
        own=own.finding.text,
        repo=nearest.repo,
        theirs=nearest.finding.text,
    )
