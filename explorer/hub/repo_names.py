"""Names that come from outside: repo ids, addresses, and the place a repo's file gets on this disk.

A file name of a repo is chosen by a stranger. It must not leave the models folder, and it must be a name
on every system, because a models folder travels (USB sticks, network shares, two systems on one disk).
"""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.harmless import harmless
from explorer.domain.words import Words

_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?"
_REPO_ID = re.compile(rf"(?:{_PART}/)?{_PART}")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_OWN = ".explorer"  # the folder beside models with what is known about them
_LONGEST = 200  # bytes; file systems allow 255, and ".part.json" comes behind the name


def is_repo_id(text: str) -> bool:
    """Whether this is ``publisher/name``, or the bare name that a few very old repos have."""
    return bool(_REPO_ID.fullmatch(text)) and ".." not in text and "--" not in text


def check_repo_id(text: str) -> str:
    """``text`` itself. Raises NotFoundError if no repo can have this name."""
    if is_repo_id(text):
        return text
    raise NotFoundError(_no_repo(text), Words("A name looks like publisher/model."))


def is_commit(text: object) -> bool:
    return isinstance(text, str) and bool(_COMMIT.fullmatch(text))


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address. Raises ValueError for what is no address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)


def check_endpoint(text: str) -> str:
    """``text`` itself. Raises KnownError unless a Hub can have this address."""
    advice = Words("An address looks like https://huggingface.co.")
    try:
        scheme, host, _port = origin_of(text)
        parts = urlsplit(text)
        host.encode("idna")  # a name that is looked up has short parts
    except ValueError as error:
        raise KnownError(Words("“{address}” is not an address.", address=text[:120]), advice) from error
    if scheme not in ("http", "https") or not host or " " in text or not text.isprintable():
        raise KnownError(Words("“{address}” is not an address.", address=text[:120]), advice)
    if parts.username or parts.password:
        raise KnownError(
            Words("The Hub address may not contain a name or a password."),
            Words("Use an access token instead."),
        )
    if parts.query or parts.fragment:
        raise KnownError(Words("The Hub address may not contain “?” or “#”."), advice)
    return text


def same_origin(url: str, other: str) -> bool:
    """Whether both lead to one scheme, host and port; what is no address leads nowhere."""
    try:
        return origin_of(url) == origin_of(other)
    except ValueError:
        return False


def file_address(endpoint: str, repo_id: str, revision: str, path: str) -> str:
    return f"{endpoint}/{check_repo_id(repo_id)}/resolve/{quote(revision, safe='')}/{quote(path)}"


def safe_target(models_folder: Path, repo_id: str, file_path: str) -> Path:
    """``<models folder>/<publisher>/<repo>/<file>``; folders inside the repo stay folders.

    Raises KnownError for a name that would leave the folder or that some system cannot hold.
    """
    if not is_repo_id(repo_id) or "/" not in repo_id:
        raise KnownError(_no_repo(repo_id), Words("A name looks like publisher/model."))
    parts = [*repo_id.split("/"), *file_path.split("/")]
    for part in parts:
        reason = _unsafe(part)
        if reason:
            shown = harmless(file_path[:120])
            raise KnownError(
                Words("The file name “{name}” is not safe: {reason}.", name=shown, reason=reason),
                Words("Choose another file of this model, or tell its publisher."),
            )
    return models_folder.joinpath(*parts)


def _no_repo(text: str) -> Words:
    return Words("“{name}” is not the name of a repo.", name=text[:120])


def _unsafe(part: str) -> str:
    if part in ("", ".", ".."):
        return Words("it leads out of its folder")
    if _FORBIDDEN.search(part):
        return Words("it contains a sign that file names cannot have")
    if part[-1] in ". " or part[0] == " ":
        return Words("it begins or ends with a space or a dot")
    if kept := _kept(part):
        return kept
    try:
        return Words("it is too long") if len(part.encode()) > _LONGEST else ""
    except UnicodeEncodeError:
        return Words("it is not valid text")


def _kept(part: str) -> str:
    """Who keeps this name for itself, if somebody does."""
    if part.casefold() == _OWN:
        return Words("this app keeps this name for itself")
    return Words("Windows keeps this name for itself") if _RESERVED.fullmatch(part) else ""
