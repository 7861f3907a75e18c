"""What came of runs as a report for people, in blocks of which HTML, PDF and Markdown are written."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from explorer.base.version import app_words
from explorer.domain.units import tests_text
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.packs.pack import Pack, PackRate
from explorer.evaluate.quantization.results import QuantizationResult
from explorer.evaluate.report.item_blocks import item_blocks
from explorer.evaluate.report.pack_blocks import compared_blocks, quantization_blocks
from explorer.evaluate.results.conditions import caveat_words, told_conditions
from explorer.evaluate.results.portable_run import portable_run
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.store import RunModel
from explorer.kit.report.report_blocks import (
    BarsBlock,
    BarsBlockRow,
    BulletsBlock,
    HeadingBlock,
    PageBreak,
    ParagraphBlock,
    ReportBlock,
    ReportLine,
    ReportPage,
    TableBlock,
    TableBlockRow,
)

# The shapes of other reports, and what they mean in this one
MARKS: Mapping[str, Words] = {
    "open": Words("Passed"),
    "closed": Words("Failed"),
    "not_disclosed": Words("Cannot be told"),
}
_DIGEST = 12  # letters of a version that tell it from others
_INTERVAL = Words("the line over its end is the 95 % interval")


def results_page(
    results: Sequence[RunResults], language: str, most: int, costs: Sequence[QuantizationResult] = ()
) -> ReportPage:
    """Of runs of one set, or of several packs. ``most``: answers that are told in full."""
    app, today = app_words(), f"{datetime.now(UTC).astimezone():%Y-%m-%d}"
    subjects: dict[tuple[str, bool], list[RunResults]] = {}
    for one in results:
        subjects.setdefault((one.run.subject, one.pack is not None), []).append(one)
    title = results[0].title if len(subjects) == 1 else Words("How models fail")
    footer = Words(
        "{caveat} Made by {app} on {date}.", caveat=caveat_words(results[0].run), app=app, date=today
    )
    blocks: list[ReportBlock] = [HeadingBlock(title, 1)]
    for number, alike in enumerate(subjects.values(), 1):
        if len(subjects) > 1:
            blocks.append(HeadingBlock(alike[0].title, 2, f"run-{number}"))
        blocks += _told(alike)
    blocks += (*compared_blocks(results), *quantization_blocks(costs))
    names = _names(results)
    terms: dict[tuple[ReportBlock, ...], list[str]] = {}
    for one, name in zip(results, names, strict=True):
        terms.setdefault(tuple(_conditions(one)), []).append(name)
    for number, (conditions, named) in enumerate(terms.items(), 1):
        of = Words("Conditions of: {titles}", titles=enumerated(named))
        blocks.append(HeadingBlock(of if len(terms) > 1 else Words("Conditions"), 2, f"conditions-{number}"))
        blocks += conditions
    blocks.append(ParagraphBlock(
        Words("Measured on these files by the rules named here: nothing of it can be set beside scores that"
              " others publish, who ask and count otherwise."),
        "muted",
    ))  # fmt: skip
    blocks.append(PageBreak())
    for number, (one, name) in enumerate(zip(results, names, strict=True), 1):
        every = Words("Every answer: {title}", title=name)
        blocks.append(
            HeadingBlock(every if len(results) > 1 else Words("Every answer"), 2, f"answers-{number}")
        )
        blocks += item_blocks(one, most // len(results))
    return ReportPage(title, footer, language, tuple(blocks))


def _names(results: Sequence[RunResults]) -> list[str]:
    """What each is called among the others: by its models, where several are of one set or pack."""
    titles = Counter(one.title for one in results)
    return [_name(one, titles) for one in results]


def _name(results: RunResults, titles: Counter[str]) -> str:
    if titles[results.title] == 1:
        return results.title
    models = enumerated(model.full_title for model in results.run.models)
    return joined(": ", (results.title if len(titles) > 1 else "", models))


def _told(alike: Sequence[RunResults]) -> Iterator[ReportBlock]:
    """Of runs of one set or pack."""
    if alike[0].pack is not None:
        yield from _told_of_pack(alike, alike[0].pack)
        return
    for one in alike:
        yield _measured(one)
        if (summary := one.summary) is not None:
            yield ParagraphBlock(summary.headline, "lead")
            yield from (ParagraphBlock(summary.details),) if summary.details else ()
            yield from _rates(one) if one.is_set else ()
            if summary.more:
                yield HeadingBlock(Words("Every two models"), 3)
                yield BulletsBlock(tuple(ReportLine(pair.words) for pair in summary.pairs))


def _measured(results: RunResults) -> ParagraphBlock:
    """When, and how much."""
    run, pack = results.run, results.pack
    began = f"{datetime.fromisoformat(run.began_at).astimezone():%Y-%m-%d %H:%M}"
    counted = tests_text(len(results.board.rows)) if pack is None else pack.size
    version = Words("version {version}", version=run.version[:_DIGEST]) if run.version else ""
    words = joined(" · ", (Words("Measured on {date}", date=began), counted, version))
    return ParagraphBlock(words, "muted")


def _rates(results: RunResults) -> Iterator[ReportBlock]:
    bars, lines = [], []
    for column, model in enumerate(results.run.models):
        tally = results.board.tally(column)
        told, label = tally.told, model.full_title
        if told.interval is not None:
            judge = tally.judge.words if tally.judge is not None else ""
            note = joined(" · ", (told.words, tally.rest, judge))
            ends = told.interval.low, told.interval.high
            bars.append(BarsBlockRow(label, told.counted, note, told.rate, *ends))
        else:
            lines.append(ReportLine(Words("{model}: {what}", model=label, what=tally.words)))
    if bars:
        yield BarsBlock(Words("Passed"), _INTERVAL, tuple(bars))
    if lines:
        yield BulletsBlock(tuple(lines))


def _told_of_pack(alike: Sequence[RunResults], pack: Pack) -> Iterator[ReportBlock]:
    yield ParagraphBlock(pack.question, "lead")
    for one in alike:
        yield _measured(one)
        yield BulletsBlock(tuple(_lines(one)))
    found = [(line.model, rate) for one in alike for line in one.lines for rate in line.result.rates]
    for name in dict.fromkeys(rate.name for _model, rate in found):
        yield BarsBlock(name, _INTERVAL, tuple(_bar(*one) for one in found if one[1].name == name))
    yield ParagraphBlock(pack.caution, "caution")


def _lines(results: RunResults) -> Iterator[ReportLine]:
    for line in results.lines:
        title, result = line.model.full_title, line.result
        mark = "" if result.state == "told" else "not_disclosed"
        yield ReportLine(Words("{model}: {what}", model=title, what=result.words), "strong", mark)
        for more in result.more:
            yield ReportLine(Words("{model}: {what}", model=title, what=more))


def _bar(model: RunModel, rate: PackRate) -> BarsBlockRow:
    most, chance = rate.most, rate.chance
    guessing = Words("guessing {n} %", n=round(100 * chance)) if chance is not None else ""
    if rate.count:
        text = Words("{hits} of {count}", hits=rate.hits, count=rate.count)
        plausible = rate.plausible
    elif most == 1.0:
        text = Words("{n} %", n=round(100 * rate.value))
        plausible = Words("{low}–{high} %", low=round(100 * rate.low), high=round(100 * rate.high))
    else:
        text = Words("{value:.2f} logits", value=rate.value)
        plausible = Words("{low:.2f} to {high:.2f}", low=rate.low, high=rate.high)
    shares = (max(0.0, min(1.0, value / most)) for value in (rate.value, rate.low, rate.high))
    return BarsBlockRow(model.full_title, text, joined(" · ", (plausible, guessing)), *shares)


def _conditions(results: RunResults) -> Iterator[ReportBlock]:
    run = portable_run(results.run)
    (_title, alike), *models = told_conditions(run, results.costs)
    lines = list(map(ReportLine, alike))
    if run.end not in ("done", "failed"):
        lines.append(ReportLine(Words("This run did not come to its end."), "caution"))
    yield BulletsBlock(tuple(lines))
    rows = tuple(TableBlockRow((ReportLine(title, "strong"),), (tuple(map(ReportLine, said)),))
                 for title, said in models)  # fmt: skip
    head = Words("Model"), Words("File, and what it ran with")
    yield TableBlock(Words("The files that were measured"), head, rows, "facts")
    yield ParagraphBlock(caveat_words(run), "caution")
