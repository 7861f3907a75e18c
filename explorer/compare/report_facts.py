"""The facts of a report's models: every question of the rubric with verdict, quote, source and proof."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from explorer.compare.columns import Column
from explorer.compare.report import words_of
from explorer.compare.report_model import Count, Fact, Permission, Source, Unknown
from explorer.compare.table import base_text
from explorer.domain.facts import Dossier, Evidence, Finding, Group, SourceKind, Verdict
from explorer.hub.names import is_commit, is_repo_id
from explorer.local.file_facts import OF_THE_FILE
from explorer.transparency.licenses import Licenses
from explorer.transparency.permission import permission
from explorer.transparency.rubric import dimensions, groups, title_of

_HUB = "https://huggingface.co"
_DISCLOSED = (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED)


def facts_of(column: Column) -> tuple[Fact, ...]:
    """The rubric in its order, then what was read of the file; what nobody looked for is not checked."""
    asked = [(one.id, one.group) for one in dimensions()]
    asked += [(name, Group.FILE) for name in OF_THE_FILE]
    return tuple(_fact(name, group, column.get(name)) for name, group in asked)


def permission_of(column: Column, licenses: Licenses) -> tuple[Permission, ...]:
    """May I use it commercially? In words anyone understands, the answer first."""
    lines = permission(Dossier(column.reference, column.findings), licenses)
    return tuple(Permission(line.text, line.source, line.dated) for line in lines)


def counts_of(facts: Sequence[Fact]) -> tuple[Count, ...]:
    """How much each group discloses. A count of answers, never a score: questions weigh differently."""
    return tuple(_count(group, facts) for group in groups())


def unknown_of(key: str, facts: Sequence[Fact], unanswered: int) -> Unknown:
    def titles(verdict: Verdict) -> Iterator[str]:
        return (fact.title for fact in facts if fact.verdict is verdict)

    return Unknown(key, tuple(titles(Verdict.NOT_DISCLOSED)), tuple(titles(Verdict.NOT_CHECKED)), unanswered)


def _count(group: Group, facts: Sequence[Fact]) -> Count:
    own = [f for f in facts if f.group is group and f.dimension not in OF_THE_FILE]
    asked = [fact for fact in own if fact.verdict is not Verdict.NOT_APPLICABLE]
    disclosed = sum(fact.verdict in _DISCLOSED for fact in asked)
    return Count(group, disclosed, len(asked), sum(fact.verdict is Verdict.NOT_CHECKED for fact in asked))


def _fact(dimension: str, group: Group, finding: Finding | None) -> Fact:
    title, text = title_of(dimension), words_of(finding)
    if finding is None:
        return Fact(dimension, group, title, Verdict.NOT_CHECKED, text)
    return Fact(
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


def _source(evidence: Evidence) -> Source:
    return Source(
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
