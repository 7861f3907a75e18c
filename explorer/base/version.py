"""Which version of this app runs, and where newer ones are announced; read from the app's own metadata.

It is told where it is needed: reading metadata loads 60 modules of the library. The public address of the
project stands in one place, ``Source`` in ``[project.urls]`` of pyproject.toml. While there is none, nothing
can be asked and no setting is offered.
"""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from explorer.base.resources import resource

_APP = "open-model-explorer"
_GITHUB = "github.com"
_NUMBER = re.compile(r"v?(\d{1,6}(?:\.\d{1,6}){1,3})")


@dataclass(frozen=True)
class Releases:
    """``asked`` is the address that answers a program, ``page`` the one for a person."""

    asked: str
    page: str

    @property
    def host(self) -> str:
        return urlsplit(self.asked).hostname or ""


def app_version() -> str:
    from importlib.metadata import version  # noqa: PLC0415  see above

    return version(_APP)


def app_words() -> str:
    """This app and its version, as reports name them."""
    return f"Open Model Explorer {app_version()}"


def releases() -> Releases | None:
    """Where to ask; ``None`` without a public address, and below /usr, where the system updates packages."""
    return None if is_from_system() else releases_of(source())


def releases_of(address: str) -> Releases | None:
    """Only of a project at GitHub, whose form of answer is known."""
    parts = urlsplit(address)
    name = parts.path.strip("/")
    if (parts.scheme, parts.hostname) != ("https", _GITHUB) or name.count("/") != 1:
        return None
    return Releases(
        f"https://api.{_GITHUB}/repos/{name}/releases/latest", f"https://{_GITHUB}/{name}/releases"
    )


@cache
def source() -> str:
    """The project's public address, empty while it has none. It cannot change while the app runs."""
    from importlib.metadata import metadata  # noqa: PLC0415  see above

    named = (line.partition(", ") for line in metadata(_APP).get_all("Project-URL") or [])
    return next((url for label, _, url in named if label == "Source"), "")


def is_from_system() -> bool:
    """Whether a package of the system put this app here."""
    return resource().parts[:2] == ("/", "usr")


def numbers(version: str) -> tuple[int, ...] | None:
    """``v1.2`` as (1, 2); ``None`` for what is no finished version."""
    found = _NUMBER.fullmatch(version.strip())
    return tuple(int(part) for part in found[1].split(".")) if found else None


def is_newer(version: str, than: str) -> bool:
    one, other = numbers(version), numbers(than)
    if one is None or other is None:
        return False
    length = max(len(one), len(other))
    return one + (0,) * (length - len(one)) > other + (0,) * (length - len(other))
