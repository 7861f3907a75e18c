"""The page that decides, of candidates of the hub and a server, as it stands and as it changes."""

from dataclasses import replace

import msgspec
import pytest

from explorer.base.store import Store
from explorer.choose.deciding.measured import PACK_RATES
from explorer.choose.deciding.page import DecisionPage, RowKey
from explorer.choose.deciding.since import then_of
from explorer.choose.deciding.what_if import needed_tests
from explorer.choose.decision import Decision, EnteredTerms, KeptCandidate
from explorer.choose.need import Privacy, UseAt
from explorer.domain.model import Whereabouts
from explorer.domain.words import Words
from explorer.evaluate.comparison import LEVEL, ComparedPair
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.statistics import mcnemar
from explorer.evaluate.store import EvalStore
from explorer.services import Core
from tests.choose.deciding.conftest import Read
from tests.choose.deciding.deciding_data import (
    CEDAR,
    CLINIC,
    FOUR,
    LIGHTHOUSE,
    LONG,
    MEADOW,
    PROVIDER,
    UNTAGGED,
    add_board,
    add_packs,
    add_tests,
    tried,
)
from tests.hub.boards import board_row, write_board
from tests.hub.server import TestHub


def cell(page: DecisionPage, row: RowKey, candidate: KeptCandidate) -> str:
    found = page.row(row)
    assert found is not None, f"no row {row}"
    number = [column.id for column in page.columns].index(candidate.id)
    return str(found.cells[number].words)


def said(page: DecisionPage) -> str:
    return "\n".join((page.headline, *(line.text for line in (*page.reasons, *page.against))))


def test_a_decision_of_four_says_who_is_first_and_why(read: Read, store: Store) -> None:
    _, page = read(tried(store))
    assert page.headline == "By your answers: Meadow 1.7B Instruct, because"
    reasons = [line.text for line in page.reasons]
    assert reasons[0] == "its license allows use at work without conditions,"
    assert "it passed 19 of 24 of your tests (60–91 %)." in reasons
    assert "24 tests cannot tell it from Lighthouse 3B Chat, Cedar 4B: these may be as good." in said(page)
    assert page.is_complete
    assert "llm.lab.example" in page.went


def test_each_cell_says_what_is_known_and_each_has_a_source(read: Read, store: Store) -> None:
    _, page = read(tried(store))
    assert cell(page, "use", MEADOW).startswith("Yes; license: apache-2.0")
    assert cell(page, "use", LIGHTHOUSE).startswith("With conditions")
    assert cell(page, "runs", PROVIDER).startswith("No, on its server")
    assert cell(page, "task", CEDAR).startswith("17 of 24 51–85 %")
    assert "Makes up facts 38 of 60" in cell(page, "fails", MEADOW)
    assert cell(page, "maker", PROVIDER) == "26 of 100 disclosed; Alibaba as a company, December 2025"
    assert "$0.10 for a million tokens read" in cell(page, "terms", PROVIDER)
    for key in ("use", "task", "fails", "undisclosed"):
        row = page.row(key)
        assert row is not None
        assert all(one.sources for one in row.cells), key
    row = page.row("use")
    assert row is not None
    quote = row.cells[0].sources[0]
    assert (quote.quote, quote.places[0]) == ("license: apache-2.0", "card, line 2")


def test_the_row_says_that_tests_tell_none_apart(read: Read, store: Store) -> None:
    _, page = read(tried(store))
    row = page.row("task")
    assert row is not None
    assert (row.note, row.mark) == ("cannot tell apart", "cannot tell")


def test_leaderboards_stand_with_who_vouches_and_of_which_model(read: Read, store: Store) -> None:
    _, page = read(Decision(CLINIC, (MEADOW, LIGHTHOUSE, UNTAGGED)))
    assert page.row("boards") is None
    add_board(store)
    _, page = read(Decision(CLINIC, (MEADOW, LIGHTHOUSE, UNTAGGED)))
    told = cell(page, "boards", MEADOW)
    assert told.startswith("IFEval: 61.2; archive: instructions.csv")
    assert "the original model" in told
    assert "GSM8K: 48.9" in told
    assert cell(page, "boards", UNTAGGED) == "No result was found"
    row = page.row("boards")
    assert row is not None
    source = row.cells[0].sources[0]
    assert source.address == "https://boards.example/instructions"


def test_every_leaderboard_that_was_read_counts_whoever_asked_for_it(
    core: Core, read: Read, test_hub: TestHub
) -> None:
    """Also one that the app knows nothing of, read with models that name a base."""
    write_board(test_hub.repos.root, "lab/letters", [board_row(MEADOW.repo, 77.5, 3, derived=True)])
    core.hub.boards.leaderboard("lab/letters", only_bases=False)
    _, page = read(Decision(CLINIC, (MEADOW, LIGHTHOUSE)))
    assert "77.5" in cell(page, "boards", MEADOW)
    assert cell(page, "boards", LIGHTHOUSE) == "No result was found"


def test_every_rate_of_every_pack_has_a_name_and_says_what_more_of_it_means(store: Store) -> None:
    runs = EvalStore(store)
    for run in add_packs(store, (MEADOW, CEDAR)):
        for line in RunResults(runs, run).read().lines:
            for rate in line.result.rates:
                assert rate.name.template in PACK_RATES


def test_how_many_tests_would_tell_two_apart_is_the_fewest_that_the_exact_test_takes() -> None:
    sums = ((1, 1),) * 6 + ((-1, 1),) * 2 + ((0, 1),) * 16
    pair = ComparedPair(0, 1, 24, 6, 2, sums, 0.9, Words(""))
    needed = needed_tests(pair, pairs=1)
    assert needed % 10 == 0
    assert mcnemar(round(6 * needed / 24), round(2 * needed / 24)) < LEVEL
    fewer = needed - 10
    assert mcnemar(round(6 * fewer / 24), round(2 * fewer / 24)) >= LEVEL
    assert needed_tests(pair, pairs=6) > needed, "more comparisons need more tests"
    assert not needed_tests(replace(pair, only_first=2), pairs=1), "no gap, no number"
    assert not needed_tests(replace(pair, sums=((4, 24),)), pairs=1), (
        "tests of one template are no more tests"
    )


def test_before_anything_is_tried_the_page_says_what_is_known_already(read: Read) -> None:
    _, page = read(Decision(CLINIC, FOUR))
    assert page.headline.startswith("Nothing is tried yet. Until then: Meadow")
    assert "It was not tried on your task yet." in said(page)
    assert page.row("task") is None
    assert not page.is_complete
    assert "Nothing was tried yet" in page.foot


def test_foretold_speeds_say_so(read: Read) -> None:
    _, page = read(Decision(CLINIC, (MEADOW,)))
    assert "how fast is not known yet" in cell(page, "runs", MEADOW)


def test_nobody_meets_the_need(read: Read) -> None:
    need = msgspec.structs.replace(CLINIC, used_at=UseAt.PRODUCT)
    _, page = read(Decision(need, (LONG, UNTAGGED, PROVIDER)))
    assert page.headline == "Not decided: it is not clear that you may use any of those left"
    assert page.reasons[0].text.startswith("Nearest: Untagged model")
    assert "its license forbids use in a product" in said(page)
    _, page = read(Decision(need, (LONG, PROVIDER)))
    assert page.headline == "None of them meets what you asked for"


def test_what_would_change_it_is_asked_of_the_same_rules(read: Read) -> None:
    _, page = read(Decision(CLINIC, (LONG, PROVIDER)))
    assert any(line.startswith("If you used it only privately, An Exceptionally") for line in page.what_if)
    _, page = read(Decision(msgspec.structs.replace(CLINIC, privacy=Privacy.SERVER), (MEADOW, CEDAR)))
    assert "If the license of Cedar 4B turned out to allow it" not in "\n".join(page.what_if) or page.what_if


def test_who_sends_prompts_away_is_marked_and_out(read: Read, store: Store) -> None:
    _, page = read(tried(store))
    column = page.columns[3]
    assert column.where is Whereabouts.AWAY
    assert column.goes == "Prompts and answers go to llm.lab.example."
    assert "Qwen3 32B" in next(rule.did for rule in page.rules if rule.did.startswith("Set back"))


def test_while_a_trial_goes_on_cells_say_so(read: Read, store: Store) -> None:
    decision = tried(store, is_done=False, packs=())
    trial = msgspec.structs.replace(decision.trial, packs=("pack:refusals",))
    _, page = read(msgspec.structs.replace(decision, trial=trial))
    assert page.is_measuring
    assert not page.is_complete
    assert cell(page, "task", LIGHTHOUSE) == "Being measured; 12 of 24 asked"
    assert cell(page, "fails", MEADOW) == "Waiting to be measured"
    assert page.headline.startswith("By your answers, so far:")


def test_entered_terms_stand_with_their_day_and_grow_old(read: Read) -> None:
    terms = EnteredTerms(
        "Letters are kept for 30 days.", 32_768, "https://llm.lab.example/terms", "2026-02-01"
    )
    _, page = read(Decision(CLINIC, (MEADOW, PROVIDER), entered={PROVIDER.id: terms}))
    row = page.row("terms")
    assert row is not None
    own = row.cells[1]
    assert own.can_enter
    assert not row.cells[0].can_enter
    assert own.lines[0].text == "Letters are kept for 30 days."
    assert own.lines[0].is_old
    assert own.sources[0].address == "https://llm.lab.example/terms"
    assert "Letters are kept" in cell(page, "use", PROVIDER)


def test_a_page_that_was_kept_says_nothing_until_something_changes(read: Read, store: Store) -> None:
    decision = tried(store)
    found, page = read(decision)
    kept = msgspec.structs.replace(decision, then=then_of(page, found))
    stored = msgspec.json.decode(msgspec.json.encode(kept), type=Decision)
    _, again = read(stored)
    assert not again.changes
    assert again.decided_on


def test_what_changed_since_is_told_cell_by_cell_and_in_a_list(read: Read, store: Store) -> None:
    decision = tried(store, (MEADOW, LIGHTHOUSE))
    found, page = read(decision)
    then = then_of(page, found)
    first, other = then.models
    facts = tuple(
        msgspec.structs.replace(fact, evidence="license: mit") if fact.key == "use" else fact
        for fact in first.facts
    )
    gone = msgspec.structs.replace(other, id=CEDAR.id)
    models = (msgspec.structs.replace(first, facts=facts, commit="0" * 40), gone)
    changed = msgspec.structs.replace(decision, then=msgspec.structs.replace(then, models=models))
    add_tests(store, (MEADOW,))
    _, now = read(changed)
    told = "\n".join(now.changes)
    assert "Meadow 1.7B Instruct: what you may do with it is told otherwise" in told
    assert "its files on the Hub have changed" in told
    assert "Lighthouse 3B Chat came after that" in told
    assert "Cedar 4B is no candidate any more" in told
    row = now.row("use")
    assert row is not None
    assert row.cells[0].changed
    assert not row.cells[1].changed


def test_those_that_are_alike_by_every_rule_are_all_named(read: Read) -> None:
    twin = msgspec.structs.replace(MEADOW, id="hub:twin", title="Meadow twin", reference="")
    _, page = read(Decision(CLINIC, (MEADOW, twin)))
    assert page.headline.endswith("cannot tell apart: Meadow 1.7B Instruct, Meadow twin")
    assert [line.text for line in page.reasons] == [
        "Meadow 1.7B Instruct: use at work allowed; 1.1 GB.", "Meadow twin: use at work allowed; 1.1 GB.",
    ]  # fmt: skip
    assert [str(column.pill) for column in page.columns] == ["alike by the rules"] * 2


def test_a_decision_without_candidates_has_a_page(read: Read) -> None:
    _, page = read(Decision(CLINIC))
    assert page.headline == "No candidate is chosen"
    assert not page.rows or all(not row.cells for row in page.rows)


@pytest.mark.parametrize("number", [1, 2, 6])
def test_any_number_of_candidates_stands_beside_each_other(read: Read, store: Store, number: int) -> None:
    candidates = (MEADOW, CEDAR, LIGHTHOUSE, LONG, UNTAGGED, PROVIDER)[:number]
    _, page = read(tried(store, candidates))
    assert len(page.columns) == number
    assert all(len(row.cells) == number for row in page.rows)
