"""A key that a person gives for an endpoint: into the keyring, or the name of a variable; and forgotten.

Calls may wait for the keyring: never on the screen thread.
"""

import re
from dataclasses import dataclass, field

import msgspec

from explorer.base.keys import KeyStore
from explorer.domain.endpoint import Endpoint, KeyPlace
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.remote.endpoints import key_name

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
_LONGEST, _LONG = 4_000, 16  # signs; of a shorter key none is shown
_SHOWN = 4


@dataclass(frozen=True)
class GivenKey:
    """``secret`` for the keyring, or the ``variable`` that holds it."""

    place: KeyPlace = KeyPlace.NONE
    secret: str = field(default="", repr=False)
    variable: str = ""

    def checked(self) -> "GivenKey":
        """Without white space around it. Raises KnownError for what is no key, or no name."""
        secret, variable = self.secret.strip(), self.variable.strip()
        if self.place is KeyPlace.KEYRING:
            if not secret:
                raise KnownError(Words("No key was entered."), Words("Paste it, or choose “No key”."))
            if not (secret.isascii() and secret.isprintable()) or " " in secret or len(secret) > _LONGEST:
                raise KnownError(Words("This is not a key."), Words("A key is one word without spaces."))
        if self.place is KeyPlace.ENVIRONMENT and not _VARIABLE.fullmatch(variable):
            what = Words("“{name}” is not the name of a variable.", name=variable[:80])
            raise KnownError(what, Words("A name looks like OPENAI_API_KEY."))
        return GivenKey(self.place, secret, variable)


def with_key(endpoint: Endpoint, given: GivenKey, keys: KeyStore) -> Endpoint:
    """The endpoint with this key, which lies in the keyring then, in place of another. Raises KnownError."""
    given = given.checked()
    if given.place is KeyPlace.KEYRING:
        keys.keep(key_name(endpoint.id), given.secret)
    else:
        forget_key(endpoint, keys)
    is_secret = given.place is KeyPlace.KEYRING and len(given.secret) >= _LONG
    return msgspec.structs.replace(
        endpoint,
        key=given.place,
        key_end=given.secret[-_SHOWN:] if is_secret else "",
        variable=given.variable if given.place is KeyPlace.ENVIRONMENT else "",
    )


def forget_key(endpoint: Endpoint, keys: KeyStore) -> None:
    """If there is one in the keyring. Raises KnownError."""
    if endpoint.key is KeyPlace.KEYRING:
        keys.forget(key_name(endpoint.id))
