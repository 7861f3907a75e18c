"""Other programs that ask our models, beside llama-server with the same model, threads, prompts and clients.

``serve.speed_N``: N clients at once, answers of 128 tokens of the real Gemma 270M, streamed over HTTP.
``serve.first_N``: their first text. ``serve.turn``: that of a conversation's second turn. ``serve.frames``: a
list that scrolls in the real window while eight are answered; a frame counts from its step until all is done
that waits, by what the screen thread worked; beside it what passed, what it waited for a processor, and all
of that while nobody is answered. ``serve.frames_added``: the same without a list: what answering adds.
On a busy machine both have one thread: several wait for each other at each step, llama-server's the longer.
"""

import os
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from explorer.engine.local.llama.library import thread_count
from tests.benchmarks._home import write_home
from tests.benchmarks.frame import FRAME_MS, limited, measured
from tests.models.starter import assemble_starter

SPEED, FIRST, ADDED_MS = 1.0, 1.1, 4.0  # the last a quarter of a frame
_BUSY = 1.0

type Result = dict[str, Any]


def run() -> list[Result]:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        write_home(home, models=40, rows=50, turns=4, columns=2)
        model = home / "models" / "google" / "gemma" / assemble_starter().name
        model.parent.mkdir(parents=True)
        os.link(assemble_starter(), model)
        found = measured("_serve", home, str(threads := 1 if os.getloadavg()[0] > _BUSY else thread_count(0)))
    ours, theirs = found["ours"], found["theirs"]
    results = [_speed(clients, ours, theirs, threads) for clients in ours["speed"]]
    for clients in ("1", "8"):
        firsts = [[one for each in side["first"][clients] for one in each] for side in (ours, theirs)]
        results.append(_first(f"serve.first_{clients}", *firsts))
    turns = [[second for _first_turn, second in side["turn"]] for side in (ours, theirs)]
    results.append(_first("serve.turn", *turns))
    return [*results, *_frames(found["frames"])]


def _frames(frames: Result) -> list[Result]:
    scrolled, alone, still = (frames[doing] for doing in ("scrolled", "alone", "still"))
    seen = {f"{of}_p99": _p99(times) for of, times in scrolled.items()}
    rest = {f"{of}_p99_alone": _p99(times) for of, times in alone.items()}
    for kind, frame in (("median", scrolled), ("median_alone", alone)):
        rest[kind] = statistics.median(frame["worked"])
    return [
        limited("serve.frames", _p99(scrolled["worked"]), FRAME_MS, **seen, **rest),
        limited("serve.frames_added", _p99(still["worked"]), ADDED_MS, passed_p99=_p99(still["passed"])),
    ]


def _speed(clients: str, ours: Result, theirs: Result, threads: int) -> Result:
    mine, other = (side["speed"][clients] for side in (ours, theirs))
    thrift = min(theirs["thrift"][clients]) / min(ours["thrift"][clients])
    return {
        "name": f"serve.speed_{clients}", "value": round(max(mine), 1), "unit": "tokens/s",
        "peer": "llama-server", "peer_value": round(max(other), 1),
        "ratio": round(max(mine) / max(other), 3), "goal": SPEED, "better": "higher",
        "ratio_of_processor_time": round(thrift, 3), "threads": threads, "load": os.getloadavg()[0],
        "rounds": [(round(a, 1), round(b, 1)) for a, b in zip(mine, other, strict=True)],
    }  # fmt: skip


def _first(name: str, ours: list[float], theirs: list[float]) -> Result:
    mine, other = statistics.median(ours), statistics.median(theirs)
    return {
        "name": name, "value": round(mine * 1000), "unit": "ms", "peer": "llama-server",
        "peer_value": round(other * 1000), "ratio": round(mine / other, 3), "goal": FIRST, "better": "lower",
        "least": (round(min(ours) * 1000), round(min(theirs) * 1000)),
    }  # fmt: skip


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]
