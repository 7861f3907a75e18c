"""Real servers as peers: llama-server out of the package xllamacpp, and llama-cpp-python's own.

Each runs in a child process until its stdin ends (``python -m tests.endpoint.peers KIND MODEL …``).
"""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_START_S = 60
PEER_KEY = "peer-key-0123456789"


@contextmanager
def llama_server(model: Path, at_once: int = 1, context: int = 1024) -> Iterator[str]:
    """Its address, with "/v1"."""
    with _child("llama-server", model, at_once, context) as process:
        assert process.stdout is not None
        yield next(line for line in process.stdout if line.startswith("http")).strip() + "/v1"


@contextmanager
def llama_cpp_server(model: Path, context: int = 1024) -> Iterator[str]:
    """That of llama-cpp-python, which wants ``PEER_KEY`` and gives probabilities of a text."""
    port = _free_port()
    with _child("llama-cpp-python", model, port, context) as process:
        address = f"http://127.0.0.1:{port}/v1"
        _wait_for(f"{address}/models", process)
        yield address


@contextmanager
def _child(kind: str, model: Path, *numbers: int) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.endpoint.peers", kind, str(model), *map(str, numbers)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _wait_for(url: str, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + _START_S
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {PEER_KEY}"})
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server of llama-cpp-python did not start")


def _serve(model: str, at_once: str, context: str) -> None:
    """llama-server's side."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_parallel, params.n_ctx = int(at_once), int(at_once) * int(context)
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.port, params.cache_ram_mib, params.warmup = 0, 0, False
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)


def _serve_python(model: str, port: str, context: str) -> None:
    """llama-cpp-python's side; our build of it must be told where its backends lie."""
    import llama_cpp
    from llama_cpp.server.__main__ import main

    from explorer.engine.local.llama.ggml import Ggml

    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    Ggml(llama_cpp.llama_cpp).load_backends()
    sys.argv[1:] = ["--model", model, "--port", port, "--n_ctx", context, "--n_threads", "1"]
    sys.argv += ["--logits_all", "true", "--api_key", PEER_KEY]
    main()


if __name__ == "__main__":
    {"llama-server": _serve, "llama-cpp-python": _serve_python}[sys.argv[1]](*sys.argv[2:5])
