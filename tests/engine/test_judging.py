"""What a model says of texts instead of writing them: likelihoods, tokens, vectors; and adapters on it."""

import math
from pathlib import Path

import gguf
import pytest

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import ChatMessage, LoadOptions, Piece, Sampling, joined
from explorer.domain.tokens import AnswerOptions
from explorer.engine.jobs import Generation
from explorer.engine.state import BackendState, ContextNearlyFull, ContextShortened, PromptRead
from tests.engine.conftest import SCRIPT, Bench, Heard, worker_of
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_adapter, write_tiny

GREEDY = Sampling(temperature=0, max_tokens=40)
DETAILS = AnswerOptions(alternatives=10)
TURNS = (
    "{{ bos_token }}{% for m in messages %}{{ m['content'] }}"
    "{% if m['role'] == 'user' %}<end_of_turn><start_of_turn>{% endif %}{% endfor %}"
)


def test_each_token_can_carry_its_likelihood_and_ten_others(talker: Bench) -> None:
    heard = talker.finish(talker.engine.generate("x", GREEDY, DETAILS))
    details = [d for chunk in heard.chunks for d in chunk.details]
    assert "".join(d.text for d in details) == SCRIPT
    assert len(details) == heard.answers[0].measured.answer_tokens
    for detail in details:
        assert detail.alternatives[0].token == detail.token  # greedy
        assert detail.alternatives[0].logprob == detail.logprob
        logprobs = [a.logprob for a in detail.alternatives]
        assert logprobs == sorted(logprobs, reverse=True)
        assert len(logprobs) == 10
    assert sum(math.exp(a.logprob) for a in details[1].alternatives) == pytest.approx(1, abs=0.2)


def test_scores_and_details_agree(babbler: Bench) -> None:
    """What was written greedily has the same likelihood when it is scored."""
    heard = babbler.finish(babbler.engine.generate("Once upon", GREEDY, DETAILS))
    written = [d for chunk in heard.chunks for d in chunk.details]
    text = heard.answers[0].text
    (score,) = babbler.result(babbler.engine.score("Once upon", [text]))
    if [d.token for d in score.tokens] == [d.token for d in written]:  # it is cut the same way again
        assert score.is_greedy
    whole = babbler.result(babbler.engine.score_text("Once upon" + text))
    assert whole[0].logprob is None
    tail = whole[-len(score.tokens) :]
    assert [t.token for t in tail] == [t.token for t in score.tokens]
    for ours, theirs in zip(tail, score.tokens, strict=True):
        assert ours.logprob == pytest.approx(theirs.logprob, abs=0.02)


def test_many_continuations_of_one_prefix_score_as_each_alone(babbler: Bench) -> None:
    prefix = "A long prefix that all of them share. " * 12
    texts = [f"ending {n} {'x' * (n % 7)}" for n in range(70)]
    together = babbler.result(babbler.engine.score(prefix, texts, 2))
    assert len(together) == 70
    for n in (0, 33, 69):
        (alone,) = babbler.result(babbler.engine.score(prefix, [texts[n]]))
        assert alone.logprob == pytest.approx(together[n].logprob, abs=0.05)
        assert "".join(t.text for t in alone.tokens) == texts[n]
    assert all(len(token.alternatives) == 2 for token in together[5].tokens)


def test_the_likelier_continuation_wins(talker: Bench) -> None:
    right, wrong = talker.result(talker.engine.score("<|start|>", ["Hello there,", "Goodbye"]))
    assert right.logprob_per_token > wrong.logprob_per_token
    assert not wrong.is_greedy


def test_a_score_leaves_the_conversation_alone(babbler: Bench) -> None:
    first = babbler.finish(babbler.engine.generate("Hello", GREEDY)).answers[0].text
    babbler.result(babbler.engine.score("Other", [" text"]))
    assert babbler.finish(babbler.engine.generate("Hello", GREEDY)).answers[0].text == first


def test_what_cannot_be_scored_is_told_in_words(talker: Bench) -> None:
    assert "too long" in talker.result(talker.engine.score("a", ["x" * 5000])).what
    assert "too long" in talker.result(talker.engine.score_text("x" * 5000)).what
    assert isinstance(talker.result(talker.engine.embed(["a"])), KnownError)
    assert talker.engine.state is BackendState.READY


def test_a_text_is_cut_into_tokens_that_make_it_again(talker: Bench) -> None:
    pieces = talker.result(talker.engine.tokenize("Hello there, you"))
    assert "".join(p.text for p in pieces) == "Hello there, you"
    assert talker.result(talker.engine.tokenize("a", add_special=True))[0].text == "<s>"
    assert talker.result(talker.engine.tokenize("")) == ()


def test_tokens_are_counted_as_they_are_cut_and_none_of_them_controls(talker: Bench) -> None:
    texts = ("Hello there, you", "", "</s>", "ä日\n" * 18_000)
    cut = len(talker.result(talker.engine.tokenize(texts[0])))
    assert talker.result(talker.engine.count(texts)) == (cut, 0, 4, 108_000)  # this model's tokens are bytes
    assert talker.result(talker.engine.count(())) == ()


def test_a_model_with_pooling_embeds_and_does_not_write(bench: Bench, tmp_path: Path) -> None:
    bench.load(write_tiny(tmp_path / "e.gguf", Tiny(text=None, metadata={"llama.pooling_type": 1})))
    assert bench.engine.model is not None
    assert bench.engine.model.embeds
    one, again, other = bench.result(bench.engine.embed(["a cat", "a cat", "something else"]))
    assert sum(x * x for x in one.vector) == pytest.approx(1)
    assert one == again
    assert one.vector != other.vector
    assert "embedding model" in bench.finish(bench.engine.generate("a", GREEDY)).errors[0].what
    assert "embedding model" in bench.result(bench.engine.score("a", ["b"])).what


@pytest.mark.parametrize("pooling", [None, gguf.PoolingType.NONE, gguf.PoolingType.CLS])
def test_an_encoder_embeds_whatever_its_header_says_of_pooling(
    bench: Bench, tmp_path: Path, pooling: gguf.PoolingType | None
) -> None:
    bench.load(write_encoder(tmp_path / "e.gguf", pooling))
    assert bench.engine.model is not None
    assert bench.engine.model.embeds
    one, again, other = bench.result(bench.engine.embed(["a cat sat", "a cat sat", "the dog"]))
    assert sum(x * x for x in one.vector) == pytest.approx(1)
    assert one == again
    assert one.vector != other.vector
    told = bench.result(bench.engine.describe())
    assert told.pooling == ("cls" if pooling is gguf.PoolingType.CLS else "mean")
    assert "embedding model" in bench.result(bench.engine.score("a", ["cat"])).what
    assert "embedding model" in bench.finish(bench.engine.generate("a", GREEDY)).errors[0].what
    assert bench.engine.state is BackendState.READY


def test_a_model_describes_itself(talker: Bench) -> None:
    talker.finish(talker.engine.generate("Hello", GREEDY))
    told = talker.result(talker.engine.describe())
    assert told.model == talker.engine.model
    assert (told.bos, told.ends, told.pooling) == ("<s>", ("</s>",), "none")
    assert told.context.used > 5
    assert told.chat_template
    assert told.devices[0].kind == "cpu"
    assert told.devices[0].total > 0
    assert "llama_" in told.log
    assert "llama_" in worker_of(talker.engine).log


def test_adapters_change_what_is_said_as_strongly_as_asked(
    bench: Bench, endless: Path, tmp_path: Path
) -> None:
    bench.load(endless)
    one, two = (write_adapter(tmp_path / f"{n}.gguf", seed=n) for n in (1, 2))

    def say() -> str:
        return bench.finish(bench.engine.generate("Hello", GREEDY)).answers[0].text

    plain = say()
    applied = bench.result(bench.engine.adapt([(one, 1.0)]))
    assert [(a.name, a.scale) for a in applied] == [("1", 1.0)]
    with_one = say()
    bench.result(bench.engine.adapt([(one, 1.0), (two, 0.5)]))
    with_both = say()
    bench.result(bench.engine.adapt([(one, 0.0)]))
    with_none = say()
    assert plain == with_none
    assert len({plain, with_one, with_both}) == 3
    bench.result(bench.engine.adapt([(one, 1.0)]))
    assert say() == with_one
    bench.result(bench.engine.adapt([]))
    assert say() == plain


def test_a_file_that_is_no_fitting_adapter_is_told_in_words(
    bench: Bench, endless: Path, scripted: Path, tmp_path: Path
) -> None:
    bench.load(endless)
    (tmp_path / "noise.gguf").write_bytes(b"noise")
    cases = {
        write_adapter(tmp_path / "other.gguf", architecture="qwen9"): "architecture “qwen9”",
        write_adapter(tmp_path / "kind.gguf", kind="other"): "no LoRA",
        scripted: "no LoRA",
        tmp_path / "noise.gguf": "not a GGUF",
        tmp_path / "gone.gguf": "gone",
    }
    for path, said in cases.items():
        assert said in bench.result(bench.engine.adapt([(path, 1.0)])).what
    bench.load(scripted)  # of other sizes
    fitting_not = bench.result(bench.engine.adapt([(write_adapter(tmp_path / "ok.gguf"), 1.0)]))
    assert "does not fit" in fitting_not.what
    assert bench.finish(bench.engine.generate("x", GREEDY)).answers[0].text == SCRIPT


def test_a_score_can_be_stopped_and_others_go_on(bench: Bench, endless: Path) -> None:
    bench.load(endless, LoadOptions(context_length=100_000))
    job = bench.engine.score_text("x" * 60_000)
    ends: list[KnownError] = []
    job.failed.connect(ends.append)
    bench.qtbot.wait(150)
    job.stop()
    bench.qtbot.waitUntil(lambda: bool(ends), timeout=2_000)  # what is left to score takes far longer
    assert isinstance(ends[0], CancelledError)
    assert bench.finish(bench.engine.generate("Hello", GREEDY)).answers


def test_a_fuller_context_is_told_before_it_is_full(bench: Bench, endless: Path) -> None:
    bench.load(endless, LoadOptions(context_length=512))
    generation = bench.engine.generate("Hello", Sampling(max_tokens=10_000))
    low: list[int] = []
    generation.heard.connect(
        lambda event: low.append(event.context.left) if isinstance(event, ContextNearlyFull) else None
    )
    heard = bench.finish(generation)
    assert heard.answers[0].reason == "context_full"
    assert len(low) == 1
    assert 30 < low[0] <= 512 // 10
    contexts = [context for chunk in heard.chunks if (context := chunk.context) is not None]
    uses = [context.used for context in contexts]
    assert uses == sorted(uses)
    assert len(contexts) == len(heard.chunks)
    assert contexts[-1].total == 512


def drops(generation: Generation) -> list[int]:
    """How much was left out each time, as it is told."""
    found: list[int] = []
    generation.heard.connect(
        lambda event: found.append(event.dropped) if isinstance(event, ContextShortened) else None
    )
    return found


def test_the_oldest_turns_make_room_if_asked_to(bench: Bench, scripted: Path) -> None:
    bench.load(scripted, LoadOptions(context_length=512))
    turns = [ChatMessage("system", "Be brief.")]
    for n in range(20):
        turns += [ChatMessage("user", f"{n} " + "x" * 30), ChatMessage("assistant", "y" * 30)]
    turns.append(ChatMessage("user", "The last."))
    assert "too long" in bench.finish(bench.engine.generate(turns, GREEDY)).errors[0].what
    generation = bench.engine.generate(turns, GREEDY, AnswerOptions(when_full="drop_oldest"))
    dropped = drops(generation)
    answer = bench.finish(generation).answers[0]
    assert answer.text == SCRIPT
    assert answer.sent.startswith("<s>[system]Be brief.[/system][user]1")
    assert "[user]0 " not in answer.sent
    assert answer.sent.endswith("[user]The last.[/user]<|start|>")
    assert dropped[0] % 2 == 0


def test_an_answer_longer_than_the_context_goes_on_if_asked_to(bench: Bench, endless: Path) -> None:
    bench.load(endless, LoadOptions(context_length=256))
    options = AnswerOptions(when_full="drop_oldest")
    generation = bench.engine.generate("Hello", Sampling(max_tokens=700, temperature=1), options)
    dropped = drops(generation)
    answer = bench.finish(generation).answers[0]
    assert (answer.reason, answer.measured.answer_tokens) == ("length", 700)
    assert len(dropped) > 3


@pytest.mark.real
def test_a_second_turn_reads_only_what_is_new(bench: Bench, gemma: Path) -> None:
    bench.load(gemma)
    turns = [ChatMessage("user", "Name three fruits.")]

    def ask() -> tuple[str, int, int]:
        generation = bench.engine.generate(turns, GREEDY, AnswerOptions(template=TURNS))
        begun: list[tuple[int, int]] = []
        generation.heard.connect(
            lambda event: (
                begun.append((event.prompt_tokens, event.reused)) if isinstance(event, PromptRead) else None
            )
        )
        return (bench.finish(generation).answers[0].text, *begun[0])

    text, first_tokens, nothing = ask()
    turns += [ChatMessage("assistant", text), ChatMessage("user", "And one more?")]
    second, tokens, reused = ask()
    again, _, reused_again = ask()
    assert nothing == 0
    assert first_tokens < reused == reused_again < tokens
    assert again == second


def test_another_template_can_take_the_place_of_the_models_own(talker: Bench) -> None:
    options = AnswerOptions(template="{% for m in messages %}<{{ m.content }}>{% endfor %}")
    answer = talker.finish(talker.engine.generate([ChatMessage("user", "Hi")], GREEDY, options)).answers[0]
    assert answer.sent == "<Hi>"
    assert (
        talker.finish(talker.engine.generate([ChatMessage("user", "Hi")], GREEDY)).answers[0].sent != "<Hi>"
    )


def test_a_thought_that_the_prompt_opens_is_told_apart(bench: Bench, tmp_path: Path) -> None:
    template = "{{ messages[0]['content'] }}<|start|><think>\n"
    bench.load(
        write_tiny(tmp_path / "t.gguf", Tiny(text="Let me see.</think> It is four.", template=template))
    )
    heard: Heard = bench.finish(bench.engine.generate([ChatMessage("user", "2+2")], GREEDY))
    (answer,) = heard.answers
    assert (answer.thought, answer.text) == ("Let me see.", "It is four.")
    assert answer.raw == "<think>Let me see.</think> It is four."
    assert joined([chunk.piece for chunk in heard.chunks]) == Piece(answer.text, answer.thought, answer.raw)
