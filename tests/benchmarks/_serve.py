"""The real window with its server switched on, and llama-server beside it: ``… _serve HOME THREADS``.

Both have the same model, threads, batch and prompts, and the same clients in a process of their own; rounds
alternate, and only one side works at a time. One line of JSON: by side, tokens a second by the number of
clients, seconds of the processor a token (server and, here, the window; not the clients), seconds until the
first text, also of a second turn; and milliseconds of frames: a list scrolls (``scrolled``) or nothing is
painted (``still``) while 8 clients are answered, or a list scrolls and nobody is answered (``alone``).
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import psutil
from PySide6.QtWidgets import QApplication

from explorer.kit.pyside_features import leave_out_features
from tests.benchmarks._llama_server import LlamaServer
from tests.benchmarks._rounds import rounds

CLIENTS = (1, 4, 8)
TOKENS, CONTEXT = rounds(128, 32), 2048
ROUNDS = rounds(4, 1)
_FRAME_S = 1 / 60
_ALONE_S = 4.0
_NO_END = {"1": -100, "106": -100}  # Gemma's: an answer must not end by itself

type Told = dict[str, Any]
type Frames = dict[str, list[float]]  # milliseconds each: of work, that passed, that it had to wait


class Side:
    """One server: where it is asked, and what it used of the processor."""

    def __init__(self, port: int, headers: dict[str, str], model: str, used: Callable[[], float]) -> None:
        self.port, self.headers, self.model, self.processor_s = port, headers, model, used
        self.found: Told = {"speed": {}, "thrift": {}, "first": {}, "turn": []}

    def asked(self, prompt: str, tokens: int = TOKENS) -> Told:
        how = {"max_tokens": tokens, "temperature": 0, "logit_bias": _NO_END}
        return {"model": self.model, "prompt": prompt, **how}


def main(home: str, threads: str) -> None:
    qt = QApplication(sys.argv[:1])
    leave_out_features()
    with ExitStack() as stack:
        ours, window = _ours(Path(home), int(threads), stack)
        theirs = _theirs(int(threads), stack)
        for number in range(ROUNDS + 1):
            for side in (ours, theirs):
                _measure(side, number)
                _turn(side, number)
        frames = [_frames_of(ours, window, number) for number in range(ROUNDS + 1)]
        print(json.dumps({"ours": ours.found, "theirs": theirs.found, "frames": _together(frames)}))
    qt.quit()


def _ours(home: Path, threads: int, stack: ExitStack) -> tuple[Side, Any]:
    from explorer.serve.served import ServerState
    from explorer.serve.server_controller import ServerController
    from tests.keys import MemoryKeys
    from tests.tour.driver import Driver

    driver = Driver(home)
    stack.callback(driver.close)
    driver.window.resize(1280, 800)
    app = driver.app
    app.core.settings.change(server_port=0, context_length=CONTEXT, threads=threads)
    server = ServerController(app.core, app.tasks, app.catalog, app.backends, keys=MemoryKeys())
    stack.callback(server.close)
    server.start()
    driver.wait(lambda: server.status.state is ServerState.ON, "the server")
    port = int(server.status.address.split(":")[2].split("/")[0])
    name = next(one.name for one in server.models if "gemma" in one.name.lower())
    headers = {"Authorization": f"Bearer {server.token}"}

    def used() -> float:
        workers = (engine.worker for engine in app.pool.loaded if engine.worker is not None)
        every = (psutil.Process(), *(psutil.Process(worker.pid) for worker in workers))
        return sum(one.cpu_times().user + one.cpu_times().system for one in every)

    return Side(port, headers, name, used), driver


def _theirs(threads: int, stack: ExitStack) -> Side:
    from tests.models.starter import assemble_starter

    server = LlamaServer(assemble_starter(), CLIENTS[-1], CONTEXT, threads)
    stack.callback(server.close)
    return Side(server.port, {}, "any", server.processor_s)


def _measure(side: Side, number: int) -> None:
    """The first round is slower for all, and does not count."""
    for clients in CLIENTS:
        used = side.processor_s()
        told = _ask(side, [[side.asked(one)] for one in _prompts(f"{number}.{clients}", clients)])
        heard = [one for client in told["heard"] for one in client]
        tokens = sum(one["tokens"] for one in heard)
        assert tokens == clients * TOKENS, (side.model, tokens)
        if number:
            side.found["speed"].setdefault(clients, []).append(tokens / told["seconds"])
            side.found["thrift"].setdefault(clients, []).append((side.processor_s() - used) / tokens)
            side.found["first"].setdefault(clients, []).append([one["first"] for one in heard])


def _turn(side: Side, number: int) -> None:
    """A conversation of some 600 tokens, and the next turn of it."""
    begin = f"{number} boats are in the harbour. " + "They wait for a wind, and nobody knows when. " * 45
    (first,) = _ask(side, [[side.asked(begin, 32)]])["heard"][0]
    (second,) = _ask(side, [[side.asked(f"{begin}{first['text']} So in the morning", 8)]])["heard"][0]
    if number:
        side.found["turn"].append((first["first"], second["first"]))


def _prompts(mark: str, count: int) -> list[str]:
    story = "is the number of a story that is told in a village by the sea, about boats in the harbour"
    return [f"{n}.{mark} {story}, {n} of them" for n in range(count)]


def _ask(side: Side, clients: list[list[Told]]) -> Told:
    """While the window lives on."""
    asked = {"port": side.port, "headers": side.headers, "path": "/v1/completions", "clients": clients}
    told: list[Told] = []

    def run() -> None:
        line = [sys.executable, "-m", "tests.benchmarks._streams"]
        done = subprocess.run(line, input=json.dumps(asked), capture_output=True, text=True, check=True)
        told.append(json.loads(done.stdout))

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        QApplication.processEvents()
        time.sleep(0.001)
    return told[0]


def _frames_of(ours: Side, driver: Any, number: int) -> dict[str, Frames]:
    bar = driver.app.discover.list.verticalScrollBar()

    def scroll() -> None:
        bar.setValue((bar.value() + 7) % max(1, bar.maximum()))

    def answer() -> None:
        _ask(ours, [[ours.asked(one)] for one in _prompts(f"frames.{number}", CLIENTS[-1])])

    return {
        "alone": _frames(scroll, lambda: time.sleep(_ALONE_S)),
        "scrolled": _frames(scroll, answer),
        "still": _frames(lambda: None, answer),
    }


def _frames(change: Callable[[], object], work: Callable[[], object]) -> Frames:
    """Sixty times a second, until ``work`` is done, which goes on beside."""
    found: Frames = {"worked": [], "passed": [], "waited": []}
    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        begun, worked, waited = perf_counter(), thread_time(), _waited()
        change()
        QApplication.processEvents()
        found["worked"].append((thread_time() - worked) * 1000)
        found["passed"].append((perf_counter() - begun) * 1000)
        found["waited"].append((_waited() - waited) * 1000)
        time.sleep(max(0.0, _FRAME_S - (perf_counter() - begun)))
    return found


def _waited() -> float:
    """Seconds that this thread could have worked, but other threads had the processors; Linux says it."""
    file = Path("/proc/thread-self/schedstat")
    return int(file.read_text("ascii").split()[1]) / 1e9 if file.exists() else 0.0


def _together(rounds: list[dict[str, Frames]]) -> dict[str, Frames]:
    return {
        doing: {of: [one for each in rounds for one in each[doing][of]] for of in rounds[0][doing]}
        for doing in rounds[0]
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
