"""The folder of what models have read: bounded, oldest first, nothing of chats that are gone."""

import os
from pathlib import Path

from explorer.local.kept_contexts import KeptContexts


def _make(folder: Path, chat: int, size: int, used: int) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{chat}.kv"
    path.write_bytes(b"x" * size)
    path.with_name(f"{path.name}.json").write_bytes(b"{}")
    os.utime(path, (used, used))
    return path


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_those_used_longest_ago_make_room(tmp_path: Path) -> None:
    folder = tmp_path / "contexts"
    for chat, used in ((1, 300), (2, 100), (3, 200)):
        _make(folder, chat, 40, used)
    KeptContexts(folder, lambda: 90).tidy()
    assert _names(folder) == {"1.kv", "1.kv.json", "3.kv", "3.kv.json"}
    KeptContexts(folder, lambda: 0).tidy()
    assert not _names(folder)


def test_of_chats_that_are_gone_nothing_stays(tmp_path: Path) -> None:
    folder = tmp_path / "contexts"
    contexts = KeptContexts(folder, lambda: 1 << 30)
    contexts.keep_only({1})  # there is no folder yet
    for chat in (1, 2, 3):
        _make(folder, chat, 10, chat)
    (folder / "4.kv.part").write_bytes(b"cut off")
    contexts.keep_only({1, 3})
    assert _names(folder) == {"1.kv", "1.kv.json", "3.kv", "3.kv.json"}
    contexts.forget(3)
    assert _names(folder) == {"1.kv", "1.kv.json"}
    assert contexts.is_forgotten(3)
    assert not contexts.is_forgotten(1)
