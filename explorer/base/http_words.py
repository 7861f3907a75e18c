"""What a server asks for, and what this machine sets for every request, in words; whichever server it is.

Values of variables are never told: a proxy's address may hold a password.
"""

import os
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # the first that is set is read


def seconds_asked(retry_after: str) -> float | None:
    """What a Retry-After header asks to wait; ``None`` if it does not say."""
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:  # it may also be a moment
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


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
