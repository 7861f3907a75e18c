"""Will it run here, told by the first bytes of a file that is still on the Hub."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.facts import SourceKind, Verdict
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.memory_estimate import LoadConditions, estimate_memory
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.local.model_facts.lineage_reader import LineageReader
from explorer.local.model_facts.remote_header import (
    kept_header_values,
    memory_beside_weights,
    read_full_header,
    read_remote_header,
)
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.models.tiny import Tiny, write_tiny
from tests.transparency.cards import table

REPO = "meadow/Tiny-GGUF"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "hub"
    make_repo(root, REPO, {"README.md": b"# Tiny\n"})
    write_tiny(root / REPO / "tiny-Q8_0.gguf", Tiny(text="words"))
    return root


@pytest.fixture
def test_hub(root: Path) -> Iterator[TestHub]:
    with TestHub(root) as hub:
        yield hub


@pytest.fixture
def hub(test_hub: TestHub, store: Store) -> Hub:
    return Hub(test_hub.endpoint, lambda: False, ResponseCache(store))


def ranges(test_hub: TestHub) -> list[str]:
    return [r.headers.get("range", "") for r in test_hub.requests if r.origin == "cdn"]


def test_the_estimate_is_that_of_the_whole_header(hub: Hub, root: Path, test_hub: TestHub) -> None:
    repo = hub.describe(REPO)
    remote = read_remote_header(hub, repo, repo.variants[0])
    assert remote is not None
    assert ranges(test_hub) == ["bytes=0-65535"]
    size = repo.variants[0].size or 0
    exact = estimate_memory(read_header(root / REPO / "tiny-Q8_0.gguf"), LoadConditions(2048))
    assert remote.context_length is not None
    assert remote.context_length >= 2048
    assert size + memory_beside_weights(remote, 2048) == pytest.approx(exact.total, rel=0.02)


def test_a_header_is_fetched_once(hub: Hub, test_hub: TestHub) -> None:
    repo = hub.describe(REPO)
    first, again = (read_remote_header(hub, repo, repo.variants[0]) for _ in range(2))
    assert again == first
    assert len(ranges(test_hub)) == 1
    kept = hub.files.kept_start(repo, repo.variants[0].first)
    assert kept is not None
    assert len(kept) < 64 << 10  # only what was needed


def test_what_the_header_said_is_a_source_of_the_sheet_from_then_on(hub: Hub) -> None:
    repo = hub.open(REPO)
    reader = LineageReader(hub, table())
    before = reader.of_repo(repo).dossier.get("architecture")
    read_remote_header(hub, repo, repo.variants[0])
    after = reader.of_repo(repo).dossier.get("architecture")
    assert before is not None
    assert before.verdict is Verdict.NOT_DISCLOSED
    assert after is not None
    assert after.verdict is Verdict.OPEN
    assert {e.kind for e in after.evidence} == {SourceKind.HEADER}
    assert "start of the GGUF header" in after.searched


def test_what_is_true_of_one_file_is_not_said_of_all(hub: Hub) -> None:
    repo = hub.describe(REPO)
    header = read_remote_header(hub, repo, repo.variants[0])
    facts = kept_header_values(hub, repo)
    assert header is not None
    assert header.header is not None
    assert facts is not None
    assert header.header.metadata.keys() - facts.keys() <= {"general.file_type"}
    assert "general.file_type" not in facts


def test_what_is_no_gguf_leaves_the_estimate(hub: Hub, root: Path, test_hub: TestHub) -> None:
    make_repo(root, "meadow/Noise-GGUF", {"noise-Q4_K_M.gguf": 200_000})
    repo = hub.describe("meadow/Noise-GGUF")
    assert read_remote_header(hub, repo, repo.variants[0]) is None
    assert len(ranges(test_hub)) == 1


def test_more_is_fetched_where_numbers_come_late_but_never_more_than_a_megabyte(
    hub: Hub, root: Path, test_hub: TestHub
) -> None:
    folder = make_repo(root, "meadow/Late-GGUF", {"README.md": b"# Late\n"})
    whole = (root / REPO / "tiny-Q8_0.gguf").read_bytes()
    first = whole[24:]
    for name, filler in (("near-Q8_0.gguf", 100_000), ("far-Q8_0.gguf", 900_000)):
        count = int.from_bytes(whole[16:24], "little") + -(-filler // 50_000)
        padding = b"".join(_text(f"pad.{n}", "x" * 50_000) for n in range(-(-filler // 50_000)))
        (folder / name).write_bytes(
            whole[:16] + count.to_bytes(8, "little") + padding + first + b"\0" * 2_000_000
        )
    repo = hub.describe("meadow/Late-GGUF")
    by_name = {variant.first.path: variant for variant in repo.variants}
    assert read_remote_header(hub, repo, by_name["near-Q8_0.gguf"]) is not None
    assert ranges(test_hub) == ["bytes=0-65535", "bytes=0-262143"]
    assert read_remote_header(hub, repo, by_name["far-Q8_0.gguf"]) is not None
    assert ranges(test_hub)[-1] == "bytes=0-1048575"


def _text(key: str, value: str) -> bytes:
    """A pair of the header, both of them text."""
    return b"".join(
        (len(key).to_bytes(8, "little"), key.encode(), (8).to_bytes(4, "little"),
         len(value).to_bytes(8, "little"), value.encode())
    )  # fmt: skip


def test_the_tensors_are_read_when_they_are_asked_for(hub: Hub, root: Path) -> None:
    repo = hub.describe(REPO)
    whole = read_full_header(hub, repo, repo.variants[0])
    assert whole == read_header(root / REPO / "tiny-Q8_0.gguf")


def test_a_header_that_goes_on_and_on_is_told(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = hub.describe(REPO)
    monkeypatch.setattr("explorer.local.model_facts.remote_header._WHOLE_STEPS", (64, 128))
    with pytest.raises(KnownError, match="longer than"):
        read_full_header(hub, repo, repo.variants[0])
