"""What has changed since a decision was made by its page: cell by cell, and as a list."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from explorer.choose.deciding.decision_read import DecisionRead
from explorer.choose.deciding.page import DecisionCell, DecisionColumn, DecisionPage, RowKey, TableQuestion
from explorer.choose.decision import DecisionThen, FactThen, ModelThen
from explorer.choose.proposing.candidate_facts import CandidateFacts, RepoNow
from explorer.domain.facts import Verdict
from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words, enumerated, wording_of

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


def then_of(page: DecisionPage, read: DecisionRead, now: datetime | None = None) -> DecisionThen:
    """The page as it is decided by now."""
    at = (now or datetime.now(UTC)).isoformat()
    return DecisionThen(at, tuple(_models(page, read)), page.first)


def _models(page: DecisionPage, read: DecisionRead) -> Iterator[ModelThen]:
    for number, column in enumerate(page.columns):
        facts = read.facts[column.id]
        told = tuple(
            FactThen(row.key, wording_of(row.cells[number].words), _behind(row, row.cells[number], facts))
            for row in page.rows if _was_seen(row.cells[number], row.key, facts)
        )  # fmt: skip
        now = facts.now or RepoNow("")
        yield ModelThen(
            column.id, column.is_gone, facts.commit, facts.sha256, told, now.commit, now.sha256, now.license
        )


def _was_seen(cell: DecisionCell, key: RowKey, facts: CandidateFacts) -> bool:
    """What could not be looked up is no news, neither then nor now."""
    is_unread = facts.trouble is not None and key in ("use", "boards", "undisclosed", "maker")
    return not is_unread and _shape(cell) != "not_checked"


def _shape(cell: DecisionCell) -> str:
    """Of how it runs: speeds differ a little from day to day."""
    return next((line.mark for line in cell.lines if line.mark), "")


def _behind(row: TableQuestion, cell: DecisionCell, facts: CandidateFacts) -> str:
    """What is compared: facts, as far as words are not all there is."""
    if row.key == "runs":
        return _shape(cell)
    if row.key == "undisclosed":
        return _verdicts(facts)
    if row.key == "boards":
        return "\n".join(sorted(str(source.text) for source in cell.sources))
    return "\n".join(dict.fromkeys(source.quote for source in cell.sources if source.quote))


def _verdicts(facts: CandidateFacts) -> str:
    """Of each question that was looked up, "risks=not_disclosed"; and whether of a file, which says more."""
    checked = [one for one in facts.dossier.findings if one.verdict is not Verdict.NOT_CHECKED]
    told = sorted(f"{one.dimension}={one.verdict.value}" for one in checked)
    return " ".join((f"of={'file' if isinstance(facts.model, LocalModel) else 'repo'}", *told))


def _are_alike(key: RowKey, then: FactThen, words: str, behind: str) -> bool:
    if key == "undisclosed":
        before, now = (dict(one.split("=") for one in text.split() if "=" in one)
                       for text in (then.evidence, behind))  # fmt: skip
        is_same_kind = before.get("of") == now.get("of")
        return not is_same_kind or all(before[one] == now[one] for one in before.keys() & now.keys())
    is_by_facts = key in ("runs", "boards")
    return then.evidence == behind and (is_by_facts or then.text.words == words)


def changes_since(page: DecisionPage, read: DecisionRead) -> DecisionPage:
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


def _of_first(then: tuple[str, ...], page: DecisionPage, read: DecisionRead) -> Words:
    """Whether the answer is still the same: what a person wants to know before all else."""
    none = Words("nobody")
    was, now = (enumerated(_title(one, page, read) for one in ids) or none for ids in (then, page.first))
    if set(then) == set(page.first):
        return Words("Still first: {models}.", models=now)
    return Words("Then first: {before}. Now: {now}.", before=was, now=now)


def _title(candidate: str, page: DecisionPage, read: DecisionRead) -> str:
    shown = next((one.title for one in page.columns if one.id == candidate), "")
    kept = read.decision.candidate(candidate)
    return shown or (kept.title if kept is not None else _name(candidate))


def _has_gone(column: DecisionColumn, then: ModelThen | None) -> bool:
    return column.is_gone and then is not None and not then.is_gone


def _marked(
    row: TableQuestion, page: DecisionPage, before: Mapping[str, ModelThen], read: DecisionRead
) -> TableQuestion:
    cells = tuple(
        _compared(row, cell, before.get(column.id), read.facts[column.id])
        if _was_seen(cell, row.key, read.facts[column.id])
        else cell
        for cell, column in zip(row.cells, page.columns, strict=True)
    )
    return replace(row, cells=cells)


def _compared(
    row: TableQuestion, cell: DecisionCell, then: ModelThen | None, facts: CandidateFacts
) -> DecisionCell:
    known = next((fact for fact in then.facts if fact.key == row.key), None) if then is not None else None
    if known is None or _are_alike(row.key, known, cell.words, _behind(row, cell, facts)):
        return cell
    return replace(cell, changed=known.text.words or Words("nothing"))


def _of_models(page: DecisionPage, read: DecisionRead, before: Mapping[str, ModelThen]) -> Iterator[Words]:
    """Files that are others, models that are gone or new."""
    for column in page.columns:
        then, facts = before.get(column.id), read.facts[column.id]
        if then is None:
            yield Words("{model} came after that.", model=column.title)
            continue
        yield from _of_file(column, then.sha256, facts.sha256, then.commit, facts.commit)
        if facts.now is not None:
            yield from _of_repo(column, then, facts, facts.now)
        if _has_gone(column, then):
            gone = Words("{model} can no longer be asked at its server.") if facts.is_elsewhere else (
                Words("{model} is no longer on this machine."))  # fmt: skip
            yield gone.filled(model=column.title)
    there = {column.id for column in page.columns}
    for one in before.values():
        if one.id not in there:
            yield Words("{model} is no candidate any more.", model=_title(one.id, page, read))


def _of_repo(column: DecisionColumn, then: ModelThen, facts: CandidateFacts, now: RepoNow) -> Iterator[Words]:
    """What the Hub offers now beside the file that is here; where it was not asked then, against the file."""
    license_ = then.hub_license or now.own_license
    if now.license and license_ and now.license != license_:
        yield Words("{model}: on the Hub it now stands under {now} (then: {before}).", model=column.title,
                    now=now.license, before=license_)  # fmt: skip
    commit, sha256 = then.hub_commit or facts.commit, then.hub_sha256 or facts.sha256
    if sha256 and not now.sha256:
        yield Words("{model}: its file is no longer on the Hub.", model=column.title)
    elif sha256 and now.sha256.lower() != sha256.lower():
        yield Words("{model}: its file on the Hub is another one now.", model=column.title)
    elif commit and now.commit != commit:
        yield Words("{model}: its page on the Hub has changed, its file has not.", model=column.title)


def _of_file(column: DecisionColumn, old_hash: str, new_hash: str, old: str, new: str) -> Iterator[Words]:
    if old_hash and new_hash and old_hash != new_hash:
        yield Words("{model}: its file is another one now.", model=column.title)
    elif old and new and old != new:
        yield Words("{model}: its files on the Hub have changed.", model=column.title)


def _name(candidate: str) -> str:
    from explorer.domain.model_names import name_of_reference  # noqa: PLC0415

    return name_of_reference(candidate.removeprefix("hub:"))
