"""The sampling of the next prompt, kept from one start to the next."""

import msgspec

from explorer.base.store import Store
from explorer.base.unreadable import UNREADABLE
from explorer.domain.generation import Sampling

_KEY = "compare.sampling"


def stored_sampling(store: Store) -> Sampling:
    """What was chosen last; the defaults where that was another version's."""
    text = store.get_state(_KEY)
    try:
        return msgspec.json.decode(text, type=Sampling) if text else Sampling()
    except UNREADABLE:
        return Sampling()


def keep_sampling(store: Store, sampling: Sampling) -> None:
    store.set_state(_KEY, msgspec.json.encode(sampling).decode())
