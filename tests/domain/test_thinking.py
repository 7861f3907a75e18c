"""Answers that were kept word for word, of whatever family."""

import pytest

from explorer.domain.stored_thinking import split_thinking, written_after


@pytest.mark.parametrize(
    ("kept", "parted"),
    [
        ("<think>\nhm\n</think>\n\nYes", ("hm", "Yes")),
        ("[THINK]hm[/THINK]Yes", ("hm", "Yes")),
        ("<thinking>hm", ("hm", "")),
        ("<|chan", ("", "<|chan")),
        ("It ends with `</thinking>`.", ("", "It ends with `</thinking>`.")),
        ("hm</think>Yes", ("", "hm</think>Yes")),  # what was kept has the mark that opens it
        ("<think>hm</thi", ("hm", "")),
        ("Yes, <think> is a mark", ("", "Yes, <think> is a mark")),
        ("", ("", "")),
        (
            "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Yes",
            ("hm", "Yes"),
        ),
    ],
)
def test_an_answer_that_was_kept_is_parted(kept: str, parted: tuple[str, str]) -> None:
    found = split_thinking(kept)
    assert (found.thought, found.text, found.raw) == (*parted, kept)


@pytest.mark.parametrize(
    ("prompt", "raw", "written"),
    [
        ("<bot><think>\n", "<think>hm</think>Yes", "hm</think>Yes"),
        ("<bot>", "<think>hm</think>Yes", "<think>hm</think>Yes"),
        ("<bot>◁hm▷", "◁hm▷a", "a"),
        ("ha ha", "ha ha ha", "ha ha ha"),
        ("", "Yes", "Yes"),
    ],
)
def test_what_the_prompt_ends_with_was_not_written_by_the_model(prompt: str, raw: str, written: str) -> None:
    assert written_after(prompt, raw) == written
