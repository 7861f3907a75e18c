"""Several answers at once, as an evaluation asks for them: against one by one and llama.cpp's server.

Sixteen answers of 128 tokens by the real model, greedy, from the client in this process to the worker and
back, 8 and 16 at a time; the same one by one; and the server of the package xllamacpp with 8 clients. Rounds
alternate, and only one side works at a time. The best round of each counts; what the processor spent is kept
beside it, as a busy machine makes seconds longer.
"""

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication

from explorer.domain.generation import Sampling
from explorer.domain.tokens import NO_OPTIONS, Together
from explorer.engine.jobs import Generation
from explorer.engine.local.engine import Engine
from explorer.engine.local.llama.library import thread_count
from tests.benchmarks._client import Client
from tests.benchmarks._llama_server import LlamaServer
from tests.benchmarks._rounds import rounds
from tests.models.starter import assemble_starter

ANSWERS, TOKENS, CONTEXT = 16, 128, 512
CLIENTS = 8
ROUNDS = rounds(4, 1)
GOALS = {8: 2.0, 16: 2.6}
AGAINST_SERVER = 1.1
_ENDS = (1, 106)  # Gemma's: an answer must not end by itself
SAMPLING = Sampling(max_tokens=TOKENS, temperature=0, logit_bias=tuple((end, -1000.0) for end in _ENDS))

type Result = dict[str, Any]
type Speeds = list[tuple[float, float]]  # tokens a second, and a second of the processor


def run() -> list[Result]:
    app = QCoreApplication.instance() or QCoreApplication([])
    client, server = Client(assemble_starter(), 4096), LlamaServer(assemble_starter(), CLIENTS, CONTEXT)
    try:
        sides = _measured(client, server)
    finally:
        client.close()
        server.close()
    results = [_result(f"evaluate.batching_{n}", sides[n], sides[1], "one by one", GOALS[n]) for n in GOALS]
    peer = f"llama-server, {CLIENTS} clients"
    results.append(_result("evaluate.batching_vs_server", sides[CLIENTS], sides[0], peer, AGAINST_SERVER))
    app.processEvents()
    return results


def _measured(client: Client, server: LlamaServer) -> dict[int, Speeds]:
    """By how many at once; 0: the server's."""
    sides: dict[int, Speeds] = {0: [], 1: [], **{n: [] for n in GOALS}}
    for number in range(ROUNDS + 1):
        told = {
            n: client.answer_all([partial(_ask, prompt, n) for prompt in _prompts(number, n)])
            for n in (1, *GOALS)
        }
        told[0] = server.answer(_prompts(number, 0), TOKENS, _ENDS)
        for side, (tokens, seconds, processor_s) in told.items():
            assert tokens == ANSWERS * TOKENS, (side, tokens)
            if number:  # the first is slower for all
                sides[side].append((tokens / seconds, tokens / processor_s))
    return sides


def _ask(prompt: str, at_once: int, engine: Engine) -> Generation:
    if at_once == 1:
        return engine.generate(prompt, SAMPLING)
    return engine.generate_together(prompt, SAMPLING, NO_OPTIONS, Together(at_once, CONTEXT))


def _prompts(number: int, side: int) -> list[str]:
    """That differ from their first word on from all before, and all have the same beginning."""
    begin = f"{number}.{side} is the number of a story that is told in a village by the sea. It is about"
    return [f"{begin} {n} boats in the harbour," for n in range(ANSWERS)]


def _result(name: str, ours: Speeds, theirs: Speeds, peer: str, goal: float) -> Result:
    (speed, _), (peer_speed, _) = max(ours), max(theirs)
    thrift, peer_thrift = (max(per_s for _, per_s in side) for side in (ours, theirs))
    return {
        "name": name, "value": round(speed, 1), "unit": "tokens/s", "goal": goal, "better": "higher",
        "peer": peer, "peer_value": round(peer_speed, 1), "ratio": round(speed / peer_speed, 3),
        "ratio_of_processor_time": round(thrift / peer_thrift, 3),
        "rounds": [(round(a, 1), round(b, 1)) for (a, _), (b, _) in zip(ours, theirs, strict=True)],
        "threads": thread_count(0),
    }  # fmt: skip


if __name__ == "__main__":
    for line in run():
        print(line)
