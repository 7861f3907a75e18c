"""Every item of a run in a report: a table of how each came out, then what was asked and answered."""

from collections.abc import Iterator, Mapping
from itertools import islice

from explorer.domain.words import Words, joined
from explorer.evaluate.exchange.run_results import RunResults, model_text
from explorer.evaluate.items import Outcome
from explorer.evaluate.results.board import BoardCell, CellKind, cell_of
from explorer.evaluate.results.detail_content import (
    ItemTold,
    TurnRole,
    checks_told,
    end_words,
    likelihoods,
    turns_of,
    verdict_words,
)
from explorer.evaluate.results.outcome_marks import mark_of
from explorer.kit.report.report_blocks import (
    AnswerBlock,
    AnswersBlock,
    FoldedBlock,
    ParagraphBlock,
    QuotedBlock,
    ReportBlock,
    ReportLine,
    TableBlock,
    TableBlockRow,
    ThoughtBlock,
    thought_block,
)

_MARK: Mapping[CellKind, str] = {"pass": "open", "fail": "closed", "unmeasured": "not_disclosed"}
_ROLES: Mapping[TurnRole, Words] = {
    "system": Words("System prompt"),
    "user": Words("Asked"),
    "assistant": Words("Answered before, in the test"),
    "text": Words("Text to go on with"),
}


def item_blocks(results: RunResults, most: int) -> Iterator[ReportBlock]:
    """``most``: answers that are told in full."""
    models = results.run.models
    head = (Words("Test"), *(model_text(model) for model in models))
    told = results.items[: max(1, most // len(models))]
    rows = tuple(
        TableBlockRow(
            (ReportLine(_title(number, item.title or item.key)),),
            tuple((_mark(results.outcomes.get(model.key, {}).get(item.key)),) for model in models),
        )
        for number, item in enumerate(told, 1)
    )
    if rows:
        yield TableBlock(Words("How each test came out, by model"), head, rows, "facts")
    left = len(results.items) - len(told)
    if left:
        words = Words("{n:,} more are in the JSON and the CSV of this run: they are too many here.", n=left)
        yield ParagraphBlock(words, "caution")
    for number, row in islice(enumerate(results.items, 1), len(told)):
        yield _item(results, number, row.key, row.title or row.key)


def _title(number: int, title: str) -> Words:
    return Words("{n}. {title}", n=number, title=title)


def _mark(outcome: Outcome | None) -> ReportLine:
    if outcome is None:
        return ReportLine(Words("not asked"), "muted")
    cell = cell_of(mark_of(outcome))
    return ReportLine(_cell_words(cell), "body", _MARK.get(cell.kind, ""))


def _cell_words(cell: BoardCell) -> Words:
    own = {"good": Words("you say: good"), "bad": Words("you say: bad"), "": Words("")}[cell.own]
    return joined(", ", (cell.words or Words("answered"), own))


def _item(results: RunResults, number: int, key: str, title: str) -> FoldedBlock:
    models, source = results.run.models, results.source
    asked = source.item(key, is_chat=any(model.is_chat for model in models))
    lines, answers = [], []
    for model in models:
        outcome = results.outcomes.get(model.key, {}).get(key)
        told = ItemTold(
            number, len(results.items), title, model, source.item(key, is_chat=model.is_chat),
            source.checks(key), outcome, results.run.terms.document is not None,
        )  # fmt: skip
        mark = _mark(outcome)
        beside = Words("{model}: {what}", model=model_text(model), what=mark.text)
        lines.append(ReportLine(beside, "muted", mark.mark))
        answers.append(_answer(told, mark))
    quoted = (QuotedBlock(_ROLES[turn.role], turn.text) for turn in turns_of(asked))
    return FoldedBlock(_title(number, title), tuple(lines), (*quoted, AnswersBlock(tuple(answers))))


def _answer(told: ItemTold, mark: ReportLine) -> AnswerBlock:
    outcome, label = told.outcome, model_text(told.model)
    if outcome is None:
        return AnswerBlock(label, "", (mark,))
    reply = outcome.reply
    thought = _folded(Words("Thought"), reply.thought)
    sent = _folded(Words("Sent, exactly"), reply.sent)
    notes = tuple(_notes(told, outcome, mark))
    return AnswerBlock(label, reply.text.strip("\n"), notes, reply.error is not None, thought, sent)


def _notes(told: ItemTold, outcome: Outcome, mark: ReportLine) -> Iterator[ReportLine]:
    """The verdict, then why, check by check, the failed ones first."""
    reply = outcome.reply
    if reply.error is not None:
        yield ReportLine(reply.error.error.words, "caution")
        return
    if reply.not_measurable is not None:
        yield ReportLine(reply.not_measurable.words, "body", mark.mark)
        return
    yield ReportLine(verdict_words(outcome), "strong", mark.mark)
    for check in checks_told(told):
        name = joined(": ", (check.name.title, check.name.value))
        if check.result.why.words:
            kinds: Mapping[bool | None, str] = {True: "open", False: "closed", None: "not_disclosed"}
            words = joined(" – ", (name, check.result.why.words))
            yield ReportLine(words, "body", kinds[check.result.passed])
    if mark.text and not outcome.judged.results:
        yield ReportLine(mark.text)
    for text, likely in likelihoods(told):
        yield ReportLine(joined(": ", (text, likely)), "muted")
    if reply.text and reply.end != "end":
        yield ReportLine(end_words(outcome.reply.end), "muted")
    if not reply.text.strip() and not reply.scores:
        yield ReportLine(Words("The answer is empty."), "caution")


def _folded(label: Words, text: str) -> ThoughtBlock | None:
    return thought_block(label, text.strip("\n")) if text.strip() else None
