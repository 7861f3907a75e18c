"""Whether a GGUF header that names the parent of the declared parent disagrees with it: it does not."""

from dataclasses import replace

from explorer.domain.facts import Finding
from explorer.domain.words import Words
from explorer.transparency.hops import Lineage


def without_grandparents(finding: Finding, lineage: Lineage) -> Finding:
    """The lineage without the conflict, where all that the header names besides stands further up."""
    declared = _ids(finding)
    others = [(place, id_) for place, id_ in _statements(finding.conflict) if id_ not in declared]
    above = {hop.repo.lower() for hop in lineage.hops if hop.depth > 1}
    above |= {hop.named.lower() for hop in lineage.hops if hop.depth > 1 and hop.named}
    is_agreed = bool(others) and all(_is_header(place) and id_ in above for place, id_ in others)
    return replace(finding, conflict="") if is_agreed else finding


def _ids(finding: Finding) -> set[str]:
    value = finding.value if isinstance(finding.value, list) else []
    return {str(parent.get("id")).lower() for parent in value}


def _statements(conflict: str) -> list[tuple[object, str]]:
    """Of "card, line 3: owl/a · GGUF header, …: owl/b" each place and id."""
    parts = conflict.values.values() if isinstance(conflict, Words) else ()
    told = [part.values for part in parts if isinstance(part, Words)]
    return [(one.get("place"), str(one.get("statement")).lower()) for one in told]


def _is_header(place: object) -> bool:
    return isinstance(place, Words) and place.template == "GGUF header, {key}"
