"""What variables and files of this machine do to the Hub's library, in words with a next step.

Values are never told: a proxy's address may hold a password.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # the first that is set is read


@contextmanager
def importing_library() -> Iterator[None]:
    """Around an import of the library, which reads numbers out of variables. Raises KnownError."""
    try:
        yield
    except ValueError as error:
        names = [n for n, value in os.environ.items() if n.startswith("HF_") and repr(value) in str(error)]
        if not names:
            raise
        what = Words("The environment variable {name} holds no number.", name=names[0])
        raise KnownError(what, Words("Correct it, or unset it."), str(error)) from error


def no_session(error: Exception) -> KnownError:
    """Why no session can be opened: certificates are files, all else that is read for it are proxies."""
    if isinstance(error, OSError):
        name = next((name for name in _CERTIFICATES if os.environ.get(name)), "")
        what = Words("The certificates named in {name} cannot be read.", name=name)
        return KnownError(what, Words("Name certificates there that can be read, or unset it."), str(error))
    names = ", ".join(name for name in os.environ if name.upper() in _PROXIES and os.environ[name])
    what = (
        Words("The proxy named in {names} cannot be used.", names=names)
        if names
        else Words("The proxy of the system’s settings cannot be used.")
    )
    advice = Words("Name one whose address begins with “http://”, or none. SOCKS is not supported.")
    return KnownError(what, advice, type(error).__name__)


def token_unread(file: Path, error: Exception) -> KnownError:
    """``file``: where the library looks for the token."""
    what = Words("The access token in {file} cannot be read.", file=file)
    advice = Words("See that it is a text file that you may read, or delete it.")
    return KnownError(what, advice, type(error).__name__ if isinstance(error, UnicodeError) else str(error))
