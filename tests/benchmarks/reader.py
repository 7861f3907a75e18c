"""What it costs to read a long model card: all rules over 60 KB, without network or disk.

``reader.card_60k``: processor time of a card in which one sentence of four discloses something, the best of
some rounds, because other programs of the machine only lengthen it. ``reader.card_60k_dense``: where every
sentence does, as in no real card. The goal is a limit in milliseconds, as a person waits for the sheet.
``reader.growth``: how much longer eight times the text takes, per letter; 1 is linear.
"""

import time
from collections.abc import Callable
from typing import Any

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
ROUNDS = 7

Result = dict[str, Any]


def run() -> list[Result]:
    licenses = load_licenses(resource("licenses.yaml"))

    def read(card: str) -> Callable[[], object]:
        return lambda: read_dossier(Sources(repo="heron/sora-7b", card=card), licenses)

    usual, long, short = (_best(read(card)) for card in (_card(SIZE, PLAIN), _card(SIZE), _card(SIZE // 8)))
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


def _best(read: Callable[[], object]) -> float:
    """Milliseconds of processor time, the least of the rounds."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        read()
        spent.append((time.process_time() - start) * 1000)
    return min(spent)
