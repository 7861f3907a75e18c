"""The engine end to end: a real worker process, the real library, models that say what we expect."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import pytest

from explorer.domain.errors import CancelledError, DamagedFileError, KnownError, NotFoundError
from explorer.domain.generation import AnswerOptions, ChatMessage, LoadOptions, Sampling
from explorer.engine.jobs import Job
from explorer.engine.local.engine import Engine
from explorer.engine.local.worker_process import WorkerProcess
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendState
from tests.engine.conftest import SCRIPT, WORKER, Bench, Heard, pid_of
from tests.models.tiny import Tiny, write_tiny

GREEDY = Sampling(temperature=0)
ENDLESS = Sampling(max_tokens=900_000)
LONG = LoadOptions(context_length=500_000)
HI = (ChatMessage("system", "Be brief."), ChatMessage("user", "Hi"))


def worker_of(engine: Engine) -> psutil.Process:
    """The one process of this engine."""
    (process,) = [p for p in psutil.Process().children() if p.pid == pid_of(engine)]
    return process


def test_a_model_says_its_text(talker: Bench) -> None:
    assert talker.engine.state is BackendState.READY
    heard = talker.finish(talker.engine.generate(HI, GREEDY))
    (answer,) = heard.answers
    assert answer.text == SCRIPT == "".join(chunk.piece.text for chunk in heard.chunks)
    assert answer.reason == "end"
    assert answer.sent == "<s>[system]Be brief.[/system][user]Hi[/user]<|start|>"
    assert answer.measured.answer_tokens == heard.chunks[-1].tokens
    assert answer.measured.first_token_s > 0


def test_states_come_in_order(bench: Bench, scripted: Path) -> None:
    bench.load(scripted)
    bench.finish(bench.engine.generate(HI, GREEDY))
    bench.engine.unload()
    state = BackendState
    assert bench.heard.states == [state.LOADING, state.READY, state.GENERATING, state.READY, state.EMPTY]


def test_a_loaded_model_tells_its_facts(bench: Bench, scripted: Path) -> None:
    bench.load(scripted, LoadOptions(context_length=100_000, threads=1))
    model = bench.engine.model
    assert model is not None
    assert (model.name, model.architecture, model.threads) == ("Tiny", "llama", 1)
    assert model.context_length == model.trained_context == 2048
    assert model.has_chat_template
    assert model.backend.startswith("CPU")
    assert "llama" in model.engine
    assert bench.engine.memory() > 10_000_000


def test_the_same_seed_gives_the_same_text_and_another_another(babbler: Bench) -> None:
    texts = [
        babbler.finish(babbler.engine.generate("Hello", Sampling(temperature=1, seed=seed))).answers[0].text
        for seed in (1, 1, 2)
    ]
    assert texts[0] == texts[1] != texts[2]


def test_a_stop_text_ends_the_answer_before_it(talker: Bench) -> None:
    heard = talker.finish(talker.engine.generate(HI, GREEDY, AnswerOptions(stop=("is a", "model"))))
    assert heard.answers[0].text == "Hello there, this "
    assert heard.answers[0].reason == "end"


def test_the_limit_of_tokens_ends_the_answer(talker: Bench) -> None:
    answer = talker.finish(talker.engine.generate(HI, Sampling(temperature=0, max_tokens=2))).answers[0]
    assert (answer.text, answer.reason, answer.measured.answer_tokens) == ("Hello there,", "length", 2)


def test_a_full_context_ends_the_answer(bench: Bench, endless: Path) -> None:
    bench.load(endless, LoadOptions(context_length=256))
    answer = bench.finish(bench.engine.generate("Hello", ENDLESS)).answers[0]
    assert answer.reason == "context_full"
    assert answer.measured.prompt_tokens + answer.measured.answer_tokens == 257  # the last is not read


def test_a_prompt_longer_than_the_context_is_told_in_words(talker: Bench) -> None:
    heard = talker.finish(talker.engine.generate("x" * 5000, GREEDY))
    assert "too long" in heard.errors[0].what
    assert talker.engine.state is BackendState.READY


def test_generations_are_done_in_turn(talker: Bench) -> None:
    first, second = Heard(), Heard()
    first.follow(talker.engine.generate(HI, GREEDY))
    second.follow(talker.engine.generate("Anything", GREEDY))
    talker.qtbot.waitUntil(lambda: first.is_over and second.is_over)
    assert first.answers[0].text == second.answers[0].text == SCRIPT


def test_a_generation_can_be_stopped_and_keeps_its_text(bench: Bench, endless: Path) -> None:
    bench.load(endless, LONG)
    generation = bench.engine.generate("Hello", ENDLESS)
    heard = Heard()
    heard.follow(generation)
    bench.qtbot.waitUntil(lambda: len(heard.chunks) > 2)
    generation.stop()
    bench.qtbot.waitUntil(lambda: heard.is_over)
    assert heard.answers[0].reason == "stopped"
    assert heard.answers[0].text == generation.said.text != ""
    assert bench.engine.state is BackendState.READY


def test_a_waiting_generation_can_be_stopped(bench: Bench, endless: Path) -> None:
    bench.load(endless, LONG)
    first, second = Heard(), Heard()
    running = bench.engine.generate("Hello", ENDLESS)
    waiting = bench.engine.generate("Hello", ENDLESS)
    first.follow(running)
    second.follow(waiting)
    waiting.stop()
    bench.qtbot.waitUntil(lambda: len(first.chunks) > 2)
    bench.qtbot.waitUntil(lambda: second.is_over, timeout=1000)
    assert not first.is_over
    bench.engine.cancel()
    bench.qtbot.waitUntil(lambda: first.is_over and second.is_over)
    assert (second.answers[0].text, second.answers[0].reason) == ("", "stopped")


def test_reading_a_long_prompt_can_be_stopped(bench: Bench, endless: Path) -> None:
    bench.load(endless, LONG)
    generation = bench.engine.generate("x" * 300_000, ENDLESS)
    heard = Heard()
    heard.follow(generation)
    with bench.qtbot.waitSignal(generation.finished, timeout=5000):
        generation.stop()
    assert heard.answers[0].reason == "stopped"
    assert heard.answers[0].measured.answer_tokens == 0


def test_after_a_stop_the_next_answer_is_right(talker: Bench) -> None:
    generation = talker.engine.generate("x" * 1500, GREEDY)
    generation.stop()
    talker.finish(generation)
    assert talker.finish(talker.engine.generate(HI, GREEDY)).answers[0].text == SCRIPT


def test_a_killed_worker_is_told_in_words_and_the_text_is_kept(bench: Bench, endless: Path) -> None:
    bench.load(endless, LONG)
    generation = bench.engine.generate("Hello", ENDLESS)
    heard = Heard()
    heard.follow(generation)
    bench.qtbot.waitUntil(lambda: len(heard.chunks) > 2)
    worker_of(bench.engine).kill()
    bench.qtbot.waitUntil(lambda: heard.is_over)
    (error,) = heard.errors
    assert error.what.startswith("The engine stopped unexpectedly while answering")
    assert "kept" in error.what
    assert error.advice == "Load the model again."
    assert generation.said.text
    assert bench.engine.state is BackendState.FAILED
    assert bench.heard.changes[-1].error is error
    assert bench.engine.memory() == 0


def test_after_a_crash_a_load_starts_afresh(bench: Bench, scripted: Path) -> None:
    bench.load(scripted)
    worker_of(bench.engine).kill()
    bench.qtbot.waitUntil(lambda: bench.engine.state is BackendState.FAILED)
    assert bench.load(scripted) is BackendState.READY
    assert bench.finish(bench.engine.generate(HI, GREEDY)).answers[0].text == SCRIPT


def test_unloading_ends_the_process(bench: Bench, scripted: Path) -> None:
    bench.load(scripted)
    worker = worker_of(bench.engine)
    bench.engine.unload()
    assert bench.engine.state is BackendState.EMPTY
    bench.qtbot.waitUntil(lambda: not worker.is_running(), timeout=3000)


def test_unloading_ends_a_running_answer(bench: Bench, endless: Path) -> None:
    bench.load(endless, LONG)
    heard = Heard()
    heard.follow(bench.engine.generate("Hello", ENDLESS))
    worker = worker_of(bench.engine)
    bench.engine.unload()
    assert isinstance(heard.errors[0], CancelledError)
    bench.qtbot.waitUntil(lambda: not worker.is_running(), timeout=3000)


def test_a_load_by_whoever_hears_of_the_end_of_the_last_one_leaves_no_worker(
    bench: Bench, endless: Path, scripted: Path
) -> None:
    bench.load(endless, LONG)
    generation = bench.engine.generate("Hello", ENDLESS)
    generation.failed.connect(lambda _error: bench.engine.load(endless, LONG))
    assert bench.load(scripted) is BackendState.READY
    assert bench.finish(bench.engine.generate(HI, GREEDY)).answers[0].text == SCRIPT
    bench.qtbot.waitUntil(lambda: len(bench.engine.findChildren(WorkerProcess)) == 1)


def test_a_load_can_be_cancelled(bench: Bench, scripted: Path) -> None:
    bench.engine.load(scripted, LoadOptions())
    bench.engine.cancel()
    assert bench.heard.states == [BackendState.LOADING, BackendState.EMPTY]
    assert bench.load(scripted) is BackendState.READY


def test_generating_without_a_model_fails_in_words(bench: Bench) -> None:
    heard = bench.finish(bench.engine.generate("Hello", GREEDY))
    assert heard.errors[0].what == "No model is loaded."


def test_a_model_without_template_completes(bench: Bench, tmp_path: Path) -> None:
    bench.load(write_tiny(tmp_path / "plain.gguf", Tiny(text="and so on.", template=None)))
    assert bench.engine.model is not None
    assert not bench.engine.model.has_chat_template
    answer = bench.finish(bench.engine.generate("Once", GREEDY)).answers[0]
    assert (answer.text, answer.sent) == ("and so on.", "Once")


def test_a_broken_template_is_told_in_words_and_completion_still_works(bench: Bench, tmp_path: Path) -> None:
    bench.load(write_tiny(tmp_path / "broken.gguf", Tiny(text="Fine.", template="{% for %}")))
    assert "template" in bench.finish(bench.engine.generate(HI, GREEDY)).errors[0].what
    assert bench.finish(bench.engine.generate("Hi", GREEDY)).answers[0].text == "Fine."


def test_any_file_that_is_no_whole_model_is_told_in_words(
    bench: Bench, scripted: Path, tmp_path: Path
) -> None:
    whole = scripted.read_bytes()
    cases = {"cut.gguf": whole[:-1000], "head.gguf": whole[:3000], "page.gguf": b"<html>", "empty.gguf": b""}
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        assert bench.load(tmp_path / name) is BackendState.FAILED
        error = bench.heard.changes[-1].error
        assert isinstance(error, DamagedFileError)
        assert error.advice


def test_a_missing_file_and_an_unknown_architecture_are_told_in_words(bench: Bench, tmp_path: Path) -> None:
    assert bench.load(tmp_path / "gone.gguf") is BackendState.FAILED
    assert isinstance(bench.heard.changes[-1].error, NotFoundError)
    bench.load(write_tiny(tmp_path / "new.gguf", Tiny(architecture="novel")))
    error = bench.heard.changes[-1].error
    assert isinstance(error, KnownError)
    assert "does not support the architecture “novel”" in error.what


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("llama.block_count", 0),
        ("llama.block_count", 1_000_000),
        ("llama.block_count", 2**32 - 1),
        ("llama.attention.layer_norm_rms_epsilon", -1.0),
        ("llama.attention.layer_norm_rms_epsilon", float("nan")),
        ("tokenizer.ggml.model", "bert"),
        ("llama.attention.head_count", 0),
        ("llama.rope.dimension_count", 7),
        ("general.alignment", 3),
    ],
)
def test_a_header_that_crashes_the_library_harms_only_the_worker(
    bench: Bench, tmp_path: Path, key: str, value: float | str
) -> None:
    bench.load(write_tiny(tmp_path / "evil.gguf", Tiny(metadata={key: value})))
    error = bench.heard.changes[-1].error
    assert error is not None
    assert error.advice
    assert bench.load(write_tiny(tmp_path / "good.gguf", Tiny(text="Fine."))) is BackendState.READY


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told_in_words(bench: Bench, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "shut.gguf", Tiny())
    path.chmod(0)
    bench.load(path)
    error = bench.heard.changes[-1].error
    assert error is not None
    assert "could not be read" in error.what


@pytest.mark.skipif(sys.platform == "win32", reason="a file in use cannot be cut there")
def test_a_file_cut_off_while_it_is_loaded_is_told_in_words(bench: Bench, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "cut.gguf", Tiny(text=None, context_length=1_000_000))
    bench.load(path, LONG)
    with path.open("r+b") as file:
        file.truncate(4096)
    heard = bench.finish(bench.engine.generate("Hello " * 30, ENDLESS))
    if heard.errors:  # pages may have been in memory already
        assert "changed or cut off" in heard.errors[0].what
        assert heard.errors[0].advice


def test_a_context_that_cannot_be_is_made_as_long_as_it_can(bench: Bench, scripted: Path) -> None:
    bench.load(scripted, LoadOptions(context_length=2_000_000_000))
    assert bench.engine.model is not None
    assert bench.engine.model.context_length == 2048


def test_what_stops_within_a_tenth_of_a_second(bench: Bench, endless: Path) -> None:
    """Reading a prompt, writing, cutting a huge text into tokens: each ends in time."""
    bench.load(endless, LONG)
    long = "x" * 400_000
    jobs: dict[str, Callable[[], Job]] = {
        "read": lambda: bench.engine.generate(long, ENDLESS),
        "write": lambda: bench.engine.generate("Hello", ENDLESS),
        "score": lambda: bench.engine.score(long[:100_000], ["a", "b"]),
        "tokenize": lambda: bench.engine.tokenize(long * 5),
    }

    def stop_one(start: Callable[[], Job]) -> float:
        job = start()
        ends: list[object] = []
        job.finished.connect(ends.append)
        job.failed.connect(ends.append)
        bench.qtbot.wait(120)
        begun = time.monotonic()
        job.stop()
        bench.qtbot.waitUntil(lambda: bool(ends))
        return time.monotonic() - begun

    for name, start in jobs.items():
        assert is_within_a_tenth(partial(stop_one, start)), name
    assert bench.engine.state is BackendState.READY
    assert bench.finish(bench.engine.generate("Hello", Sampling(max_tokens=3))).answers


@pytest.mark.real
def test_a_load_ends_within_a_tenth_of_a_second(bench: Bench, gemma: Path) -> None:
    def cancel_one() -> float:
        bench.heard.changes.clear()
        bench.engine.load(gemma, LoadOptions())
        bench.qtbot.waitUntil(lambda: any(c.progress > 0 for c in bench.heard.changes), timeout=20_000)
        worker = worker_of(bench.engine)
        begun = time.monotonic()
        bench.engine.cancel()
        bench.qtbot.waitUntil(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
        return time.monotonic() - begun

    assert is_within_a_tenth(cancel_one)


def is_within_a_tenth(attempt: Callable[[], float]) -> bool:
    """Whether one of a few attempts took less than 0.1 seconds: others use this machine too."""
    return any(attempt() < 0.1 for _ in range(5))


def test_the_same_prompt_gives_the_same_answer_whatever_was_asked_before(babbler: Bench) -> None:
    sampling = Sampling(temperature=1, max_tokens=40)
    long = "Once upon a time. " * 40
    prompts = (long, long + "And then", "Other", long + "And then", long)
    texts = [babbler.finish(babbler.engine.generate(p, sampling)).answers[0].text for p in prompts]
    assert texts[0] == texts[4]
    assert texts[1] == texts[3] != texts[0]


def test_a_missing_part_is_named(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "m-00001-of-00002.gguf"
    bench.load(write_tiny(path, Tiny(metadata={"split.count": 2, "split.no": 0})))
    error = bench.heard.changes[-1].error
    assert isinstance(error, NotFoundError)
    assert "m-00002-of-00002.gguf" in error.details


def test_a_worker_that_cannot_start_is_told_in_words(scripted: Path, bench: Bench) -> None:
    other = Bench(bench.qtbot, Engine(WorkerSupply(["/nowhere/at/all"])))
    assert other.load(scripted) is BackendState.FAILED
    error = other.heard.changes[-1].error
    assert error is not None
    assert error.what == "The engine could not be started."
    other.engine.close()


def test_closing_leaves_no_process(bench: Bench, endless: Path) -> None:
    engine = Engine(WorkerSupply(WORKER))
    other = Bench(bench.qtbot, engine)
    other.load(endless, LONG)
    engine.generate("Hello", ENDLESS)
    worker = worker_of(engine)
    engine.close()
    assert not worker.is_running()


def test_file_names_of_any_bytes_load(bench: Bench, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "Modell äöü 模型 'q' \"d\".gguf", Tiny(text="Yes."))
    assert bench.load(path) is BackendState.READY


@pytest.mark.real
def test_the_real_model_completes_the_same_way_each_time(bench: Bench, gemma: Path) -> None:
    assert bench.load(gemma) is BackendState.READY
    prompt = "The capital of France is"
    sampling = Sampling(temperature=0, max_tokens=24)
    first, again = (bench.finish(bench.engine.generate(prompt, sampling)).answers[0].text for _ in range(2))
    assert "France" in first
    assert first == again
