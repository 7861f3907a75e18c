"""How a model is asked to answer, as the person set it: kept from one start to the next."""

import secrets

import msgspec

from explorer.base.store import Store
from explorer.domain.generation import Sampling

_KEY = "playground.controls"

LENGTHS = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)  # tokens
CONTEXTS = (1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)  # tokens
HOTTEST = 2.0


class Controls(msgspec.Struct, frozen=True):
    """``context_length`` 0 follows the settings; an unlocked seed is drawn anew for every answer."""

    system_prompt: str = ""
    temperature: float = 0.7
    max_tokens: int = 512
    seed: int = 42
    seed_locked: bool = False
    context_length: int = 0

    def sampling(self) -> Sampling:
        """For one answer."""
        seed = self.seed if self.seed_locked else secrets.randbelow(1 << 31)
        return Sampling(max_tokens=self.max_tokens, temperature=self.temperature, seed=seed)


def read_controls(store: Store) -> Controls:
    try:
        return msgspec.json.decode(store.get_state(_KEY, "{}"), type=Controls)
    except msgspec.DecodeError:
        return Controls()  # of a newer version of this app: begin with what is usual


def keep_controls(store: Store, controls: Controls) -> None:
    store.set_state(_KEY, msgspec.json.encode(controls).decode())
