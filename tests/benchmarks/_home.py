"""A home with much in it, for measuring rooms with content: models, a chat, a comparison, a long list.

Everything is written as the app itself writes it. The Hub's list is an answer seen before, shown in offline
mode, so that no network is measured.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.repo import RepoQuery
from explorer.hub.client import parameters
from explorer.hub.connection import HUB
from explorer.hub.response_cache import ResponseCache
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.welcome.first_run import FirstRun
from tests.compare.making import fill
from tests.models.tiny import Tiny, write_tiny

_LICENSES = ("apache-2.0", "llama3.2", "mit", "")
_LABELS = ("Q4_K_M", "Q8_0", "Q5_K_M")
_QUESTION = "What is in a GGUF file, and why is it quantized?"
ANSWER = """A **GGUF** file holds weights and everything else a runtime needs:

1. the header with names and numbers,
2. the tensors, quantized or not.

| Version | Bits | Size |
|---|---|---|
| Q4_K_M | 4.9 | 1.1 GB |

```python
def read_magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)
```

Quantization trades exactness for room: four bits for each weight are enough for most uses.
"""


def write_home(home: Path, *, models: int, rows: int, turns: int, columns: int) -> None:
    """``models`` in the library, ``rows`` in Discover, ``turns`` in one chat, ``columns`` to compare."""
    paths = Paths(home)
    ids = _write_models(paths.models, models)
    SettingsFile(paths.settings, print).change(offline=True, endpoint=HUB)
    store = Store(paths.database)
    try:
        FirstRun(store).finish()
        _write_rows(ResponseCache(store), rows)
        store.set_state("playground.chat", str(_write_chat(Chats(store), ids[0], turns)))
        fill(Comparisons(store), ids[:columns])
    finally:
        store.close()


def _write_models(folder: Path, count: int) -> list[str]:
    """The files are one file by many names: their headers are read, not their weights."""
    kinds = [
        write_tiny(folder.parent / f"kind-{n}.gguf", Tiny(name=f"Kind {n}", metadata=_license(n)))
        for n in range(len(_LICENSES))
    ]
    ids = []
    for number in range(count):
        name = f"Model-{number:05}-{_LABELS[number % len(_LABELS)]}.gguf"
        path = folder / f"publisher-{number % 97}" / f"Model-{number:05}-GGUF" / name
        path.parent.mkdir(parents=True)
        os.link(kinds[number % len(kinds)], path)
        ids.append(path.relative_to(folder).as_posix())
    for kind in kinds:
        kind.unlink()
    return ids


def _license(number: int) -> dict[str, str]:
    found = _LICENSES[number % len(_LICENSES)]
    return {"general.license": found} if found else {}


def _write_rows(seen: ResponseCache, count: int) -> None:
    """What the Hub answers to the question that Discover asks first."""
    key = f"{HUB}/api/models?{urlencode(parameters(RepoQuery(limit=50)))}"
    body = {"data": [_row(number) for number in range(count)], "beside": None}
    seen.put(key, json.dumps(body).encode())


def _row(number: int) -> dict[str, object]:
    license_ = _LICENSES[number % len(_LICENSES)]
    return {
        "id": f"publisher-{number % 97}/Model-{number:05}-{number % 13}B-Instruct-GGUF",
        "downloads": 1_000_000 - 90 * number,
        "likes": number % 3000,
        "lastModified": datetime(2026, 1, 1 + number % 28, tzinfo=UTC).isoformat(),
        "tags": ["gguf", *([f"license:{license_}"] if license_ else [])],
        "cardData": {"license": license_, "datasets": ["a/b"] if number % 3 == 0 else []},
        "gguf": {"total": (number % 70 + 1) * 10**9, "architecture": "llama", "context_length": 32768},
        "siblings": [{"rfilename": "model-Q4_K_M.gguf"}],
    }


def _write_chat(chats: Chats, model: str, turns: int) -> int:
    chat = chats.create(_QUESTION, model)
    for _ in range(turns):
        chats.add(chat.id, "user", _QUESTION, TurnRecord())
        chats.add(chat.id, "assistant", ANSWER, TurnRecord(model=model, model_name="Kind 0"))
    return chat.id
