"""Every item of a run in a report: a table of how each came out, then what was asked and answered."""

from collections.abc import Iterator, Mapping

from explorer.domain.words import Words, joined
from explorer.evaluate.items import Outcome
from explorer.evaluate.results.cells import CellKind, ResultCell
from explorer.evaluate.results.detail_content import (
    ItemTold,
    TurnRole,
    checks_told,
    end_words,
    likelihoods,
    turns_of,
    verdict_words,
)
from explorer.evaluate.results.run_results import RunResults
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
    board, models = results.board, results.run.models
    head = (Words("Test"), *(model.full_title for model in models))
    told = range(min(len(board.rows), max(1, most // len(models))))
    rows = tuple(
        TableBlockRow(
            (ReportLine(_title(results, row)),),
            tuple((_mark(board.cell(row, column)),) for column in range(len(models))),
        )
        for row in told
    )
    if rows:
        yield TableBlock(Words("How each test came out, by model"), head, rows, "facts")
    left = len(board.rows) - len(told)
    if left:
        words = Words("{n:,} more are in the JSON and the CSV of this run: they are too many here.", n=left)
        yield ParagraphBlock(words, "caution")
    for row in told:
        yield _item(results, row)


def _title(results: RunResults, row: int) -> Words:
    item = results.board.rows[row]
    return Words("{n}. {title}", n=row + 1, title=item.title or item.key)


def _mark(cell: ResultCell | None) -> ReportLine:
    if cell is None:
        return ReportLine(Words("not asked"), "muted")
    own = {"good": Words("you say: good"), "bad": Words("you say: bad"), "": Words("")}[cell.own]
    words = joined(", ", (cell.short.words or Words("answered"), own))
    return ReportLine(words, "body", _MARK.get(cell.kind, ""))


def _item(results: RunResults, row: int) -> FoldedBlock:
    models, board = results.run.models, results.board
    asked = results.item(row, is_chat=any(model.is_chat for model in models))
    lines, answers = [], []
    for column, model in enumerate(models):
        mark = _mark(board.cell(row, column))
        beside = Words("{model}: {what}", model=model.full_title, what=mark.text)
        lines.append(ReportLine(beside, "muted", mark.mark))
        answers.append(_answer(results.told(row, column), mark))
    quoted = (QuotedBlock(_ROLES[turn.role], turn.text) for turn in turns_of(asked))
    return FoldedBlock(_title(results, row), tuple(lines), (*quoted, AnswersBlock(tuple(answers))))


def _answer(told: ItemTold, mark: ReportLine) -> AnswerBlock:
    outcome, label = told.outcome, told.model.full_title
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
        if check.result.why.words:
            kinds: Mapping[bool | None, str] = {True: "open", False: "closed", None: "not_disclosed"}
            words = joined(" – ", (check.name.words, check.result.why.words))
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
