"""Thoughts are told apart from answers by the marks of every family, also while they are still coming."""

import pytest

from explorer.domain.thinking import FAMILIES, Marks, Thought, opened_by, split_thinking


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.opening)
def test_each_family_is_known_whole_open_and_cut(family: Marks) -> None:
    whole = f"{family.opening}\nhm\n{family.closing}\n\nYes"
    assert split_thinking(whole) == Thought("hm", "Yes")
    assert split_thinking(f"hm\n{family.closing}Yes") == Thought("hm", "Yes")  # the prompt had opened it
    for length in range(1, len(whole) - 5):
        part = split_thinking(whole[:length])
        assert part.thought in ("", "h", "hm")
        assert part.answer == ""
    assert opened_by(f"<turn>{family.opening}\n") == family.opening


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        (
            "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Yes",
            Thought("hm", "Yes"),
        ),
        ("<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>Yes<|END_RESPONSE|>", Thought("hm", "Yes")),
        ("Yes, <think> is a mark", Thought("", "Yes, <think> is a mark")),
        ("", Thought("", "")),
    ],
)
def test_what_stands_around_belongs_to_neither(text: str, parted: Thought) -> None:
    assert split_thinking(text) == parted


def test_a_prompt_that_opens_nothing() -> None:
    assert opened_by("<turn>model\n") == ""
