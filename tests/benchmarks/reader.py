"""What it costs to read a long model card: all rules over 60 KB, without network or disk.

``reader.card_60k``: processor time of a card in which one sentence of four discloses something, the best of
some rounds, because other programs of the machine only lengthen it. ``reader.card_60k_dense``: where every
sentence does, as in no real card. The goal is a limit in milliseconds, as a person waits for the sheet.
``reader.vs_markdown_it``: the same card, against markdown-it-py that only cuts it into blocks and spans, by
turns in the same run; a ratio, which holds on any machine. ``reader.growth``: how much longer eight times the
text takes, per letter; 1 is linear. ``reader.first_card``: the same card, the first that a process reads,
with all that it loads and compiles for it.
"""

import itertools
import math
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt

from explorer.base.resources import resource
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licensing.licenses import load_licenses
from explorer.transparency.sources import Sources
from tests.benchmarks._rounds import rounds
from tests.transparency.cards import WREN
from tests.transparency.examples import examples

SIZE = 60 * 1024
LIMIT_MS = 50.0
PLAIN = (
    "The wren is a small bird with a loud voice.",
    "Most gardens with a hedge have one, and few people ever see it.",
    "In winter dozens of them crowd into one nest to keep warm.",
    "It eats spiders and beetles that it finds under dead leaves.",
    "The male builds several nests, and his mate chooses the one that suits her.",
    "Five or six white eggs with brown spots are laid in late April.",
    "Both parents feed the young for about seventeen days.",
    "A long frost is hard on them, because they weigh no more than a coin.",
    "After a cold year it takes two or three summers until there are as many as before.",
    "Old stories call it the king of all birds, though it was a trick that won the crown.",
    "Its song has more notes a minute than that of any bird of its size in Europe.",
    "You can hear it at any time of the year, even when it snows.",
)
BETWEEN = 3  # plain sentences behind each text
GROWTH = 1.5
TIMES_MARKDOWN_IT = 3.0
FIRST_MS = 500.0
ROUNDS = rounds(7, 3)
_SPREAD = 0.618034  # steps of the golden ratio take texts from everywhere, none soon again

# What a process of its own does; it is given the card and tells the milliseconds.
_READ_FIRST = """
import sys, time
from explorer.base.resources import resource
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licensing.licenses import load_licenses
from explorer.transparency.sources import Sources

sources = Sources(repo="heron/sora-7b", card=sys.stdin.buffer.read().decode("utf-8"))
licenses = load_licenses(resource("licenses.yaml"))
start = time.process_time()
read_dossier(sources, licenses)
print((time.process_time() - start) * 1000)
"""

Result = dict[str, Any]


def run() -> list[Result]:
    licenses = load_licenses(resource("licenses.yaml"))

    def read(card: str) -> Callable[[], object]:
        return lambda: read_dossier(Sources(repo="heron/sora-7b", card=card), licenses)

    card = _card(SIZE, PLAIN)
    parser = MarkdownIt("commonmark").enable("table")
    usual, parsed, long, short = _best(
        read(card), lambda: parser.parse(card), read(_card(SIZE)), read(_card(SIZE // 8))
    )
    growth = long / (8 * short)
    first = min(_first(card) for _ in range(ROUNDS))
    return [
        {
            "name": "reader.card_60k",
            "value": round(usual, 1),
            "unit": "ms",
            "limit": LIMIT_MS,
            "ratio": round(usual / LIMIT_MS, 3),
            "goal": 1.0,
            "better": "lower",
        },
        {
            "name": "reader.vs_markdown_it",
            "value": round(parsed, 1),
            "unit": "ms",
            "ratio": round(usual / parsed, 2),
            "goal": TIMES_MARKDOWN_IT,
            "better": "lower",
        },
        {
            "name": "reader.first_card",
            "value": round(first),
            "unit": "ms",
            "limit": FIRST_MS,
            "ratio": round(first / FIRST_MS, 3),
            "goal": 1.0,
            "better": "lower",
        },
        {"name": "reader.card_60k_dense", "value": round(long, 1), "unit": "ms"},
        {
            "name": "reader.growth",
            "value": round(growth, 2),
            "unit": "times",
            "ratio": round(growth, 3),
            "goal": GROWTH,
            "better": "lower",
        },
    ]


def _first(card: str) -> float:
    command = [sys.executable, "-c", _READ_FIRST]
    done = subprocess.run(command, input=card.encode(), capture_output=True, check=True)
    return float(done.stdout)


def _card(size: int, plain: tuple[str, ...] = ()) -> str:
    """Of each dimension as many texts of the tests; a heading among them holds for that text alone."""
    kinds, between = _texts_by_dimension(), itertools.cycle(plain)
    whole = WREN
    step = 0
    while len(whole) < size:
        step += 1
        whole += f"\n\n# Part {step}"
        for number, texts in enumerate(kinds):
            text = texts[int(step * _SPREAD * len(texts)) % len(texts)]
            next_part = (f"# Part {step}.{number}",) if "#" in text else ()
            whole += "\n\n".join(("", text, *next_part, *itertools.islice(between, BETWEEN)))
    return whole[:size]


def _texts_by_dimension() -> list[list[str]]:
    kinds: dict[str, list[str]] = {}
    for example in examples():
        if example.is_said and not example.text.startswith("---"):
            kinds.setdefault(example.dimension, []).append(example.text)
    return list(kinds.values())


def _best(*works: Callable[[], object]) -> list[float]:
    """Milliseconds of processor time of each, the least of the rounds; by turns, for the same noise."""
    least = [math.inf] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            start = time.process_time()
            work()
            least[number] = min(least[number], (time.process_time() - start) * 1000)
    return least
