"""Proxies, certificates and token files that cannot be used are told by name, with what to do."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.domain.errors import KnownError
from explorer.domain.repo import RepoQuery
from explorer.hub.client import Hub
from tests.cli.test_omx import Omx


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "socks://me:secret@127.0.0.1", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_told(hub: Hub, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(KnownError, match=r"proxy named in ALL_PROXY cannot be used.*http://") as told:
        hub.search(RepoQuery())
    assert "secret" not in str(told.value) + told.value.details
    monkeypatch.delenv("ALL_PROXY")
    assert hub.search(RepoQuery()).rows  # nothing of it stays


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_told(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "certificates.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(KnownError, match=r"certificates named in SSL_CERT_FILE cannot be read"):
        hub.search(RepoQuery())


def test_a_variable_that_should_hold_a_number_is_told(tmp_path: Path) -> None:
    omx = Omx(tmp_path, "http://127.0.0.1:1")
    omx.env["HF_HUB_DOWNLOAD_TIMEOUT"] = "soon"
    done = omx.run("search", "x")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "The environment variable HF_HUB_DOWNLOAD_TIMEOUT holds no number." in done.stderr


def _folder(path: Path) -> None:
    path.mkdir()


def _no_text(path: Path) -> None:
    path.write_bytes(b"hf_\xff\xfe")


def _forbidden(path: Path) -> None:
    path.write_text("hf_member")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("whoever runs this may read everything")


@pytest.mark.parametrize("make", [_folder, _no_text, _forbidden])
def test_a_token_file_that_cannot_be_read_is_told(
    hub: Hub, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "no-token")
    with pytest.raises(KnownError, match=r"access token in .*no-token cannot be read.*or delete it") as told:
        hub.search(RepoQuery())
    assert "hf_" not in str(told.value) + told.value.details


def test_a_token_file_below_what_is_no_folder_is_told(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "file" / "token"))
    if os.name == "nt":  # there it is a file that does not exist
        assert hub.search(RepoQuery()).rows
        return
    with pytest.raises(KnownError, match=r"access token in .* cannot be read"):
        hub.search(RepoQuery())


def test_a_token_that_no_header_can_hold_is_told(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "no-token").write_bytes(b"hf_\x01member")
    with pytest.raises(KnownError, match="not an access token"):
        hub.search(RepoQuery())
