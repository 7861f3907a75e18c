"""The models to choose from: found by typing, told apart, the likeliest first."""

from dataclasses import replace
from pathlib import Path

from explorer.domain.local_model import Integrity
from explorer.local.model_picker_pane import PickerLines
from explorer.local.model_picks import ModelPick, PickHeading, PickLine, pick_lines
from tests.playground.test_conversation import model


def said(lines: list[PickLine]) -> list[str]:
    return [str(line.words) if isinstance(line, PickHeading) else line.model.name for line in lines]


def test_loaded_ones_come_first_then_those_used_last_and_what_cannot_be_used_at_the_end() -> None:
    models = [model(name, is_chat=True) for name in ("a", "b", "c", "d")]
    broken = model("0", intact=Integrity.DAMAGED)
    lines = pick_lines("", [broken, *models], {"c"}, {"a": "2026-01-01", "b": "2026-02-01"})
    assert said(lines) == ["Loaded", "c", "Used before", "b", "a", "Not used yet", "d", "Cannot be used", "0"]
    last = lines[-1]
    assert isinstance(last, ModelPick)
    assert last.why_not == "its file is damaged"
    assert [type(line) for line in pick_lines("", models, (), {})] == [
        ModelPick
    ] * 4  # one group needs no heading


def test_two_with_one_name_are_told_apart_by_what_differs() -> None:
    four, eight = (model(f"m/{q}", name="Qwen3", quantization=q, is_chat=True) for q in ("Q4_0", "Q8_0"))
    ours = model("ours/x.gguf", name="Qwen3", quantization="Q4_0", apart="ours")
    lines = pick_lines("", [four, eight, ours], (), {})
    details = [line.details for line in lines if isinstance(line, ModelPick)]
    assert details == ["Q4_0 · 1 B", "Q8_0 · 1 B", "Q4_0 · 1 B · base model · ours"]
    sees = replace(four, projector=Path("mmproj-Qwen3-F16.gguf"), projector_size=5)
    (pick,) = pick_lines("", [sees], (), {})
    assert isinstance(pick, ModelPick)
    assert pick.details == "Q4_0 · 1 B"
    assert "sees images" in PickerLines().spoken(pick)
    assert "mmproj-Qwen3-F16.gguf" in PickerLines().tip(pick)


def test_those_that_see_images_stand_first_where_images_are_to_be_sent() -> None:
    blind, eyes = model("a", is_chat=True), model("b", is_chat=True)
    sees = replace(eyes, projector=Path("mmproj.gguf"), projector_size=5)
    lines = pick_lines("", [blind, sees], {"a"}, {}, seeing_first=True)
    assert said(lines) == ["Sees images", "b", "Loaded", "a"]


def test_every_word_typed_must_be_found() -> None:
    models = [model("qwen/a", name="Qwen3 4B", quantization="Q4_K_M"), model("b", name="Gemma 3")]
    found = {words: len(pick_lines(words, models, (), {})) for words in ("", "qwen q4", "QWEN gemma", "3")}
    assert found == {"": 2, "qwen q4": 1, "QWEN gemma": 0, "3": 2}


def test_some_stand_behind_the_others_under_a_heading_of_their_own() -> None:
    models = [model(name) for name in ("a", "b", "c")]
    broken = model("0", intact=Integrity.DAMAGED)
    apart = {"a": "Once more", "0": "Once more"}
    lines = pick_lines("", [broken, *models], {"a"}, {}, apart)
    assert said(lines) == ["Not used yet", "b", "c", "Once more", "a", "Cannot be used", "0"]
    assert said(pick_lines("", models[:1], (), {}, apart)) == [
        "Once more",
        "a",
    ]  # told also where it is alone


def test_a_damaged_or_unreadable_model_is_not_usable() -> None:
    assert model("a").why_not_usable == ""
    assert model("a", intact=Integrity.DAMAGED).why_not_usable == "its file is damaged"
    assert model("a", problem="no header").why_not_usable == "its file cannot be read"
