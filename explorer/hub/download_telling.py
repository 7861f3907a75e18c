"""How a download is told: how far, how fast, how long still, and what happened for as long as it matters."""

from collections.abc import Iterator

from explorer.domain.words import Words
from explorer.hub.download_rules import DownloadProgress, Rules, State
from explorer.hub.pace import Pace, wait_text


class Telling:
    """Makes the values that a download yields, by the clock of ``rules``."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._pace = Pace()
        self._note = ""
        self._note_until = 0.0
        self._told_at = 0.0
        self._heard_at = 0.0

    def restart(self) -> None:
        """The bytes pause, or begin anew: the speed is measured again."""
        self._pace.restart()

    def say(self, note: Words) -> None:
        """Tell what happened for a while."""
        self._note, self._note_until = note, self._rules.clock() + self._rules.note_for

    def heard(self) -> None:
        """Something came just now."""
        self._heard_at = self._rules.clock()

    def receiving(self, state: State, received: int, total: int | None) -> Iterator[DownloadProgress]:
        """How it goes while bytes are awaited."""
        self._pace.mark(received, self._rules.clock())
        yield from self.now_and_then(state, received, total, self._silence(state))

    def now_and_then(
        self, state: State, received: int, total: int | None, note: str = ""
    ) -> Iterator[DownloadProgress]:
        """Not more often than anyone could read."""
        now = self._rules.clock()
        if now - self._told_at >= self._rules.tell_every:
            self._told_at = now
            yield self.progress(state, received, total, note)

    def progress(self, state: State, received: int, total: int | None, note: str = "") -> DownloadProgress:
        """``note``: what is told now; without one, what was said a while ago."""
        is_coming = state == "receiving"
        left = self._pace.seconds_left(total - received) if is_coming and total is not None else None
        speed = self._pace.speed if is_coming else 0.0
        said = self._note if self._rules.clock() < self._note_until else ""
        return DownloadProgress(received, total, speed, left, state, note or said)

    def _silence(self, state: State) -> str:
        """Words while nothing comes."""
        quiet = self._rules.clock() - self._heard_at
        if state != "receiving" or quiet < self._rules.quiet:
            return ""
        return Words("Nothing has come for {time}.", time=wait_text(quiet))
