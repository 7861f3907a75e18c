"""The first page of a report, for someone who decides: in plain words, and never a total score."""

from collections.abc import Iterator

from explorer.compare.numbers import with_unit
from explorer.compare.report_blocks import Block, Break, Bullets, Heading, Line, Para, Row, Table
from explorer.compare.report_model import Count, Model, Preference, Report, Unknown
from explorer.domain.enumeration import enumerated
from explorer.domain.facts import Verdict
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.transparency.permission import NOT_ADVICE
from explorer.transparency.rubric import group_title, groups

_MOST_PROMPTS, _MOST_LETTERS, _MOST_TITLES, _MOST_PAIRS, _BRIEF = 2, 160, 6, 3, 40
_FEW = 3  # models: of more, less is told of each, so that all have room on the page


def first_page(report: Report) -> Iterator[Block]:
    """The question, the models, what each may be used for and discloses, what is measured and unknown."""
    date = f"{report.made_at:%Y-%m-%d}"
    yield Heading(report.title, 1)
    yield Para(Words("Comparison of language models · {date} · {app}", date=date, app=report.app), "muted")
    yield from _question(report)
    yield Heading(Words("The models at a glance"), 2, "glance")
    yield _glance(report)
    yield from _conditions(report)
    yield Heading(Words("What each discloses"), 2, "discloses")
    yield _counts(report)
    yield Para(
        Words("Answered questions of those that apply. Questions weigh differently, so there is no total."),
        "muted",
    )
    yield from _judged(report)
    yield Heading(Words("What is unknown"), 2, "unknown")
    yield Bullets(tuple(_unknown(report, one) for one in report.unknown))
    yield Para(joined(" ", (Words("Readings of what was published."), NOT_ADVICE)), "muted")
    yield Break()


def _question(report: Report) -> Iterator[Block]:
    if not report.prompts:
        yield Para(Words("What do these models disclose, and what may they be used for?"), "lead")
        return
    asked = [_short(prompt.title or _first_line(prompt.text)) for prompt in report.prompts[:_MOST_PROMPTS]]
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
    yield Para(told, "lead")


def _glance(report: Report) -> Table:
    """One row a model, so that six of them fit on a page as well as two."""
    head = (Words("Model"), Words("May I use it at work?"), Words("What was measured"))
    rows = tuple(
        Row(_named(report, model), (_use(model), _measured(report, model))) for model in report.models
    )
    return Table(Words("What each model may be used for, and what was measured"), head, rows, "glance")


def _named(report: Report, model: Model) -> tuple[Line, ...]:
    size = size_text(model.size) if model.size is not None else Words("size not told")
    ran = any(one.column == model.key and one.numbers for one in report.said)
    where = "" if model.is_local or ran else Words("not downloaded")
    told = joined(" · ", (model.publisher, size, where))
    return Line(model.label, "strong"), Line(told, "muted"), *_own(model)


def _own(model: Model) -> tuple[Line, ...]:
    return (Line(model.settings, "muted"),) if model.settings else ()


def _use(model: Model) -> tuple[Line, ...]:
    """The answer, with the shape of the question's verdict before it, then its first condition."""
    if not model.permission:
        return (Line(model.problem or Words("not checked"), "body", str(Verdict.NOT_CHECKED)),)
    fact = next((one for one in model.facts if one.dimension == "commercial_use"), None)
    answer, *rest = model.permission
    lines = [Line(answer.text, "strong", fact.mark if fact else str(Verdict.NOT_CHECKED))]
    if len(rest) == 1:
        lines.append(Line(rest[0].text, "muted"))
    elif rest:
        told = Words("{condition} {n} more under “Licenses”.", condition=rest[0].text, n=len(rest) - 1)
        lines.append(Line(told, "muted"))
    return tuple(lines)


def _measured(report: Report, model: Model) -> tuple[Line, ...]:
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
            Line(with_unit("tokens_per_second", speed.median), "strong"),
            Line(joined(" · ", rest)),
            Line(often, "muted"),
        )
    failed = [one for one in report.said if one.column == model.key and one.problem]
    if failed:
        return (Line(Words("It gave no answer"), "strong"), Line(_short(failed[0].problem), "muted"))
    return (Line(Words("not measured"), "muted"),)


def _conditions(report: Report) -> Iterator[Block]:
    if not report.conditions:
        yield Para(Words("Nothing was measured in this comparison."), "muted")
        return
    shared = Words("Measured with: {conditions}.", conditions=report.shared_conditions)
    own = (
        Words("{model}: {what}.", model=_brief(report.label(one.column)), what=one.text)
        for one in report.own_conditions
    )
    yield Para(joined(" ", (shared, *own)), "muted")


def _counts(report: Report) -> Table:
    """Models as rows, as in the table above it."""
    rows = tuple(Row((Line(_brief(model.label), "strong"),), _count_cells(model)) for model in report.models)
    head = (Words("Model"), *(group_title(group) for group in groups()))
    return Table(Words("How many questions of each group are answered"), head, rows, "counts")


def _count_cells(model: Model) -> tuple[tuple[Line, ...], ...]:
    if not model.counts:
        return ((Line(Words("not checked"), "muted"),),) * len(groups())
    return tuple(map(_count_cell, model.counts))


def _count_cell(count: Count) -> tuple[Line, ...]:
    return (Line(Words("{n} of {all}", n=count.disclosed, all=count.asked), "strong"),)


def _judged(report: Report) -> Iterator[Block]:
    if not report.preferences:
        return
    yield Heading(Words("What was judged better, blind"), 2, "judged")
    lines = tuple(Line(preference_words(report, one)) for one in report.preferences[:_MOST_PAIRS])
    more = len(report.preferences) - len(lines)
    if more > 0:
        lines = (*lines, Line(Words("{n} more pairs under “Votes”", n=more), "muted"))
    yield Bullets(lines)


def preference_words(report: Report, one: Preference) -> Words:
    """Counts and interval; a better one only where the votes are enough to tell."""
    first, second = report.label(one.first), report.label(one.second)
    told = Words(
        "Votes for {first}: {a}, for {second}: {b}, ties: {ties}, both bad: {bad}.",
        first=first, a=one.first_better, second=second, b=one.second_better,
        ties=one.ties, bad=one.both_bad,
    )  # fmt: skip
    if one.low is None or one.high is None:
        return told
    interval = Words("{low} to {high} %", low=f"{one.low:.0%}"[:-1], high=f"{one.high:.0%}"[:-1])
    if not one.better:
        said = Words("Too few votes to tell (95 % interval of the first: {interval}).", interval=interval)
    else:
        name = report.label(one.better)
        said = Words("More than chance: {name} (95 % interval of the first: {interval}).",
                     name=name, interval=interval)  # fmt: skip
    return joined(" ", (told, said))


def _unknown(report: Report, one: Unknown) -> Line:
    is_few = len(report.models) <= _FEW
    undisclosed = _titles(one.not_disclosed, _MOST_TITLES if is_few else _FEW - 1)
    unchecked = _titles(one.not_checked, _FEW if is_few else 0)
    parts = (
        Words("not disclosed: {titles}", titles=undisclosed) if undisclosed else "",
        Words("not checked: {titles}", titles=unchecked) if unchecked else "",
        _unanswered(one.unanswered, len(report.prompts)),
    )
    said = joined("; ", parts) if any(parts) else Words("nothing that this app asks about")
    return Line(Words("{model}: {what}", model=_brief(report.label(one.column)), what=said))


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


def _short(text: str) -> str:
    if isinstance(text, Words) or len(text) <= _MOST_LETTERS:
        return text if isinstance(text, Words) else " ".join(text.split())
    return " ".join(text[:_MOST_LETTERS].split()) + "…"
