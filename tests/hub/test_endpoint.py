"""Which addresses a Hub can have, said in words."""

import pytest

from explorer.domain.errors import KnownError
from explorer.hub.connection import HUB, chosen_endpoint
from explorer.hub.repo_names import check_endpoint


@pytest.mark.parametrize("text", ["https://hub.example", "http://127.0.0.1:8080", "https://a.example/hub"])
def test_addresses_are_taken(text: str) -> None:
    assert check_endpoint(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hub.example", "is not an address"),
        ("ftp://hub.example", "is not an address"),
        ("https://", "is not an address"),
        ("https://hub example", "is not an address"),
        ("https://hub.example:port", "is not an address"),
        ("https://[::1", "is not an address"),
        (f"https://{'a' * 70}.example", "is not an address"),
        ("https://hub..example", "is not an address"),
        ("https://me:secret@hub.example", "a name or a password"),
        ("https://hub.example?q=1", "may not contain"),
    ],
)
def test_others_are_refused(text: str, words: str) -> None:
    with pytest.raises(KnownError, match=words) as told:
        check_endpoint(text)
    assert "secret" not in str(told.value)


def test_without_a_choice_the_variable_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_endpoint("") == HUB
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    assert chosen_endpoint(" ") == "https://mirror.example"
    assert chosen_endpoint("https://hub.example/") == "https://hub.example"
