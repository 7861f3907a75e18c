"""What is kept of comparisons."""

from explorer.base.store import Store
from explorer.compare.document import TITLE, Comparisons, rounds_of
from tests.compare.making import result


def test_a_first_start_opens_an_empty_comparison(store: Store) -> None:
    current = Comparisons(store).current
    assert (current.title, current.models) == (TITLE, ())


def test_title_models_and_answers_are_there_after_a_restart(store: Store) -> None:
    kept = Comparisons(store)
    kept.rename("  Help \n desk ")
    kept.set_models(["a/b/c.gguf", "maker/repo"])
    answer = result("a/b/c.gguf")
    kept.add_result(kept.current.id, answer)

    again = Comparisons(store)
    assert again.current.title == "Help desk"
    assert again.current.models == ("a/b/c.gguf", "maker/repo")
    assert again.results() == (answer,)


def test_an_empty_title_becomes_the_default_one(store: Store) -> None:
    kept = Comparisons(store)
    kept.rename("   ")
    assert kept.current.title == TITLE


def test_a_new_comparison_takes_up_an_empty_one(store: Store) -> None:
    kept = Comparisons(store)
    first = kept.current.id
    kept.set_models(["x/y"])
    second = kept.start_new().id
    assert second != first
    assert kept.start_new().id == second
    assert [other.id for other in kept.others()] == [first]


def test_the_comparison_that_was_open_opens_again(store: Store) -> None:
    kept = Comparisons(store)
    first = kept.current.id
    kept.set_models(["x/y"])
    kept.start_new()
    kept.set_models(["x/z"])
    kept.open(first)
    assert Comparisons(store).current.id == first


def test_an_answer_written_by_another_version_is_left_out(store: Store) -> None:
    kept = Comparisons(store)
    kept.add_result(kept.current.id, result("a"))
    store.write("UPDATE answers SET record = '{\"new\": 1}'")
    assert kept.results() == ()


def test_the_same_prompt_again_opens_a_new_round() -> None:
    answers = [result("a", "p"), result("b", "p"), result("a", "p"), result("a", "q")]
    rounds = rounds_of(answers)
    assert [(r.prompt, sorted(r.results)) for r in rounds] == [("p", ["a", "b"]), ("p", ["a"]), ("q", ["a"])]


def test_a_deleted_comparison_can_come_back_with_its_answers_and_its_draft(store: Store) -> None:
    kept = Comparisons(store)
    kept.rename("Help desk")
    answer = result("a")
    kept.add_result(kept.current.id, answer)
    kept.keep_draft("next question")
    gone = kept.delete()
    assert (kept.current.title, kept.results(), kept.draft()) == (TITLE, (), "")
    number = kept.restore(gone)
    assert kept.restore(gone) == number  # asked for a second time
    kept.open(number)
    assert (kept.current.title, kept.results(), kept.draft()) == ("Help desk", (answer,), "next question")


def test_after_a_deletion_the_one_changed_last_is_open(store: Store) -> None:
    kept = Comparisons(store)
    first = kept.current.id
    kept.set_models(["x/y"])
    kept.start_new()
    kept.rename("Second")
    kept.delete()
    assert kept.current.id == first
