"""Files of a repo beside its card as sources: each fact with its file, its key path and its line."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.domain.facts import Finding, Proof, SourceKind, Verdict
from explorer.domain.repo import RepoFile
from explorer.transparency.dossier import read_all
from explorer.transparency.json_places import MAX_CHARACTERS, places_of
from explorer.transparency.repo_files import LONGEST, files_worth_reading, has_shape
from explorer.transparency.sources import Sources
from tests.transparency.cards import dossier, table

MIT = (Path(__file__).parents[2] / "LICENSE").read_text()
CONFIG = """{
  "architectures": ["WrenForCausalLM"],
  "model_type": "wren",
  "hidden_size": 2048,
  "max_position_embeddings": 4096,
  "num_hidden_layers": 24,
  "vocab_size": 32000
}
"""
BOTH = """{
  "model_type": "wren_vision",
  "vision_config": {"hidden_size": 1, "num_hidden_layers": 2},
  "text_config": {
    "hidden_size": 2048,
    "num_hidden_layers": 24
  }
}
"""


def finding(dimension: str, card: str | None = "# Wren\n", **texts: str) -> Finding:
    names = {name.replace("__", "."): text for name, text in texts.items()}
    found = dossier(card, texts=names).get(dimension)
    assert found is not None
    return found


def test_config_states_the_architecture_with_key_paths_and_lines() -> None:
    found = finding("architecture", config__json=CONFIG)
    assert found.verdict is Verdict.OPEN
    assert found.value == {
        "type": "wren", "context": 4096, "layers": 24, "width": 2048, "vocabulary": 32000
    }  # fmt: skip
    layers = next(e for e in found.evidence if e.locator == "num_hidden_layers")
    assert (layers.kind, layers.path, layers.first_line) == (SourceKind.FILE, "config.json", 6)
    assert layers.quote == '  "num_hidden_layers": 24,'
    assert layers.place == "config.json, line 6, num_hidden_layers"


def test_a_model_of_text_and_images_is_measured_by_its_text_part() -> None:
    found = finding("architecture", config__json=BOTH)
    assert (found.value["layers"], found.value["width"]) == (24, 2048)
    assert {e.locator: e.first_line for e in found.evidence} == {
        "model_type": 2, "text_config.num_hidden_layers": 6, "text_config.hidden_size": 5
    }  # fmt: skip


def test_a_header_counts_for_more_than_config() -> None:
    header = {"general.architecture": "llama", "llama.block_count": 12}
    found = dossier("# Wren\n", header=header, texts={"config.json": CONFIG}).get("architecture")
    assert found is not None
    assert (found.value["type"], found.value["layers"], found.value["width"]) == ("llama", 12, 2048)


@pytest.mark.parametrize(
    "broken",
    [
        "", "[]", "7", '"model_type"', "{", '{"model_type": ["a"], "hidden_size": true}',
        '{"hidden_size": -1, "vocab_size": 1e99, "num_hidden_layers": "24"}', '{"model_type": ""}',
        '{"x": {"y": {"hidden_size": 4}}}', '{"a": [{"hidden_size": 4}]}', "\ufeff{}",
        '{"model_type": "' + "a" * MAX_CHARACTERS + '"}', "[" * 200_000, '{"a":' * 90_000,
        '{"hidden_size": ' + "9" * 6000 + "}",
    ],
)  # fmt: skip
def test_a_config_that_says_nothing_sensible_states_nothing(broken: str) -> None:
    started = time.process_time()
    assert finding("architecture", config__json=broken).verdict is Verdict.NOT_DISCLOSED
    assert time.process_time() - started < 1.0


def test_of_a_key_that_stands_twice_the_last_counts_as_for_every_reader() -> None:
    assert places_of('{"a": 1,\n"a": 2}')["a"].value == json.loads('{"a": 1,\n"a": 2}')["a"]


TEXTS = (CONFIG, MIT, "- dataset: {id: a/b}\n  value: 1\n", "\r\n\u2028x")
KEYS = st.sampled_from(("model_type", "hidden_size", "text_config", "n", "a.b", 'q"'))
LEAVES = st.none() | st.booleans() | st.integers(-5, 10**12) | st.text(max_size=8)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, VALUES), st.sampled_from((None, 1)))
def test_places_agree_with_the_parser_and_lines_with_the_text(
    value: dict[str, object], indent: int | None
) -> None:
    text = json.dumps(value, indent=indent)
    for path, place in places_of(text).items():
        stood: object = value
        for key in path.split("."):
            stood = stood[key] if isinstance(stood, dict) else None
        assert stood == place.value
        assert json.dumps(path.rsplit(".", 1)[-1])[1:-1] in text.split("\n")[place.line - 1]


def test_an_adapter_names_its_base_in_its_configuration() -> None:
    adapter = '{\n "base_model_name_or_path": "meadow/egg-1b",\n "peft_type": "LORA"\n}'
    found = finding("lineage", adapter_config__json=adapter)
    assert (found.verdict, found.value) == (Verdict.OPEN, [{"id": "meadow/egg-1b", "relation": "adapter"}])
    assert (found.evidence[0].path, found.evidence[0].first_line) == ("adapter_config.json", 2)


@pytest.mark.parametrize("path", ["./outputs/egg", "/home/wren/egg", "egg", "C:\\egg", "", "a/b/c"])
def test_a_folder_on_somebodys_disk_is_no_base(path: str) -> None:
    adapter = json.dumps({"base_model_name_or_path": path})
    assert finding("lineage", adapter_config__json=adapter).verdict is Verdict.NOT_DISCLOSED


def test_the_text_of_a_license_counts_before_its_id_and_both_are_quoted() -> None:
    found = finding("license", "---\nlicense: apache-2.0\n---\n# Wren\n", LICENSE=MIT)
    assert (found.value, found.proof) == ("mit", Proof.VERIFIED)
    assert "Apache 2.0" in found.conflict
    assert found.evidence[0].path == "LICENSE"
    assert found.evidence[0].quote in MIT


def test_a_license_text_that_is_not_known_is_a_license_to_be_read() -> None:
    found = finding("license", LICENSE="\n\nThe Meadow may be walked by everybody who greets the birds.\n")
    assert (found.verdict, found.value, found.proof) == (Verdict.PARTIAL, "other", Proof.CLAIMED)
    assert "read the text" in found.text
    assert (found.evidence[0].first_line, found.evidence[0].path) == (3, "LICENSE")
    use = finding("commercial_use", LICENSE="The Meadow may be walked.\n")
    assert (use.verdict, use.text) == (Verdict.NOT_CHECKED, "Read the license text")


def test_an_empty_license_file_says_nothing() -> None:
    assert finding("license", LICENSE=" \n\n").verdict is Verdict.NOT_DISCLOSED


def test_a_notice_that_a_license_asks_for_tells_of_that_license() -> None:
    notice = "Wren\n\nGemma is provided under and subject to the Gemma Terms of Use.\n"
    found = finding("license", "---\nlicense: apache-2.0\n---\n# Wren\n", NOTICE=notice)
    assert found.value == "apache-2.0"
    assert "Gemma" in found.conflict
    assert any(e.path == "NOTICE" and e.first_line == 3 for e in found.evidence)
    alone = finding("license", NOTICE=notice)
    assert (alone.value, alone.proof) == ("gemma", Proof.CLAIMED)


def test_a_notice_about_other_software_is_not_about_the_model() -> None:
    notice = "This product includes software of The Nest, licensed under the MIT License.\n"
    found = finding("license", "---\nlicense: apache-2.0\n---\n# Wren\n", NOTICE=notice)
    assert (found.value, found.conflict) == ("apache-2.0", "")


def test_an_endless_notice_is_read_in_bounded_time() -> None:
    started = time.process_time()
    assert finding("license", NOTICE="x y\n" * 50_000).verdict is Verdict.NOT_DISCLOSED
    assert time.process_time() - started < 1.0


def test_sampling_is_told_as_the_makers_state_it() -> None:
    texts = {"generation_config.json": '{\n "temperature": 0.6,\n "eos_token_id": [1, 2],\n "top_k": null\n}'}
    stated = read_all(Sources("meadow/wren", card="# Wren\n", texts=texts), table()).sampling
    assert [(s.name, s.value, s.evidence.first_line) for s in stated] == [("temperature", 0.6, 2)]


def test_only_small_files_that_say_something_are_asked_for() -> None:
    files = [
        RepoFile("README.md", 100), RepoFile("config.json", 900), RepoFile("generation_config.json", 90),
        RepoFile("LICENSE", 11_000), RepoFile("sub/LICENSE.txt", 11_000), RepoFile("NOTICE", 90),
        RepoFile("tokenizer.json", 9_000_000), RepoFile(".eval_results/hle.yaml", 300),
        RepoFile(".eval_results/deep/x.yaml", 300), RepoFile("model.safetensors", 10**9),
        RepoFile("COPYING", LONGEST + 1), RepoFile(".eval_results/huge.yaml", LONGEST + 1),
        RepoFile("LICENSE.md", 0),
    ]  # fmt: skip
    asked = files_worth_reading(files, has_shape=False)
    assert asked == ("LICENSE", "NOTICE", "config.json", ".eval_results/hle.yaml")
    assert "config.json" not in files_worth_reading(files, has_shape=True)
    assert "generation_config.json" in files_worth_reading(files, has_shape=True, with_sampling=True)


@pytest.mark.parametrize(
    ("path", "is_the_models"),
    [
        ("LICENSE", True), ("LICENSE.md", True), ("license.txt", True), ("LICENCE", True), ("COPYING", True),
        ("LICENSE-MODEL", True), ("MODEL_LICENSE", True), ("LICENSE.gemma", True), ("LICENSE-2.0.txt", True),
        ("LICENSE-CODE", False), ("LICENSE_code.txt", False), ("LICENSE-third-party", False),
        ("LICENSE-DATA", False), ("modeling/LICENSE", False), ("LICENSE/readme", False), ("NOLICENSE", False),
    ],
)  # fmt: skip
def test_only_the_license_of_the_model_is_taken_for_it(path: str, is_the_models: bool) -> None:  # noqa: FBT001
    assert (path in files_worth_reading([RepoFile(path, 9_000)], has_shape=True)) is is_the_models
    found = dossier("# Wren\n", texts={path: MIT}).get("license")
    assert found is not None
    assert (found.value == "mit") is is_the_models


def test_the_license_of_the_weights_stands_before_that_of_the_rest() -> None:
    files = [RepoFile(path, 9_000) for path in ("LICENSE", "LICENSE-MODEL")]
    assert files_worth_reading(files, has_shape=True) == ("LICENSE-MODEL", "LICENSE")


def test_a_header_that_the_hub_read_makes_config_needless() -> None:
    gguf = {"architecture": "llama", "total": 7, "context_length": 4096}
    assert has_shape({"gguf": gguf})
    assert not has_shape({"gguf": {**gguf, "context_length": None}})
    assert not has_shape({"gguf": None})


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(("LICENSE", "NOTICE", "config.json", "adapter_config.json", ".eval_results/a.yaml")),
        st.one_of(st.text(max_size=200), st.sampled_from(TEXTS)),
    )
)  # fmt: skip
def test_every_quote_of_a_file_stands_in_it_at_its_lines(texts: dict[str, str]) -> None:
    read = read_all(Sources("meadow/wren", card="# Wren\n", texts=texts), table())
    places = [e for f in read.dossier.findings for e in f.evidence] + [r.evidence for r in read.results]
    for evidence in places:
        if evidence.path:
            lines = texts[evidence.path].split("\n")
            assert 1 <= evidence.first_line <= evidence.last_line <= len(lines)
            assert evidence.quote in "\n".join(lines[evidence.first_line - 1 : evidence.last_line])
