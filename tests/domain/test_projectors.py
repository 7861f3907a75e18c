"""Which projector of several files belongs to a model, as their names tell."""

from pathlib import PurePosixPath

import pytest

from explorer.domain.projectors import ProjectorChoice, projector_in
from explorer.domain.repo import RepoFile


def _near(model: str, *files: str) -> list[str]:
    """In a folder of a person's own."""
    return [
        str(path) for path in ProjectorChoice(map(PurePosixPath, (model, *files))).near(PurePosixPath(model))
    ]


def _in_repo(model: str, *files: str) -> str:
    found = projector_in((RepoFile(model), *map(RepoFile, files)), RepoFile(model))
    return found.path if found is not None else ""


@pytest.mark.parametrize(
    ("model", "files", "projector"),
    [
        ("m-Q4_K_M.gguf", ["mmproj-F32.gguf", "mmproj-BF16.gguf", "mmproj-F16.gguf"], "mmproj-F16.gguf"),
        ("m-Q4_K_M.gguf", ["mmproj-m-f16.gguf", "mmproj-m-Q8_0.gguf"], "mmproj-m-Q8_0.gguf"),
        ("m-BF16.gguf", ["mmproj-m-Q8_0.gguf", "mmproj-m-f16.gguf"], "mmproj-m-f16.gguf"),
        ("m-Q8_0.gguf", ["mmproj-model-f16.gguf"], "mmproj-model-f16.gguf"),
        ("m-Q8_0.gguf", ["m-F16-mmproj.gguf"], "m-F16-mmproj.gguf"),
        ("Q4/m-Q4_K_M.gguf", ["mmproj-F16.gguf", "Q4/mmproj-F32.gguf"], "Q4/mmproj-F32.gguf"),
        ("m-Q4_K_M.gguf", ["other/mmproj-F16.gguf"], ""),
        ("m-Q4_K_M.gguf", ["imatrix.gguf", "mmproj.txt", "README.md"], ""),
        ("m-Q4_K_M-00001-of-00002.gguf", ["mmproj-m-f16.gguf"], "mmproj-m-f16.gguf"),
    ],
)
def test_of_a_repo_the_nearest_by_folder_and_quantization(
    model: str, files: list[str], projector: str
) -> None:
    assert _in_repo(model, *files) == projector
    assert _in_repo(model, *reversed(files)) == projector


def test_a_repo_of_two_models_has_one_for_each() -> None:
    files = ["big-7B-Q4_K_M.gguf", "mmproj-big-7B-F16.gguf", "mmproj-small-1B-F32.gguf"]
    assert _in_repo("small-1B-Q4_K_M.gguf", *files) == "mmproj-small-1B-F32.gguf"
    assert _in_repo("small-1B-Q4_K_M.gguf", *files[:2]) == ""


def test_in_an_own_folder_names_decide() -> None:
    folder = ["gemma-3-4b-it-Q4_K_M.gguf", "SmolVLM-256M-Q8_0.gguf", "Qwen3-4B-Q4_0.gguf", "mmproj-F16.gguf"]
    named = "mmproj-SmolVLM-256M-Q8_0.gguf"
    assert _near("SmolVLM-256M-Q8_0.gguf", *folder, named) == [named]
    assert _near("Qwen3-4B-Q4_0.gguf", *folder, named) == []


def test_in_an_own_folder_with_one_model_any_is_for_it() -> None:
    assert _near("a/gemma-Q4_0.gguf", "a/gemma-Q8_0.gguf", "a/mmproj-F16.gguf") == ["a/mmproj-F16.gguf"]
    assert _near("a/gemma-Q4_0.gguf", "a/b/other-Q8_0.gguf", "a/mmproj-F16.gguf") == []
    assert _near("a/model.gguf", "a/mmproj.gguf", "b/model.gguf") == ["a/mmproj.gguf"]


def test_names_of_a_publisher_or_a_cache_before_the_model_do_not_matter() -> None:
    one, other = "org_gemma-3-4b-it-GGUF_mmproj-F16.gguf", "x_Qwen3-4B-GGUF_Qwen3-4B-Q4_0.gguf"
    assert _near("org_gemma-3-4b-it-GGUF_gemma-3-4b-it-Q4_0.gguf", one, other) == [one]
    assert _near(other, one) == [one]  # alone there: its header has the last word
    assert _near("google_gemma-3-4b-it-Q4_0.gguf", "mmproj-gemma-3-4b-it-f16.gguf", "o-Q4_0.gguf") == [
        "mmproj-gemma-3-4b-it-f16.gguf"
    ]
