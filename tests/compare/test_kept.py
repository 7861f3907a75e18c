"""What is kept of comparisons."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from explorer.base.store import Store
from explorer.domain.errors import KnownError, OutOfMemoryError, record_of
from explorer.rooms.compare.document.answer_store import read_comparison_record
from explorer.rooms.compare.document.comparison_list import TITLE, all_comparisons
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import changed_column
from explorer.rooms.compare.document.results import Failure, Result
from explorer.rooms.compare.document.votes import Ballot, Vote, VoteVerdict
from explorer.rooms.compare.run.plan import PlanStep
from tests.compare.making import fill, result, whole_of


def add(kept: Comparisons, answer: Result) -> Result:
    kept.answers.add(kept.current.id, answer)
    return answer


def outcomes(kept: Comparisons) -> tuple[object, ...]:
    return kept.answers.outcomes(kept.current.id)


def vote(prompt: str = "p1") -> Vote:
    return Vote(Ballot(prompt, "", "a", "b"), VoteVerdict.TIE, datetime.now(UTC), 7)


def failure(column: str = "a", run: int = 0) -> Failure:
    error = OutOfMemoryError("Too large.", "Choose another file.")
    return Failure(column, "p1", "", record_of(error), datetime.now(UTC), run)


def test_a_first_start_opens_an_empty_comparison(store: Store) -> None:
    current = Comparisons(store).current
    assert (current.title, current.document.references, current.document.prompts) == (TITLE, (), ())


def test_title_columns_prompts_answers_and_votes_are_there_after_a_restart(store: Store) -> None:
    kept = Comparisons(store)
    kept.rename("  Help \n desk ")
    fill(kept, ["a/b/c.gguf", "maker/repo"], ["Hi"])
    kept.change(changed_column(kept.current.document, "maker/repo", system="Be short.", label="Short"))
    answer, failed, voted = add(kept, result("a/b/c.gguf")), failure("maker/repo"), vote()
    kept.answers.add(kept.current.id, failed)
    kept.answers.add_vote(kept.current.id, voted)

    again = Comparisons(store)
    assert again.current == kept.current
    assert again.current.title == "Help desk"
    assert outcomes(again) == (answer, failed)
    assert again.answers.votes(again.current.id) == (voted,)
    kept_failure = outcomes(again)[1]
    assert isinstance(kept_failure, Failure)
    assert isinstance(kept_failure.error, OutOfMemoryError)


def test_an_empty_title_becomes_the_default_one(store: Store) -> None:
    kept = Comparisons(store)
    kept.rename("   ")
    assert kept.current.title == TITLE


def test_a_new_comparison_takes_up_an_empty_one(store: Store) -> None:
    kept = Comparisons(store)
    first = kept.current.id
    fill(kept, ["x/y"])
    second = kept.start_new().id
    assert second != first
    assert kept.start_new().id == second
    assert [other.id for other in kept.others()] == [first]


def test_the_comparison_that_was_open_opens_again(store: Store) -> None:
    kept = Comparisons(store)
    first = kept.current.id
    fill(kept, ["x/y"])
    kept.start_new()
    fill(kept, ["x/z"])
    kept.open(first)
    assert Comparisons(store).current.id == first


def test_an_answer_written_by_another_version_is_left_out(store: Store) -> None:
    kept = Comparisons(store)
    add(kept, result("a"))
    store.write("UPDATE answers SET record = '{\"new\": 1}'")
    assert outcomes(kept) == ()


def test_a_deleted_comparison_can_come_back_with_all_that_belonged_to_it(store: Store) -> None:
    kept = Comparisons(store)
    kept.rename("Help desk")
    run = kept.answers.begin_run(
        kept.current.id, [PlanStep("a", "p1"), PlanStep("b", "p1")], is_parallel=False
    )
    answer = add(kept, replace(result("a"), run=run.id))
    voted = vote()
    kept.answers.add_vote(kept.current.id, voted)
    kept.keep_draft("next question")
    gone = kept.delete()
    assert (kept.current.title, outcomes(kept), kept.draft()) == (TITLE, (), "")
    number = kept.trash.restore(gone)
    assert kept.trash.restore(gone) == number  # asked for a second time
    kept.open(number)
    assert (kept.current.title, kept.draft()) == ("Help desk", "next question")
    interrupted = kept.answers.interrupted(number)
    assert interrupted is not None
    assert outcomes(kept) == (replace(answer, run=interrupted.id),)
    assert kept.answers.missing(interrupted) == (PlanStep("b", "p1"),)
    assert kept.answers.votes(number) == (voted,)


def test_after_a_deletion_the_one_changed_last_is_open(store: Store) -> None:
    kept = Comparisons(store)
    first = kept.current.id
    fill(kept, ["x/y"])
    kept.start_new()
    kept.rename("Second")
    kept.delete()
    assert kept.current.id == first


def test_a_duplicate_asks_the_same_and_has_no_answers_yet(store: Store) -> None:
    kept = Comparisons(store)
    document = fill(kept, ["a", "a"], ["Hi"])
    add(kept, result("a"))
    first = kept.current.id
    copy = kept.duplicate("Copy of it")
    assert (copy.title, copy.document.keys, outcomes(kept)) == ("Copy of it", document.keys, ())
    assert copy.id != first


def test_search_finds_comparisons_by_models_and_prompts_and_leaves_empty_ones_out(store: Store) -> None:
    kept = Comparisons(store)
    fill(kept, ["maker/repo"], ["Why is the sky blue?"])
    kept.start_new()
    (found,) = all_comparisons(store)
    assert found.label == "Repo"
    assert found.document.prompts[0].text == "Why is the sky blue?"


def test_an_exported_comparison_is_brought_in_with_its_answers_and_votes(store: Store) -> None:
    kept = Comparisons(store)
    kept.rename("Help desk")
    fill(kept, ["a", "b"], ["Hi"])
    answer, failed, voted = add(kept, replace(result("a"), run=3)), failure("b"), vote()
    kept.answers.add(kept.current.id, failed)
    kept.answers.add_vote(kept.current.id, voted)
    whole = read_comparison_record(msgspec.json.encode(whole_of(kept)))
    assert whole == whole_of(kept)
    before = kept.current.id
    brought = kept.bring_in(whole)
    assert brought.id != before
    assert (brought.title, brought.document) == ("Help desk", whole.document)
    assert outcomes(kept) == (replace(answer, run=0), failed)
    assert kept.answers.votes(brought.id) == (voted,)


@pytest.mark.parametrize("data", [b"{}", b"[", b'{"title": "x", "document": {}, "schema": 99}'])
def test_a_file_that_is_no_comparison_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(KnownError):
        read_comparison_record(data)


@pytest.mark.parametrize("point", ["temperature", "temperature=hot", "nonsense=1", "top_k=inf"])
def test_an_answer_at_a_point_that_cannot_be_is_refused(store: Store, point: str) -> None:
    kept = Comparisons(store)
    whole = replace(whole_of(kept), results=(replace(result("a"), point=point),))
    with pytest.raises(KnownError, match="settings that there are not"):
        read_comparison_record(msgspec.json.encode(whole))


def test_a_run_goes_on_at_its_next_missing_answer(store: Store) -> None:
    kept = Comparisons(store)
    steps = [
        PlanStep("a", "p1", turn=0),
        PlanStep("a", "p1", turn=1),
        PlanStep("b", "p1"),
        PlanStep("b", "p2"),
    ]
    run = kept.answers.begin_run(kept.current.id, steps, is_parallel=True)
    add(kept, replace(result("a"), run=run.id))
    kept.answers.add(kept.current.id, failure("b", run.id))  # what failed is not missing: it was tried
    add(kept, result("a", key="p2"))  # of no run

    again = Comparisons(store)
    found = again.answers.interrupted(again.current.id)
    assert found == run
    assert again.answers.missing(run) == (steps[1], steps[3])
    again.answers.end_run(run.id, "done")
    assert again.answers.interrupted(again.current.id) is None


def test_a_new_run_gives_an_interrupted_one_up(store: Store) -> None:
    kept = Comparisons(store)
    kept.answers.begin_run(kept.current.id, [PlanStep("a", "p1")], is_parallel=False)
    second = kept.answers.begin_run(kept.current.id, [PlanStep("b", "p1")], is_parallel=False)
    kept.answers.end_run(second.id, "stopped")
    assert kept.answers.interrupted(kept.current.id) is None


def test_answers_of_the_same_file_are_found_in_all_comparisons(store: Store) -> None:
    kept = Comparisons(store)
    add(kept, replace(result("a"), file="a.gguf:7"))
    kept.start_new()
    add(kept, replace(result("b"), file="a.gguf:7"))
    add(kept, replace(result("c"), file="a.gguf:8"))
    assert [r.reference for r in kept.answers.results_of_file("a.gguf:7")] == ["b", "a"]
