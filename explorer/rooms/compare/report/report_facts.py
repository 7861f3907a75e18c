"""The facts of a report's models: every question of the rubric with verdict, quote, source and proof."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from explorer.domain.facts import Dossier, Evidence, FactGroup, Finding, SourceKind, Verdict
from explorer.hub.repo_names import is_commit, is_repo_id
from explorer.local.model_facts.file_findings import FILE_DIMENSIONS
from explorer.rooms.compare.facts.compared_models import ComparedModel, base_text, finding_words
from explorer.rooms.compare.report.report_model import (
    DisclosureCount,
    ReportFact,
    ReportPermission,
    ReportSource,
    ReportUnknowns,
)
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import permission
from explorer.transparency.rubric import dimensions, groups, title_of

_HUB = "https://huggingface.co"
_DISCLOSED = (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED)


def facts_of(column: ComparedModel) -> tuple[ReportFact, ...]:
    """The rubric in its order, then what was read of the file; what nobody looked for is not checked."""
    asked = [(one.id, one.group) for one in dimensions()]
    asked += [(name, FactGroup.FILE) for name in FILE_DIMENSIONS]
    return tuple(_fact(name, group, column.get(name)) for name, group in asked)


def permission_of(column: ComparedModel, licenses: Licenses) -> tuple[ReportPermission, ...]:
    """May I use it commercially? In words anyone understands, the answer first."""
    lines = permission(Dossier(column.reference, column.findings), licenses)
    return tuple(ReportPermission(line.text, line.source, line.dated) for line in lines)


def counts_of(facts: Sequence[ReportFact]) -> tuple[DisclosureCount, ...]:
    """How much each group discloses. A count of answers, never a score: questions weigh differently."""
    return tuple(_count(group, facts) for group in groups())


def unknown_of(key: str, facts: Sequence[ReportFact], unanswered: int) -> ReportUnknowns:
    def titles(verdict: Verdict) -> Iterator[str]:
        return (fact.title for fact in facts if fact.verdict is verdict)

    return ReportUnknowns(
        key, tuple(titles(Verdict.NOT_DISCLOSED)), tuple(titles(Verdict.NOT_CHECKED)), unanswered
    )


def _count(group: FactGroup, facts: Sequence[ReportFact]) -> DisclosureCount:
    own = [f for f in facts if f.group is group and f.dimension not in FILE_DIMENSIONS]
    asked = [fact for fact in own if fact.verdict is not Verdict.NOT_APPLICABLE]
    disclosed = sum(fact.verdict in _DISCLOSED for fact in asked)
    return DisclosureCount(
        group, disclosed, len(asked), sum(fact.verdict is Verdict.NOT_CHECKED for fact in asked)
    )


def _fact(dimension: str, group: FactGroup, finding: Finding | None) -> ReportFact:
    title, text = title_of(dimension), finding_words(finding)
    if finding is None:
        return ReportFact(dimension, group, title, Verdict.NOT_CHECKED, text)
    return ReportFact(
        dimension,
        group,
        title,
        finding.verdict,
        text,
        _plain(finding.value),
        finding.conflict,
        finding.proof,
        finding.holder,
        finding.hops,
        tuple(finding.searched),
        tuple(_source(one) for one in finding.evidence),
        base_text(finding),
    )


def _source(evidence: Evidence) -> ReportSource:
    return ReportSource(
        quote=evidence.quote,
        place=evidence.place,
        kind=evidence.kind,
        locator=evidence.locator,
        repo=evidence.repo,
        commit=evidence.commit,
        first_line=evidence.first_line,
        last_line=evidence.last_line,
        hop=evidence.hop,
        read_at=evidence.read_at,
        url=_url(evidence),
        plain=evidence.plain,
    )


def _url(evidence: Evidence) -> str:
    """The page of the Hub that holds the quote, at the commit that was read; "" for what has none."""
    if not (is_repo_id(evidence.repo) and is_commit(evidence.commit)):
        return ""  # a file of this disk
    repo = f"{_HUB}/{quote(evidence.repo)}"
    if evidence.kind not in (SourceKind.CARD, SourceKind.YAML):
        return f"{repo}/tree/{evidence.commit}"
    line = f"#L{evidence.first_line}" if evidence.first_line else ""
    return f"{repo}/blob/{evidence.commit}/README.md{'?plain=1' if line else ''}{line}"


def _plain(value: Any) -> Any:
    """As it comes back out of JSON, so that a report that was read equals the one that was written."""
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=str))
