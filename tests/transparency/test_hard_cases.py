"""Traps found in real cards, one small card written for this project each."""

import pytest

from explorer.domain.facts import Finding, Verdict, is_said
from tests.transparency.cards import dossier, finding

PER_SIZE = """# Wren

<table>
<tr><th></th><th>Params</th><th>Token count</th><th>Knowledge cutoff</th></tr>
<tr><td rowspan="2">Wren</td><td>8B</td><td rowspan="2">15T</td><td>May, 2022</td></tr>
<tr><td>70B</td><td>August, 2022</td></tr>
</table>
"""


def ids(found: Finding) -> list[str]:
    return [parent["id"] for parent in found.value]


def quotes(found: Finding) -> str:
    return "\n".join(e.quote for e in found.evidence)


def test_a_date_in_an_example_prompt_is_no_cutoff() -> None:
    card = "# Wren\n\nTalk to it like this:\n\n```\nSystem: You are Wren. Knowledge cutoff: 2021-09.\n```\n"
    assert not is_said(finding("cutoff_and_size", card))


@pytest.mark.parametrize(
    "text",
    [
        "## Prompting\n\n> <|system|>You are Wren. Knowledge cutoff: 2023-09. Current date: 2024-02-01.",
        "| Prompt part | Example |\n|---|---|\n| System | You are Wren. Knowledge cutoff: 2023-04 |",
        "System: You are a helpful assistant. Knowledge cutoff: May 2023.",
        "[INST] <<SYS>> Knowledge cutoff: 2023-04 <</SYS>> Hello [/INST]",
        "## Prompt template\n\nKnowledge cutoff: 2023-04",
        "You are Wren, made by Meadow. Your knowledge cutoff is May 2023.",
        "- User: when does your knowledge end? My cutoff is May 2023.",
        "We begin with this: you are an AI assistant. The knowledge cutoff is 2023-05.",
    ],
)
def test_a_date_in_a_prompt_outside_code_is_no_cutoff(text: str) -> None:
    assert not is_said(finding("cutoff_and_size", f"# Wren\n\n{text}"))


@pytest.mark.parametrize(
    "text",
    [
        "You are free to use it. The knowledge cutoff is May 2023.",
        "## Prompt engineering and data\n\nThe knowledge cutoff is May 2023.",
        "Wren answers as an AI assistant. Its knowledge cutoff is May 2023.",
        "You are responsible for what you build with Wren, whose knowledge cutoff is May 2023.",
    ],
)
def test_a_cutoff_beside_words_to_its_users_is_read(text: str) -> None:
    assert finding("cutoff_and_size", f"# Wren\n\n{text}").value["cutoff"] == "2023-05"


@pytest.mark.parametrize(("repo", "cutoff"), [("meadow/wren-8B", "2022-05"), ("meadow/wren-70B", "2022-08")])
def test_of_a_cutoff_for_each_size_the_own_one_is_read(repo: str, cutoff: str) -> None:
    found = finding("cutoff_and_size", PER_SIZE, repo=repo)
    assert found.value == {"cutoff": cutoff, "tokens": "15T"}


@pytest.mark.parametrize(("size", "said"), [("8B", ("2022-05", "3T")), ("70B", ("2022-08", "5T"))])
def test_of_a_table_of_sizes_the_own_row_is_read_wherever_its_size_stands(
    size: str, said: tuple[str, str]
) -> None:
    card = (
        "| Family | Data | Context length | Parameters | Tokens | Knowledge cutoff |\n"
        "|---|---|---|---|---|---|\n"
        "| Wren | books | 8k | 8.03B | 3T | May 2022 |\n| Wren | books | 4k | 70.6B | 5T | August 2022 |\n"
    )
    found = finding("cutoff_and_size", card, repo=f"meadow/wren-{size}")
    assert found.value == {"cutoff": said[0], "tokens": said[1]}
    assert quotes(found).count("|") == 7, "the other row proves nothing"
    built = finding("architecture", card, repo=f"meadow/wren-{size}").value
    assert built == (
        {"parameters": "8.03B", "context": "8k"} if size == "8B" else {"parameters": "70.6B", "context": "4k"}
    )


def test_a_family_is_not_a_rival_of_its_model() -> None:
    said = "Llama 3 was trained on 15 trillion tokens. Llama 3 has a knowledge cutoff of March 2023."
    found = finding("cutoff_and_size", said, repo="meta-llama/Meta-Llama-3-8B")
    assert found.value == {"cutoff": "2023-03", "tokens": "15T"}


def test_a_context_of_millions_keeps_its_unit() -> None:
    assert finding("architecture", "The context window is 1 million tokens.").value == {
        "context": "1 million"
    }


def test_tokens_are_no_size_of_a_model() -> None:
    table = "| Component | Value |\n|---|---|\n| Training tokens | 98.3M |\n"
    assert finding("cutoff_and_size", table, repo="meadow/wren-7B").value["tokens"] == "98.3M"


def test_of_a_table_of_other_sizes_none_is_taken() -> None:
    assert not is_said(finding("cutoff_and_size", PER_SIZE, repo="meadow/wren-33B"))


def test_a_row_is_quoted_from_where_its_cells_stand() -> None:
    found = finding("lineage", PER_SIZE, repo="meadow/wren-70B")
    assert "15T" in quotes(found)
    assert "August, 2022" in quotes(found)
    assert (found.evidence[0].first_line, found.evidence[0].last_line) == (5, 6)


@pytest.mark.parametrize(
    "sentence",
    [
        "The data has a cutoff of May 2022 for the 8B and August 2022 for the 70B models respectively.",
        "Knowledge cutoff: Wren-8B May 2022, Wren-70B August 2022",
        "The 8B and 70B models have knowledge cutoffs of May 2022 and August 2022.",
    ],
)
def test_of_a_sentence_on_several_sizes_the_own_date_is_read(sentence: str) -> None:
    for size, date in (("8B", "2022-05"), ("70B", "2022-08"), ("33B", None)):
        assert finding("cutoff_and_size", sentence, repo=f"meadow/wren-{size}").value["cutoff"] == date


def test_one_date_for_several_sizes_is_that_of_each() -> None:
    said = "The 8B and 70B models share a knowledge cutoff of May 2022."
    assert finding("cutoff_and_size", said, repo="meadow/wren-70B").value["cutoff"] == "2022-05"


def test_of_two_cutoffs_in_one_sentence_the_one_of_pretraining_is_read() -> None:
    card = "Wren was pretrained on data with a cutoff of May 2022, while tuning data goes up to August 2023."
    assert finding("cutoff_and_size", card).value["cutoff"] == "2022-05"


def test_when_it_was_trained_is_not_when_its_data_ends() -> None:
    card = (
        "- Dates: Wren was trained between May and June 2024\n"
        "- Status: A static model, trained on an offline dataset with cutoff date October 2023\n"
    )
    assert finding("cutoff_and_size", card).value["cutoff"] == "2023-10"


def test_emissions_are_grams_in_the_metadata_and_as_written_in_the_text() -> None:
    found = finding("compute", "---\nco2_eq_emissions: 1780\n---\nTraining emitted 1.78 kg of CO2.")
    assert found.value["CO₂"] == "1.78 kg"
    assert {e.kind for e in found.evidence} == {"yaml"}


def test_the_sentence_of_a_conversion_beats_a_copied_base_model() -> None:
    found = finding(
        "lineage",
        "---\nbase_model: meadow/egg\n---\nThis is a quantized version of "
        "[meadow/wren-abliterated](https://huggingface.co/meadow/wren-abliterated).",
        repo="nest/wren-abliterated-GGUF",
    )
    assert ids(found) == ["meadow/wren-abliterated"]
    assert "meadow/egg" in found.conflict


def test_results_copied_from_another_model_are_not_counted_as_own() -> None:
    card = (
        "---\nmodel-index:\n- name: Heron-70B\n  results:\n  - dataset:\n      name: ARC\n    metrics:\n"
        "    - type: acc\n      value: 61.2\n---\n# Wren\n"
    )
    found = finding("evaluation", card, repo="meadow/wren-8B")
    assert (found.verdict, found.value) == (Verdict.PARTIAL, 0)


@pytest.mark.parametrize(
    "card",
    [
        "# Wren\n\n---\nlicense: mit\nbase_model: meadow/egg\n---\n",
        "---\n-license: mit\nbase model: meadow/egg\n---\n",
    ],
    ids=["at the end", "broken keys"],
)
def test_metadata_counts_wherever_and_however_it_is_written(card: str) -> None:
    assert finding("license", card).value == "mit"
    assert ids(finding("lineage", card)) == ["meadow/egg"]


def test_an_embedded_card_speaks_of_another_model() -> None:
    card = (
        "# Wren GGUF\n\nThese are GGUF files of Wren.\n\n# Original model card: Wren\n\n"
        "## Training data\n\nWren was pre-trained on Wikipedia. Its knowledge cutoff is March 2024.\n"
    )
    for dimension in ("pretraining_data", "cutoff_and_size"):
        assert not is_said(finding(dimension, card, repo="nest/wren-GGUF"))


def test_two_licenses_in_one_card_are_a_conflict() -> None:
    found = finding("license", "---\nlicense: mit\n---\n**License:** Llama 2 Community License\n")
    assert "Llama 2" in found.conflict


def test_a_table_about_a_sibling_gives_no_own_result() -> None:
    card = (
        "## Evaluation\n\n| Model | MMLU | GSM8K |\n|---|---|---|\n| Wren-7B | 61.0 | 55.2 |\n"
        "| Heron-9B | 58.3 | 50.1 |\n"
    )
    found = finding("evaluation", card, repo="meadow/wren-1B")
    assert (found.verdict, found.value) == (Verdict.PARTIAL, 0)


def test_data_sets_named_only_in_the_text_are_read() -> None:
    card = "Wren was pre-trained on [Notes](https://huggingface.co/datasets/meadow/notes) and Wikipedia."
    assert finding("pretraining_data", card).value == ["meadow/notes", "Wikipedia"]


def test_an_address_of_an_organization_in_the_header_is_no_parent() -> None:
    header = {
        "general.architecture": "llama",
        "general.base_model.0.repo_url": "https://huggingface.co/meadow",
    }
    assert not is_said(finding("lineage", header=header))


def test_permission_to_distill_is_no_parent() -> None:
    card = (
        "You may use Wren's answers to distill other models, including "
        "[meadow/heron-7b](https://huggingface.co/meadow/heron-7b)."
    )
    assert not is_said(finding("lineage", card))


def test_a_test_of_tuned_models_is_no_tuning() -> None:
    card = "## Evaluation of fine-tuned models\n\nEvaluation of models fine-tuned by others is left to them."
    assert not is_said(finding("post_training", card))


@pytest.mark.parametrize(
    "told",
    [
        "## Evaluation of fine-tuned models\n\nWe show how models fine-tuned on GLUE do.",
        "## Evaluation of fine-tuned models\n\nThe models were fine-tuned on SuperGLUE for three epochs.",
        "## Results\n\nModels fine-tuned on GLUE reach 88.",
        "We report scores of models fine-tuned on MNLI with LoRA.",
        "## Evaluation\n\nAll models were fine-tuned on GLUE with three seeds.",
        "We fine-tuned the model on each GLUE task and report the accuracy.",
    ],
)
def test_models_tuned_for_a_test_tell_of_no_tuning(told: str) -> None:
    assert not is_said(finding("post_training", f"# Wren\n\n{told}\n", repo="meadow/wren-7b"))


@pytest.mark.parametrize(
    "told",
    [
        "## Results\n\nThis model, fine-tuned on CoNLL, reaches 91.",
        "Our models were fine-tuned on 20k riddles with LoRA.",
        "## Evaluation of fine-tuned models\n\nThis model was fine-tuned on 20k riddles.",
    ],
)
def test_beside_results_the_own_tuning_is_read(told: str) -> None:
    assert is_said(finding("post_training", f"# Wren\n\n{told}\n", repo="meadow/wren-7b"))


@pytest.mark.parametrize(
    "told",
    [
        "Zephyr was fine-tuned from mistralai/Mistral-7B-v0.1.",
        "Falcon-Instruct is a fine-tuned version of tiiuae/falcon-7b.",
        "Wren beats Vicuna, itself fine-tuned from lmsys/longchat-7b.",
        "Unlike Zephyr, which was trained on UltraChat with DPO, Wren is small.",
        "Our reward model is fine-tuned from meadow/egg-7b.",
        "The critic was trained with SFT.",
    ],
)
def test_the_tuning_of_another_model_is_none_of_this_one(told: str) -> None:
    assert not is_said(finding("post_training", f"# Wren\n\n{told}\n", repo="meadow/wren-7b"))


def test_beside_a_rivals_tuning_the_own_one_is_read() -> None:
    told = "Unlike Zephyr, which was tuned with DPO, Wren is fine-tuned from meadow/egg-7b with SFT."
    found = finding("post_training", f"# Wren\n\n{told}\n", repo="meadow/wren-7b")
    assert found.value["method"] == "SFT + fine-tuning"
    told = "The reward model was fine-tuned from meadow/egg-7b with LoRA."
    assert is_said(finding("post_training", f"# Wren\n\n{told}\n", repo="meadow/wren-7b-reward"))


def test_a_generated_sentence_about_unknown_data_says_nothing() -> None:
    card = (
        "This model is a fine-tuned version of [meadow/egg-1b](https://huggingface.co/meadow/egg-1b) "
        "on an unknown dataset."
    )
    assert not is_said(finding("post_training", card))


def test_a_calibration_file_on_somebodys_disk_is_named() -> None:
    header = {"general.architecture": "llama", "quantize.imatrix.dataset": "/home/me/calibration.txt"}
    found = finding("quantization", header=header, file="wren-Q4_K_M.gguf")
    assert found.value["calibration"] == "/home/me/calibration.txt"
    assert found.verdict is Verdict.PARTIAL


def test_who_quantized_is_who_says_so_not_who_uploaded() -> None:
    found = finding("quantization", "---\nquantized_by: robin\n---\n", repo="magpie/wren-GGUF")
    assert found.value["by"] == "robin"


@pytest.mark.parametrize(
    ("gated", "text"),
    [
        (False, "Open to all"),
        ("auto", "After agreeing to conditions"),
        (True, "After agreeing to conditions"),
        ("manual", "After the maker’s approval"),
    ],
)
def test_the_ways_of_access_differ(gated: object, text: str) -> None:
    api = {"gated": gated, "siblings": [{"rfilename": "model.safetensors"}]}
    assert finding("weights", api=api).text == text


# Traps that other families of cards set.


def test_models_made_from_this_one_are_not_its_parents() -> None:
    card = (
        "# Wren-7B\n\nWren-7B is pretrained from scratch on 1T tokens.\n\n"
        "### Models finetuned off Wren-7B\n\n"
        "These models are finetuned on Wren-7B:\n\n"
        "* [Wren-7B-Chat](https://huggingface.co/meadow/wren-7b-chat): built by finetuning Wren-7B on talk.\n"
    )
    assert ids(finding("lineage", card, repo="meadow/wren-7b")) == [None]
    assert not is_said(finding("post_training", card, repo="meadow/wren-7b"))


def test_a_template_left_empty_says_nothing_whatever_its_labels() -> None:
    card = (
        "- **Developed by:** [More Information Needed]\n"
        "- **Shared by [optional]:** [More Information Needed]\n"
        "- **Finetuned from model [optional]:** [More Information Needed]\n"
        "- **Paper [optional]:** [More Information Needed]\n"
    )
    assert not any(is_said(f) for f in dossier(card).findings)


def test_full_weights_are_not_made_from_their_own_quantization() -> None:
    card = "Quantized models are available from Robin: [GGUF](https://huggingface.co/robin/wren-7b-GGUF)."
    assert not is_said(finding("lineage", card, repo="meadow/wren-7b"))


@pytest.mark.parametrize(
    ("card", "name"),
    [
        ("**Finetuned from model:** Llama-2 - 70B", "Llama-2 - 70B"),
        ("Wren is obtained by continued pretraining of Mistral-7B on law.", "Mistral-7B"),
        ("A low-rank adapter for LLaMA-7b.", "LLaMA-7b"),
        ("Wren は、Llama2をベースとして追加学習を行ったモデルです。", "Llama2"),
        ("wren-chat is initialized from wren-6.7b-base and fine-tuned on dialogues.", "wren-6.7b-base"),
    ],
)
def test_a_parent_without_an_address_is_named(card: str, name: str) -> None:
    found = finding("lineage", card, repo="meadow/lark")
    assert (found.verdict, ids(found)) == (Verdict.PARTIAL, [name])


@pytest.mark.parametrize(
    "card",
    [
        "Developers may fine-tune Llama 3 models for other languages.",
        "Wren fits the many projects built upon Llama 2.",
        "Wren is built on the Llama 2 architecture.",
    ],
)
def test_advice_and_kinship_name_no_parent(card: str) -> None:
    assert not is_said(finding("lineage", card, repo="meadow/lark"))


def test_a_model_that_calls_itself_a_base_is_not_tuned() -> None:
    card = "This model is a base model. We also release fine-tuned chat models that were trained with DPO."
    assert not is_said(finding("post_training", card))


def test_data_sets_of_instructions_are_the_tuning_where_nothing_else_is_told() -> None:
    card = "---\ndatasets:\n- meadow/bird-instruct\n- robin/songs\n---\nA small bird.\n"
    assert not is_said(finding("pretraining_data", card))
    assert finding("post_training", card).value["datasets"] == ["meadow/bird-instruct", "robin/songs"]


def test_a_maker_behind_a_label_is_named_before_one_in_a_sentence() -> None:
    card = (
        "Wren is a model developed by The Nest and its friends.\n\n- **Developed by:** The Nest Institute\n"
    )
    assert finding("paper_and_contact", card).value["developer"] == "The Nest Institute"


def test_a_mail_address_in_angle_brackets_is_a_contact() -> None:
    card = "For anything else write to <wren@nest.example>."
    assert finding("paper_and_contact", card).value["contact"] == "wren@nest.example"


def test_the_amount_trained_on_is_told_from_a_sequence_length() -> None:
    card = "Wren was trained with sequence length 512 on 70B tokens in two passes."
    assert finding("cutoff_and_size", card).value["tokens"] == "70B"


def test_a_sentence_about_machines_belongs_to_the_training_before_it() -> None:
    card = "We pretrain Wren on 3 trillion tokens. It took five weeks using 24 A100-40G GPUs."
    assert finding("compute", card).value["hardware"].startswith("24 A100")


def test_labels_inside_one_paragraph_are_labels() -> None:
    card = "<p><b>License:</b> MIT<br><b>Base model:</b> <a href='https://huggingface.co/meadow/egg-1b'>Egg</a></p>"
    assert ids(finding("lineage", card)) == ["meadow/egg-1b"]


def test_risks_told_without_a_heading_are_read() -> None:
    assert is_said(
        finding("risks", "# Wren\n\nThe model may sometimes produce incorrect or offensive answers.")
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Wren-Llama-8B is derived from Llama3.1-8B-Base and is originally licensed under llama3.1 license.",
        "Wren-Llama-8B was built on Llama3.1-8B-Base, which is itself released under the Llama 3.1 license.",
        "This model is distilled from Llama3.1-8B-Base and was originally licensed under llama3.1.",
    ],
)
def test_a_parent_s_license_in_a_license_section_stands_against_the_free_one(sentence: str) -> None:
    card = f"---\nlicense: mit\n---\n# Wren-Llama-8B\n\n## License\n\nThe weights are MIT. {sentence}"
    for repo in ("meadow/Wren-Llama-8B", "finch/card"):
        license_, parents = finding("license", card, repo=repo), finding("lineage", card, repo=repo)
        assert license_.value == "mit"
        assert "Llama 3.1" in license_.conflict
        assert finding("commercial_use", card, repo=repo).verdict is Verdict.PARTIAL
        assert (ids(parents), parents.verdict) == (["Llama3.1-8B-Base"], Verdict.PARTIAL)


@pytest.mark.parametrize(
    "sentence",
    [
        "Wren-Llama-70B is derived from Llama3.1-70B and is originally licensed under llama3.1 license.",
        "Wren-Llama-8B is derived from Wren-8B and is originally licensed under the MIT license.",
    ],
)
def test_a_sibling_s_license_and_the_same_one_are_no_conflict(sentence: str) -> None:
    card = f"---\nlicense: mit\n---\n# Wren-R1\n\n## License\n\n{sentence}"
    assert finding("license", card, repo="meadow/Wren-R1").conflict == ""
    assert finding("commercial_use", card, repo="meadow/Wren-R1").verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("dimension", "sentence"),
    [
        ("language", "Without doubt, Wren speaks English, German and French."),
        ("language", "Although not perfect, Wren supports English, German and French."),
        ("cutoff_and_size", "A successor to Owl 7B, Wren was trained on 3 trillion tokens."),
        ("cutoff_and_size", "As the successor to Owl 7B, Wren was trained on 3 trillion tokens of text."),
        ("cutoff_and_size", "The knowledge base of Wren has a cutoff of June 2024."),
    ],
)
def test_a_phrase_before_the_sentence_takes_nothing_from_it(dimension: str, sentence: str) -> None:
    assert is_said(finding(dimension, f"# Wren\n\n{sentence}\n"))
