"""What it costs to read a long model card: all rules over 60 KB, without network or disk.

``reader.card_60k``: processor time of a card in which one sentence of four discloses something, the best of
some rounds, because other programs of the machine only lengthen it. ``reader.card_60k_dense``: where every
sentence does, as in no real card. The goal is a limit in milliseconds, as a person waits for the sheet.
``reader.vs_markdown_it``: the same card, against markdown-it-py that only cuts it into blocks and spans, by
turns in the same run; a ratio, which holds on any machine. ``reader.growth``: how much longer eight times the
text takes, per letter; 1 is linear.
"""

import math
import time
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt

from explorer.base.resources import resource
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licenses import load_licenses
from explorer.transparency.sources import Sources
from tests.transparency.cards import WREN
from tests.transparency.test_sentences import SENTENCES

SIZE = 60 * 1024
LIMIT_MS = 50.0
PLAIN = (
    "The wren is a small bird with a loud voice.",
    "Most gardens with a hedge have one, and few people ever see it.",
    "In winter dozens of them crowd into one nest to keep warm.",
)
GROWTH = 1.5
TIMES_MARKDOWN_IT = 3.0
ROUNDS = 7

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


def _card(size: int, between: tuple[str, ...] = ()) -> str:
    """Prose, lists and tables of the tests, repeated under headings of their own."""
    said = [text for kind in ("said", "not_said") for texts in SENTENCES[kind].values() for text in texts]
    body = "\n\n".join("\n\n".join((text, *between)) for text in said if not text.startswith("---"))
    whole = WREN
    while len(whole) < size:
        whole += f"\n\n# Part {len(whole)}\n\n{body}"
    return whole[:size]


def _best(*works: Callable[[], object]) -> list[float]:
    """Milliseconds of processor time of each, the least of the rounds; by turns, for the same noise."""
    least = [math.inf] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            start = time.process_time()
            work()
            least[number] = min(least[number], (time.process_time() - start) * 1000)
    return least
