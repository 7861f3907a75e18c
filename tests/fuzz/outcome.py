"""How made-up input ended, and running it by hand: what the fuzzers of this folder share."""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol


@dataclass
class Outcome:
    """How often each end came, and what was wrong with any."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest_s: float = 0.0


class Run(Protocol):
    """So many tries, or for so long."""

    def __call__(self, seed: int, count: int = ..., minutes: float = ...) -> Outcome: ...


def by_hand(what: str, run: Run) -> int:
    """``[--minutes M] [--count N] [--seed S]``: tell how they ended; the exit status."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--count", type=int, default=sys.maxsize)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    outcome = run(args.seed, args.count, args.minutes)
    for kind, number in outcome.counts.most_common():
        print(f"{number:8} {kind}")
    print(f"{outcome.counts.total()} in all, slowest {outcome.slowest_s:.1f} s")
    print("\n".join(outcome.failures[:20]) or "every one ended as it may")
    return 1 if outcome.failures else 0
