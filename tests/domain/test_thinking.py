"""Answers that were kept word for word, of whatever family."""

import pytest

from explorer.domain.thinking import Thought, split_thinking, written_after


@pytest.mark.parametrize(
    ("kept", "parted"),
    [
        ("<think>\nhm\n</think>\n\nYes", Thought("hm", "Yes")),
        ("[THINK]hm[/THINK]Yes", Thought("hm", "Yes")),
        ("<thinking>hm", Thought("hm", "", is_done=False)),
        ("<|chan", Thought("", "", is_done=False)),
        ("It ends with `</thinking>`.", Thought("", "It ends with `</thinking>`.")),
        ("", Thought("", "")),
        (
            "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Yes",
            Thought("hm", "Yes"),
        ),
    ],
)
def test_an_answer_that_was_kept_is_parted(kept: str, parted: Thought) -> None:
    assert split_thinking(kept) == parted


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
