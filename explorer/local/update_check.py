"""Update check: whether there is a newer version of this app. Only if wanted, and at most once a day.

That it was asked is noted before the request, so that a network that fails is not tried at each start. What
goes wrong is nobody's concern: it is asked again the next day.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.base.version import Releases, app_version, is_newer, numbers
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.kit.tasks import Tasks

_ASKED = "newer.asked"
_EVERY = timedelta(days=1)
_LONGEST = 1_000_000  # bytes; a release with many files says a lot
_log = logging.getLogger("explorer.newer")


@dataclass(frozen=True)
class NewerVersion:
    """There is ``version``, this is ``own``; ``page`` is where to get it."""

    version: str
    own: str
    page: str


class UpdateCheck:
    """``found`` hears of a newer version. ``releases`` is read only when it is wanted: it takes a while."""

    def __init__(
        self, tasks: Tasks, hub: Hub, store: Store, settings: SettingsFile,
        releases: Callable[[], Releases | None], found: Callable[[NewerVersion], None],
    ) -> None:  # fmt: skip
        self._tasks, self._hub, self._store, self._settings = tasks, hub, store, settings
        self._releases, self._found = releases, found
        settings.changed.add(lambda _settings: self.look())

    def look(self) -> None:
        """Ask, unless it is not wanted, was done today, or offline mode is on."""
        chosen = self._settings.current
        if not chosen.new_versions or chosen.offline or not self._is_due():
            return
        at = self._releases()
        if at is None:
            return
        self._store.set_state(_ASKED, datetime.now(UTC).isoformat())

        def ask() -> NewerVersion:
            return NewerVersion(newest_version(self._hub, at.asked), app_version(), at.page)

        self._tasks.do(ask, self._tell, self._note)

    def _tell(self, newer: NewerVersion) -> None:
        if is_newer(newer.version, newer.own):
            self._found(newer)

    def _note(self, error: KnownError) -> None:
        _log.info("new versions: %s %s", error.what, error.details)

    def _is_due(self) -> bool:
        """A note from the future is one of a clock that was wrong."""
        try:
            passed = datetime.now(UTC) - datetime.fromisoformat(self._store.get_state(_ASKED))
        except (ValueError, TypeError):
            return True
        return not timedelta(0) <= passed < _EVERY


def newest_version(hub: Hub, address: str) -> str:
    """E.g. "0.2.0". Nothing is told but the name of the app. Blocks for one request. Raises KnownError."""
    body = hub.foreign(address, _LONGEST)
    try:
        found = numbers(json.loads(body)["tag_name"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = None
    if found is None:
        raise KnownError(Words("The answer about new versions cannot be read."), "", f"{body[:200]!r}")
    return ".".join(str(part) for part in found)
