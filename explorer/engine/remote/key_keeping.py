"""A key that a person gives for an endpoint: into the keyring, or the name of a variable; and forgotten.

Calls may wait for the keyring: never on the screen thread. They are done one after the other, and no key
stays in the keyring of which no endpoint knows. Whoever calls sees to it that ``Endpoints.tell`` is called.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from explorer.domain.endpoint import Endpoint, KeyPlace
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words
from explorer.engine.remote.endpoints import Endpoints, key_name

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


def add_endpoint(
    endpoints: Endpoints, endpoint: Endpoint, given: GivenKey, is_wanted: Callable[[], bool] = lambda: True
) -> None:
    """With its key. ``is_wanted`` is asked once the keyring has taken that. Raises KnownError, and
    CancelledError where it is not wanted any more; nothing is left of either then.
    """
    with endpoints.keying:
        _keep(endpoints, endpoint, given.checked(), lambda: endpoint if is_wanted() else None)


def give_key(endpoints: Endpoints, endpoint_id: str, given: GivenKey) -> None:
    """In place of the one it has. Raises KnownError, and CancelledError where it is gone by then."""
    with endpoints.keying:
        endpoint = endpoints.find(endpoint_id)
        if endpoint is None:
            raise CancelledError
        _keep(endpoints, endpoint, given.checked(), lambda: endpoints.find(endpoint_id))


def remove_endpoint(endpoints: Endpoints, endpoint_id: str) -> None:
    """Its key first: nothing would know of that afterwards. Raises KnownError."""
    with endpoints.keying:
        endpoint = endpoints.find(endpoint_id)
        if endpoint is not None:
            _forget(endpoints, endpoint)
            endpoints.delete(endpoint_id)


def _keep(
    endpoints: Endpoints, endpoint: Endpoint, given: GivenKey, now: Callable[[], Endpoint | None]
) -> None:
    """``now``: the endpoint as it is after the keyring took its time, ``None`` if there is to be none."""
    if given.place is KeyPlace.KEYRING:
        endpoints.keys.keep(key_name(endpoint.id), given.secret)
    else:
        _forget(endpoints, endpoint)
    found = now()
    try:
        if found is None:
            raise CancelledError
        endpoints.write(_with_key(found, given))
    except KnownError:
        if given.place is KeyPlace.KEYRING and (found is None or found.key is not KeyPlace.KEYRING):
            endpoints.keys.forget(key_name(endpoint.id))
        raise


def _with_key(endpoint: Endpoint, given: GivenKey) -> Endpoint:
    is_secret = given.place is KeyPlace.KEYRING and len(given.secret) >= _LONG
    return msgspec.structs.replace(
        endpoint,
        key=given.place,
        key_end=given.secret[-_SHOWN:] if is_secret else "",
        variable=given.variable if given.place is KeyPlace.ENVIRONMENT else "",
    )


def _forget(endpoints: Endpoints, endpoint: Endpoint) -> None:
    """If there is one in the keyring: a person is not asked to unlock that for nothing."""
    if endpoint.key is KeyPlace.KEYRING:
        endpoints.keys.forget(key_name(endpoint.id))
