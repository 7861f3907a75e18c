"""What stands behind a finding, in words: where each quote was read, its proof, what was searched."""

from explorer.domain.facts import Evidence, Finding, Proof, SourceKind, Verdict
from explorer.domain.harmless import harmless
from explorer.domain.words import Words, enumerated

_LONGEST = 2000  # characters of a quote: a whole section is read in its source, not here

PROOF_WORDS: dict[Proof, Words] = {
    Proof.CLAIMED: Words("claimed by its makers"),
    Proof.RESOLVES: Words("the named address exists"),
    Proof.VERIFIED: Words("checked: the bytes or the text match"),
}

PROOF_SHORT: dict[Proof, Words] = {
    Proof.CLAIMED: Words("claimed"),
    Proof.RESOLVES: Words("address exists"),
    Proof.VERIFIED: Words("checked"),
}


def evidence_place(evidence: Evidence) -> tuple[Words, ...]:
    """Place; repo, how far up and commit; date: a line each. A place further up names its repo itself."""
    repo = evidence.repo if not evidence.hop else ""
    up = Words("{hops} up", hops=evidence.hop) if evidence.hop else ""
    commit = Words("commit {start}", start=evidence.commit[:12]) if evidence.commit else ""
    read = Words("read on {date}", date=f"{evidence.read_at:%Y-%m-%d}") if evidence.read_at else ""
    lines = (evidence.place, enumerated(part for part in (repo, up, commit) if part), read)
    return tuple(Words("{line}", line=line) for line in lines if line)


def short_place(evidence: Evidence) -> Words:
    """The place without the key that the quote itself begins with."""
    if evidence.words.startswith(f"{evidence.locator}:"):
        if evidence.kind is SourceKind.API:
            return Words("Hub answer")
        if evidence.kind is SourceKind.HEADER:
            return Words("GGUF header")
    return evidence.place


def quote_of(evidence: Evidence) -> str:
    """As people read it, signs that deceive the eye by their number; a very long one is cut."""
    text = evidence.plain
    if not isinstance(text, Words):
        text = harmless(text)
    text = text or Words("(empty)")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def silence_of(finding: Finding) -> str:
    """Why there is no quote."""
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return Words("This does not apply to this model.")
    if finding.verdict is Verdict.NOT_CHECKED:
        return finding.text or Words("Nothing was at hand to look in.")
    if not finding.searched:
        return Words("Nothing was at hand to look in.")
    return Words("Nobody says anything about it. Searched: {where}.", where=enumerated(finding.searched))
