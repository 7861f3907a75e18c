"""What was found for a need, as `omx choose` prints it."""

from collections.abc import Iterator
from typing import Any

from explorer.choose.candidate import Candidate, Proposal, Reason, Speaks
from explorer.domain.units import size_text

_SIGNS: dict[Speaks, str] = {"for": "+", "conditions": "~", "against": "-", "unknown": "?"}
_LEGEND = "+ speaks for it   ~ comes with conditions   - speaks against it   ? nobody says"


def proposal_text(proposal: Proposal) -> str:
    """For people."""
    count = len(proposal.candidates)
    candidates = "1 candidate" if count == 1 else f"{count} candidates"
    lines = [f"{candidates} of {proposal.looked_at} looked at" if count else "No candidate was found."]
    if count:
        lines.append(_LEGEND)
    for one in proposal.candidates:
        lines += ["", *_candidate_lines(one)]
    if proposal.left_out:
        lines += ["", f"Left out: {len(proposal.left_out)}"]
    lines += [f"  {one.candidate.title}: {_said(one.reason)}" for one in proposal.left_out]
    return "\n".join(lines)


def _candidate_lines(one: Candidate) -> Iterator[str]:
    label = one.variant.label if one.variant is not None else ""
    fetch = f"{size_text(one.download)} to fetch" if one.download else "nothing to fetch"
    fit = str(one.fit.word) if one.fit is not None else ""
    yield " · ".join(filter(None, (one.title, label, one.publisher, fit, fetch)))
    for reason in one.reasons:
        if reason.speaks != "unknown":
            yield f"  {_SIGNS[reason.speaks]} {_said(reason)}"
    if unknown := [str(reason.words) for reason in one.reasons if reason.speaks == "unknown"]:
        yield f"  {_SIGNS['unknown']} Not known: {'; '.join(unknown)}"


def _said(reason: Reason) -> str:
    """With its quote and where that stands."""
    evidence = reason.evidence
    if evidence is None:
        return f"{reason.words} ({reason.source})" if reason.source else str(reason.words)
    return f"{reason.words} (“{evidence.words}”, {evidence.place})"


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """For machines."""
    return {
        "looked_at": proposal.looked_at,
        "candidates": [_candidate_json(one) for one in proposal.candidates],
        "left_out": [
            {**_candidate_json(one.candidate), "reason": _reason_json(one.reason)}
            for one in proposal.left_out
        ],
        "trouble": str(proposal.trouble) if proposal.trouble is not None else None,
    }


def _candidate_json(one: Candidate) -> dict[str, Any]:
    variant, fit = one.variant, one.fit
    return {
        "id": one.id,
        "title": one.title,
        "publisher": one.publisher,
        "found_in": str(one.found_in),
        "repo": one.repo or None,
        "commit": one.commit or None,
        "file": variant.first.path if variant is not None else None,
        "quantization": variant.label if variant is not None else None,
        "reference": one.model.id if one.model is not None else None,
        "download": one.download,
        "fit": {"word": str(fit.word), "memory": fit.told, "speed": fit.speed} if fit is not None else None,
        "reasons": [_reason_json(reason) for reason in one.reasons],
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    evidence = reason.evidence
    return {
        "speaks": reason.speaks,
        "text": str(reason.words),
        "dimension": reason.dimension or None,
        "source": reason.source or None,
        "quote": evidence.quote if evidence is not None else None,
        "place": str(evidence.place) if evidence is not None else None,
    }
