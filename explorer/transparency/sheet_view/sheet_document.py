"""The whole sheet as a document for paper: every fact with its quotes, their places and commits."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape

from explorer.domain.facts import Evidence, FactGroup, Finding, Verdict
from explorer.domain.units import context_text, count_text
from explorer.domain.words import Words, enumerated, joined
from explorer.kit.language import shown
from explorer.kit.verdict_marks import mark_of, mark_word
from explorer.transparency.anatomy import Anatomy
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.results import MAX_RESULTS
from explorer.transparency.licensing.chain import CHAIN_TITLE
from explorer.transparency.licensing.permission import NOT_ADVICE
from explorer.transparency.rubric import TERMS, group_title, groups, of_group, title_of
from explorer.transparency.sheet_view.anatomy_words import (
    PART_NAMES,
    bits_words,
    context_words,
    feed_forward_words,
    heads_words,
    parameters_words,
    stored_words,
)
from explorer.transparency.sheet_view.counts import counts_words, group_note
from explorer.transparency.sheet_view.evidence_words import PROOF_WORDS, evidence_place, quote_of, silence_of
from explorer.transparency.sheet_view.sheet_content import SheetContent

_TONES = {Verdict.OPEN: "good", Verdict.PARTIAL: "caution", Verdict.CLOSED: "bad"}


def sheet_html(content: SheetContent, now: datetime) -> str:
    """In the language of the window; every text of a stranger is escaped."""
    parts = (
        _head(content, now),
        _stats(content),
        _lineage(content),
        _facts(content),
        _results(content),
        _inside(content),
        _security(content),
        _foot(),
    )
    return f"<body>{''.join(part for found in parts for part in found)}</body>"


def _text(words: str) -> str:
    return escape(shown(words)).replace("\n", "<br>")


def _p(words: str, kind: str = "") -> str:
    return f'<p class="{kind}">{_text(words)}</p>' if words else ""


def _heading(words: str, note: str = "", level: int = 2) -> str:
    beside = f' <span class="beside">&nbsp; {_text(note)}</span>' if note else ""
    return f"<h{level}>{_text(words)}{beside}</h{level}>"


def _table(rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]) -> str:
    """``rows`` of HTML; ``widths`` in per cent."""
    lines = []
    for row in rows:
        cells = zip(row, widths, strict=True)
        lines.append(
            "<tr>" + "".join(f'<td class="cell" width="{w}%">{cell}</td>' for cell, w in cells) + "</tr>"
        )
    return f'<table width="100%" cellspacing="0" cellpadding="3">{"".join(lines)}</table>' if lines else ""


def _head(content: SheetContent, now: datetime) -> Iterator[str]:
    yield f"<h1>{_text(content.title)}</h1>"
    yield _p(content.subtitle, "sub")
    made = Words("Written by Open Model Explorer on {date}.", date=f"{now.astimezone():%Y-%m-%d %H:%M}")
    subject = content.dossier.subject if content.dossier is not None else content.subject
    yield _p(joined(" ", (subject, "·", made)), "source")
    if content.banner is not None:
        yield _p(content.banner.text, "sub")


def _stats(content: SheetContent) -> Iterator[str]:
    rows = (
        (f'<span class="sub">{_text(s.question)}</span>', f"<b>{_text(s.answer)}</b>", _text(s.note))
        for s in content.stats
    )
    yield _table(rows, (28, 22, 50))


def _conditions(content: SheetContent) -> Iterator[str]:
    """What the license asks beyond the answers in the table above it, and where its text lies."""
    rows = (
        (_text(line.text), f'<span class="source">{_text(line.place)}</span>')
        for line in content.permission
        if not line.dimension
    )
    yield _table(rows, (62, 38))
    for source in dict.fromkeys(line.source for line in content.permission if line.source):
        yield _p(source, "source")
    yield _p(NOT_ADVICE, "source")


def _lineage(content: SheetContent) -> Iterator[str]:
    if not content.hops:
        return
    yield _heading(Words("Where it comes from"))
    for hop in content.hops:
        way = joined(" → ", (hop.relation, hop.child))
        after = f' <span class="sub">{_text(way)}</span>' if hop.relation else ""
        said = joined("; ", (hop.note, hop.trouble))
        yield f"<p><b>{_text(hop.name)}</b> · {_text(said)}{after}</p>"
    for broken in content.broken:
        yield _p(broken, "caution")
    yield from _chain(content)


def _chain(content: SheetContent) -> Iterator[str]:
    """The licenses along the lineage, the strictest first, where there are any above."""
    chain = content.chain
    if not any(step.hops for step in chain.steps):
        return
    yield _heading(CHAIN_TITLE, level=3)
    yield _p(chain.words, "bad" if chain.conflicts else "")
    yield _table(
        (
            (
                f"<b>{_text(step.repo if step.hops else Words('this model'))}</b>",
                _text(step.finding.text),
                "".join(part for evidence in step.told.evidence[:1] for part in _quoted(evidence)),
            )
            for step in chain.steps
        ),
        (30, 25, 45),
    )


def _facts(content: SheetContent) -> Iterator[str]:
    if content.dossier is None:
        return
    yield _heading(Words("What it discloses"), counts_words(content.dossier.findings))
    for words in content.dossier.problems:
        yield _p(words, "sub")
    for group in groups():
        found = of_group(content.dossier.told, group)
        if found:
            yield _heading(group_title(group), group_note(found), 3)
            if group is FactGroup.RIGHTS and content.permission:
                yield f"<p><b>{_text(content.permission[0].text)}</b></p>"
            yield _table((_fact(finding) for finding in found), (18, 27, 55))
            if group is FactGroup.RIGHTS and content.permission:
                yield from _conditions(content)


def _fact(finding: Finding) -> tuple[str, str, str]:
    tone = "bad" if finding.conflict else _TONES.get(finding.verdict, "plain")
    word = mark_word(mark_of(finding))
    is_named = finding.dimension in TERMS and not finding.conflict and bool(finding.text)
    fact = shown(finding.text)
    said = fact if is_named or fact == word else f"{word}: {fact}" if fact else word
    return (
        f'<span class="sub">{_text(title_of(finding.dimension))}</span>',
        f'<span class="{tone}">{escape(said)}</span>',
        "".join(_behind(finding)),
    )


def _behind(finding: Finding) -> Iterator[str]:
    yield _p(finding.conflict, "bad")
    for evidence in finding.evidence:
        yield from _quoted(evidence)
    if finding.evidence:
        yield _p(PROOF_WORDS[finding.proof], "source")
    else:
        yield _p(silence_of(finding), "source")
    if finding.base is not None:
        base = Words("{repo}, its base: {fact}", repo=finding.base.holder, fact=finding.base.text)
        yield _p(base, "source")


def _quoted(evidence: Evidence) -> Iterator[str]:
    yield f'<p class="quoted"><span class="quote">“{_text(quote_of(evidence))}”</span></p>'
    yield _p(enumerated(evidence_place(evidence)), "source")


def _results(content: SheetContent) -> Iterator[str]:
    if not content.results:
        return
    count, note = len(content.results), Words("as they are written; nothing is averaged")
    if count >= MAX_RESULTS:
        note = Words("the first {n}, as they are written; nothing is averaged", n=count)
    yield _heading(Words("Results of tests"), note)
    rows = (
        (
            _text(joined(" · ", (result.benchmark, result.setting, result.metric))),
            f"<b>{_text(result.value)}</b>",
            f'<span class="source">{_text(_source_of(result))}</span>',
        )
        for result in content.results
    )
    yield _table(rows, (34, 12, 54))


def _inside(content: SheetContent) -> Iterator[str]:
    if content.inside is None:
        return
    anatomy = content.inside.anatomy
    yield _heading(Words("Inside the model"), Words("from its header"))
    rows = ((f'<span class="sub">{_text(name)}</span>', _text(words)) for name, words in _built(anatomy))
    yield _table(rows, (28, 72))


def _built(anatomy: Anatomy) -> Iterator[tuple[Words, str]]:
    yield Words("Architecture"), anatomy.architecture
    layers = Words("{n} layers", n=anatomy.layers)
    yield Words("Layers"), joined(" · ", (layers, *heads_words(anatomy), feed_forward_words(anatomy)))
    if anatomy.window:
        yield Words("Sliding window"), Words("{count} tokens", count=context_text(anatomy.window))
    yield Words("Context"), context_words(anatomy)
    if anatomy.vocabulary:
        yield Words("Vocabulary"), Words("{count} tokens", count=f"{anatomy.vocabulary:,}")
    if anatomy.parts:
        parts = (
            Words("{name} {count}", name=PART_NAMES[p.kind], count=count_text(p.parameters))
            for p in anatomy.parts
        )
        yield Words("Parameters"), joined(" · ", (parameters_words(anatomy), *parts))
        types = (Words("{name} {count}", name=kind.name, count=stored_words(kind)) for kind in anatomy.types)
        yield Words("Weights"), joined(" · ", (bits_words(anatomy), *types))


def _security(content: SheetContent) -> Iterator[str]:
    if not content.security:
        return
    yield _heading(Words("Security"))
    for fact in content.security:
        yield _p(fact.text)
        yield _p(fact.place, "source")


def _foot() -> Iterator[str]:
    told = Words("Readings of what was published, each with its source; silence is said as silence.")
    yield _p(joined(" ", (told, NOT_ADVICE)), "source")


def _source_of(result: BenchmarkResult) -> str:
    return joined(" · ", (result.model, *evidence_place(result.evidence)))
