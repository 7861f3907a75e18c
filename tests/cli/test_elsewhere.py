"""`omx` and models at endpoints: documents go nowhere before the person agrees."""

import json
from pathlib import Path

import pytest

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.documents.consents import DocumentConsents
from explorer.domain.endpoint import Endpoint, EndpointEntry
from explorer.engine.remote.endpoints import Endpoints
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.store import EvalStore
from tests.cli.test_omx import Omx
from tests.keys import MemoryKeys
from tests.models.tiny import Tiny, write_tiny

WORDS = "The deposit is two months of rent."


@pytest.fixture
def omx(tmp_path: Path) -> Omx:
    """An endpoint is known, at a host that does not exist."""
    home = tmp_path / "home"
    home.mkdir()
    store = Store(Paths(home).database)
    entry = EndpointEntry("far-9b", is_chosen=True, context_length=8192)
    lab = Endpoint("lab", "Lab server", "https://llm.lab.example/v1", entries=(entry,))
    Endpoints(store, lambda: False, MemoryKeys()).keep(lab)
    store.close()
    (home / "settings.json").write_text(json.dumps({"offline": True}))
    return Omx(home, "http://127.0.0.1:1")


def test_words_of_documents_are_sent_only_where_the_person_agreed(omx: Omx, tmp_path: Path) -> None:
    (tmp_path / "lease.txt").write_text(WORDS)
    assert omx.run("documents", "add", str(tmp_path / "lease.txt"), "--collection", "Leases").returncode == 0
    ways = [("--file", str(tmp_path / "lease.txt")), ("--collection", "Leases")]
    for way in ways:
        refused = omx.run("ask", "lab/far-9b", "How much is the deposit?", *way)
        assert refused.returncode == 2
        assert "would be sent to llm.lab.example" in refused.stderr
        assert "--send-documents" in refused.stderr
    asked = ("--collection", "Leases", "--send-documents")
    agreed = omx.run("ask", "lab/far-9b", "How much is the deposit?", *asked)
    assert "leaves this machine" in agreed.stderr
    assert "you agreed is remembered" in agreed.stderr
    store = Store(Paths(tmp_path / "home").database)
    (kept,) = DocumentConsents(store).kept
    store.close()
    assert (kept.name, kept.source, kept.host) == ("Leases", "Lab server", "llm.lab.example")
    assert omx.run("documents", "forget", "--collection", "Leases", "--yes").returncode == 0
    store = Store(Paths(tmp_path / "home").database)
    assert DocumentConsents(store).kept == ()
    store.close()


def test_a_judge_that_is_told_the_tests_elsewhere_is_named(omx: Omx, tmp_path: Path) -> None:
    write_tiny(tmp_path / "one.gguf", Tiny(text="One says this.", name="One"))
    cases = (EvalCase("a", "a", (EvalTurn("user", "a"),), (Check("llm-rubric", "It is friendly."),)),)
    store = Store(Paths(tmp_path / "home").database)
    EvalStore(store).add_set("Friendly", EvalSet(cases=cases, judge="endpoint://lab/far-9b"))
    store.close()
    done = omx.run("test", "Friendly", str(tmp_path / "one.gguf"))
    assert "judges: tests and answers go to llm.lab.example." in done.stderr
