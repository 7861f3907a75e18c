"""Evidence, and what a file can do to this machine, as JSON; needs no rule that reads cards."""

from typing import Any

from explorer.domain.facts import Evidence
from explorer.transparency.safety.security import SecurityFact


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """``path`` is "" for the card; lines count from 1 and are 0 where there are none."""
    return {
        "kind": str(evidence.kind),
        "repo": evidence.repo,
        "commit": evidence.commit,
        "hop": evidence.hop,
        "path": evidence.path,
        "locator": str(evidence.locator),
        "quote": str(evidence.quote),
        "first_line": evidence.first_line,
        "last_line": evidence.last_line,
        "read_at": evidence.read_at.isoformat() if evidence.read_at else None,
    }


def security_json(fact: SecurityFact) -> dict[str, Any]:
    """``weight``: plain, careful, warning."""
    return {
        "text": str(fact.text),
        "weight": fact.weight,
        "place": str(fact.place),
        "evidence": [evidence_json(e) for e in fact.evidence],
    }
