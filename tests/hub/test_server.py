"""The test hub itself: the unmodified library takes it for the Hub, and orders reach it from outside."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.hub.server import TestHub
from tests.hub.tools import BIG, FILE, GATED


def test_the_library_lists_and_describes_repos(test_hub: TestHub) -> None:
    from huggingface_hub import HfApi

    api = HfApi(endpoint=test_hub.endpoint, token=False)
    found = list(api.list_models(filter=["gguf", "license:mit"], sort="downloads", limit=5, expand=["gguf"]))
    assert [model.id for model in found] == [BIG]
    info = api.model_info("old/tiny", files_metadata=True)
    assert info.id == BIG
    lfs = {s.rfilename: s.lfs for s in info.siblings or []}[FILE]
    assert lfs is not None
    assert lfs.size == 3_000_000
    assert {entry.path for entry in api.list_repo_tree(BIG)} == {"README.md", FILE, "mmproj-tiny.gguf"}
    assert [entry.path for entry in api.get_paths_info(BIG, [FILE])] == [FILE]
    assert api.whoami(token="hf_member")["name"] == "tester"


def test_the_library_downloads_large_and_small_files(test_hub: TestHub, root: Path, tmp_path: Path) -> None:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]  # exported lazily

    disable_progress_bars()
    for name in (FILE, "README.md"):
        got = hf_hub_download(
            BIG, name, endpoint=test_hub.endpoint, cache_dir=tmp_path / "cache", token=False
        )
        assert Path(got).read_bytes() == (root / BIG / name).read_bytes()


def test_the_library_names_each_refusal(test_hub: TestHub) -> None:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import (
        BadRequestError,
        GatedRepoError,
        RemoteEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    api = HfApi(endpoint=test_hub.endpoint, token=False)
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("no/body")
    with pytest.raises(RevisionNotFoundError):
        api.model_info(BIG, revision="gone")
    with pytest.raises(BadRequestError, match="must be one of"):
        list(api.list_models(limit=1, expand=["nonsense"]))  # type: ignore[list-item]  # what is tested
    for token in (False, "hf_stranger"):
        with pytest.raises(GatedRepoError):
            api.get_hf_file_metadata(
                url=f"{test_hub.endpoint}/{GATED}/resolve/main/closed-Q8_0.gguf", token=token
            )
    with pytest.raises(RemoteEntryNotFoundError):
        api.get_hf_file_metadata(url=f"{test_hub.endpoint}/{BIG}/resolve/main/none", token=False)


def test_a_folder_is_served_from_the_command_line_and_takes_orders(root: Path) -> None:
    args = [sys.executable, "-m", "tests.hub.server", str(root)]
    with subprocess.Popen(args, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            endpoint = server.stdout.readline().strip()
            order = {"path": "/api/models", "kind": "status", "code": 200, "body": "ordered", "times": 1}
            request = urllib.request.Request(f"{endpoint}/_control", json.dumps(order).encode())
            urllib.request.urlopen(request).close()
            with urllib.request.urlopen(f"{endpoint}/api/models") as answer:
                assert answer.read() == b"ordered"
            with urllib.request.urlopen(f"{endpoint}/api/models?search=tiny") as answer:
                assert [row["id"] for row in json.load(answer)] == [BIG]
            with urllib.request.urlopen(f"{endpoint}/_control") as answer:
                assert json.load(answer)["requests"] == ["hub GET /api/models"] * 2
        finally:
            server.terminate()
