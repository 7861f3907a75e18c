"""Every bundled part is named with its license and the text of it."""

from importlib.metadata import distribution
from pathlib import Path

import msgspec
import pytest

from explorer.base import software_parts as parts
from explorer.base.software_parts import (
    SoftwarePart,
    all_software_parts,
    license_text,
    read_software_parts,
    version_of,
)
from explorer.domain.included_models import INCLUDED


def test_all_that_is_bundled_is_listed_with_its_license() -> None:
    found = read_software_parts()
    names = {part.name.lower() for part in found}
    assert found[0].name == "open-model-explorer"
    assert names >= {
        "qt",
        "llama.cpp",
        "inter",
        "jetbrains mono",
        "stix two math",
        "latex2mathml",
        "python",
        "huggingface_hub",
        "msgspec",
        "nh3",
    }
    assert "hf-xet" not in names
    assert len(names) == len(found)
    assert [p.name for p in found if not p.license] == []
    models = {one.name if one.is_converted else one.distribution: one.license_name for one in INCLUDED}
    assert {p.name: p.license for p in found if p.name in models} == models
    assert "llm" not in names
    without = [p.name for p in found if not p.text and not p.name.startswith("gemma3")]
    assert without in ([], ["Python"])


def test_qt_comes_with_the_text_of_its_license() -> None:
    qt = next(part for part in read_software_parts() if part.name == "Qt")
    assert qt.license == "LGPL-3.0"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text


def test_pdfium_comes_with_the_notices_of_all_that_it_is_built_from() -> None:
    text = license_text(distribution("pypdfium2"))
    for name in ("PDFium Authors", "FreeType", "Anti-Grain Geometry", "libjpeg", "libopenjpeg", "lcms.txt"):
        assert name.lower() in text.lower(), name


def test_versions_are_found_by_name() -> None:
    assert version_of((SoftwarePart("llama_cpp_python", "1.2", "MIT", ""),), "LLAMA_cpp_python") == "1.2"
    assert version_of((), "other") == ""


def test_a_bundle_brings_its_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = (SoftwarePart("Thing", "1", "MIT", "Text."),)
    (tmp_path / "parts.json").write_bytes(msgspec.json.encode(written))
    monkeypatch.setattr(parts, "resource", tmp_path.joinpath)
    assert all_software_parts() == written
