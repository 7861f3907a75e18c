"""The first page of a report, for someone who decides: in plain words, and never a total score."""

from collections.abc import Iterator

from explorer.domain.facts import Verdict
from explorer.domain.units import size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.kit.report.report_blocks import (
    BulletsBlock,
    HeadingBlock,
    PageBreak,
    ParagraphBlock,
    ReportBlock,
    ReportLine,
    TableBlock,
    TableBlockRow,
)
from explorer.rooms.compare.document.votes import Pairing, counts_words, verdict_words
from explorer.rooms.compare.measurements.measures import with_unit
from explorer.rooms.compare.report.report_model import (
    Report,
    ReportedModel,
    ReportUnknowns,
)
from explorer.transparency.licensing.permission import NOT_ADVICE
from explorer.transparency.rubric import group_title, groups

_MOST_PROMPTS, _MOST_LETTERS, _MOST_TITLES, _MOST_PAIRS, _BRIEF = 2, 160, 6, 3, 40
_FEW = 3  # models: of more, less is told of each, so that all have room on the page


def first_page(report: Report) -> Iterator[ReportBlock]:
    """The question, the models, what each may be used for and discloses, what is measured and unknown."""
    date = f"{report.made_at:%Y-%m-%d}"
    yield HeadingBlock(report.title, 1)
    yield ParagraphBlock(
        Words("Comparison of language models · {date} · {app}", date=date, app=report.app), "muted"
    )
    yield from _question(report)
    yield HeadingBlock(Words("The models at a glance"), 2, "glance")
    yield _glance(report)
    yield from _conditions(report)
    yield HeadingBlock(Words("What each discloses"), 2, "discloses")
    yield _counts(report)
    yield ParagraphBlock(
        Words("Answered questions of those that apply. Questions weigh differently, so there is no total."),
        "muted",
    )
    yield from _judged(report)
    yield HeadingBlock(Words("What is unknown"), 2, "unknown")
    yield BulletsBlock(tuple(_unknown(report, one) for one in report.unknown))
    yield ParagraphBlock(joined(" ", (Words("Readings of what was published."), NOT_ADVICE)), "muted")
    yield PageBreak()


def _question(report: Report) -> Iterator[ReportBlock]:
    if not report.prompts:
        yield ParagraphBlock(Words("What do these models disclose, and what may they be used for?"), "lead")
        return
    asked = [shortened(prompt.title or _first_line(prompt.text)) for prompt in report.prompts[:_MOST_PROMPTS]]
    quoted = enumerated(Words("“{text}”", text=text) for text in asked)
    count = len(report.prompts)
    more = count - len(asked)
    if count == 1:
        told = Words("Every model was asked: {prompts}", prompts=quoted)
    elif more:
        told = Words("Every model was asked {n} prompts: {prompts} and {more} more.",
                     n=count, prompts=quoted, more=more)  # fmt: skip
    else:
        told = Words("Every model was asked {n} prompts: {prompts}", n=count, prompts=quoted)
    yield ParagraphBlock(told, "lead")


def _glance(report: Report) -> TableBlock:
    """One row a model, so that six of them fit on a page as well as two."""
    head = (Words("Model"), Words("May I use it at work?"), Words("What was measured"))
    rows = tuple(
        TableBlockRow(_named(report, model), (_use(model), _measured(report, model)))
        for model in report.models
    )
    return TableBlock(Words("What each model may be used for, and what was measured"), head, rows, "glance")


def _named(report: Report, model: ReportedModel) -> tuple[ReportLine, ...]:
    size = size_text(model.size) if model.size is not None else Words("size not told")
    ran = any(one.column == model.key and one.numbers for one in report.said)
    where = "" if model.is_local or ran else Words("not downloaded")
    told = joined(" · ", (model.publisher, size, where))
    own = (ReportLine(model.settings, "muted"),) if model.settings else ()
    return ReportLine(model.label, "strong"), ReportLine(told, "muted"), *own


def _use(model: ReportedModel) -> tuple[ReportLine, ...]:
    """The answer, with the shape of the question's verdict before it, then its first condition."""
    if not model.permission:
        return (ReportLine(model.problem or Words("not checked"), "body", str(Verdict.NOT_CHECKED)),)
    fact = next((one for one in model.facts if one.dimension == "commercial_use"), None)
    answer, *rest = model.permission
    lines = [ReportLine(answer.text, "strong", fact.mark if fact else str(Verdict.NOT_CHECKED))]
    if len(rest) == 1:
        lines.append(ReportLine(rest[0].text, "muted"))
    elif rest:
        told = Words("{condition} {n} more under “Licenses”.", condition=rest[0].text, n=len(rest) - 1)
        lines.append(ReportLine(told, "muted"))
    return tuple(lines)


def _measured(report: Report, model: ReportedModel) -> tuple[ReportLine, ...]:
    found = {one.id: spread for one in report.measurements if (spread := one.of(model.key)) is not None}
    speed = found.get("tokens_per_second")
    if speed is not None:
        first, memory = found.get("first_token_s"), found.get("peak_memory")
        rest = (
            Words("first token {time}", time=with_unit("first_token_s", first.median)) if first else "",
            Words("{size} of memory", size=with_unit("peak_memory", memory.median)) if memory else "",
        )
        often = Words("1 answer") if speed.count == 1 else Words("median of {n} answers", n=speed.count)
        return (
            ReportLine(with_unit("tokens_per_second", speed.median), "strong"),
            ReportLine(joined(" · ", rest)),
            ReportLine(often, "muted"),
        )
    failed = [one for one in report.said if one.column == model.key and one.problem]
    if failed:
        return (
            ReportLine(Words("It gave no answer"), "strong"),
            ReportLine(shortened(failed[0].problem), "muted"),
        )
    return (ReportLine(Words("not measured"), "muted"),)


def _conditions(report: Report) -> Iterator[ReportBlock]:
    if not report.conditions:
        yield ParagraphBlock(Words("Nothing was measured in this comparison."), "muted")
        return
    shared = Words("Measured with: {conditions}.", conditions=report.shared_conditions)
    own = (
        Words("{model}: {what}.", model=_brief(report.label(one.column)), what=one.text)
        for one in report.own_conditions
    )
    yield ParagraphBlock(joined(" ", (shared, *own)), "muted")


def _counts(report: Report) -> TableBlock:
    """Models as rows, as in the table above it."""
    rows = tuple(
        TableBlockRow((ReportLine(_brief(model.label), "strong"),), _count_cells(model))
        for model in report.models
    )
    head = (Words("Model"), *(group_title(group) for group in groups()))
    return TableBlock(Words("How many questions of each group are answered"), head, rows, "counts")


def _count_cells(model: ReportedModel) -> tuple[tuple[ReportLine, ...], ...]:
    if not model.counts:
        return ((ReportLine(Words("not checked"), "muted"),),) * len(groups())
    told = (Words("{n} of {all}", n=count.disclosed, all=count.asked) for count in model.counts)
    return tuple((ReportLine(one, "strong"),) for one in told)


def _judged(report: Report) -> Iterator[ReportBlock]:
    if not report.preferences:
        return
    yield HeadingBlock(Words("What was judged better, blind"), 2, "judged")
    lines = tuple(ReportLine(preference_words(report, one)) for one in report.preferences[:_MOST_PAIRS])
    more = len(report.preferences) - len(lines)
    if more > 0:
        lines = (*lines, ReportLine(Words("{n} more pairs under “Votes”", n=more), "muted"))
    yield BulletsBlock(lines)


def preference_words(report: Report, one: Pairing) -> Words:
    """Counts and interval; a better one only where the votes are enough to tell."""
    titles = {model.key: model.label for model in report.models}
    return joined(" ", (counts_words(one, titles), verdict_words(one, titles)))


def _unknown(report: Report, one: ReportUnknowns) -> ReportLine:
    is_few = len(report.models) <= _FEW
    undisclosed = _titles(one.not_disclosed, _MOST_TITLES if is_few else _FEW - 1)
    unchecked = _titles(one.not_checked, _FEW if is_few else 0)
    parts = (
        Words("not disclosed: {titles}", titles=undisclosed) if undisclosed else "",
        Words("not checked: {titles}", titles=unchecked) if unchecked else "",
        _unanswered(one.unanswered, len(report.prompts)),
    )
    said = joined("; ", parts) if any(parts) else Words("nothing that this app asks about")
    return ReportLine(Words("{model}: {what}", model=_brief(report.label(one.column)), what=said))


def _titles(titles: tuple[str, ...], most: int) -> Words:
    shown = enumerated(titles[:most])
    more = len(titles) - most
    if more <= 0:
        return shown
    if most:
        return Words("{titles} and {n} more", titles=shown, n=more)
    return Words("1 question") if more == 1 else Words("{n} questions", n=more)


def _unanswered(count: int, prompts: int) -> str:
    if not count:
        return ""
    if count == prompts:
        return Words("it answered no prompt")
    return Words("no answer to {n} of {all} prompts", n=count, all=prompts)


def _brief(label: str) -> str:
    """A long name where it stands a second time; its beginning and its end tell quantizations apart."""
    return label if len(label) <= _BRIEF else f"{label[: _BRIEF - 15]}…{label[-14:]}"


def _first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), text)


def shortened(text: str, most: int = _MOST_LETTERS) -> str:
    """On one line. Words of our own stay whole."""
    if isinstance(text, Words):
        return text
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rstrip()}…"
