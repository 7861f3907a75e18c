"""File names of real repos: labels, roles, parts, and which file a newcomer should take."""

import pytest

from explorer.domain.quantization import (
    FileRole,
    bits_of,
    group_files,
    is_model_file,
    label_of,
    recommended,
    role_of,
    word_of,
)
from explorer.domain.repo import RepoFile
from explorer.engine.local.gguf.tensor_types import TENSOR_TYPES


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("gemma-3-270m-q4_k_m.gguf", "Q4_K_M"),
        ("Qwen3-8B-IQ3_XXS.gguf", "IQ3_XXS"),
        ("model-UD-Q4_K_XL.gguf", "UD-Q4_K_XL"),
        ("gpt-oss-20b-mxfp4.gguf", "MXFP4"),
        ("llama-fp16.gguf", "F16"),
        ("folder/Q8_0/model-Q8_0-00001-of-00002.gguf", "Q8_0"),
        ("Q4you.gguf", ""),
        ("plain.gguf", ""),
    ],
)
def test_the_label_is_read_from_the_file_name(name: str, label: str) -> None:
    assert label_of(name) == label


def test_a_label_becomes_one_plain_word() -> None:
    words = [word_of(label) for label in ("Q2_K", "Q4_K_M", "Q8_0", "BF16", "made-up")]
    assert words == ["Small", "Balanced", "Large", "Original", ""]


def test_bits_follow_the_blocks_of_the_engine() -> None:
    for name, block, size in TENSOR_TYPES.values():
        if name in ("Q1_0", "Q2_0", "NVFP4", "MXFP4", "Q4_0", "Q8_0"):
            assert bits_of(name) == size * 8 / block


def test_projectors_and_calibration_data_are_not_models() -> None:
    names = ["mmproj-model-f16.gguf", "model.imatrix.gguf", "model-Q4_K_M.gguf", "README.md"]
    assert [is_model_file(n) for n in names] == [False, False, True, False]


@pytest.mark.parametrize(
    ("name", "is_model"),
    [
        ("Lark-8B-Q4_K_M-imatrix.gguf", True),
        ("lark-8b-imatrix-iq3_xxs.gguf", True),
        ("Lark-8B-imatrix-Q4_K.gguf", True),
        ("Lark-8B.i1-imatrix-Q4_K_M-00001-of-00001.gguf", True),
        ("Lark-8B-calibration-v2-Q5_K_S.gguf", True),
        ("Lark-8B-imatrix.gguf", False),
        ("Lark-8B.imatrix.gguf", False),
        ("imatrix.gguf", False),
        ("imatrix-Lark-8B-Q8_0.gguf", False),
        ("Lark-8B-BF16-imatrix.gguf", False),
        ("Lark-8B-Q8_0.imatrix.dat", False),
    ],
)
def test_a_model_made_with_calibration_data_is_a_model(name: str, *, is_model: bool) -> None:
    assert is_model_file(f"sub/{name}") is is_model
    assert bool(group_files([RepoFile(name)]).variants) is is_model
    assert is_model or role_of(name) is FileRole.CALIBRATION


def test_parts_are_joined_in_order_and_other_files_set_apart() -> None:
    files = [
        RepoFile("m-Q8_0-00002-of-00002.gguf", 20),
        RepoFile("m-Q8_0-00001-of-00002.gguf", 30),
        RepoFile("m-Q4_K_M.gguf", 10),
        RepoFile("mmproj-m.gguf", 5),
    ]
    groups = group_files(files)
    assert [(v.label, v.size, v.first.path) for v in groups.variants] == [
        ("Q4_K_M", 10, "m-Q4_K_M.gguf"),
        ("Q8_0", 50, "m-Q8_0-00001-of-00002.gguf"),
    ]
    assert [f.path for f in groups.other] == ["mmproj-m.gguf"]


def test_a_model_with_a_missing_part_is_not_offered() -> None:
    groups = group_files([RepoFile("m-00001-of-00003.gguf", 1), RepoFile("m-00003-of-00003.gguf", 1)])
    assert groups.variants == ()
    assert len(groups.other) == 2


def test_the_balanced_file_that_fits_is_recommended() -> None:
    files = [RepoFile("m-Q2_K.gguf", 3), RepoFile("m-Q4_K_M.gguf", 5), RepoFile("m-Q8_0.gguf", 9)]
    variants = group_files(files).variants
    best = recommended(variants, 100)
    assert best is not None
    assert best.label == "Q4_K_M"


def test_without_a_balanced_file_the_largest_that_fits_is_recommended() -> None:
    variants = group_files([RepoFile("m-Q2_K.gguf", 3), RepoFile("m-Q8_0.gguf", 9)]).variants
    best = recommended(variants, 8)
    assert best is not None
    assert best.label == "Q2_K"
    assert recommended(variants, 2) is None
