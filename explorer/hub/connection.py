"""The connection to one Hub: its address, whether anything may be sent, and the session that is opened late.

Every failure speaks (errors.py, network_errors.py); what was seen once is kept.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from explorer.domain.errors import AccessError, CancelledError, KnownError, NotFoundError, OfflineError
from explorer.domain.words import Words
from explorer.hub.reachability import Reach, check_reach
from explorer.hub.repo_names import check_endpoint, is_commit, origin_of
from explorer.hub.response_cache import CachedRequests, HubAnswer, RateLimitPolicy, ResponseCache

if TYPE_CHECKING:
    from explorer.hub.http_session import HttpSession

HUB = "https://huggingface.co"


class HubConnection:
    """One endpoint. Calls block for up to some 20 s: run them as tasks. Safe to call from any thread.

    ``endpoint``: empty for ``HF_ENDPOINT`` or huggingface.co. ``offline``: asked before each request;
    while it says yes, no socket is opened.
    """

    def __init__(self, endpoint: str, offline: Callable[[], bool], seen: ResponseCache) -> None:
        self.endpoint = chosen_endpoint(endpoint)
        self._wire: HttpSession | None = None
        self._offline = offline
        self.seen = seen
        self._is_closed = False
        self.reach = Reach()
        self.requests = CachedRequests(seen, self.check_online, lambda: origin_of(self.endpoint)[1])

    def use(self, endpoint: str) -> None:
        """Ask another endpoint from now on; what is under way ends where it began, without the token."""
        if self.endpoint != chosen_endpoint(endpoint):
            self.endpoint = chosen_endpoint(endpoint)
            self.requests.forget_wait()
            self.reach.forget()

    def wait_with(self, patience: RateLimitPolicy) -> None:
        """How waits are taken from now on."""
        self.requests.patience = patience

    def close(self) -> None:
        """The app ends: nothing is asked any more, and whoever waits for an answer is let go."""
        self._is_closed = True
        self.reach.close()
        if self._wire is not None:
            self._wire.close()

    @property
    def wire(self) -> "HttpSession":
        """The session, loaded at the first request. Raises KnownError if the endpoint is no address."""
        endpoint, wire = self.endpoint, self._wire
        if wire is None or wire.endpoint != endpoint:
            check_endpoint(endpoint)
            try:
                check_reach(endpoint)
            except OfflineError as error:
                self.reach.heard(error)
                raise
            with importing_library():
                from explorer.hub.http_session import HttpSession  # noqa: PLC0415

            self._wire = wire = HttpSession(endpoint, self.check_online, self.reach.heard)
        return wire

    def check_online(self) -> None:
        """Raises OfflineError while offline mode is on, CancelledError after ``close``."""
        if self._is_closed:
            raise CancelledError
        if self._offline():
            advice = Words("Switch it off in the settings to reach the Hub.")
            raise OfflineError(Words("Offline mode is on."), advice)

    def knock(self) -> None:
        """Ask for as little as there is, to see whether it answers. Raises KnownError."""
        with suppress(NotFoundError):  # a mirror that lists nothing answers too
            self.requests.call(lambda: self.wire.get_json(f"{self.endpoint}/api/models", [("limit", "1")]))

    def foreign(self, url: str, limit: int) -> bytes:
        """What lies elsewhere, at most ``limit`` bytes; nothing of it is kept. Raises KnownError.

        Over HTTPS, told nothing but the name of this app: an image that a card names, the app's own releases.
        """
        self.check_online()
        return self.wire.get_foreign(url, limit)

    def small_text(self, url: str, commit: str, limit: int) -> HubAnswer:
        """A text file, ``beside`` of the answer; ``None`` where it is gone or withheld. Raises KnownError.

        What a commit holds never changes: it is asked for once.
        """
        kept = self.requests.kept(url) if is_commit(commit) else None
        return kept or self.requests.asked(url, lambda: (None, self.text_at(url, limit)), keep_empty=False)

    def text_at(self, url: str, limit: int) -> str | None:
        """The same, asked for now and not kept."""
        try:
            return self.wire.get_text(url, limit)
        except (NotFoundError, AccessError):
            return None


def chosen_endpoint(setting: str) -> str:
    """The address of the Hub: of the settings, else of ``HF_ENDPOINT``, else huggingface.co."""
    return (setting.strip() or os.environ.get("HF_ENDPOINT", "").strip() or HUB).rstrip("/")


@contextmanager
def importing_library() -> Iterator[None]:
    """Around an import of the library, which takes 0.2 s and reads variables: it is told to count nothing and
    to bring files over plain HTTP. Raises KnownError for one that holds no number where one should be.
    """
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_XET"] = "1"
    try:
        yield
    except ValueError as error:
        names = [n for n, value in os.environ.items() if n.startswith("HF_") and repr(value) in str(error)]
        if not names:
            raise
        what = Words("The environment variable {name} holds no number.", name=names[0])
        raise KnownError(what, Words("Correct it, or unset it."), str(error)) from error
