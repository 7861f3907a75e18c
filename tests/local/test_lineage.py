"""A whole lineage and its data sets, read through the real client from a hub on loopback."""

from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.domain.facts import Dossier, Finding, SourceKind, Verdict
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.local.model_facts.known_model import shelf_of_repo
from explorer.local.model_facts.lineage_reader import LineageReader
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licensing.licenses import Licenses
from tests.hub.server import TestHub, datasets_of
from tests.hub.tools import Switch, make_repo
from tests.transparency.cards import table

QUANT, TUNED, ROOT = "quantizers/wren-GGUF", "meadow/wren-chat", "meadow/wren-base"
LICENSE = (Path(__file__).parents[2] / "LICENSE").read_bytes()
ROOT_CARD = b"""---
license: other
language: en
datasets:
- meadow/songs
- meadow/locked
- meadow/vanished
- meadow/old-calls
---
# Wren base

Wren was pre-trained on [songs](https://huggingface.co/datasets/meadow/songs), in all 2 trillion tokens.
"""
TUNED_CARD = b"""---
license: apache-2.0
base_model: meadow/wren-base
base_model_relation: finetune
---
# Wren chat

## Limitations

Wren confuses the names of birds.
"""
QUANT_CARD = b"""---
base_model: meadow/wren-chat
base_model_relation: quantized
quantized_by: quantizers
---
# Wren GGUF
"""


class World:
    """A hub with the lineage, a client, and the reader."""

    def __init__(self, tmp_path: Path) -> None:
        root = tmp_path / "hub"
        make_repo(root, QUANT, {"README.md": QUANT_CARD, "wren-Q4_K_M.gguf": 10})
        make_repo(root, TUNED, {"README.md": TUNED_CARD, "model.safetensors": 10})
        make_repo(root, ROOT, {"README.md": ROOT_CARD, "LICENSE": LICENSE})
        data = datasets_of(root)
        card = b"# Songs\n\nThe songs were deduplicated; personal information was removed from the data.\n"
        make_repo(
            data, "meadow/songs", {"README.md": card}, tags=["license:cc-by-4.0", "size_categories:1M<n<10M"]
        )
        make_repo(data, "meadow/locked", {"README.md": b"# Locked\n"}, gated="manual")
        make_repo(data, "meadow/calls", {"README.md": b"# Calls\n"}, aliases=["meadow/old-calls"])
        self.test_hub = TestHub(root)
        self.test_hub.start()
        self.store = Store(tmp_path / "store.db")
        self.offline = Switch()
        self.hub = Hub(self.test_hub.endpoint, self.offline, ResponseCache(self.store))
        self.licenses: Licenses = table()
        self.reader = LineageReader(self.hub, self.licenses)

    def dossier(self, repo: str) -> Dossier:
        return self.reader.of_repo(self.hub.open(repo)).dossier

    def get(self, repo: str, dimension: str) -> Finding:
        found = self.dossier(repo).get(dimension)
        assert found is not None
        return found

    def close(self) -> None:
        self.test_hub.close()
        self.store.close()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:  # type: ignore[misc]
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    made = World(tmp_path)
    yield made
    made.close()


def test_facts_come_down_the_chain_and_say_from_where(world: World) -> None:
    risks = world.get(QUANT, "risks")
    assert (risks.verdict, risks.holder, risks.hops) == (Verdict.OPEN, TUNED, 1)
    data = world.get(QUANT, "pretraining_data")
    assert data.verdict is Verdict.NOT_DISCLOSED  # its parent is a fine-tune that does not say
    assert data.base is not None
    assert (data.base.holder, data.base.hops) == (ROOT, 2)


def test_a_license_text_above_is_recognized_and_quoted(world: World) -> None:
    license_ = world.get(TUNED, "license")
    assert license_.value == "apache-2.0"
    lineage = world.reader.of_repo(world.hub.open(TUNED)).lineage
    root = lineage.hops[0].dossier
    assert root is not None
    stated = root.get("license")
    assert stated is not None
    assert (stated.value, stated.evidence[0].kind) == ("mit", SourceKind.FILE)


def test_each_is_explained_from_what_its_facts_were_read_from(world: World) -> None:
    repo = world.hub.open(TUNED)
    shelf = shelf_of_repo(repo, world.reader.of_repo(repo))
    assert set(shelf.sources) == {TUNED, ROOT}
    stated = read_dossier(shelf.sources[ROOT], world.licenses).get("license")
    assert stated is not None
    assert stated.value == "mit", "out of its LICENSE"
    assert shelf_of_repo(repo, None).sources[TUNED].card == TUNED_CARD.decode()


def test_a_card_that_is_gated_breaks_the_chain_in_words(world: World) -> None:
    make_repo(world.test_hub.repos.root, ROOT, {"README.md": ROOT_CARD}, gated="manual")
    lineage = world.reader.of_repo(world.hub.open(TUNED)).lineage
    assert [str(b) for b in lineage.broken] == [f"Chain broken at {ROOT}: its card is behind a gate"]


def test_a_parent_that_is_gone_breaks_the_chain_in_words(world: World) -> None:
    make_repo(
        world.test_hub.repos.root, "a/orphan", {"README.md": b"---\nbase_model: nobody/egg\n---\n# Orphan\n"}
    )
    lineage = world.reader.of_repo(world.hub.open("a/orphan")).lineage
    assert len(lineage.broken) == 1
    assert lineage.hops[0].dossier is None


def test_what_was_read_once_is_there_without_a_network(world: World) -> None:
    before = world.dossier(QUANT)
    asked = len(world.test_hub.requests)
    world.offline.on = True
    assert world.dossier(QUANT).findings == before.findings
    assert len(world.test_hub.requests) == asked


def test_a_license_text_is_asked_for_once(world: World) -> None:
    world.dossier(QUANT)
    world.dossier(QUANT)
    asked = [r for r in world.test_hub.requests if r.path.endswith("/LICENSE") and "/resolve/" in r.path]
    assert len(asked) == 1


def test_named_data_sets_are_asked_for_and_told_apart(world: World) -> None:
    walked = world.reader.of_repo(world.hub.open(ROOT))
    dossier, found = walked.dossier, walked.datasets
    assert [(d.named, d.id, d.status) for d in found] == [
        ("meadow/songs", "meadow/songs", "open"),
        ("meadow/locked", "meadow/locked", "gated"),
        ("meadow/vanished", "meadow/vanished", "gone"),
        ("meadow/old-calls", "meadow/calls", "open"),
    ]
    assert (found[0].license, found[0].size) == ("cc-by-4.0", "1M<n<10M")
    assert [f.dimension for f in found[0].findings] == ["data_processing", "personal_data"]
    answer = dossier.get("data_availability")
    assert answer is not None
    assert (answer.verdict, answer.text) == (Verdict.PARTIAL, "2 of 4 can be had by anyone")


def test_without_a_network_data_sets_are_not_taken_for_gone(world: World) -> None:
    repo = world.hub.open(ROOT)
    world.offline.on = True
    walked = world.reader.of_repo(repo)
    assert {d.status for d in walked.datasets} == {"unread"}
    answer = walked.dossier.get("data_availability")
    assert answer is not None
    assert answer.verdict is Verdict.NOT_CHECKED
