"""What was read of a conversation is kept in a file, and read back in place of computing it anew."""

import os
from pathlib import Path

import pytest

from explorer.domain.generation import ChatMessage, LoadOptions, Sampling
from explorer.domain.tokens import KeptContext
from explorer.engine.question import Question, RunningQuestion
from explorer.engine.state import PromptRead
from tests.engine.conftest import Bench
from tests.models.tiny import Tiny, write_tiny

WORDS = Sampling(max_tokens=20, seed=7, ignore_eos=True)
OPTIONS = LoadOptions(context_length=2048, threads=1)
SAID = (ChatMessage("user", " ".join(f"word{n}" for n in range(140))),)
MOST = 1 << 30


@pytest.fixture(scope="module")
def babbler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("kept") / "a.gguf", Tiny(text=None, context_length=4096))


@pytest.fixture
def file(tmp_path: Path) -> KeptContext:
    return KeptContext(os.fsencode(tmp_path / "states" / "7.kv"), "the model")


def _answered(bench: Bench, kept: KeptContext | None = None) -> tuple[str, int]:
    """What it says, and how much of the prompt it had read before."""
    heard: list[object] = []
    question = RunningQuestion(bench.engine, Question(_asked(), WORDS, OPTIONS, kept=kept), heard.append)
    question.start()
    bench.qtbot.waitUntil(lambda: bool(heard) and hasattr(heard[-1], "measured"))
    read = next(event for event in heard if isinstance(event, PromptRead))
    return heard[-1].text, read.reused  # type: ignore[attr-defined]


def _other() -> tuple[ChatMessage, ...]:
    return (ChatMessage("user", " ".join(f"other{n}" for n in range(140))),)


def _asked() -> tuple[ChatMessage, ...]:
    return (*SAID, ChatMessage("assistant", "Fine."), ChatMessage("user", "And now?"))


def _read_and_kept(bench: Bench, babbler: Path, file: KeptContext, most: int = MOST) -> int:
    bench.load(babbler, OPTIONS)
    bench.finish(bench.engine.generate(SAID, Sampling(max_tokens=1, seed=1), kept=file))
    kept = bench.result(bench.engine.keep_context(file, most))
    assert isinstance(kept, int), kept
    return kept


def test_a_model_loaded_again_goes_on_from_what_was_kept(
    bench: Bench, babbler: Path, file: KeptContext
) -> None:
    written = _read_and_kept(bench, babbler, file)
    path = Path(os.fsdecode(file.path))
    assert written == path.stat().st_size > 0
    stayed, reused = _answered(bench)
    bench.load(babbler, OPTIONS)
    assert _answered(bench, file) == (stayed, reused)
    assert reused > 500


def test_nothing_is_written_that_is_too_large_or_hardly_new(
    bench: Bench, babbler: Path, file: KeptContext
) -> None:
    assert _read_and_kept(bench, babbler, file, most=1000) == 0
    assert bench.result(bench.engine.keep_context(file, MOST)) > 0
    assert bench.result(bench.engine.keep_context(file, MOST)) == 0


def test_another_conversation_is_not_written_under_its_name(
    bench: Bench, babbler: Path, file: KeptContext
) -> None:
    _read_and_kept(bench, babbler, file)
    before = Path(os.fsdecode(file.path)).read_bytes()
    bench.finish(bench.engine.generate(_other(), Sampling(max_tokens=1, seed=1)))
    assert bench.result(bench.engine.keep_context(file, MOST)) == 0
    assert Path(os.fsdecode(file.path)).read_bytes() == before


def test_what_is_held_stays_where_it_is_nearer_than_the_file(
    bench: Bench, babbler: Path, file: KeptContext
) -> None:
    _read_and_kept(bench, babbler, file)
    bench.finish(bench.engine.generate(_other(), Sampling(max_tokens=1, seed=1), kept=file))
    heard: list[object] = []
    again = RunningQuestion(bench.engine, Question(_other(), WORDS, OPTIONS, kept=file), heard.append)
    again.start()
    bench.qtbot.waitUntil(lambda: bool(heard) and hasattr(heard[-1], "measured"))
    assert next(event for event in heard if isinstance(event, PromptRead)).reused > 500


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [_cut, _flip, Path.unlink], ids=["cut", "flipped", "gone"])
def test_what_is_damaged_is_removed_and_read_anew(
    bench: Bench, babbler: Path, file: KeptContext, harm: object
) -> None:
    _read_and_kept(bench, babbler, file)
    path = Path(os.fsdecode(file.path))
    assert callable(harm)
    harm(path)
    bench.finish(bench.engine.generate("Something else", Sampling(max_tokens=1)))
    assert _answered(bench, file)[1] == 0
    assert not list(path.parent.iterdir())


def test_another_model_or_way_to_load_it_reads_anew(bench: Bench, babbler: Path, file: KeptContext) -> None:
    _read_and_kept(bench, babbler, file)
    other = KeptContext(file.path, "another")
    bench.finish(bench.engine.generate("Something else", Sampling(max_tokens=1)))
    assert _answered(bench, other)[1] == 0
    bench.load(babbler, LoadOptions(context_length=1500, threads=1))
    assert _answered(bench, file)[1] == 0
