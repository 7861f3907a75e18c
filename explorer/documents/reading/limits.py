"""What reading one document may cost. All of it in one place; the words for each are in ``read.py``."""

from dataclasses import dataclass

LONGEST_PAGE = 1_000_000  # characters of one page or part
LONGEST_QUOTE = 300  # characters of what is flagged
MOST_FLAGS = 20  # of one page


@dataclass(frozen=True)
class ReadingLimits:
    """Bytes, characters, and seconds of the processor."""

    file: int = 200_000_000
    unpacked: int = 400_000_000  # of all that is read of a zip
    ratio: int = 200  # of a part of it, packed to unpacked, once that is not small
    pages: int = 5_000
    characters: int = 20_000_000
    seconds: float = 60.0
    seconds_a_page: float = 0.2
    growth: int = 768 << 20  # where the system holds the process to it: more than it starts with
    memory: int = 1 << 30  # resident, watched from outside


LIMITS = ReadingLimits()
