"""How an endpoint is reached: its address and key, and texts that come from it without that key."""

from dataclasses import dataclass, field
from typing import Any, Self

from explorer.domain.endpoint import Endpoint, KeyPlace, is_loopback
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless, storable
from explorer.domain.words import Words

_HIDDEN = "[key]"
_SHORTEST = 8  # signs of a key; one that is shorter hides nothing, and stands in every text
_LONGEST_TOLD = 400  # signs of what a server says
_DEEPEST = 64


@dataclass(frozen=True)
class EndpointAccess:
    """``name``: what the person calls it. ``address``: no slash at its end. The key goes there alone;
    ``variable``: of the environment, where it comes from there.
    """

    name: str
    address: str
    key: str = field(default="", repr=False)
    variable: str = ""

    @classmethod
    def of(cls, endpoint: Endpoint, key: str) -> Self:
        return cls(endpoint.name, endpoint.address, key, variable_of(endpoint))

    def url(self, route: str) -> str:
        """``route``: behind the address; one that begins with a slash stands at the root of the server."""
        if route.startswith("/"):
            scheme, _, rest = self.address.partition("://")
            return f"{scheme}://{rest.partition('/')[0]}{route}"
        return f"{self.address}/{route}"

    def headers(self) -> dict[str, str]:
        """Raises KnownError for a key that cannot be sent."""
        if not self.key:
            return {}
        if not (self.key.isascii() and self.key.isprintable()):
            raise KnownError(
                Words("The key of {name} has signs that no key has.", name=self.name),
                key_advice(self.variable),
            )
        return {"Authorization": f"Bearer {self.key}"}

    def masked(self, text: str) -> str:
        """What the server says, without the key, should it say that."""
        return text.replace(self.key, _HIDDEN) if len(self.key) >= _SHORTEST else text

    def masked_json(self, value: Any, depth: int = 0) -> Any:
        """All texts in it, names too. What lies too deep is left out."""
        if len(self.key) < _SHORTEST:
            return value
        if depth > _DEEPEST:
            return None
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, list):
            return [self.masked_json(one, depth + 1) for one in value]
        if isinstance(value, dict):
            return {self.masked(name): self.masked_json(one, depth + 1) for name, one in value.items()}
        return value

    def told(self, text: str) -> str:
        """What the server says, fit to be shown and kept."""
        return storable(harmless(" ".join(self.masked(text).split())))[:_LONGEST_TOLD]

    @property
    def is_beside(self) -> bool:
        """Whether it is on this machine."""
        host = self.address.partition("://")[2].partition("/")[0].rpartition("@")[2]
        bare = host.partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        return is_loopback(bare)


def variable_of(endpoint: Endpoint) -> str:
    """Where its key comes from; "" where it is none of the environment."""
    return endpoint.variable if endpoint.key is KeyPlace.ENVIRONMENT else ""


def key_advice(variable: str) -> Words:
    """What to do about a key that is missing or wrong."""
    if variable:
        return Words("Set the variable {name}, then start the app again.", name=variable)
    return Words("Enter the key again in Settings.")


class KeyMask:
    """Takes the key out of a text that comes in pieces: what may be its beginning waits for the next one."""

    def __init__(self, access: EndpointAccess) -> None:
        self._access = access
        self._held = ""

    def read(self, text: str) -> str:
        whole = self._access.masked(self._held + text)
        key = self._access.key if len(self._access.key) >= _SHORTEST else ""
        longest = min(len(key) - 1, len(whole))
        self._held = next((whole[-n:] for n in range(longest, 0, -1) if whole.endswith(key[:n])), "")
        return whole[: len(whole) - len(self._held)]

    def end(self) -> str:
        held, self._held = self._held, ""
        return held
