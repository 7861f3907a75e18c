"""What is said of a download that has ended: its bytes may be right, and it may still be no model."""

from pathlib import Path

import pytest

from explorer.domain.errors import NotFoundError
from explorer.domain.repo import RepoFile
from explorer.local.download_queue.download_order import DownloadOrder
from explorer.local.download_queue.download_tasks import problem_of_arrival
from tests.models.tiny import Tiny, write_tiny

REPO = "lake/Owl-GGUF"


def _order(*names: str) -> DownloadOrder:
    return DownloadOrder(REPO, "c0ffee", "", tuple(RepoFile(name, 4, None) for name in names))


def test_a_model_has_no_problem(tmp_path: Path) -> None:
    write_tiny(tmp_path / REPO / "owl-Q8_0.gguf", Tiny())
    assert problem_of_arrival(tmp_path, _order("owl-Q8_0.gguf")) == ""


@pytest.mark.parametrize("content", [b"", b"<html>no model</html>", b"GGUF"])
def test_what_was_published_and_is_no_model_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / REPO / "owl-Q8_0.gguf"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert problem_of_arrival(tmp_path, _order("owl-Q8_0.gguf"))


def test_other_files_have_none(tmp_path: Path) -> None:
    assert problem_of_arrival(tmp_path, _order("README.md")) == ""


def test_of_one_that_is_gone_nothing_is_claimed(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        problem_of_arrival(tmp_path, _order("owl-Q8_0.gguf"))
