"""Whether a model may be used at work: by its license, and by what its card says beside it."""

from typing import Any

import pytest

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.licensing.permission import permission
from explorer.transparency.lineage.inheritance import with_lineage
from explorer.transparency.lineage.walk import unwalked
from tests.transparency.cards import WREN, dossier, finding, table


@pytest.mark.parametrize(
    "text",
    [
        "This model is released for non-commercial use only.",
        "This model cannot be used commercially.",
        "Not for commercial use.",
        "Commercial usage is prohibited.",
        "**License:** Apache 2.0, non-commercial use only",
        "## License\n\nApache 2.0 with the Commons Clause.",
        "## License\n\nFree for study. Commercial use requires a paid license from Heron.",
    ],
)
def test_what_the_card_forbids_is_no_yes_whatever_its_license_says(text: str) -> None:
    found = finding("commercial_use", f"---\nlicense: apache-2.0\n---\n# Sora\n\n{text}")
    assert (found.verdict, found.value["answer"]) == (Verdict.CLOSED, "no")
    assert "Apache 2.0" in found.conflict
    assert any(e.quote in text for e in found.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "The dataset is for non-commercial use only.",
        "Unlike other models, which are not for commercial use, Sora may be used at work.",
    ],
)
def test_what_is_forbidden_of_other_things_forbids_nothing_here(text: str) -> None:
    card = f"---\nlicense: apache-2.0\n---\n# Sora\n\n{text}"
    assert finding("commercial_use", card).verdict is Verdict.OPEN


def test_the_license_of_the_code_does_not_allow_use_of_the_weights_at_work() -> None:
    told = "The code is under Apache-2.0, while model weights are fully open for academic research."
    card = f"---\nlicense: apache-2.0\n---\n{told}"
    assert finding("commercial_use", card).verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize(
    ("license_", "verdict", "text"),
    [
        ("mit", Verdict.OPEN, "Yes"),
        ("llama3.2", Verdict.PARTIAL, "With conditions"),
        ("cc-by-nc-4.0", Verdict.CLOSED, "No"),
        ("meadow-1", Verdict.NOT_CHECKED, "Read the license text"),
    ],
)
def test_commercial_use_follows_the_license(license_: str, verdict: Verdict, text: str) -> None:
    found = finding("commercial_use", f"---\nlicense: {license_}\n---\n")
    assert (found.verdict, found.text) == (verdict, text)


def test_of_two_licenses_the_stricter_decides_on_work() -> None:
    assert finding("commercial_use", WREN, header={"general.license": "cc-by-nc-4.0"}).text == "No"


@pytest.mark.parametrize(
    "sentence",
    [
        "The data set is CC BY-NC 4.0, so the model is for non-commercial research only.",
        "Commercial use requires a separate agreement; write to us.",
        "Any commercial use of this model requires our written permission.",
        "The model, like the data, is for non-commercial use only.",
        "本模型不得用于商业用途。",
        "## License\n\nNo license is granted for the weights. All rights reserved.",
    ],
)
def test_words_of_the_card_that_narrow_a_free_license_are_a_no_and_a_conflict(sentence: str) -> None:
    found = finding("commercial_use", f"---\nlicense: mit\n---\n# Wren\n\n{sentence}\n")
    assert (found.verdict, found.text) == (Verdict.CLOSED, "No")
    assert found.conflict


@pytest.mark.parametrize(
    "sentence",
    [
        "The data set used is for non-commercial research only.",
        "Commercial use is allowed and requires no separate agreement.",
        "Copyright 2026 the Wren team. All rights reserved.",
        "The demo, unlike the model, is for non-commercial use only.",
        "Is the model for non-commercial use only? No.",
        "Commercial use requires a license, which is MIT.",
        "No license is granted for the model beyond MIT.",
        "不同于完全禁止商业使用的模型，本模型允许用于商业目的。",
        "所有的数据和代码仅供学术研究使用。",
    ],
)
def test_what_is_said_of_data_or_denied_narrows_nothing(sentence: str) -> None:
    found = finding("commercial_use", f"---\nlicense: mit\n---\n# Wren\n\n{sentence}\n")
    assert (found.verdict, found.conflict) == (Verdict.OPEN, "")


def test_a_card_that_is_for_research_only_narrows_the_yes_of_its_license() -> None:
    card = "---\nlicense: mit\n---\n# Wren\n\nThe model is intended for research purposes only.\n"
    lines = permission(dossier(card), table())
    assert lines[0].text.startswith("You may use it, also at work")
    assert str(lines[1].text) == "Its card narrows that: Research only."
    assert lines[1].evidence is not None
    assert "for research purposes only" in lines[1].evidence.quote


@pytest.mark.parametrize(
    "card",
    [
        "## License\n\nThe weights are licensed under [Lake AI Model License Agreement 1.2 - NC](./LICENSE)",
        "The weights are released under the **Lake AI Model\nLicense Agreement 1.2 - NC**.",
        "- License: Lake Model License 2.0-NC",
        "---\nlicense: other\nlicense_name: lake-4.0\n---\n\n- License: Lake AI License Agreement 1.2 - NC",
    ],
)
def test_nc_behind_the_version_of_a_license_forbids(card: str) -> None:
    assert finding("commercial_use", card).verdict is Verdict.CLOSED


def at_work(card: str, **more: Any) -> Finding:
    """What is said of use at work where nobody asked for the models above."""
    told = dossier(card, **more)
    found = with_lineage(told, unwalked(told), table()).get("commercial_use")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("stated", "base"),
    [
        ("base_model: https://example.com/llama", "https://example.com/llama"),
        ("base_model: https://huggingface.co/meadow", "https://huggingface.co/meadow"),
        ("base_model: HTTPS://HuggingFace.co/meadow/egg-1b/tree/main", "meadow/egg-1b"),
        ("base_model: a/b/c", "a/b/c"),
        ("base_model: 'C:\\models\\llama'", "C:\\models\\llama"),
        ("base_model: ../x", "../x"),
        ("base_model: 7", "7"),
        ("base_model: {repo: meadow/egg-1b}", "?"),
        ("base_models: [../x]", "../x"),
        ("tags: ['base_model:meadow/egg-1b']", "meadow/egg-1b"),
        ("tags: ['base_model:finetune:https://example.com/egg']", "https://example.com/egg"),
    ],
)
def test_a_yes_says_that_the_license_of_a_stated_base_was_not_read_however_it_is_written(
    stated: str, base: str
) -> None:
    found = at_work(f"---\nlicense: mit\n{stated}\n---\n# Wren\n")
    assert found.text == "Yes, but its base model’s license was not read"
    assert found.value["unknown_above"] == [base]


def test_each_of_several_bases_counts() -> None:
    found = at_work("---\nlicense: mit\nbase_model: [meadow/egg-1b, ../x, {repo: a/b}]\n---\n# Wren\n")
    assert found.value["unknown_above"] == ["meadow/egg-1b", "../x", "?"]


@pytest.mark.parametrize("stated", ["", "[]", "['', null]", "{}", "n/a", "none", "meadow/wren"])
def test_no_base_is_none_that_was_not_read(stated: str) -> None:
    found = at_work(f"---\nlicense: mit\nbase_model: {stated}\n---\n# Wren\n")
    assert (found.text, found.value.get("unknown_above")) == ("Yes", None)


@pytest.mark.parametrize(("stated", "said"), [("/data/Egg-7B", "lake/Egg-7B"), ("./egg-7b/", "lake/Egg-7B")])
def test_a_folder_called_as_the_base_that_the_card_names_is_no_second_one(stated: str, said: str) -> None:
    card = (
        f"---\nlicense: mit\nbase_model: {stated}\n---\n# Wren\n\nWren is a fine-tuned version of {said}.\n"
    )
    assert at_work(card).value["unknown_above"] == [said]


@pytest.mark.parametrize(
    "sentence", ["Built with Meta Llama 3", "**Built with Llama**", "Built with Llama 3.1."]
)
def test_the_sentence_that_licenses_of_llama_ask_for_names_a_base(sentence: str) -> None:
    found = at_work(f"---\nlicense: mit\n---\n# Wren\n\n{sentence}\n")
    assert found.text == "Yes, but its base model’s license was not read"


@pytest.mark.parametrize(
    "sentence", ["Built with Axolotl", "Built with llama.cpp.", "Built with Llama tools"]
)
def test_what_it_was_built_with_may_be_a_tool(sentence: str) -> None:
    assert at_work(f"---\nlicense: mit\n---\n# Wren\n\n{sentence}\n").text == "Yes"


@pytest.mark.parametrize("id_", ["\u2060mit", "\ufeffmit", "mit\0", "m\u200bit", "mit\u00ad", "mit\u202e"])
def test_a_license_id_with_signs_that_nobody_sees_is_not_the_plain_one(id_: str) -> None:
    found = table().find(id_)
    assert found is not None
    assert (found.is_known, found.commercial) == (False, "read the text")
