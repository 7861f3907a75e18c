"""SHA-256, loaded where something is hashed: with it comes the whole of OpenSSL, some 5 MiB."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


def sha256() -> "_Hash":
    """A new hash, of nothing so far."""
    import hashlib  # noqa: PLC0415  see above

    return hashlib.sha256()
