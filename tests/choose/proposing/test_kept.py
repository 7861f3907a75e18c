"""What is kept of a candidate: over a restart, and once its file is here; and all that is known of it."""

from pathlib import Path

import msgspec

from explorer.choose.candidate import FoundIn
from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.need import Need
from explorer.choose.proposing.candidate_facts import read_facts
from explorer.choose.proposing.kept import candidate_of, is_of, kept_of, with_references
from explorer.choose.proposing.proposer import Proposer
from explorer.domain.endpoint import EndpointModel
from explorer.domain.facts import Verdict
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.local.models.model_lookup import scan_folder
from explorer.services import Core
from explorer.transparency.rubric import dimensions
from tests.choose.proposing.repos import CLEAR, card, put_file
from tests.hub.server import TestHub
from tests.settings.endpoint_data import lab


def kept_clear(proposer: Proposer) -> KeptCandidate:
    return kept_of(next(one for one in proposer.propose(Need()).candidates if one.repo == CLEAR))


def here(folder: Path, kept: KeptCandidate) -> LocalModel:
    """Its file as a download puts it."""
    put_file(folder, kept)
    return scan_folder(folder)[0]


def test_it_survives_a_restart(proposer: Proposer) -> None:
    kept = kept_clear(proposer)
    again = msgspec.json.decode(msgspec.json.encode(kept), type=KeptCandidate)
    one = candidate_of(again, ())
    assert (one.id, one.repo, one.found_in, one.download) == (kept.id, CLEAR, FoundIn.HUB, 300)
    assert (kept.file, kept.size, kept.label) == ("Heath-4B-Q4_K_M.gguf", 300, "Q4_K_M")
    assert len(kept.sha256) == 64
    assert is_of(again, next(one for one in proposer.propose(Need()).candidates if one.repo == CLEAR))


def test_it_follows_its_download_under_the_same_id(proposer: Proposer, tmp_path: Path) -> None:
    kept = kept_clear(proposer)
    model = here(tmp_path / "models", kept)
    followed = with_references((model,), Decision(kept=(kept,))).kept[0]
    assert (followed.id, followed.reference) == (kept.id, model.id)
    one = candidate_of(followed, (model,))
    assert (one.found_in, one.download, one.model) == (FoundIn.LIBRARY, 0, model)


def test_facts_of_a_repo_before_its_download(core: Core, proposer: Proposer) -> None:
    facts = read_facts(core, kept_clear(proposer), ())
    assert facts.model is None
    assert (facts.repo, facts.trouble) == (CLEAR, None)
    assert [one.dimension for one in facts.dossier.findings] == [one.id for one in dimensions()]
    assert facts.fit is not None
    data = facts.dossier.get("pretraining_data")
    assert data is not None
    assert data.verdict is Verdict.NOT_DISCLOSED


def test_facts_of_a_file_here(core: Core, proposer: Proposer, tmp_path: Path) -> None:
    kept = kept_clear(proposer)
    model = here(tmp_path / "models", kept)
    facts = read_facts(core, kept, (model,))
    assert facts.model is not None
    assert facts.fit is not None


def test_facts_without_the_hub_say_why(core: Core, proposer: Proposer, test_hub: TestHub) -> None:
    kept = kept_clear(proposer)
    test_hub.close()
    facts = read_facts(core, kept, ())
    assert facts.trouble is not None
    assert facts.repo == CLEAR
    assert facts.dossier.findings[0].verdict is Verdict.OPEN
    unseen = read_facts(core, KeptCandidate("hub:a/b/c.gguf", "C", repo="a/b", file="c.gguf"), ())
    assert {one.verdict for one in unseen.dossier.findings} == {Verdict.NOT_CHECKED}
    assert unseen.trouble is not None


def test_facts_at_an_endpoint_are_those_of_the_repo_it_is_said_to_be(core: Core) -> None:
    entry = msgspec.structs.replace(lab().entries[0], repo=CLEAR)
    said = EndpointModel(lab(), entry)
    models: tuple[Model, ...] = (said,)
    kept = KeptCandidate(said.id, said.name, reference=said.id)
    facts = read_facts(core, kept, models)
    assert facts.is_elsewhere
    assert CLEAR in facts.said
    license_ = facts.dossier.get("license")
    assert license_ is not None
    assert license_.verdict is Verdict.OPEN
    silent = EndpointModel(lab(), lab().entries[1])
    unknown = read_facts(core, KeptCandidate(silent.id, silent.name, reference=silent.id), (silent,))
    assert {one.verdict for one in unknown.dossier.findings} == {Verdict.NOT_CHECKED}


def test_of_a_file_that_is_here_it_is_known_what_its_repo_offers_now(
    core: Core, proposer: Proposer, root: Path, tmp_path: Path
) -> None:
    kept = kept_clear(proposer)
    model = here(tmp_path / "models", kept)
    now = read_facts(core, kept, (model,)).now
    assert now is not None
    assert (now.commit, now.sha256, now.has_other_license) == (kept.commit, kept.sha256, False)
    assert read_facts(core, kept, (model,), asks=False).now is None
    (root / CLEAR / "README.md").write_bytes(card("cc-by-nc-4.0"))
    now = read_facts(core, kept, (model,)).now
    assert now is not None
    assert (now.license, now.own_license) == ("CC BY-NC 4.0", "Apache 2.0")
    assert now.commit != kept.commit
