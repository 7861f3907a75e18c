"""What is kept is counted by kind, and clearing caches frees room without touching what was made."""

from pathlib import Path

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.hub.response_cache import ResponseCache
from explorer.local.storage_usage import clear_caches, measure_storage


def test_each_kind_is_counted(paths: Paths, store: Store) -> None:
    repo = paths.models / "lab" / "Model-GGUF"
    (repo / ".explorer" / "c0ffee").mkdir(parents=True)
    (repo / "model.gguf").write_bytes(b"x" * 1000)
    (repo / "big.gguf.part").write_bytes(b"x" * 250)
    (repo / "large.gguf.explorer-moving").write_bytes(b"x" * 50)
    (repo / ".explorer" / "c0ffee" / "README.md").write_bytes(b"x" * 70)
    (paths.models / "notes.txt").write_bytes(b"x" * 9999)
    paths.log.parent.mkdir(parents=True)
    paths.log.write_bytes(b"x" * 40)
    ResponseCache(store).put("key", b"x" * 500)
    usage = measure_storage(paths, paths.models, store)
    assert (usage.models, usage.partial, usage.facts, usage.logs) == (1000, 300, 70, 40)
    assert usage.answers == 503
    assert usage.made > 0
    assert usage.free > 0


def test_cleared_caches_free_room_and_keep_what_was_made(paths: Paths, store: Store) -> None:
    store.set_state("mine", "kept")
    for number in range(50):
        ResponseCache(store).put(f"key{number}", b"x" * 20_000)
    freed = clear_caches(paths, store)
    assert freed > 500_000
    assert measure_storage(paths, paths.models, store).answers == 0
    assert store.get_state("mine") == "kept"


def test_a_folder_that_is_not_there_yet_is_empty(paths: Paths, store: Store, tmp_path: Path) -> None:
    usage = measure_storage(paths, tmp_path / "not" / "yet", store)
    assert (usage.models, usage.partial, usage.facts) == (0, 0, 0)
