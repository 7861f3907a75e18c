"""Keys of endpoints and the token of the server, in the keyring of the system and nowhere else.

Calls may wait for the keyring, which may ask the person for its password: never on the screen thread.
"""

from typing import Protocol

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

_SERVICE = "Open Model Explorer"


class KeyStore(Protocol):
    """Secrets by name."""

    def get(self, name: str) -> str:
        """ "" where there is none. Raises KnownError."""

    def keep(self, name: str, secret: str) -> None:
        """Raises KnownError where the system has no keyring, or refuses."""

    def forget(self, name: str) -> None:
        """Also one that is not there. Raises KnownError."""


class SystemKeys:
    """Of the person who is signed in."""

    def get(self, name: str) -> str:
        import keyring  # noqa: PLC0415  it looks for every kind of keyring there is

        try:
            return keyring.get_password(_SERVICE, name) or ""
        except Exception as error:
            raise _refused(error) from error

    def keep(self, name: str, secret: str) -> None:
        import keyring  # noqa: PLC0415  see above

        try:
            keyring.set_password(_SERVICE, name, secret)
        except Exception as error:
            raise _refused(error) from error

    def forget(self, name: str) -> None:
        import keyring  # noqa: PLC0415  see above
        from keyring.errors import NoKeyringError, PasswordDeleteError  # noqa: PLC0415  see above

        try:
            keyring.delete_password(_SERVICE, name)
        except PasswordDeleteError:
            if self.get(name):
                raise _refused(None) from None
        except NoKeyringError:
            return  # where there is none, nothing is left in it
        except Exception as error:
            raise _refused(error) from error


def _refused(error: Exception | None) -> KnownError:
    """Only the kind of the error is told: its words might hold what was to be kept."""
    kind = type(error).__name__ if error is not None else ""
    if kind == "NoKeyringError":
        what = Words("This system has no keyring that could keep a key.")
        return KnownError(what, Words("Name an environment variable that holds the key instead."), kind)
    what = Words("The keyring of this system cannot be used.")
    if kind == "KeyringLocked":
        what = Words("The keyring of this system is locked.")
    return KnownError(what, Words("Unlock it, or name an environment variable that holds the key."), kind)
