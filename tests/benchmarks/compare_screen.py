"""What Compare costs the screen: a full table of facts, and six models that answer at once.

``compare.facts_open``: from nothing to a painted table of six models and every question of the rubric, with
quotes of two lines; the widgets' own classes are imported before. ``compare.six_columns_p99``: six columns
get 100 tokens a second each, for ten seconds, in the real event loop; a frame is the work between two looks
of a timer at the loop, so it counts whatever kept the screen from answering. ``ratio`` is the share of the
limit.
"""

import json
import os
import statistics
import subprocess
import sys
from typing import Any

from tests.benchmarks.frame import ROOT, limited

OPEN_MS, FRAME_MS = 100.0, 16.0


def run() -> list[dict[str, Any]]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    line = [sys.executable, "-m", "tests.benchmarks._columns"]
    done = subprocess.run(line, stdout=subprocess.PIPE, cwd=ROOT, env=env, check=True)
    found = json.loads(done.stdout)
    opened, frames = found["opened"], sorted(found["frames"])
    p99 = frames[int(len(frames) * 0.99)]
    more = {"frames": len(frames), "median_ms": round(statistics.median(frames), 2), "slowest": frames[-1]}
    return [
        limited("compare.facts_open", statistics.median(opened), OPEN_MS, slowest=round(max(opened), 1)),
        limited("compare.six_columns_p99", p99, FRAME_MS, letters=found["letters"], **more),
    ]
