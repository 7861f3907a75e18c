"""Sets of tests in the database: each test a row, written alone, in any order, by more than one hand."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.base.store import BIN_DAYS, MEMORY, Store
from explorer.domain.words import Words, wording_of
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.items import Judged, Outcome, Reply
from explorer.evaluate.store import EvalStore, RunModel, RunTerms


@pytest.fixture
def kept(store: Store) -> EvalStore:
    return EvalStore(store)


def cases(*keys: str) -> tuple[EvalCase, ...]:
    return tuple(EvalCase(key, key.upper(), (EvalTurn("user", f"What is {key}?"),)) for key in keys)


def keys(kept: EvalStore, number: int) -> list[str]:
    stored = kept.set(number)
    assert stored is not None
    return [case.key for case in stored.document.cases]


def test_a_set_comes_back_as_it_was_kept(kept: EvalStore) -> None:
    document = EvalSet(cases=cases(*"abc"), system="Be short.", judge="a/b.gguf")
    added = kept.add_set("Letters", document)
    assert kept.set(added.id) == added
    assert [(one.title, one.count) for one in kept.listed()] == [("Letters", 3)]


def test_one_changed_test_is_written_alone(kept: EvalStore, store: Store) -> None:
    document = EvalSet(cases=cases(*(f"k{n}" for n in range(1000))))
    number = kept.add_set("Large", document).id
    before = store.read("SELECT id, position, record FROM eval_cases ORDER BY id")
    changed = replace(document.cases[500], title="Other")
    after = replace(document, cases=(*document.cases[:500], changed, *document.cases[501:]))
    kept.change_set(number, "Large", after, document)
    rows = store.read("SELECT id, position, record FROM eval_cases ORDER BY id")
    assert [old == new for old, new in zip(before, rows, strict=True)].count(False) == 1
    stored = kept.set(number)
    assert stored is not None
    assert stored.document == after


def test_a_test_that_comes_between_moves_no_other(kept: EvalStore, store: Store) -> None:
    document = EvalSet(cases=cases(*"abcdefgh"))
    number = kept.add_set("Letters", document).id
    places = {row["key"]: row["position"] for row in store.read("SELECT key, position FROM eval_cases")}
    order = "abncdefgh"
    kept.change_set(number, "Letters", replace(document, cases=cases(*order)), document)
    now = {row["key"]: row["position"] for row in store.read("SELECT key, position FROM eval_cases")}
    assert {key: now[key] for key in places} == places
    assert keys(kept, number) == [*order]


def test_what_another_hand_added_meanwhile_stays(kept: EvalStore) -> None:
    document = EvalSet(cases=cases(*"abc"))
    number = kept.add_set("Letters", document).id
    kept.change_set(number, "Letters", replace(document, cases=cases(*"abcx")))
    kept.change_set(number, "Letters", replace(document, cases=cases(*"ac")), document)
    assert keys(kept, number) == [*"acx"]


def test_a_damaged_test_is_left_out_and_outlives_a_change(kept: EvalStore, store: Store) -> None:
    told: list[str] = []
    store.tell = told.append
    number = kept.add_set("Letters", EvalSet(cases=cases(*"abc"))).id
    store.write("UPDATE eval_cases SET record = '{' WHERE key = 'b'")
    stored = kept.set(number)
    assert stored is not None
    assert keys(kept, number) == ["a", "c"]
    assert len(told) == 1
    kept.change_set(number, "Letters", replace(stored.document, cases=cases("a", "n")), stored.document)
    assert store.read("SELECT COUNT(*) AS n FROM eval_cases WHERE key = 'b'")[0]["n"] == 1
    assert keys(kept, number) == ["a", "n"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.permutations("abcdefg").map("".join), min_size=1, max_size=6), st.data())
def test_any_change_of_order_is_kept(orders: list[str], data: st.DataObject) -> None:
    with closing(Store(MEMORY)) as store:
        kept = EvalStore(store)
        document = EvalSet(cases=cases(*"abc"))
        number = kept.add_set("Letters", document).id
        for order in orders:
            wanted = order[: data.draw(st.integers(0, 7))]
            after = EvalSet(cases=cases(*wanted))
            kept.change_set(number, "Letters", after, document if data.draw(st.booleans()) else None)
            assert keys(kept, number) == [*wanted]
            document = after


def test_where_no_number_is_left_between_two_all_are_numbered_anew(kept: EvalStore, store: Store) -> None:
    document = EvalSet(cases=cases("a", "z"))
    number = kept.add_set("Letters", document).id
    for n in range(30):  # each time between the first and the one that came last
        after = replace(document, cases=(document.cases[0], *cases(f"n{n}"), *document.cases[1:]))
        kept.change_set(number, "Letters", after, document)
        document = after
    assert keys(kept, number) == [case.key for case in document.cases]
    assert len({row["position"] for row in store.read("SELECT position FROM eval_cases")}) == 32


def test_a_deleted_set_comes_back_and_is_gone_for_good_with_its_runs_later(
    kept: EvalStore, store: Store
) -> None:
    number = kept.add_set("Letters", EvalSet(cases=cases("secret"))).id
    run = kept.begin_run(f"set:{number}", "1", "Letters", RunTerms(), [RunModel("1", "m", "M")], 1)
    passed = Judged("pass", wording_of("pass"))
    kept.add_outcome(run.id, Outcome("1", "secret", Reply("secret"), passed, datetime.now(UTC)))
    kept.delete_set(number)
    assert kept.listed() == ()
    store.empty_bin()
    kept.restore_set(number)
    assert keys(kept, number) == ["secret"]
    long_ago = (datetime.now(UTC) - timedelta(days=BIN_DAYS + 1)).isoformat()
    store.write("UPDATE eval_sets SET deleted_at = ?", long_ago)
    store.empty_bin()
    assert store.has_remains
    for table in ("eval_sets", "eval_cases", "eval_runs", "eval_models", "eval_outcomes"):
        assert store.read(f"SELECT * FROM {table}") == []
    store.write_anew()
    assert not any(b"secret" in path.read_bytes() for path in Path(store.path).parent.glob("*.sqlite3*"))


def test_a_set_that_was_cut_off_while_it_was_written_is_not_listed(kept: EvalStore, store: Store) -> None:
    number = kept.add_set("Letters", EvalSet(cases=cases("a"))).id
    store.write("UPDATE eval_sets SET deleted_at = '~' || changed_at WHERE id = ?", number)
    assert kept.listed() == ()
    store.empty_bin()
    assert kept.listed() == ()


def test_runs_that_ended_are_not_offered_and_a_stopped_one_gives_way_to_a_later_one(kept: EvalStore) -> None:
    def begin(subject: str) -> int:
        return kept.begin_run(subject, "1", "T", RunTerms(), [RunModel("1", "m", "M")], 4).id

    first, second, third = begin("set:1"), begin("set:1"), begin("pack:a")
    kept.end_run(first, "stopped")
    kept.end_run(second, "done")
    assert [one.id for one in kept.unfinished()] == [third]
    kept.end_run(third, "stopped")
    assert [(one.id, one.was_stopped) for one in kept.unfinished()] == [(third, True)]
    kept.end_run(third, "dropped")
    assert kept.unfinished() == ()


@pytest.mark.parametrize(("check", "count"), [("contains", 0), ("llm-rubric", 1)])
def test_a_run_with_all_answers_is_offered_only_for_what_other_models_say(
    kept: EvalStore, check: str, count: int
) -> None:
    document = EvalSet(cases=(EvalCase("a", checks=(Check(check, "x"),)),))
    run = kept.begin_run("set:1", "1", "T", RunTerms(document), [RunModel("1", "m", "M")], 1)
    assert len(kept.unfinished()) == 1
    passed = Judged("pass", wording_of(Words("pass")))
    kept.add_outcome(run.id, Outcome("1", "a", Reply("x"), passed, datetime.now(UTC)))
    assert len(kept.unfinished()) == count


def test_runs_of_a_set_in_the_bin_are_not_offered_and_a_run_can_be_deleted(kept: EvalStore) -> None:
    stored = kept.add_set("Letters", EvalSet())
    run = kept.begin_run(f"set:{stored.id}", "1", "T", RunTerms(), [RunModel("1", "m", "M")], 4)
    kept.delete_set(stored.id)
    assert kept.unfinished() == ()
    kept.restore_set(stored.id)
    assert [one.id for one in kept.unfinished()] == [run.id]
    kept.delete_run(run.id)
    assert (kept.unfinished(), kept.runs(run.subject)) == ((), ())
    assert kept.last_runs() == {}
    assert [one.id for one in kept.binned_runs()] == [run.id]
    kept.restore_run(run.id)
    assert [one.id for one in kept.listed_runs(run.subject)] == [run.id]
    kept.delete_run(run.id)
    kept.empty_bin()
    kept.restore_run(run.id)
    assert (kept.runs(run.subject), kept.binned_runs()) == ((), ())
