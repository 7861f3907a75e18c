"""One spelling of a model in every room."""

import pytest

from explorer.domain.names import readable_name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Qwen3-1.7B-GGUF", "Qwen3 1.7B"),
        ("gemma-3-270m", "Gemma 3 270M"),
        ("gpt-oss-20b", "gpt oss 20B"),
        ("Foo_bar-8x7b-i1-GGUF", "Foo bar 8x7B"),
        ("GGUF", "GGUF"),
        ("b3-4bit", "b3 4bit"),
    ],
)
def test_names_are_said_as_people_say_them(name: str, said: str) -> None:
    assert readable_name(name) == said
