"""Images in a conversation: told apart, read once, dropped with their turn, and refused in words."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from io import BytesIO
from itertools import count
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, ChatMessage, LoadOptions, Sampling
from explorer.domain.images import LONGEST_SIDE, ChatImage
from explorer.domain.sampling import Dry
from explorer.domain.tokens import AnswerOptions, Constraint, KeptContext
from explorer.engine.local import model_requests as patience
from explorer.engine.local import protocol
from explorer.engine.local.engine import Engine
from explorer.engine.local.engine_pool import EnginePool, EngineUse
from explorer.engine.local.given_images import ImageKeeper, ImageSender
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.question import Question, RunningQuestion
from explorer.engine.state import BackendState, ContextShortened, ImageRead, PromptRead, ReadingImage
from tests.engine.conftest import WORKER, Bench, engine_with, pid_of
from tests.families import FAMILIES
from tests.models.pictures import chat_image, picture
from tests.models.projector import TOKENS, TinyProjector, write_projector
from tests.models.tiny import QWEN2VL, Tiny, write_tiny

WORDS = Sampling(temperature=0, max_tokens=12, ignore_eos=True)
LIKELY = AnswerOptions(alternatives=3)
ONE, OTHER, THIRD = picture(1), picture(2), picture(3)
_seeds = count(100)
# Of which a question is read with what leads to its answer, as most do it
_GROWING = (
    "{% for m in messages %}{% if m.role == 'user' %}[user]{{ m.content }}<|start|>"
    "{% else %}{{ m.content }}{% endif %}{% endfor %}"
)
KINDS = ("mlp", "gemma3", "qwen2vl_merger", "idefics3")
SAID = ChatMessage("assistant", "A thing of some kind, I think.")
SLOW = TinyProjector(kind="gemma3", patches=64, blocks=12)  # some seconds for an image


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seeing")


@pytest.fixture(scope="module")
def babbler(folder: Path) -> Path:
    return write_tiny(folder / "a.gguf", Tiny(text=None))


@pytest.fixture(scope="module")
def _engines(qapp: QApplication, folder: Path) -> Iterator[dict[str, Engine]]:
    """By kind of their projector, loaded once for all tests that only ask them."""
    with ExitStack() as open_engines:

        def loaded(kind: str) -> Engine:
            is_rows = kind == "qwen2vl_merger"
            tiny = Tiny(text=None, architecture="qwen2vl", metadata=QWEN2VL) if is_rows else Tiny(text=None)
            model = write_tiny(folder / f"{kind}-model.gguf", tiny)
            projector = write_projector(folder / f"{kind}-projector.gguf", TinyProjector(kind=kind))
            engine = contextmanager(engine_with)(model, options(projector))
            return open_engines.enter_context(engine)

        yield {kind: loaded(kind) for kind in KINDS}


@pytest.fixture
def seeing(qtbot: QtBot, _engines: dict[str, Engine]) -> Callable[[str], Bench]:
    return lambda kind: Bench(qtbot, _engines[kind])


@pytest.fixture
def seer(seeing: Callable[[str], Bench]) -> Bench:
    """A model that sees, of LLaVA's kind."""
    return seeing("mlp")


def options(projector: Path) -> LoadOptions:
    return LoadOptions(context_length=1024, threads=1, projector=bytes(projector))


def asked(text: str, *images: ChatImage) -> ChatMessage:
    return ChatMessage("user", text, images=images)


class Told:
    """One answer, with what was heard before it."""

    def __init__(
        self,
        bench: Bench,
        *messages: ChatMessage,
        sampling: Sampling = WORDS,
        wanted: AnswerOptions = LIKELY,
        kept: KeptContext | None = None,
    ) -> None:
        self.events: list[object] = []
        generation = bench.engine.generate(messages, sampling, wanted, kept)
        generation.heard.connect(self.events.append)
        heard = bench.finish(generation)
        assert not heard.errors, heard.errors
        self.answer: Answer = heard.answers[0]
        self.text = self.answer.text
        self.tokens = [detail for chunk in heard.chunks for detail in chunk.details]

    @property
    def read(self) -> PromptRead:
        return next(event for event in self.events if isinstance(event, PromptRead))

    @property
    def images(self) -> list[ReadingImage]:
        return [event for event in self.events if isinstance(event, ReadingImage)]

    @property
    def dropped(self) -> int:
        return next((event.dropped for event in self.events if isinstance(event, ContextShortened)), 0)


def forget(bench: Bench) -> None:
    """Empty its context; what was made of images stays."""
    bench.result(bench.engine.adapt(()))


def refused(bench: Bench, *messages: ChatMessage) -> str:
    (error,) = bench.finish(bench.engine.generate(messages, WORDS)).errors
    return str(error)


def new(width: int = 28, height: int = 28) -> ChatImage:
    """One that no test has used before."""
    return picture(next(_seeds), width, height)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_answered_depends_on_the_image(seeing: Callable[[str], Bench], kind: str) -> None:
    bench, image = seeing(kind), new()
    assert bench.engine.model is not None
    assert bench.engine.model.sees
    one = Told(bench, asked("What is it?", image))
    other = Told(bench, asked("What is it?", new()))
    again = Told(bench, asked("What is it?", image))
    assert one.tokens == again.tokens != other.tokens
    assert one.images[-1] == ReadingImage(1, 1)
    assert (one.read.images, again.read.images, again.images) == (1, 0, [])
    assert one.read.images_s > 0
    assert one.answer.sent == "<s>[user]<__media__>What is it?[/user]<|start|>"
    blind = Told(bench, asked("What is it?"))
    (taken,) = bench.result(bench.engine.count_images((image,)))
    assert one.answer.measured.prompt_tokens == blind.answer.measured.prompt_tokens + taken
    assert one.read.context.used == one.answer.measured.prompt_tokens


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_turn_reads_only_new_images(seeing: Callable[[str], Bench], kind: str) -> None:
    """And answers as if all had been read at once, which shows that it stands in the right places."""
    bench = seeing(kind)
    first = (asked("What is it? " * 9, new(), new(90, 300)),)
    said = Told(bench, *first)
    turns = (*first, SAID, asked("And this?", new()))
    second = Told(bench, *turns)
    assert (said.read.images, second.read.images) == (2, 1)
    assert second.read.reused > 0
    third = (*turns, ChatMessage("assistant", second.text), asked("Sure?"))
    grown = Told(bench, *third)
    assert (grown.read.images, grown.images) == (0, [])
    assert grown.read.reused > second.read.reused
    forget(bench)
    fresh = Told(bench, *third)
    assert fresh.read.reused == 0
    assert fresh.text == grown.text


@pytest.mark.parametrize("kind", ["mlp", "qwen2vl_merger"])
def test_the_answer_before_is_not_read_again_either(seeing: Callable[[str], Bench], kind: str) -> None:
    bench, letters = seeing(kind), Constraint("gbnf", "root ::= [a-z]+")
    growing = replace(LIKELY, template=_GROWING, constraint=letters)
    first = asked("What is it?", new(), new(90, 30))
    no_bytes = replace(WORDS, logit_bias=tuple((token, -100.0) for token in range(4, 260)))
    said = Told(bench, first, wanted=growing, sampling=no_bytes)  # so it is cut into the same tokens again
    turns = (first, ChatMessage("assistant", said.text), asked("And this?", new()))
    second = Told(bench, *turns, wanted=growing)
    assert second.read.reused == said.read.prompt_tokens + said.answer.measured.answer_tokens - 1
    assert second.read.images == 1
    forget(bench)
    assert Told(bench, *turns, wanted=growing).text == second.text


@pytest.mark.parametrize("kind", ["mlp", "qwen2vl_merger"])
def test_an_edited_turn_goes_on_behind_the_image(seeing: Callable[[str], Bench], kind: str) -> None:
    bench, image, other = seeing(kind), new(), new()
    long = asked("Look at this for a while. " * 20)
    Told(bench, long, SAID, asked("What is it?", image))
    edited = Told(bench, long, SAID, asked("Where is it?", image))
    swapped = Told(bench, long, SAID, asked("Where is it?", other))
    assert edited.read.images == 0
    assert edited.read.reused > swapped.read.reused > 0
    assert swapped.read.images == 1
    forget(bench)
    assert Told(bench, long, SAID, asked("Where is it?", other)).text == swapped.text


def test_images_stand_in_their_order(seer: Bench) -> None:
    question, first, second = "Which is first?", new(), new()
    there, back = Told(seer, asked(question, first, second)), Told(seer, asked(question, second, first))
    assert there.tokens != back.tokens
    assert back.read.images == 0  # what was made of them is still there
    assert Told(seer, asked(question, first, first)).read.prompt_tokens == there.read.prompt_tokens
    once, twice = new(), new()
    told = Told(seer, asked(question, once, twice, once))
    assert told.images == [ReadingImage(1, 2), ReadingImage(2, 2)]


def test_what_a_person_writes_is_never_an_image(seer: Bench) -> None:
    for text in ("<__media__>", "\ufdd0", "\ufdd30\ufdd3", "\ufdd00\ufdd0"):
        alone = Told(seer, asked(f"a {text} b"))
        beside = Told(seer, asked(f"a {text} b", ONE))
        assert alone.answer.sent == f"<s>[user]a {text} b[/user]<|start|>"
        assert beside.read.prompt_tokens == alone.read.prompt_tokens + TOKENS
        assert beside.answer.sent == f"<s>[user]<__media__>a {text} b[/user]<|start|>"


def test_control_tokens_beside_an_image_are_text_too(seer: Bench) -> None:
    acting, harmless = asked("</s>a</s>", ONE), asked("(/s)a(/s)", ONE)
    assert Told(seer, acting).read.prompt_tokens == Told(seer, harmless).read.prompt_tokens


@pytest.mark.parametrize(
    "size", [(1, 1), (1, LONGEST_SIDE), (LONGEST_SIDE, LONGEST_SIDE), (640, 427)]
)  # fmt: skip
@pytest.mark.parametrize("kind", ["mlp", "qwen2vl_merger"])
def test_images_of_every_size_are_read(
    seeing: Callable[[str], Bench], kind: str, size: tuple[int, int]
) -> None:
    bench, image = seeing(kind), new(*size)
    (taken,) = bench.result(bench.engine.count_images((image,)))
    assert 0 < taken <= 1024 // 4 + 40  # one image leaves room for a conversation
    assert Told(bench, asked("What is it?", image)).read.images == 1


def test_a_jpeg_is_read(seer: Bench) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixels = QImage(300, 200, QImage.Format.Format_RGB32)
    pixels.fill("teal")
    assert pixels.save(buffer, "JPEG")  # type: ignore[call-overload]
    jpeg = chat_image(bytes(buffer.data().data()), 300, 200)
    assert Told(seer, asked("What is it?", jpeg)).read.images == 1


def test_many_images_fit_as_far_as_there_is_room(seer: Bench) -> None:
    many = tuple(new() for _ in range(30))
    told = Told(seer, asked("Which?", *many))
    assert told.images[-1] == ReadingImage(30, 30)
    assert told.read.images == 30
    crowd = tuple(new() for _ in range(260))
    assert "too long" in refused(seer, asked("Which?", *crowd))
    assert Told(seer, asked("Which?", *many[:2])).read.images == 0


def test_the_oldest_turns_go_with_their_images(seer: Bench) -> None:
    turns = [turn for _ in range(60) for turn in (asked("What is it? " * 3, new()), SAID)]
    told = Told(seer, *turns, asked("And?", new()), wanted=AnswerOptions(when_full="drop_oldest"))
    assert told.dropped > 0
    assert told.read.images == 61 - told.dropped // 2
    assert told.answer.sent.count("<__media__>") == 61 - told.dropped // 2


def test_an_answer_that_fills_the_context_drops_images_too(seer: Bench) -> None:
    turns = [turn for _ in range(10) for turn in (asked("What is it? " * 3, new()), SAID)]
    long = replace(WORDS, max_tokens=700)
    told = Told(seer, *turns, asked("And?"), sampling=long, wanted=AnswerOptions(when_full="drop_oldest"))
    assert told.dropped > 0
    assert told.answer.measured.answer_tokens == 700


_FORGETFUL = """
from explorer.engine.local import worker
from explorer.engine.local.llama import seen_images
seen_images._KEPT_BYTES = 2 * 4 * 64 * 4  # what is made of two images
raise SystemExit(worker.main())
"""


def test_an_image_that_was_forgotten_is_told_when_it_is_read_again(
    qtbot: QtBot, babbler: Path, folder: Path
) -> None:
    with closing(Engine(WorkerSupply([sys.executable, "-c", _FORGETFUL]))) as engine:
        bench = Bench(qtbot, engine)
        bench.load(babbler, options(write_projector(folder / "mlp.gguf")))
        one, other, third, fourth = new(), new(), new(), new()
        Told(bench, asked("What?", one, other))
        forget(bench)
        assert Told(bench, asked("What?", third, one)).images == [ReadingImage(1, 1)]
        told = Told(bench, asked("What?", fourth, other, one))
        assert told.images == [ReadingImage(1, 2), ReadingImage(2, 2), ReadingImage(3, 3)]
        assert told.read.images == 3


def test_samplers_look_back_over_images(seer: Bench) -> None:
    penalties = replace(
        WORDS, repeat_penalty=1.3, penalty_last_n=-1, temperature=0.8, dry=Dry(multiplier=0.8, last_n=-1)
    )
    told = Told(seer, asked("What is it?", ONE), sampling=penalties, wanted=AnswerOptions(alternatives=2))
    assert told.answer.measured.answer_tokens == 12


def test_a_context_with_images_is_not_kept(seer: Bench, tmp_path: Path) -> None:
    file = KeptContext(bytes(tmp_path / "7.kv"), "the model")
    Told(seer, asked("Look. " * 140, new()), kept=file)
    assert seer.result(seer.engine.keep_context(file, 1 << 30)) == 0
    assert not list(tmp_path.iterdir())


def test_a_model_loaded_again_sees_again(bench: Bench, babbler: Path, folder: Path) -> None:
    wanted = options(write_projector(folder / "mlp.gguf"))
    bench.load(babbler, wanted)
    before = Told(bench, asked("What is it?", ONE))
    bench.engine.unload()
    bench.load(babbler, wanted)
    after = Told(bench, asked("What is it?", ONE))
    assert (after.text, after.read.images) == (before.text, 1)


def test_a_model_without_a_projector_says_so(bench: Bench, babbler: Path) -> None:
    bench.load(babbler)
    assert bench.engine.model is not None
    assert not bench.engine.model.sees
    assert refused(bench, asked("What?", ONE)).startswith("This model cannot see images.")
    assert str(bench.result(bench.engine.count_images((ONE,)))).startswith("This model cannot see images.")
    assert Told(bench, asked("What?")).text
    shown = bench.result(bench.engine.render((asked("What?", ONE),)))
    assert shown == "<s>[user]<__media__>What?[/user]<|start|>"


def test_a_model_without_a_chat_template_says_so(bench: Bench, folder: Path) -> None:
    model = write_tiny(folder / "base.gguf", Tiny(text=None, template=None))
    bench.load(model, options(write_projector(folder / "mlp.gguf")))
    assert "no chat template" in refused(bench, asked("What?", ONE))


def test_a_template_that_takes_texts_in_parts_shows_images_too(seer: Bench) -> None:
    smolvlm = AnswerOptions(template=FAMILIES["smolvlm"].template)
    told = Told(seer, asked("What is it?", new()), SAID, asked("Sure?", new()), wanted=smolvlm)
    assert told.read.images == 2
    assert told.answer.sent == (
        "<|im_start|>User: <__media__>What is it?<end_of_utterance>\n"
        f"Assistant: {SAID.text}<end_of_utterance>\n"
        "User: <__media__>Sure?<end_of_utterance>\nAssistant:"
    )


def test_a_template_that_leaves_the_asked_image_out_is_refused(seer: Bench) -> None:
    texts = AnswerOptions(template="{% for m in messages %}{{ m.content[3:] }}{% endfor %}<|start|>")
    (error,) = seer.finish(seer.engine.generate((asked("What is it?", ONE),), WORDS, texts)).errors
    assert str(error).startswith("The chat template leaves an image of this message out")
    last = AnswerOptions(alternatives=3, template="{{ messages[-1].content }}<|start|>")
    told = Told(seer, asked("What is it?", OTHER), SAID, asked("And this?", new()), wanted=last)
    assert told.answer.sent == "<__media__>And this?<|start|>"


def test_a_prompt_that_ends_with_an_image_is_refused(seer: Bench) -> None:
    bare = AnswerOptions(template="{{ messages[-1].content }}")
    (error,) = seer.finish(seer.engine.generate((asked("", ONE),), WORDS, bare)).errors
    assert str(error) == "Images without a question. Write what you want to know."


_FAULTS = {
    "other": TinyProjector(embedding=128),
    "unknown": TinyProjector(kind="of tomorrow"),
    "headless": TinyProjector(metadata={"clip.vision.attention.head_count": 0}),
    "absurd": TinyProjector(metadata={"clip.vision.block_count": 4_000_000}),
    "numberless": TinyProjector(weights=float("nan")),
    "blind": TinyProjector(metadata={"clip.has_vision_encoder": False}),
    "pixelless": TinyProjector(metadata={"clip.vision.image_size": 1}),
}


def _damaged(folder: Path, fault: str) -> Path:
    path = folder / f"{fault}.gguf"
    if fault in _FAULTS:
        write_projector(path, _FAULTS[fault])
    elif fault == "model":
        write_tiny(path, Tiny(text=None))
    elif fault == "cut off":
        whole = write_projector(path).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif fault == "nothing":
        path.write_bytes(b"no file of this kind")
    return path


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("other", "This vision file is for another model."),
        ("unknown", "can’t use this kind of vision file (of) yet."),
        ("model", "The chosen file is not a vision file."),
        ("headless", "is damaged or incomplete"),
        ("absurd", "is damaged or incomplete"),
        ("numberless", "is damaged or incomplete"),
        ("pixelless", "is damaged or incomplete"),
        ("blind", "This vision file is not for images."),
        ("gone", "The vision file of this model is gone."),
        ("cut off", "is damaged or incomplete"),
        ("nothing", "is damaged or incomplete"),
    ],
)
def test_a_projector_that_cannot_be_used_says_why_and_text_goes_on(
    bench: Bench, babbler: Path, folder: Path, fault: str, words: str
) -> None:
    bench.load(babbler, options(_damaged(folder, fault)))
    worker = pid_of(bench.engine)
    assert words in refused(bench, asked("What?", ONE))
    assert Told(bench, asked("What?")).text
    assert pid_of(bench.engine) == worker


def _ask_anew(bench: Bench) -> None:
    """As a room does it, which has the model loaded where it is not."""
    heard: list[object] = []
    question = Question((asked("And now?"),), WORDS, bench.engine.options)
    running = RunningQuestion(bench.engine, question, heard.append)
    running.start()
    bench.qtbot.waitUntil(lambda: isinstance(heard[-1] if heard else None, Answer))


def test_a_projector_that_ends_the_worker_is_named_and_text_goes_on(
    bench: Bench, babbler: Path, folder: Path
) -> None:
    crashing = TinyProjector(metadata={"clip.vision.image_size": 64})
    bench.load(babbler, options(write_projector(folder / "crashing.gguf", crashing)))
    error = refused(bench, asked("What?", ONE))
    assert "while it read an image" in error
    assert "The vision file of this model may be damaged." in error
    assert bench.engine.state is BackendState.FAILED
    _ask_anew(bench)


@pytest.mark.parametrize(
    "image",
    [
        replace(ONE, sha256="0" * 64),
        chat_image(b"GIF89a" + ONE.data, 28, 28),
        chat_image(ONE.data[:20], 28, 28),
        chat_image(ONE.data[:60], 28, 28),
        chat_image(b"\xff\xd8\xff\xe0\x00\x00", 1, 1),
        picture(1, LONGEST_SIDE + 1, 1),
    ],
    ids=["another's hash", "no PNG", "header cut off", "cut off", "no JPEG", "too large"],
)
def test_what_is_no_image_of_ours_is_refused(seer: Bench, image: ChatImage) -> None:
    assert refused(seer, asked("What?", image)).startswith("The image cannot be read.")
    assert Told(seer, asked("What?", new())).read.images == 1


def test_an_image_too_narrow_for_a_model_is_refused(seeing: Callable[[str], Bench]) -> None:
    assert "takes no image of 2048 × 1 pixels" in refused(
        seeing("idefics3"), asked("What?", picture(1, 2048, 1))
    )


@pytest.fixture
def slow(bench: Bench, babbler: Path, folder: Path) -> Bench:
    bench.load(babbler, options(write_projector(folder / "slow.gguf", SLOW)))
    bench.result(bench.engine.count_images((ONE,)))  # it is loaded
    return bench


def _stop_at_the_image(bench: Bench) -> None:
    events: list[object] = []
    generation = bench.engine.generate((asked("What?", ONE),), WORDS)
    generation.heard.connect(events.append)
    bench.qtbot.waitUntil(lambda: ReadingImage(1, 1) in events)
    bench.qtbot.wait(50)  # so that it is at it
    generation.stop()
    (stopped,) = bench.finish(generation).answers
    assert (stopped.reason, stopped.text) == ("stopped", "")


@pytest.fixture
def patient(slow: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """However long an image takes on a busy machine, its worker is not ended."""
    monkeypatch.setattr(patience, "_HANG_S", 600.0)
    return slow


def test_a_stop_while_an_image_is_read_keeps_the_model(patient: Bench) -> None:
    worker = pid_of(patient.engine)
    _stop_at_the_image(patient)
    assert patient.engine.state is BackendState.READY
    assert Told(patient, asked("And now?")).text
    assert pid_of(patient.engine) == worker


@pytest.mark.parametrize("waits", [False, True])
def test_a_stopped_image_that_takes_long_ends_the_worker_without_an_error(
    slow: Bench, monkeypatch: pytest.MonkeyPatch, *, waits: bool
) -> None:
    """A question that waits behind it is asked of another one."""
    monkeypatch.setattr(patience, "_HANG_S", 0.2)
    worker = pid_of(slow.engine)
    _stop_at_the_image(slow)
    if waits:
        _ask_anew(slow)
    slow.qtbot.waitUntil(lambda: not psutil.pid_exists(worker))
    assert all(change.error is None for change in slow.heard.changes)
    if not waits:
        assert slow.engine.state is BackendState.EMPTY
        _ask_anew(slow)


def test_text_around_an_image_can_be_stopped_as_other_text(bench: Bench, babbler: Path, folder: Path) -> None:
    bench.load(babbler, options(write_projector(folder / "mlp.gguf")))
    generation = bench.engine.generate((asked("Before."), SAID, asked("What is it?", ONE, OTHER)), WORDS)
    told: list[tuple[object, bool]] = []
    generation.heard.connect(lambda event: told.append((event, generation.is_seeing)))
    bench.finish(generation)
    assert told[:5] == [
        (ReadingImage(1, 2), True),  # what sees them is loaded
        (ImageRead(), False),
        (ReadingImage(1, 2), True),
        (ReadingImage(2, 2), True),
        (ImageRead(), False),
    ]
    assert isinstance(told[5][0], PromptRead)


def test_whoever_waits_behind_a_stopped_image_is_answered(patient: Bench) -> None:
    worker = pid_of(patient.engine)
    events: list[object] = []
    generation = patient.engine.generate((asked("What?", ONE),), WORDS)
    generation.heard.connect(events.append)
    waiting = patient.engine.count(("one two",))
    patient.qtbot.waitUntil(lambda: ReadingImage(1, 1) in events)
    generation.stop()
    assert patient.result(waiting)[0] > 0
    assert pid_of(patient.engine) == worker
    assert patient.engine.state is BackendState.READY
    assert Told(patient, asked("And now?")).text


def test_memory_with_a_projector_teaches_nothing_of_the_model(
    bench: Bench, babbler: Path, folder: Path
) -> None:
    uses: list[EngineUse] = []
    pool = EnginePool(WorkerSupply(WORKER))
    pool.uses.add(uses.append)
    engine = pool.get(babbler)
    beside = Bench(bench.qtbot, engine)
    beside.load(babbler, options(write_projector(folder / "mlp.gguf")))
    Told(beside, asked("What?"))
    Told(beside, asked("What?", ONE))
    Told(beside, asked("What?"))
    pool.close()
    assert [use.memory > 0 for use in uses] == [True, True, False, False]


def test_images_pass_the_protocol() -> None:
    for request in (
        protocol.Generate(1, (asked("What?", ONE, OTHER), SAID), WORDS),
        protocol.CountImages(2, (THIRD,)),
    ):
        line = protocol.encode(request)
        assert line.count(b"\n") == 1
        assert protocol.decode_request(line) == request
        assert protocol.shows_images(request)
    assert not protocol.shows_images(protocol.Generate(1, "What?", WORDS))


def test_each_image_goes_to_the_worker_once() -> None:
    sender, keeper = ImageSender(), ImageKeeper()

    def arrived(request: protocol.Request) -> int:
        """It comes as it was; the bytes it took."""
        written = b"".join(sender.parts(request))
        stream = BytesIO(written)
        for line in stream:
            read = protocol.decode_request(line)
            if isinstance(read, protocol.GiveImages):
                keeper.take(read, stream.read)
            else:
                assert keeper.filled(read) == request
        return len(written)

    one, other, third = (chat_image(bytes([n]) * 100_000, 1, 1) for n in range(3))
    first = protocol.Generate(1, (asked("What?", one, other),), WORDS)
    assert 200_000 < arrived(first) < 202_000
    assert arrived(first) < 2_000
    assert arrived(protocol.CountImages(2, (third, one))) > 100_000
    assert arrived(protocol.Render(3, (asked("What?", one), SAID, asked("And?", third)))) < 2_000
    large = [chat_image(bytes([n]) * (25 << 20), 1, 1) for n in range(4)]
    for image in (*large, *large):  # more than it keeps
        assert arrived(protocol.CountImages(4, (one, image))) > 25 << 20
    assert arrived(protocol.CountImages(5, (large[-1], one))) < 2_000
    assert arrived(protocol.CountImages(6, tuple(large))) > 50 << 20  # besides those it has
    assert arrived(protocol.CountImages(7, (*large, third))) > 100 << 20


def test_errors_of_images_come_back_as_they_were(seer: Bench) -> None:
    error = seer.result(seer.engine.count_images((replace(ONE, sha256=""),)))
    assert isinstance(error, KnownError)
    assert error.details == "The bytes are not those of its hash."
