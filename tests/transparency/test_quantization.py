"""What is said of a file's quantization: by its header, its name and its card."""

from collections.abc import Mapping

import pytest

from explorer.domain.facts import Finding, SourceKind, Verdict
from tests.transparency.cards import finding

Q4_K_M, F16 = 15, 1
EGG = "https://huggingface.co/lake/Egg-8B"
GIST = "https://gist.github.com/finch/0123abcd"


def of_file(file: str, file_type: object = None, card: str | None = None) -> Finding:
    header: Mapping[str, object] = {"general.architecture": "llama", "general.file_type": file_type}
    return finding("quantization", card, repo="finch/wren-GGUF", header=header, file=file)


def test_a_header_tells_the_type_where_the_name_does_not() -> None:
    found = of_file("wren.gguf", Q4_K_M)
    assert (found.value["type"], found.conflict) == ("Q4_K_M", "")
    assert found.evidence[0].kind is SourceKind.HEADER


def test_header_and_name_that_disagree_are_both_quoted() -> None:
    found = of_file("wren-Q4_0.gguf", F16)
    assert found.value["type"] == "F16"
    assert found.conflict == "GGUF header, general.file_type: F16 · file, name: Q4_0"
    assert [e.quote for e in found.evidence] == ["general.file_type: 1", "wren-Q4_0.gguf"]


@pytest.mark.parametrize(
    ("file", "file_type", "label"),
    [
        ("wren-Q4_K_M.gguf", Q4_K_M, "Q4_K_M"),
        ("wren.q4_k_m.gguf", Q4_K_M | 1024, "Q4_K_M"),
        ("wren-Q4_K.gguf", Q4_K_M, "Q4_K_M"),
        ("wren-Q6_K_L.gguf", 18, "Q6_K_L"),
        ("wren-UD-Q4_K_XL.gguf", Q4_K_M, "UD-Q4_K_XL"),
        ("wren-Q3_K_XL.gguf", 12, "Q3_K_XL"),
        ("wren-MXFP4.gguf", 38, "MXFP4_MOE"),
        ("wren-Q5_K_M.gguf", 5000, "Q5_K_M"),
        ("wren-Q5_K_M.gguf", "17", "Q5_K_M"),
        ("wren-Q5_K_M.gguf", True, "Q5_K_M"),
    ],
)
def test_of_two_that_agree_the_more_exact_word_is_shown(file: str, file_type: object, label: str) -> None:
    found = of_file(file, file_type)
    assert (found.value["type"], found.conflict) == (label, "")


@pytest.mark.parametrize(
    ("file", "file_type"),
    [("wren-Q3_K_L.gguf", 12), ("wren-Q8_0.gguf", 2), ("wren-UD-Q2_K_XL.gguf", 15), ("wren-F16.gguf", 32)],
)
def test_types_that_differ_are_a_conflict(file: str, file_type: int) -> None:
    assert of_file(file, file_type).conflict


@pytest.mark.parametrize(
    ("file", "file_type"), [("wren-F16.gguf", F16), ("wren.gguf", 32), ("wren-f32.gguf", 99)]
)
def test_a_file_with_full_weights_is_not_quantized_whatever_its_repo_holds(file: str, file_type: int) -> None:
    found = of_file(file, file_type, card="---\nquantized_by: finch\n---\nQuantized with llama.cpp.\n")
    assert (found.verdict, found.value) == (Verdict.NOT_APPLICABLE, None)
    assert found.evidence


@pytest.mark.parametrize(
    "card",
    [
        f"Original model: {EGG}\nAll quants made using imatrix with dataset from [here]({GIST})",
        f"Using [llama.cpp](https://github.com/ggml-org/llama.cpp) with imatrix and [this dataset]({GIST})",
        f"Calibration dataset: [groups]({GIST}), made with https://github.com/AutoGPTQ/AutoGPTQ",
        f"The [texts]({GIST}) were used as calibration data.",
    ],
)
def test_the_address_of_the_calibration_data_is_the_one_beside_its_words(card: str) -> None:
    assert finding("quantization", card, repo="finch/wren-GGUF").value["calibration"] == GIST


@pytest.mark.parametrize(
    "card",
    [
        f"Original model: {EGG}\nMade with imatrix and a calibration dataset of ours",
        f"Made with imatrix and a calibration dataset of ours\nOriginal model: {EGG}",
        "Made with imatrix and a calibration dataset of ours\nDiscord: https://discord.gg/wren",
    ],
)
def test_an_address_of_something_else_is_no_calibration_data(card: str) -> None:
    assert "calibration" not in (finding("quantization", card, repo="finch/wren-GGUF").value or {})
