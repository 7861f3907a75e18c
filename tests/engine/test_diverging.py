"""How far one file is from another on a text: the figures, against a second reckoning in double precision."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from explorer.domain.divergence import Divergence, WithError
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import LoadOptions
from explorer.engine.state import BackendState
from tests.engine.conftest import Bench
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_tiny

TEXT = "The harbour lay quiet, and 12 boats waited for a wind from the west. Ä 日本!\n" * 20
CHUNK = 256


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Quite another model, with the vocabulary of ``endless``."""
    return write_tiny(tmp_path / "other.gguf", Tiny(text=None, seed=7))


def test_a_file_is_no_way_off_itself(babbler: Bench, endless: Path) -> None:
    found: Divergence = babbler.result(babbler.engine.diverge(endless, TEXT, CHUNK))
    assert found.tokens == found.total == len(found.chunks) * (CHUNK // 2 - 1)
    assert (found.kl.value, found.kl_most, found.same) == (0, 0, found.tokens)
    assert found.ratio == WithError(1, 0)
    assert found.perplexity == found.reference_perplexity
    assert found.places == ()


def test_the_figures_are_those_of_a_second_reckoning(babbler: Bench, endless: Path, other: Path) -> None:
    found: Divergence = babbler.result(babbler.engine.diverge(other, TEXT, CHUNK))
    command = [sys.executable, "-m", "tests.engine.divergence_peer", str(endless), str(other)]
    told = subprocess.run([*command, str(CHUNK)], input=TEXT.encode(), capture_output=True, check=True)
    peer: dict[str, Any] = json.loads(told.stdout)
    for name, expected in peer.items():
        said = getattr(found, name)
        value = [said.value, said.error] if isinstance(expected, list) else getattr(said, "value", said)
        assert value == pytest.approx(expected, rel=0.01, abs=2e-3), name
    assert found.chunks == pytest.approx([found.kl.value] * len(found.chunks), rel=0.2)
    assert sum(found.chunks) / len(found.chunks) == pytest.approx(found.kl.value)


def test_where_they_differ_most_is_told_with_what_leads_there(babbler: Bench, other: Path) -> None:
    found: Divergence = babbler.result(babbler.engine.diverge(other, TEXT, CHUNK))
    assert [place.kl for place in found.places] == sorted((p.kl for p in found.places), reverse=True)
    for place in found.places:
        assert place.before + place.right.replace("\ufffd", "") in TEXT or "\ufffd" in place.before
        assert place.reference != place.other
        assert 0 < place.reference_probability <= 1 >= place.other_probability > 0


def test_figures_grow_while_it_reads_and_it_stops_at_once(babbler: Bench, other: Path) -> None:
    job = babbler.engine.diverge(other, TEXT * 200, CHUNK)
    heard: list[Divergence] = []
    job.heard.connect(heard.append)
    babbler.qtbot.waitUntil(lambda: len(heard) > 1)
    assert heard[0].tokens < heard[1].tokens < heard[1].total
    begun = time.monotonic()
    job.stop()
    assert isinstance(babbler.result(job), CancelledError)
    assert time.monotonic() - begun < 0.15
    assert babbler.result(babbler.engine.diverge(other, TEXT, CHUNK)).tokens > 0  # it goes on


def test_what_cannot_be_compared_is_told_in_words(babbler: Bench, scripted: Path, tmp_path: Path) -> None:
    short = babbler.result(babbler.engine.diverge(scripted, "Too short.", CHUNK))
    words = babbler.result(babbler.engine.diverge(scripted, TEXT, CHUNK))
    encoder = babbler.result(babbler.engine.diverge(write_encoder(tmp_path / "e.gguf", None), TEXT, CHUNK))
    gone = babbler.result(babbler.engine.diverge(tmp_path / "gone.gguf", TEXT, CHUNK))
    assert all(isinstance(error, KnownError) for error in (short, words, encoder, gone))
    assert "other tokens" in words.what
    assert "embedding model" in encoder.what
    short = babbler.result(babbler.engine.diverge(babbler.engine.path or tmp_path, "Too short.", CHUNK))
    assert "too short" in short.what
    assert babbler.engine.state is BackendState.READY


def test_a_large_vocabulary_is_compared_a_few_tokens_at_a_time(bench: Bench, gemma: Path) -> None:
    bench.load(gemma, LoadOptions(context_length=512))
    before = bench.engine.memory()
    text = "The old harbour lay quiet in the morning, and the boats were waiting for a wind. " * 20
    found: Divergence = bench.result(bench.engine.diverge(gemma, text, 128))
    assert (found.kl.value, found.same) == (0, found.tokens)
    assert bench.engine.peak_memory() - before < 1000 << 20
