"""A model's facts together with those of the models above it.

A quantized file is its parent with fewer bits: what the parent says of itself holds for it too, and is
shown with whose word it is.
"""

from dataclasses import replace

from explorer.domain.facts import Dossier, Evidence, Finding, Proof, SourceKind, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.licensing.chain import LicenseChain, attributed_to
from explorer.transparency.licensing.chain_comparison import license_chain
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import is_by_license
from explorer.transparency.lineage.hops import Hop, Lineage
from explorer.transparency.lineage.inherited_rights import restricted_above, right_along
from explorer.transparency.reading import is_said
from explorer.transparency.rubric import NOT_INHERITED


def without_grandparents(finding: Finding, lineage: Lineage) -> Finding:
    """The lineage without the conflict, where all that the header names besides stands further up."""
    declared = _declared_ids(finding)
    others = [(place, id_) for place, id_ in _statements(finding.conflict) if id_ not in declared]
    above = {hop.repo.lower() for hop in lineage.hops if hop.depth > 1}
    above |= {hop.named.lower() for hop in lineage.hops if hop.depth > 1 and hop.named}
    is_agreed = bool(others) and all(_is_header(place) and id_ in above for place, id_ in others)
    return replace(finding, conflict="") if is_agreed else finding


def _declared_ids(finding: Finding) -> set[str]:
    value = finding.value if isinstance(finding.value, list) else []
    return {str(parent.get("id")).lower() for parent in value}


def _statements(conflict: str) -> list[tuple[object, str]]:
    """Of "card, line 3: owl/a · GGUF header, …: owl/b" each place and id."""
    parts = conflict.values.values() if isinstance(conflict, Words) else ()
    told = [part.values for part in parts if isinstance(part, Words)]
    return [(one.get("place"), str(one.get("statement")).lower()) for one in told]


def _is_header(place: object) -> bool:
    return isinstance(place, Words) and place.template == "GGUF header, {key}"


def with_lineage(dossier: Dossier, lineage: Lineage, licenses: Licenses) -> Dossier:
    """The dossier with inherited facts, the license along the chain, and what is known above."""
    same = _same_weights(dossier, lineage)
    chain = license_chain(dossier, lineage, licenses)
    findings = tuple(_finding(finding, lineage, same, chain) for finding in dossier.findings)
    return replace(dossier, findings=findings)


def while_reading(dossier: Dossier) -> Dossier:
    """Before the models above were read: what a copy does not say itself is not known yet."""
    original = _original(dossier)
    if not original:
        return dossier
    findings = tuple(_not_checked(f, _being_read(original)) for f in dossier.findings)
    return replace(dossier, findings=findings)


def _original(dossier: Dossier) -> str:
    """The one model that this one is a quantized copy of, by its Hub id."""
    found = dossier.get("lineage")
    value = found.value if found is not None and isinstance(found.value, list) else []
    ids = [str(p.get("id")) for p in value if p.get("relation") == "quantized"]
    return ids[0] if len(ids) == len(value) == 1 and ids[0].count("/") == 1 else ""


def _not_checked(finding: Finding, why: Words) -> Finding:
    if finding.verdict is not Verdict.NOT_DISCLOSED or finding.dimension in NOT_INHERITED:
        return finding
    return replace(finding, verdict=Verdict.NOT_CHECKED, text=why)


def _same_weights(dossier: Dossier, lineage: Lineage) -> tuple[Hop, ...]:
    """The models above of which this one is only a quantized copy, nearest first; the last may be unread."""
    found: list[Hop] = []
    child = dossier.subject
    while True:
        parents = [h for h in lineage.hops if h.child == child]
        if len(parents) != 1 or parents[0].relation != "quantized":
            return tuple(found)
        found.append(parents[0])
        child = parents[0].repo


def _finding(finding: Finding, lineage: Lineage, same: tuple[Hop, ...], chain: LicenseChain) -> Finding:
    match finding.dimension:
        case "license" | "commercial_use" | "weights":
            return right_along(finding, lineage, same, chain)
        case "lineage":
            return _proven(without_grandparents(finding, lineage), lineage)
    is_said_here = is_said(finding) and not is_by_license(finding)
    if is_said_here or finding.dimension in NOT_INHERITED:
        return finding
    found = _from_above(finding, lineage, same)
    return restricted_above(found, lineage) if finding.dimension == "use_restrictions" else found


def _from_above(finding: Finding, lineage: Lineage, same: tuple[Hop, ...]) -> Finding:
    """Of a copy its original's word; else the nearest word above, beside the silence."""
    for hop in same:
        if found := _said_by(hop, finding.dimension):
            return inherited(found, hop)
    if unread := next((hop for hop in same if hop.why), None):
        finding = _not_checked(finding, _unread_words(unread))
    holder = next((hop for hop in lineage.hops if _said_by(hop, finding.dimension)), None)
    beyond = _said_by(holder, finding.dimension) if holder is not None else None
    return replace(finding, base=inherited(beyond, holder)) if beyond and holder else finding


def _unread_words(hop: Hop) -> Words:
    if hop.state == "asked":
        return _being_read(hop.repo)
    return Words(
        "Not said here; {repo}, of which it is a copy, could not be read: {why}", repo=hop.repo, why=hop.why
    )


def _being_read(repo: str) -> Words:
    return Words("Not said here; {repo}, of which it is a copy, is being read", repo=repo)


def _proven(finding: Finding, lineage: Lineage) -> Finding:
    """What became of the parents that are named by an address: there, renamed, behind a gate, gone."""
    parents = lineage.above(1)
    if not parents or not is_said(finding):
        return finding
    is_only = not isinstance(finding.value, list) or len(finding.value) == 1
    notes = [note for hop in parents if (note := _note(hop, is_only=is_only))]
    unasked = {name.lower() for name in lineage.unasked}
    is_there = all(hop.dossier is not None for hop in parents) and unasked.isdisjoint(_ids(finding.value))
    return replace(
        finding,
        text=joined(" · ", (finding.text, *notes[:3])),
        value=_with_states(finding.value, parents),
        evidence=(
            *finding.evidence,
            *(_answer(hop) for hop in parents[:3] if hop.named or hop.state == "gone"),
        ),
        proof=Proof.RESOLVES if is_there else finding.proof,
    )


def _ids(value: object) -> list[str]:
    return [str(item.get("id")).lower() for item in value] if isinstance(value, list) else []


def _note(hop: Hop, *, is_only: bool) -> Words | None:
    """``is_only``: no other parent is named, so that the words before it already say which one is meant."""
    if hop.named:
        return Words("{old} is now {new}", old=hop.named, new=hop.repo)
    if hop.state == "gone" and is_only:
        return Words("not on the Hub, or private")
    if hop.state == "gone":
        return Words("{repo} is not on the Hub, or private", repo=hop.repo)
    return None


def _answer(hop: Hop) -> Evidence:
    """What the Hub answered when it was asked for the parent."""
    said = Words("{old}: answered as {new}", old=hop.named, new=hop.repo) if hop.named else hop.why
    return Evidence(SourceKind.API, Words("parent"), said, hop.repo, hop.commit, hop=hop.depth)


def _with_states(value: object, parents: tuple[Hop, ...]) -> object:
    """Each parent with what became of it: ``state`` as in ``walk.HopState``, ``now`` where it was renamed."""
    met = {(hop.named or hop.repo).lower(): hop for hop in parents}
    if not isinstance(value, list):
        return value
    found = []
    for item in value:
        hop = met.get(str(item.get("id")).lower())
        now = {"now": hop.repo} if hop is not None and hop.named else {}
        found.append({**item, **({"state": hop.state, **now} if hop is not None else {})})
    return found


def inherited(finding: Finding, hop: Hop) -> Finding:
    """The finding of a model above, with whose word it is on every piece of evidence."""
    return attributed_to(finding, hop.repo, hop.depth)


def _said_by(hop: Hop, dimension: str) -> Finding | None:
    found = hop.dossier.get(dimension) if hop.dossier else None
    return found if found is not None and is_said(found) and not is_by_license(found) else None
