"""A whole lineage served by a hub on loopback: each fact with whose it is, no request more than needed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.base.store import Store
from explorer.domain.errors import CancelledError
from explorer.domain.facts import Finding, SourceKind, Verdict
from explorer.domain.local_model import LocalModel
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.local.download_queue.download_order import order_of
from explorer.local.download_queue.variant_download import download_order
from explorer.local.model_facts.known_model import shelf_of_repo
from explorer.local.model_facts.lineage_reader import CARD, LineageDossier, LineageReader
from explorer.local.models.model_lookup import resolve_model
from explorer.transparency.dossier import read_dossier
from explorer.transparency.lineage.walk import MOST_HOPS
from tests.hub.server import TestHub, datasets_of
from tests.hub.tools import Switch, make_repo
from tests.models.tiny import Tiny, write_tiny
from tests.transparency.cards import table

QUANT, TUNED, BASE = "quantizers/wren-GGUF", "meadow/wren-chat", "meadow/wren-base"
GGUF = {"architecture": "llama", "total": 1_000_000, "context_length": 4096}
CONFIG = b'{\n "model_type": "llama",\n "num_hidden_layers": 24,\n "max_position_embeddings": 4096\n}\n'
RESULTS = b"""- dataset: {id: meadow/songs, task_id: default}
  value: 41.50
- dataset: {id: meadow/calls, task_id: default}
  value: 7
  source: {url: "https://huggingface.co/spaces/rivals/board", user: rivals}
"""
NOTICE = b"Gemma is provided under and subject to the Gemma Terms of Use.\n"
_DISABLED = {"X-Error-Code": "DisabledRepo", "X-Error-Message": "Access to this resource is disabled."}
_BAD_TOKEN = {"X-Error-Message": "Invalid credentials in Authorization header"}
BASE_CARD = b"""---
license: gemma
language: en
datasets:
- meadow/songs
- meadow/old-calls
- meadow/vanished
---
# Wren base

Wren was pre-trained on [songs](https://huggingface.co/datasets/meadow/songs).

## Limitations

Wren confuses the names of birds.
"""


def card(*parents: str, relation: str = "finetune", license_: str = "apache-2.0", more: str = "") -> bytes:
    base = "".join(f"- {parent}\n" for parent in parents)
    lineage = f"base_model:\n{base}base_model_relation: {relation}\n" if parents else ""
    stated = f"license: {license_}\n" if license_ else ""
    return f"---\n{stated}{lineage}---\n# A model\n{more}".encode()


class World:
    """The hub, a client with a memory, and an answer whether the network is there."""

    def __init__(self, tmp_path: Path) -> None:
        self.root = tmp_path / "hub"
        self.models = tmp_path / "models"
        make_repo(self.root, QUANT, {"README.md": card(TUNED, relation="quantized", license_="")}, gguf=GGUF)
        write_tiny(self.root / QUANT / "wren-Q4_K_M.gguf", Tiny(text="Tweet.", name="Wren"))
        (self.root / QUANT / "config.json").write_bytes(CONFIG)
        make_repo(
            self.root,
            TUNED,
            {
                "README.md": card(BASE),
                "config.json": CONFIG,
                "generation_config.json": b'{\n "temperature": 0.6\n}',
                ".eval_results/songs.yaml": RESULTS,
                "modeling_wren.py": b"",
                "pytorch_model.bin": 10,
            },
            evalResults=[{"data": {"dataset": {"id": "meadow/songs"}, "value": 41.5}, "verified": True}],
            securityRepoStatus={"scansDone": True, "filesWithIssues": []},
            tags=[f"base_model:{BASE}", f"base_model:finetune:{BASE}", "license:apache-2.0", "custom_code"],
        )
        make_repo(self.root, BASE, {"README.md": BASE_CARD, "NOTICE": NOTICE, "model.safetensors": 10})
        data = datasets_of(self.root)
        songs = b"# Songs\n\nThe songs were deduplicated; personal information was removed from the data.\n"
        tags = ["license:cc-by-4.0", "size_categories:1M<n<10M"]
        make_repo(data, "meadow/songs", {"README.md": songs}, tags=tags)
        make_repo(
            data, "meadow/calls", {"README.md": b"# Calls\n"}, aliases=["meadow/old-calls"], gated="auto"
        )
        self.test_hub = TestHub(self.root)
        self.test_hub.start()
        self.store = Store(tmp_path / "store.db")
        self.offline = Switch()
        self.hub = Hub(self.test_hub.endpoint, self.offline, ResponseCache(self.store))

    def add(self, repo: str, readme: bytes, **settings: object) -> None:
        make_repo(self.root, repo, {"README.md": readme}, **settings)

    def walk(self, repo: str, *, with_sampling: bool = False) -> LineageDossier:
        return LineageReader(self.hub, table()).of_repo(self.hub.open(repo), with_sampling=with_sampling)

    def asked(self, start: int = 0) -> list[str]:
        """The paths that were asked for, without the second half of a redirect."""
        paths = [r.path for r in self.test_hub.requests[start:]]
        return [path for path in paths if not path.startswith(("/api/resolve-cache/", "/cdn/"))]

    def close(self) -> None:
        self.test_hub.close()
        self.store.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def get(walked: LineageDossier, dimension: str) -> Finding:
    found = walked.dossier.get(dimension)
    assert found is not None
    return found


def test_from_the_quantized_file_to_the_base_each_word_is_whose_it_is(world: World) -> None:
    walked = world.walk(QUANT)
    assert [(h.repo, h.depth, h.relation) for h in walked.lineage.hops] == [
        (TUNED, 1, "quantized"), (BASE, 2, "finetune")
    ]  # fmt: skip
    assert walked.lineage.broken == ()
    evaluation, risks = get(walked, "evaluation"), get(walked, "risks")
    assert (evaluation.holder, evaluation.hops, evaluation.value) == (TUNED, 1, 2)
    # Its original is a fine-tune that names no risks, and the base's word does not stand in for it.
    assert risks.base is not None
    assert (risks.verdict, risks.base.holder, risks.base.hops) == (Verdict.NOT_DISCLOSED, BASE, 2)
    commits = {e.repo: e.commit for f in walked.dossier.findings for e in f.evidence if e.hop}
    assert all(len(commit) == 40 for commit in commits.values())


def test_the_licenses_of_the_chain_disagree_in_words_with_their_quotes(world: World) -> None:
    walked = world.walk(TUNED)
    assert walked.chain.verdict == "conflict"
    assert f"{BASE}, 1 up, is under Gemma" in walked.chain.words
    stated = get(walked, "license")
    assert [(e.repo, e.quote) for e in stated.evidence if e.kind == "yaml"] == [
        (TUNED, "license: apache-2.0"), (BASE, "license: gemma")
    ]  # fmt: skip
    base = walked.lineage.hops[0].dossier
    assert base is not None
    gemma = base.get("license")
    assert gemma is not None
    assert any(e.path == "NOTICE" and e.quote == NOTICE.decode().strip() for e in gemma.evidence)


def test_a_license_text_above_is_recognized_and_each_model_explained_by_its_own_files(world: World) -> None:
    text = (Path(__file__).parents[2] / "LICENSE").read_bytes()
    make_repo(world.root, "a/other", {"README.md": card(license_="other"), "LICENSE": text})
    world.add("a/tuned", card("a/other"))
    repo, walked = world.hub.open("a/tuned"), world.walk("a/tuned")
    above = walked.lineage.hops[0].dossier
    shelf = shelf_of_repo(repo, walked)
    assert set(shelf.sources) == {"a/tuned", "a/other"}
    for read in (above, read_dossier(shelf.sources["a/other"], table())):
        stated = read.get("license") if read is not None else None
        assert stated is not None
        assert (stated.value, stated.evidence[0].kind) == ("mit", SourceKind.FILE)
    assert shelf_of_repo(repo, None).sources["a/tuned"].card == card("a/other").decode()


def test_results_are_told_with_their_proof_and_of_a_copy_as_its_originals(world: World) -> None:
    own = world.walk(TUNED).results
    assert [(r.benchmark, r.value, r.model, r.proof) for r in own] == [
        ("meadow/songs", "41.50", "", "verified"), ("meadow/calls", "7", "", "community")
    ]  # fmt: skip
    copied = world.walk(QUANT).results
    assert {(r.model, r.evidence.hop) for r in copied} == {(TUNED, 1)}


def test_data_sets_are_resolved_one_level_down(world: World) -> None:
    walked = world.walk(BASE)
    assert [(d.named, d.id, d.status) for d in walked.datasets] == [
        ("meadow/songs", "meadow/songs", "open"),
        ("meadow/old-calls", "meadow/calls", "gated"),
        ("meadow/vanished", "meadow/vanished", "gone"),
    ]
    songs, found = walked.datasets[0], get(walked, "data_availability")
    assert (songs.license, songs.size) == ("cc-by-4.0", "1M<n<10M")
    assert [f.dimension for f in songs.findings] == ["data_processing", "personal_data"]
    assert (found.verdict, found.text) == (Verdict.PARTIAL, "1 of 3 can be had by anyone")


def test_without_a_network_data_sets_are_not_taken_for_gone(world: World) -> None:
    repo = world.hub.open(BASE)
    world.offline.on = True
    walked = LineageReader(world.hub, table()).of_repo(repo)
    assert {d.status for d in walked.datasets} == {"unread"}
    assert get(walked, "data_availability").verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize("body", ["[]", "null", '"x"', '{"error": "Internal problem"}', '{"id": 7}'])
def test_an_answer_that_is_no_data_set_is_not_taken_for_an_open_one(world: World, body: str) -> None:
    world.test_hub.fault("/api/datasets/meadow/songs", "status", code=200, body=body)
    songs = world.walk(BASE).datasets[0]
    assert (songs.status, songs.evidence) == ("unread", ())
    assert str(songs.words) == "meadow/songs: The Hub’s answer does not describe a data set."


def test_of_a_copy_the_originals_data_sets_are_named_as_the_originals(world: World) -> None:
    world.add("q/base-GGUF", card(BASE, relation="quantized", license_="gemma"))
    walked = world.walk("q/base-GGUF")
    assert {(d.named_by, d.hops) for d in walked.datasets} == {(BASE, 1)}
    found = get(walked, "data_availability")
    assert (found.holder, found.hops) == (BASE, 1)


def test_what_could_run_code_is_said_with_where_it_stands(world: World) -> None:
    told = {str(fact.text): fact for fact in world.walk(TUNED).security}
    assert any("can run code when it is opened" in text for text in told)
    assert any("trust_remote_code" in text for text in told)
    scan = told["The Hub’s scanners found nothing in it."]
    assert scan.evidence[0].quote == "securityRepoStatus.scansDone: true"


def test_the_architecture_comes_from_config_only_where_the_hub_does_not_know_it(world: World) -> None:
    layers = get(world.walk(TUNED), "architecture").evidence
    assert any((e.path, e.first_line) == ("config.json", 3) for e in layers)
    world.walk(QUANT)
    assert not any(path.startswith(f"/{QUANT}/resolve") and "config" in path for path in world.asked())


def test_sampling_is_only_asked_for_where_it_is_shown(world: World) -> None:
    assert world.walk(TUNED).sampling == ()
    assert not any("generation_config" in path for path in world.asked())
    stated = world.walk(TUNED, with_sampling=True).sampling
    assert [(s.name, s.value) for s in stated] == [("temperature", 0.6)]


def test_each_file_of_a_commit_is_asked_for_once(world: World) -> None:
    world.walk(QUANT)
    first = [path for path in world.asked() if "/resolve/" in path]
    assert len(first) == len(set(first))
    start = len(world.test_hub.requests)
    world.walk(QUANT)
    assert [path for path in world.asked(start) if "/resolve/" in path] == []
    world.walk(BASE)
    start = len(world.test_hub.requests)
    world.walk(BASE)  # a card behind a gate is asked for anew: a token may let it in by now
    assert [path for path in world.asked(start) if "/resolve/" in path] == [
        f"/datasets/meadow/calls/resolve/{world.test_hub.datasets.get('meadow/calls').commit}/README.md"  # type: ignore[union-attr]
    ]


def test_no_request_more_than_needed(world: World) -> None:
    repo = world.hub.open(QUANT)
    start = len(world.test_hub.requests)
    LineageReader(world.hub, table()).of_repo(repo)
    asked = world.asked(start)
    of_tuned = [path for path in asked if TUNED in path]
    # Of each parent the answer and the card; of files only those that say something.
    assert len(of_tuned) == 4, of_tuned  # answer, card, config.json, results
    assert len([path for path in asked if BASE in path]) == 3  # answer, card, NOTICE
    assert not any(QUANT in path for path in asked)
    assert len(asked) == 7  # the fine-tune names no data, and what its base names is the base's


def test_all_of_it_is_there_without_a_network(world: World) -> None:
    before = world.walk(TUNED)
    start = len(world.test_hub.requests)
    world.offline.on = True
    after = world.walk(TUNED)
    assert (after.dossier.findings, after.results, after.texts) == (
        before.dossier.findings,
        before.results,
        before.texts,
    )
    assert len(world.test_hub.requests) == start


def test_what_was_never_seen_is_not_checked_without_a_network(world: World) -> None:
    repo = world.hub.open(QUANT)
    world.offline.on = True
    walked = LineageReader(world.hub, table()).of_repo(repo)
    assert [str(b) for b in walked.lineage.broken] == [
        f"Chain broken at {TUNED}: it was not seen before, and there is no network"
    ]
    assert get(walked, "risks").verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"code": 500}, "{host} has a problem."),
        ({"code": 503}, "{host} has a problem."),
        ({"code": 200, "body": "<html>Sign in</html>"}, "{host} sent an answer that cannot be read."),
        ({"code": 403, "headers": _DISABLED}, "{host} has blocked this model."),
        ({"code": 403}, "{host} refuses to show this (403)."),
        ({"code": 401, "headers": _BAD_TOKEN}, "{host} does not accept the access token."),
        ({"code": 403, "headers": {"X-Error-Code": "GatedRepo"}}, "it is behind a gate or private"),
    ],
)
def test_why_a_parent_could_not_be_read_is_what_the_hub_answered(
    world: World, answer: dict[str, Any], why: str
) -> None:
    world.test_hub.fault(f"/api/models/{TUNED}*", "status", **answer)
    lineage = world.walk(QUANT).lineage
    told = why.format(host=world.hub.wire.host)
    assert [str(b) for b in lineage.broken] == [f"Chain broken at {TUNED}: {told}"]
    assert lineage.hops[0].state == ("gated" if "gate" in why else "unread")


@pytest.mark.parametrize("code", [401, 403, 500])
def test_a_data_set_that_the_hub_does_not_show_is_not_taken_for_gone(world: World, code: int) -> None:
    headers = _BAD_TOKEN if code == 401 else {}
    world.test_hub.fault("/api/datasets/meadow/songs", "status", code=code, headers=headers)
    songs = world.walk(BASE).datasets[0]
    assert (songs.status, "network" in songs.words) == ("unread", False)


def test_where_nothing_answers_there_is_no_network(world: World) -> None:
    repo = world.hub.open(QUANT)
    world.test_hub.close()
    broken = LineageReader(world.hub, table()).of_repo(repo).lineage.broken
    assert "there is no network" in str(broken[0])


def test_a_card_that_its_publisher_withholds_could_not_be_read(world: World) -> None:
    world.add("a/shy", card())
    world.add("q/shy-GGUF", card("a/shy", relation="quantized"))
    world.test_hub.fault("/a/shy/resolve/*/README.md", "status", code=403)
    broken = world.walk("q/shy-GGUF").lineage.broken
    assert [str(b) for b in broken] == ["Chain broken at a/shy: its card could not be read"]


def test_a_renamed_parent_is_followed_and_a_vanished_one_told(world: World) -> None:
    make_repo(world.root, BASE, {"README.md": BASE_CARD}, aliases=["old/wren"])
    world.add("a/renamed", card("old/wren"))
    world.add("a/orphan", card("nobody/egg"))
    renamed, orphan = world.walk("a/renamed"), world.walk("a/orphan")
    hop = renamed.lineage.hops[0]
    assert (hop.repo, hop.named) == (BASE, "old/wren")
    assert "old/wren is now meadow/wren-base" in get(renamed, "lineage").text
    assert orphan.lineage.hops[0].state == "gone"
    assert "nobody/egg · not on the Hub, or private" in get(orphan, "lineage").text


def test_a_merge_of_an_open_a_strict_and_a_gated_parent(world: World) -> None:
    world.add("a/strict", card(license_="cc-by-nc-4.0"))
    world.add("b/gated", card(license_="llama3"), gated="manual")
    world.add("m/merge", card(TUNED, "a/strict", "b/gated", relation="merge", license_="mit"))
    walked = world.walk("m/merge")
    states = {hop.repo: hop.state for hop in walked.lineage.hops}
    assert states == {TUNED: "read", "a/strict": "read", "b/gated": "gated", BASE: "read"}
    assert walked.chain.conflicts[0].repo == "a/strict"
    assert {step.repo for step in walked.chain.conflicts} == {"a/strict", "b/gated", BASE}
    assert get(walked, "commercial_use").holder == "a/strict"


def test_behind_a_gate_no_file_is_asked_for_in_vain(world: World) -> None:
    make_repo(
        world.root,
        "b/gated",
        {"README.md": card(license_="llama3"), "LICENSE": b"x", "config.json": CONFIG},
        gated="auto",
    )
    world.add("a/tuned", card("b/gated"))
    (broken,) = world.walk("a/tuned").lineage.broken
    assert str(broken) == "Chain broken at b/gated: its card is behind a gate"
    asked = [path for path in world.asked() if path.startswith("/b/gated/resolve/")]
    assert [path.rsplit("/", 1)[-1] for path in asked] == [CARD]


def test_an_adapter_is_followed_by_its_configuration(world: World) -> None:
    adapter = json.dumps({"base_model_name_or_path": TUNED}).encode()
    make_repo(world.root, "a/lora", {"README.md": b"# A lora\n", "adapter_config.json": adapter})
    hops = world.walk("a/lora").lineage.hops
    assert [(h.repo, h.relation) for h in hops] == [(TUNED, "adapter"), (BASE, "finetune")]


def test_a_circle_ends_and_a_long_chain_is_followed_eight_up(world: World) -> None:
    world.add("a/one", card("a/two"))
    world.add("a/two", card("a/one"))
    assert "itself made from" in str(world.walk("a/one").lineage.broken[0])
    for number in range(MOST_HOPS + 2):
        world.add(f"c/m{number}", card(f"c/m{number + 1}"))
    world.add(f"c/m{MOST_HOPS + 2}", card())
    lineage = world.walk("c/m0").lineage
    assert max(hop.depth for hop in lineage.hops) == MOST_HOPS
    assert "were not followed" in str(lineage.broken[0])


def test_nobody_waits_for_a_walk_that_is_not_wanted_any_more(world: World) -> None:
    repo = world.hub.open(QUANT)
    left = iter([False, False, False, False])
    reader = LineageReader(world.hub, table(), lambda: next(left, True))
    start = len(world.test_hub.requests)
    with pytest.raises(CancelledError):
        reader.of_repo(repo)
    assert len(world.asked(start)) <= 4


def test_the_source_of_every_quote_is_at_hand(world: World) -> None:
    walked = world.walk(QUANT)
    places = [e for f in walked.dossier.findings for e in f.evidence] + [r.evidence for r in walked.results]
    quoted = [e for e in places if e.first_line]
    assert {e.path for e in quoted} >= {"", ".eval_results/songs.yaml"}
    for evidence in quoted:
        text = walked.texts[evidence.repo, evidence.path or CARD]
        assert evidence.quote in "\n".join(text.split("\n")[evidence.first_line - 1 : evidence.last_line])


@pytest.mark.parametrize("junk", [b"\xff\xfe\x00", b"- &a [*a]\n", b"{" * 100_000, b"", b"a: " * 60_000])
def test_hostile_files_of_a_repo_hurt_nothing(world: World, junk: bytes) -> None:
    names = ("LICENSE", "NOTICE", "config.json", "adapter_config.json", ".eval_results/a.yaml")
    make_repo(world.root, "h/hostile", {"README.md": junk, **dict.fromkeys(names, junk)}, cardData={})
    walked = world.walk("h/hostile")
    assert walked.results == ()
    assert walked.lineage.hops == ()


def downloaded(world: World) -> LocalModel:
    repo = world.hub.open(QUANT)
    for _ in download_order(world.hub, world.models, order_of(repo, repo.variants[0]), repo, lambda: False):
        pass
    return resolve_model(world.models, QUANT)


def test_a_file_on_this_disk_has_the_same_lineage_with_and_without_a_network(world: World) -> None:
    model = downloaded(world)
    reader = LineageReader(world.hub, table())
    walked = reader.of_model(model)
    assert [hop.repo for hop in walked.lineage.hops] == [TUNED, BASE]
    assert get(walked, "evaluation").holder == TUNED
    assert get(walked, "integrity").verdict is Verdict.PARTIAL  # of the bytes here
    world.offline.on = True
    assert LineageReader(world.hub, table()).of_model(model).dossier.findings == walked.dossier.findings


def test_a_downloaded_file_whose_original_was_never_seen_says_so_offline(world: World) -> None:
    model = downloaded(world)
    world.offline.on = True
    walked = LineageReader(world.hub, table()).of_model(model)
    assert "there is no network" in str(walked.lineage.broken[0])
    assert get(walked, "risks").verdict is Verdict.NOT_CHECKED


def test_only_what_was_seen_is_looked_at_where_nobody_is_to_be_asked(world: World) -> None:
    repo = world.hub.open(QUANT)
    start = len(world.test_hub.requests)
    unseen = LineageReader(world.hub, table(), asks=False).of_repo(repo)
    assert world.asked(start) == []
    assert "the Hub was not asked now" in str(unseen.lineage.broken[0])
    world.walk(QUANT)
    start = len(world.test_hub.requests)
    seen = LineageReader(world.hub, table(), asks=False).of_repo(repo)
    assert [hop.repo for hop in seen.lineage.hops] == [TUNED, BASE]
    assert world.asked(start) == []
    assert set(seen.cards) == {QUANT, TUNED, BASE}


def test_what_was_read_is_told_before_each_further_request(world: World) -> None:
    told: list[LineageDossier] = []
    repo = world.hub.open(QUANT)
    whole = LineageReader(world.hub, table(), told=told.append).of_repo(repo)
    read = [[h.repo for h in w.lineage.hops if h.dossier is not None] for w in told]
    assert read == [[], [TUNED]]
    assert [str(w.asking) for w in told] == [f"Asking the Hub for {TUNED}…", f"Asking the Hub for {BASE}…"]
    assert get(told[0], "risks").verdict is Verdict.NOT_CHECKED
    assert "is being read" in str(get(told[0], "risks").text)
    assert whole.asking == ""
    LineageReader(world.hub, table(), told=told.append).of_repo(world.hub.open(BASE))
    assert str(told[-1].asking) == "Asking the Hub for the data sets that are named…"


def test_the_answers_about_the_models_above_are_at_hand(world: World) -> None:
    assert set(world.walk(QUANT).answers) == {QUANT, TUNED, BASE}
