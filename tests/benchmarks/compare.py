"""What a comparison costs beside the models themselves.

``compare.overhead``: four prompts of 64 tokens answered by the real model in a run of Compare, stored and
all, against the same prompts asked of the same engine one after the other; on one thread, which a busy
machine disturbs the least. Rounds alternate; from the first prompt sent to the last answer told, so that
loading counts for neither. The engine says how long it worked itself. What a busy machine adds to that, in
either way of asking, is no overhead: the middle of all rounds stands for both, and to it comes the middle of
what each way took besides (``own_ms`` for each answer). ``wall`` has the whole seconds of the best rounds.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.generation import Answer, Sampling
from explorer.engine.local.engine import Engine
from explorer.kit.tasks import Tasks
from explorer.local.fit.load_choices import LoadChoice
from explorer.rooms.compare.document.results import Result as Answered
from explorer.rooms.compare.run.answer_run import prompt_for
from tests.benchmarks._rounds import rounds
from tests.compare.rig import Rig
from tests.models.starter import assemble_starter

ROUNDS, TOKENS = rounds(5, 2), 64
GOAL = 1.02
PROMPTS = [f"{n}. Once upon a time, in a village by the sea, there lived" for n in range(4)]
_ENDS = ((1, -1000.0), (106, -1000.0))  # Gemma's: an answer must not end by itself

type Result = dict[str, Any]


def run() -> list[Result]:
    app = QCoreApplication.instance() or QCoreApplication([])
    with tempfile.TemporaryDirectory(prefix="explorer-bench-", ignore_cleanup_errors=True) as folder:
        result = _overhead(Path(folder))
    app.processEvents()
    return [result]


def _overhead(folder: Path) -> Result:
    paths = Paths(folder)
    model = assemble_starter()
    place = paths.models / "google" / "gemma" / model.name
    place.parent.mkdir(parents=True)
    place.symlink_to(model)
    store, tasks = Store(paths.database), Tasks()
    sampling = Sampling(max_tokens=TOKENS, temperature=0.0, logit_bias=_ENDS)
    rig = Rig(None, store, SettingsFile(paths.settings, print), tasks, paths.models, sampling)
    try:
        rig.fill(list(rig.models), PROMPTS, load=LoadChoice(threads=1))
        _in_a_run(rig)  # loads and hashes
        pairs = [(_in_a_run(rig), _bare(rig, sampling)) for _ in range(ROUNDS)]
    finally:
        rig.close()
        tasks.close()
        store.close()
    return _told([ours for ours, _ in pairs], [theirs for _, theirs in pairs])


def _told(ours: list[tuple[float, float]], theirs: list[tuple[float, float]]) -> Result:
    """Pairs of seconds in all, and seconds in which the engine worked."""
    work = statistics.median(work for _all, work in ours + theirs)
    own, bare = (statistics.median(all_ - work for all_, work in side) for side in (ours, theirs))
    return {
        "name": "compare.overhead",
        "value": round(work + own, 3),
        "unit": "s",
        "peer": "the same prompts asked of the engine",
        "peer_value": round(work + bare, 3),
        "ratio": round((work + own) / (work + bare), 4),
        "goal": GOAL,
        "better": "lower",
        "own_ms": (round(own / len(PROMPTS) * 1000, 2), round(bare / len(PROMPTS) * 1000, 2)),
        "wall": (round(min(one[0] for one in ours), 3), round(min(one[0] for one in theirs), 3)),
        "rounds": [(round(a[0], 3), round(b[0], 3)) for a, b in zip(ours, theirs, strict=True)],
    }


def _in_a_run(rig: Rig) -> tuple[float, float]:
    """From the first prompt sent to the last answer told."""
    loop, times = QEventLoop(), list[float]()

    def note(what: str) -> None:
        if what.startswith(("asked", "answered")):
            times.append(time.perf_counter())
        if what.startswith("over"):
            loop.quit()

    _run, heard = rig.start(on=note)
    loop.exec()
    return times[-1] - times[0], sum(_worked(result) for result in heard.results)


def _worked(answer: Answered | Answer) -> float:
    measured = (answer.answer if isinstance(answer, Answered) else answer).measured
    return measured.first_token_s + measured.generation_s


def _bare(rig: Rig, sampling: Sampling) -> tuple[float, float]:
    """The engine's own client and nothing else."""
    (model,) = rig.models.values()
    engine, loop, answers = rig.pool.get(model.path), QEventLoop(), list[Answer]()

    def take(answer: Answer) -> None:
        answers.append(answer)
        loop.quit()

    begun = time.perf_counter()
    for prompt in PROMPTS:
        _ask(engine, prompt_for(model, prompt, ""), sampling, take)
        loop.exec()
    return time.perf_counter() - begun, sum(map(_worked, answers))


def _ask(engine: Engine, prompt: Any, sampling: Sampling, take: Callable[[Answer], None]) -> None:
    generation = engine.generate(prompt, sampling)
    generation.finished.connect(take)


if __name__ == "__main__":
    for line in run():
        print(line)
