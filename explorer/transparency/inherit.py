"""A model's facts together with those of the models above it.

A quantized file is its parent with fewer bits: what the parent says of itself holds for it too, and is
shown with whose word it is. Of any other child the parent's words are only shown beside its own silence:
a base model's facts never stand in for a fine-tune's.
"""

from collections.abc import Iterator
from dataclasses import replace

from explorer.domain.facts import Dossier, Evidence, Finding, Proof, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.licenses import Licenses
from explorer.transparency.walk import Hop, Lineage

_SAID = (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED)
_OF_THE_FILE = frozenset(
    ("quantization", "integrity", "weights", "lineage", "license", "commercial_use", "use_restrictions")
)
_STRICT = ("no", "conditional", "read the text", "yes")  # strictest first


def with_lineage(dossier: Dossier, lineage: Lineage, licenses: Licenses) -> Dossier:
    """The dossier with inherited facts, the license along the chain, and what is known above."""
    same = _same_weights(dossier, lineage)
    findings = tuple(_finding(finding, lineage, same, licenses) for finding in dossier.findings)
    return Dossier(dossier.subject, findings)


def _same_weights(dossier: Dossier, lineage: Lineage) -> tuple[Hop, ...]:
    """The models above of which this one is only a quantized copy, nearest first."""
    found: list[Hop] = []
    child = dossier.subject
    while True:
        parents = [h for h in lineage.hops if h.child == child]
        if len(parents) != 1 or parents[0].relation != "quantized" or parents[0].dossier is None:
            return tuple(found)
        found.append(parents[0])
        child = parents[0].repo


def _finding(finding: Finding, lineage: Lineage, same: tuple[Hop, ...], licenses: Licenses) -> Finding:
    match finding.dimension:
        case "license":
            return _license(finding, lineage, licenses)
        case "lineage":
            return _proven(finding, lineage)
        case "commercial_use":
            return _commercial(finding, lineage)
    if finding.verdict in _SAID or finding.dimension in _OF_THE_FILE:
        return finding
    return _from_above(finding, lineage, same)


def _from_above(finding: Finding, lineage: Lineage, same: tuple[Hop, ...]) -> Finding:
    """Of a copy its original's word; else the nearest word above, beside the silence."""
    for hop in same:
        if found := _said_by(hop, finding.dimension):
            return inherited(found, hop)
    beyond = next((f for hop in lineage.hops if (f := _said_by(hop, finding.dimension))), None)
    holder = next(
        (hop for hop in lineage.hops if beyond is not None and _said_by(hop, finding.dimension)), None
    )
    return replace(finding, base=inherited(beyond, holder)) if beyond and holder else finding


def _proven(finding: Finding, lineage: Lineage) -> Finding:
    """Whether every parent that is named with an address was found there."""
    parents = lineage.above(1)
    is_there = bool(parents) and all(hop.dossier is not None for hop in parents)
    return replace(finding, proof=Proof.RESOLVES) if is_there and finding.verdict in _SAID else finding


def inherited(finding: Finding, hop: Hop) -> Finding:
    """The finding of a model above, with whose word it is on every piece of evidence."""
    evidence = tuple(_lifted(e, hop) for e in finding.evidence)
    return replace(finding, evidence=evidence, holder=hop.repo, hops=hop.depth, base=None)


def _lifted(evidence: Evidence, hop: Hop) -> Evidence:
    return replace(evidence, repo=evidence.repo or hop.repo, hop=hop.depth)


def _said_by(hop: Hop, dimension: str) -> Finding | None:
    found = hop.dossier.get(dimension) if hop.dossier else None
    return found if found is not None and found.verdict in _SAID else None


def _license(finding: Finding, lineage: Lineage, licenses: Licenses) -> Finding:
    """Conflicts with stricter licenses above; a copy that states none shows its parent's beside it."""
    stricter = [(hop, found) for hop, found in _licensed(lineage) if _is_stricter(found, finding, licenses)]
    if finding.verdict in _SAID and stricter:
        said = [
            Words(
                "It says {own}; {repo}, {hops} up, is under {theirs}",
                own=finding.text,
                repo=hop.repo,
                hops=hop.depth,
                theirs=found.text,
            )
            for hop, found in stricter[:3]
        ]
        evidence = (*finding.evidence, *(_lifted(found.evidence[0], hop) for hop, found in stricter[:3]))
        return replace(finding, conflict=joined(" · ", (finding.conflict, *said)), evidence=evidence)
    above = next(iter(_licensed(lineage)), None)
    if finding.verdict is Verdict.NOT_DISCLOSED and above is not None:
        return replace(finding, base=inherited(above[1], above[0]))
    return finding


def _licensed(lineage: Lineage) -> Iterator[tuple[Hop, Finding]]:
    for hop in lineage.hops:
        if (found := _said_by(hop, "license")) is not None and found.evidence:
            yield hop, found


def _is_stricter(above: Finding, own: Finding, licenses: Licenses) -> bool:
    """A license that adds nothing to the child's own is no conflict, though it has another name."""
    theirs, ours = licenses.find(str(above.value or "")), licenses.find(str(own.value or ""))
    if theirs is None or ours is None or theirs.id == ours.id or not (theirs.is_known and ours.is_known):
        return False
    if _STRICT.index(theirs.commercial) != _STRICT.index(ours.commercial):
        return _STRICT.index(theirs.commercial) < _STRICT.index(ours.commercial)
    order = ("bans", "policy", "read the text", "none")
    return order.index(theirs.restrictions) < order.index(ours.restrictions)


def _commercial(finding: Finding, lineage: Lineage) -> Finding:
    """The strictest word of the chain: a copy is not freer than what it was copied from."""
    strictest, best = finding, _rank(finding)
    for hop in lineage.hops:
        found = _said_by(hop, "commercial_use")
        if found is not None and _rank(found) < best:
            strictest, best = inherited(found, hop), _rank(found)
    if strictest is finding:
        return finding
    if finding.verdict is Verdict.NOT_DISCLOSED:
        return replace(finding, base=strictest)
    own = finding.text
    conflict = Words(
        "commercial use by its own license: {own}; by {repo}: {theirs}",
        own=own,
        repo=strictest.holder,
        theirs=strictest.text,
    )
    return replace(
        strictest,
        conflict=joined(" · ", (finding.conflict, conflict)),
        evidence=(*strictest.evidence, *finding.evidence),
    )


def _rank(finding: Finding) -> int:
    order = (Verdict.CLOSED, Verdict.PARTIAL, Verdict.OPEN)
    return order.index(finding.verdict) if finding.verdict in order else len(order)
