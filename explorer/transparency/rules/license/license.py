"""Which license a model is under, and whether it may be used at work."""

from collections.abc import Iterator
from dataclasses import replace

from explorer.domain.facts import Evidence, Finding, Proof, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.licensing.license import LicenseKind
from explorer.transparency.licensing.licenses import NOT_STATED
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import OF_WEIGHTS
from explorer.transparency.rules.license.labels import (
    licenses_as_written,
    licenses_of_badges,
    licenses_of_fences,
    licenses_of_labels,
    licenses_of_rows,
    model_labels_first,
)
from explorer.transparency.rules.license.metadata import licenses_of_tags, stated_in_metadata
from explorer.transparency.rules.license.names import StatedLicense
from explorer.transparency.rules.license.other_sentences import licenses_of_parent, licenses_of_sentences
from explorer.transparency.rules.license.sentences import (
    gives_to_code,
    licenses_of_both,
    licenses_of_own_name,
    licenses_of_repository,
    licenses_under,
)
from explorer.transparency.rules.telling import told

terms = phrases_of("license")
_NOT_GRANTED = Words("No license granted")
_AT_WORK = {
    "yes": (Verdict.OPEN, Words("Yes")),
    "conditional": (Verdict.PARTIAL, Words("With conditions")),
    "no": (Verdict.CLOSED, Words("No")),
}
# What is not known stands between conditions and yes: it is not a yes.
_STRICTEST_FIRST = ("no", "conditional", "read the text", "yes")


def stated_licenses(reading: Reading) -> list[StatedLicense]:
    """What each source states: the text of a license first, then metadata, the Hub, the header, prose."""
    return reading.once(_stated_licenses)


def _stated_licenses(reading: Reading) -> list[StatedLicense]:
    found = model_labels_first(reading, stated_in_metadata(reading))
    prose = next(_of_prose(reading), None)
    if prose and found and gives_to_code(reading, prose, found[0]):
        found.insert(0, replace(prose, is_of_weights=True))
    elif prose:
        found.append(prose)
    known = {s.license.id for s in found}
    found += [s for s in licenses_of_parent(reading) if found and s.license.id not in known][:1]
    return sorted(found, key=lambda s: s.is_nameless and not s.is_of_weights)


def _of_prose(reading: Reading) -> Iterator[StatedLicense]:
    """What the text of the card says, the surest first; only the first counts."""
    yield from licenses_of_both(reading)
    yield from licenses_of_labels(reading)
    yield from licenses_under(reading)
    yield from licenses_of_rows(reading)
    yield from licenses_as_written(reading)
    yield from licenses_of_sentences(reading)
    yield from licenses_of_fences(reading)
    yield from licenses_of_own_name(reading)
    yield from licenses_of_badges(reading)
    yield from licenses_of_repository(reading)
    yield from licenses_of_tags(reading)


def license_(reading: Reading) -> Finding:
    """The license each source states; a conflict where they differ."""
    stated, refusal = stated_licenses(reading), _refusal(reading)
    if not stated and refusal:
        return reading.found("license", Verdict.CLOSED, _NOT_GRANTED, None, refusal)
    if not stated:
        return reading.silent("license", NOT_STATED)
    first = stated[0]
    evidence = [e for s in stated if s.license.id == first.license.id or s.is_nameless for e in s.evidence]
    conflict = _license_conflict(reading, stated, refusal)
    if conflict:
        evidence += [*(e for s in stated for e in s.evidence), *refusal]
    verdict = Verdict.OPEN if first.license.kind is LicenseKind.OPEN_SOURCE else Verdict.PARTIAL
    proof = Proof.VERIFIED if first.is_text else Proof.CLAIMED
    return reading.found("license", verdict, first.license.words, first.value, evidence, conflict, proof)


def _refusal(reading: Reading) -> list[Evidence]:
    """Where the card says that it grants no license; beside one that is stated, in so many words."""
    refusal = terms.not_granted if stated_licenses(reading) else terms.none_granted
    told_so = (one.passage for one in told(reading, refusal))
    return [reading.from_card(p) for p in told_so if not _is_by_a_license(reading, p)][:1]


def _license_conflict(reading: Reading, stated: list[StatedLicense], refusal: list[Evidence]) -> str:
    """What each place says where they differ; unknown names are not compared, they may be spellings, unless
    a sentence tells them apart, or a license file holds other words than the license that is named."""
    strange = _strange_text(reading, stated)
    said: dict[str, Words] = {}
    for one in stated:
        if one.license.is_known or one.is_of_weights or one is strange:
            place, name = one.evidence[0].place, one.license.short
            statement = Words("{place}: {statement}", place=place, statement=name)
            said.setdefault(one.license.id, place if one.is_nameless else statement)
    for told_so in refusal:
        said[""] = Words("{place}: {statement}", place=told_so.place, statement=_NOT_GRANTED)
    return joined(" · ", said.values()) if len(said) > 1 else ""


def _strange_text(reading: Reading, stated: list[StatedLicense]) -> StatedLicense | None:
    """A license file that holds other words than the free license which is named elsewhere.

    Beside a text that is that license's own only a file of the weights is such a one.
    """
    proven = {s.license.id for s in stated if s.is_text}
    free = {s.license.id for s in stated if s.license.commercial == "yes"}
    named = {id_ for id_ in free if reading.licenses.knows_text(id_)}
    for one in stated:
        against = named if OF_WEIGHTS.search(one.evidence[0].path) else named - proven
        if one.is_strange and against - {one.points_to}:
            return one
    return None


def commercial_use(reading: Reading) -> Finding:
    """What the license says about use at work."""
    stated = stated_licenses(reading)
    if not stated:
        return reading.silent("commercial_use", NOT_STATED)
    strictest = _strictest(reading, stated)
    license_ = strictest.license
    bans = _bans_of_trade(reading) if license_.commercial != "no" else []
    answer = "no" if bans else license_.commercial
    value = {"answer": answer, "license": license_.id, "conditions": list(license_.conditions)}
    if answer not in _AT_WORK:
        text = Words("Read the license text")
        evidence = strictest.evidence
        return Finding("commercial_use", Verdict.NOT_CHECKED, text, value, evidence, reading.searched)
    conflict = joined(" · ", (Words("the card forbids it"), license_.short)) if bans else ""
    evidence = (*bans[:2], *strictest.evidence)
    return reading.found("commercial_use", *_AT_WORK[answer], value, evidence, conflict)


def _strictest(reading: Reading, stated: list[StatedLicense]) -> StatedLicense:
    strange = _strange_text(reading, stated)
    counted = [s for s in stated if not s.is_nameless or s is strange] or stated
    strictest = min(counted, key=lambda s: _STRICTEST_FIRST.index(s.license.commercial))
    of_weights = next((s for s in stated if s.is_of_weights), None)
    # A plain yes is said of the code, then.
    return of_weights if of_weights and strictest.license.commercial == "yes" else strictest


def _bans_of_trade(reading: Reading) -> list[Evidence]:
    """What the card says of this model and no license allows: "for non-commercial use only"."""
    bans = [one.passage for one in told(reading, terms.no_trade)]
    qualified = (one.passage for one in told(reading, terms.qualified))
    bans += [p for p in qualified if p.is_labelled(terms.label) or p.is_under(terms.heading, 1)]
    bans = [p for p in bans if not _is_by_a_license(reading, p)]
    return [*map(reading.from_card, bans), *_refusal(reading)]


def _is_by_a_license(reading: Reading, passage: Passage) -> bool:
    """ "Commercial use requires a license, which is MIT": no more than the license that is stated."""
    named = reading.licenses.named_in(passage.text) if passage.find(terms.beyond_a_license) else None
    return named is not None and any(s.license.id == named.id for s in stated_licenses(reading))
