"""How results of Evaluate become a page: which runs count, and that what is not known helps nobody."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from explorer.base.store import Store
from explorer.choose.deciding.cells import silences
from explorer.choose.deciding.decision_page import page_of_read
from explorer.choose.deciding.decision_read import DecisionRead, measured_again
from explorer.choose.deciding.page import DecisionPage, RowKey
from explorer.choose.deciding.since import then_of
from explorer.choose.decision import Decision, FactThen, KeptCandidate, Trial
from explorer.choose.need import Need, Pace, Privacy, UseAt
from explorer.choose.proposing.candidate_facts import RepoNow
from explorer.domain.fit import Fit
from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words, wording_of
from explorer.evaluate.store import EvalRun, EvalStore, JudgeModel
from explorer.services import Core
from tests.choose.deciding.conftest import Read
from tests.choose.deciding.deciding_data import (
    CEDAR,
    LIGHTHOUSE,
    MEADOW,
    PROVIDER,
    add_packs,
    models_of,
    timed,
    tried,
)
from tests.evaluate.results.making import add_run, broken, outcome_of
from tests.evaluate.room.making import LETTERS, clinic_letters

PRIVATE = Need(used_at=UseAt.PRIVATE, privacy=Privacy.HERE)
READ_ALONG = Need(used_at=UseAt.PRIVATE, privacy=Privacy.HERE, pace=Pace.READING)


def trial_of(runs: Sequence[EvalRun], packs: Sequence[str] = (), tests: int = 0) -> Trial:
    return Trial(
        eval_set=tests, is_without_set=not tests, packs=tuple(packs), is_quick=False,
        begun_at="2026-11-29T20:00:00+00:00", runs=tuple(run.id for run in runs), is_stopped=True,
    )  # fmt: skip


def set_of(run: EvalRun) -> int:
    return int(run.subject.removeprefix("set:"))


def cell(page: DecisionPage, row: RowKey, candidate: KeptCandidate) -> str:
    found = page.row(row)
    assert found is not None, f"no row {row}"
    return str(found.cells[[column.id for column in page.columns].index(candidate.id)].words)


def pill(page: DecisionPage, candidate: KeptCandidate) -> str:
    return next(str(column.pill) for column in page.columns if column.id == candidate.id)


def lines(page: DecisionPage) -> str:
    return "\n".join(line.text for line in (*page.reasons, *page.against))


def test_a_judge_at_an_endpoint_read_questions_and_answers(read: Read, store: Store) -> None:
    decision = tried(store, (MEADOW, LIGHTHOUSE), PRIVATE, packs=())
    EvalStore(store).note_judges(decision.trial.runs[0], [JudgeModel("judge", models_of((PROVIDER,))[0])])
    _, page = read(decision)
    assert page.went.startswith("Questions and answers of the trial went to Lab server (llm.lab.example)")


def test_a_run_of_the_trial_that_is_not_shown_any_more_went_where_it_went(read: Read, store: Store) -> None:
    """The candidate was taken off; what it was asked was sent all the same."""
    decision = tried(store, (MEADOW, PROVIDER), PRIVATE, packs=())
    _, page = read(msgspec.structs.replace(decision, kept=(LIGHTHOUSE,)))
    assert "llm.lab.example" in page.went


@pytest.mark.parametrize("is_hashed", [True, False], ids=["by hash", "by size"])
def test_results_of_another_file_are_not_told_as_its_own(
    core: Core, read: Read, store: Store, *, is_hashed: bool
) -> None:
    found, page = read(tried(store, (MEADOW, LIGHTHOUSE), PRIVATE, packs=()))
    assert "19 of 24" in cell(page, "task", MEADOW)
    here = LocalModel(MEADOW.reference, Path("/models/Meadow.gguf"), 7, "x", "Meadow", "Q4_K_M")
    facts = replace(found.facts[MEADOW.id], model=here, measured_sha256="a0" * 32 if is_hashed else "")
    page = page_of_read(core, measured_again(core, replace(found, facts={**found.facts, MEADOW.id: facts})))
    assert cell(page, "task", MEADOW).startswith("Another file now")
    assert not page.is_complete
    assert page.first == (LIGHTHOUSE.id,)
    same = replace(facts, measured_sha256="5f" * 32)
    page = page_of_read(core, measured_again(core, replace(found, facts={**found.facts, MEADOW.id: same})))
    assert "19 of 24" in cell(page, "task", MEADOW)


def test_a_later_run_of_another_hides_no_results_of_the_trial(read: Read, store: Store) -> None:
    decision = tried(store, (MEADOW, CEDAR), PRIVATE, packs=())
    decision = msgspec.structs.replace(decision, kept=(MEADOW, CEDAR, LIGHTHOUSE))
    runs = EvalStore(store)
    stored = runs.set(decision.trial.eval_set)
    assert stored is not None
    shorter = replace(stored, document=replace(stored.document, cases=stored.document.cases[:-1]))
    found = [outcome_of(LIGHTHOUSE.id, number, "") for number in range(1, len(shorter.document.cases) + 1)]
    runs.end_run(add_run(store, shorter, models_of((LIGHTHOUSE,)), found).id, "done")
    _, page = read(decision)
    assert "19 of 24" in cell(page, "task", MEADOW)
    assert cell(page, "task", LIGHTHOUSE) == "Not tried yet"
    assert LIGHTHOUSE.id not in page.first
    alike = [outcome_of(LIGHTHOUSE.id, number, "") for number in range(1, len(stored.document.cases) + 1)]
    runs.end_run(add_run(store, stored, models_of((LIGHTHOUSE,)), alike).id, "done")
    _, page = read(decision)
    assert "24 of 24" in cell(page, "task", LIGHTHOUSE)
    assert "of an earlier run, asked in the same way" in cell(page, "task", LIGHTHOUSE)


def test_who_was_asked_nothing_does_not_win_where_packs_alone_were_tried(read: Read, store: Store) -> None:
    packs = ("pack:leaks", "pack:knows")
    runs = add_packs(store, (CEDAR, LIGHTHOUSE), packs)
    _, page = read(Decision(PRIVATE, (LIGHTHOUSE, MEADOW), trial_of(runs, packs)))
    assert page.first == (LIGHTHOUSE.id,)
    assert pill(page, MEADOW) == "not tried yet"


def test_answers_that_are_missing_help_nobody(read: Read, store: Store) -> None:
    stored = EvalStore(store).add_set(LETTERS, clinic_letters())
    found = [timed(outcome_of(LIGHTHOUSE.id, n, "wrong" if n > 12 else ""), 3) for n in range(1, 25)]
    found += [broken(MEADOW.id, f"case{n}") for n in range(1, 23)]
    found += [timed(outcome_of(MEADOW.id, n, ""), 3) for n in (23, 24)]
    run = add_run(store, stored, models_of((LIGHTHOUSE, MEADOW)), found)
    EvalStore(store).end_run(run.id, "done")
    trial = trial_of((run,), tests=set_of(run))
    _, page = read(Decision(PRIVATE, (LIGHTHOUSE, MEADOW), trial))
    assert page.first == (LIGHTHOUSE.id,)
    _, page = read(Decision(PRIVATE, (MEADOW,), trial))
    assert "22 tests got no answer, which counts as not passed." in lines(page)
    reason = next(line for line in page.reasons if "2 of 2" in line.text)
    assert reason.mark == "partial"


def test_answers_written_together_tell_no_speed_of_one_alone(core: Core, read: Read, store: Store) -> None:
    stored = EvalStore(store).add_set(LETTERS, clinic_letters())
    found = [timed(outcome_of(MEADOW.id, n, ""), 9) for n in range(1, 25)]  # below 5 tokens a second
    models = [replace(one, at_once=16) for one in models_of((MEADOW,))]
    run = add_run(store, stored, models, found)
    EvalStore(store).end_run(run.id, "done")
    result, _ = read(Decision(READ_ALONG, (MEADOW,), trial_of((run,), tests=set_of(run))))

    def with_fit(fit: Fit | None) -> DecisionPage:
        facts = {MEADOW.id: replace(result.facts[MEADOW.id], fit=fit)}
        return page_of_read(core, measured_again(core, replace(result, facts=facts)))

    page = with_fit(None)
    assert page.first == (MEADOW.id,), "to be slow together is not to be slow"
    assert "How fast it answers here is not known." in lines(page)
    assert "at least" in cell(page, "runs", MEADOW)
    row = page.row("runs")
    assert row is not None
    assert "written several at a time" in row.cells[0].sources[0].text
    fit = result.facts[MEADOW.id].fit
    assert fit is not None
    page = with_fit(replace(fit, speed=13.5, measured_on="2026-11-30"))
    assert "14 tokens/s" in cell(page, "runs", MEADOW)
    assert "not known" not in lines(page)
    page = with_fit(replace(fit, speed=2.0, measured_on="2026-11-30"))
    assert "at least" in cell(page, "runs", MEADOW), "it was slowed down when it was alone"


def test_the_pill_of_one_of_which_a_must_is_not_known_says_so(core: Core, read: Read) -> None:
    result, _ = read(Decision(READ_ALONG, (MEADOW, LIGHTHOUSE)))
    fit = result.facts[MEADOW.id].fit
    assert fit is not None
    facts = {
        MEADOW.id: replace(result.facts[MEADOW.id], fit=replace(fit, speed=20.0, measured_on="2026-11-30")),
        LIGHTHOUSE.id: replace(result.facts[LIGHTHOUSE.id], fit=None),
    }
    page = page_of_read(core, replace(result, facts=facts))
    assert pill(page, LIGHTHOUSE) == "not known to run"
    facts[LIGHTHOUSE.id] = replace(facts[LIGHTHOUSE.id], fit=replace(fit, speed=0.0))
    assert pill(page_of_read(core, replace(result, facts=facts)), LIGHTHOUSE) == "speed not known"


def test_what_the_hub_offers_now_beside_the_file_that_is_here_is_told(
    core: Core, read: Read, store: Store
) -> None:
    decision = tried(store, (MEADOW,), PRIVATE, packs=())
    found, _ = read(decision)

    def at(decision: Decision, **now: str) -> tuple[DecisionRead, DecisionPage]:
        offered = RepoNow("1" * 40, "5f" * 32, license="MIT", own_license="MIT")
        facts = replace(found.facts[MEADOW.id], sha256="5f" * 32, now=replace(offered, **now))
        known = replace(found, decision=decision, facts={MEADOW.id: facts})
        return known, page_of_read(core, known)

    known, page = at(decision)
    kept = msgspec.structs.replace(decision, then=then_of(page, known))

    def changes(**now: str) -> str:
        return "\n".join(at(kept, **now)[1].changes)

    assert not changes()
    assert "its page on the Hub has changed, its file has not." in changes(commit="2" * 40)
    assert "its file on the Hub is another one now." in changes(sha256="60" * 32)
    assert "its file is no longer on the Hub." in changes(sha256="")
    assert "on the Hub it now stands under CC BY-NC 4.0 (then: MIT)." in changes(license="CC BY-NC 4.0")
    _, page = at(kept, license="CC BY-NC 4.0")
    assert "On the Hub it now stands under CC BY-NC 4.0; your copy came under MIT." in lines(page)


def test_facts_are_compared_and_not_the_words_of_a_release(core: Core, read: Read, store: Store) -> None:
    decision = Decision(PRIVATE, (MEADOW,))
    found, page = read(decision)
    then = then_of(page, found)
    (model,) = then.models

    def changed(template: str, evidence: Callable[[str], str]) -> bool:
        facts = tuple(
            FactThen(one.key, wording_of(Words(template)), evidence(one.evidence))
            if one.key == "undisclosed" else one for one in model.facts
        )  # fmt: skip
        before = msgspec.structs.replace(then, models=(msgspec.structs.replace(model, facts=facts),))
        known = replace(found, decision=msgspec.structs.replace(decision, then=before))
        row = page_of_read(core, known).row("undisclosed")
        return row is not None and bool(row.cells[0].changed)

    assert not changed("Told in other words", lambda evidence: evidence)
    last = silences(found.facts[MEADOW.id])[0][-1].dimension  # too many to be named in the cell
    assert changed("Told", lambda evidence: evidence.replace(f"{last}=not_disclosed", f"{last}=open"))
    assert not changed("Told", lambda evidence: evidence.replace("of=repo", "of=file")), "a file says more"
