"""A comparison as a file that a colleague can read without the app: Markdown or JSON.

Every fact keeps its quote and source, every number its conditions, silence stays "not disclosed".
"""

from collections.abc import Sequence
from typing import Any

from explorer.compare.columns import Column
from explorer.compare.results import Result
from explorer.domain.enumeration import enumerated
from explorer.domain.facts import Finding, Verdict
from explorer.domain.generation import Sampling
from explorer.domain.units import duration_text, size_text
from explorer.domain.words import Words, joined
from explorer.transparency.rubric import title_of

SCHEMA = 1
ROWS = (
    "license",
    "commercial_use",
    "lineage",
    "pretraining_data",
    "cutoff_and_size",
    "language",
    "architecture",
    "context",
    "parameters",
    "size",
)


def words_of(finding: Finding | None) -> str:
    """The fact in words, silence included."""
    if finding is None:
        return Words("not checked")
    words = {
        Verdict.NOT_DISCLOSED: Words("not disclosed"),
        Verdict.NOT_CHECKED: Words("not checked"),
        Verdict.NOT_APPLICABLE: Words("not applicable"),
    }
    return words.get(finding.verdict) or finding.text


def conditions_of(result: Result) -> Words:
    """What the numbers of a result hold for, in one line."""
    loaded, sampling = result.loaded, result.sampling
    parts: tuple[str, ...] = (
        loaded.engine,
        loaded.backend,
        result.processor,
        Words("{n} threads", n=loaded.threads),
        Words("context {n}", n=f"{loaded.context_length:,}"),
        *_drawn(sampling),
        Words("one model at a time"),
    )
    return enumerated(parts)


def _drawn(sampling: Sampling) -> tuple[Words, ...]:
    return (
        Words("temperature {value}", value=f"{sampling.temperature:g}"),
        Words("top-k {value}", value=sampling.top_k),
        Words("top-p {value}", value=f"{sampling.top_p:g}"),
        Words("min-p {value}", value=f"{sampling.min_p:g}"),
        Words("seed {value}", value=sampling.seed),
        Words("at most {n} tokens", n=sampling.max_tokens),
    )


def measured_words(result: Result) -> Words:
    measured = result.answer.measured
    parts = (
        Words("{speed} tokens/s", speed=f"{measured.tokens_per_second:.1f}"),
        Words("first token {time}", time=duration_text(measured.first_token_s)),
        Words("{count} tokens", count=measured.answer_tokens),
    )
    return joined(" · ", parts)


def as_json(columns: Sequence[Column], results: Sequence[Result]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "models": [_column_json(c) for c in columns],
        "answers": [_result_json(r) for r in results],
    }


def as_markdown(
    columns: Sequence[Column], results: Sequence[Result], problems: dict[str, str], title: str = "Comparison"
) -> str:
    """The report; ``problems`` by reference says why a column has no answer."""
    lines = [f"# {_cell(title)}", "", *_facts_table(columns), "", "## Sources", "", *_sources(columns)]
    for column in columns:
        lines += ["", f"## {column.label} answers", ""]
        answers = [r for r in results if r.cell.column == column.key]
        for result in answers:
            lines += [_quoted(result.prompt), "", result.answer.text.strip() or "(nothing)", ""]
            file = f" File SHA-256 {result.sha256}, as measured here." if result.sha256 else ""
            lines += [f"*{measured_words(result)}. {conditions_of(result)}.{file}*"]
        if not answers:
            lines += [problems.get(column.key, "Not downloaded, so it was not asked.")]
    return "\n".join([*lines, "", "Readings of what was published; not legal advice.", ""])


def _facts_table(columns: Sequence[Column]) -> list[str]:
    head = ["", *(_cell(c.label) for c in columns)]
    rows = [[title_of(row), *(_cell(words_of(c.get(row))) for c in columns)] for row in ROWS]
    return [_line(head), _line(["---"] * len(head)), *(_line(row) for row in rows)]


def _sources(columns: Sequence[Column]) -> list[str]:
    lines = []
    for column in columns:
        for finding in column.findings:
            title = f"**{_cell(column.label)}**, {title_of(finding.dimension)}"
            lines += [f"- {title}: {line}" for line in _behind(finding)]
    return lines


def _behind(finding: Finding) -> list[str]:
    """What stands behind a finding: quotes, a conflict between them, or where it was looked for in vain."""
    lines = []
    for evidence in finding.evidence:
        commit = f" at {evidence.commit[:12]}" if evidence.commit else ""
        lines.append(f"“{_cell(evidence.quote)}” ({evidence.place}{commit})")
    if finding.conflict:
        lines.append(f"sources disagree: {_cell(finding.conflict)}")
    if not finding.evidence and finding.searched:
        lines.append(f"{words_of(finding)}; searched: {', '.join(finding.searched)}")
    return lines


def _column_json(column: Column) -> dict[str, Any]:
    return {
        "reference": column.reference,
        "title": column.title,
        "publisher": str(column.publisher),
        "quantization": column.version,
        "size": column.size,
        "downloaded": column.model is not None,
        "facts": [_finding_json(f) for f in column.findings],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "dimension": finding.dimension,
        "verdict": str(finding.verdict),
        "text": str(words_of(finding)),
        "value": finding.value,
        "searched": [str(place) for place in finding.searched],
        "conflict": str(finding.conflict),
        "proof": str(finding.proof),
        "from": finding.holder,
        "hops": finding.hops,
        "evidence": [
            {"quote": str(e.quote), "place": str(e.place), "repo": e.repo, "commit": e.commit}
            for e in finding.evidence
        ],
    }


def _result_json(result: Result) -> dict[str, Any]:
    measured = result.answer.measured
    return {
        "reference": result.reference,
        "prompt": result.prompt,
        "sent": result.answer.sent,
        "text": result.answer.text,
        "reason": result.answer.reason,
        "tokens": measured.answer_tokens,
        "prompt_tokens": measured.prompt_tokens,
        "tokens_per_second": measured.tokens_per_second,
        "first_token_s": measured.first_token_s,
        "load_s": result.loaded.load_s,
        "memory": result.peak_memory,
        "memory_text": size_text(result.peak_memory),
        "sha256": result.sha256,
        "processor": result.processor,
        "conditions": str(conditions_of(result)),
        "at": result.at.isoformat(),
    }


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
