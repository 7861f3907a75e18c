"""How many of forty questions find the passage that answers them: by words, by meaning, by both.

Eight short documents and the questions were written for this, by nobody who looked at what is found. The
three figures stand in ``docs/measured.md``; here holds that both together are no worse than the better one.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.base.store import MEMORY
from explorer.documents.adding import FileAdding
from explorer.documents.embedders import embedding_model
from explorer.documents.index.search import is_near, search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import FoundPassage
from explorer.documents.prompt import MOST_GIVEN
from explorer.documents.reading.read import DocumentReader
from explorer.domain.tokens import Embedding
from explorer.engine.local.engine import Engine
from explorer.local.models.model_lookup import read_model
from tests.engine.conftest import Bench, engine_with, ready
from tests.models.starter import minilm

FOLDER = Path(__file__).parent / "recall"


@dataclass(frozen=True)
class Asked:
    """``answer``: words of the passage that answers it."""

    question: str
    document: str
    answer: str

    def rank_in(self, found: Sequence[FoundPassage]) -> int:
        """From 1; 0 where it was not found."""
        hits = (
            rank
            for rank, one in enumerate(found, 1)
            if one.title == self.document and self.answer in " ".join(one.passage.text.split())
        )
        return next(hits, 0)


QUESTIONS = [Asked(**one) for one in json.loads((FOLDER / "questions.json").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def _minilm_engine(qapp: QApplication) -> Iterator[Engine]:
    yield from engine_with(minilm())


@pytest.fixture
def embedder(qtbot: QtBot, _minilm_engine: Engine) -> Bench:
    return ready(Bench(qtbot, _minilm_engine), minilm())


@pytest.fixture
def index() -> Iterator[DocumentIndex]:
    with closing(DocumentIndex(MEMORY)) as opened, closing(DocumentReader()) as reader:
        adding = FileAdding(opened, opened.create("Recall").key, reader)
        for path in sorted(FOLDER.iterdir()):
            if path.suffix != ".json":
                assert adding.add(path).state == "read"
        yield opened


def embedded(bench: Bench, texts: Sequence[str]) -> list[tuple[float, ...]]:
    made: tuple[Embedding, ...] = bench.result(bench.engine.embed(texts, cut=True))
    return [one.vector for one in made]


def hits(ranks: Sequence[int], most: int) -> int:
    return sum(0 < rank <= most for rank in ranks)


def test_each_answer_stands_in_a_passage(index: DocumentIndex) -> None:
    for asked in QUESTIONS:
        assert asked.rank_in(search(index, asked.answer, top=50)), asked


def test_words_and_meaning_together_find_no_less_than_either(index: DocumentIndex, embedder: Bench) -> None:
    model = embedding_model(read_model(minilm()), "0" * 64)
    assert model is not None
    passages = index.unembedded(model.identity, 1000)
    vectors = embedded(embedder, [model.as_passage(text) for _number, text in passages])
    index.keep_vectors(model.identity, dict(zip([number for number, _ in passages], vectors, strict=True)))
    asked = embedded(embedder, [model.as_question(one.question) for one in QUESTIONS])
    words, meaning, both, given = [], [], [], 0
    for one, vector in zip(QUESTIONS, asked, strict=True):
        by: dict[str, Any] = {"vector": vector, "identity": model.identity, "floor": model.floor}
        words.append(one.rank_in(search(index, one.question)))
        meaning.append(one.rank_in(search(index, "", **by)))
        found = search(index, one.question, **by)
        both.append(one.rank_in(found))
        near = [passage for passage in found if is_near(passage)][:MOST_GIVEN]
        given += one.rank_in(near) > 0
    figures = {
        name: (hits(ranks, 1), hits(ranks, 3))
        for name, ranks in (("words", words), ("meaning", meaning), ("both", both))
    }
    print(f"\nof {len(QUESTIONS)} questions, first and among the first three: {figures}")
    for most in (0, 1):
        assert figures["both"][most] >= max(figures["words"][most], figures["meaning"][most]) - 1, figures
    assert figures["both"][1] >= 37, figures
    assert given >= 39
