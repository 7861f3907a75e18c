"""What a comparison is: columns, prompts, settings, and what may be read from a file."""

from dataclasses import replace

import pytest

from explorer.domain.errors import KnownError
from explorer.domain.generation import Sampling
from explorer.local.fit.load_choices import LoadChoice
from explorer.rooms.compare.document.answer_settings import GridAxis, SettingsGrid, point_key, point_of
from explorer.rooms.compare.document.document import (
    MOST,
    ComparisonDocument,
    DocumentColumn,
    Prompt,
    changed_column,
    with_column,
    with_prompts,
    write_document,
)
from explorer.rooms.compare.document.results import is_stale, rounds_of
from explorer.rooms.compare.run.plan import PlanStep, steps_of
from tests.compare.making import read_document, result


def made(*references: str, prompts: tuple[str, ...] = ()) -> ComparisonDocument:
    document = ComparisonDocument()
    for reference in references:
        document = with_column(document, reference)
    return with_prompts(document, prompts)


def test_the_same_model_may_stand_several_times_each_with_its_own_answers() -> None:
    document = made("a", "b", "a", "a")
    assert document.keys == ("a", "b", "a#2", "a#3")
    assert document.references == ("a", "b", "a", "a")


def test_a_seventh_model_is_refused_in_words() -> None:
    document = made(*"abcdef")
    with pytest.raises(KnownError, match=f"at most {MOST} models"):
        with_column(document, "g")


def test_a_key_that_answers_refer_to_is_not_given_to_another_column_or_prompt() -> None:
    document = with_column(made("a"), "a", taken=["a#2"])
    assert document.keys == ("a", "a#3")
    assert with_prompts(document, ["x"], taken=["p4"]).prompts[0].key == "p5"


def test_a_column_follows_what_all_share_unless_it_has_its_own() -> None:
    shared = LoadChoice(context_length=1024, threads=2)
    document = replace(made("a", "b", "c"), system="Be short.", sampling=Sampling(seed=7), load=shared)
    document = changed_column(
        document, "b", system="", sampling=Sampling(seed=8), load=LoadChoice(threads=1, device="cpu")
    )
    a, b, _c = document.columns
    assert (document.asked(a).system, document.asked(a).sampling.seed) == ("Be short.", 7)
    assert (document.asked(b).system, document.asked(b).sampling.seed) == ("", 8)
    assert document.asked(b).load == LoadChoice(1024, 1, "cpu")
    assert document.asked(a).load.context_length == 1024


def test_a_grid_asks_every_prompt_with_every_combination() -> None:
    grid = SettingsGrid((GridAxis("temperature", (0.0, 0.7)), GridAxis("top_k", (1, 40))))
    document = replace(made("a", prompts=("x",)), grid=grid)
    steps = steps_of(document)
    assert [step.point for step in steps] == [
        "temperature=0&top_k=1",
        "temperature=0&top_k=40",
        "temperature=0.7&top_k=1",
        "temperature=0.7&top_k=40",
    ]
    sampling = document.asked(document.columns[0], point_of(steps[3].point)).sampling
    assert (sampling.temperature, sampling.top_k) == (0.7, 40)
    assert point_key(point_of(steps[1].point)) == steps[1].point


def test_steps_go_column_by_column_so_that_each_model_is_loaded_once() -> None:
    document = replace(made("a", "b", prompts=("x", "y")), repeats=2)
    assert [(s.column, s.prompt, s.turn) for s in steps_of(document)] == [
        (column, prompt, turn) for column in "ab" for prompt in ("p1", "p2") for turn in (0, 1)
    ]


def test_a_document_is_the_same_after_it_was_written_and_read() -> None:
    grid = SettingsGrid((GridAxis("temperature", (0.1,)),))
    document = replace(made("a", "maker/repo", prompts=("x \n “y”",)), grid=grid, baseline="a")
    assert read_document(write_document(document)) == document


@pytest.mark.parametrize(
    "document",
    [
        replace(ComparisonDocument(), schema=99),
        replace(ComparisonDocument(), columns=tuple(DocumentColumn(str(n), "a") for n in range(7))),
        replace(ComparisonDocument(), columns=(DocumentColumn("a", "a"), DocumentColumn("a", "b"))),
        replace(ComparisonDocument(), prompts=(Prompt("p1", "x"), Prompt("p1", "y"))),
        replace(ComparisonDocument(), prompts=(Prompt("p1", "x" * 300_000),)),
        replace(ComparisonDocument(), repeats=0),
        replace(ComparisonDocument(), load=LoadChoice(context_length=-1)),
        replace(ComparisonDocument(), columns=(DocumentColumn("a", "a", load=LoadChoice(threads=10**9)),)),
        replace(ComparisonDocument(), columns=(DocumentColumn("a", "a", sampling=Sampling(temperature=-1)),)),
        replace(
            ComparisonDocument(),
            columns=(DocumentColumn("a", "a"),),
            grid=SettingsGrid((GridAxis("temperature", (1, -3)),)),
        ),
        replace(ComparisonDocument(), grid=SettingsGrid((GridAxis("nonsense", (1,)),))),
        replace(ComparisonDocument(), grid=SettingsGrid((GridAxis("temperature", (1, 1)),))),
        replace(
            ComparisonDocument(),
            grid=SettingsGrid(tuple(GridAxis("top_k", tuple(range(90))) for _ in range(3))),
        ),
    ],
)
def test_a_document_that_cannot_be_is_refused_in_words(document: ComparisonDocument) -> None:
    with pytest.raises(KnownError):
        read_document(write_document(document))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"columns": 3}', b"\xff\x00", b'{"columns": [{}]}', b"[" * 100_000]
)
def test_what_is_no_document_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(KnownError, match="not a comparison"):
        read_document(data)


def test_a_round_holds_the_latest_answers_to_a_prompt_and_none_to_one_that_was_not_asked() -> None:
    document = made("a", "b", prompts=("x", "y"))
    answers = [result("a", "x", text="1"), result("b", "x", text="2"), result("a", "x", text="3")]
    first, second = rounds_of(document, answers)
    assert {key: one.answer.text for key, one in first.results.items()} == {"a": "3", "b": "2"}
    assert (second.prompt, second.results) == ("y", {})


def test_a_prompt_that_is_asked_with_a_grid_has_a_round_for_each_point_from_the_start() -> None:
    document = replace(made("a", prompts=("x", "y")), grid=SettingsGrid((GridAxis("temperature", (0, 1)),)))
    before = result("a", "x", "p1")  # without a grid, as it was set then
    points = [(one.key, one.point) for one in rounds_of(document, [before])]
    asked = document.prompts[1].key
    assert points == [("p1", ""), (asked, "temperature=0"), (asked, "temperature=1")]
    first = replace(result("a", "y", asked), point="temperature=0")
    assert [(one.key, one.point) for one in rounds_of(document, [before, first])] == points


def test_an_answer_says_whether_its_column_would_be_asked_otherwise_now() -> None:
    document = made("a", prompts=("Hi",))
    assert not is_stale(result("a"), document)
    assert is_stale(result("a"), replace(document, system="Be short."))
    assert is_stale(result("a", "p"), document)
    assert is_stale(result("gone"), document)


def test_a_step_names_its_cell() -> None:
    assert PlanStep("a", "p1", "x", 3).cell == result("a").cell.__class__("a", "p1", "x")
