"""The answers of a report: prompt by prompt, verbatim, with what they cost or why there is none."""

from collections.abc import Iterator

from explorer.compare.grid import point_of, value_text
from explorer.compare.report_blocks import (
    Answer,
    Answers,
    Block,
    Break,
    Heading,
    Line,
    Para,
    Quoted,
    Thought,
)
from explorer.compare.report_model import Model, Report, Said
from explorer.compare.thought_words import thought_text
from explorer.domain.enumeration import enumerated
from explorer.domain.words import Words, joined

_BRIEF = 500  # characters of a thought on paper


def answers_part(report: Report) -> Iterator[Block]:
    if not report.prompts:
        return
    yield Break()
    yield Heading(Words("Answers"), 2, "answers")
    yield from (Para(caution, "caution") for caution in report.cautions)
    if report.system:
        yield Quoted(Words("System prompt"), report.system)
    for number, prompt in enumerate(report.prompts, 1):
        title = prompt.title or Words("Prompt {n}", n=number)
        points = list(dict.fromkeys(one.point for one in report.said if one.prompt == prompt.key)) or [""]
        yield Heading(title, 3, f"prompt-{number}")
        yield Quoted(Words("Asked"), prompt.text)
        for point in points:
            if point:
                yield Para(_point_words(point), "strong")
            answers = (_answer(report, model, prompt.key, point) for model in report.models)
            yield Answers(tuple(answers))


def _point_words(point: str) -> Words:
    return enumerated(f"{path} = {value_text(value)}" for path, value in point_of(point))


def _answer(report: Report, model: Model, prompt: str, point: str) -> Answer:
    said = report.cell(model.key, prompt, point)
    if said is None:
        why = Words("It was not asked.") if model.is_local else Words("Not downloaded, so it was not asked.")
        return Answer(model.label, "", (Line(why, "muted"),))
    if said.problem:
        return Answer(model.label, "", (Line(said.problem, "caution"),), is_failure=True)
    return Answer(model.label, said.text.strip("\n"), tuple(_notes(report, said)), thought=_thought(said))


def _thought(said: Said) -> Thought | None:
    text = said.thought.strip()
    if not text:
        return None
    label = thought_text(said.thought_s)
    if len(text) <= _BRIEF:
        return Thought(label, text)
    brief = text[:_BRIEF].rsplit(maxsplit=1)[0]
    cut = Words("Shortened: {n} of {all} characters.", n=f"{len(brief):,}", all=f"{len(text):,}")
    return Thought(label, text, f"{brief}…", cut)


def _notes(report: Report, said: Said) -> Iterator[Line]:
    if not said.text.strip() and not said.thought:
        yield Line(Words("The answer is empty."), "caution")
    if said.numbers:
        often = Words("asked {n} times, the last answer shown", n=said.repeats) if said.repeats > 1 else ""
        yield Line(joined(" · ", (said.numbers, often)), "muted")
    if said.reason:
        yield Line(said.reason, "caution")
    if said.is_stale:
        yield Line(Words("Asked in another way than the comparison says now."), "caution")
    if said.system != report.system:
        system = Words("System prompt: {text}", text=said.system)
        yield Line(system if said.system else Words("Without a system prompt."), "muted")
