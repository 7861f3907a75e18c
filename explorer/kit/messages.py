"""The one door for messages: everything the app has to tell goes through here, and is kept.

``tell`` for news, ``fail`` for a KnownError, ``bug`` for what nobody expected (connect ``Tasks.bug`` and the
exception hook). Call from the screen thread. The notices overlay, the activity bar and the tests listen
to ``added``. ``begin`` answers a press at once whose result takes a while and has no place of its own.
"""

import logging
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import PySide6
from PySide6.QtCore import QObject, Signal, Slot

from explorer.base.secrets import masked
from explorer.base.version import app_version
from explorer.domain.errors import CancelledError, KnownError
from explorer.kit.actions import Action
from explorer.kit.tasks import Bug, UnexpectedError

Kind = Literal["info", "good", "caution", "bad"]
MARKS: Mapping[Kind, tuple[str, str]] = {
    "info": ("info", "accent"),
    "good": ("check", "good"),
    "caution": ("warning", "caution"),
    "bad": ("error", "bad"),
}  # the icon of each kind and the role of its colour

_KEPT = 200
_log = logging.getLogger("explorer.messages")


@dataclass(frozen=True)
class Message:
    """``text`` is what happened, ``advice`` what to do; ``copied`` can be copied, as ``copy_words`` say."""

    kind: Kind
    text: str
    at: datetime
    advice: str = ""
    details: str = ""
    copied: str = ""
    copy_words: str = ""
    action: Action | None = None

    @property
    def stays(self) -> bool:
        """Until the person has seen it; news leaves by itself."""
        return self.kind in ("caution", "bad")


class Going:
    """What goes on now, in words, until ``end``. It is not kept."""

    def __init__(self, told: Callable[["Going"], None], text: str) -> None:
        self._told, self.text = told, ""
        self.say(text)

    def say(self, text: str) -> None:
        self.text = text
        self._told(self)

    def end(self) -> None:
        self.say("")


class Messages(QObject):
    """``added`` carries each new Message; ``all`` keeps the last 200, oldest first.

    ``going_changed``: ``going``, what goes on now in words, the latest last, is another.
    """

    added = Signal(object)
    going_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: list[Message] = []
        self._begun: list[Going] = []

    @property
    def going(self) -> tuple[str, ...]:
        return tuple(one.text for one in self._begun)

    def begin(self, text: str) -> Going:
        """Say in the bar what goes on."""
        return Going(self._follow, text)

    def during[T](
        self, going: Going, done: Callable[[T], object], failed: Callable[[KnownError], object] | None = None
    ) -> tuple[Callable[[T], None], Callable[[KnownError], None]]:
        """Both as ``Tasks`` calls them, and ``going`` ends before; what fails is told, if nothing else is."""

        def end_well(result: T) -> None:
            going.end()
            done(result)

        def end_badly(error: KnownError) -> None:
            going.end()
            (failed or self.fail)(error)

        return end_well, end_badly

    def _follow(self, going: Going) -> None:
        others = [one for one in self._begun if one is not going]
        self._begun = [*others, going] if going.text else others
        self.going_changed.emit()

    def tell(
        self,
        text: str,
        kind: Kind = "info",
        action: Action | None = None,
        copied: str = "",
        copy_words: str = "",
    ) -> None:
        self._add(Message(kind, text, _now(), action=action, copied=copied, copy_words=copy_words))

    def removed(self, text: str, back: Callable[[], object]) -> None:
        """Tell what is gone, with Undo. ``back`` must hold no widget: messages outlive rooms."""

        def undo() -> None:
            try:
                back()
            except KnownError as error:
                self.fail(error)

        self.tell(text, action=Action(self.tr("Undo"), undo, "undo"))

    def fail(self, error: KnownError, retry: Action | None = None) -> None:
        """Tell a known error. A stop by the person, and a bug already told, are not told again."""
        if isinstance(error, CancelledError | UnexpectedError):
            return
        _log.warning("%s", error.what)
        self._add(Message("bad", error.what, _now(), error.advice, error.details, action=retry))

    @Slot(object)
    def bug(self, bug: Bug) -> None:
        """Log a bug with its trace and offer a report to copy."""
        _log.error("%s", bug.trace)
        text = self.tr("Something went wrong inside the app.")
        advice = self.tr("The app goes on. Copy the report to tell its makers.")
        trace = masked(bug.trace)
        copy = self.tr("Copy report")
        self._add(
            Message("bad", text, _now(), advice, details=trace, copied=report_of(trace), copy_words=copy)
        )

    def _add(self, message: Message) -> None:
        self.all = [*self.all, message][-_KEPT:]
        self.added.emit(message)


def report_of(trace: str) -> str:
    """What the makers need to know of a bug, without secrets."""
    return (
        f"Open Model Explorer {app_version()}\n"
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, {platform.platform()}\n\n"
        f"{masked(trace)}"
    )


def _now() -> datetime:
    return datetime.now(UTC)
