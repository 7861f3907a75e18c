"""From a need to candidates: who is proposed, in which order, who is left out, and why."""

import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from explorer.base.settings import SettingsFile
from explorer.choose.candidate import Candidate, FoundIn, LeftOut, Proposal
from explorer.choose.need import InUnion, Need, Pace, Privacy, Purpose, UseAt
from explorer.choose.proposing.named import named_model
from explorer.choose.proposing.proposer import Proposer
from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import CancelledError, OfflineError
from explorer.domain.fit import MeasuredSpeed, file_key
from explorer.domain.model import Model
from explorer.local.models.model_lookup import scan_folder
from explorer.services import Core
from tests.choose.proposing.repos import (
    CLEAR,
    COPY,
    ENGLISH,
    HUGE,
    ORIGINAL,
    RESEARCH,
    SHUT,
    SILENT,
    TERMS,
    card,
    chat_repo,
)
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.models.tiny import Tiny, write_tiny
from tests.settings.endpoint_data import beside, provider

WORK = Need(purposes=(Purpose.CHAT,), languages=("en", "de"), used_at=UseAt.WORK)


def repos(proposal: Proposal) -> list[str]:
    return [one.repo for one in proposal.candidates]


def out(proposal: Proposal, repo: str) -> LeftOut:
    return next(one for one in proposal.left_out if one.candidate.repo == repo)


def of(proposal: Proposal, repo: str) -> Candidate:
    return next(one for one in proposal.candidates if one.repo == repo)


def test_order_is_license_then_fit_then_languages_then_what_can_be_had(proposer: Proposer) -> None:
    assert repos(proposer.propose(WORK)) == [CLEAR, SHUT, SILENT, TERMS]


def test_the_listing_speaks_first_and_cards_follow_one_by_one(proposer: Proposer) -> None:
    told: list[Proposal] = []
    began, first = time.monotonic(), 0.0

    def hear(proposal: Proposal) -> None:
        nonlocal first
        if proposal.candidates and not first:
            first = time.monotonic() - began
        told.append(proposal)

    over = proposer.propose(WORK, hear)
    read = [sum(one.is_read for one in proposal.candidates) for proposal in told]
    assert first < 2
    assert read[:3] == [0, 0, 0]
    assert read[-4:] == [1, 2, 3, 4]
    assert over.is_over
    assert all(one.is_read and one.commit for one in over.candidates)


def test_a_license_that_forbids_is_left_out_with_its_quote(proposer: Proposer) -> None:
    left = out(proposer.propose(WORK), RESEARCH).reason
    assert left.words == "Qwen Research allows no commercial use"
    assert left.evidence is not None
    assert left.evidence.quote == "qwen-research"
    assert left.source.startswith("https://")


def test_not_said_where_it_is_used_counts_as_work(proposer: Proposer) -> None:
    assert out(proposer.propose(replace_need(used_at=UseAt.UNKNOWN)), RESEARCH).reason.about == "license"


def test_for_oneself_a_research_license_has_conditions(proposer: Proposer) -> None:
    one = of(proposer.propose(replace_need(used_at=UseAt.PRIVATE)), RESEARCH)
    license_ = one.reason("license")
    assert license_ is not None
    assert license_.speaks == "conditions"


def test_other_languages_only_are_left_out_and_silence_stays_in(proposer: Proposer) -> None:
    found = proposer.propose(WORK)
    assert out(found, ENGLISH).reason.words == "Its card names English only"
    silent = of(found, SILENT).reason("languages")
    assert silent is not None
    assert silent.speaks == "unknown"


def test_without_languages_none_is_left_out_for_them(proposer: Proposer) -> None:
    assert ENGLISH in repos(proposer.propose(replace_need(languages=())))


def test_what_is_too_big_says_so_with_numbers(proposer: Proposer) -> None:
    reason = out(proposer.propose(WORK), HUGE).reason
    assert reason.about == "fit"
    assert "memory" in reason.more[0]


def test_too_slow_is_left_out_only_where_answers_must_come_as_one_reads(
    proposer: Proposer, core: Core
) -> None:
    key = file_key("Harbour-3B-it-Q4_K_M.gguf", 300)
    core.machine.yardstick.measured[key] = MeasuredSpeed(2.0, "2026-12-01", 4096)
    assert "2.0 tokens/s" in out(proposer.propose(replace_need(pace=Pace.READING)), TERMS).reason.words
    waiting = of(proposer.propose(replace_need(pace=Pace.WAIT)), TERMS)
    assert "slower than you read" in waiting.speaking("against")[0].words


def test_copies_are_one_candidate_and_the_makers_own_is_taken(proposer: Proposer) -> None:
    one = of(proposer.propose(WORK), CLEAR)
    assert (one.original, one.others) == (ORIGINAL, (COPY,))


def test_without_the_makers_own_the_most_fetched_copy_is_taken(proposer: Proposer, root: Path) -> None:
    for name, downloads in (("one/Brook-GGUF", 10), ("two/Brook-GGUF", 2000)):
        chat_repo(root, name, card("mit", "en, de", "brook/Brook"), downloads=downloads)
    brook = next(one for one in proposer.propose(WORK).candidates if one.original == "brook/Brook")
    assert (brook.repo, len(brook.others)) == ("two/Brook-GGUF", 1)


def test_outside_the_union_is_left_out_there_and_marked_where_nobody_said(
    proposer: Proposer, root: Path
) -> None:
    chat_repo(root, "far/Hun-GGUF", card("tencent-hunyuan-community", "en, de"), downloads=90)
    assert (
        "European Union"
        in out(proposer.propose(replace_need(in_union=InUnion.YES)), "far/Hun-GGUF").reason.words
    )
    for answer in (InUnion.UNKNOWN, InUnion.NO):
        marked = of(proposer.propose(replace_need(in_union=answer)), "far/Hun-GGUF").reason("license")
        assert marked is not None
        assert ("European Union" in marked.words) == (answer is InUnion.UNKNOWN)


def test_a_field_finds_what_bears_its_signs_and_names_what_has_no_file(
    proposer: Proposer, root: Path
) -> None:
    text = card("apache-2.0", "en, de").replace(b"[conversational]", b"[medical]")
    chat_repo(root, "clinic/Leech-GGUF", text, downloads=3)
    make_repo(root, "clinic/Raw", {"README.md": text, "model.safetensors": 10}, downloads=4)
    found = proposer.propose(replace_need(purposes=(Purpose.HEALTHCARE,)))
    words = [one.words for one in of(found, "clinic/Leech-GGUF").reasons]
    assert "Listed for Healthcare: tag “medical”" in words
    assert out(found, "clinic/Raw").reason.about == "file"


def test_names_that_a_starting_page_searches_for_are_signs(proposer: Proposer, root: Path) -> None:
    text = card("mit", "en, de").replace(b"tags: [conversational]\n", b"")
    chat_repo(root, "lab/StarCoder2-3B-GGUF", text, downloads=2)
    found = proposer.propose(replace_need(purposes=(Purpose.CODE,)))
    words = [one.words for one in of(found, "lab/StarCoder2-3B-GGUF").reasons]
    assert "Listed for Code: “starcoder” in its name" in words
    assert "whether it answers, or only continues a text" in words


def test_a_file_of_this_disk_needs_no_download(
    proposer: Proposer, models: list[Model], tmp_path: Path
) -> None:
    write_tiny(tmp_path / "models" / "own" / "Tiny-GGUF" / "tiny-Q8_0.gguf", Tiny())
    models.extend(scan_folder(tmp_path / "models"))
    here = next(one for one in proposer.propose(Need()).candidates if one.found_in is FoundIn.LIBRARY)
    assert here.download == 0
    assert here.model is models[0]
    assert any("Already here" in one.words for one in here.reasons)


def test_of_a_file_whose_repo_is_gone_it_is_said_that_nobody_can_read_its_card(
    core: Core, proposer: Proposer, models: list[Model], tmp_path: Path
) -> None:
    path = write_tiny(tmp_path / "models" / "own" / "Tiny-GGUF" / "tiny-Q8_0.gguf", Tiny())
    (model,) = scan_folder(tmp_path / "models")
    models.append(replace(model, repo="own/gone", commit="0" * 40, path=path))
    here = next(one for one in proposer.propose(Need()).candidates if one.found_in is FoundIn.LIBRARY)
    license_ = here.reason("license")
    assert license_ is not None
    assert license_.words == "its license (its card cannot be read)"
    assert license_.more[0] == "This model does not exist, or it is private."
    assert not any("not read yet" in one.words for one in here.reasons)
    named = named_model(core, models[0], Need())
    assert named.reasons == here.reasons


def test_endpoints_only_where_prompts_may_go(proposer: Proposer, models: list[Model]) -> None:
    model = _provider_model()
    models.append(model)
    for privacy in (Privacy.HERE, Privacy.UNKNOWN):
        assert out(proposer.propose(replace_need(privacy=privacy)), "").reason.about == "privacy"
    assert proposer.propose(replace_need(privacy=Privacy.SERVER)).candidates[-1].id == model.id
    compared = proposer.propose(replace_need(provider=model.id)).candidates[-1]
    assert "You asked for it, to compare" in [one.words for one in compared.reasons]


def _own_server(repo: str) -> EndpointModel:
    """A program on this machine, of whose model the person says which repo it is."""
    endpoint = beside()
    return EndpointModel(endpoint, msgspec.structs.replace(endpoint.entries[0], repo=repo))


def test_on_a_server_of_ones_own_the_license_of_the_model_holds(
    proposer: Proposer, models: list[Model]
) -> None:
    models.append(_own_server(RESEARCH))
    left = next(one for one in proposer.propose(WORK).left_out if one.candidate.found_in is FoundIn.ENDPOINT)
    assert left.reason.words == "Qwen Research allows no commercial use"
    models[:] = [_own_server(CLEAR)]
    license_ = proposer.propose(WORK).candidates[-1].reason("license")
    assert license_ is not None
    assert license_.words == "Apache 2.0 allows use at work"


@pytest.mark.parametrize("repo", ["", "nobody/Nothing", "no repo at all"])
def test_on_a_server_of_ones_own_a_license_that_nobody_knows_is_not_known(
    proposer: Proposer, models: list[Model], repo: str
) -> None:
    models.append(_own_server(repo))
    found = proposer.propose(WORK)
    license_ = found.candidates[-1].reason("license")
    assert license_ is not None
    assert license_.speaks == "unknown"
    assert found.trouble is None


def test_a_listing_alone_allows_nothing(proposer: Proposer) -> None:
    found = proposer.propose(WORK, cards=0)
    assert repos(found) == [CLEAR, SHUT, SILENT, TERMS]
    told = of(found, CLEAR).reason("license")
    assert told is not None
    assert (told.speaks, told.words) == ("unknown", "Apache 2.0 by its listing; its card is not read yet")
    wanted = of(found, TERMS).key
    more = proposer.read_more(WORK, lambda _proposal: None, lambda: False, lambda: (wanted,))
    assert [one.repo for one in more.candidates if one.is_read] == [TERMS]
    assert not proposer.lacks(more, (wanted,))


def test_nothing_fits(proposer: Proposer) -> None:
    found = proposer.propose(replace_need(languages=("fi",), purposes=()))
    assert [one.repo for one in found.candidates] == [SILENT]  # nobody says; all others name others
    assert found.looked_at == len(found.candidates) + len(found.left_out) + 1  # a copy


def test_offline_shows_what_was_seen_and_says_why(
    proposer: Proposer, core: Core, settings: SettingsFile
) -> None:
    proposer.propose(WORK)
    settings.change(offline=True)
    again = Proposer(core, tuple).propose(WORK)
    assert repos(again) == [CLEAR, SHUT, SILENT, TERMS]
    assert all(one.is_read for one in again.candidates)
    assert isinstance(again.trouble, OfflineError)


def test_offline_without_anything_seen(proposer: Proposer, settings: SettingsFile) -> None:
    settings.change(offline=True)
    found = proposer.propose(WORK)
    assert (found.candidates, found.is_over) == ((), True)
    assert isinstance(found.trouble, OfflineError)


def test_offline_halfway_keeps_what_came(proposer: Proposer, settings: SettingsFile) -> None:
    def cut(proposal: Proposal) -> None:
        if any(one.is_read for one in proposal.candidates):
            settings.change(offline=True)

    found = proposer.propose(WORK, cut)
    assert repos(found) == [CLEAR, SHUT, SILENT, TERMS]
    assert [one.is_read for one in found.candidates].count(True) == 1
    assert isinstance(found.trouble, OfflineError)


def test_it_can_be_stopped(proposer: Proposer) -> None:
    with pytest.raises(CancelledError):
        proposer.propose(WORK, stopped=lambda: True)


def test_what_was_read_is_not_asked_for_again(proposer: Proposer, test_hub: TestHub) -> None:
    proposer.propose(WORK)
    asked = len(test_hub.requests)
    proposer.propose(replace_need(used_at=UseAt.PRODUCT))
    assert len(test_hub.requests) == asked


def test_hostile_rows_come_to_nothing_bad(proposer: Proposer, root: Path) -> None:
    chat_repo(
        root,
        "odd/Row-GGUF",
        card("'\\u202egpl {0}'", "en, de", "../../etc"),
        downloads=-5,
        gguf={"total": "many", "context_length": {}},
        tags=["conversational", "gguf", "base_model:quantized:../x", "de", "en"],
    )
    one = of(proposer.propose(WORK), "odd/Row-GGUF")
    fit, license_ = one.reason("fit"), one.reason("license")
    assert fit is not None
    assert license_ is not None
    assert license_.speaks == "unknown"
    assert "gpl {0}" in license_.words  # as it is written, and read as no other license
    assert one.downloads == 0


def _provider_model() -> EndpointModel:
    endpoint = provider()
    return EndpointModel(endpoint, endpoint.entries[0])


def replace_need(**answers: object) -> Need:
    return msgspec.structs.replace(WORK, **answers)
