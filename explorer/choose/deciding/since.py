"""What has changed since a decision was made by its page: cell by cell, and as a list."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from explorer.choose.deciding.page import DecisionCell, DecisionColumn, DecisionPage, RowKey, TableQuestion
from explorer.choose.decision import DecisionThen, FactThen, ModelThen
from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.domain.words import Words, enumerated, wording_of

if TYPE_CHECKING:
    from explorer.choose.deciding.decision_page import DecisionRead

_CHANGED = {
    "use": Words("{model}: what you may do with it is told otherwise: {now} (then: {before})"),
    "runs": Words("{model}: whether it runs here, or how well, is told otherwise"),
    "task": Words("{model}: other results of the tests: {now} (then: {before})"),
    "fails": Words("{model}: other results of the fixed questions"),
    "boards": Words("{model}: leaderboards say something else"),
    "undisclosed": Words("{model}: other things are disclosed, or not"),
    "maker": Words("{model}: what its maker discloses is another"),
    "terms": Words("{model}: its price or terms are others, or were read long ago"),
}


def then_of(page: DecisionPage, read: "DecisionRead", now: datetime | None = None) -> DecisionThen:
    """The page as it is decided by now."""
    at = (now or datetime.now(UTC)).isoformat()
    return DecisionThen(at, tuple(_models(page, read)), page.first)


def _models(page: DecisionPage, read: "DecisionRead") -> Iterator[ModelThen]:
    for number, column in enumerate(page.columns):
        facts = read.facts[column.id]
        told = tuple(
            FactThen(row.key, wording_of(row.cells[number].words), _behind(row, row.cells[number]))
            for row in page.rows if _was_seen(row.cells[number], row.key, facts)
        )  # fmt: skip
        yield ModelThen(column.id, column.is_gone, _commit(read, column.id), facts.sha256, told)


def _commit(read: "DecisionRead", candidate: str) -> str:
    """As its repo is now, as far as that is known."""
    head = read.heads.get(candidate)
    return head.commit if head is not None else read.facts[candidate].commit


def _was_seen(cell: DecisionCell, key: RowKey, facts: CandidateFacts) -> bool:
    """What could not be looked up is no news, neither then nor now."""
    is_unread = facts.trouble is not None and key in ("use", "boards", "undisclosed", "maker")
    return not is_unread and _shape(cell) != "not_checked"


def _shape(cell: DecisionCell) -> str:
    """Of how it runs: speeds differ a little from day to day."""
    return next((line.mark for line in cell.lines if line.mark), "")


def _quote(cell: DecisionCell) -> str:
    """The first that stands behind it."""
    return str(next((source.quote for source in cell.sources if source.quote), ""))


def _behind(row: TableQuestion, cell: DecisionCell) -> str:
    return _shape(cell) if row.key == "runs" else _quote(cell)


def changes_since(page: DecisionPage, read: "DecisionRead") -> DecisionPage:
    """The page with what has changed; as it is where nobody decided by it."""
    then = read.decision.then
    if then is None:
        return page
    before = {one.id: one for one in then.models}
    rows = tuple(_marked(row, page, before, read) for row in page.rows)
    changes = list(_of_models(page, read, before))
    for number, column in enumerate(page.columns):
        changes += [
            _CHANGED[row.key].filled(model=column.title, now=cell.words, before=cell.changed)
            for row in rows if (cell := row.cells[number]).changed
        ]  # fmt: skip
    if changes or set(then.first) != set(page.first):
        changes.insert(0, _of_first(then.first, page, read))
    gone = {one.id for one in page.columns if _has_gone(one, before.get(one.id))}
    columns = tuple(replace(one, has_gone=one.id in gone) for one in page.columns)
    return replace(page, columns=columns, rows=rows, changes=tuple(changes), decided_on=then.at)


def _of_first(then: tuple[str, ...], page: DecisionPage, read: "DecisionRead") -> Words:
    """Whether the answer is still the same: what a person wants to know before all else."""
    none = Words("nobody")
    was, now = (enumerated(_title(one, page, read) for one in ids) or none for ids in (then, page.first))
    if set(then) == set(page.first):
        return Words("Still first: {models}.", models=now)
    return Words("Then first: {before}. Now: {now}.", before=was, now=now)


def _title(candidate: str, page: DecisionPage, read: "DecisionRead") -> str:
    shown = next((one.title for one in page.columns if one.id == candidate), "")
    kept = read.decision.candidate(candidate)
    return shown or (kept.title if kept is not None else _name(candidate))


def _has_gone(column: DecisionColumn, then: ModelThen | None) -> bool:
    return column.is_gone and then is not None and not then.is_gone


def _marked(
    row: TableQuestion, page: DecisionPage, before: Mapping[str, ModelThen], read: "DecisionRead"
) -> TableQuestion:
    cells = tuple(
        _compared(row, cell, before.get(column.id))
        if _was_seen(cell, row.key, read.facts[column.id])
        else cell
        for cell, column in zip(row.cells, page.columns, strict=True)
    )
    return replace(row, cells=cells)


def _compared(row: TableQuestion, cell: DecisionCell, then: ModelThen | None) -> DecisionCell:
    known = next((fact for fact in then.facts if fact.key == row.key), None) if then is not None else None
    is_alike = known is not None and (known.text.words == cell.words or row.key == "runs")
    if known is None or (is_alike and known.evidence == _behind(row, cell)):
        return cell
    return replace(cell, changed=known.text.words or Words("nothing"))


def _of_models(page: DecisionPage, read: "DecisionRead", before: Mapping[str, ModelThen]) -> Iterator[Words]:
    """Files that are others, models that are gone or new."""
    for column in page.columns:
        then, facts = before.get(column.id), read.facts[column.id]
        if then is None:
            yield Words("{model} came after that.", model=column.title)
            continue
        if then.sha256 and facts.sha256 and then.sha256 != facts.sha256:
            yield Words("{model}: its file is another one now.", model=column.title)
        elif then.commit and (now := _commit(read, column.id)) and then.commit != now:
            yield _of_repo(column, read)
        if _has_gone(column, then):
            gone = Words("{model} can no longer be asked at its server.") if facts.is_elsewhere else (
                Words("{model} is no longer on this machine."))  # fmt: skip
            yield gone.filled(model=column.title)
    there = {column.id for column in page.columns}
    for one in before.values():
        if one.id not in there:
            yield Words("{model} is no candidate any more.", model=_title(one.id, page, read))


def _of_repo(column: DecisionColumn, read: "DecisionRead") -> Words:
    """Its license, if that is another now; else that something is."""
    head, stated = read.heads.get(column.id), read.facts[column.id].dossier.get("license")
    before = str(stated.value or "") if stated is not None else ""
    if head is not None and head.row.license and before and head.row.license.lower() != before.lower():
        return Words("{model}: its license on the Hub is {license} now. Your file came with {before}.",
                     model=column.title, license=head.row.license, before=before)  # fmt: skip
    return Words("{model}: its files on the Hub have changed.", model=column.title)


def _name(candidate: str) -> str:
    from explorer.domain.model_names import name_of_reference  # noqa: PLC0415

    return name_of_reference(candidate.removeprefix("hub:"))
