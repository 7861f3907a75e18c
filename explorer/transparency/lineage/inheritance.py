"""A model's facts together with those of the models above it.

A quantized file is its parent with fewer bits: what the parent says of itself holds for it too, and is
shown with whose word it is.
"""

from dataclasses import replace

from explorer.domain.facts import Dossier, Evidence, Finding, Proof, SourceKind, Verdict, is_said
from explorer.domain.words import Words, joined
from explorer.transparency.licensing.chain import LicenseChain, attributed_to, license_chain
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import is_by_license, with_unknown
from explorer.transparency.lineage.hops import Hop, Lineage
from explorer.transparency.rubric import NOT_INHERITED


def _without_grandparents(finding: Finding, lineage: Lineage) -> Finding:
    """The lineage without the conflict, where all that the header names besides stands further up."""
    declared = _ids(finding.value)
    others = [(place, id_) for place, id_ in _statements(finding.conflict) if id_ not in declared]
    above = {hop.repo.lower() for hop in lineage.hops if hop.depth > 1}
    above |= {hop.named.lower() for hop in lineage.hops if hop.depth > 1 and hop.named}
    is_agreed = bool(others) and all(_is_header(place) and id_ in above for place, id_ in others)
    return replace(finding, conflict="") if is_agreed else finding


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


def originals_of(dossier: Dossier, lineage: Lineage) -> tuple[str, ...]:
    """The ids of the models that this one is only a quantized copy of, nearest first; what its own metadata
    say where nothing above was read.
    """
    walked = tuple(hop.repo for hop in _same_weights(dossier, lineage))
    stated = _original(dossier)
    return walked or ((stated,) if stated else ())


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
        case "license":
            return _license(finding, chain)
        case "commercial_use":
            return _with_unknown(_commercial(finding, lineage), lineage, chain)
        case "weights":
            return _full_precision(finding, same)
        case "lineage":
            return _proven(_without_grandparents(finding, lineage), lineage)
    is_said_here = is_said(finding) and not is_by_license(finding)
    if is_said_here or finding.dimension in NOT_INHERITED:
        return finding
    found = _from_above(finding, lineage, same)
    return _restricted_above(found, lineage) if finding.dimension == "use_restrictions" else found


def _from_above(finding: Finding, lineage: Lineage, same: tuple[Hop, ...]) -> Finding:
    """Of a copy its original's word; else the nearest word above, beside the silence."""
    for hop in same:
        if found := _said_by(hop, finding.dimension):
            return inherited(found, hop)
    if unread := next((hop for hop in same if hop.why), None):
        finding = _not_checked(finding, _unread_words(unread))
    said = ((hop, _said_by(hop, finding.dimension)) for hop in lineage.hops)
    beyond = next((inherited(found, hop) for hop, found in said if found), None)
    return replace(finding, base=beyond) if beyond else finding


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
        evidence=(*finding.evidence, *(_answer(h) for h in parents[:3] if h.named or h.state == "gone")),
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
    found = hop.finding(dimension)
    return found if found is not None and is_said(found) and not is_by_license(found) else None


def _restricted_above(finding: Finding, lineage: Lineage) -> Finding:
    """Where no card above forbids anything either, a license there may: it is shown beside the silence."""
    if is_said(finding) or finding.base is not None or finding.evidence:
        return finding
    for hop in lineage.hops:
        found = hop.finding("use_restrictions")
        if found is not None and found.evidence:
            return replace(finding, base=inherited(found, hop))
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
    above = [inherited(found, hop) for hop in lineage.hops if (found := _use_above(hop)) is not None]
    strictest = min((finding, *above), key=_rank)
    if strictest is finding:
        return finding
    if finding.verdict is Verdict.NOT_DISCLOSED:
        return replace(finding, base=strictest)
    conflict = Words(
        "commercial use by its own license: {own}; by {repo}: {theirs}",
        own=finding.text,
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
    stated, use = hop.finding("license"), hop.finding("commercial_use")
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
    parent = same[0].finding("weights") if same else None
    is_ungated = isinstance(finding.value, dict) and finding.value.get("gated") is False
    if finding.verdict is not Verdict.PARTIAL or not is_ungated:
        return finding
    if parent is None or parent.verdict is not Verdict.OPEN:
        return finding
    text = Words("Open to all, its original too")
    evidence = (*finding.evidence, *inherited(parent, same[0]).evidence)
    return replace(finding, verdict=Verdict.OPEN, text=text, evidence=evidence)
