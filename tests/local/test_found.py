"""Models of other programs are found where these keep them, with what they noted, and nothing is changed."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

from explorer.domain.local_model import OtherApp
from explorer.local.models.app_folders import OTHER_APPS_VARIABLE, AppEnvironment, app_environment, places
from explorer.local.models.app_models import FoundFile, find_app_models
from tests.models.elsewhere import (
    in_gpt4all,
    in_hugging_face,
    in_jan,
    in_llama_cpp,
    in_lm_studio,
    in_ollama,
)
from tests.models.tiny import Tiny

_NO_LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _found(home: Path, **environ: str) -> list[FoundFile]:
    return list(find_app_models(AppEnvironment(environ, home, "linux")))


def _one(home: Path) -> FoundFile:
    found = _found(home)
    assert len(found) == 1
    return found[0]


@_NO_LINKS
def test_the_cache_of_hugging_face_tells_repo_commit_and_hash(home: Path) -> None:
    link = in_hugging_face(home, "meadow/Field-GGUF", "sub/Field-Q4_K_M.gguf", Tiny())
    found = _one(home)
    assert (found.path, found.app) == (link, OtherApp.HUGGING_FACE)
    assert (found.repo, found.commit) == ("meadow/Field-GGUF", "a" * 40)
    assert found.sha256 == hashlib.sha256(link.read_bytes()).hexdigest()


def test_the_folders_of_lm_studio_hint_at_a_repo(home: Path) -> None:
    path = in_lm_studio(home, "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny())
    found = _one(home)
    assert (found.path, found.app) == (path, OtherApp.LM_STUDIO)
    assert (found.publisher, found.hint, found.repo) == ("meadow", "meadow/Field-GGUF", "")


def test_lm_studio_is_followed_to_the_folder_its_settings_name(home: Path, tmp_path: Path) -> None:
    moved = tmp_path / "big disk"
    path = in_lm_studio(tmp_path / "x", "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny())
    (tmp_path / "x" / ".lmstudio" / "models").rename(moved)
    home.mkdir()
    (home / ".lmstudio-home-pointer").write_text(f"{tmp_path / 'studio'}\n")
    (tmp_path / "studio").mkdir()
    (tmp_path / "studio" / "settings.json").write_text(json.dumps({"downloadsFolder": str(moved)}))
    assert _one(home).path == moved / path.relative_to(tmp_path / "x" / ".lmstudio" / "models")


def test_jan_names_models_by_their_folders(home: Path) -> None:
    in_jan(home, "meadow/field-q4", Tiny())
    found = _one(home)
    assert (found.app, found.called) == (OtherApp.JAN, "meadow/field-q4")


def test_gpt4all_keeps_plain_files(home: Path) -> None:
    path = in_gpt4all(home, "Field.Q4_0.gguf", Tiny())
    assert (_one(home).path, _one(home).app) == (path, OtherApp.GPT4ALL)


def test_a_manifest_of_ollama_names_a_blob(home: Path) -> None:
    blob = in_ollama(home, "registry.ollama.ai/library/field/1b", Tiny())
    found = _one(home)
    assert (found.path, found.called, found.publisher) == (blob, "field:1b", "")
    assert blob.name == f"sha256-{found.sha256}"


def test_ollama_notes_the_repo_of_what_it_got_from_the_hub(home: Path) -> None:
    in_ollama(home, "hf.co/meadow/Field-GGUF/Q4_K_M", Tiny())
    found = _one(home)
    assert (found.called, found.repo) == ("hf.co/meadow/Field-GGUF:Q4_K_M", "meadow/Field-GGUF")


def test_a_manifest_of_llama_cpp_tells_where_a_flat_name_parts(home: Path) -> None:
    path = in_llama_cpp(home, "meadow/Field_2-GGUF", "Field-Q8_0.gguf", Tiny())
    found = _one(home)
    assert (found.path, found.repo) == (path, "meadow/Field_2-GGUF")
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_variables_of_these_programs_are_followed(home: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    around = AppEnvironment(
        {
            "HF_HOME": str(own / "hf"),
            "OLLAMA_MODELS": f'"{own / "ollama"}"',
            "LLAMA_CACHE": str(own / "llama"),
            "JAN_DATA_FOLDER": str(own / "jan"),
            "LMSTUDIO_HOME": "~/studio",
        },
        home,
        "linux",
    )
    named = list(places(around))
    for place in (
        (OtherApp.HUGGING_FACE, own / "hf" / "hub"),
        (OtherApp.OLLAMA, own / "ollama"),
        (OtherApp.LLAMA_CPP, own / "llama"),
        (OtherApp.JAN, own / "jan" / "llamacpp" / "models"),
        (OtherApp.LM_STUDIO, home / "studio" / "models"),
    ):
        assert place in named


@pytest.mark.parametrize(
    ("system", "environ", "folder"),
    [
        ("darwin", {}, "Library/Caches/llama.cpp"),
        ("darwin", {}, "Library/Application Support/Jan/data/models"),
        ("darwin", {}, "Library/Application Support/nomic.ai/GPT4All"),
        ("win32", {}, "AppData/Local/llama.cpp"),
        ("win32", {}, "AppData/Roaming/Jan/data/llamacpp/models"),
        ("win32", {}, "AppData/Local/nomic.ai/GPT4All"),
        ("linux", {}, ".local/share/nomic.ai/GPT4All"),
        ("linux", {}, ".cache/lm-studio/models"),
    ],
)
def test_each_system_has_its_own_places(
    home: Path, system: str, environ: dict[str, str], folder: str
) -> None:
    assert home / folder in [path for _app, path in places(AppEnvironment(environ, home, system))]


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"layers": 3}',
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../../etc"}]}',
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": ["x"]}]}',
        b"[" * 100_000,
    ],
)
def test_a_manifest_that_makes_no_sense_costs_only_its_own_model(home: Path, manifest: bytes) -> None:
    in_ollama(home, "registry.ollama.ai/library/field/1b", Tiny())
    bad = home / ".ollama" / "models" / "manifests" / "registry.ollama.ai" / "library" / "bad" / "1b"
    bad.parent.mkdir(parents=True)
    bad.write_bytes(manifest)
    assert _one(home).called == "field:1b"


def test_programs_that_are_left_out_are_not_looked_at(home: Path) -> None:
    in_gpt4all(home, "Field.Q4_0.gguf", Tiny())
    around = AppEnvironment({}, home, "linux")
    assert list(find_app_models(around, frozenset({OtherApp.GPT4ALL}))) == []


def test_nothing_in_their_folders_changes(home: Path) -> None:
    in_lm_studio(home, "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny())
    in_ollama(home, "registry.ollama.ai/library/field/1b", Tiny())
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    _found(home)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


def test_a_variable_names_another_home_or_none() -> None:
    assert app_environment({OTHER_APPS_VARIABLE: ""}) is None
    assert app_environment({OTHER_APPS_VARIABLE: "/elsewhere", "HF_HOME": "/x"}) == AppEnvironment(
        {}, Path("/elsewhere"), sys.platform
    )
