"""The worker process itself: its end, its pipes, and a missing engine."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.errors import EngineBugError
from explorer.domain.generation import Answer, AnswerOptions, LoadOptions, Sampling
from explorer.domain.tokens import Constraint
from explorer.engine.local import protocol
from explorer.engine.local.job_queue import JobQueue
from explorer.engine.local.llama.library import LlamaLibrary
from explorer.engine.local.worker import FOR_A_CHAT, Worker
from tests.engine.conftest import WORKER

ENDLESS = Sampling(max_tokens=900_000)
LONG = LoadOptions(context_length=500_000)


def start(
    *requests: protocol.Request, env: dict[str, str] | None = None, command: Sequence[str] = WORKER
) -> subprocess.Popen[bytes]:
    worker = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **(env or {})}
    )
    assert worker.stdin is not None
    worker.stdin.write(b"".join(map(protocol.encode, requests)))
    worker.stdin.flush()
    return worker


def hear(worker: subprocess.Popen[bytes], kind: type[protocol.Event]) -> protocol.Event:
    """The next event of a kind."""
    assert worker.stdout is not None
    return next(e for e in map(protocol.decode_event, worker.stdout) if isinstance(e, kind))


def end(worker: subprocess.Popen[bytes]) -> int:
    """Close its stdin; its exit status."""
    worker.communicate(timeout=5)
    return worker.returncode


def test_it_greets_answers_and_ends_with_its_stdin() -> None:
    worker = start(protocol.Ping())
    assert hear(worker, protocol.Hello) == protocol.Hello(protocol.PROTOCOL)
    assert hear(worker, protocol.Pong) == protocol.Pong()
    assert end(worker) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="others prefer a window in front by themselves")
def test_all_its_threads_let_the_window_go_first(endless: Path) -> None:
    worker = start(protocol.load_request(endless, LONG), protocol.Generate(1, "a", ENDLESS))
    hear(worker, protocol.Writing)
    threads = [thread.id for thread in psutil.Process(worker.pid).threads()]
    least = min(os.getpriority(os.PRIO_PROCESS, thread) for thread in threads)
    assert least >= min(19, os.getpriority(os.PRIO_PROCESS, 0) + 1)
    assert end(worker) == 0


def test_one_for_a_chat_makes_templates_ready_before_a_load(qtbot: QtBot) -> None:
    waiting, chatting = start(), start(command=[*WORKER, FOR_A_CHAT])
    qtbot.waitUntil(lambda: bool(psutil.Process(chatting.pid).children()), timeout=20_000)
    (templates,) = psutil.Process(chatting.pid).children()
    assert psutil.Process(waiting.pid).children() == []
    assert (end(waiting), end(chatting)) == (0, 0)
    assert not templates.is_running()


def test_what_a_library_prints_does_not_reach_the_protocol() -> None:
    program = (
        "import os\nfrom explorer.engine.local import worker\nserve = worker.Worker.serve\n"
        "def noisy(self):\n    os.write(1, b'printed by a library\\n')\n    serve(self)\n"
        "worker.Worker.serve = noisy\nraise SystemExit(worker.main())"
    )
    worker = start(protocol.Ping(), command=[sys.executable, "-c", program])
    assert hear(worker, protocol.Pong) == protocol.Pong()
    assert end(worker) == 0


def test_a_check_against_a_schema_keeps_no_other_waiting(scripted: Path) -> None:
    """One that does not end is ended, and said to be."""
    hostile = {"const": "a" * 40 + "!", "not": {"pattern": "^(a+)+$"}}
    options = AnswerOptions(constraint=Constraint("json_schema", json.dumps(hostile)))
    long, few = Sampling(temperature=0, max_tokens=400), Sampling(temperature=0, max_tokens=4)
    checked, other = protocol.Generate(1, "a", long, options), protocol.Generate(2, "a", few)
    worker = start(protocol.load_request(scripted, LoadOptions()), checked, other)
    first, second = (_answer(worker) for _ in range(2))
    assert (first[0], second[0]) == (2, 1)
    assert json.loads(second[1].text) == hostile["const"]
    assert second[1].misfit is not None
    assert "takes too long" in str(second[1].misfit.words)
    assert end(worker) == 0


def _answer(worker: subprocess.Popen[bytes]) -> tuple[int, Answer]:
    done = hear(worker, protocol.Done)
    assert isinstance(done, protocol.Done)
    return done.id, protocol.result_of(protocol.Generate, done)


def test_it_ends_with_its_stdin_while_it_generates(endless: Path) -> None:
    worker = start(protocol.load_request(endless, LONG), protocol.Generate(1, "a", ENDLESS))
    hear(worker, protocol.Writing)
    assert end(worker) == 0


def test_without_the_library_it_says_so(scripted: Path, tmp_path: Path) -> None:
    worker = start(protocol.load_request(scripted, LoadOptions()), env={"LLAMA_CPP_LIB_PATH": str(tmp_path)})
    event = hear(worker, protocol.Failed)
    assert isinstance(event, protocol.Failed)
    assert event.record.error.what.startswith("The engine is not installed")
    assert end(worker) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="GNU's OpenMP, which tells what it was told")
@pytest.mark.parametrize(
    ("env", "spins"), [({}, "1000"), ({"GOMP_SPINCOUNT": "7"}, "7"), ({"OMP_WAIT_POLICY": "PASSIVE"}, "0")]
)
def test_a_thread_that_waits_lets_a_busy_neighbour_run(env: dict[str, str], spins: str) -> None:
    """It looks so often whether it may go on, then sleeps; what a person has set holds."""
    around = {name: value for name, value in os.environ.items() if name != "GOMP_SPINCOUNT"}
    worker = subprocess.run(
        WORKER, env={**around, "OMP_DISPLAY_ENV": "VERBOSE", **env}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert f"GOMP_SPINCOUNT = '{spins}'" in worker.stderr


def test_a_killed_parent_leaves_no_worker(endless: Path, qtbot: QtBot) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.engine.test_worker import *\n"
        "worker = start(protocol.load_request(Path(sys.argv[1]), LONG), protocol.Generate(1, 'a', ENDLESS))\n"
        "hear(worker, protocol.Writing)\nprint(worker.pid, flush=True)\nsys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(endless)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    assert worker.is_running()
    parent.kill()
    parent.communicate()
    qtbot.waitUntil(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, timeout=5000)


def test_a_model_computes_with_its_share_of_the_threads(endless: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from explorer.domain.generation import AnswerOptions, LoadOptions, Sampling\n"
        "from explorer.engine.local.llama.compute_control import ComputeControl\n"
        "from explorer.engine.local.llama.library import open_library\n"
        "from explorer.engine.local.llama.model import LlamaModel\n"
        "from explorer.engine.local.protocol import Generate\n"
        "from explorer.engine.local.reporters import AnswerReporter\n"
        "library = open_library()\n"
        "control = ComputeControl()\n"
        "model = LlamaModel(library, Path(sys.argv[1]), LoadOptions(), control, lambda _: None)\n"
        "for control.share in (1, 1000, 1):\n"
        "    asked = Generate(1, 'Hi', Sampling(max_tokens=3), AnswerOptions())\n"
        "    list(model.generate(asked, AnswerReporter(1, lambda _: None)))\n"
        "    print(library.api.llama_n_threads(model._context.handle))\n"
        "control.share = 1000\n"
        "set_threads, seen = library.api.llama_set_n_threads, []\n"
        "library.api.llama_set_n_threads = lambda *told: seen.append(told[1]) or set_threads(*told)\n"
        "model.score('Hello', (' there', ' you'), 0, lambda _: None)\n"
        "print(max(seen))\n"
        "print(model.facts.threads)\n"
    )
    command = [sys.executable, "-c", program, str(endless)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    whole, shared, again, scored, known = map(int, done.stdout.split())
    assert (whole, shared, again) == (known, 1, known)
    assert scored == 1


def test_a_bug_ends_one_job_and_the_worker_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, heard = JobQueue(), list[protocol.Event]()

    def broken(*_given: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(LlamaLibrary, "devices", broken)
    for request in (protocol.ListDevices(1, graphics=False), protocol.Describe(2)):
        jobs.put(request)
    jobs.close()
    Worker(jobs, heard.append).serve()
    failures = [event for event in heard if isinstance(event, protocol.Failed)]
    assert [one.id for one in failures] == [1, 2]
    assert isinstance(failures[0].record.error, EngineBugError)
    assert "ValueError: a bug" in failures[0].record.details
