"""What this machine can do with weights, measured once, and how fast a model should therefore answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TypeSpeed:
    """One tensor type. Seconds for a byte of a product with one token; ``flops`` of one with many.

    ``copied``: size of the copy the kernels make of such weights, as a multiple; 0 without one.
    """

    name: str
    byte_s: float
    flops: float
    copied: float


@dataclass(frozen=True)
class MachineSpeed:
    """Products of all usual tensor types on one thread, and what all threads get out of the memory.

    One thread is hardly held up by what else runs; several wait for each other, and for that it must be
    quiet.
    """

    types: tuple[TypeSpeed, ...]
    bandwidth: float  # bytes a second, of all threads together
    row_s: float  # seconds a row of weights costs all threads, for handing it out
    step_s: float  # of the smallest operation: what it costs to bring all threads together
    device: str
    threads: int
    is_quiet: bool  # whether nobody else computed meanwhile
    engine: str
    measured_at: str  # ISO 8601, UTC

    def of(self, name: str) -> TypeSpeed:
        """A type on all threads; for one that was not measured the middle of all."""
        one = next((speed for speed in self.types if speed.name == name), None) or self._middle(name)
        byte_s = max(one.byte_s / self.threads, 1 / self.bandwidth)
        return TypeSpeed(name, byte_s, one.flops * self.threads, one.copied)

    @property
    def copied_types(self) -> dict[str, float]:
        """Types whose weights are kept twice here, with the size of the copy."""
        return {speed.name: speed.copied for speed in self.types if speed.copied}

    def _middle(self, name: str) -> TypeSpeed:
        from statistics import median  # noqa: PLC0415  its fractions and random numbers: 1 MB in every worker

        byte_s = median(speed.byte_s for speed in self.types)
        return TypeSpeed(name, byte_s, median(speed.flops for speed in self.types), 0.0)


@dataclass(frozen=True)
class PredictedSpeed:
    """A prediction. ``bytes_per_token``: weights that are read for one token."""

    tokens_per_second: float
    prompt_per_second: float
    bytes_per_token: int
