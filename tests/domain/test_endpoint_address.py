"""Addresses as people type them."""

import pytest

from explorer.domain.endpoint_address import is_open_to_others, read_address
from explorer.domain.errors import KnownError


@pytest.mark.parametrize(("typed", "read"), [
    ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
    (" http://127.0.0.1:8080/v1/ ", "http://127.0.0.1:8080/v1"),
    ("localhost:11434", "http://localhost:11434/v1"),
    ("[::1]:8000", "http://[::1]:8000/v1"),
    ("llm.lab.example", "https://llm.lab.example/v1"),
    ("https://llm.lab.example", "https://llm.lab.example/v1"),
    ("https://openrouter.ai/api/v1/chat/completions", "https://openrouter.ai/api/v1"),
    ("https://llm.lab.example/v1/models", "https://llm.lab.example/v1"),
    ("https://llm.lab.example:8443/own/path", "https://llm.lab.example:8443/own/path"),
])  # fmt: skip
def test_what_is_typed_becomes_what_routes_are_put_behind(typed: str, read: str) -> None:
    assert read_address(typed) == read
    assert read_address(read) == read


@pytest.mark.parametrize("typed", [
    "", " ", "http://", "ftp://a/v1", "file:///etc/passwd", "http://a b/v1", "http://a:99999/v1", "http://a:0/v1",
    "http://[::1/v1", "[", "http://name:word@a/v1", "http://a/v1?key=1", "http://a/v1#x", "http://a\n/v1",
    "http://" + "a" * 300 + ".example/v1", "http://a/" + "b" * 500, "javascript://x/%0a", "http://\u202ea/v1",
])  # fmt: skip
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(KnownError) as told:
        read_address(typed)
    assert told.value.advice


def test_only_plain_http_to_others_is_open() -> None:
    assert is_open_to_others("http://gpu.example/v1")
    assert not any(
        map(is_open_to_others, ("https://gpu.example/v1", "http://127.0.0.1:1/v1", "http://[::1]/v1"))
    )
