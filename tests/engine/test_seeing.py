"""Images in a conversation: read once, told apart, dropped with their turn, and refused in words."""

from pathlib import Path

import pytest

from explorer.domain.generation import Answer, ChatMessage, LoadOptions, Sampling
from explorer.domain.images import ChatImage
from explorer.engine.state import PromptRead, ReadingImage
from tests.engine.conftest import Bench
from tests.models.pictures import picture
from tests.models.projector import TinyProjector, write_projector
from tests.models.tiny import QWEN2VL, Tiny, write_tiny

WORDS = Sampling(max_tokens=12, seed=7, ignore_eos=True)
ONE, OTHER = picture(1), picture(2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seeing")


@pytest.fixture(scope="module")
def babbling(folder: Path) -> Path:
    return write_tiny(folder / "a.gguf", Tiny(text=None))


def options(projector: Path, context: int = 1024) -> LoadOptions:
    return LoadOptions(context_length=context, threads=1, projector=bytes(projector))


def asked(text: str, *images: ChatImage) -> ChatMessage:
    return ChatMessage("user", text, images=images)


def answered(bench: Bench, *messages: ChatMessage) -> tuple[Answer, PromptRead, list[ReadingImage]]:
    events: list[object] = []
    generation = bench.engine.generate(messages, WORDS)
    generation.heard.connect(events.append)
    heard = bench.finish(generation)
    assert not heard.errors, heard.errors
    read = next(event for event in events if isinstance(event, PromptRead))
    return heard.answers[0], read, [event for event in events if isinstance(event, ReadingImage)]


@pytest.mark.parametrize("kind", ["mlp", "gemma3", "qwen2vl_merger", "idefics3"])
def test_what_is_answered_depends_on_the_image(bench: Bench, folder: Path, kind: str) -> None:
    is_qwen = kind == "qwen2vl_merger"
    tiny = Tiny(text=None, architecture="qwen2vl", metadata=QWEN2VL) if is_qwen else Tiny(text=None)
    model = write_tiny(folder / f"{kind}.gguf", tiny)
    bench.load(model, options(write_projector(folder / f"p-{kind}.gguf", TinyProjector(kind=kind))))
    assert bench.engine.model is not None
    assert bench.engine.model.sees
    one, read, told = answered(bench, asked("What is it?", ONE))
    print(read, told, one)
    other, _, _ = answered(bench, asked("What is it?", OTHER))
    again, once_more, none = answered(bench, asked("What is it?", ONE))
    assert one.text == again.text != other.text
    print(once_more, none)
    (count,) = bench.result(bench.engine.count_images((ONE,)))
    print(count)
