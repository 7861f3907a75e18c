"""What was measured of a file here: the latest of each set and pack, with its conditions."""

import pytest

from explorer.base.store import Store
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.measured_here import measured_here
from explorer.evaluate.packs.misconceptions import Misconceptions
from explorer.evaluate.store import EvalStore, StoredSet
from tests.evaluate.packs.replies import NO_PROBABILITIES
from tests.evaluate.results.making import add_clinic_run, add_pack_run, add_run, failed, passed, run_model
from tests.evaluate.room.making import LETTERS, clinic_letters, plain_set

FILE = "Qwen3 4B.gguf"


@pytest.fixture
def letters(store: Store) -> StoredSet:
    return EvalStore(store).add_set(LETTERS, clinic_letters())


def test_a_rate_is_told_with_its_interval_and_its_conditions(store: Store, letters: StoredSet) -> None:
    add_clinic_run(store, letters)
    (told,) = measured_here(store, FILE)
    assert (told.title, told.words) == (LETTERS, "Passed 19 of 24 (plausible 60–91 %)")
    assert told.conditions == "temperature 0, seed 1, at most 512 tokens · llama.cpp b9123, 4 threads"
    assert told.caveat == "One wording each, quantized files, matched by rule."


def test_the_latest_run_that_came_to_its_end_counts(store: Store, letters: StoredSet) -> None:
    add_clinic_run(store, letters)
    models = [run_model("Qwen3 4B")]
    again = add_run(
        store, letters, models, [failed("Qwen3 4B", f"case{n}", "not JSON") for n in range(1, 25)]
    )
    assert measured_here(store, FILE)[0].words == "Passed 19 of 24 (plausible 60–91 %)"
    EvalStore(store).end_run(again.id, "done")
    assert measured_here(store, FILE)[0].words == "Passed 0 of 24 (plausible below 14 %)"


def test_nothing_is_told_of_a_run_or_a_set_in_the_bin(store: Store, letters: StoredSet) -> None:
    kept, run = EvalStore(store), add_clinic_run(store, letters)
    kept.delete_set(letters.id)
    assert (measured_here(store, FILE), kept.usual_answer(run.subject)) == ((), 0.0)
    kept.restore_set(letters.id)
    assert measured_here(store, FILE)
    assert kept.usual_answer(run.subject)
    kept.delete_run(run.id)
    assert (measured_here(store, FILE), kept.usual_answer(run.subject)) == ((), 0.0)


def test_of_few_tests_only_the_count_is_told(store: Store) -> None:
    few = EvalStore(store).add_set(LETTERS, plain_set(3))
    run = add_run(store, few, [run_model("Qwen3 4B")], [passed("Qwen3 4B", f"case{n}") for n in (1, 2, 3)])
    EvalStore(store).end_run(run.id, "done")
    assert measured_here(store, FILE)[0].words == "Passed 3 of 3: too few for a rate"


def test_a_pack_says_what_it_may_say(store: Store) -> None:
    add_pack_run(store, Misconceptions(), {"Qwen3 4B": lambda _item: NO_PROBABILITIES})
    (told,) = measured_here(store, FILE)
    assert not told.is_telling
    assert told.words == "Not measurable: this provider gives no probabilities"
    assert told.conditions.startswith("most likely tokens, seed 1, all items")


def test_nothing_is_told_of_other_files_or_of_sets_that_judge_nothing(store: Store) -> None:
    empty = EvalStore(store).add_set(LETTERS, EvalSet())
    run = add_run(store, empty, [run_model("Qwen3 4B")], [])
    EvalStore(store).end_run(run.id, "done")
    assert measured_here(store, FILE) == measured_here(store, "other.gguf") == ()


def test_earlier_values_are_told_and_another_version_is_another_measurement(
    store: Store, letters: StoredSet
) -> None:
    models = [run_model("Qwen3 4B")]
    other = add_run(store, letters, models, [passed("Qwen3 4B", "case1")], "another version")
    first = add_run(store, letters, models, [failed("Qwen3 4B", "case1", "not JSON")])
    for run in (other, first):
        EvalStore(store).end_run(run.id, "done")
    add_clinic_run(store, letters)
    (told,) = measured_here(store, FILE)
    assert told.words == "Passed 19 of 24 (plausible 60–91 %)"
    assert [one.words for one in told.earlier] == ["Passed 0 of 1: too few for a rate", ""]
