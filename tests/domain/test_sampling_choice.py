"""Whose word counts for a sampling setting."""

import pytest

from explorer.domain.sampling import Mirostat, Sampling, StatedSampling
from explorer.domain.sampling_choice import (
    PRESETS,
    SamplingChoice,
    believable,
    choice_of,
    preset_of,
)
from explorer.domain.sampling_setting import (
    BadLineError,
    SettingValue,
    bias_text,
    lines_text,
    parse_bias,
    parse_lines,
    parse_words,
    words_text,
)

_STATED = StatedSampling(
    "header",
    {"temperature": 0.6, "top_k": 20, "mirostat.version": 2, "mirostat.tau": 4.0, "mirostat.eta": 0.2},
)


def test_the_persons_value_wins_then_the_makers_then_what_is_usual() -> None:
    choice = SamplingChoice({"temperature": 0.9, "dry.multiplier": 0.8})
    made = choice.sampling(_STATED, Sampling(max_tokens=7, seed=3))
    assert (made.temperature, made.top_k, made.top_p) == (0.9, 20, Sampling().top_p)
    assert (made.dry.multiplier, made.mirostat, made.max_tokens, made.seed) == (
        0.8,
        Mirostat(2, 4.0, 0.2),
        7,
        3,
    )
    assert [choice.source(p, _STATED) for p in ("temperature", "top_k", "top_p")] == [
        "own",
        "stated",
        "usual",
    ]
    assert set(choice.followed(_STATED)) == {"top_k", "mirostat.version", "mirostat.tau", "mirostat.eta"}


def test_a_value_let_go_follows_the_model_again() -> None:
    choice = SamplingChoice().with_value("temperature", 0.9).with_value("temperature", None)
    assert choice == SamplingChoice()
    assert choice.sampling(_STATED).temperature == 0.6


def test_what_was_drawn_tells_what_was_ones_own() -> None:
    drawn = SamplingChoice({"top_k": 3, "dry.breakers": ("x",), "logit_bias": ((1, 2.0),)}).sampling(_STATED)
    followed = ("temperature", "mirostat.version", "mirostat.tau", "mirostat.eta")
    own = {"top_k": 3, "dry.breakers": ("x",), "logit_bias": ((1, 2.0),)}
    assert choice_of(drawn, followed).values == own
    assert choice_of(Sampling(seed=9, max_tokens=3)) == SamplingChoice()


def test_what_another_version_kept_is_believed_where_it_can_be() -> None:
    kept: dict[str, SettingValue] = {
        "top_k": 3,
        "dry.gone": 1,
        "top_p": 7.0,
        "banned_texts": 1,
        "temperature": ("a",),
    }
    assert believable(kept) == {"top_k": 3}


def test_presets_are_told_apart_and_one_of_them_is_what_the_model_states() -> None:
    for preset in PRESETS:
        choice = SamplingChoice(dict(preset.values))
        choice.sampling().check()
        assert preset_of(choice) == preset.key
    assert preset_of(SamplingChoice({"top_k": 3})) == ""
    assert SamplingChoice(dict(PRESETS[1].values)).sampling(_STATED).temperature == 0.6


def test_texts_that_end_a_phrase_survive_being_written_and_read() -> None:
    texts = ("\n", ":", "a b", "\\", "\\n")
    assert parse_words(words_text(texts)) == texts


def test_stop_texts_are_lines_in_which_a_line_break_is_marked() -> None:
    assert parse_lines("###\n\n\\n\\nUser: \n###") == ("###", "\n\nUser: ")
    assert lines_text(("a b", "c\n")) == "a b\nc\\n"


def test_biases_are_read_however_they_are_written_and_a_bad_line_is_named() -> None:
    assert parse_bias("12 -5\n\n7: 1,5\n9=\u22121000") == ((12, -5.0), (7, 1.5), (9, -1000.0))
    assert parse_bias(bias_text(((12, -5.0), (7, 1.5)))) == ((12, -5.0), (7, 1.5))
    with pytest.raises(BadLineError, match="Line 2"):
        parse_bias("1 2\nthe -5")
