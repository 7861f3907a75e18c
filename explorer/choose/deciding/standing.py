"""What the rules see of a candidate: nothing else decides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from explorer.choose.candidate import Speaks
from explorer.choose.need import Need, Pace, Privacy

READING = 8.0  # tokens a second: faster than most people read


class Meets(StrEnum):
    """Whether it is as it must be. What is not known is no yes."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


class Must(StrEnum):
    """What a candidate must be; the least forgivable first."""

    USE = "use"
    STAYS = "stays"
    FITS = "fits"
    FAST = "fast"


@dataclass(frozen=True)
class Standing:
    """``use``: what its license says of the use that was asked for. ``stays``: whether prompts stay on this
    machine; ``fits``: whether it runs, here or there. ``speed``: tokens a second, 0 where it is not known;
    ``is_timed``: it was measured; ``is_shared``: while it wrote several answers, so it is at least that.
    ``passed`` of ``judged`` tests; ``unanswered``: of how many no answer came; ``took_packs``: something is
    known of how it fails. ``silent``: of how many dimensions nobody says anything, those not looked up among
    them; ``None``: of all. ``size``: bytes, ``None``: not told.
    """

    id: str
    title: str
    use: Speaks = "unknown"
    stays: bool = True
    fits: Meets = Meets.UNKNOWN
    speed: float = 0.0
    is_timed: bool = False
    passed: int = 0
    judged: int = 0
    silent: int | None = None
    size: int | None = None
    unanswered: int = 0
    took_packs: bool = False
    is_shared: bool = False

    def meets(self, must: Must, need: Need) -> Meets:
        """Yes where nothing of the kind was asked for; who does not say where prompts may go, keeps them."""
        if must is Must.USE:
            return {"against": Meets.NO, "unknown": Meets.UNKNOWN}.get(self.use, Meets.YES)
        if must is Must.STAYS:
            return Meets.YES if self.stays or need.privacy is Privacy.SERVER else Meets.NO
        if must is Must.FITS:
            return self.fits
        if need.pace is not Pace.READING:
            return Meets.YES
        return self._is_fast()

    def _is_fast(self) -> Meets:
        if self.speed >= READING:
            return Meets.YES
        return Meets.NO if self.speed and not self.is_shared else Meets.UNKNOWN

    @property
    def took_tests(self) -> bool:
        """Of most of them an answer came."""
        return self.judged > self.unanswered

    def unmet(self, need: Need) -> tuple[Must, ...]:
        return tuple(must for must in Must if self.meets(must, need) is Meets.NO)

    def unknown(self, need: Need) -> tuple[Must, ...]:
        return tuple(must for must in Must if self.meets(must, need) is Meets.UNKNOWN)


@dataclass(frozen=True)
class Contests:
    """Who is ahead of whom by more than chance, as ids: at the tests, and by failing less in packs."""

    task: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    fails: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def beaten(standings: Iterable[Standing], ahead: Callable[[str, str], bool]) -> set[str]:
    """The ids of those that another one of them is ahead of, and that is ahead of none in turn."""
    ids = [one.id for one in standings]
    return {one for one in ids if any(ahead(other, one) and not ahead(one, other) for other in ids)}
