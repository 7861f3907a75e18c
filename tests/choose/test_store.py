"""Decisions in the database: none is lost, and what is forgotten is gone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from explorer.base.store import Store
from explorer.choose.decision import Decision
from explorer.choose.need import Need, UseAt
from explorer.choose.store import DecisionStore
from explorer.domain.words import Words

LETTERS = Decision(Need(words="Clinic letters", used_at=UseAt.WORK))


def test_a_decision_is_there_after_a_restart(tmp_path: Path) -> None:
    first = Store(tmp_path / "a.sqlite3")
    number = DecisionStore(first).add("Letters", LETTERS).id
    first.close()
    second = Store(tmp_path / "a.sqlite3")
    kept = DecisionStore(second).decision(number)
    second.close()
    assert kept is not None
    assert (kept.title, kept.decision) == ("Letters", LETTERS)


def test_one_that_cannot_be_read_is_left_out_with_a_word_and_stays_as_it_is(tmp_path: Path) -> None:
    """Damaged, or written by a version that knows more answers."""
    told: list[Words] = []
    store = Store(tmp_path / "a.sqlite3", tell=told.append)
    decisions = DecisionStore(store)
    whole, cut, later = (decisions.add(title, LETTERS).id for title in ("Whole", "Cut", "Later"))
    store.write("UPDATE decisions SET record = '{\"need\":{' WHERE id = ?", cut)
    newer = '{"need":{"used_at":"in space"}}'
    store.write("UPDATE decisions SET record = ? WHERE id = ?", newer, later)
    assert [one.id for one in decisions.listed()] == [whole]
    assert decisions.decision(cut) is None
    assert len(told) == 2
    assert store.read("SELECT record FROM decisions WHERE id = ?", later)[0]["record"] == newer
    store.close()


def test_the_bin_keeps_what_was_deleted_lately_and_loses_what_is_old(store: Store) -> None:
    decisions = DecisionStore(store)
    old, fresh, kept = (decisions.add(title, LETTERS).id for title in ("Old", "Fresh", "Kept"))
    for number in (old, fresh):
        decisions.delete(number)
    store.write("UPDATE decisions SET deleted_at = '2020-01-01T00:00:00+00:00' WHERE id = ?", old)
    store.empty_bin()
    assert [one.id for one in decisions.binned()] == [fresh]
    assert [one.id for one in decisions.listed()] == [kept]
    assert store.has_remains


def test_emptying_the_bin_leaves_no_byte(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.sqlite3")
    decisions = DecisionStore(store)
    decisions.delete(decisions.add("Letters", Decision(Need(words="a secret remedy"))).id)
    decisions.empty_bin()
    assert store.write_anew()
    store.close()
    assert b"a secret remedy" not in (tmp_path / "a.sqlite3").read_bytes()


def test_nothing_is_lost_where_two_programs_change_one_at_once(tmp_path: Path) -> None:
    """`omx choose` beside the window."""
    stores = tuple(Store(tmp_path / "a.sqlite3") for _ in range(2))
    number = DecisionStore(stores[0]).add("Letters", LETTERS).id

    def count(store: Store) -> None:
        for _ in range(50):
            DecisionStore(store).update(number, _with_one_more)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, stores * 2))
    kept = DecisionStore(stores[0]).decision(number)
    for store in stores:
        store.close()
    assert kept is not None
    assert len(kept.decision.trial.runs) == 200


def _with_one_more(now: Decision) -> Decision:
    runs = (*now.trial.runs, len(now.trial.runs))
    return msgspec.structs.replace(now, trial=msgspec.structs.replace(now.trial, runs=runs))
