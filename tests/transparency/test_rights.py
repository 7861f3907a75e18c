"""License, commercial use, restrictions and access, from every source they are stated in."""

import pytest

from explorer.domain.facts import SourceKind, Verdict
from tests.transparency.cards import WREN, finding


def test_a_license_in_the_metadata_is_quoted_with_its_line() -> None:
    found = finding("license", WREN)
    assert (found.verdict, found.value, found.text) == (
        Verdict.OPEN,
        "apache-2.0",
        "Apache 2.0 · open source",
    )
    assert (found.evidence[0].quote, found.evidence[0].first_line) == ("license: apache-2.0", 2)


def test_a_list_of_licenses_states_its_first() -> None:
    assert finding("license", "---\nlicense:\n- mit\n- apache-2.0\n---\n").value == "mit"


def test_other_takes_the_name_beside_it() -> None:
    found = finding("license", "---\nlicense: other\nlicense_name: meadow-1\nlicense_link: LICENSE\n---\n")
    assert (found.verdict, found.value) == (Verdict.PARTIAL, "other:meadow-1")
    assert [e.locator for e in found.evidence] == ["license", "license_name", "license_link"]


def test_other_without_a_name_takes_the_name_in_the_text() -> None:
    found = finding(
        "license", "---\nlicense: other\n---\n- **License**: [Meadow Community License](LICENSE). Ask us."
    )
    assert found.value == "other:Meadow Community License"


@pytest.mark.parametrize(
    "text",
    [
        "## License\n\nMIT",
        "- **License:** MIT",
        "Code and model weights are licensed under the [MIT License](LICENSE).",
        "| License | MIT |\n|---|---|\n| License | MIT |",
        "<h2>License</h2>\n\nThis model is released under the MIT license.",
    ],
)
def test_prose_states_a_license(text: str) -> None:
    assert finding("license", f"# Wren\n\n{text}\n").value == "mit"


@pytest.mark.parametrize(
    ("text", "license_"),
    [
        ("This repo is under Apache 2.0, the weights follow the Llama 2 license.", "llama2"),
        ("The code is under MIT, and the model weights are licensed under the Gemma Terms of Use.", "gemma"),
        ("The code is MIT, a free license, while the weights are licensed as CC-BY-NC-4.0.", "cc-by-nc-4.0"),
        ("This project is under Apache 2.0; the model weights are subject to the Llama 3 license.", "llama3"),
        (
            "This project is released under the MIT license. The service is a preview for research,"
            " subject to the model Licenses of Qwen and others.",
            "mit",
        ),
        ("Wren is licensed under MIT. Data and weights are under CC-BY-NC 4.0 License.", "cc-by-nc-4.0"),
        ("The weights are released under Apache 2.0 and the code under MIT.", "apache-2.0"),
        ("We release the tuned model as CC-BY-NC-4.0. Wren is licensed under MIT.", "mit"),
        ("Wren is licensed under MIT. Llama checkpoints are available under the Llama 3 license.", "mit"),
        ("Wren is licensed under MIT. Model weights of others remain under the Gemma license.", "mit"),
        ("Wren is licensed under MIT. The weights of the encoder are under the Gemma license.", "mit"),
        ("Code, data and models are released under the MIT license.", "mit"),
        (
            "The source code must follow the Apache-2.0 license, while the use of the model weights needs to"
            " adhere to the [Model License Agreement](M).",
            "other:Model License Agreement",
        ),
        ("The model and code are released under the MIT license.", "mit"),
        ("Weights and code are under the MIT license; data is under CC-BY-4.0.", "mit"),
        ("The model is licensed under MIT, while the base model is under the Llama 3 license.", "mit"),
        (
            "This repository is MIT licensed. Please follow the Model License to use the weights.",
            "other:Model License",
        ),
    ],
)
def test_of_two_licenses_that_of_the_weights_counts(text: str, license_: str) -> None:
    assert finding("license", f"# Wren\n\n{text}\n").value == license_
    assert finding("license", f"# Wren\n\n## License\n\n{text}\n").value == license_


@pytest.mark.parametrize(
    "text",
    [
        "The code of this repository is licensed under the MIT License.",
        "The datasets are released under MIT.",
        "It is derived from Robin, which was originally licensed under Apache 2.0 License.",
        "```\nThis model is licensed under the MIT License.\n```",
        "## License\n\n[More Information Needed]",
    ],
)
def test_what_does_not_speak_of_the_model_is_no_license(text: str) -> None:
    found = finding("license", f"# Wren\n\n{text}\n")
    assert (found.verdict, found.text, found.searched) == (Verdict.NOT_DISCLOSED, "Not stated", ("card",))


def test_of_a_public_license_and_the_makers_own_the_own_one_counts() -> None:
    card = (
        "# Owl\n\nUse of Owl requires adherence to [Apache 2.0](LICENSE) and Community License for Owl Model."
    )
    assert finding("license", card).value == "other:Community License for Owl Model"


def test_terms_without_a_name_are_other() -> None:
    card = "# Owl\n\nThe code is under Apache-2.0, while model weights are fully open for academic research."
    assert finding("license", card).value == "other"


OF_MANY = (
    "# Owl\n\nUsers must comply with all original licenses, including but not limited to the terms of the"
    " data and the licenses of the base models (e.g. Tongyi Qianwen LICENSE AGREEMENT and META LLAMA 3"
    " COMMUNITY LICENSE AGREEMENT)."
)


@pytest.mark.parametrize(("repo", "license_"), [("heron/llama3-owl-8b", "llama3"), ("heron/owl-8b", None)])
def test_of_the_licenses_of_many_models_only_that_of_the_own_base_counts(
    repo: str, license_: str | None
) -> None:
    assert finding("license", OF_MANY, repo=repo).value == license_


def test_of_a_list_of_licenses_the_one_that_the_card_gives_the_model_counts() -> None:
    metadata = "---\nlicense:\n- cc-by-nc-sa-4.0\n- apache-2.0\n---\n# Owl\n\n"
    assert finding("license", f"{metadata}- dataset: `cc-by-nc-sa-4.0`\n- model: `apache-2.0`").value == (
        "apache-2.0"
    )
    assert finding("license", f"{metadata}- code: `apache-2.0`").value == "cc-by-nc-sa-4.0"


@pytest.mark.parametrize(
    ("text", "license_"),
    [
        (
            "使用本仓库的源码需要遵循 Apache-2.0 开源协议，使用模型权重则需要遵循模型许可协议。",
            "other:模型许可协议",
        ),
        ("The code is under Apache 2.0, the weights are under CC-BY-NC-4.0.", "cc-by-nc-4.0"),
        ("The code is under Apache-2.0, while model weights are fully open for academic research.", "other"),
        ("The model is under CC-BY-NC-4.0.", "apache-2.0"),
    ],
)
def test_metadata_that_give_the_license_of_the_code_do_not_hide_that_of_the_weights(
    text: str, license_: str
) -> None:
    found = finding("license", f"---\nlicense: apache-2.0\n---\n# Owl\n\n{text}")
    assert found.value == license_
    assert "Apache 2.0" in found.conflict


@pytest.mark.parametrize(
    "text",
    [
        "The dataset is CC BY-NC 4.0, whereas the Mistral-7B weights are released under Apache 2.0.",
        "The code is CC BY-NC 4.0, but the pretrained weights of the vision tower are under MIT.",
        "The code is CC BY-NC 4.0, and the model weights we started from are under Apache 2.0.",
    ],
)
def test_weights_of_another_model_and_licenses_of_data_change_nothing(text: str) -> None:
    card = f"---\nlicense: cc-by-nc-4.0\n---\n# Sora\n\n{text}"
    assert finding("license", card, repo="heron/sora-7b").value == "cc-by-nc-4.0"
    assert finding("commercial_use", card, repo="heron/sora-7b").verdict is Verdict.CLOSED


@pytest.mark.parametrize(
    "text",
    [
        "The model was fine-tuned on the Dolly dataset, which is licensed under CC BY-SA 3.0.",
        "This work builds on nanoSora, and the tokenizer is released under the MIT license.",
        "The paper is available under CC BY 4.0.",
        "This model card is released under CC BY 4.0.",
    ],
)
def test_the_license_of_another_thing_is_not_the_weights(text: str) -> None:
    assert finding("license", f"# Sora\n\n{text}").value is None


@pytest.mark.parametrize(
    ("text", "license_"),
    [
        ("We release Sora under the Apache 2.0 license.", "apache-2.0"),
        ("We release our code under MIT and the model weights under CC BY-NC 4.0.", "cc-by-nc-4.0"),
        ("**License:** MIT (code), CC BY-NC 4.0 (model)", "cc-by-nc-4.0"),
        ("License: MIT for code, CC-BY-NC-4.0 for weights", "cc-by-nc-4.0"),
        ("## Training data and license\n\nThe model is released under MIT.", "mit"),
        ("## Dataset License\n\nReleased under CC BY 4.0.", None),
        ("## Code License\n\nReleased under the MIT license.", None),
        ("- **License:** Apache 2.0 (base model)", None),
        ("## Dataset\n\n- **License:** CC BY 4.0", None),
        ("Previous versions of this model were released under the Apache 2.0 license.", None),
    ],
)
def test_it_matters_of_what_a_license_is(text: str, license_: str | None) -> None:
    assert finding("license", f"# Sora\n\n{text}").value == license_


def test_a_license_named_before_a_list_of_uses_is_read() -> None:
    card = (
        "# Sora\n\nThis model is governed by the Heron Community License Agreement, which forbids uses"
        " including but not limited to surveillance."
    )
    assert finding("license", card).value == "other:Heron Community License Agreement"


@pytest.mark.parametrize(
    "text", ["You are not free to use the weights commercially.", "Are you free to use the weights?"]
)
def test_a_question_or_a_ban_is_no_license(text: str) -> None:
    assert finding("license", f"# Sora\n\n{text}").value is None


def test_a_tag_names_the_license_where_no_key_does() -> None:
    tags = "tags:\n- gguf\n- license:apache-2.0\n"
    found = finding("license", f"---\n{tags}---\n")
    assert (found.value, found.evidence[0].quote) == ("apache-2.0", "- license:apache-2.0")
    assert finding("license", f"---\nlicense: mit\n{tags}---\n").value == "mit"


def test_weights_that_all_may_use_under_terms_without_a_name_are_other() -> None:
    card = "# Owl\n\nResearchers and developers are free to use the codes and model weights of Owl."
    assert finding("license", card).value == "other"


def test_a_license_that_stands_twice_is_a_conflict_and_the_first_counts() -> None:
    card = "---\nlicense: cc-by-nc-4.0\nbase_model: marsh/owl\nlicense: mit\n---\n# Wren"
    found = finding("license", card)
    assert found.value == "cc-by-nc-4.0"
    assert "line 2" in found.conflict
    assert "line 4: MIT" in found.conflict
    assert [(e.quote, e.first_line) for e in found.evidence] == [
        ("license: cc-by-nc-4.0", 2), ("license: mit", 4)
    ]  # fmt: skip
    assert finding("commercial_use", card).text == "No"
    assert finding("license", "---\nlicense:\nlicense: mit\n---\n# Wren").conflict == ""


def test_so_it_is_in_metadata_that_is_no_yaml() -> None:
    found = finding("license", "---\nlicense: mit\nnote: : y\nlicense: gpl-3.0\n---\n# Wren")
    assert [(e.quote, e.first_line) for e in found.evidence] == [
        ("license: mit", 2), ("license: gpl-3.0", 4)
    ]  # fmt: skip
    assert "GPL 3.0" in found.conflict


def test_sources_that_disagree_are_a_conflict() -> None:
    found = finding("license", WREN, header={"general.license": "gemma"})
    assert "Apache 2.0" in found.conflict
    assert "Gemma" in found.conflict
    assert {e.kind for e in found.evidence} == {SourceKind.YAML, SourceKind.HEADER}


def test_sources_that_agree_are_none() -> None:
    api = {"cardData": {"license": "apache-2.0"}, "tags": ["license:apache-2.0"]}
    found = finding("license", WREN, api=api, header={"general.license": "Apache-2.0"})
    assert found.conflict == ""
    assert len(found.evidence) == 3


@pytest.mark.parametrize("api", [{"tags": ["license:gemma"]}, {"cardData": {"license": "gemma"}}])
def test_the_hub_states_a_license(api: dict[str, object]) -> None:
    found = finding("license", api=api)
    assert (found.text, found.evidence[0].kind) == ("Gemma · conditions", SourceKind.API)
    assert found.evidence[0].quote.endswith("gemma")


def test_a_refusal_is_closed() -> None:
    assert finding("license", "Wren. All rights reserved.").verdict is Verdict.CLOSED


def test_without_any_source_nothing_is_checked() -> None:
    assert finding("license").verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize(
    ("api", "verdict"),
    [
        ({"gated": False, "siblings": [{"rfilename": "model.safetensors"}]}, Verdict.OPEN),
        ({"gated": False, "siblings": [{"rfilename": "wren.gguf"}], "tags": ["gguf"]}, Verdict.PARTIAL),
        ({"gated": "manual"}, Verdict.PARTIAL),
        ({"private": True, "gated": False}, Verdict.CLOSED),
        ({}, Verdict.NOT_CHECKED),
    ],
)
def test_access_is_what_the_hub_says(api: dict[str, object], verdict: Verdict) -> None:
    assert finding("weights", api=api).verdict is verdict


@pytest.mark.parametrize(
    ("text", "license_"),
    [
        ("Wren is Meadow NC licensed as of now.", "other:Meadow NC"),
        ("Wren is MEADOW NC licensed as of now.", "other:MEADOW NC"),
        ("The weights tuned for Breton (LoRA weights) are open under the MIT license.", "mit"),
        ("The use of this model is subject to the terms outlined in [License section](#license).", None),
        ("- **License:** see [License section](#license)", None),
        ("- License - MIT", "mit"),
        (
            "The following license applies to all code, as well as the Wren models.\n\n```\nMIT License\n```",
            "mit",
        ),
        ("The following license applies to the code.\n\n```\nMIT License\n```", None),
        (
            "Please comply with the [《Wren Model License Agreement》](LICENSE).",
            "other:Wren Model License Agreement",
        ),
        (
            "Use of the model must adhere to the [Community License for Wren 2 Model](a.pdf).",
            "other:Community License for Wren 2 Model",
        ),
        (
            "Use of this repository is governed by the [Wren Research License](a).",
            "other:Wren Research License",
        ),
        ("Use of this repository is governed by the [Gull Research License](a).", None),
        ("[공개한 모델](#a)은 호수의 결과물로서, [CC BY-NC 4.0](LICENSE)을 따릅니다.", "cc-by-nc-4.0"),
        (
            "Under a Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International License.",
            "cc-by-nc-sa-4.0",
        ),
        ("This model is Unknown licensed.", None),
        ("This model is Openly licensed.", None),
        ("Unlike this model, Gemma is Google licensed.", None),
        ("모델 학습에 사용된 데이터는 CC BY-NC 4.0을 따릅니다.", None),
        ("이 모델은 Apache 2.0을 따르는 것이 아닙니다.", None),
        ("The Wren dataset is licensed under the Wren Data License.", None),
        ("This repository is governed by the Wren Code License.", None),
        ("We do not follow the Model License of Gull.", None),
        ("The code has the following license, the model has none:\n\n```\nMIT License\n```", None),
        ("Wren and the demo service are licensed under MIT.", "mit"),
        ("This model is licensed under CC BY-ND 4.0.", "cc-by-nd-4.0"),
        ("使用本模型须遵守Llama-3的[开源许可协议](https://lake.example/l)。", "llama3"),
        ("- **Permissive Apache 2.0 license:** Build freely, also for sale.", "apache-2.0"),
        ("- **Apache 2.0 license:** of the code alone.", None),
        (
            "You must comply with the Apache 2.0 License and the [License Agreement for Models Wren](a.pdf).",
            "other:License Agreement for Models Wren",
        ),
        (
            "You must abide by the terms and conditions within Wren Community License.",
            "other:Wren Community License",
        ),
        ("You must comply with the Meta original license for llama-2.", "llama2"),
        ("Other work, such as Robin, released the data and model as apache-2.0.", None),
        (
            "Wren模型的使用须遵守[Wren模型许可协议](https://lake.example/l)和[CC BY-NC-SA 4.0协议](a)。",
            "cc-by-nc-sa-4.0",
        ),
    ],
)
def test_more_ways_to_say_a_license(text: str, license_: str | None) -> None:
    assert finding("license", f"# Wren\n\n## License\n\n{text}\n").value == license_


def test_licenses_of_siblings_in_a_list_are_not_this_models() -> None:
    card = (
        "---\nlicense: apache-2.0\n---\n# Wren\n\n* Wren-Instruct: for tasks\n  * License: _CC-BY-SA-3.0_\n"
        "* Wren-Chat: for talk\n  * License: _CC-By-NC-SA-4.0_\n"
    )
    assert finding("license", card).conflict == ""
    assert finding("commercial_use", card).value["license"] == "apache-2.0"


@pytest.mark.parametrize(
    ("name", "id_"), [("CC BY-ND", None), ("CC BY-NC-SA 3.0", "cc-by-nc-sa-3.0"), ("CC BY", "cc-by-4.0")]
)
def test_a_shorter_name_is_no_other_license(name: str, id_: str | None) -> None:
    found = finding("license", f"# Wren\n\nThe weights are released under the {name} license.").value
    assert (found if found and not found.startswith("other:") else None) == id_


def test_quoted_keys_of_metadata_are_keys() -> None:
    assert finding("license", '---\n"license": "mit"\n---\n# Wren').value == "mit"
    assert finding("license", "---\n{license: mit}\n---\n# Wren").value == "mit"


def test_one_license_in_two_wordings_still_disagrees_with_the_metadata() -> None:
    card = "---\nlicense: mit\n---\n# Wren\n\n**License:** Llama 2 Community License\n\n**License:** llama2"
    assert finding("commercial_use", card).value["license"] == "llama2"


@pytest.mark.parametrize("repo", ["heron/sora-3b", "heron/Sora-72B-Chat"])
def test_a_license_of_all_models_but_this_one_is_not_its_own(repo: str) -> None:
    text = "All our models, except for the 3B and 72B variants, are licensed under Apache 2.0."
    assert finding("license", text, repo=repo).value is None
    assert finding("license", text, repo="heron/sora-7b").value == "apache-2.0"


@pytest.mark.parametrize(
    "text",
    [
        "## Dataset\n\nこのモデルはApache 2.0で公開されています。",
        "## Base model\n\n本模型采用 Apache 2.0 许可证。",
        "## Tern 7B\n\nThe weights are Apache 2.0.",
        "ライセンスはMITです。",
        "비교한 모델은 Apache 2.0 라이선스로 배포됩니다.",
        "The dataset is subject to the usage restrictions of the Llama-2 model.",
    ],
)
def test_a_license_below_another_heading_or_of_another_thing_is_not_its_own(text: str) -> None:
    assert finding("license", f"# Sora\n\n{text}", repo="heron/sora-7b").value is None


@pytest.mark.parametrize(
    "text",
    [
        "Besides the chat template, the model is released under Apache 2.0.",
        "Apart from the chat interface, everything is licensed under Apache 2.0.",
        "All models except the base ones are licensed under Apache 2.0.",
    ],
)
def test_a_word_of_its_name_is_no_exception(text: str) -> None:
    assert finding("license", text, repo="heron/Database-7B-Chat").value == "apache-2.0"


def test_where_no_card_was_read_nothing_is_said_of_it() -> None:
    told = finding("use_restrictions", None, api={"cardData": {"license": "gemma"}})
    assert told.text.startswith("The Gemma license forbids some uses")


def test_a_part_that_is_excepted_leaves_the_model_its_license() -> None:
    text = "All models are licensed under MIT, except for the tokenizer of the 7B."
    assert finding("license", text, repo="heron/sora-7b").value == "mit"
    text = "The model may be shared and modified (MIT license)."
    assert finding("license", text, repo="heron/sora-7b").value != "modified-mit"
    text = "All models except Chat are licensed under MIT."
    assert finding("license", text, repo="heron/sora-7b-chat").value is None


@pytest.mark.parametrize(
    ("text", "license_"),
    [
        ("The model is released under a modified Apache 2.0 license.", "other:modified Apache 2.0 license"),
        (
            "## License\n\nThis model is licesed under a **modified** CreativeML OpenRAIL-M license.",
            "other:modified CreativeML OpenRAIL-M license",
        ),
        ("This model is licensed under a modified MIT License.", "modified-mit"),
        (
            "The model uses a modified version of the MIT license.",
            "other:modified version of the MIT license",
        ),
        ("Sora is distributed under a modified Gemma license.", "other:modified Gemma license"),
        ("This model is licensed under our own variant of Apache 2.0.", None),
    ],
)
def test_a_modified_license_is_not_the_one_it_was_made_from(text: str, license_: str) -> None:
    """What was changed, nobody knows without its text: no "yes" comes of it."""
    assert finding("license", text).value == license_
    assert finding("commercial_use", text).verdict is not Verdict.OPEN


@pytest.mark.parametrize(
    "sentence",
    [
        "Our competitor Tern is released under the Apache 2.0 license.",
        "A previous version of Wren was released under the MIT license.",
        "Earlier releases were licensed under Apache 2.0.",
        "License: not decided yet (Apache 2.0 or MIT).",
        "**License**: TBD, probably MIT",
        "License: to be announced (we consider Apache 2.0)",
    ],
)
def test_a_license_of_others_of_before_or_not_yet_decided_is_none(sentence: str) -> None:
    assert finding("license", f"# Wren\n\n{sentence}\n").verdict is Verdict.NOT_DISCLOSED


def test_a_license_that_only_its_name_tells_is_stated() -> None:
    assert finding("license", "---\nlicense_name: llama3\n---\n# Wren").value == "llama3"
