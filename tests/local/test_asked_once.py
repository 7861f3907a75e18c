"""An included model before and after the network: its card is read once, with the models above, and kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.domain.facts import Verdict
from explorer.domain.local_model import CARD_UNREAD, LocalModel, Origin
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.local.model_facts.known_model import KnownModel, read_known
from explorer.local.models.model_lookup import scan_folder
from explorer.local.models.origin_record import FileRecord, OriginRecord, read_record, write_record
from explorer.transparency.licensing.licenses import Licenses
from tests.hub.server import TestHub
from tests.hub.tools import Switch, make_repo, sha256
from tests.models.tiny import Tiny, write_tiny

PACKED, MADE = "packers/reed-GGUF", "meadow/reed-chat"
PACKED_CARD = f"---\nbase_model: {MADE}\nbase_model_relation: quantized\n---\n# Reed, packed\n".encode()
MADE_CARD = b"""---
license: apache-2.0
datasets: [meadow/songs]
---
# Reed

## Limitations

Reed makes up the names of birds.
"""


class World:
    """A file that came with the app, and the hub that knows its repo; offline at first."""

    def __init__(self, folder: Path, licenses: Licenses) -> None:
        self.root, self.models, self._licenses = folder / "hub", folder / "models", licenses
        make_repo(self.root, PACKED, {"README.md": PACKED_CARD})
        make_repo(self.root, MADE, {"README.md": MADE_CARD})
        tiny = Tiny(text="Tweet.", name="Reed", metadata={"general.license": "apache-2.0"})
        self.published = write_tiny(self.root / PACKED / "reed-Q8_0.gguf", tiny)
        self.path = write_tiny(self.models / PACKED / "reed-Q8_0.gguf", tiny)
        self.served = TestHub(self.root)
        self.served.start()
        self._folder, self._stores, self.offline = folder, list[Store](), Switch()
        self.start_anew()
        self.commit = self.hub.open(PACKED).commit
        self.start_anew()
        self.offline.on = True

    def start_anew(self) -> None:
        """With nothing seen: what is known then lies beside the file."""
        self._stores.append(Store(self._folder / f"{len(self._stores)}.db"))
        self.hub = Hub(self.served.endpoint, self.offline, ResponseCache(self._stores[-1]))

    def close(self) -> None:
        self.served.close()
        for store in self._stores:
            store.close()

    def include(self, commit: str, repo: str = PACKED) -> None:
        file = FileRecord(
            "reed-Q8_0.gguf", commit, self.path.stat().st_size, sha256(self.path), datetime.now(UTC)
        )
        write_record(self.path.parent, OriginRecord(repo, "", Origin.INCLUDED, (file,)))

    @property
    def model(self) -> LocalModel:
        (found,) = scan_folder(self.models)
        return found

    def read(self, *, asks: bool) -> KnownModel:
        return read_known(self.model, self.hub, self._licenses, asks=asks)

    def known_commit(self) -> str:
        record = read_record(self.path.parent)
        return record.files[0].commit if record is not None else ""


@pytest.fixture
def world(tmp_path: Path, licenses: Licenses) -> Iterator[World]:
    made = World(tmp_path, licenses)
    yield made
    made.close()


def said(known: KnownModel, dimension: str) -> tuple[Verdict, str]:
    finding = known.dossier.get(dimension)
    assert finding is not None
    return finding.verdict, str(finding.text)


def test_before_the_network_one_sentence_says_so_and_the_header_is_told(world: World) -> None:
    world.include(world.commit)
    known = world.read(asks=True)
    assert known.needs_network
    assert known.trouble is not None
    assert said(known, "risks") == (Verdict.NOT_CHECKED, CARD_UNREAD)
    told = {finding.dimension for finding in known.dossier.told}
    assert "license" in told
    assert "risks" not in told
    assert not [f for f in known.dossier.told if f.text == CARD_UNREAD]


@pytest.mark.parametrize("is_noted", [True, False])
def test_once_asked_the_card_and_the_models_above_are_kept_beside_the_file(
    world: World, *, is_noted: bool
) -> None:
    world.include(world.commit if is_noted else "")  # a package does not always say of which commit it is
    world.offline.on = False
    first = world.read(asks=True)
    assert first.trouble is None
    assert first.card == PACKED_CARD.decode()
    assert said(first, "risks")[0] in (Verdict.OPEN, Verdict.PARTIAL)
    assert [hop.repo for hop in first.walked.lineage.hops] == [MADE]
    assert world.known_commit() == world.commit

    world.offline.on = True
    again = world.read(asks=False)
    assert not again.needs_network
    assert said(again, "risks") == said(first, "risks")
    world.start_anew()  # and nothing of it was seen before: what lies beside the file stays
    assert world.read(asks=False).card == PACKED_CARD.decode()


def test_a_state_that_does_not_publish_these_bytes_is_shown_but_not_kept_as_theirs(world: World) -> None:
    write_tiny(world.published, Tiny(text="Other."))
    world.include("")
    world.offline.on = False
    assert world.read(asks=True).card == PACKED_CARD.decode()
    assert world.known_commit() == ""
    world.start_anew()
    world.offline.on = True
    assert world.read(asks=False).needs_network


def test_a_repo_that_withholds_its_card_is_not_said_to_be_unread(world: World) -> None:
    make_repo(world.root, PACKED, {"README.md": PACKED_CARD}, gated="manual")
    world.include("")
    world.offline.on = False
    known = world.read(asks=True)
    assert not known.needs_network
    assert any("withheld" in finding.text for finding in known.dossier.findings)
