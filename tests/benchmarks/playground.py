"""What a long chat costs the screen: opening and leaving it, scrolling in it, and an answer that streams.

``playground.open_1000``: from the press until the end of a chat of 1,000 messages, with lists, tables and
code in every answer, is painted; beside it a chat of 20. ``playground.scroll_10000``: the 99th percentile of
the frames of scrolling 10,000 such messages by the wheel, by pages and by throws of the bar; beside it Qt's
own view of a text with 1,000 of them in one document. ``playground.stream_200``: an answer at 200 tokens a
second at the end of a chat of 1,000, the 99th percentile of the time for which the screen could not answer;
beside it one in a chat of 20. All in the real window with models, in milliseconds that the screen thread
worked; ``ratio`` is the share of the limit. ``playground.reopen``: see ``_reopen``.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any

from explorer.base.paths import Paths
from explorer.base.store import Store
from tests.benchmarks._chats import SIZES, write_chats
from tests.benchmarks._home import write_home
from tests.benchmarks._reopen import reopen
from tests.benchmarks.frame import FRAME_MS, limited, measured

OPEN_MS = 150.0
_SMALL, _LONG, _LONGEST = (str(size) for size in SIZES)

Result = dict[str, Any]


def run() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="explorer-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        write_home(home, models=2, rows=2, turns=1, columns=0)
        store = Store(Paths(home).database)
        try:
            write_chats(store, store.read("SELECT model FROM chats")[0]["model"])
        finally:
            store.close()
        found = measured("_chats", home)
    return [
        _opened(found),
        _scrolled(found["scrolled"], found["peer"]),
        _streamed(found["streamed"]),
        reopen(),
    ]


def _opened(found: Result) -> Result:
    opened = {size: statistics.median(times) for size, times in found["opened"].items()}
    more = {"slowest": max(found["opened"][_LONG]), "open_10000": opened[_LONGEST]}
    more |= {"leave": statistics.median(found["left"]), "resident_mib": found["resident"] / 2**20}
    peer = {"peer": "a chat of 20 messages", "peer_value": opened[_SMALL]}
    return limited("playground.open_1000", opened[_LONG], OPEN_MS, **peer, **more)


def _scrolled(found: dict[str, dict[str, list[float]]], peer: dict[str, list[float]]) -> Result:
    frames = _every(found[_LONGEST])
    beside = {"peer": "a bare QTextBrowser with 1,000 messages", "peer_value": _p99(_every(peer))}
    more = {
        "median_ms": statistics.median(frames),
        "slowest": max(frames),
        "in_1000": _p99(_every(found[_LONG])),
    }
    apart = {kind: _p99(frames) for kind, frames in found[_LONGEST].items()}
    return limited("playground.scroll_10000", _p99(frames), FRAME_MS, **beside, **more, kinds=apart)


def _every(kinds: dict[str, list[float]]) -> list[float]:
    return [one for frames in kinds.values() for one in frames]


def _streamed(found: dict[str, list[float]]) -> Result:
    frames = found[_LONG]
    peer = {"peer": "an answer in a chat of 20 messages", "peer_value": _p99(found[_SMALL])}
    more = {"frames": len(frames), "median_ms": statistics.median(frames), "slowest": max(frames)}
    return limited("playground.stream_200", _p99(frames), FRAME_MS, **peer, **more)


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]
