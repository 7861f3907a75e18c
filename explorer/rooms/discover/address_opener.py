"""Opens the model that a typed or pasted text names: an address, or a repo id that the list decides about."""

from collections.abc import Callable

from explorer.hub.client import Hub
from explorer.hub.pasted import read_pasted
from explorer.rooms.discover.search import SearchState


class AddressOpener:
    """``open_repo`` takes a repo and the file or label that is wanted of it."""

    def __init__(self, hub: Hub, open_repo: Callable[[str, str], None]) -> None:
        self._hub, self._open = hub, open_repo
        self._sent = ""  # a name that was sent and waits for the list

    def is_address(self, text: str) -> bool:
        named = read_pasted(text, self._hub.endpoint)
        return named is not None and named.is_address

    def open(self, text: str) -> str:
        """Open what a text names; the name of the repo, "" if it names none."""
        named = read_pasted(text, self._hub.endpoint)
        if named is None:
            return ""
        self._open(named.repo_id, named.file)
        return named.repo_id

    def send(self, text: str, state: SearchState) -> None:
        """``org/name`` may be words to search for as well: the list decides."""
        named = read_pasted(text, self._hub.endpoint)
        self._sent = named.repo_id if named is not None else ""
        self.decide(state)

    def decide(self, state: SearchState) -> None:
        """Open what was sent if it is the name of a listed model, or if nothing else has it in its name."""
        if not self._sent or state.is_waiting or state.query.text != self._sent:
            return
        name, self._sent = self._sent, ""
        if not state.loaded or any(line.row.id.lower() == name.lower() for line in state.lines):
            self._open(name, "")
