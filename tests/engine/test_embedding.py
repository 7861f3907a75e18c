"""What the included embedding model makes of texts: vectors that say what is alike, of no text a surprise."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.documents.embedders import embedding_model
from explorer.domain.errors import CancelledError
from explorer.domain.included_models import MINILM
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import Embedding
from explorer.engine.backend import Counts, Embeds
from explorer.engine.local.engine import Engine
from tests.engine.conftest import Bench, engine_with, ready, worker_of
from tests.models.starter import minilm

LONG = "metformin " * 600


@pytest.fixture(scope="module")
def _minilm_engine(qapp: QApplication) -> Iterator[Engine]:
    yield from engine_with(minilm())


@pytest.fixture
def embedder(qtbot: QtBot, _minilm_engine: Engine) -> Bench:
    return ready(Bench(qtbot, _minilm_engine), minilm())


def made(bench: Bench, texts: Sequence[str], *, cut: bool = False) -> tuple[Embedding, ...]:
    found: tuple[Embedding, ...] = bench.result(bench.engine.embed(texts, cut=cut))
    return found


def cosine(one: Embedding, other: Embedding) -> float:
    return math.sumprod(one.vector, other.vector)


def test_what_is_alike_lies_near(embedder: Bench) -> None:
    texts = ("A cat sits on the mat.", "A kitten is on a rug.", "The stock market fell today.")
    cat, kitten, market = made(embedder, texts)
    assert [math.hypot(*one.vector) for one in (cat, kitten, market)] == pytest.approx([1, 1, 1])
    assert len(cat.vector) == 384
    assert cosine(cat, kitten) == pytest.approx(0.62, abs=0.02)
    assert cosine(cat, market) == pytest.approx(0.10, abs=0.02)
    assert (cat.tokens, cat.was_cut) == (9, False)  # seven words, and what stands around them


def test_the_floor_lies_between_an_answer_in_other_words_and_none(embedder: Bench) -> None:
    model = LocalModel("a", Path("a.gguf"), 1, "", MINILM.name, "Q8_0", embeds=True, sha256=MINILM.sha256)
    known = embedding_model(model)
    assert known is not None
    asked = ("How do I get my bond money returned?", "What is the price of gold?", "Tell me a joke.")
    lease = "The deposit is paid back within thirty days if the flat is left clean."
    passage, *questions = made(embedder, [known.as_passage(lease), *map(known.as_question, asked)])
    assert [cosine(one, passage) >= known.floor for one in questions] == [True, False, False]


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Bench) -> None:
    texts = ("A cat sits on the mat.", LONG[:1000], "The stock market fell today.")
    assert made(embedder, texts)[2] == made(embedder, texts[2:])[0]


def test_what_looks_like_a_control_token_is_text(embedder: Bench) -> None:
    (marked,) = made(embedder, ["a [SEP] b"])
    assert marked.tokens == 7  # [CLS] a [ sep ] b [SEP]
    assert embedder.result(embedder.engine.count(["a [SEP] b"])) == (5,)


def test_a_text_that_is_too_long_is_cut_and_told_or_refused(embedder: Bench) -> None:
    long, short = made(embedder, [LONG, LONG[:100]], cut=True)
    assert (long.tokens, long.was_cut) == (512, True)
    assert not short.was_cut
    (beginning,) = made(embedder, ["metformin " * 170])  # three tokens each, and one at either end
    assert (beginning.tokens, beginning.was_cut) == (512, False)
    assert beginning.vector == long.vector
    refused = embedder.result(embedder.engine.embed([LONG[:100], LONG]))
    assert "too long for the embedding model" in refused.what
    assert "512" in refused.what
    assert "chat" not in refused.advice
    assert made(embedder, ["still there"])


def test_many_texts_are_stopped_at_once_and_others_go_on(embedder: Bench) -> None:
    job = embedder.engine.embed([LONG] * 200, cut=True)
    seen: list[float] = []
    job.progress.connect(seen.append)
    embedder.qtbot.waitUntil(lambda: bool(seen))
    job.stop()
    assert isinstance(embedder.result(job), CancelledError)
    assert seen[-1] < 1
    assert made(embedder, ["still there"])


def test_no_text_leaves_a_line_in_the_log(embedder: Bench) -> None:
    before = worker_of(embedder.engine).log
    made(embedder, ["A cat sits on the mat."] * 3)
    embedder.result(embedder.engine.describe())
    assert worker_of(embedder.engine).log == before


def test_it_is_asked_through_the_capabilities_of_a_backend(embedder: Bench) -> None:
    assert isinstance(embedder.engine, Embeds)
    assert isinstance(embedder.engine, Counts)
