"""What chats cost once there are many: found by their words, and opened.

``chats.search``: 100,000 messages of about 600 characters in 2,000 chats, searched as the column of chats
does, in the milliseconds that its thread worked, which other programs of the machine do not lengthen. The
slowest of queries that are common, rare, in each message of one chat, a part of a word, several words, or
said by nobody; beside it a word of two signs, for which there is no index.
``chats.open_10000``: the turns of a chat of 10,000 messages with records, read and made, in the same way.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.store import Store
from explorer.domain.generation import AnswerTiming, Sampling
from explorer.rooms.playground.chats.store import Chats, HandedMessages, TurnRecord
from tests.benchmarks._rounds import rounds

MESSAGES, CHATS, LONG = 100_000, 2_000, 10_000
WORDS, LENGTH, PARTS = 20_000, 110, 5_000  # that are known, of a message; pieces that these are made of
ROUNDS = rounds(9, 5)
SEARCH_MS, OPEN_MS = 50.0, 150.0
_QUERIES = (
    "the", "the of and", "harbour", "arbou", "harbour lighthouse", "tidewater", "seldomword",
    "nobodysaysthis", "的沸点",
)  # fmt: skip
_FIRST = (
    ("messages", "m.parent = messages.id AND m.chat = messages.chat"),
    ("chats", "m.chat = chats.id"),
)

Result = dict[str, Any]


def run() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="explorer-bench-", ignore_cleanup_errors=True) as folder:
        store = Store(Path(folder) / "explorer.sqlite3")
        try:
            long = _fill(store)
            return [_search(Chats(store)), _open(Chats(store), long)]
        finally:
            store.close()


def _search(chats: Chats) -> Result:
    took = {words: _worked(partial(chats.search, words)) for words in _QUERIES}
    found = {words: len(chats.search(words)) for words in _QUERIES}
    each = {words: round(ms, 1) for words, ms in took.items()}
    short = round(_worked(partial(chats.search, "7z")), 1)
    return _limited("chats.search", max(took.values()), SEARCH_MS, ms=each, two_signs_ms=short, chats=found)


def _open(chats: Chats, long: int) -> Result:
    if len(chats.turns(long)) != LONG:
        raise RuntimeError("not all turns were read")
    return _limited("chats.open_10000", _worked(partial(chats.turns, long)), OPEN_MS)


def _fill(store: Store) -> int:
    """Messages in chats, with a word that one chat says in each of its messages; the long chat."""
    dice = random.Random(24)
    letters = "abcdefghijklmnopqrstuvwxyz"
    made = ("".join(dice.choices(letters, k=dice.randint(2, 10))) for _ in range(WORDS))
    known = ["the", "of", "and", *made]
    weights = [1 / (rank + 1) for rank in range(len(known))]
    parts = [" ".join(dice.choices(known, weights, k=LENGTH // 4)) for _ in range(PARTS)]
    record = msgspec.json.encode(_record()).decode()
    now = datetime.now(UTC).isoformat()
    with store.transaction():
        for chat in range(1, CHATS + 1):
            sql = "INSERT INTO chats (title, model, created_at, changed_at) VALUES (?, 'm', ?, ?)"
            store.write(sql, f"chat {chat}", now, now)
        parents = dict.fromkeys(range(CHATS + 1), 0)
        for number in range(1, MESSAGES + 1):
            chat = 1 if number <= LONG else dice.randint(2, CHATS)
            text = " ".join((*dice.choices(parts, k=4), *_rare(number, dice)))
            sql = (
                "INSERT INTO messages (id, chat, role, text, record, created_at, parent)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
            )
            is_question = number % 2
            role, kept = ("user", "{}") if is_question else ("assistant", record)
            store.write(sql, number, chat, role, text, kept, now, parents[chat])
            parents[chat] = number
        for table, parent in _FIRST:
            first = f"SELECT min(m.id) FROM messages m WHERE {parent}"
            store.write(f"UPDATE {table} SET shown = coalesce(({first}), 0)")
    return 1


def _rare(number: int, dice: random.Random) -> Iterator[str]:
    if number <= LONG:
        yield "tidewater"
    if number <= LONG or dice.random() < 0.02:
        yield "harbour"
    if dice.random() < 0.01:
        yield "lighthouse"
    if number % 33_333 == 0:
        yield "seldomword 水的沸点是多少"


def _record() -> TurnRecord:
    return TurnRecord(
        model="a/b/c.gguf",
        model_name="Tiny chat",
        quantization="Q8_0",
        sampling=Sampling(seed=7),
        handed=HandedMessages("0" * 24, 9, 4_000),
        measured=AnswerTiming(300, 90, 0.3, 4.0),
        engine="llama.cpp",
        backend="CPU",
        threads=4,
        context_length=4096,
        thought="",
        used=500,
    )


def _worked(act: Callable[[], object]) -> float:
    """Milliseconds."""
    took = []
    for _ in range(ROUNDS):
        begun = time.thread_time()
        act()
        took.append((time.thread_time() - begun) * 1000)
    return statistics.median(took)


def _limited(name: str, value: float, limit: float, **more: Any) -> Result:
    judged = {"limit": limit, "ratio": round(value / limit, 3), "goal": 1.0, "better": "lower"}
    return {"name": name, "value": round(value, 1), "unit": "ms", **judged, **more}
