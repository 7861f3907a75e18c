"""The licenses of a model and of those it was made from, held against each other, the strictest first.

A license adds to what stands above it, and takes nothing away: where a model says something freer than its
base, both cannot hold, and both are quoted. Whose word counts in the end is for the texts and for lawyers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from explorer.domain.facts import Dossier, Finding, Verdict, is_said
from explorer.domain.words import Words, enumerated, joined
from explorer.transparency.licensing.license import License
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.lineage.hops import Lineage

type ChainVerdict = Literal["same", "stricter", "conflict", "unknown", "not_stated"]


@dataclass(frozen=True)
class LicenseStep:
    """What one model of the chain states. ``hops`` 0: the model itself.

    ``forbids_trade``: whatever its license is called, it says no to commercial use.
    """

    repo: str
    hops: int
    finding: Finding
    forbids_trade: bool = False

    @property
    def named(self) -> dict[str, object]:
        """What words about it need."""
        return {"repo": self.repo, "hops": self.hops, "theirs": self.finding.text}

    @property
    def told(self) -> Finding:
        """The finding with whose word it is."""
        return attributed_to(self.finding, self.repo, self.hops)


@dataclass(frozen=True)
class LicenseChain:
    """``steps``: every license that is stated, the strictest first. ``conflicts``: those above that bind more
    than the model's own. ``silent``: the models above of which none is known."""

    verdict: ChainVerdict = "not_stated"
    words: str = ""
    steps: tuple[LicenseStep, ...] = ()
    conflicts: tuple[LicenseStep, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def own(self) -> LicenseStep | None:
        """What the model itself states."""
        return next((step for step in self.steps if not step.hops), None)


def attributed_to(finding: Finding, repo: str, hops: int) -> Finding:
    """The finding of a model ``hops`` up, with whose word it is on every piece of evidence."""
    evidence = tuple(replace(e, repo=e.repo or repo, hop=hops) for e in finding.evidence)
    return replace(finding, evidence=evidence, holder=repo if hops else "", hops=hops, base=None)


_NAMED = 3
CHAIN_TITLE = Words("Licenses along the chain")
RULE = Words(
    "A license adds to those above it and takes nothing away, so both cannot hold. Read both texts "
    "to see which one applies."
)


def chain_note(chain: LicenseChain) -> Words:
    """Beside the title, so that it can stay folded where nothing needs to be read."""
    notes: dict[ChainVerdict, Words] = {
        "conflict": Words("they disagree"),
        "same": Words("those that are known agree") if chain.silent else Words("they agree"),
        "stricter": Words("those that are known allow it") if chain.silent else Words("those above allow it"),
        "unknown": Words("this app cannot compare them"),
        "not_stated": Words("not all are stated"),
    }
    return notes[chain.verdict]


def silent_licenses(chain: LicenseChain) -> Words:
    """Whose licenses nobody knows, so that no agreement reaches as far as them."""
    if not chain.silent:
        return Words("")
    if len(chain.silent) > _NAMED:
        return Words("No license is known of {n} models above it.", n=len(chain.silent))
    return Words("No license is known of {repos}.", repos=enumerated(chain.silent))


def disagreeing(chain: LicenseChain) -> Words:
    """What the row of the license says of those it was made from; what they say stands with the chain."""
    first, count = chain.conflicts[0], len(chain.conflicts)
    if count > 1:
        return Words("differs from the licenses of {n} models above", n=count)
    return Words("differs from the license of {repo}", repo=first.repo)


_COMMERCIAL = ("no", "conditional", "read the text", "yes")  # strictest first
_GNU = frozenset(("gpl", "lgpl", "agpl", "mpl"))  # of which some may become others
_ANYWHERE = frozenset(("mit", "isc", "bsd-2-clause", "bsd-3-clause", "zlib", "cc0-1.0", "ncsa", "postgresql"))
_WAIVERS = frozenset(("cc0-1.0", "unlicense", "0bsd", "wtfpl", "pddl"))
_RESTRICTIONS = ("bans", "policy", "read the text", "none")


def license_chain(dossier: Dossier, lineage: Lineage, licenses: Licenses) -> LicenseChain:
    """The model's own license against every one above it."""
    steps = (_step(hop.repo, hop.depth, hop.dossier) for hop in lineage.hops)
    above = [step for step in steps if step is not None and step.finding.evidence]  # nearest first
    stated = {step.repo for step in above}
    silent = (*(hop.repo for hop in lineage.hops if hop.repo not in stated), *lineage.unasked)
    found = replace(_held_against(_step(dossier.subject, 0, dossier), above, licenses), silent=silent)
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
        return LicenseChain("conflict", _conflict_words(own.finding, conflicts), steps, conflicts)
    if "unknown" in verdicts:
        unknown = next(step for step, verdict in told if verdict == "unknown")
        return LicenseChain("unknown", _cannot_tell(own, unknown), steps)
    return LicenseChain(*_agreement(own, above, is_same=verdicts == {"same"}), steps)


def _step(repo: str, hops: int, dossier: Dossier | None) -> LicenseStep | None:
    """``None`` where no license is stated."""
    finding = dossier.get("license") if dossier is not None else None
    if dossier is None or finding is None or not is_said(finding):
        return None
    use = dossier.get("commercial_use")
    return LicenseStep(repo, hops, finding, forbids_trade=use is not None and use.verdict is Verdict.CLOSED)


def _conflict_words(own: Finding, conflicts: Sequence[LicenseStep]) -> Words:
    """Both sides in words, at most three of those above."""
    said = Words("It says {own}", own=own.text)
    return joined("; ", (said, *(_theirs(step, own) for step in conflicts[:3])))


def _theirs(step: LicenseStep, own: Finding) -> Words:
    if step.finding.verdict is Verdict.CLOSED:
        return Words("{repo}, {hops} up, grants no license", **step.named)
    if step.forbids_trade and (step.finding.text == own.text or step.finding.verdict is Verdict.OPEN):
        return Words("{repo}, {hops} up, allows no commercial use", **step.named)
    return Words("{repo}, {hops} up, is under {theirs}", **step.named)


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
        return Words("It states none itself; {repo}, {hops} up, is under {theirs}.", **above[0].named)
    return Words("Neither it nor a model above it states a license.")


def _cannot_tell(own: LicenseStep, above: LicenseStep) -> Words:
    return Words(
        "It says {own}; {repo}, {hops} up, says {theirs}. Whether both can hold, only their texts tell.",
        own=own.finding.text,
        **above.named,
    )


def _agreement(
    own: LicenseStep, above: Sequence[LicenseStep], *, is_same: bool
) -> tuple[ChainVerdict, Words]:
    said, named = own.finding.text, above[0].named
    if is_same and len(above) > 1:
        told = {"count": len(above), "license": said}
        return "same", Words("It and the {count} models above it say the same: {license}.", **told)
    if is_same:
        return "same", Words("It and {repo}, {hops} up, say the same: {license}.", **named, license=said)
    return "stricter", Words(
        "It says {own}; what it was made from allows that where its notices are kept ({repo}: {theirs}).",
        own=said,
        **named,
    )
