"""Endpoints are kept with all that was found of them, and without their keys."""

import re
from dataclasses import replace

import msgspec
import pytest

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.documents.consents import DocumentConsents
from explorer.domain.endpoint import (
    Endpoint,
    EndpointAbility,
    EndpointEntry,
    EndpointModel,
    EndpointPrice,
    EndpointProbe,
    KeyPlace,
    ProbeAnswer,
    is_loopback,
)
from explorer.domain.errors import KnownError
from explorer.domain.model import Capability, Whereabouts
from explorer.engine.remote.endpoints import Endpoints, key_name
from tests.keys import MemoryKeys

ENTRIES = (EndpointEntry("qwen/Qwen3-32B", is_chosen=True, price=EndpointPrice(0.5, 2.0)), EndpointEntry("b"))
PROBED = EndpointProbe(
    "2026-12-01T09:36:00+00:00", 4, answers=(ProbeAnswer(EndpointAbility.PROBABILITIES, True, "20", 20),)
)
LAB = Endpoint("lab", "Lab server", "https://llm.lab.example/v1", entries=ENTRIES, probe=PROBED)


@pytest.fixture
def endpoints(store: Store) -> Endpoints:
    return Endpoints(store, lambda: False, MemoryKeys())


def test_what_was_kept_is_there_after_the_next_start(endpoints: Endpoints, store: Store) -> None:
    heard = list[int]()
    endpoints.changed.add(lambda every: heard.append(len(every)))
    endpoints.keep(LAB)
    endpoints.keep(msgspec.structs.replace(LAB, id="b", name="Beside", address="http://localhost:1234/v1"))
    endpoints.keep(msgspec.structs.replace(LAB, name="Laboratory"))
    again = Endpoints(store, lambda: False, MemoryKeys())
    assert [one.name for one in again.all] == ["Laboratory", "Beside"]
    assert again.all == endpoints.all
    assert heard == [1, 2, 2]
    endpoints.remove("lab")
    assert [one.id for one in endpoints.all] == ["b"]


def test_a_damaged_row_leaves_the_others(endpoints: Endpoints, store: Store) -> None:
    endpoints.keep(LAB)
    told = list[str]()
    store.tell = told.append
    store.write("INSERT INTO endpoints VALUES ('bad', 5, '{')")
    assert Endpoints(store, lambda: False, MemoryKeys()).all == (LAB,)
    assert len(told) == 1


def test_a_chosen_model_stands_in_pickers_and_says_where_it_is(endpoints: Endpoints) -> None:
    endpoints.keep(LAB)
    (model,) = endpoints.models
    assert (model.id, model.title) == ("endpoint://lab/qwen/Qwen3-32B", "Qwen3 32B · Lab server")
    assert model.where is Whereabouts.AWAY
    assert model.capabilities == {Capability.SEVERAL, Capability.PROBABILITIES}
    assert not model.why_not_usable
    assert replace(model, is_offline=True).why_not_usable == "offline mode is on"
    beside = msgspec.structs.replace(LAB, address="http://127.0.0.2:8080/v1")
    assert EndpointModel(beside, ENTRIES[0]).where is Whereabouts.BESIDE


def test_a_new_id_is_no_other_ones(endpoints: Endpoints) -> None:
    endpoints.keep(LAB)
    assert re.fullmatch(r"lab-[0-9a-f]{6}", endpoints.new_id("Lab"))
    assert endpoints.new_id("Lab") != endpoints.new_id("Lab")
    assert endpoints.new_id("Überall 7!").startswith("berall-7-")
    assert endpoints.new_id("实验室").startswith("endpoint-")


def test_what_another_process_did_is_seen_and_stays(endpoints: Endpoints, store: Store) -> None:
    consents = DocumentConsents(store)
    endpoints.changed.add(consents.keep_only)
    endpoints.keep(LAB)
    omx = Endpoints(store, lambda: False, MemoryKeys())
    added = msgspec.structs.replace(LAB, id=omx.new_id("Lab"))
    omx.keep(added)
    consents.agree(EndpointModel(added, ENTRIES[0]), {"leases": "Leases"})
    endpoints.keep(msgspec.structs.replace(LAB, name="Laboratory"))
    assert [one.name for one in omx.all] == ["Laboratory", "Lab server"]
    assert [one.endpoint for one in consents.kept] == [added.id]
    omx.remove("lab")
    endpoints.keep(msgspec.structs.replace(LAB, id="b", name="Beside"))
    assert [one.id for one in endpoints.all] == [added.id, "b"], "nothing came back"


def test_a_key_comes_from_where_it_lies(endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch) -> None:
    assert endpoints.secret_of(LAB) == ""
    kept = msgspec.structs.replace(LAB, key=KeyPlace.KEYRING)
    with pytest.raises(KnownError, match="not in the keyring"):
        endpoints.secret_of(kept)
    endpoints.keys.keep(key_name("lab"), "sk-secret")
    assert endpoints.secret_of(kept) == "sk-secret"
    named = msgspec.structs.replace(LAB, key=KeyPlace.ENVIRONMENT, variable="LAB_KEY")
    with pytest.raises(KnownError, match="LAB_KEY"):
        endpoints.secret_of(named)
    monkeypatch.setenv("LAB_KEY", "sk-other")
    assert endpoints.secret_of(named) == "sk-other"


def test_no_key_is_in_the_database(endpoints: Endpoints, paths: Paths, store: Store) -> None:
    endpoints.keys.keep(key_name("lab"), "sk-very-secret")
    endpoints.keep(msgspec.structs.replace(LAB, key=KeyPlace.KEYRING, key_end="cret"))
    store.close()
    assert b"sk-very-secret" not in paths.database.read_bytes()


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("[::1]", True),
        ("LocalHost.", True),
        ("localhost", True),
        ("evil.localhost", False),
        ("0.0.0.0", False),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("10.0.0.1", False),
    ],
)
def test_only_this_machine_is_this_machine(host: str, is_here: bool) -> None:  # noqa: FBT001  a parameter
    assert is_loopback(host) is is_here
