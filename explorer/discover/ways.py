"""What helps against an error just now."""

from collections.abc import Callable
from functools import partial

from explorer.domain.errors import AccessError, KnownError, OfflineError
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import Words
from explorer.kit.actions import Action


def way_out(again: Callable[[], object], go: Go, is_offline: Callable[[], bool], error: KnownError) -> Action:
    """Trying again is no help while offline mode is on, or with a token that is refused."""
    if isinstance(error, OfflineError) and is_offline():
        return offline_way(go)
    if isinstance(error, AccessError):
        token = partial(go, Place(Room.SETTINGS, setting="token"))
        return Action(Words("Check the access token"), token, "key")
    return Action(Words("Try again"), again, "refresh")


def offline_way(go: Go) -> Action:
    """How to leave offline mode."""
    return Action(
        Words("Open the settings"), partial(go, Place(Room.SETTINGS, setting="offline")), "settings"
    )
