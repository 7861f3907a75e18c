"""One spelling of a model in every room."""

import pytest

from explorer.domain.model import endpoint_reference, is_endpoint_reference
from explorer.domain.model_names import name_of_file, name_of_reference, readable_name, told_apart


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Qwen3-1.7B-GGUF", "Qwen3 1.7B"),
        ("gemma-3-270m", "Gemma 3 270M"),
        ("gpt-oss-20b", "gpt oss 20B"),
        ("Foo_bar-8x7b-i1-GGUF", "Foo bar 8x7B"),
        ("lark-8b-Q4_K_M-imatrix", "Lark 8B"),
        ("lark-8b.i1-IQ3_XXS", "Lark 8B"),
        ("GGUF", "GGUF"),
        ("b3-4bit", "b3 4bit"),
        ("gemma-3-270m-Q4_K_M-GGUF", "Gemma 3 270M"),
        ("owl-FP16", "Owl"),
        ("Q4_K_M", "Q4 K M"),
    ],
)
def test_names_are_said_as_people_say_them(name: str, said: str) -> None:
    assert readable_name(name) == said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2 135M Instruct"),
        ("far/Owl-70b-Q4_K_M-00001-of-00003.gguf", "Owl 70B"),
        ("Owl-7b/model.gguf", "Owl 7B"),
        ("model.gguf", "Model"),
        ("C:\\far\\owl.GGUF", "Owl"),
    ],
)
def test_a_file_is_called_by_its_name_without_what_is_said_elsewhere(path: str, said: str) -> None:
    assert name_of_file(path) == said


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("Quant/SmolLM2-135M-Instruct-GGUF", "SmolLM2 135M Instruct"),
        ("Quant/SmolLM2-135M-Instruct-GGUF/SmolLM2-135M.Q4_1.gguf", "SmolLM2 135M Instruct"),
        ("imported/any/Owl-7b.Q8_0.gguf", "Owl 7B"),
        ("/home/me/Owl-7b.gguf", "Owl 7B"),
        ("C:\\me\\Owl-7b.gguf", "Owl 7B"),
        ("hand/Owl-7b.gguf", "Owl 7B"),
    ],
)
def test_a_model_that_is_not_here_has_the_name_it_has_when_it_is(reference: str, said: str) -> None:
    assert name_of_reference(reference) == said
    assert not is_endpoint_reference(reference)  # as chats and comparisons kept it, before there were any


@pytest.mark.parametrize("name", ["qwen3-1.7b", "maker/Owl-7b.Q8_0.gguf", "hf.co/maker/owl:Q4_K_M"])
def test_a_model_at_an_endpoint_is_called_as_it_is_there(name: str) -> None:
    reference = endpoint_reference("My server", name)
    assert is_endpoint_reference(reference)
    assert name_of_reference(reference) == name


def test_models_of_one_name_are_told_apart_by_the_first_thing_that_differs() -> None:
    names = ["Owl", "Owl", "owl", "Heron"]
    traits = [("Q4", "me", "a"), ("Q4", "me", "b"), ("Q8", "me", "c"), ("Q4", "you", "d")]
    assert told_apart(names, traits) == ["Q4 · a", "Q4 · b", "Q8", ""]


def test_what_is_alike_in_all_stays_alike() -> None:
    assert told_apart(["Owl", "Owl"], [("Q4", ""), ("Q4", "")]) == ["", ""]
