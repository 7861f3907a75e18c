"""A repo's file names come from strangers: none leaves the models folder, all work on every system."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.errors import KnownError
from explorer.hub.repo_names import file_address, safe_target, same_origin
from tests.hub.name_cases import NAMES, NameCase

MODELS = Path("/data/models")


def test_publisher_repo_and_folders_are_kept() -> None:
    assert safe_target(MODELS, "org/repo", "a.gguf") == MODELS / "org" / "repo" / "a.gguf"
    assert (
        safe_target(MODELS, "org/repo", "Q8/a b (1).gguf") == MODELS / "org" / "repo" / "Q8" / "a b (1).gguf"
    )
    assert safe_target(MODELS, "org/repo", "modèle-模型.gguf").name == "modèle-模型.gguf"


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case.shown)
def test_a_dangerous_name_is_refused(case: NameCase) -> None:
    with pytest.raises(KnownError, match=f"is not safe: {case.reason}") as refused:
        safe_target(MODELS, "org/repo", case.name)
    str(refused.value).encode()  # can be shown


@pytest.mark.parametrize(
    "path", ["", ".", "..", "a/", "a/.", "con.gguf", "com1.gguf", "a?.gguf", "<a>.gguf", "x" * 201]
)
def test_other_dangerous_names_are_refused_too(path: str) -> None:
    with pytest.raises(KnownError, match="is not safe"):
        safe_target(MODELS, "org/repo", path)


@pytest.mark.parametrize("repo", ["repo", "../repo", "org/..", "a/b/c", "org/", "/repo", "org\\x/y", ""])
def test_a_dangerous_repo_is_refused(repo: str) -> None:
    with pytest.raises(KnownError, match="not the name of a repo"):
        safe_target(MODELS, repo, "a.gguf")


def test_a_repo_that_windows_cannot_hold_is_refused() -> None:
    with pytest.raises(KnownError, match="Windows"):
        safe_target(MODELS, "nul/model", "a.gguf")


@given(st.text(max_size=40))
def test_no_name_at_all_leaves_the_folder(path: str) -> None:
    try:
        target = safe_target(MODELS, "org/repo", path)
    except KnownError:
        return
    assert target.resolve().is_relative_to((MODELS / "org" / "repo").resolve())


def test_an_address_is_quoted() -> None:
    address = file_address("http://h", "org/repo", "refs/pr/1", "a b/ü#?.gguf")
    assert address == "http://h/org/repo/resolve/refs%2Fpr%2F1/a%20b/%C3%BC%23%3F.gguf"


def test_an_origin_is_scheme_host_and_port() -> None:
    assert same_origin("https://a/x", "https://a:443/y")
    assert not same_origin("http://a", "https://a")
    assert not same_origin("https://a.evil", "https://a")
    assert not same_origin("http://a:99999999", "http://a:99999999")
