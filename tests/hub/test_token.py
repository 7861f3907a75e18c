"""The access token is kept as the Hub's own tools keep it, and whose it is gets told in words."""

import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.domain.errors import AccessError, KnownError, OfflineError
from explorer.domain.repo import RepoQuery
from explorer.hub.client import Hub
from explorer.hub.token import HubAccount, TokenSource, check_token, remove_token, save_token, token_state
from tests.hub.server import TestHub
from tests.hub.tools import Switch

WHOAMI = "/api/whoami-v2"


def test_a_stored_token_is_the_one_that_the_hubs_tools_use(tmp_path: Path) -> None:
    from huggingface_hub import get_token

    state = save_token(" hf_member\n")
    assert (state.source, state.file) == (TokenSource.FILE, tmp_path / "no-token")
    assert get_token() == "hf_member"
    if os.name != "nt":
        assert stat.S_IMODE(state.file.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir() if "token" in p.name] == ["no-token"]


def test_a_removed_token_is_gone() -> None:
    save_token("hf_member")
    assert remove_token().source is TokenSource.NONE
    assert remove_token().source is TokenSource.NONE


def test_a_valid_token_tells_whose_it_is(hub: Hub, test_hub: TestHub) -> None:
    save_token("hf_member")
    assert check_token(hub) == HubAccount("tester", "test", "read")
    assert test_hub.requests[-1].headers["authorization"] == "Bearer hf_member"


def test_an_unknown_token_is_told(hub: Hub) -> None:
    save_token("hf_wrong")
    with pytest.raises(AccessError, match=r"does not accept this access token.*pasted"):
        check_token(hub)


def test_an_expired_token_is_told(hub: Hub, test_hub: TestHub) -> None:
    save_token("hf_member")
    headers = {"X-Error-Message": 'User Access Token "laptop" is expired'}
    test_hub.fault(WHOAMI, "status", code=401, headers=headers)
    with pytest.raises(AccessError, match=r"has expired.*Make a new one"):
        check_token(hub)


def test_without_a_token_nobody_is_asked(hub: Hub, test_hub: TestHub) -> None:
    with pytest.raises(AccessError, match="no access token"):
        check_token(hub)
    assert test_hub.requests == []


def test_the_variable_goes_before_the_file(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    save_token("hf_member")
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    state = token_state()
    assert (state.source, state.variable, state.has_file) == (TokenSource.VARIABLE, "HF_TOKEN", True)
    with pytest.raises(AccessError, match="variable HF_TOKEN"):
        check_token(hub)


def test_a_variable_that_holds_no_token_is_told(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_\u202ebcdé")
    with pytest.raises(KnownError, match="not an access token"):
        hub.search(RepoQuery())


def test_offline_mode_asks_nobody(hub: Hub, test_hub: TestHub, offline: Switch) -> None:
    save_token("hf_member")
    offline.on = True
    with pytest.raises(OfflineError, match="Offline mode is on"):
        check_token(hub)
    assert test_hub.requests == []


def test_no_network_is_told(hub: Hub, test_hub: TestHub) -> None:
    save_token("hf_member")
    test_hub.close()
    with pytest.raises(OfflineError, match="cannot be reached"):
        check_token(hub)


def test_an_answer_without_a_name_is_told(hub: Hub, test_hub: TestHub) -> None:
    save_token("hf_member")
    test_hub.fault(WHOAMI, "status", code=200, body="[]")
    with pytest.raises(KnownError, match="does not say whose"):
        check_token(hub)


@pytest.mark.parametrize("text", ["", "   ", "hf_two words", "hf_line\nbreak", "hf_ü", "x" * 5000])
def test_what_can_be_no_token_is_refused(text: str) -> None:
    with pytest.raises(KnownError):
        save_token(text)
    assert token_state().source is TokenSource.NONE


def test_a_file_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from huggingface_hub import constants

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "file" / "token"))
    with pytest.raises(KnownError, match="could not be changed"):
        save_token("hf_member")


def test_no_token_reaches_the_log(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        save_token("hf_wrongwrongwrong")
        with pytest.raises(AccessError) as told:
            check_token(hub)
    assert "hf_wrongwrongwrong" not in caplog.text + str(told.value) + told.value.details


def test_another_address_is_asked_at_once(hub: Hub, test_hub: TestHub, hub_at: Callable[[str], Hub]) -> None:
    moved = hub_at("https://hub.example")
    moved.use(f"{test_hub.endpoint}/")
    save_token("hf_member")
    assert check_token(moved).name == "tester"
    assert moved.endpoint == test_hub.endpoint
