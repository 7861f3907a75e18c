"""Comparisons of earlier versions are there after an update, with every answer where it was."""

from pathlib import Path

import msgspec

from explorer.base.migrations import MIGRATIONS
from explorer.base.store import Store
from explorer.domain.generation import Sampling
from explorer.rooms.compare.document.answer_store import store_sampling
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.results import Result, results_in, rounds_of
from tests.compare.making import result

_BEFORE = 5  # migrations of the version before comparisons were documents


def old_store(path: Path, answers: list[Result], models: tuple[str, ...], sampling: Sampling) -> None:
    store = Store(path, MIGRATIONS[:_BEFORE])
    store_sampling(store, sampling)
    number = store.write(
        "INSERT INTO comparisons (title, models, created_at, changed_at) VALUES ('Help desk', ?, '1', '1')",
        msgspec.json.encode(models).decode(),
    )
    for answer in answers:
        record = msgspec.to_builtins(answer)
        kept = (
            "reference",
            "prompt",
            "answer",
            "loaded",
            "sampling",
            "sha256",
            "peak_memory",
            "at",
            "processor",
        )
        store.write(
            "INSERT INTO answers (comparison, model, prompt, text, record, created_at)"
            " VALUES (?, ?, ?, ?, ?, '1')",
            number,
            answer.reference,
            answer.prompt,
            answer.answer.text,
            msgspec.json.encode({name: record[name] for name in kept}).decode(),
        )
    store.close()


def test_columns_prompts_answers_and_settings_of_an_older_version_are_all_there(tmp_path: Path) -> None:
    answers = [
        result("a", "p", text="1"),
        result("b", "p", text="2"),
        result("a", "p", text="3"),  # asked again
        result("a", 'q "quoted" \n', text="4"),
        result("gone", "p", text="5"),  # its column was removed
    ]
    old_store(tmp_path / "a.sqlite3", answers, ("a", "b", "maker/repo"), Sampling(temperature=0.3))
    store = Store(tmp_path / "a.sqlite3")
    kept = Comparisons(store)
    document = kept.current.document
    assert kept.current.title == "Help desk"
    assert document.keys == document.references == ("a", "b", "maker/repo")
    assert document.sampling.temperature == 0.3
    assert [prompt.text for prompt in document.prompts] == ["p", "p", 'q "quoted" \n', "p"]
    outcomes = kept.answers.outcomes(kept.current.id)
    assert [one.answer.text for one in results_in(outcomes)] == ["1", "2", "3", "4", "5"]
    rounds = rounds_of(document, outcomes)
    assert [{k: r.answer.text for k, r in one.results.items()} for one in rounds] == [
        {"a": "1", "b": "2"},
        {"a": "3"},
        {"a": "4"},
        {"gone": "5"},
    ]
    store.close()


def test_an_older_comparison_without_answers_keeps_its_columns(tmp_path: Path) -> None:
    old_store(tmp_path / "a.sqlite3", [], ("a",), Sampling())
    store = Store(tmp_path / "a.sqlite3")
    assert Comparisons(store).current.document.references == ("a",)
    assert Comparisons(store).current.document.prompts == ()
    store.close()


def test_settings_that_cannot_be_read_any_more_do_not_take_the_comparison_with_them(tmp_path: Path) -> None:
    old_store(tmp_path / "a.sqlite3", [], ("a",), Sampling())
    older = Store(tmp_path / "a.sqlite3", MIGRATIONS[:_BEFORE])
    older.set_state("compare.sampling", '{"temperature": "hot"}')
    older.close()
    store = Store(tmp_path / "a.sqlite3")
    assert Comparisons(store).current.document.references == ("a",)
    assert Comparisons(store).current.document.sampling == Sampling()
    store.close()
