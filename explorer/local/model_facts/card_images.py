"""Fetches the images of a card when the person asks for one; nothing is loaded by itself."""

from collections.abc import Callable

from explorer.hub.client import Hub
from explorer.hub.repo_names import file_address
from explorer.kit.image_decoding import LARGEST, Decoded, decoded
from explorer.kit.rich_text.images import ImageLoader
from explorer.kit.tasks import Tasks


class CardImages:
    """Hands the sheet of each model its loader."""

    def __init__(self, hub: Hub, tasks: Tasks, is_offline: Callable[[], bool]) -> None:
        self._hub, self._tasks, self._is_offline = hub, tasks, is_offline

    def loader(self, repo_id: str, commit: str) -> ImageLoader:
        """For the card of a repo, whose relative addresses start from its commit."""
        base = file_address(self._hub.endpoint, repo_id, commit, "README.md")
        return ImageLoader(self._load, self._is_offline, base)

    def _load(self, url: str, done: Callable[[Decoded], None]) -> None:
        def work() -> Decoded:
            return decoded(self._hub.foreign(url, LARGEST + 1))  # one more tells that it is too large

        self._tasks.do(work, done, done, network=True)
