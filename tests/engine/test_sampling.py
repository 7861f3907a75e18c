"""Every way to draw a token does what it is for, and what makes no sense is refused in words."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer
from explorer.domain.sampling import Dry, Mirostat, Sampling
from explorer.domain.tokens import AnswerOptions, Constraint
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.stated_sampling import stated_sampling
from explorer.engine.structured_output.answer_check import misfit_of
from tests.engine.conftest import SCRIPT, Bench
from tests.models.tiny import Tiny, write_tiny

FREE = Sampling(temperature=1, top_k=0, top_p=1, min_p=0, max_tokens=60)
GREEDY = Sampling(temperature=0, max_tokens=60)


def text_of(
    bench: Bench, sampling: Sampling, prompt: str = "Hello", options: AnswerOptions | None = None
) -> str:
    heard = bench.finish(bench.engine.generate(prompt, sampling, options or AnswerOptions()))
    assert not heard.errors, heard.errors[0].what
    return heard.answers[0].text


@pytest.mark.parametrize(
    "sampling",
    [
        replace(FREE, top_k=2),
        replace(FREE, top_p=0.3),
        replace(FREE, min_p=0.5),
        replace(FREE, typical_p=0.3),
        replace(FREE, xtc_probability=1.0, xtc_threshold=0.01),
        replace(FREE, mirostat=Mirostat(1, tau=1.0)),
        replace(FREE, mirostat=Mirostat(2, tau=1.0)),
        replace(FREE, repeat_penalty=2.0),
        replace(FREE, frequency_penalty=2.0, penalty_last_n=-1),
        replace(FREE, presence_penalty=2.0),
        replace(FREE, seed=-1),
        replace(FREE, temperature=3.0),
        replace(FREE, top_n_sigma=1.0),
        replace(FREE, dynatemp_range=1.0),
        replace(FREE, adaptive_target=0.4),
        replace(FREE, top_k=-1, samplers=("top_k",), temperature=3.0, adaptive_target=0.4),
    ],
)
def test_each_setting_changes_the_text_and_repeats_with_its_seed(babbler: Bench, sampling: Sampling) -> None:
    free, one, again = (text_of(babbler, s) for s in (FREE, sampling, sampling))
    assert one == again != free


@pytest.mark.parametrize(
    "sampling",
    [
        replace(FREE, top_k=1),
        replace(FREE, top_p=0.0),
        replace(FREE, min_p=1.0),
        replace(FREE, temperature=0.01),
        replace(FREE, temperature=0, dynatemp_range=1.0, adaptive_target=0.3),
    ],
)
def test_at_their_extreme_settings_are_greedy(babbler: Bench, sampling: Sampling) -> None:
    assert text_of(babbler, sampling) == text_of(babbler, GREEDY)


def test_a_bias_forbids_and_forces(talker: Bench) -> None:
    (piece, *_) = talker.result(talker.engine.tokenize("Hello"))
    options = AnswerOptions(alternatives=1)
    heard = talker.finish(talker.engine.generate("x", GREEDY, options))
    first = heard.chunks[0].details[0].token
    forbidden = text_of(talker, replace(GREEDY, logit_bias=((first, -1000.0),)), "x")
    assert not forbidden.startswith(SCRIPT[:5])
    forced = text_of(talker, replace(GREEDY, max_tokens=3, logit_bias=((piece.token, 1000.0),)), "x")
    assert forced == piece.text * 3


def test_a_banned_text_never_comes(talker: Bench) -> None:
    banned = replace(GREEDY, banned_texts=("there", "Ä"))
    said = text_of(talker, banned, "x")
    assert said.startswith("Hello")
    assert "there" not in said
    assert "Ä" not in said
    begun = AnswerOptions(begun=SCRIPT[:8])
    gone_on = talker.finish(talker.engine.generate("x", banned, begun)).answers[0].text
    assert gone_on.startswith(SCRIPT[:8])
    assert "there" not in gone_on


def test_an_ignored_end_ends_nothing_but_a_grammar_still_does(talker: Bench) -> None:
    endless = replace(GREEDY, ignore_eos=True)
    heard = talker.finish(talker.engine.generate("x", endless))
    assert heard.answers[0].reason == "length"
    assert heard.answers[0].measured.answer_tokens == GREEDY.max_tokens
    assert heard.answers[0].text.startswith(SCRIPT)
    options = AnswerOptions(constraint=Constraint("gbnf", 'root ::= "yes" | "no"'))
    assert text_of(talker, endless, "x", options) in ("yes", "no")


def test_a_hundred_alternatives_can_be_asked_for(talker: Bench) -> None:
    short = replace(GREEDY, max_tokens=2)
    heard = talker.finish(talker.engine.generate("x", short, AnswerOptions(alternatives=100)))
    (detail, *_) = heard.chunks[0].details
    chances = [one.logprob for one in detail.alternatives]
    assert len(chances) == 100
    assert chances == sorted(chances, reverse=True)


def test_dry_ends_a_loop(babbler: Bench) -> None:
    """Greedy on a prompt that repeats itself goes on repeating; DRY does not let it."""
    prompt = text_of(babbler, replace(GREEDY, max_tokens=400))
    dry = replace(GREEDY, dry=Dry(multiplier=5.0, allowed_length=1, breakers=()))
    plain, other = text_of(babbler, GREEDY, prompt), text_of(babbler, dry, prompt)
    assert plain != other


def test_penalties_look_back_on_the_prompt(talker: Bench) -> None:
    (piece,) = talker.result(talker.engine.tokenize("q"))
    eager = replace(GREEDY, logit_bias=((piece.token, 50.0),), presence_penalty=100.0, max_tokens=1)
    assert text_of(talker, eager, "abc") == "q"
    assert text_of(talker, eager, "aqc") != "q"


@pytest.mark.parametrize(
    ("sampling", "said"),
    [
        (Sampling(temperature=-1), "Temperature"),
        (Sampling(temperature=float("nan")), "Temperature"),
        (Sampling(top_p=2), "Top-p"),
        (Sampling(repeat_penalty=0), "Repeat penalty"),
        (Sampling(max_tokens=0), "Longest answer"),
        (Sampling(dry=Dry(base=0)), "DRY base"),
        (Sampling(dry=Dry(breakers=("",))), "end a phrase"),
        (Sampling(logit_bias=((1, float("nan")),)), "bias"),
        (Sampling(logit_bias=((-1, 1.0),)), "bias"),
        (Sampling(seed=2**40), "Seed"),
        (Sampling(mirostat=Mirostat(tau=-1)), "Mirostat"),
        (Sampling(samplers=("top_k", "top_z")), "top_z"),
        (Sampling(banned_texts=("",)), "Banned texts"),
        (Sampling(banned_texts=("a",) * 65), "Banned texts"),
        (Sampling(min_keep=0), "Min-keep"),
    ],
)
def test_settings_out_of_their_limits_are_named(sampling: Sampling, said: str) -> None:
    with pytest.raises(KnownError) as refused:
        sampling.check()
    assert said in refused.value.what
    assert refused.value.advice


def test_the_worker_refuses_what_it_cannot_use(talker: Bench) -> None:
    heard = talker.finish(talker.engine.generate("x", Sampling(top_p=7)))
    assert "Top-p" in heard.errors[0].what
    heard = talker.finish(talker.engine.generate("x", GREEDY, AnswerOptions(alternatives=101)))
    assert "alternatives" in heard.errors[0].what
    assert text_of(talker, GREEDY, "x") == SCRIPT


def test_what_the_header_states_is_told_as_such(bench: Bench, tmp_path: Path) -> None:
    stated = {"general.sampling.temp": 0.6, "general.sampling.top_k": 20, "general.sampling.mirostat": 2}
    bench.load(write_tiny(tmp_path / "a.gguf", Tiny(metadata=stated)))
    told = bench.result(bench.engine.describe()).model.stated
    assert told.source == "header"
    assert told.values == {"temperature": 0.6, "top_k": 20, "mirostat.version": 2}
    assert told.applied(Sampling()).top_k == 20
    ordered = Tiny(
        metadata={"general.sampling.sequence": "temp;top_k;xyz;min-p", "general.sampling.mirostat": 7}
    )
    write_tiny(tmp_path / "b.gguf", ordered)
    read = stated_sampling(read_header(tmp_path / "b.gguf"), tmp_path)
    assert read.values == {"samplers": ("temperature", "top_k", "min_p")}
    assert told.applied(Sampling()).top_p == Sampling().top_p


def test_what_a_generation_config_states_is_told_as_such(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "generation_config.json").write_text('{"temperature": 0.9, "top_k": "many", "top_p": 0.8}')
    bench.load(write_tiny(tmp_path / "a.gguf", Tiny()))
    assert bench.engine.model is not None
    told = bench.engine.model.stated
    assert (told.source, told.values) == ("generation_config.json", {"temperature": 0.9, "top_p": 0.8})
    (tmp_path / "generation_config.json").write_text("[")
    bench.load(tmp_path / "a.gguf")
    assert bench.engine.model.stated.values == {}


@pytest.mark.parametrize("seed", range(4))
def test_a_schema_holds_even_a_babbling_model(babbler: Bench, seed: int) -> None:
    schema = {
        "type": "object",
        "properties": {
            "kind": {"enum": ["cat", "dog"]},
            "age": {"type": "integer", "minimum": 3, "maximum": 17},
            "tags": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]{1,3}$"}, "maxItems": 2},
        },
        "required": ["kind", "age", "tags"],
    }
    options = AnswerOptions(constraint=Constraint("json_schema", json.dumps(schema)), alternatives=2)
    value = json.loads(text_of(babbler, replace(FREE, seed=seed, max_tokens=300), options=options))
    assert value["kind"] in ("cat", "dog")
    assert 3 <= value["age"] <= 17
    assert all(len(tag) <= 3 for tag in value["tags"])


def _answer(bench: Bench, constraint: Constraint) -> Answer:
    heard = bench.finish(
        bench.engine.generate("x", replace(GREEDY, max_tokens=400), AnswerOptions(constraint=constraint))
    )
    assert not heard.errors, heard.errors[0].what
    return heard.answers[0]


def test_an_answer_that_breaks_what_no_grammar_holds_says_so(talker: Bench) -> None:
    both = {"properties": {"a": {"oneOf": [{"const": "yes"}, {"enum": ["yes"]}]}}, "required": ["a"]}
    answer = _answer(talker, Constraint("json_schema", json.dumps(both)))
    assert json.loads(answer.text) == {"a": "yes"}
    assert answer.misfit is not None
    assert answer.misfit.words == "The answer does not keep to the schema: it breaks “oneOf” at $.a."


def test_an_answer_that_was_checked_and_fits_says_nothing(talker: Bench) -> None:
    assert _answer(talker, Constraint("json_schema", '{"enum": [1, 2], "not": {"const": 3}}')).misfit is None


def test_a_check_that_does_not_end_is_ended() -> None:
    misfit = misfit_of({"pattern": "^(a+)+$"}, json.dumps("a" * 60 + "!"), seconds=1.0)
    assert misfit == "Whether the answer keeps to the schema cannot be checked: it takes too long"


def test_an_answer_that_is_being_checked_can_be_stopped_and_stays(talker: Bench) -> None:
    hostile = {"const": "a" * 40 + "!", "not": {"pattern": "^(a+)+$"}}
    options = AnswerOptions(constraint=Constraint("json_schema", json.dumps(hostile)))
    generation = talker.engine.generate("x", replace(GREEDY, max_tokens=400), options)
    talker.qtbot.waitUntil(lambda: generation.said.text.endswith('!"'), timeout=20_000)
    generation.stop()
    answer = talker.finish(generation).answers[0]
    assert (json.loads(answer.text), answer.reason) == (hostile["const"], "stopped")


def test_a_grammar_may_name_tokens_of_the_model(talker: Bench) -> None:
    *_, token = talker.result(talker.engine.tokenize("q"))
    answer = _answer(talker, Constraint("gbnf", f'root ::= <[{token.token}]> "!" !<[{token.token}]> "?"'))
    assert re.fullmatch(r"\s*q!.+\?", answer.text, re.DOTALL)


@pytest.mark.parametrize("token", ["<no-such-token>", "<[99999999]>"])
def test_a_grammar_that_names_no_token_of_the_model_is_told_in_words(talker: Bench, token: str) -> None:
    options = AnswerOptions(constraint=Constraint("gbnf", f"root ::= {token}"))
    heard = talker.finish(talker.engine.generate("x", GREEDY, options))
    assert heard.errors[0].what == f"The grammar names {token}, which is no token of this model."


def test_a_grammar_holds_and_the_likely_path_is_taken_where_it_may_be(talker: Bench) -> None:
    options = AnswerOptions(constraint=Constraint("gbnf", 'root ::= "yes" | "no"'))
    assert text_of(talker, GREEDY, "x", options) in ("yes", "no")
    anything = AnswerOptions(constraint=Constraint("gbnf", "root ::= [^\\x00]*"))
    assert text_of(talker, GREEDY, "x", anything) == SCRIPT


@pytest.mark.parametrize("text", ['root ::= "a', "root ::= root", "", 'root ::= (("a"?){900}){900}'])
def test_a_bad_grammar_is_told_in_words_and_the_worker_lives(talker: Bench, text: str) -> None:
    heard = talker.finish(
        talker.engine.generate("x", GREEDY, AnswerOptions(constraint=Constraint("gbnf", text)))
    )
    assert "grammar cannot be used" in heard.errors[0].what
    assert text_of(talker, GREEDY, "x") == SCRIPT


@pytest.mark.parametrize("bad", [float("inf"), float("nan"), -5.0, 1e300])
def test_values_that_no_setting_can_have_are_not_believed(tmp_path: Path, bad: float) -> None:
    config = json.dumps({"top_k": bad, "top_p": bad, "temperature": 1})
    (tmp_path / "generation_config.json").write_text(config)
    header = read_header(write_tiny(tmp_path / "a.gguf", Tiny()))
    stated = stated_sampling(header, tmp_path)
    assert stated.values == {"temperature": 1.0}
    stated.applied(Sampling()).check()
