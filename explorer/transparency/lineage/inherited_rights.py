"""What one may do with a model, along its chain: a copy is not freer than what it was copied from."""

from dataclasses import replace

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.licensing.chain import LicenseChain, attributed_to
from explorer.transparency.licensing.permission import with_unknown
from explorer.transparency.lineage.hops import Hop, Lineage
from explorer.transparency.reading import is_said


def right_along(finding: Finding, lineage: Lineage, same: tuple[Hop, ...], chain: LicenseChain) -> Finding:
    """License, commercial use or weights with what the models above say. ``same``: those it is a copy of."""
    match finding.dimension:
        case "license":
            return _license(finding, chain)
        case "commercial_use":
            return _with_unknown(_commercial(finding, lineage), lineage, chain)
    return _full_precision(finding, same)


def restricted_above(finding: Finding, lineage: Lineage) -> Finding:
    """Where no card above forbids anything either, a license there may: it is shown beside the silence."""
    if is_said(finding) or finding.base is not None or finding.evidence:
        return finding
    for hop in lineage.hops:
        found = hop.dossier.get("use_restrictions") if hop.dossier is not None else None
        if found is not None and found.evidence:
            return replace(finding, base=attributed_to(found, hop.repo, hop.depth))
    return finding


def _license(finding: Finding, chain: LicenseChain) -> Finding:
    """Conflicts with stricter licenses above; agreement with both quotes; what states none
    shows the strictest above beside it."""
    above = [step for step in chain.steps if step.hops]
    if is_said(finding):
        told = chain.conflicts[:3] or sorted(above, key=lambda step: step.hops)[:1]
        evidence = (*finding.evidence, *(step.told.evidence[0] for step in told))
        said = chain.words if chain.conflicts else ""
        return replace(finding, conflict=joined(" · ", (finding.conflict, said)), evidence=evidence)
    if finding.verdict is Verdict.NOT_DISCLOSED and above:
        return replace(finding, base=above[0].told)
    return finding


def _commercial(finding: Finding, lineage: Lineage) -> Finding:
    """The strictest word of the chain: a copy is not freer than what it was copied from."""
    strictest, best = finding, _rank(finding)
    for hop in lineage.hops:
        found = _use_above(hop)
        if found is not None and _rank(found) < best:
            strictest, best = attributed_to(found, hop.repo, hop.depth), _rank(found)
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


def _use_above(hop: Hop) -> Finding | None:
    """What a model above says of commercial use; where it grants no license at all, that."""
    if hop.dossier is None:
        return None
    stated, use = hop.dossier.get("license"), hop.dossier.get("commercial_use")
    if stated is not None and stated.verdict is Verdict.CLOSED:
        value = {"answer": "no", "license": "", "conditions": []}
        return replace(stated, dimension="commercial_use", text=Words("No"), value=value, conflict="")
    return use


def _with_unknown(finding: Finding, lineage: Lineage, chain: LicenseChain) -> Finding:
    """Whose license is not known, of the models above that were asked: in the answer, too."""
    waiting = {hop.repo for hop in lineage.hops if hop.state == "asked"}
    unknown = [repo for repo in chain.silent if repo not in waiting]
    if not unknown or not isinstance(finding.value, dict):
        return finding
    silent = {hop.repo for hop in lineage.hops if hop.state == "read"}
    value = {**finding.value, "unknown_above": unknown, "unread_above": silent.isdisjoint(unknown)}
    found = replace(finding, value=value)
    return replace(found, text=with_unknown(found.text, found))


def _rank(finding: Finding) -> int:
    """Lower is stricter. A license that has to be read is no yes."""
    order = (Verdict.CLOSED, Verdict.PARTIAL, Verdict.NOT_CHECKED, Verdict.OPEN)
    if finding.verdict is Verdict.NOT_CHECKED and not finding.evidence:
        return len(order)  # nobody has said anything
    return order.index(finding.verdict) if finding.verdict in order else len(order)


def _full_precision(finding: Finding, same: tuple[Hop, ...]) -> Finding:
    """A quantized copy that anyone can have is all of the model where anyone can have the original too."""
    parent = same[0].dossier.get("weights") if same and same[0].dossier is not None else None
    if finding.verdict is not Verdict.PARTIAL or not _is_ungated(finding):
        return finding
    if parent is None or parent.verdict is not Verdict.OPEN:
        return finding
    told = attributed_to(parent, same[0].repo, same[0].depth)
    text = Words("Open to all, its original too")
    return replace(finding, verdict=Verdict.OPEN, text=text, evidence=(*finding.evidence, *told.evidence))


def _is_ungated(finding: Finding) -> bool:
    return isinstance(finding.value, dict) and finding.value.get("gated") is False
