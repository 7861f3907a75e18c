"""Parents: who is named, by which source, and how the model was made from them."""

from typing import Any

import pytest

from explorer.domain.facts import Verdict
from tests.transparency.cards import finding

LINK = "[egg](https://huggingface.co/meadow/egg-1b)"
EGG = {"id": "meadow/egg-1b", "relation": "finetune"}


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        (f"Wren is a fine-tuned version of {LINK}.", "finetune"),
        (f"- **Finetuned from model:** {LINK}", "finetune"),
        (f"This is a quantized version of {LINK} made with llama.cpp.", "quantized"),
        (
            "This was converted to GGUF format from [`meadow/egg-1b`](https://huggingface.co/meadow/egg-1b).",
            "quantized",
        ),
        ("Original model: https://huggingface.co/meadow/egg-1b", "quantized"),
        ("imatrix quants of https://huggingface.co/meadow/egg-1b", "quantized"),
        (f"Wren is built on top of {LINK} with more birds.", "finetune"),
        (f"A LoRA adapter for {LINK}.", "adapter"),
        (f"This is {LINK} converted to another layout.", "unknown"),
        (f"Wren was distilled from {LINK}.", "distillation"),
        (f"Wren, fine-tuned from {LINK}, beats Kestrel, which was trained on songs.", "finetune"),
        (f"Wren is described as a model that was fine-tuned from {LINK}.", "finetune"),
        (f"Unlike Zephyr, which was tuned with DPO, Wren is fine-tuned from {LINK}.", "finetune"),
        (f"Wren is more than a model that was merged: it is fine-tuned from {LINK}.", "finetune"),
        (f"Our model is fine-tuned from {LINK} with a reward model.", "finetune"),
        (f"| Base model | {LINK} |\n|---|---|\n| Base model | {LINK} |", "unknown"),
    ],
)
def test_a_sentence_names_the_parent(sentence: str, relation: str) -> None:
    found = finding("lineage", f"# Wren\n\n{sentence}\n")
    assert found.verdict is Verdict.OPEN
    assert [p["id"] for p in found.value] == ["meadow/egg-1b"]
    assert found.value[0]["relation"] == relation


@pytest.mark.parametrize(
    "sentence",
    [
        f"Wren outperforms models based on {LINK}.",
        f"Wren beats Kestrel, a model fine-tuned from {LINK}.",
        f"Wren surpasses Kestrel, which was trained from {LINK}.",
        f"It performs like a model fine-tuned from {LINK}.",
        f"It scores as well as a model fine-tuned from {LINK}.",
        f"Wren outperforms Falcon, which was fine-tuned from {LINK}.",
        f"Wren surpasses Falcon-2.5-7B, which is based on {LINK}.",
        f"It beats Zephyr (fine-tuned from {LINK}).",
        f"It is stronger than Falcon, a fine-tune of {LINK}.",
        f"Compared with Falcon, which was fine-tuned from {LINK}, Wren is small.",
        f"Zephyr was fine-tuned from {LINK}.",
        f"Vicuna, a popular chat model, was fine-tuned from {LINK}.",
        f"Our reward model is fine-tuned from {LINK}.",
        f"Our critic was initialized from {LINK}.",
        f"Its draft model is distilled from {LINK}.",
        f"The teacher model is based on {LINK}.",
        "Our competitor Hawk was trained on 3 trillion tokens from scratch.",
        f"See also {LINK}.",
        "It may be distilled for training other models.",
        f"```\nThis is a fine-tuned version of {LINK}.\n```",
        "It is fine-tuned on [notes](https://huggingface.co/datasets/meadow/notes).",
        "Some siblings were fine-tuned and/or merged.",
        f"# Original model card\n\nEgg is a fine-tuned version of {LINK}.",
    ],
)
def test_other_sentences_name_none(sentence: str) -> None:
    assert finding("lineage", f"# Wren\n\n{sentence}\n").verdict is Verdict.NOT_DISCLOSED


def test_the_metadata_is_quoted_and_its_relation_kept() -> None:
    found = finding("lineage", "---\nbase_model: meadow/egg-1b\nbase_model_relation: finetune\n---\n")
    assert (found.value, found.text) == ([EGG], "Fine-tuned from meadow/egg-1b")
    assert found.evidence[0].quote == "base_model: meadow/egg-1b"


def test_a_quantized_repo_needs_no_stated_relation() -> None:
    found = finding("lineage", "---\nbase_model:\n- meadow/egg-1b\n---\n", repo="meadow/egg-1b-GGUF")
    assert found.value == [{"id": "meadow/egg-1b", "relation": "quantized"}]


def test_a_conversion_that_names_another_parent_wins_with_a_conflict() -> None:
    card = "---\nbase_model: meadow/shell\n---\nThis is a quantized version of " + LINK + "."
    found = finding("lineage", card)
    assert [p["id"] for p in found.value] == ["meadow/egg-1b"]
    assert "meadow/shell" in found.conflict
    assert "meadow/egg-1b" in found.conflict


def test_metadata_that_name_a_folder_tell_the_name_of_the_model_in_it() -> None:
    found = finding("lineage", "---\nbase_model: /home/repository/Kestrel2-0.5B-Instruct\n---\n# Sora\n")
    assert found.verdict is Verdict.PARTIAL
    assert [p["id"] for p in found.value] == ["Kestrel2-0.5B-Instruct"]
    for folder in ("./output/checkpoint-500", "/workspace/merged", "~"):
        silent = finding("lineage", f"---\nbase_model: {folder}\n---\n# Sora\n")
        assert silent.verdict is Verdict.NOT_DISCLOSED


def test_metadata_that_name_a_model_made_from_the_one_in_prose_are_nearer() -> None:
    card = (
        "---\nbase_model: tern/Kestrel3-27B-Calm-BF16\nbase_model_relation: quantized\n---\n# Sora\n\n"
        "NVFP4 quantization of the calm derivative of [`lake/Kestrel3-27B`](https://huggingface.co/lake/Kestrel3-27B)."
    )
    found = finding("lineage", card, repo="tern/Kestrel3-27B-Calm-NVFP4")
    assert [p["id"] for p in found.value] == ["tern/Kestrel3-27B-Calm-BF16"]


def test_a_list_of_source_models_makes_no_merge_of_one_named_parent() -> None:
    listed = "### Source models\n- https://huggingface.co/lake/owl-8b\n- https://huggingface.co/gull/owl-8b-draft\n"
    card = f"---\ntags: [gguf]\nbase_model:\n- lake/owl-8b\n---\n# owl-8b\n\n{listed}"
    of_copy = [{"id": "lake/owl-8b", "relation": "quantized"}]
    assert finding("lineage", card, repo="kite/owl-8b-GGUF").value == of_copy
    said = {"baseModels": {"relation": "quantized", "models": [{"id": "lake/owl-8b"}]}}
    assert finding("lineage", f"# owl-8b\n\n{listed}", repo="kite/owl-8b-GGUF", api=said).value == of_copy


@pytest.mark.parametrize(
    ("repo", "api"),
    [
        ("gull/owl-120b-Eagle3-v2", None),
        ("gull/owl-120b-Eagle3-v2", {"tags": ["base_model:quantized:lake/owl-120b", "quantized"]}),
        ("gull/owl-120b-speculator.eagle3", {"tags": ["base_model:finetune:lake/owl-120b"]}),
        ("gull/head", None),
    ],
)
def test_a_draft_head_is_no_copy_of_the_model_that_it_drafts_for(
    repo: str, api: dict[str, Any] | None
) -> None:
    card = (
        "---\nbase_model: lake/owl-120b\ntags: [quantized, Eagle3]\n---\n# Model Overview\n\n"
        "This is the Eagle head of owl-120b. Its drafts are tuned to instruct data.\n"
    )
    found = finding("lineage", card, repo=repo, api=api)
    assert found.value == [{"id": "lake/owl-120b", "relation": "unknown"}]
    assert finding("quantization", card, repo=repo, api=api).verdict is Verdict.NOT_APPLICABLE


def test_a_quantized_draft_head_is_a_copy_of_the_draft_head() -> None:
    card = "---\nbase_model: gull/owl-8b-eagle3\n---\n# Owl\n"
    found = finding("lineage", card, repo="kite/owl-8b-eagle3-GGUF")
    assert found.value == [{"id": "gull/owl-8b-eagle3", "relation": "quantized"}]


def test_a_merge_has_all_its_parents() -> None:
    card = (
        "Wren is a merge of the following models:\n\n* [a](https://huggingface.co/m/a-1)\n"
        "* [b](https://huggingface.co/m/b-2)\n\n## Use\n\n* [c](https://huggingface.co/m/c-3)\n"
    )
    assert finding("lineage", card).value == [
        {"id": "m/a-1", "relation": "merge"},
        {"id": "m/b-2", "relation": "merge"},
    ]


def test_tags_of_the_hub_name_parents_and_relation() -> None:
    tags = ["base_model:meadow/egg-1b", "base_model:quantized:meadow/egg-1b"]
    found = finding("lineage", api={"tags": tags})
    assert found.value == [{"id": "meadow/egg-1b", "relation": "quantized"}]
    assert found.evidence[0].quote == "tags: base_model:quantized:meadow/egg-1b"


def test_the_header_names_a_parent_by_its_address() -> None:
    header = {"general.base_model.0.repo_url": "https://huggingface.co/meadow/egg-1b"}
    assert [p["id"] for p in finding("lineage", header=header).value] == ["meadow/egg-1b"]


def test_an_address_of_an_organization_is_no_parent() -> None:
    header = {"general.base_model.0.repo_url": "https://huggingface.co/meadow"}
    assert finding("lineage", header=header).verdict is Verdict.NOT_DISCLOSED


def test_a_name_without_an_id_is_partial() -> None:
    found = finding("lineage", "Wren was fine-tuned from Mistral 7B on bird songs.")
    assert (found.verdict, found.value[0]["id"]) == (Verdict.PARTIAL, "Mistral 7B")


def test_from_scratch_has_no_parent() -> None:
    found = finding("lineage", "Wren was trained from scratch on bird songs.")
    assert found.value == [{"id": None, "relation": "from_scratch"}]


def test_the_model_is_not_its_own_parent() -> None:
    card = "meadow/wren-2 is a fine-tuned version of [wren](https://huggingface.co/meadow/wren-2)."
    assert finding("lineage", card, repo="meadow/wren-2").verdict is Verdict.NOT_DISCLOSED


def test_a_paragraph_sign_written_as_html_is_no_model() -> None:
    for sign in ("&sect;9", "&#167;9", "&#xA7;9", "§9"):
        card = f"# Sora\n\nSora was fine-tuned from heron/owl-7b, and fine-tuned from {sign} of the terms.\n"
        assert finding("lineage", card).value == [{"id": "heron/owl-7b", "relation": "finetune"}]


@pytest.mark.parametrize(
    "stated",
    [
        "meadow/egg-1b/",
        "https://huggingface.co/meadow/egg-1b",
        "https://huggingface.co/meadow/egg-1b/tree/main",
        "huggingface.co/meadow/egg-1b",
        "www.hf.co/meadow/egg-1b/",
        "meadow/egg-1b@main",
        "meadow/egg-1b:main",
        "'[egg](https://huggingface.co/meadow/egg-1b)'",
        "{name: meadow/egg-1b}",
        "[[meadow/egg-1b]]",
        "[{id: meadow/egg-1b, name: Egg}]",
        "[meadow/egg-1b, Meadow/Egg-1B]",
    ],
)
def test_a_parent_is_the_same_however_the_metadata_write_it(stated: str) -> None:
    found = finding("lineage", f"---\nbase_model: {stated}\nbase_model_relation: finetune\n---\n# Wren\n")
    assert (found.verdict, found.value) == (Verdict.OPEN, [EGG])


@pytest.mark.parametrize(
    "stated",
    ["https://huggingface.co/meadow/egg-1b", "meadow/egg-1b/", "meadow/egg-1b@main", ["meadow/egg-1b"]],
)
def test_card_and_hub_that_write_the_parent_alike_agree(stated: object) -> None:
    written = stated[0] if isinstance(stated, list) else stated
    card = f"---\nbase_model: {written}\nbase_model_relation: finetune\n---\n# Wren\n"
    found = finding("lineage", card, api={"cardData": {"base_model": stated}})
    assert (found.value, found.conflict) == ([EGG], "")
    of_hub = finding("lineage", api={"cardData": {"base_model": stated}})
    assert of_hub.value == [{"id": "meadow/egg-1b", "relation": "unknown"}]
    assert str(of_hub.evidence[0].quote) == f"cardData.base_model: {written}"


@pytest.mark.parametrize("stated", ["meadow/egg-1b, lake/tern-1b", "meadow/egg-1b lake/tern-1b"])
def test_several_parents_in_one_text_are_several(stated: str) -> None:
    both = ["meadow/egg-1b", "lake/tern-1b"]
    of_card = finding("lineage", f"---\nbase_model: {stated}\n---\n# Wren\n")
    of_hub = finding("lineage", api={"cardData": {"base_model": stated}})
    assert [[p["id"] for p in found.value] for found in (of_card, of_hub)] == [both, both]


@pytest.mark.parametrize("deep", ["mapping", "list", "both"])
def test_a_parent_in_an_answer_without_end_is_none(deep: str) -> None:
    stated: object = "meadow/egg-1b"
    for _level in range(3_000):
        stated = {"mapping": {"id": stated}, "list": [stated], "both": [{"id": stated}]}[deep]
    found = finding("lineage", api={"cardData": {"base_model": stated}})
    assert found.verdict is Verdict.NOT_DISCLOSED


def test_a_tag_with_an_address_names_parent_and_relation() -> None:
    address = "https://huggingface.co/meadow/egg-1b"
    tags = [f"base_model:{address}", f"base_model:finetune:{address}"]
    found = finding("lineage", api={"tags": tags})
    assert (found.value, found.evidence[0].quote) == ([EGG], f"tags: base_model:finetune:{address}")


@pytest.mark.parametrize(
    "source",
    [
        {"api": {"tags": ["base_model:meadow/wren-7b", "base_model:finetune:meadow/wren-7b"]}},
        {"api": {"baseModels": {"relation": "quantized", "models": [{"id": "Meadow/Wren-7B"}]}}},
        {"api": {"cardData": {"base_model": "https://huggingface.co/meadow/wren-7b"}}},
        {"header": {"general.base_model.0.repo_url": "https://huggingface.co/meadow/wren-7b"}},
        {"texts": {"adapter_config.json": '{"base_model_name_or_path": "meadow/wren-7b"}'}, "api": {}},
        {"card": "---\nbase_model: meadow/wren-7b@main\n---\n# Wren\n"},
    ],
)
def test_no_source_makes_a_model_its_own_parent(source: dict[str, Any]) -> None:
    assert finding("lineage", repo="meadow/wren-7b", **source).verdict is Verdict.NOT_DISCLOSED


def test_of_an_address_elsewhere_only_the_name_is_told() -> None:
    found = finding("lineage", "---\nbase_model: https://example.org/models/meadow/Egg-1B\n---\n# Wren\n")
    assert (found.verdict, found.value[0]["id"]) == (Verdict.PARTIAL, "Egg-1B")


def test_what_is_no_name_of_a_model_is_no_parent() -> None:
    junks: tuple[object, ...] = (
        "",
        "x" * 5000,
        "?",
        "https://huggingface.co/meadow",
        7,
        None,
        {"size": 7},
        [[[]]],
    )
    for junk in junks:
        found = finding(
            "lineage", api={"cardData": {"base_model": junk}, "baseModels": {"models": [{"id": junk}]}}
        )
        assert found.verdict is Verdict.NOT_DISCLOSED, junk
