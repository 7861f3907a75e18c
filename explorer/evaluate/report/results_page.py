"""What came of runs as a report for people, in blocks of which HTML, PDF and Markdown are written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from explorer.base.machine_record import record_words
from explorer.base.version import app_words
from explorer.domain.model_names import file_name
from explorer.domain.units import tests_text, threads_text
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.exchange.run_results import RunResults, model_text
from explorer.evaluate.packs.pack import Pack, PackRate
from explorer.evaluate.packs.registry import pack_of
from explorer.evaluate.quantization.results import QuantizationResult
from explorer.evaluate.report.item_blocks import item_blocks
from explorer.evaluate.report.pack_blocks import compared_blocks, quantization_blocks
from explorer.evaluate.results.board import Tally
from explorer.evaluate.results.conditions import caveat_words, machine_words, settings_words
from explorer.evaluate.results.summary import summary_of
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
    title = _title(results[0]) if len(results) == 1 else Words("How models fail")
    footer = Words(
        "{caveat} Made by {app} on {date}.", caveat=caveat_words(results[0].run), app=app, date=today
    )
    blocks: list[ReportBlock] = [HeadingBlock(title, 1)]
    for number, one in enumerate(results, 1):
        if len(results) > 1:
            blocks.append(HeadingBlock(_title(one), 2, f"run-{number}"))
        blocks += _told(one)
    blocks += (*compared_blocks(results), *quantization_blocks(costs))
    alike: dict[tuple[ReportBlock, ...], list[str]] = {}
    for one in results:
        alike.setdefault(tuple(_conditions(one)), []).append(_title(one))
    for number, (conditions, titles) in enumerate(alike.items(), 1):
        of = Words("Conditions of: {titles}", titles=enumerated(titles))
        blocks.append(HeadingBlock(of if len(alike) > 1 else Words("Conditions"), 2, f"conditions-{number}"))
        blocks += conditions
    blocks.append(ParagraphBlock(
        Words("Measured on these files by the rules named here: nothing of it can be set beside scores that"
              " others publish, who ask and count otherwise."),
        "muted",
    ))  # fmt: skip
    blocks.append(PageBreak())
    for number, one in enumerate(results, 1):
        every = Words("Every answer: {title}", title=_title(one))
        blocks.append(
            HeadingBlock(every if len(results) > 1 else Words("Every answer"), 2, f"answers-{number}")
        )
        blocks += item_blocks(one, most // len(results))
    return ReportPage(title, footer, language, tuple(blocks))


def _title(results: RunResults) -> str:
    pack = _pack(results)
    return pack.words if pack is not None else results.run.title


def _pack(results: RunResults) -> Pack | None:
    """``None`` of a set, and of another version of a pack."""
    run = results.run
    if run.terms.document is not None:
        return None
    pack = pack_of(run.subject, run.terms.seed, is_quick=run.terms.is_quick)
    return pack if pack is not None and pack.version == run.version else None


def _told(results: RunResults) -> Iterator[ReportBlock]:
    run, pack = results.run, _pack(results)
    began = f"{datetime.fromisoformat(run.began_at).astimezone():%Y-%m-%d %H:%M}"
    counted = tests_text(len(results.items)) if pack is None else pack.size
    version = Words("version {version}", version=run.version[:_DIGEST]) if run.version else ""
    yield ParagraphBlock(joined(" · ", (Words("Measured on {date}", date=began), counted, version)), "muted")
    if pack is not None:
        yield from _told_of_pack(results, pack)
    elif run.terms.document is None:
        yield ParagraphBlock(
            Words("This is of another version of the pack: what its answers mean is not known here.")
        )
    else:
        yield from _told_of_set(results)


def _told_of_set(results: RunResults) -> Iterator[ReportBlock]:
    board = results.board
    summary = summary_of(board)
    yield ParagraphBlock(summary.headline, "lead")
    if summary.details:
        yield ParagraphBlock(summary.details)
    bars, lines = [], []
    for column, model in enumerate(board.run.models):
        tally = board.tally(column)
        told, rest = tally.told, _rest_words(tally)
        label = model_text(model)
        if told.interval is not None:
            note, ends = joined(" · ", (told.words, rest)), (told.interval.low, told.interval.high)
            bars.append(BarsBlockRow(label, told.counted, note, told.rate, *ends))
        else:
            lines.append(ReportLine(Words("{model}: {what}", model=label, what=_rate_words(tally))))
    if bars:
        yield BarsBlock(Words("Passed"), _INTERVAL, tuple(bars))
    if lines:
        yield BulletsBlock(tuple(lines))
    if summary.pairs:
        yield HeadingBlock(Words("Every two models"), 3)
        yield BulletsBlock(tuple(map(ReportLine, summary.pairs)))


def _rate_words(tally: Tally) -> Words:
    """ "3 of 5 passed, fewer than 20: no rate; 1 not measurable"."""
    rate = Words("{counted} passed, {words}", counted=tally.told.counted, words=tally.told.words)
    return joined("; ", (rate if tally.judged else "", tally.error or "", _rest_words(tally)))


def _rest_words(tally: Tally) -> Words:
    """What no rate counts."""
    return enumerated((
        Words("{n} not measurable", n=tally.unmeasured) if tally.unmeasured else "",
        Words("{n} without a verdict", n=tally.plain) if tally.plain else "",
        Words("{n} not asked", n=tally.waiting) if tally.waiting else "",
    ))  # fmt: skip


def _told_of_pack(results: RunResults, pack: Pack) -> Iterator[ReportBlock]:
    yield ParagraphBlock(pack.question, "lead")
    found = [(model, results.found[model.key]) for model in results.run.models if model.key in results.found]
    lines = []
    for model, result in found:
        mark = "" if result.state == "told" else "not_disclosed"
        told = Words("{model}: {what}", model=model_text(model), what=result.words)
        lines.append(ReportLine(told, "strong", mark))
        lines += [
            ReportLine(Words("{model}: {what}", model=model_text(model), what=more)) for more in result.more
        ]
    yield BulletsBlock(tuple(lines))
    names = dict.fromkeys(rate.name for _model, result in found for rate in result.rates)
    for name in names:
        rows = tuple(
            _bar(model, rate) for model, result in found for rate in result.rates if rate.name == name
        )
        yield BarsBlock(name, _INTERVAL, rows)
    yield ParagraphBlock(pack.caution, "caution")


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
    return BarsBlockRow(model_text(model), text, joined(" · ", (plausible, guessing)), *shares)


def _conditions(results: RunResults) -> Iterator[ReportBlock]:
    run, document = results.run, results.run.terms.document
    app = run.terms.machine.app
    lines = [
        ReportLine(joined(" · ", (settings_words(run), machine_words(run)))),
        ReportLine(record_words(run.terms.machine)),
        ReportLine(Words("App: {app}", app=f"Open Model Explorer {app}") if app else Words("")),
    ]
    if document is not None and document.source.file:
        told = Words("The tests came from {file}, SHA-256 {hash}.", file=file_name(document.source.file),
                     hash=document.source.sha256)  # fmt: skip
        lines.append(ReportLine(told))
    if run.end not in ("done", "failed"):
        lines.append(ReportLine(Words("This run did not come to its end."), "caution"))
    yield BulletsBlock(tuple(line for line in lines if line.text))
    head = (Words("Model"), Words("File"), Words("Ran with"))
    rows = tuple(TableBlockRow((ReportLine(model_text(one), "strong"),), (_file(one), _ran(one)))
                 for one in run.models)  # fmt: skip
    yield TableBlock(Words("The files that were measured"), head, rows, "glance")
    yield ParagraphBlock(caveat_words(run), "caution")


def _file(model: RunModel) -> tuple[ReportLine, ...]:
    told = (
        Words("SHA-256 {hash}", hash=model.sha256)
        if model.sha256
        else Words("The hash of the file was not measured.")
    )
    return ReportLine(model.reference), ReportLine(told, "muted")


def _ran(model: RunModel) -> tuple[ReportLine, ...]:
    loaded, template = model.loaded, model.template_sha256
    if not model.is_chat:
        asked = Words("Without a chat template: it goes on with a text.")
    elif template:
        asked = Words("Chat template: SHA-256 {hash}", hash=template)
    else:
        asked = Words("Its chat template was not told.")
    lines = [ReportLine(asked, "muted")]
    if loaded is not None:
        parts = (
            loaded.engine,
            loaded.backend,
            threads_text(loaded.threads) if loaded.threads else "",
            Words("context {n}", n=f"{loaded.context_length:,}") if loaded.context_length else "",
            Words("{n} answers at once", n=model.at_once) if model.at_once > 1 else "",
        )
        lines.insert(0, ReportLine(enumerated(parts)))
    return tuple(lines)
