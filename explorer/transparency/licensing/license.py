"""One license: how free it is, what it asks, where its text lies."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from explorer.domain.words import Words, joined

Tone = Literal["accent", "caution", "neutral"]

# What a license can say, strictest first.
COMMERCIAL = ("no", "read the text", "conditional", "yes")
RESTRICTIONS = ("bans", "read the text", "policy", "none")


class LicenseKind(StrEnum):
    """How free a license is, as the table says it; see ``License.words`` for what is shown."""

    OPEN_SOURCE = "open source"
    OPEN_OTHER = "open, other"
    CONDITIONS = "with conditions"
    NON_COMMERCIAL = "non-commercial"
    READ_THE_TEXT = "read the text"


_KIND_WORDS = {
    LicenseKind.OPEN_SOURCE: Words("open source"),
    LicenseKind.OPEN_OTHER: Words("open"),
    LicenseKind.CONDITIONS: Words("conditions"),
    LicenseKind.NON_COMMERCIAL: Words("non-commercial"),
    LicenseKind.READ_THE_TEXT: Words("read the text"),
}
_TONES: dict[LicenseKind, Tone] = {
    LicenseKind.OPEN_SOURCE: "accent",
    LicenseKind.CONDITIONS: "caution",
    LicenseKind.NON_COMMERCIAL: "caution",
}


@dataclass(frozen=True)
class License:
    """One license. ``commercial``: yes, conditional, no, read the text.

    ``restrictions`` on use: none, policy, bans, read the text. ``stays``: what is made from the work has to
    be under this license too, or may not be passed on at all. ``outputs``: what it says of what a
    model writes, or "". ``dated``: the date its text carries, or "". ``parts``: of an expression.
    """

    id: str
    name: str
    kind: LicenseKind = LicenseKind.READ_THE_TEXT
    commercial: str = "read the text"
    restrictions: str = "read the text"
    conditions: tuple[str, ...] = ()
    outputs: str = ""
    source: str = ""
    dated: str = ""
    stays: bool = False
    is_known: bool = True
    parts: tuple["License", ...] = ()

    @property
    def short(self) -> str:
        """Its name: "Apache 2.0"."""
        return self.name

    @property
    def words(self) -> Words:
        """Name and kind: "Apache 2.0 · open source", "Gemma · conditions"."""
        return joined(" · ", (self.name, _KIND_WORDS[self.kind]))

    @property
    def tone(self) -> Tone:
        return _TONES.get(self.kind, "neutral")
