"""Whose word counts for a sampling setting."""

import pytest

from explorer.domain.sampling import LIMITS, Mirostat, Sampling, StatedSampling
from explorer.domain.sampling_choice import SamplingChoice, is_setting, stated_values, value_at
from explorer.domain.sampling_lists import (
    BadLineError,
    bias_text,
    breakers_text,
    lines_text,
    parse_bias,
    parse_breakers,
    parse_lines,
)
from explorer.domain.sampling_settings import GROUPS, MIROSTAT, PRESETS, STEADY, TEMPERATURE, preset_of

_STATED = StatedSampling("header", temperature=0.6, top_k=20, mirostat=Mirostat(2, 4.0, 0.2))


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


def test_what_nobody_states_has_no_value() -> None:
    assert stated_values(StatedSampling()) == {}


def test_every_number_of_a_sampling_can_be_set_and_has_a_neutral_value_within_its_limits() -> None:
    settings = [setting for group in (*GROUPS, STEADY) for setting in group.settings]
    known = {setting.path for setting in settings} | {TEMPERATURE, "max_tokens"}
    assert known == {path for path, *_ in LIMITS}
    for setting in settings:
        SamplingChoice().with_value(setting.path, setting.neutral).sampling().check()
        assert isinstance(value_at(Sampling(), setting.path), int) is setting.is_whole
    assert is_setting(MIROSTAT)
    assert not is_setting("dry.gone")


def test_presets_are_told_apart_and_one_of_them_is_what_the_model_states() -> None:
    for preset in PRESETS:
        choice = SamplingChoice(dict(preset.values))
        choice.sampling().check()
        assert preset_of(choice) == preset.key
    assert preset_of(SamplingChoice({"top_k": 3})) == ""
    assert SamplingChoice(dict(PRESETS[1].values)).sampling(_STATED).temperature == 0.6


def test_texts_that_end_a_phrase_survive_being_written_and_read() -> None:
    texts = ("\n", ":", "a b", "\\", "\\n")
    assert parse_breakers(breakers_text(texts)) == texts


def test_stop_texts_are_lines_in_which_a_line_break_is_marked() -> None:
    assert parse_lines("###\n\n\\n\\nUser: \n###") == ("###", "\n\nUser: ")
    assert lines_text(("a b", "c\n")) == "a b\nc\\n"


def test_biases_are_read_however_they_are_written_and_a_bad_line_is_named() -> None:
    assert parse_bias("12 -5\n\n7: 1,5\n9=\u22121000") == ((12, -5.0), (7, 1.5), (9, -1000.0))
    assert parse_bias(bias_text(((12, -5.0), (7, 1.5)))) == ((12, -5.0), (7, 1.5))
    with pytest.raises(BadLineError, match="Line 2"):
        parse_bias("1 2\nthe -5")
