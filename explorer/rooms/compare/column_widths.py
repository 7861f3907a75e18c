"""How the width of the window is shared among the columns: some are twice as wide, and one may be enlarged.

Facts and answers show the same columns in the same widths.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

_WIDE = 2  # so many times as wide as the others


@dataclass(frozen=True)
class WidthShares:
    """``wide``: keys of the columns that are twice as wide. ``focus``: the one that takes all the room
    that the others can spare, "" for none."""

    wide: frozenset[str] = frozenset()
    focus: str = ""

    def toggled_wide(self, key: str) -> "WidthShares":
        return replace(self, wide=self.wide ^ {key}, focus="")

    def toggled_focus(self, key: str) -> "WidthShares":
        return replace(self, focus="" if self.focus == key else key)

    def shares(self, keys: Sequence[str], room: int, narrowest: int) -> tuple[int, ...]:
        """Pixels for each column of ``keys``; never below ``narrowest``, so their sum may exceed ``room``."""
        if not keys:
            return ()
        if self.focus in keys and len(keys) > 1:
            large = max(2 * narrowest, room - narrowest * (len(keys) - 1))
            return tuple(large if key == self.focus else narrowest for key in keys)
        parts = [_WIDE if key in self.wide else 1 for key in keys]
        unit = room / sum(parts)
        return tuple(max(narrowest * part, int(unit * part)) for part in parts)
