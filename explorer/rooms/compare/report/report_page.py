"""A whole report as blocks, from the first page to the conditions of its numbers."""

from collections.abc import Iterator

from explorer.base.machine_record import record_words
from explorer.domain.facts import Proof
from explorer.domain.units import off_text
from explorer.domain.words import Words, joined
from explorer.kit.report.report_blocks import (
    AnswerBlock,
    AnswersBlock,
    BarsBlock,
    BarsBlockRow,
    BulletsBlock,
    HeadingBlock,
    PageBreak,
    ParagraphBlock,
    QuotedBlock,
    ReportBlock,
    ReportLine,
    ReportPage,
    TableBlock,
    TableBlockRow,
    ThoughtBlock,
    thought_block,
)
from explorer.local.fit.measurements import FEWEST_MEASUREMENTS
from explorer.rooms.compare.document.answer_settings import point_of, point_text
from explorer.rooms.compare.document.results import thought_text
from explorer.rooms.compare.facts.compared_models import searched_text
from explorer.rooms.compare.measurements.measures import Measurement, untold_words
from explorer.rooms.compare.report.first_page import first_page, preference_words, shortened
from explorer.rooms.compare.report.report_model import (
    Report,
    ReportAnswer,
    ReportedModel,
    ReportFact,
    ReportSource,
)
from explorer.transparency.rubric import group_title, groups

_QUOTE = 200  # characters in the table; the whole quote stands under "Sources"


def report_page_of(report: Report, language: str) -> ReportPage:
    """The whole report; ``report_blocks.spoken`` says it in the language."""
    footer = Words("{title} · made by {app} on {date}", title=report.title, app=report.app,
                   date=f"{report.made_at:%Y-%m-%d}")  # fmt: skip
    parts = (
        first_page, _facts, _licenses, _measured, _measured_here, _votes, _answers, _sources, _conditions,
    )  # fmt: skip
    blocks = tuple(block for part in parts for block in part(report))
    return ReportPage(report.title, footer, language, blocks)


def _answers(report: Report) -> Iterator[ReportBlock]:
    if not report.prompts:
        return
    yield PageBreak()
    yield HeadingBlock(Words("Answers"), 2, "answers")
    yield from (ParagraphBlock(caution, "caution") for caution in report.cautions)
    if report.system:
        yield QuotedBlock(Words("System prompt"), report.system)
    for number, prompt in enumerate(report.prompts, 1):
        title = prompt.title or Words("Prompt {n}", n=number)
        points = list(dict.fromkeys(one.point for one in report.said if one.prompt == prompt.key)) or [""]
        yield HeadingBlock(title, 3, f"prompt-{number}")
        yield QuotedBlock(Words("Asked"), prompt.text)
        for point in points:
            if point:
                yield ParagraphBlock(point_text(point_of(point)), "strong")
            answers = (_answer(report, model, prompt.key, point) for model in report.models)
            yield AnswersBlock(tuple(answers))


def _answer(report: Report, model: ReportedModel, prompt: str, point: str) -> AnswerBlock:
    said = report.cell(model.key, prompt, point)
    if said is None:
        why = Words("It was not asked.") if model.is_local else Words("Not downloaded, so it was not asked.")
        return AnswerBlock(model.label, "", (ReportLine(why, "muted"),))
    notes = (ReportLine(said.problem, "caution"),) if said.problem else tuple(_notes(report, said))
    text, thought = said.text.strip("\n"), _thought(said)
    return AnswerBlock(model.label, text, notes, is_failure=bool(said.problem), thought=thought)


def _thought(said: ReportAnswer) -> ThoughtBlock | None:
    text = said.thought.strip()
    if not text:
        return None
    return thought_block(thought_text(said.thought_s), text)


def _notes(report: Report, said: ReportAnswer) -> Iterator[ReportLine]:
    if not said.text.strip() and not said.thought:
        yield ReportLine(Words("The answer is empty."), "caution")
    if said.numbers:
        often = Words("asked {n} times, the last answer shown", n=said.repeats) if said.repeats > 1 else ""
        yield ReportLine(joined(" · ", (said.numbers, often)), "muted")
    if said.reason:
        yield ReportLine(said.reason, "caution")
    if said.is_stale:
        yield ReportLine(Words("Asked in another way than the comparison says now."), "caution")
    if said.system != report.system:
        system = Words("System prompt: {text}", text=said.system)
        yield ReportLine(system if said.system else Words("Without a system prompt."), "muted")


def _sources(report: Report) -> Iterator[ReportBlock]:
    yield PageBreak()
    yield HeadingBlock(Words("Sources"), 2, "sources")
    yield ParagraphBlock(
        Words(
            "Every quote in full, with the repository and commit it was read at. Claimed: somebody says so;"
            " resolves: what it names exists; verified: bytes or a text were matched."
        ),
        "muted",
    )
    for model in report.models:
        yield HeadingBlock(model.label, 3)
        rows = tuple(row for fact in model.facts for row in _source_rows(fact))
        head = (Words("Question"), Words("Quote"), Words("Where"))
        yield TableBlock(Words("Sources of {model}", model=model.label), head, rows, "facts")


def _source_rows(fact: ReportFact) -> Iterator[TableBlockRow]:
    head = (ReportLine(fact.title), ReportLine(_proof(fact.proof), "muted"))
    for number, source in enumerate(fact.sources):
        commit = Words("commit {sha}", sha=source.commit[:12]) if source.commit else ""
        read = Words("read on {date}", date=f"{source.read_at:%Y-%m-%d}") if source.read_at else ""
        where = (
            ReportLine(source_words(source), href=source.url),
            ReportLine(joined(" · ", (source.repo, commit, read)), "muted"),
        )
        yield TableBlockRow(
            head if not number else (ReportLine(fact.title, "muted"),),
            ((ReportLine(source.plain, "quote"),), where),
        )
    if not fact.sources:
        looked = searched_text(fact.searched) or Words("nothing at hand")
        yield TableBlockRow(
            (ReportLine(fact.title),),
            ((ReportLine(fact.text, "body", fact.mark),), (ReportLine(looked, "muted"),)),
        )


def _proof(proof: Proof) -> Words:
    return {
        Proof.CLAIMED: Words("claimed"),
        Proof.RESOLVES: Words("resolves"),
        Proof.VERIFIED: Words("verified"),
    }[proof]


def _conditions(report: Report) -> Iterator[ReportBlock]:
    yield HeadingBlock(Words("Conditions"), 2, "conditions")
    lines = [ReportLine(one) for one in report.conditions]
    lines += [ReportLine(told) for one in report.machines if (told := record_words(one))]
    for model in report.models:
        hashes = dict.fromkeys(s.sha256 for s in report.said if s.column == model.key and s.sha256)
        for sha256 in hashes:
            told = Words("{model}: SHA-256 of the file that ran: {hash}", model=model.label, hash=sha256)
            lines.append(ReportLine(told))
        untold = dict.fromkeys(s.untold for s in report.said if s.column == model.key and s.untold)
        lines += [ReportLine(untold_words(model.label, why)) for why in untold]
        if not (hashes or untold) and any(s.column == model.key and s.text for s in report.said):
            told = Words("{model}: the hash of the file that ran was not measured.", model=model.label)
            lines.append(ReportLine(told))
    if not lines:
        lines.append(ReportLine(Words("Nothing was measured in this comparison.")))
    if report.measurements and not any(one.id == "joules_per_token" for one in report.measurements):
        lines.append(ReportLine(Words("Energy: the system does not tell.")))
    yield BulletsBlock(tuple(lines))


def source_words(source: ReportSource) -> str:
    """card, line 3 · 1 up"""
    return joined(" · ", (source.place, Words("{n} up", n=source.hop) if source.hop else ""))


def _facts(report: Report) -> Iterator[ReportBlock]:
    yield HeadingBlock(Words("Facts"), 2, "facts")
    yield ParagraphBlock(
        Words(
            "What was published, each with the words it was read from. A mark and a word say how much is"
            " disclosed; where a model above says it, that is told."
        ),
        "muted",
    )
    head = (Words("Question"), *(model.label for model in report.models))
    most = max((model.facts for model in report.models), key=len, default=())
    rows: list[TableBlockRow] = []
    for group in groups():
        named = [fact for fact in most if fact.group is group]
        if named:
            rows.append(TableBlockRow((ReportLine(group_title(group), "strong"),)))
        for fact in named:
            cells = tuple(_fact_cell(model, fact.dimension) for model in report.models)
            rows.append(TableBlockRow((ReportLine(fact.title),), cells))
    if rows:
        yield TableBlock(Words("Facts by question and model"), head, tuple(rows), "facts")
    for model in report.models:
        if model.problem:
            yield ParagraphBlock(Words("{model}: {what}", model=model.label, what=model.problem), "caution")
        elif model.as_of is not None:
            date = f"{model.as_of:%Y-%m-%d}"
            yield ParagraphBlock(
                Words("{model}: read from the Hub on {date}.", model=model.label, date=date), "muted"
            )


def _fact_cell(model: ReportedModel, dimension: str) -> tuple[ReportLine, ...]:
    fact = next((one for one in model.facts if one.dimension == dimension), None)
    if fact is None:
        return (ReportLine(Words("not checked"), "strong", "not_checked"),)
    lines = [ReportLine(fact.text, "strong", fact.mark)]
    if fact.conflict:
        lines.append(ReportLine(Words("sources disagree: {what}", what=fact.conflict), "caution"))
    if fact.sources:
        first = fact.sources[0]
        if not first.plain.isdecimal():  # a bare number says nothing that the fact does not
            lines.append(ReportLine(shortened(first.plain, _QUOTE), "quote"))
        lines.append(ReportLine(source_words(first), "muted", href=first.url))
    elif fact.searched:
        lines.append(ReportLine(searched_text(fact.searched), "muted"))
    if fact.base:
        lines.append(ReportLine(fact.base, "muted"))
    return tuple(lines)


def _licenses(report: Report) -> Iterator[ReportBlock]:
    yield HeadingBlock(Words("Licenses"), 2, "licenses")
    for model in report.models:
        yield HeadingBlock(model.label, 3)
        if model.permission:
            lines = tuple(ReportLine(one.text) for one in model.permission)
            yield BulletsBlock((*lines, *_license_texts(model)))
        else:
            yield ParagraphBlock(model.problem or Words("not checked"), "muted")


def _license_texts(model: ReportedModel) -> Iterator[ReportLine]:
    """Where the texts lie that the answer rests on."""
    for source, dated in dict.fromkeys((one.source, one.dated) for one in model.permission if one.source):
        of_date = Words("Text of the license, of {date}", date=dated)
        yield ReportLine(of_date if dated else Words("Text of the license"), href=source)


def _measured(report: Report) -> Iterator[ReportBlock]:
    yield HeadingBlock(Words("Measurements"), 2, "measurements")
    if not report.measurements:
        yield ParagraphBlock(Words("Nothing was measured in this comparison."), "muted")
        return
    yield ParagraphBlock(
        Words(
            "Medians. The line over the end of a bar is the middle half of four values or more; of fewer it"
            " reaches from the smallest to the largest."
        ),
        "muted",
    )
    for measurement in report.measurements:
        yield _bars(report, measurement)
    yield from (ParagraphBlock(Words("Measured with: {conditions}.", conditions=one), "muted")
                for one in report.conditions)  # fmt: skip
    if report.left_out:
        yield ParagraphBlock(report.left_out, "caution")
    yield from _estimates(report)


def _measured_here(report: Report) -> Iterator[ReportBlock]:
    """Apart from what is published, and from the answers of this comparison."""
    subjects = {one.subject: one.title for model in report.models for one in model.measured}
    if not subjects:
        return
    yield HeadingBlock(Words("Measured here"), 2, "measured-here")
    yield ParagraphBlock(
        Words("By tests and packs of Evaluate, on these files. Published results ask and count otherwise:"
              " they cannot be compared with these."),
        "muted",
    )  # fmt: skip
    head = (Words("Tests or pack"), *(model.label for model in report.models))
    rows = tuple(
        TableBlockRow(
            (ReportLine(title),), tuple(_measured_here_cell(model, subject) for model in report.models)
        )
        for subject, title in subjects.items()
    )
    yield TableBlock(Words("What was measured here, by model"), head, rows, "facts")


def _measured_here_cell(model: ReportedModel, subject: str) -> tuple[ReportLine, ...]:
    one = next((one for one in model.measured if one.subject == subject), None)
    if one is None:
        return (ReportLine(Words("not measured here"), "muted"),)
    told = joined(" · ", (one.began_at[:10], one.conditions))
    return ReportLine(one.words, "strong"), ReportLine(told, "muted"), ReportLine(one.caveat, "muted")


def _bars(report: Report, measurement: Measurement) -> BarsBlock:
    top = measurement.top or 1.0  # all are empty
    bars = []
    for one in measurement.spreads:
        note = joined(" · ", (one.range_text, measurement.counted(one)))
        low, high = (None if edge is None else edge / top for edge in (one.low, one.high))
        bars.append(BarsBlockRow(report.label(one.column), one.text, note, one.median / top, low, high))
    return BarsBlock(measurement.title, measurement.unit, tuple(bars))


def _estimates(report: Report) -> Iterator[ReportBlock]:
    if not report.estimates:
        return
    yield HeadingBlock(Words("Estimated before, measured after"), 3)
    titles = tuple(dict.fromkeys(one.title for one in report.estimates))
    columns = dict.fromkeys(one.column for one in report.estimates)
    rows = tuple(
        TableBlockRow(
            (ReportLine(report.label(key)),), tuple(_estimate_cell(report, key, title) for title in titles)
        )
        for key in columns
    )
    head = (Words("Model"), *titles)
    yield TableBlock(Words("What was estimated before, and what was measured"), head, rows)


def _estimate_cell(report: Report, key: str, title: str) -> tuple[ReportLine, ...]:
    found = next((one for one in report.estimates if (one.column, one.title) == (key, title)), None)
    if found is None:
        return (ReportLine(Words("not estimated"), "muted"),)
    told = ReportLine(Words("{before} → {after}", before=found.predicted, after=found.measured))
    if found.count < FEWEST_MEASUREMENTS:
        return (told,)
    return told, ReportLine(Words("typically {error} off", error=off_text(found.error)), "muted")


def _votes(report: Report) -> Iterator[ReportBlock]:
    if not report.preferences:
        return
    yield HeadingBlock(Words("Votes"), 2, "votes")
    yield ParagraphBlock(
        Words("Names and speeds were hidden, and sides were shuffled, until each vote."), "muted"
    )
    yield BulletsBlock(tuple(ReportLine(preference_words(report, one)) for one in report.preferences))
