"""What a model is asked, and the small print."""

from pathlib import Path

import pytest

from explorer.domain.generation import AnswerTiming, Role, Sampling
from explorer.domain.local_model import LocalModel
from explorer.rooms.playground.captions import answer_caption, answer_conditions
from explorer.rooms.playground.chats.session import choose_model, messages_for, title_of
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.chats.store import Turn, TurnKind, TurnRecord


def turn(role: Role, text: str, kind: TurnKind = "chat", measured: AnswerTiming | None = None) -> Turn:
    return Turn(1, 1, role, text, TurnRecord(kind=kind, measured=measured))


def model(file: str, **values: object) -> LocalModel:
    made = LocalModel(id=file, path=Path(file), size=1, publisher="p", name=file, quantization="")
    for key, value in values.items():
        object.__setattr__(made, key, value)
    return made


def said(*turns: Turn, system: str = "") -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in messages_for(turns, system)]


def test_turns_become_messages_in_order_after_the_system_prompt() -> None:
    turns = (turn("user", "Hi"), turn("assistant", "Hello"), turn("user", "And?"))
    assert said(*turns, system=" Be brief. ") == [
        ("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello"), ("user", "And?"),
    ]  # fmt: skip


def test_an_empty_system_prompt_is_not_sent() -> None:
    assert said(turn("user", "Hi"), system=" \n") == [("user", "Hi")]


def test_a_question_without_an_answer_is_left_out_so_that_turns_alternate() -> None:
    turns = (turn("user", "One"), turn("assistant", ""), turn("user", "Two"))
    assert said(*turns) == [("user", "Two")]


def test_continued_texts_are_no_part_of_a_conversation() -> None:
    turns = (turn("user", "Once", "completion"), turn("assistant", "upon", "completion"), turn("user", "Hi"))
    assert said(*turns) == [("user", "Hi")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n  Why?\nmore", "Why?"),
        ("word " * 20, "word word word word word word word word word…"),
        ("x" * 80, "x" * 48 + "…"),
        ("", ""),
    ],
)
def test_a_title_is_the_first_line_cut_at_a_word(text: str, title: str) -> None:
    assert title_of(text) == title


def test_the_model_of_last_time_is_chosen_then_the_one_used_last_then_any() -> None:
    a, b, c = model("a"), model("b"), model("c")
    assert choose_model((a, b, c), "b", {"c": "2026"}) is b
    assert choose_model((a, b, c), "gone", {"b": "2025", "c": "2026"}) is c
    assert choose_model((a, b, c), "", {}) is a
    assert choose_model((a, b, c), "b", {}, Path("c")) is c
    assert choose_model((), "a", {}) is None


def test_a_locked_seed_is_kept_and_an_unlocked_one_is_drawn_anew() -> None:
    locked = ChatSettings(seed=7, seed_locked=True)
    assert locked.sampling().seed == locked.sampling().seed == 7
    assert len({ChatSettings(seed=7).sampling().seed for _ in range(4)}) > 1


def test_the_caption_says_speed_first_token_count_and_end() -> None:
    measured = AnswerTiming(10, 46, 0.18, 45 / 31.2)
    assert answer_caption(TurnRecord(measured=measured)) == "31.2 tokens/s · first token 0.18 s · 46 tokens"
    assert answer_caption(TurnRecord(measured=measured, end="length")).endswith(
        "46 tokens · cut at the limit"
    )
    assert answer_caption(TurnRecord(end="interrupted")) == "interrupted"
    assert answer_caption(TurnRecord(measured=AnswerTiming(10, 1, 1.25, 0), end="stopped")) == (
        "first token 1.2 s · 1 token · stopped"
    )


def test_the_conditions_name_engine_sampling_and_file() -> None:
    record = TurnRecord(
        model_name="Tiny", engine="llama.cpp 1", backend="CPU (AVX2)", threads=2, context_length=4096,
        sampling=Sampling(temperature=0.7, seed=42), sha256="ab" * 32,
    )  # fmt: skip
    words = answer_conditions(record)
    for part in ("Tiny", "llama.cpp 1, CPU (AVX2), 2 threads", "Temperature 0.7", "Seed 42", "4,096", "abab"):
        assert part in words
