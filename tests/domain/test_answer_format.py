"""How a family writes thoughts is read from what its template makes of one."""

import pytest

from explorer.domain.answer_format import GUESSES, AnswerFormat, AnswerFormats, listed, read_format, wrapped

ASK = "<user>Why?"


def none(_mark: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("shown", "prompt", "known"),
    [
        # the model opens its thought
        (
            ASK + "<bot>\n<think>\nhm\n</think>\n\nYes<end>",
            ASK + "<bot>\n",
            AnswerFormat("<think>\n", "\n</think>\n\n"),
        ),
        # the prompt opens it
        (
            ASK + "<bot>\n<think>\nhm\n</think>\n\nYes",
            ASK + "<bot>\n<think>\n",
            AnswerFormat("<think>\n", "\n</think>\n\n"),
        ),
        # a space before the mark belongs to it
        (ASK + "<bot>\n<think>hm</think>\nYes", ASK + "<bot>", AnswerFormat("\n<think>", "</think>\n")),
        # marks that no list knows
        (ASK + "<bot>◁mull▷hm◁/mull▷Yes", ASK + "<bot>", AnswerFormat("◁mull▷", "◁/mull▷")),
        # the answer stands between marks too
        (
            ASK + "<bot><|T|>hm<|/T|><|A|>Yes<|/A|><end>",
            ASK + "<bot><|T|>",
            AnswerFormat("<|T|>", "<|/T|><|A|>", ("<|A|>",), ("<|/A|>",)),
        ),
        # unmarked, after words of the prompt
        (
            ASK + "<bot>\nhm\n[BEGIN FINAL RESPONSE]\nYes",
            ASK + "<bot>\nMy steps:\n",
            AnswerFormat("", "\n[BEGIN FINAL RESPONSE]\n", ends=("[END FINAL RESPONSE]",)),
        ),
        (ASK + "<bot>Yes", ASK + "<bot>", None),  # the thought is left out
        (ASK + "<bot>hm Yes", ASK + "<bot>", None),  # not between marks
        (ASK + "<bot><a>hm" + "<a>" * 1000 + "Yes", ASK + "<bot>", None),
    ],
)
def test_marks_are_read_from_a_template(shown: str, prompt: str, known: AnswerFormat | None) -> None:
    assert read_format(shown, prompt, "hm", "Yes") == known


def test_the_list_stands_in_where_a_template_only_cuts_thoughts_away() -> None:
    (think,) = listed("{{ content.split('</think>')[-1] }}", none).items
    assert think.mark == "<think>"
    assert listed("{{ content }}", lambda mark: mark == "[THINK]").items[0].mark == "[THINK]"
    assert listed("{{ content }}", none) == GUESSES
    assert not [known for known in GUESSES.items if not known.mark]  # would take every answer for a thought


def test_tags_around_answers_count_only_for_models_that_know_them() -> None:
    formats = AnswerFormats((AnswerFormat("<think>", "</think>"),))
    assert wrapped(formats, none) == formats
    (known,) = wrapped(formats, lambda mark: mark == "<response>").items
    assert (known.befores, known.ends) == (("<response>",), ("</response>",))
