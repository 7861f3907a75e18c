"""How fast a model reaches the window, against the bare library.

Ours: the Engine client in this process, the worker in another, text and all. The peers: a bare loop in C
over the same libraries (llama-bench itself is not in the bindings' package), and ``llama_cpp.Llama``.
All on the real model, greedy, with the same prompts, context, threads and batch; rounds alternate, so
that a busy machine burdens both, and only one of them works at a time. The best round of each side counts:
whatever else runs only ever makes one worse. The ratio of the medians is kept beside it.

A load is what a person waits for: from the click until the window hears that the model is there. The model
was chosen a while before, so the worker that waits is up, as it is in the app. With ``--quick`` long answers,
the second quantization and all but short answers of ``llama_cpp.Llama`` are left out: they take the minutes.
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from explorer.domain.generation import AnswerOptions, ChatMessage, Sampling
from explorer.engine.local.llama.library import thread_count
from tests.benchmarks._bare import Bare, build
from tests.benchmarks._client import Client
from tests.benchmarks._foretold import foretold
from tests.benchmarks._llama import LlamaPeer
from tests.benchmarks._rounds import is_quick, rounds
from tests.models.starter import assemble_starter, starter_as

CONTEXT = 4096
ROUNDS = rounds(5, 2)
SHORT_ROUNDS = rounds(11, 3)  # of what takes a fraction of a second
SENTENCE = "The old harbour lay quiet in the morning, and the boats were waiting for a wind from the west. "
SHORT = "Once upon a time, in a village by the sea, there lived"
CONTINUATIONS = rounds(200, 40)
_ENDS = ((1, -1000.0), (106, -1000.0))  # Gemma's: an answer must not end by itself
_PLAIN_TURNS = "{{ bos_token }}{% for m in messages %}{{ m['content'] }}{% endfor %}"

type Result = dict[str, Any]
type Pairs = list[tuple[float, float]]


def run() -> list[Result]:
    """Every figure with its goal; ``ratio`` is ours to the peer's."""
    app = QCoreApplication.instance() or QCoreApplication([])
    model, program = assemble_starter(), build()
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder), program)
        results += scene.starting(model)
        with scene.both(model) as (client, bare):
            results += scene.speed(client, bare, "")
            results += [] if is_quick() else scene.long_answer(client, bare)
            results += scene.turns(client, bare)
            results.append(scene.scores(client, bare))
            results.append(scene.busy_neighbour(client, bare))
            results += scene.against_llama(model, client)
        if not is_quick():
            with scene.both(starter_as("Q8_0")) as (client, bare):
                results += scene.speed(client, bare, "_q8_0")[:2]
    labels = ("Q4_K_M", "Q8_0", "Q2_K", "Q3_K_M")[: rounds(4, 2)]
    results += foretold({label: starter_as(label) for label in labels}, greedy(64))
    app.processEvents()
    return results


def greedy(tokens: int) -> Sampling:
    return Sampling(max_tokens=tokens, temperature=0, logit_bias=_ENDS)


@dataclass
class Scene:
    """Where prompts lie for the loop in C, and that loop."""

    folder: Path
    program: Path
    number: int = 0

    @contextmanager
    def both(self, model: Path) -> Iterator[tuple[Client, Bare]]:
        client, bare = Client(model, CONTEXT), Bare(self.program, model, CONTEXT)
        try:
            client.answer(SHORT, greedy(8))
            bare.answer(self.file(SHORT), 8)
            yield client, bare
        finally:
            client.close()
            bare.close()

    def file(self, text: str) -> Path:
        self.number += 1
        path = self.folder / f"{self.number}.txt"
        path.write_text(text, encoding="utf-8")
        return path

    def prompt(self, sentences: int) -> str:
        """A text that differs from all before from its first word on, so that nothing is reused."""
        self.number += 1
        return f"{self.number} is the number of this text. " + SENTENCE * sentences

    def starting(self, model: Path) -> list[Result]:
        """Loading, from nothing to ready, and what is resident after an answer."""
        loads, sizes = [], []
        for _ in range(SHORT_ROUNDS):
            with self.both(model) as (client, bare):
                loads.append((client.load_s, bare.load_s))
                sizes.append((client.memory() / 1e6, bare.memory() / 1e6))
        return [
            result("engine.load", loads, "s", 1.1, lower=True),
            result("engine.memory", sizes, "MB", 1.05, lower=True),
        ]

    def speed(self, client: Client, bare: Bare, suffix: str) -> list[Result]:
        """Prompts, answers at a depth of 512 tokens, alternatives, and the first token."""
        written, read, details, first = [], [], [], []
        for _ in range(ROUNDS):
            text = self.prompt(24)
            ours = client.answer(text, greedy(128))
            count, _, peer_first, rest = bare.answer(self.file(text), 128)
            written.append((ours.tokens_per_second, 127 / rest))
            with_details = client.answer(text, greedy(128), AnswerOptions(alternatives=10))
            details.append((with_details.tokens_per_second, 127 / rest))
            text = self.prompt(72)
            ours = client.answer(text, greedy(1))
            count, _, peer_first, _ = bare.answer(self.file(text), 1)
            read.append((ours.answer.measured.prompt_tokens / ours.first_s, count / peer_first))
        for _ in range(SHORT_ROUNDS):
            text = self.prompt(1)
            first.append((client.answer(text, greedy(1)).first_s, bare.answer(self.file(text), 1)[2]))
        return [
            result(f"engine.generate_512{suffix}", written, "tokens/s", 0.97),
            result(f"engine.prompt{suffix}", read, "tokens/s", 0.97),
            result(f"engine.alternatives{suffix}", details, "tokens/s", 0.90),
            overhead(f"engine.first_token{suffix}", first, 5.0),
        ]

    def long_answer(self, client: Client, bare: Bare) -> list[Result]:
        """Two thousand tokens: does it slow down?"""
        pairs = []
        for _ in range(3):
            text = self.prompt(1)
            ours = client.answer(text, greedy(2000)).tokens_per_second
            pairs.append((ours, 1999 / bare.answer(self.file(text), 2000)[3]))
        return [result("engine.generate_2000", pairs, "tokens/s", 0.97)]

    def turns(self, client: Client, bare: Bare) -> list[Result]:
        """A second turn, against reading its new part alone on top of the first."""
        pairs, options = [], AnswerOptions(template=_PLAIN_TURNS)
        for _ in range(ROUNDS):
            text, new = self.prompt(24), " So it was. " + SENTENCE * 10
            turns = [ChatMessage("user", text)]
            answer = client.answer(turns, greedy(100), options).answer.text
            turns += [ChatMessage("assistant", answer), ChatMessage("user", new)]
            ours = client.answer(turns, greedy(1), options).first_s
            bare.answer(self.file(text), 100)
            pairs.append((ours, bare.more(self.file(new))))
        return [result("engine.second_turn", pairs, "s", 1.1, lower=True)]

    def scores(self, client: Client, bare: Bare) -> Result:
        """Continuations of one prefix, against reading the prefix again for each."""
        prefix = SENTENCE * 12 + "Then, at noon,"
        texts = [f" the {n} boats left the harbour" for n in range(CONTINUATIONS)]
        scored, seconds = client.ask(lambda engine: engine.score(prefix, texts))
        peer, total = bare.rescore(self.file("\n".join((prefix, *texts)) + "\n"))
        shown = result("engine.score", [(CONTINUATIONS / seconds, CONTINUATIONS / peer)], "texts/s", 5.0)
        return {**shown, "peer": "lm-eval-style full rescoring in C",
                "log_likelihoods": (round(sum(s.logprob for s in scored), 2), round(total, 2))}  # fmt: skip

    def busy_neighbour(self, client: Client, bare: Bare) -> Result:
        """Beside a process that never rests, in a session of its own as a browser is; the loop gets few
        tokens: beside it each may take seconds."""
        command, pairs, prompt = [sys.executable, "-c", "while True: pass"], [], self.file(SHORT)
        for _ in range(rounds(5, 1)):
            with subprocess.Popen(command, start_new_session=True) as neighbour:
                ours = client.answer(SHORT, greedy(32)).tokens_per_second
                pairs.append((ours, 3 / bare.answer(prompt, 4)[3]))
                neighbour.kill()
        return result("engine.busy_neighbour", pairs, "tokens/s", 1.5)

    def against_llama(self, model: Path, client: Client) -> list[Result]:
        """The bindings' own streaming."""
        results = []
        plan = (
            (64, 0, 1.0, "64", SHORT_ROUNDS),
            (768, 0, 1.12, "768", ROUNDS),
            (32, 10, 10.0, "alternatives", 2),
        )
        for tokens, alternatives, goal, name, times in plan[: rounds(3, 1)]:
            peer = LlamaPeer(model, 2048, SHORT, all_logits=alternatives > 0)
            options = AnswerOptions(alternatives=alternatives or None)

            def one(
                tokens: int = tokens, options: AnswerOptions = options, wanted: int = alternatives,
                peer: LlamaPeer = peer,
            ) -> tuple[float, float]:  # fmt: skip
                ours = client.answer(SHORT, greedy(tokens), options).tokens_per_second
                return ours, peer.speed(tokens, wanted)

            pairs = repeated(one, times)
            peer.close()
            shown = result(f"engine.vs_llama_{name}", pairs, "tokens/s", goal)
            results.append({**shown, "peer": "llama_cpp.Llama, streaming"})
        return results


def repeated(one: Callable[[], tuple[float, float]], times: int) -> Pairs:
    one()  # the first is slower for both
    return [one() for _ in range(times)]


def result(
    name: str, pairs: Sequence[tuple[float, float]], unit: str, goal: float, *, lower: bool = False
) -> Result:
    """One line of the report: the best of both sides, and their ratio."""
    best = min if lower else max
    ours, theirs = (best(side) for side in zip(*pairs, strict=True))
    middle, theirs_middle = (statistics.median(side) for side in zip(*pairs, strict=True))
    return {
        "name": name,
        "value": round(ours, 3),
        "unit": unit,
        "goal": goal,
        "better": "lower" if lower else "higher",
        "peer": "bare loop in C",
        "peer_value": round(theirs, 3),
        "ratio": round(ours / theirs, 3),
        "ratio_of_medians": round(middle / theirs_middle, 3),
        "rounds": [(round(a, 3), round(b, 3)) for a, b in pairs],
        "threads": thread_count(0),
    }


def overhead(name: str, pairs: Sequence[tuple[float, float]], goal_ms: float) -> Result:
    """What ours takes longer, in milliseconds; there the goal is for the difference."""
    shown = result(name, [(1e3 * a, 1e3 * b) for a, b in pairs], "ms", goal_ms, lower=True)
    return {**shown, "ratio": round(shown["value"] - shown["peer_value"], 2)}


if __name__ == "__main__":
    for line in run():
        print(line)
