"""Several answers at once: each is what it would be alone, and none disturbs another."""

import os
import signal
import time
from collections.abc import Sequence
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, AnswerOptions, ChatMessage, LoadOptions, Sampling
from explorer.domain.tokens import NO_OPTIONS, Constraint, Together, TokenDetail
from explorer.engine.backend import AnswersTogether
from explorer.engine.jobs import Generation
from explorer.engine.local import protocol
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.memory_estimate import together_need
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.engine.state import PromptRead, WritingEvent
from tests.engine.conftest import SCRIPT, Bench, Heard, pid_of
from tests.engine.test_worker import LONG, end, hear, start
from tests.models.starter import smollm2
from tests.models.tiny import MAMBA, Tiny, write_tiny

GREEDY = Sampling(temperature=0)
FOUR = Together(4, 512)
ROOMY = Together(4, 100_000)
ENDLESS = Sampling(max_tokens=90_000, ignore_eos=True)
_WITH_AMX = ("sapphirerapids", "graniterapids")
HI = (ChatMessage("system", "Be brief."), ChatMessage("user", "Hi"))


class Asked(Heard):
    """What is heard of one answer, and how its prompt was read."""

    def __init__(self, generation: Generation) -> None:
        super().__init__()
        self.generation = generation
        self.reads: list[PromptRead] = []
        self.follow(generation)
        generation.heard.connect(self._note)

    @property
    def answer(self) -> Answer:
        assert not self.errors, self.errors
        return self.answers[0]

    def _note(self, event: WritingEvent) -> None:
        if isinstance(event, PromptRead):
            self.reads.append(event)


def ask(
    bench: Bench,
    prompt: str | Sequence[ChatMessage],
    sampling: Sampling = GREEDY,
    options: AnswerOptions = NO_OPTIONS,
    together: Together = FOUR,
) -> Asked:
    return Asked(bench.engine.generate_together(prompt, sampling, options, together))


def finish(bench: Bench, *asked: Asked) -> list[Answer]:
    bench.qtbot.waitUntil(lambda: all(one.is_over for one in asked), timeout=120_000)
    return [one.answer for one in asked]


def alone(bench: Bench, prompt: str, sampling: Sampling, options: AnswerOptions = NO_OPTIONS) -> Answer:
    return bench.finish(bench.engine.generate(prompt, sampling, options)).answers[0]


def details_of(heard: Heard) -> list[TokenDetail]:
    return [detail for chunk in heard.chunks for detail in chunk.details]


def is_same_but_for_ties(one: list[TokenDetail], other: list[TokenDetail], most: float = 0.05) -> bool:
    """Until two tokens were as likely as each other: a batch is computed a little otherwise than one."""
    pairs = list(zip(one, other, strict=False))
    differs = next((n for n, (a, b) in enumerate(pairs) if a.token != b.token), len(pairs))
    near = all(abs(a.logprob - b.logprob) < most for a, b in pairs[:differs] if a.logprob and b.logprob)
    if differs == len(pairs):
        return near and len(one) == len(other)
    first, second = (likely.logprob for likely in pairs[differs][0].alternatives)
    return near and first - second < most


def test_more_than_fit_at_once_all_say_their_text(talker: Bench) -> None:
    assert isinstance(talker.engine, AnswersTogether)
    asked = [ask(talker, HI) for _ in range(10)]
    for answer in finish(talker, *asked):
        assert (answer.text, answer.reason) == (SCRIPT, "end")
        assert answer.sent == "<s>[system]Be brief.[/system][user]Hi[/user]<|start|>"
        assert answer.measured.answer_tokens > 5
    assert "".join(chunk.piece.text for chunk in asked[7].chunks) == SCRIPT


def test_each_has_its_own_seed_and_is_as_it_would_be_alone(babbler: Bench) -> None:
    """Also those of other lengths beside it, and those that begin later; seldom a draw is a near miss."""
    samplings = [Sampling(temperature=0.7, seed=seed, max_tokens=10 + 7 * seed) for seed in range(9)]
    prompts = [f"Text {n} " + "of words " * n for n in range(9)]
    asked = [ask(babbler, p, s) for p, s in zip(prompts, samplings, strict=True)]
    answers = finish(babbler, *asked)
    expected = [alone(babbler, p, s) for p, s in zip(prompts, samplings, strict=True)]
    assert sum(a.text == b.text for a, b in zip(answers, expected, strict=True)) >= 7
    assert [a.measured.answer_tokens for a in answers] == [s.max_tokens for s in samplings]


def test_a_real_model_answers_as_if_alone(bench: Bench) -> None:
    bench.load(smollm2())
    sampling, options = Sampling(temperature=0, max_tokens=16), AnswerOptions(alternatives=2)
    prompts = [
        (ChatMessage("user", f"Tell me about {what}."),) for what in ("bread", "the moon", "an old clock")
    ]
    asked = [ask(bench, prompt, sampling, options) for prompt in prompts]
    finish(bench, *asked)
    for prompt, one in zip(prompts, asked, strict=True):
        by_itself = bench.finish(bench.engine.generate(prompt, sampling, options))
        assert is_same_but_for_ties(details_of(one), details_of(by_itself))


def test_what_was_shared_changes_no_bit(bench: Bench) -> None:
    bench.load(smollm2())
    sampling, options = Sampling(temperature=0, max_tokens=6), AnswerOptions(alternatives=2)
    begin = "The boats in the harbour were waiting for a wind from the west, and nobody knew. " * 9
    prompts = [begin + "A bell rang twice, far out. " * n for n in range(6, 10)]
    asked = [ask(bench, prompt, sampling, options) for prompt in prompts]
    finish(bench, *asked)
    assert [one.reads[0].reused >= 64 for one in asked[1:]] == [True] * 3
    for prompt, one in zip(prompts, asked, strict=True):
        by_itself = bench.finish(bench.engine.generate(prompt, sampling, options))
        assert details_of(one) == details_of(by_itself)


def test_what_prompts_begin_with_is_read_once(talker: Bench) -> None:
    begin = "In the beginning there were many words, and all of them were the same. " * 3
    asked = [ask(talker, begin + f"{n}") for n in range(6)]
    finish(talker, *asked)
    reads = [one.reads[0] for one in asked]
    assert [read.reused > 100 for read in reads] == [False, True, True, True, True, True]
    later = ask(talker, begin + "and later")
    finish(talker, later)
    assert later.reads[0].reused > 100
    short = ask(talker, begin[:190])
    finish(talker, short)
    assert 64 <= short.reads[0].reused == short.reads[0].prompt_tokens - 64  # as many as change no bit


def test_each_has_its_own_options(talker: Bench) -> None:
    schema = Constraint("json_schema", '{"type": "object", "properties": {"a": {"type": "boolean"}}}')
    stop = ask(talker, HI, options=AnswerOptions(stop=(" tiny",)))
    held = ask(talker, HI, options=AnswerOptions(constraint=schema))
    told = ask(talker, HI, options=AnswerOptions(alternatives=3))
    begun = ask(talker, HI, options=AnswerOptions(begun="Hello there,"))
    stopped, is_json, detailed, continued = finish(talker, stop, held, told, begun)
    assert stopped.text == "Hello there, this is a"
    assert is_json.text.startswith("{")
    assert is_json.text.endswith("}")
    assert (detailed.text, continued.text) == (SCRIPT, f"Hello there,{SCRIPT}")
    details = details_of(told)
    assert len(details) == detailed.measured.answer_tokens
    assert all(len(detail.alternatives) == 3 for detail in details)
    assert details[0].text == details[0].alternatives[0].text == "Hello"
    assert not any(chunk.details for chunk in stop.chunks)


def test_one_that_cannot_be_asked_fails_alone(talker: Bench) -> None:
    good = ask(talker, HI)
    long = ask(talker, "word " * 600)
    bad = ask(talker, HI, options=AnswerOptions(constraint=Constraint("json_schema", "{")))
    broken = ask(talker, HI, options=AnswerOptions(template="{{ nothing.at.all }}"))
    last = ask(talker, HI)
    talker.qtbot.waitUntil(lambda: all(one.is_over for one in (good, long, bad, broken, last)))
    assert [one.errors != [] for one in (good, long, bad, broken, last)] == [False, True, True, True, False]
    assert "512" in long.errors[0].what
    assert good.answer.text == last.answer.text == SCRIPT


def test_its_room_ends_an_answer_or_the_oldest_is_dropped(babbler: Bench) -> None:
    small, sampling = Together(2, 64), Sampling(temperature=0, max_tokens=200)
    full = ask(babbler, "Some words", sampling, together=small)
    drops = ask(babbler, "Some words", sampling, AnswerOptions(when_full="drop_oldest"), small)
    one, other = finish(babbler, full, drops)
    assert (one.reason, other.reason) == ("context_full", "length")
    assert other.measured.answer_tokens == 200
    assert other.text.startswith(one.text)


def test_one_is_stopped_and_the_others_go_on(babbler: Bench) -> None:
    sampling = Sampling(temperature=0, max_tokens=300)
    asked = [ask(babbler, f"Text {n}", sampling) for n in range(3)]
    endless = ask(babbler, "Without an end", ENDLESS, together=FOUR)
    waiting = ask(babbler, "Waits", ENDLESS)
    babbler.qtbot.waitUntil(lambda: len(endless.chunks) > 2)
    waiting.generation.stop()
    endless.generation.stop()
    begun = time.monotonic()
    babbler.qtbot.waitUntil(lambda: endless.is_over and waiting.is_over)
    assert time.monotonic() - begun < 0.5
    assert endless.answer.reason == waiting.answer.reason == "stopped"
    assert endless.answer.text
    assert [answer.measured.answer_tokens for answer in finish(babbler, *asked)] == [300] * 3


def test_stops_between_steps_change_no_answer(babbler: Bench) -> None:
    """Whatever was computed for all when one was stopped is computed again for the others."""
    sampling, options = Sampling(temperature=0, max_tokens=400), AnswerOptions(alternatives=2)
    asked = ask(babbler, "Goes on", sampling, options)
    for n in range(12):
        other = ask(babbler, f"{n} is a number " * 20, ENDLESS)
        babbler.qtbot.waitUntil(lambda other=other: bool(other.reads) or asked.is_over)  # type: ignore[misc]
        other.generation.stop()
    finish(babbler, asked)
    by_itself = babbler.finish(babbler.engine.generate("Goes on", sampling, options))
    assert is_same_but_for_ties(details_of(asked), details_of(by_itself))


def test_others_wait_for_those_before_them(babbler: Bench) -> None:
    """One of another size, and a score: in the order they were asked."""
    sampling, over = Sampling(temperature=0, max_tokens=60), list[str]()
    first = [ask(babbler, f"First {n}", sampling) for n in range(6)]
    score = babbler.engine.score("Scored", [" words"])
    second = ask(babbler, "Second", sampling)
    third = ask(babbler, "Third", sampling, together=Together(2, 256))
    for name, asked in (*(("first", one) for one in first), ("second", second), ("third", third)):
        asked.generation.finished.connect(lambda _, name=name: over.append(name))
    score.finished.connect(lambda _: over.append("score"))
    finish(babbler, *first, second, third)
    assert over == [*["first"] * 6, "score", "second", "third"]


def test_a_chat_is_answered_in_turns_with_them(babbler: Bench) -> None:
    """Whichever began first; each says what it would say alone, and one that is stopped stops none."""
    sampling, options = Sampling(temperature=0, max_tokens=300), AnswerOptions(alternatives=2)
    endless = ask(babbler, "Without an end", ENDLESS, together=ROOMY)
    chat = Asked(babbler.engine.generate("A chat", sampling, options))
    babbler.qtbot.waitUntil(lambda: len(chat.chunks) > 1 and bool(endless.chunks))
    joins = ask(babbler, "Joins them", sampling, options, together=ROOMY)
    finish(babbler, chat, joins)
    assert not endless.is_over
    second = Asked(babbler.engine.generate("A second one", ENDLESS))
    babbler.qtbot.waitUntil(lambda: bool(second.chunks))
    endless.generation.stop()
    babbler.qtbot.waitUntil(lambda: endless.is_over)
    heard = len(second.chunks)
    babbler.qtbot.waitUntil(lambda: len(second.chunks) > heard + 2)
    second.generation.stop()
    assert {answer.reason for answer in finish(babbler, endless, second)} == {"stopped"}
    for prompt, one in (("A chat", chat), ("Joins them", joins)):
        by_itself = babbler.finish(babbler.engine.generate(prompt, sampling, options))
        assert is_same_but_for_ties(details_of(one), details_of(by_itself))


def test_a_chat_passes_those_that_wait_for_room_among_the_others(babbler: Bench) -> None:
    endless = [ask(babbler, f"Without an end {n}", ENDLESS, together=ROOMY) for n in range(8)]
    babbler.qtbot.waitUntil(lambda: bool(endless[3].chunks))
    chat = Asked(babbler.engine.generate("A chat", GREEDY))
    babbler.qtbot.waitUntil(lambda: bool(chat.chunks))
    assert not any(one.is_over for one in endless)
    babbler.engine.cancel()
    assert {answer.reason for answer in finish(babbler, *endless)} == {"stopped"}


def test_what_is_only_counted_waits_for_no_answer(babbler: Bench) -> None:
    endless = [ask(babbler, f"Without an end {n}", ENDLESS, together=ROOMY) for n in range(6)]
    babbler.qtbot.waitUntil(lambda: bool(endless[3].chunks))
    assert babbler.result(babbler.engine.count(["Some words", ""]))[1] == 0
    assert not any(one.is_over for one in endless)
    babbler.engine.cancel()
    assert {answer.reason for answer in finish(babbler, *endless)} == {"stopped"}


def test_the_next_turn_of_each_conversation_reads_only_what_is_new(bench: Bench) -> None:
    """Of as many conversations as there are places; asked again, each says the same."""
    bench.load(smollm2())
    size, sampling = Together(4, 512, keeps=True), Sampling(temperature=0, max_tokens=12)
    subjects = ("bread", "a clock", "rain", "ants")
    talks = [(ChatMessage("user", f"Tell me about {what}."),) for what in subjects]
    first = finish(bench, *(ask(bench, talk, sampling, together=size) for talk in talks))
    goes_on = [ChatMessage("assistant", answer.text) for answer in first]
    turns = [(*talk, said, ChatMessage("user", "Go on.")) for talk, said in zip(talks, goes_on, strict=True)]
    texts = []
    for _ in range(2):
        asked = [ask(bench, talk, sampling, together=size) for talk in turns]
        texts.append([answer.text for answer in finish(bench, *asked)])
        for read in (one.reads[0] for one in asked):
            assert 0 < read.prompt_tokens - read.reused < 20
    assert texts[0] == texts[1]
    evaluated = ask(bench, turns[0], sampling, together=Together(4, 512))
    finish(bench, evaluated)
    assert evaluated.reads[0].reused == 0


def test_a_long_prompt_lets_others_write_and_short_ones_pass(bench: Bench) -> None:
    bench.load(smollm2(), LoadOptions(context_length=512))
    size = Together(3, 2048)
    writes = ask(bench, "Once", Sampling(temperature=0, max_tokens=600, ignore_eos=True), together=size)
    bench.qtbot.waitUntil(lambda: bool(writes.chunks))
    long = ask(bench, "The boats waited for a wind. " * 250, Sampling(max_tokens=1), together=size)
    short = ask(bench, "A bell", Sampling(max_tokens=1), together=size)
    before = len(writes.chunks)
    finish(bench, short)
    assert not long.reads
    finish(bench, long)
    assert len(writes.chunks) > before + 5
    other = ask(bench, "So the boats waited for a wind. " * 250, together=size)
    bench.qtbot.wait(200)  # it reads by then
    begun = time.monotonic()
    other.generation.stop()
    finish(bench, other)
    assert time.monotonic() - begun < 0.2
    assert not other.reads
    writes.generation.stop()
    finish(bench, writes)


@pytest.fixture(params=["as it is", "without AMX"])
def mamba(
    request: pytest.FixtureRequest, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Bench:
    """A model that keeps a state. Its answers are written at once where the processor has no AMX."""
    if request.param == "without AMX":
        (package,) = PathFinder.find_spec("llama_cpp").submodule_search_locations  # type: ignore[union-attr, misc]
        for file in Path(package, "lib").glob("lib*"):
            if not any(name in file.name for name in _WITH_AMX):
                (tmp_path / file.name).symlink_to(file)
        monkeypatch.setenv("LLAMA_CPP_LIB_PATH", str(tmp_path))
    bench.load(write_tiny(tmp_path / "mamba.gguf", Tiny(text=None, architecture="mamba", metadata=MAMBA)))
    return bench


def test_a_model_that_keeps_a_state_answers_as_if_alone(mamba: Bench) -> None:
    """Also where some end before others, and one is stopped while all are computed."""
    begin, options = "In the beginning there were many words. ", AnswerOptions(alternatives=2)
    prompts = [*(f"{begin}Text {n}" for n in range(6)), "Something else", begin[:30] + " and more"]
    samplings = [Sampling(temperature=0, max_tokens=24 + 9 * (n % 3)) for n in range(8)]
    asked = [ask(mamba, *each, options) for each in zip(prompts, samplings, strict=True)]
    for n in range(6):
        other = ask(mamba, f"{n} is a number", ENDLESS)
        mamba.qtbot.waitUntil(lambda other=other: bool(other.chunks))  # type: ignore[misc]
        other.generation.stop()
    finish(mamba, *asked)
    assert [one.reads[0].reused for one in asked] == [0] * 8
    for prompt, sampling, one in zip(prompts, samplings, asked, strict=True):
        by_itself = mamba.finish(mamba.engine.generate(prompt, sampling, options))
        assert is_same_but_for_ties(details_of(one), details_of(by_itself))


def test_a_model_that_keeps_a_state_scores_each_as_if_alone(mamba: Bench) -> None:
    asked = [(f"A question that many share. {n}", (" yes", " no, never", " ask")) for n in range(3)]
    together = mamba.result(mamba.engine.score_each(asked))
    for (prefix, texts), scores in zip(asked, together, strict=True):
        alone = [mamba.result(mamba.engine.score(prefix, [text]))[0] for text in texts]
        assert [one.logprob for one in scores] == pytest.approx([one.logprob for one in alone], abs=0.01)


def test_a_model_with_a_sliding_window_reads_what_it_no_longer_has(bench: Bench, gemma: Path) -> None:
    """Also where more is shared than its window: every answer sees the whole of its prompt."""
    bench.load(gemma)
    begin, sampling = "The boats were waiting for a wind. " * 75, Sampling(temperature=0, max_tokens=8)
    options, size = AnswerOptions(alternatives=2), Together(3, 900)
    prompts = [f"{begin}{end}" for end in ("Then, at noon,", "So the sailors", "In the end")]
    asked = [ask(bench, prompt, sampling, options, size) for prompt in prompts]
    finish(bench, *asked)
    assert [one.reads[0].reused for one in asked] == [0, 512, 512]
    for prompt, one in zip(prompts, asked, strict=True):
        by_itself = bench.finish(bench.engine.generate(prompt, sampling, options))
        assert is_same_but_for_ties(details_of(one), details_of(by_itself), 0.25)


def test_the_memory_it_takes_is_foretold(bench: Bench, gemma: Path) -> None:
    bench.load(gemma)
    alone(bench, "Hello " * 260, Sampling(max_tokens=8))
    before, size = bench.engine.memory(), Together(8, 1024)
    asked = [ask(bench, f"{n} " * 20, Sampling(max_tokens=40), together=size) for n in range(8)]
    bench.qtbot.waitUntil(lambda: all(one.chunks for one in asked), timeout=120_000)
    taken = bench.engine.memory() - before
    assert together_need(shape_of(read_header(gemma)), size) == pytest.approx(taken, rel=0.15)


def test_the_room_for_them_is_given_back_soon(bench: Bench, gemma: Path) -> None:
    bench.load(gemma)
    alone(bench, "Hello", Sampling(max_tokens=8))
    before = bench.engine.memory()
    eight = (ask(bench, f"Number {n}", Sampling(max_tokens=8), together=Together(8, 2048)) for n in range(8))
    finish(bench, *eight)
    assert bench.engine.memory() > before + 100_000_000
    bench.qtbot.waitUntil(lambda: bench.engine.memory() < before + 60_000_000, timeout=10_000)


def test_a_crash_ends_all_of_them(bench: Bench, endless: Path) -> None:
    bench.load(endless, LONG)
    asked = [ask(bench, f"Text {n}", ENDLESS, together=ROOMY) for n in range(6)]
    bench.qtbot.waitUntil(lambda: all(one.chunks for one in asked[:4]))
    os.kill(pid_of(bench.engine), signal.SIGKILL)
    bench.qtbot.waitUntil(lambda: all(one.is_over for one in asked))
    assert all(isinstance(one.errors[0], KnownError) for one in asked)


def test_a_worker_ends_with_its_stdin_while_it_writes_several(endless: Path) -> None:
    asked = [protocol.Generate(n, f"{n}", ENDLESS, together=ROOMY) for n in range(1, 7)]
    worker = start(protocol.load_request(endless, LONG), *asked)
    hear(worker, protocol.Writing)
    assert end(worker) == 0
