"""A draft held against a need: a candidate with its reasons, or left out with the one that says no.

There is no score. Candidates stand in an order that can be read (``order``): first where the license is
clear, then where it is by the listing alone, then where it has conditions, then where nobody knows; among
these what runs well before what is tight or slow; then what names the languages; then what bears a sign of
the purpose; then what answers before what only goes on with a text; then what can be had at once before what
wants a form. What is still alike is told apart by downloads of the last month, which say nothing of how good
a model is. Models at endpoints come last: what runs here is what was asked for.
"""

from collections.abc import Iterator
from dataclasses import replace

from explorer.choose.candidate import Candidate, FoundIn, LeftOut, Reason
from explorer.choose.need import Need
from explorer.choose.proposing.drafts import Prospect
from explorer.choose.proposing.permission import use_reason
from explorer.choose.proposing.reasons import (
    converses_reason,
    endpoint_reasons,
    fit_reason,
    leaves_out_by_pace,
    may_go_there,
    place_reasons,
    unknown_reasons,
    use_signs,
)
from explorer.choose.proposing.stated_languages import languages_reason
from explorer.domain.endpoint import EndpointModel
from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.words import Words
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import binding_license

type Judged = Candidate | LeftOut

AS_LISTED = "license"  # dimension of a reason that rests on the listing alone
_RANKS = ("for", AS_LISTED, "conditions", "unknown", "against")


def judge(draft: Prospect, need: Need, licenses: Licenses) -> Judged:
    if isinstance(draft.candidate.model, EndpointModel):
        return _judge_endpoint(draft, draft.candidate.model, need, licenses)
    if no_file := _no_file(draft):
        return LeftOut(replace(draft.candidate, reasons=(no_file,)), no_file)
    license_ = _use_reason(draft, need, licenses)
    languages = languages_reason(draft.dossier.get("language"), need)
    fit = fit_reason(draft.candidate.fit)
    reasons = tuple(_reasons(draft, need, (license_, languages, fit)))
    candidate = replace(draft.candidate, reasons=reasons)
    is_too_big = candidate.fit is not None and not candidate.fit.word.is_possible  # no answer changes that
    is_slow = leaves_out_by_pace(candidate.fit, need)
    for reason in (fit if is_too_big else None, license_, languages, fit if is_slow else None):
        if reason is not None and reason.speaks == "against":
            return LeftOut(candidate, reason)
    return candidate


def order(candidate: Candidate) -> tuple[object, ...]:
    """As the module says; the smallest first."""
    license_, languages = candidate.reason("license"), candidate.reason("languages")
    fit, uses = candidate.fit, [one for one in candidate.reasons if one.about == "use"]
    return (
        candidate.found_in is FoundIn.ENDPOINT,
        _license_rank(license_),
        2 if fit is None else 0 if fit.word.is_good else 1,
        languages is not None and languages.speaks != "for",
        not any(one.speaks == "for" for one in uses),
        any(one.speaks == "against" for one in uses),
        any(one.about == "place" and one.speaks == "against" for one in candidate.reasons),
        -candidate.downloads,
        candidate.title.lower(),
        candidate.id,
    )


def _reasons(draft: Prospect, need: Need, first: tuple[Reason | None, ...]) -> Iterator[Reason]:
    """What matters most first."""
    yield from (reason for reason in first if reason is not None)
    yield from use_signs(draft, need)
    if converses := converses_reason(draft):
        yield converses
    yield from place_reasons(draft)
    yield from unknown_reasons(draft.dossier, need, draft.candidate)


def _use_reason(draft: Prospect, need: Need, licenses: Licenses) -> Reason:
    """Before its card is read nothing is allowed: it may narrow what the listing says."""
    said = use_reason(draft.dossier, licenses, need, sees=draft.sees)
    if draft.candidate.is_read or said.speaks != "for":
        return said
    name = license_.name if (license_ := binding_license(draft.dossier, licenses)) is not None else ""
    unread = Words("{license} by its listing; its card is not read yet")
    if said.evidence is not None and said.evidence.kind is SourceKind.HEADER:
        unread = Words("{license} by its file; its card is not read yet")
    return replace(said, speaks="unknown", words=unread.filled(license=name), dimension=AS_LISTED)


def _license_rank(said: Reason | None) -> int:
    """What is listed with a license that allows it stands behind what was read, before all others."""
    if said is None:
        return len(_RANKS)
    return _RANKS.index(AS_LISTED if said.dimension == AS_LISTED else said.speaks)


def _judge_endpoint(draft: Prospect, model: EndpointModel, need: Need, licenses: Licenses) -> Judged:
    license_ = _use_reason(draft, need, licenses) if model.entry.repo else None
    reasons = (
        *((license_,) if license_ is not None else ()),
        *endpoint_reasons(model, need),
        *unknown_reasons(draft.dossier, need, draft.candidate),
    )
    candidate = replace(draft.candidate, reasons=reasons)
    if not may_go_there(model, need):
        stays = Words("What you ask it would leave this machine, and that is to stay here")
        return LeftOut(candidate, Reason("against", stays, about="privacy"))
    if license_ is not None and license_.speaks == "against":
        return LeftOut(candidate, license_)
    return candidate


def _no_file(draft: Prospect) -> Reason | None:
    """Nothing of it can be run here, whoever wanted to."""
    row, candidate = draft.row, draft.candidate
    if candidate.model is not None or row is None:
        return None
    if row.is_disabled:
        said = Evidence(SourceKind.API, "disabled", "true", row.id)
        return Reason("against", Words("The Hub has blocked its files"), said, about="file")
    if candidate.variant is None:
        return Reason("against", Words("It has no file that this app can run (GGUF)"), about="file")
    return None
