"""Preparation of data, people in it, compute, code of the training, makers: what counts and what does not."""

import pytest

from explorer.domain.facts import Verdict
from tests.transparency.cards import WREN, finding

SAID = (Verdict.OPEN, Verdict.PARTIAL)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (
            "## Training data\n\nThe pages were deduplicated with MinHash. Then a quality classifier removed"
            " pages below a threshold from the corpus.",
            Verdict.OPEN,
        ),
        ("## Data preparation\n\nAll of the text was cleaned before training started.", Verdict.PARTIAL),
        ("Wren was trained on a curated dataset of songs.", Verdict.PARTIAL),
        ("## Usage\n\nYou should filter the output of the model for your data.", Verdict.NOT_DISCLOSED),
        ("Weights were converted to GGUF and the dataset name is kept.", Verdict.NOT_DISCLOSED),
        ("## Evaluation\n\nWe removed examples of the benchmark from the test set.", Verdict.NOT_DISCLOSED),
    ],
)
def test_preparation_of_data(text: str, verdict: Verdict) -> None:
    assert finding("data_processing", f"# Wren\n\n{text}\n").verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Names and addresses: personal information was removed from the training data.", Verdict.OPEN),
        ("The training data may contain personal information of living people.", Verdict.PARTIAL),
        ("You must not enter personal data into this application.", Verdict.NOT_DISCLOSED),
        (
            "Do not use it to collect, process or disclose personal data without consent.",
            Verdict.NOT_DISCLOSED,
        ),
        ("Wren knows many birds personally.", Verdict.NOT_DISCLOSED),
        ("No personal data was removed from the corpus.", Verdict.PARTIAL),
        ("We did not filter PII from the training data.", Verdict.PARTIAL),
        ("PII is not in the training data, because we removed it.", Verdict.OPEN),
        ("Text with no title was dropped, and PII was masked in the corpus.", Verdict.OPEN),
    ],
)
def test_people_in_the_data(text: str, verdict: Verdict) -> None:
    assert finding("personal_data", f"# Wren\n\n{text}\n").verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict", "kinds"),
    [
        (
            "Wren was trained on 64 H100 GPUs for 12,000 GPU hours; emissions were 3.1 tCO2eq.",
            Verdict.OPEN,
            {"hardware", "hours", "CO₂"},
        ),
        ("## Environmental impact\n\n- **Hardware Type:** 8 x A100\n", Verdict.PARTIAL, {"hardware"}),
        ("Training took 2.1e22 FLOPs.", Verdict.PARTIAL, {"FLOPs"}),
        ("| Model | GPU hours |\n|---|---|\n| Wren | 1,200 |\n", Verdict.PARTIAL, {"hours"}),
        ("It runs on a single RTX 4090 with 24 GB.", Verdict.NOT_DISCLOSED, set()),
        ("## Inference\n\nWe recommend 2 x A100 for training-like workloads.", Verdict.NOT_DISCLOSED, set()),
        ("Quantized on an RTX 3090.", Verdict.NOT_DISCLOSED, set()),
    ],
)
def test_compute(text: str, verdict: Verdict, kinds: set[str]) -> None:
    found = finding("compute", f"# Wren\n\n{text}\n")
    assert (found.verdict, set(found.value or ())) == (verdict, kinds)


def test_emissions_in_the_metadata_are_grams() -> None:
    card = "---\nco2_eq_emissions:\n  emissions: 1710\n---\n# Wren\n\n- **GPU:** 1 NVIDIA A100\n"
    found = finding("compute", card)
    assert found.value["CO₂"] == "1.71 kg"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (
            "The [training code](https://github.com/meadow/wren-train) is open.\n\n## Hyperparameters\n\n"
            "- learning rate: 3e-4\n- batch size: 256\n",
            Verdict.OPEN,
        ),
        ("Wren was trained with [axolotl](https://github.com/axolotl-ai-cloud/axolotl).", Verdict.PARTIAL),
        (
            '[<img src="https://example.org/b.png" alt="Built with Axolotl"/>](https://github.com/axolotl-ai-cloud/axolotl)',
            Verdict.PARTIAL,
        ),
        ("## Training procedure\n\n- learning_rate: 2e-5\n- num_epochs: 3\n", Verdict.PARTIAL),
        (
            "A merge made with [mergekit](https://github.com/arcee-ai/mergekit).\n\n## Configuration\n\n"
            "```yaml\nmerge_method: slerp\nbase_model: a/b\nslices:\n  - x\n```\n",
            Verdict.OPEN,
        ),
        (
            "## Usage\n\nInstall [transformers](https://github.com/huggingface/transformers).",
            Verdict.NOT_DISCLOSED,
        ),
        ("You can fine-tune it with [axolotl](https://github.com/x/axolotl).", Verdict.NOT_DISCLOSED),
        ("Run it with [llama.cpp](https://github.com/ggml-org/llama.cpp).", Verdict.NOT_DISCLOSED),
    ],
)
def test_code_of_the_training(text: str, verdict: Verdict) -> None:
    assert finding("training_code", f"# Wren\n\n{text}\n").verdict is verdict


def test_paper_developer_and_contact_are_open() -> None:
    card = (
        "# Wren\n\n- **Developed by:** Meadow Lab\n- **Paper:** https://arxiv.org/abs/2401.00001\n"
        "- **Contact:** birds@meadow.example\n"
    )
    found = finding("paper_and_contact", card)
    assert found.verdict is Verdict.OPEN
    assert found.value == {
        "developer": "Meadow Lab",
        "paper": "https://arxiv.org/abs/2401.00001",
        "contact": "birds@meadow.example",
    }


def test_a_citation_of_this_model_names_its_makers() -> None:
    card = (
        "# Wren\n\n```bibtex\n@article{wren2024,\n  title={Wren, a bird},\n"
        "  author={Finch, Ada and Jay, Bo},\n  journal={Birds}\n}\n```\n"
    )
    found = finding("paper_and_contact", card, repo="meadow/wren")
    assert found.value["developer"] == "Finch, Ada"
    assert "paper" in found.value


def test_a_citation_of_another_work_is_not_of_this_model() -> None:
    card = (
        "# Wren\n\n```bibtex\n@article{egg2020,\n  title={An egg},\n  author={Hen, Eve},\n"
        "  journal={Eggs}\n}\n```\n"
    )
    assert finding("paper_and_contact", card, repo="meadow/wren").verdict is Verdict.NOT_DISCLOSED


def test_the_paper_of_a_method_is_not_the_paper_of_the_model() -> None:
    card = "# Wren\n\nTuned with the method of the [DPO paper](https://arxiv.org/abs/2305.18290).\n"
    assert finding("paper_and_contact", card).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    "dimension", ["data_processing", "personal_data", "compute", "training_code", "evaluation"]
)
def test_a_card_without_a_word_of_it_is_silent_and_says_where_it_was_looked(dimension: str) -> None:
    found = finding(dimension, WREN)
    assert found.verdict is Verdict.NOT_DISCLOSED
    assert found.searched == ("card",)


@pytest.mark.parametrize(("base", "is_named"), [("lake/segtern-b0", False), ("heron/segtern-b0", True)])
def test_the_paper_of_what_others_made_is_not_by_the_makers_of_its_tune(base: str, *, is_named: bool) -> None:
    entry = "```\n@article{segtern, title={SegTern: Seeing Terns}, author={A. Lake and B. Lake}}\n```"
    card = f"---\nbase_model: {base}\n---\n# Songs\n\n{entry}"
    assert (finding("paper_and_contact", card, repo="heron/segtern-songs").verdict in SAID) is is_named
