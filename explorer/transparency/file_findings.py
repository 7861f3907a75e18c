"""What one file of a repo says of itself, beside what its repo says of all: its quantization, its hash."""

from dataclasses import replace

from explorer.domain.facts import Dossier, Finding, Verdict
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.reading import Reading
from explorer.transparency.rules.quantized_file import integrity, quantization, quantization_text
from explorer.transparency.sources import Sources

_UNSAID = (Verdict.NOT_DISCLOSED, Verdict.NOT_CHECKED)


def with_file(dossier: Dossier, file: Sources, licenses: Licenses) -> Dossier:
    """The dossier of a repo with what is known of this file by its name, its header and its bytes."""
    reading = Reading(file, licenses)
    told = {finding.dimension: finding for finding in (quantization(reading), integrity(reading))}
    findings = (_with(finding, told.get(finding.dimension)) for finding in dossier.findings)
    return replace(dossier, findings=tuple(findings))


def _with(finding: Finding, of_file: Finding | None) -> Finding:
    if of_file is None or not of_file.evidence:
        return finding
    if finding.verdict in _UNSAID:
        return of_file
    if finding.dimension == "quantization":
        return _with_type(finding, of_file)
    return finding


def _with_type(finding: Finding, of_file: Finding) -> Finding:
    """Who made the files of a repo and how is said of all; which type this one has, by itself."""
    said, own = finding.value, of_file.value
    if not isinstance(said, dict) or not isinstance(own, dict) or "type" not in own:
        return finding
    value = said | {"type": own["type"]}
    evidence = (*of_file.evidence, *finding.evidence)[:8]
    return replace(finding, text=quantization_text(value), value=value, evidence=evidence)
