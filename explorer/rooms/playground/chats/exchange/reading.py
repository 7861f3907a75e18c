"""What is the same for every reader of other programs' chats: stopping, progress, what was left out, moments,
and JSON that may be anything.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from explorer.domain.errors import CancelledError
from explorer.domain.words import Words

# What the bytes of a file may do to whoever reads them; deep nesting is met by Python's own limit.
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)  # of moments that can be believed
_MILLISECONDS = 1e11  # so many seconds are the year 5138
_HALVES = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?|\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)  # of characters that JSON writes in two


@dataclass(frozen=True)
class LeftOutChat:
    """A chat, or a file, that could not be read, and why."""

    title: str
    why: Words


@dataclass
class ChatReading:
    """One import, as its reader sees it. ``say`` gives a text of ours in the person's language."""

    stopped: Callable[[], bool] = lambda: False
    say: Callable[[str], str] = str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    left_out: list[LeftOutChat] = field(default_factory=list)
    empty: int = 0  # chats in which nothing is said

    def check(self) -> None:
        """Raises CancelledError once the person stopped it."""
        if self.stopped():
            raise CancelledError

    def leave_out(self, title: str, why: Words) -> None:
        self.left_out.append(LeftOutChat(title, why))

    def moment(self, value: datetime | float | str | None) -> datetime | None:
        """Seconds or milliseconds since 1970, or a date as text; ``None`` for what no chat can be of."""
        try:
            if isinstance(value, str | datetime):
                when = datetime.fromisoformat(value) if isinstance(value, str) else value
                when = when if when.tzinfo else when.replace(tzinfo=UTC)
            elif value is None:
                return None
            else:
                when = datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC)
            when = when.astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return when if _FIRST <= when <= self.now + timedelta(days=1) else None


def sound_json(data: bytes) -> bytes:
    """JSON as it is, or with U+FFFD for halves of characters, which other programs write where they cut a
    text in the middle of an emoji. Raises one of UNREADABLE for what is no JSON.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except msgspec.DecodeError:
        mended = _HALVES.sub(_whole, data)
        if mended == data:
            raise
        msgspec.json.decode(mended, type=msgspec.Raw)
        return mended
    return data


def decoded[T](data: bytes | msgspec.Raw, kind: type[T]) -> T:
    """Of sound JSON; bytes that are no text become U+FFFD. Raises one of UNREADABLE."""
    try:
        return msgspec.json.decode(data, type=kind)
    except UnicodeDecodeError:
        return msgspec.json.decode(bytes(data).decode(errors="replace"), type=kind)


def _whole(found: re.Match[bytes]) -> bytes:
    start = end = found.start()
    while start and found.string[start - 1] == ord("\\"):
        start -= 1
    is_text = (end - start) % 2  # the backslash is one that was written
    return found[0] if is_text or found[1] else rb"\ufffd"
