"""Meter of one answer: the memory of what makes it, and the energy that the processor takes meanwhile."""

from collections.abc import Callable

from explorer.base.energy import EnergyMeter
from explorer.engine.backend import Backend, Resident

_LOOK_S = 0.5


class AnswerMeter:
    """Begins when it is made. ``look`` often: not every system remembers what a process held at most."""

    def __init__(self, backend: Backend, energy: EnergyMeter, clock: Callable[[], float]) -> None:
        self._backend, self._energy, self._clock = backend, energy, clock
        self._before = energy.read()
        self._peak, self._looked = 0, 0.0

    def look(self) -> None:
        now = self._clock()
        if now - self._looked >= _LOOK_S:
            self._looked, self._peak = now, self.peak_memory()

    def peak_memory(self) -> int:
        """Bytes; 0 where it takes none of this machine."""
        held = self._backend.peak_memory() if isinstance(self._backend, Resident) else 0
        return max(self._peak, held)

    def joules(self) -> float | None:
        """What all that ran took; ``None`` where the system does not tell, or it was computed elsewhere."""
        is_here = isinstance(self._backend, Resident)
        return self._energy.joules_since(self._before) if is_here else None
