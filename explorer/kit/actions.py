"""A thing the person can do, as data: a message, an empty state or a menu turns it into a control."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """``text`` on the control, ``call`` when it is used; ``icon`` is a name of kit/icons or empty."""

    text: str
    call: Callable[[], object]
    icon: str = ""
    enabled: bool = True
    checked: bool | None = None  # None: not a choice
    shortcut: str = ""
    danger: bool = False
    tip: str = ""  # why it cannot be used just now, or what is not in ``text``
    entries: "Sequence[Action | None]" = ()  # of a menu of its own, in place of ``call``; None separates

    def run(self, _checked: object = None) -> None:
        """For ``clicked`` and ``triggered``, whose argument says nothing here.

        Connect ``partial(Action.run, action)``: a bound method would not keep the action alive.
        """
        self.call()


def submenu(text: str, icon: str, entries: Sequence[Action | None]) -> Action:
    """An entry of a menu that opens another one."""
    return Action(text, _nothing, icon, entries=entries)


def _nothing() -> None:
    """What opens a menu does nothing itself."""
