"""What the results of a set cost the screen: 500 tests of six models, as they stand in the database.

``evaluate.grid_open``: from the press to a painted grid, the reading in the background included; the widgets'
own classes are imported before. ``evaluate.grid_scroll_p99``: a frame counts from the step until all is
painted, by small steps and by throws of the bar. Milliseconds that the process worked, which other programs
of the machine do not lengthen; ``ratio`` is the share of the limit. ``evaluate.grid_read``: 100,000 tests of
one model, until the whole board is there.
"""

import json
import os
import statistics
import subprocess
import sys
from typing import Any

from tests.benchmarks.frame import FRAME_MS, ROOT, limited

OPEN_MS = 100.0


def run() -> list[dict[str, Any]]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    line = [sys.executable, "-m", "tests.benchmarks._grid"]
    done = subprocess.run(line, stdout=subprocess.PIPE, cwd=ROOT, env=env, check=True)
    found = json.loads(done.stdout)
    opened, frames = found["opened"], sorted(found["frames"])
    p99 = frames[int(len(frames) * 0.99)]
    more = {"frames": len(frames), "median_ms": round(statistics.median(frames), 2), "slowest": frames[-1]}
    many = {"name": "evaluate.grid_read", "value": round(found["many_s"], 2), "unit": "s", "items": 100_000}
    return [
        limited("evaluate.grid_open", statistics.median(opened), OPEN_MS, slowest=round(max(opened), 1)),
        limited("evaluate.grid_scroll_p99", p99, FRAME_MS, **more),
        many,
    ]
