"""What the page must not say: of the app’s own tests, of half a run, of what nobody knows."""

from dataclasses import replace

import msgspec

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.choose.deciding.decision_page import page_of_read
from explorer.choose.deciding.page import DecisionPage
from explorer.choose.deciding.since import then_of
from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.need import Need, Privacy, UseAt
from explorer.choose.uses.starting_sets import is_starting, starting_set
from explorer.evaluate.eval_set import EvalTurn
from explorer.evaluate.store import EvalRun, EvalStore
from explorer.services import Core
from tests.choose.deciding.conftest import Read
from tests.choose.deciding.deciding_data import (
    CEDAR,
    CLINIC,
    FERN,
    LIGHTHOUSE,
    MEADOW,
    PROVIDER,
    add_packs,
    add_tests,
    models_of,
    tried,
)
from tests.evaluate.results.making import add_run, outcome_of

PRIVATE = Need(used_at=UseAt.PRIVATE, privacy=Privacy.HERE)


def said(page: DecisionPage) -> str:
    return "\n".join((page.headline, *(line.text for line in (*page.reasons, *page.against))))


def trial_of(*runs: EvalRun, packs: tuple[str, ...] = ()) -> Trial:
    sets = [int(one.subject.removeprefix("set:")) for one in runs if one.subject.startswith("set:")]
    number = sets[0] if sets else 0
    numbers = tuple(one.id for one in runs)
    return Trial(
        number, packs, is_quick=False, begun_at="2026-11-29T20:00:00+00:00", runs=numbers,
        is_stopped=True, is_without_set=not sets,
    )  # fmt: skip


def test_tests_that_came_with_the_app_are_not_called_the_person_s(read: Read, store: Store) -> None:
    document = starting_set(())
    stored = EvalStore(store).add_set("Starting set", document)
    found = [outcome_of(MEADOW.id, number, "") for number in range(1, 3)]
    run = add_run(store, stored, models_of((MEADOW,)), found)
    EvalStore(store).end_run(run.id, "done")
    _, page = read(Decision(PRIVATE, (MEADOW,), trial_of(run)))
    row = page.row("task")
    assert row is not None
    assert row.title == "Did it do tasks like mine?"
    assert "your tests" not in said(page)
    assert "of yours" not in page.foot


def test_a_starting_set_whose_tests_were_changed_is_the_person_s() -> None:
    document = starting_set(())
    first, *others = document.cases
    assert is_starting(document)
    own = replace(first, turns=(EvalTurn("user", "Mine"),))
    assert not is_starting(replace(document, cases=(own, *others)))


def test_who_comes_first_is_told_with_its_many_failures(read: Read, store: Store) -> None:
    _, page = read(tried(store))
    assert "Makes up facts: 38 of 60." in said(page)
    assert "8 of 21 questions about it are answered by nobody." in said(page)


def test_who_was_not_asked_a_pack_is_behind_but_not_worse(read: Read, store: Store) -> None:
    packs = add_packs(store, (FERN, MEADOW), ("pack:knows",))
    tests = add_tests(store, (FERN, MEADOW, LIGHTHOUSE))
    trial = trial_of(tests, *packs, packs=("pack:knows",))
    _, page = read(Decision(PRIVATE, (FERN, MEADOW, LIGHTHOUSE), trial))
    assert "how Lighthouse 3B Chat would fail is not known." in said(page)
    assert "failed less" not in said(page)
    assert page.columns[2].pill != "fails more"


def test_half_a_run_says_nothing_and_is_not_complete(read: Read, store: Store) -> None:
    run = add_tests(store, (MEADOW, CEDAR), is_done=False)
    EvalStore(store).end_run(run.id, "stopped")
    _, page = read(Decision(PRIVATE, (MEADOW, CEDAR), trial_of(run)))
    assert "cannot tell it from" not in said(page)
    assert not page.is_complete
    row = page.row("task")
    assert row is not None
    assert row.cells[1].words.startswith("Stopped before its end")


def test_a_later_run_of_another_version_does_not_hide_the_trial(read: Read, store: Store) -> None:
    decision = tried(store, (MEADOW, CEDAR), PRIVATE, packs=())
    runs = EvalStore(store)
    stored = runs.set(decision.trial.eval_set)
    assert stored is not None
    shorter = replace(stored.document, cases=stored.document.cases[:-1])
    runs.change_set(stored.id, stored.title, shorter)
    again = runs.set(stored.id)
    assert again is not None
    run = add_run(store, again, models_of((LIGHTHOUSE,)), [outcome_of(LIGHTHOUSE.id, 1, "")])
    runs.end_run(run.id, "done")
    _, page = read(msgspec.structs.replace(decision, kept=(MEADOW, CEDAR, LIGHTHOUSE)))
    assert "it passed 19 of 24 of your tests" in said(page)


def test_what_could_not_be_looked_up_is_no_change(read: Read, settings: SettingsFile) -> None:
    decision = Decision(PRIVATE, (MEADOW, FERN))
    settings.change(offline=True)
    found, page = read(decision)
    kept = msgspec.structs.replace(decision, then=then_of(page, found))
    settings.change(offline=False)
    _, now = read(kept)
    assert not [line for line in now.changes if "told otherwise" in line]
    assert all(not cell.changed for row in now.rows for cell in row.cells)


def test_another_license_on_the_hub_is_told_of_a_file_that_is_here(read: Read, core: Core) -> None:
    found, page = read(Decision(PRIVATE, (MEADOW,)))
    repo = core.hub.open(MEADOW.repo)
    then = msgspec.structs.replace(
        found.decision, then=then_of(page, replace(found, heads={MEADOW.id: repo}))
    )
    changed = replace(repo, commit="0" * 40, row=replace(repo.row, license="cc-by-nc-4.0"))
    now = page_of_read(core, replace(found, decision=then, heads={MEADOW.id: changed}))
    told = "Meadow 1.7B Instruct: its license on the Hub is cc-by-nc-4.0 now. Your file came with apache-2.0."
    assert told in now.changes


def test_nothing_is_said_to_have_gone_before_it_went(read: Read, store: Store) -> None:
    candidates: tuple[KeptCandidate, ...] = (MEADOW, CEDAR, LIGHTHOUSE, PROVIDER)
    _, page = read(tried(store, candidates, CLINIC, is_done=False, packs=()))
    assert page.went.endswith("nothing was sent there yet.")
    assert "cannot tell it from Cedar 4B" in said(page)
    assert "Lighthouse 3B Chat did not" in said(page)
