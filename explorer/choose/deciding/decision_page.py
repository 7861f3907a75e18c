"""The page of a decision, made of all that is known of its candidates. Blocks for files and the Hub."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from explorer.choose.candidate import Reason
from explorer.choose.companies.index import read_indexes
from explorer.choose.deciding.cells import (
    day_of,
    runs_cell,
    silent_count,
    undisclosed_cell,
    use_cell,
)
from explorer.choose.deciding.decision_read import DecisionRead
from explorer.choose.deciding.doubt_words import against
from explorer.choose.deciding.measured import TriedCandidates, titles_of
from explorer.choose.deciding.measured_cells import fails_cell, task_cell
from explorer.choose.deciding.outside_cells import (
    board_cells,
    board_results,
    maker_cell,
    maker_of_facts,
    terms_cell,
)
from explorer.choose.deciding.page import DecisionCell, DecisionColumn, DecisionPage, TableQuestion
from explorer.choose.deciding.rules import judge
from explorer.choose.deciding.since import changes_since
from explorer.choose.deciding.standing import Meets, Standing
from explorer.choose.deciding.verdict_words import (
    VerdictFacts,
    headline,
    reasons,
    standing_words,
    told_rules,
)
from explorer.choose.deciding.went import went_words
from explorer.choose.deciding.what_if import what_if
from explorer.choose.decision import KeptCandidate
from explorer.choose.need import Need, UseAt
from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.choose.proposing.permission import use_reason
from explorer.domain.elsewhere import goes_words
from explorer.domain.errors import OfflineError
from explorer.domain.model import Whereabouts
from explorer.domain.units import size_text, tests_text
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.results.conditions import caveat_words, conditions_words
from explorer.evaluate.store import EvalStore
from explorer.services import Core
from explorer.transparency.rubric import dimensions

_MAY = {
    UseAt.PRIVATE: Words("May I use it?"),
    UseAt.PRODUCT: Words("May I use it in a product?"),
}


def page_of_read(core: Core, read: DecisionRead) -> DecisionPage:
    """By the rules; blocks for some milliseconds."""
    need = read.decision.need
    uses = _uses(core, read, need)

    def stand(other: Need) -> list[Standing]:
        said = uses if other == need else _uses(core, read, other)
        return [_standing(read, one, said[one.id]) for one in read.kept]

    standings = {one.id: one for one in stand(need)}
    judgement = judge(tuple(standings.values()), need, read.tried.contests)
    known = VerdictFacts(
        need, judgement, standings, uses, read.facts, read.tried, core.licenses, read.is_going
    )  # fmt: skip
    page = DecisionPage(
        title=read.title,
        headline=headline(known),
        reasons=reasons(known),
        against=against(known),
        what_if=what_if(need, stand, judgement, read.tried) if read.kept else (),
        rules=told_rules(known),
        first=judgement.leaders,
        columns=tuple(_column(known, one) for one in read.kept),
        rows=tuple(_rows(core, read, known)),
        foot=joined(" ", (_foot(read), _unreached(read))),
        went=went_words(EvalStore(core.store), read.decision.trial, read.tried),
        is_tried=any(read.tried.runs()),
        is_measuring=read.is_going,
        is_complete=_is_complete(read),
    )
    return changes_since(page, read)


def _uses(core: Core, read: DecisionRead, need: Need) -> dict[str, Reason]:
    facts = ((one.id, read.facts[one.id]) for one in read.kept)
    return {id_: use_reason(one.dossier, core.licenses, need, sees=one.sees) for id_, one in facts}


def _standing(read: DecisionRead, kept: KeptCandidate, reason: Reason) -> Standing:
    facts, seen = read.facts[kept.id], read.tried.speeds.get(kept.id)
    fit = facts.fit
    fits = Meets.YES if seen is not None or facts.is_elsewhere else Meets.UNKNOWN
    if fit is not None and seen is None:
        fits = Meets.YES if fit.word.is_possible else Meets.NO
    speed = seen.middle if seen is not None else fit.speed if fit is not None else 0.0
    one = read.tried.tests.get(kept.id)
    tally = one.results.board.tally(one.column) if one is not None and one.is_over else None
    return Standing(
        kept.id,
        titles_of(read.kept)[kept.id],
        reason.speaks,
        stays=not _is_away(facts),
        fits=fits,
        speed=speed,
        is_shared=seen is not None and seen.is_shared,
        is_timed=seen is not None or (fit is not None and bool(fit.measured_on)),
        passed=tally.passed if tally is not None else 0,
        judged=tally.judged if tally is not None else 0,
        unanswered=tally.errors if tally is not None else 0,
        took_packs=any(
            (pack := packs.get(kept.id)) is not None and pack.line is not None and pack.line.result.rates
            for packs in read.tried.packs.values()
        ),
        silent=silent_count(facts),
        size=kept.size or None,
    )


def _is_away(facts: CandidateFacts) -> bool:
    """Of one that is gone it is taken as so."""
    return facts.is_elsewhere and (facts.model is None or facts.model.where is Whereabouts.AWAY)


def _column(known: VerdictFacts, kept: KeptCandidate) -> DecisionColumn:
    facts, one = known.facts[kept.id], known.standings[kept.id]
    model = facts.model
    pill, tone = standing_words(known, one)
    size = size_text(kept.size) if kept.size else ""
    where = model.where if model is not None else Whereabouts.AWAY if facts.is_elsewhere else Whereabouts.HERE
    host = model.host if model is not None else ""
    told = (host or kept.publisher,) if facts.is_elsewhere else (kept.publisher, kept.label, size)
    is_gone = model is None and (bool(kept.reference) or facts.is_elsewhere)
    return DecisionColumn(
        kept.id, one.title, joined(" · ", told), pill, tone, where, goes_words(where, host) if host else "",
        kept.reference, is_gone=is_gone,
    )  # fmt: skip


def _rows(core: Core, read: DecisionRead, known: VerdictFacts) -> Iterator[TableQuestion]:
    kept, facts, tried, going = read.kept, read.facts, read.tried, read.is_going
    need, entered, uses = read.decision.need, read.decision.entered, known.uses

    def cells(one_of: Callable[[KeptCandidate], DecisionCell]) -> tuple[DecisionCell, ...]:
        return tuple(map(one_of, kept))

    may = _MAY.get(need.used_at, Words("May I use it at work?"))
    yield TableQuestion("use", may, Words("no legal advice"), cells=cells(
        lambda one: use_cell(facts[one.id], uses[one.id], core.licenses, entered.get(one.id))))  # fmt: skip
    yield TableQuestion("runs", Words("Does it run here?"), _when_timed(tried), cells=cells(
        lambda one: runs_cell(facts[one.id], tried.speeds.get(one.id))))  # fmt: skip
    if read.decision.trial.eval_set or tried.tests:
        is_tie = tried.task is not None and not any(pair.are_apart for pair in tried.task.pairs)
        note = Words("cannot tell apart") if is_tie else Words("")
        asked = Words("Did it do my task?") if tried.is_own else Words("Did it do tasks like mine?")
        yield TableQuestion("task", asked, note, "cannot tell" if is_tie else "", cells(
            lambda one: task_cell(tried, one.id, is_coming=going)))  # fmt: skip
    if read.packs or tried.packs:
        yield TableQuestion("fails", Words("How does it fail?"), _pack_note(read), cells=cells(
            lambda one: fails_cell(tried, one.id, is_coming=going)))  # fmt: skip
    yield from _boards(read)
    asked = Words("of {n} questions", n=len(dimensions()))
    yield TableQuestion("undisclosed", Words("What does nobody disclose?"), asked, cells=cells(
        lambda one: undisclosed_cell(facts[one.id], need)))  # fmt: skip
    yield from _of_provider(core, read)


def _boards(read: DecisionRead) -> Iterator[TableQuestion]:
    """Nothing where no leaderboard and no card says anything."""
    results = board_results(read.facts, read.boards)
    if any(results.values()):
        cells = board_cells(results, (one.id for one in read.kept))
        title, note = Words("What do leaderboards say?"), Words("published, not measured here")
        yield TableQuestion("boards", title, note, cells=tuple(cells[one.id] for one in read.kept))


def _of_provider(core: Core, read: DecisionRead) -> Iterator[TableQuestion]:
    """Where one at an endpoint stands among them."""
    if not any(one.is_elsewhere for one in read.facts.values()):
        return
    indexes = read_indexes(core.store)
    makers = [maker_of_facts(read.facts[one.id], indexes) for one in read.kept]
    if any(makers):
        title, note = Words("What does its maker disclose?"), Words("as a company, of all its models")
        yield TableQuestion("maker", title, note, cells=tuple(map(maker_cell, makers)))
    today, entered = datetime.now(UTC).astimezone().date(), read.decision.entered
    cells = (terms_cell(read.facts[one.id], entered.get(one.id), today) for one in read.kept)
    title, note = Words("What does it cost, on which terms?"), Words("as you entered it")
    yield TableQuestion("terms", title, note, cells=tuple(cells))


def _when_timed(tried: TriedCandidates) -> Words:
    days = sorted({day_of(seen.on) for seen in tried.speeds.values()})
    if len(days) > 1:
        return Words("measured {first} to {last}", first=days[0], last=days[-1])
    return Words("measured {date}", date=days[0]) if days else Words("")


def _pack_note(read: DecisionRead) -> Words:
    runs = [one.run for results in read.tried.packs.values() for one in results.values()]
    versions = enumerated(sorted({run.version for run in runs}))
    quick = Words("a quarter of the items") if any(run.terms.is_quick for run in runs) else ""
    told = Words("fixed questions, version {versions}", versions=versions) if runs else (
        Words("fixed questions"))  # fmt: skip
    return joined("; ", (told, quick))


def _foot(read: DecisionRead) -> Words:
    """The conditions of all that was measured."""
    runs = list(read.tried.runs())
    if not runs:
        return Words("Nothing was tried yet: this rests on licenses and sizes.")
    tests = next((one.results.board.rows for one in read.tried.tests.values()), ())
    packs = sum(bool(results) for results in read.tried.packs.values())
    days = sorted({day_of(run.began_at) for run in runs})
    own = Words("{tests} of yours") if read.tried.is_own else Words("{tests} of the example")
    said = (
        own.filled(tests=tests_text(len(tests))) if tests else "",
        Words("1 set of fixed questions")
        if packs == 1
        else Words("{n} sets of fixed questions", n=packs)
        if packs
        else "",
        enumerated(days if len(days) < 3 else (Words("{first} to {last}", first=days[0], last=days[-1]),)),
    )
    alike = {conditions_words(run) for run in runs}
    more = Words("conditions of the fixed questions stand with each cell") if len(alike) > 1 and tests else ""
    return joined(" · ", (enumerated(said), conditions_words(runs[0]), more, caveat_words(runs[0])))


def _unreached(read: DecisionRead) -> Words:
    told = Words("The Hub could not be asked: what it said before is shown.")
    return told if _is_unreached(read) else Words("")


def _is_unreached(read: DecisionRead) -> bool:
    return any(isinstance(one.trouble, OfflineError) for one in read.facts.values())


def _is_complete(read: DecisionRead) -> bool:
    """Whether of every candidate all was tried that was to be, and something was; and the Hub was reached."""
    trial, tried = read.decision.trial, read.tried
    wanted = ([tried.tests] if trial.eval_set else []) + [tried.packs.get(pack, {}) for pack in read.packs]
    there = (results.get(one.id) for results in wanted for one in read.kept)
    was_reached = not _is_unreached(read)
    is_all = bool(wanted and read.kept) and all(one is not None and one.is_over for one in there)
    return is_all and was_reached
