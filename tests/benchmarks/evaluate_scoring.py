"""How fast texts are scored side by side, against one by one: pairs as a pack has them, on a real model.

And how fast two quantizations are compared, against both reading the same text with the same logits.
"""

from functools import partial

from PySide6.QtCore import QCoreApplication

from explorer.engine.jobs import Job
from explorer.engine.local.engine import Engine
from tests.benchmarks._client import Client
from tests.benchmarks._rounds import rounds
from tests.benchmarks._two_files import two_files
from tests.benchmarks.engine import Result, result
from tests.models.starter import assemble_starter, starter_as

_CONTEXT = 512
_PAIRS = rounds(100, 30)
_TRUE = "the {n} planets that were seen from the tower all go around one star"
_FALSE = "the {n} planets that were seen from the tower never move in the sky"


def run() -> list[Result]:
    app = QCoreApplication.instance() or QCoreApplication([])
    client = Client(assemble_starter(), _CONTEXT)
    try:
        results = [_scores(client)]
    finally:
        client.close()
        app.processEvents()
    return [*results, _divergence()]


def _scores(client: Client) -> Result:
    pairs = []
    for turn in range(rounds(3, 1)):
        asked = [_pair(turn * 1000 + n) for n in range(_PAIRS)]
        _, ours = client.ask(partial(Engine.score_each, asked=asked))
        alone = sum(client.ask(partial(_score, one))[1] for one in asked)
        pairs.append((2 * _PAIRS / ours, 2 * _PAIRS / alone))
    return {**result("evaluate.score", pairs, "texts/s", 0.9), "peer": "one prefix after the other"}


def _divergence() -> Result:
    """Tokens of the text a second of the processor, that both files read; the peer compares nothing."""
    told = two_files(starter_as("Q8_0"), starter_as("Q3_K_M"), rounds(8, 2), rounds(3, 2))
    pairs = [(one["tokens"] / one["compared"], one["tokens"] / one["read"]) for one in told]
    plain = max(one["tokens"] / one["plain"] for one in told)
    shown = result("evaluate.kl", pairs, "tokens a second of the processor", 0.8)
    return {**shown, "peer": "both files reading, with the same logits", "without_logits": round(plain, 1)}


def _score(pair: tuple[str, tuple[str, str]], engine: Engine) -> Job:
    return engine.score(*pair)


def _pair(number: int) -> tuple[str, tuple[str, str]]:
    prefix = f"Question {number}: What is known of the planets?\nAnswer:"
    return prefix, (f" {_TRUE.format(n=number)}.", f" {_FALSE.format(n=number)}.")
