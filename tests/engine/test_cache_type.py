"""What a model has read is kept in fewer bits: it answers all the same, and says where it cannot."""

import os
from pathlib import Path

import pytest

from explorer.domain.cache_type import CacheType
from explorer.domain.generation import LoadOptions, Sampling
from explorer.domain.tokens import KeptContext
from explorer.engine.state import BackendState
from tests.engine.conftest import SCRIPT, Bench
from tests.engine.test_kept_context import MOST, SAID
from tests.models.tiny import Tiny, write_tiny

GREEDY = Sampling(max_tokens=40, temperature=0.0)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its heads are some blocks of 32 wide; those of a babbler are 16."""
    return write_tiny(tmp_path_factory.mktemp("cache") / "whole.gguf", Tiny(text=SCRIPT, context_length=4096))


@pytest.mark.parametrize("kind", ["q8_0", "q4_0"])
def test_it_answers_also_with_fewer_bits(bench: Bench, whole: Path, kind: CacheType) -> None:
    assert bench.load(whole, LoadOptions(2048, cache_type=kind)) is BackendState.READY
    assert bench.finish(bench.engine.generate(SAID, GREEDY)).answers[0].text == SCRIPT
    scores = bench.result(bench.engine.score("Hello", [" there", " world"], 0))
    assert len(scores) == 2


def test_where_heads_are_no_whole_blocks_that_is_said(bench: Bench, tmp_path: Path) -> None:
    babbler = write_tiny(tmp_path / "a.gguf", Tiny(text=None))
    assert bench.load(babbler, LoadOptions(1024, cache_type="q8_0")) is BackendState.FAILED
    assert "8-bit context" in str(bench.heard.changes[-1].error)


def test_what_was_kept_in_other_bits_is_not_taken_up(bench: Bench, whole: Path, tmp_path: Path) -> None:
    file = KeptContext(os.fsencode(tmp_path / "7.kv"), "the model")
    kinds: tuple[CacheType, ...] = ("f16", "q8_0")
    sizes = []
    for kind in kinds:
        bench.load(whole, LoadOptions(2048, 1, cache_type=kind))
        bench.finish(bench.engine.generate(SAID, Sampling(max_tokens=1, seed=1), kept=file))
        sizes.append(bench.result(bench.engine.keep_context(file, MOST)))
    assert sizes[0] > sizes[1] > 0  # written anew
