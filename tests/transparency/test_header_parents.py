"""What a GGUF header names: the model that was converted, and what that one was made from."""

import pytest

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.lineage.inheritance import while_reading
from tests.transparency.cards import dossier, finding

HUB = "https://huggingface.co"
FILE = "Wren-7B-Chat-Q4_K_M.gguf"


def header(name: str = "", *bases: str, **more: object) -> dict[str, object]:
    """``bases``: Hub ids. ``more``: keys of ``general`` with "__" for a dot."""
    named = {f"general.base_model.{n}.repo_url": f"{HUB}/{base}" for n, base in enumerate(bases)}
    other = {f"general.{key.replace('__', '.')}": value for key, value in more.items()}
    return {"general.architecture": "llama", "general.name": name, "general.file_type": 15, **named, **other}


def of_file(name: str = "", *bases: str, repo: str = FILE, **more: object) -> Finding:
    return finding("lineage", repo=repo, file=FILE, header=header(name, *bases, **more))


@pytest.mark.parametrize(
    ("name", "more", "relation"),
    [
        ("Wren 7B Chat", {"finetune": "Chat"}, "finetune"),
        ("Sparrow 7B", {}, "unknown"),
        ("Wren 7B", {"finetune": "base"}, "unknown"),
        ("Checkpoint-500", {}, "unknown"),
        ("", {}, "unknown"),
    ],
)
def test_a_base_with_another_name_is_that_of_the_model_that_was_converted(
    name: str, more: dict[str, str], relation: str
) -> None:
    found = of_file(name, "meadow/Wren-7B-Base", **more)
    assert found.value == [{"id": "meadow/Wren-7B-Base", "relation": relation}]
    assert found.verdict is Verdict.OPEN


@pytest.mark.parametrize(
    "name", ["Wren 7B Chat", "wren-7b-chat", "Wren-7B-Chat-GGUF", "Meadow Wren 7B Chat", ""]
)
def test_a_base_with_the_file_s_own_name_was_quantized(name: str) -> None:
    found = of_file(name, "meadow/Wren-7B-Chat", repo="finch/Wren-7B-Chat-GGUF")
    assert found.value == [{"id": "meadow/Wren-7B-Chat", "relation": "quantized"}]


def test_a_name_with_another_maker_s_before_it_is_another_model() -> None:
    found = of_file("Robin Wren 7B Chat", "meadow/Wren-7B-Chat")
    assert found.value[0]["relation"] == "unknown"


@pytest.mark.parametrize(
    "more",
    [
        {"source__repo_url": f"{HUB}/robin/Sparrow-7B"},
        {"source__url": f"{HUB}/robin/Sparrow-7B"},
        {"source__huggingface__repository": "robin/Sparrow-7B"},
    ],
)
def test_what_it_was_converted_from_is_its_parent(more: dict[str, str]) -> None:
    found = of_file("Sparrow 7B", "meadow/Wren-7B", **more)
    assert found.value == [{"id": "robin/Sparrow-7B", "relation": "quantized"}]
    assert found.conflict == ""


def test_of_several_bases_none_was_copied() -> None:
    found = of_file("Wren 7B", "meadow/Wren-7B", "robin/Sparrow-7B")
    assert {p["relation"] for p in found.value} == {"unknown"}
    merged = of_file("Wren 7B", "meadow/Wren-7B", "robin/Sparrow-7B", tags=("merge",))
    assert {p["relation"] for p in merged.value} == {"merge"}


def test_an_adapter_s_base_is_what_it_is_for() -> None:
    assert of_file("Song", "meadow/Wren-7B", type="adapter").value[0]["relation"] == "adapter"


def test_a_card_s_parent_and_its_own_base_in_the_header_agree() -> None:
    told = header("Wren 7B Chat", "meadow/Wren-7B-Base", finetune="Chat")
    for card in ("---\nbase_model: meadow/Wren-7B-Chat\n---\n", f"GGUF of [it]({HUB}/meadow/Wren-7B-Chat)."):
        found = finding("lineage", f"{card}\n# Wren", repo="finch/Wren-7B-Chat-GGUF", header=told)
        assert found.value == [{"id": "meadow/Wren-7B-Chat", "relation": "quantized"}]
        assert found.conflict == ""


def test_a_card_that_names_an_unrelated_model_disagrees_with_the_header() -> None:
    told = header("Wren 7B Chat", "meadow/Wren-7B-Base")
    found = finding("lineage", "---\nbase_model: lake/Heron-3B\n---\n", repo="finch/Wren-GGUF", header=told)
    assert "meadow/Wren-7B-Base" in found.conflict


def test_a_card_that_names_the_base_of_what_was_converted_is_no_copy_of_it() -> None:
    told = header("Wren 7B Chat", "meadow/Wren-7B", finetune="Chat")
    found = finding("lineage", "---\nbase_model: meadow/Wren-7B\n---\n", repo="finch/Wren-GGUF", header=told)
    assert found.value == [{"id": "meadow/Wren-7B", "relation": "finetune"}]


def test_what_such_a_file_does_not_say_is_not_its_base_s_to_say() -> None:
    told = dossier(repo=FILE, file=FILE, header=header("Wren 7B Chat", "meadow/Wren-7B"))
    assert while_reading(told) == told
