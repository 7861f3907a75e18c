"""A chat of 3,000 tokens that is opened again: its first token from what was kept, against reading anew."""

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from explorer.domain.generation import ChatMessage, Sampling
from explorer.domain.tokens import KeptContext
from tests.benchmarks._client import Client
from tests.benchmarks._rounds import is_quick
from tests.models.starter import smollm2

_CONTEXT = 4096
_SHORT = Sampling(max_tokens=24, temperature=0)


def reopen() -> dict[str, object]:
    """``ratio``: seconds to the first token after what was kept is read, to those of reading all anew."""
    application = QCoreApplication.instance() or QCoreApplication([])  # held; the group has none of its own
    words = " ".join(f"In year {year} the river rose by {year % 37} cm." for year in range(200))
    said = [ChatMessage("user", words[: 1500 if is_quick() else 8000])]
    with tempfile.TemporaryDirectory() as folder:
        kept = KeptContext(os.fsencode(Path(folder, "1.kv")), "smollm2")
        first = Client(smollm2(), _CONTEXT)
        anew = first.answer(said, _SHORT, kept=kept)
        written, _seconds = first.ask(lambda engine: engine.keep_context(kept, 1 << 30))
        first.close()
        again = Client(smollm2(), _CONTEXT)
        asked = [*said, ChatMessage("assistant", anew.answer.text), ChatMessage("user", "Which year?")]
        first_s = again.answer(asked, _SHORT, kept=kept).first_s
        again.close()
    del application
    return {
        "name": "playground.reopen",
        "value": first_s,
        "unit": "s",
        "ratio": first_s / anew.first_s,
        "goal": 0.1,
        "better": "lower",
        "anew_s": anew.first_s,
        "tokens": anew.answer.measured.prompt_tokens,
        "bytes": written,
    }
