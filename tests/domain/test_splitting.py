"""What a model thinks and what it says are parted as they come, by the marks of its family alone."""

import itertools
import time
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.answer_format import GUESSES, KNOWN, AnswerFormat
from explorer.domain.answer_splitter import Splitter
from explorer.domain.piece import Piece, joined

BY_MARK = {known.mark: known for known in KNOWN}
THINK, APRIEL, GPT_OSS = BY_MARK["<think>"], BY_MARK[""], BY_MARK["<|channel|>analysis<|message|>"]
GEMMA, COHERE = BY_MARK["<|channel>thought"], BY_MARK["<|START_THINKING|>"]
GRANITE = AnswerFormat("<think>", "</think>", ("<response>",), ("</response>",))
SOLAR = AnswerFormat(
    "<|think|>",
    "<|end|><|begin|>assistant<|content|>",
    ("<|begin|>assistant<|content|>", "<|content|>"),
    ("<|end|>",),
)
FINAL = "<|start|>assistant<|channel|>final"
ANSWERS = [
    # (format, end of the prompt, what the model writes, its thought, what it says)
    (THINK, "", "<think>\nhm\n</think>\n\nYes", "hm", "Yes"),
    (THINK, "", "\n<think>hm</think>\nYes\n", "hm", "Yes\n"),
    (THINK, "", "<think>\n\n</think>\n\nYes", "", "Yes"),
    (THINK, "<think>\n", "hm\n</think>\n\nYes", "hm", "Yes"),
    (THINK, "<think></think>", "Yes", "", "Yes"),
    (THINK, "<think>\n\n</think>\n\n", "Use `</think>`, or <think>", "", "Use `</think>`, or <think>"),
    (THINK, "", "Yes, <think> is a mark, and </think> too", "", "Yes, <think> is a mark, and </think> too"),
    (THINK, "", "<thinking>is none of its own</thinking>", "", "<thinking>is none of its own</thinking>"),
    (THINK, "", "<think>hm</think>`<think>a</think>` is how", "hm", "`<think>a</think>` is how"),
    (THINK, "", "<think>a <b> c", "a <b> c", ""),
    (THINK, "", "<think>hm \n </th", "hm", ""),
    (THINK, "", " <thi", "", " <thi"),
    (THINK, "", " \n", "", " \n"),
    (THINK, "<think></think>", "<think>hm</think>Yes", "hm", "Yes"),
    (THINK, "<think>\n\n</think>\n\n", "\n<think>hm</think>Use <think>", "hm", "Use <think>"),
    (THINK, "<think></think>", "Yes. <think>hm</think>", "", "Yes. <think>hm</think>"),
    (THINK, "<think>", "hm\n</think>\n\n    return 1\n", "hm", "    return 1\n"),
    (THINK, "<think>", "hm</think>  Yes", "hm", "Yes"),
    (THINK, "<think>", "hm</think>\n  ", "hm", ""),
    (APRIEL, "", "hm\n[BEGIN FINAL RESPONSE]\nYes\n[END FINAL RESPONSE]\n", "hm", "Yes"),
    (APRIEL, "[BEGIN FINAL RESPONSE]", "Yes", "", "Yes"),
    (GRANITE, "", "<think>hm</think><response>Yes</response>\n", "hm", "Yes"),
    (GRANITE, "", "<think>hm</think>A tag: </response>", "hm", "A tag: </response>"),
    (GRANITE, "", "<think>hm</think><response>a</response> b", "hm", "a</response> b"),
    (COHERE, "", "<|START_THINKING|>hm<|END_THINKING|><|START_TEXT|>Yes<|END_TEXT|>", "hm", "Yes"),
    (COHERE, "<|START_THINKING|><|END_THINKING|>", "<|START_RESPONSE|>Yes<|END_RESPONSE|>", "", "Yes"),
    (COHERE, "", "<|START_RESPONSE|>Yes<|END_RESPONSE|>", "", "Yes"),
    (GEMMA, "", "<|channel>thought\nhm\n<channel|>Yes<|channel>thought\n<channel|>", "hm", "Yes"),
    (GEMMA, "", "<channel|>Yes", "", "Yes"),
    (SOLAR, "", "<|think|>hm<|end|><|begin|>assistant<|content|>Yes<|end|>", "hm", "Yes"),
    (SOLAR, "<|think|><|end|><|begin|>assistant", "<|content|>Yes", "", "Yes"),
    (GPT_OSS, "", f"<|channel|>analysis<|message|>hm<|end|>{FINAL}<|message|>Yes<|end|>", "hm", "Yes"),
    (
        GPT_OSS,
        "",
        f"<|channel|>analysis<|message|>hm<|end|>{FINAL} <|constrain|>json<|message|>[1]",
        "hm",
        "[1]",
    ),
    (GPT_OSS, "", f"<|channel|>commentary<|message|>First.<|end|>{FINAL}<|message|>Yes", "", "First.\n\nYes"),
    (
        GPT_OSS,
        "",
        "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>analysis<|message|>b<|end|>"
        "<|start|>assistant<|channel|>commentary to=assistant<|channel|>final<|message|>A `<|end|>` ends it.",
        "a\n\nb",
        "A `<|end|>` ends it.",
    ),
    (GPT_OSS, "<|channel|>analysis<|message|>", f"hm<|end|>{FINAL}<|message|>Yes", "hm", "Yes"),
    (GPT_OSS, f"{FINAL}<|message|>", "Yes", "", "Yes"),
    (GPT_OSS, "", f"<|channel|>analysis<|message|>hm<|end|>{FINAL}", "hm", ""),
    (GPT_OSS, "", "<|channel|>analysis<|message|>hm<|end|>Yes", "hm", "Yes"),
    (GPT_OSS, "", "Just words", "", "Just words"),
]


def split(known: Sequence[AnswerFormat], prompt: str, parts: Iterable[str]) -> Piece:
    splitter = Splitter(known, prompt)
    return joined([*itertools.chain.from_iterable(map(splitter.feed, parts)), *splitter.finish()])


@pytest.mark.parametrize(("known", "prompt", "raw", "thought", "text"), ANSWERS)
def test_an_answer_is_parted_however_it_is_cut(
    known: AnswerFormat, prompt: str, raw: str, thought: str, text: str
) -> None:
    whole = Piece(text, thought, raw)
    assert split([known], prompt, [raw]) == whole
    assert split([known], prompt, raw) == whole
    for at in range(len(raw)):
        assert split([known], prompt, (raw[:at], raw[at:])) == whole


@given(
    known=st.sampled_from([*([k] for k in (*KNOWN, GRANITE, SOLAR)), list(GUESSES.items), []]),
    parts=st.lists(
        st.sampled_from(
            [
                *{mark for one in (*KNOWN, GRANITE, SOLAR) for mark in (*one.texts, one.mark, one.closing)},
                *("<", "</", "<|", "|>", " ", "\n", "a", "é", "think>", "final", "assistant", "<|message|>"),
            ]
        ),
        max_size=12,
    ),
    data=st.data(),
)
def test_any_text_is_parted_the_same_however_it_is_cut(
    known: list[AnswerFormat], parts: list[str], data: st.DataObject
) -> None:
    raw = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    whole = split(known, "", [raw])
    assert whole.raw == raw
    pieces = (raw[one:other] for one, other in itertools.pairwise([0, *cuts, len(raw)]))
    assert split(known, "", pieces) == split(known, "", raw) == whole


def test_nothing_that_is_certain_is_held_back() -> None:
    splitter = Splitter([THINK])
    assert joined(splitter.feed("<think>\nLet me ")).thought == "Let me"
    assert joined(splitter.feed("see.</think>\n\nIt ")).text == "It "
    assert joined(splitter.feed("is < 4")).text == "is < 4"


def test_a_long_answer_costs_what_its_parts_cost() -> None:
    """What is held never grows with the answer."""
    splitter = Splitter([COHERE], "<|START_THINKING|>")
    for word in ["word "] * 2000 + ["<|END_THINKING|>"] + ["more "] * 2000:
        splitter.feed(word)
        assert len(splitter._held) < 40


def test_a_model_that_writes_one_mark_again_and_again_costs_what_it_writes() -> None:
    """Each looked at anew with all before it would take minutes."""
    splitter = Splitter([BY_MARK["<|channel|>analysis<|message|>"]], f"{FINAL}<|message|>")
    begun = time.process_time()
    for _ in range(20_000):
        splitter.feed("<|end|>")
    assert joined(splitter.finish()).text == ""
    assert time.process_time() - begun < 10
