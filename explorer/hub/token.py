"""The access token of the Hub: where it comes from, storing it, removing it, and asking whose it is.

It is kept where the Hub's own tools keep it (``~/.cache/huggingface/token``, or where ``HF_HOME`` and
``HF_TOKEN_PATH`` point), readable by this user only. A keyring would be one more dependency that is absent on
many Linux machines, and a second place that "hf auth login" and other programs know nothing of; so there is
one token a machine, and whoever signed in already is signed in here.

The library's ``login`` is not used: it sends the token to its own endpoint before it stores it, which is
wrong in offline mode and with another Hub address. Its ``logout`` would delete tokens stored under other
names as well. Nothing here logs or returns a token.
"""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.base.files import read_small
from explorer.domain.errors import AccessError, KnownError
from explorer.domain.words import Words
from explorer.hub.connection import importing_library
from explorer.hub.errors import not_a_token_error
from explorer.hub.responses import mapping

if TYPE_CHECKING:
    from explorer.hub.client import Hub

_VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")  # the first one set wins, over the file
_LONGEST = 4_000
NEW_TOKEN_PAGE = "https://huggingface.co/settings/tokens"  # noqa: S105 - an address


class TokenSource(StrEnum):
    """Where the token that is used comes from."""

    NONE = "none"
    FILE = "file"
    VARIABLE = "variable"


@dataclass(frozen=True)
class TokenState:
    """``variable`` names the environment variable that holds a token; ``has_file``: one is stored as well."""

    source: TokenSource
    file: Path
    variable: str = ""
    has_file: bool = False


@dataclass(frozen=True)
class HubAccount:
    """Whose token it is. ``role``: what it may do, as the Hub names it ("read", "write"…), or empty."""

    name: str
    token_name: str = ""
    role: str = ""


def token_state() -> TokenState:
    """Loads the library the first time, 0.2 s: call it in a task."""
    path = _token_file()
    variable = next((name for name in _VARIABLES if os.environ.get(name, "").strip()), "")
    has_file = _read(path) != ""
    if variable:
        return TokenState(TokenSource.VARIABLE, path, variable, has_file)
    return TokenState(TokenSource.FILE if has_file else TokenSource.NONE, path, "", has_file)


def save_token(text: str) -> TokenState:
    """Store a token. Raises KnownError if it can be none, or if the file cannot be written."""
    token = _checked(text)
    path = _token_file()
    beside = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        # Readable by nobody else from its first instant. Windows has no such modes: profiles are private.
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(token)
        beside.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    return token_state()


def try_token(hub: "Hub", text: str) -> HubAccount:
    """Ask whose token this is, and store it only if the Hub knows it. Raises KnownError."""
    token = _checked(text)
    hub.check_online()
    try:
        answer = hub.wire.get_as(f"{hub.endpoint}/api/whoami-v2", token)
    except AccessError as error:
        raise _refused(error, TokenState(TokenSource.FILE, _token_file()), hub.wire.host) from error
    account = _account(answer, hub.wire.host)
    save_token(token)
    return account


def remove_token() -> TokenState:
    """Delete the stored token; tokens under other names stay. Raises KnownError."""
    path = _token_file()
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(path, error) from error
    return token_state()


def check_token(hub: "Hub") -> HubAccount:
    """Ask the endpoint whose token this is. Raises KnownError: none, refused, expired, offline."""
    hub.check_online()
    state = token_state()
    if state.source is TokenSource.NONE:
        raise AccessError(Words("There is no access token."), Words("Paste one to use it."))
    try:
        answer, _ = hub.wire.get_json(f"{hub.endpoint}/api/whoami-v2", [])
    except AccessError as error:
        raise _refused(error, state, hub.wire.host) from error
    return _account(answer, hub.wire.host)


def _account(answer: Any, host: str) -> HubAccount:
    about = mapping(answer)
    name = about.get("name")
    if not isinstance(name, str) or not name:
        raise KnownError(Words("{host} does not say whose token this is.", host=host),
                         Words("Check the Hub address."))  # fmt: skip
    token = mapping(mapping(about.get("auth")).get("accessToken"))
    return HubAccount(name[:100], _text(token.get("displayName")), _text(token.get("role")))


def _text(value: object) -> str:
    return value[:100] if isinstance(value, str) else ""


def _refused(error: AccessError, state: TokenState, host: str) -> AccessError:
    expired = "expired" in error.details.lower()
    what = (
        Words("The access token has expired.")
        if expired
        else Words("{host} does not accept this access token.", host=host)
    )
    if state.source is TokenSource.VARIABLE:
        advice = Words("It comes from the environment variable {name}: correct it there, or unset it.",
                       name=state.variable)  # fmt: skip
    elif expired:
        advice = Words("Make a new one on the Hub and paste it here.")
    else:
        advice = Words("See that all of it was pasted, or make a new one on the Hub.")
    return AccessError(what, advice, error.details)


def _checked(text: str) -> str:
    token = text.strip()
    if not token:
        raise KnownError(Words("There is nothing to store."), Words("Paste the access token first."))
    if len(token) > _LONGEST or not token.isascii() or not token.isprintable() or " " in token:
        raise not_a_token_error()
    return token


def _token_file() -> Path:
    with importing_library():
        from huggingface_hub import constants  # noqa: PLC0415

    return Path(constants.HF_TOKEN_PATH)


def _read(path: Path) -> str:
    try:
        return read_small(path).decode(errors="replace").strip()
    except OSError:
        return ""


def _not_written(path: Path, error: OSError) -> KnownError:
    return KnownError(
        Words("The token’s file could not be changed."),
        Words("See that {folder} can be written to.", folder=path.parent),
        str(error),
    )
