"""What a fine-tune's card tells of its base is a fact of the base."""

import pytest

from explorer.domain.facts import Verdict, is_said
from tests.transparency.cards import dossier, finding

HEAD = "---\nbase_model: {base}\n---\n# Crane\n\nCrane is a fine-tune of Lark.\n\n"
FACTS = (
    "pretraining_data",
    "cutoff_and_size",
    "data_processing",
    "compute",
    "risks",
    "intended_use",
    "language",
)


def card(text: str, base: str = "meadow/Lark-13b-v2") -> str:
    return HEAD.format(base=base) + text


def said(text: str, repo: str = "lab/crane-7b") -> set[str]:
    return {f.dimension for f in dossier(text, repo=repo).findings if f.dimension in FACTS and is_said(f)}


@pytest.mark.parametrize(
    "text",
    [
        "Lark-13B was pretrained on C4 for 2 trillion tokens. Its knowledge cutoff is June 2023.",
        "The base model, Lark, was pretrained on The Pile (1.4T tokens). It supports English and French.",
        "The knowledge cutoff of the base model is June 2023.",
        "meadow/Lark-13b-v2 was trained by Meadow on 512 A100 GPUs.",
        "Lark's pretraining data comes from Common Crawl. It was collected until June 2023.",
        "According to its makers, the base model was trained on 512 A100 GPUs.",
        "Meadow used 1.3M GPU hours on H100-80GB for it. Emissions were 390 tCO2eq.",
        "Note that Lark supports English, French and Spanish.",
        "**Base model training data:** The Pile, C4",
        "Crane builds on Lark-13b-v2, which was pretrained on 2 trillion tokens of The Pile.",
        "Crane is made from Lark 13B (pretrained on 2T tokens of The Pile).",
        "- **The Pile**: Lark's pre-training corpus contains pages of the public internet.",
    ],
)
def test_a_sentence_on_the_base_says_nothing_of_the_fine_tune(text: str) -> None:
    assert said(card(text)) == set()


@pytest.mark.parametrize(
    "heading",
    [
        "Base model",
        "Base Model Details",
        "Base model: Lark-13b-v2",
        "Lark – Base Model",
        "About Lark",
        "Lark-13b-v2 training data",
        "Limitations of the base model",
        "Intended use of Lark-13b-v2",
    ],
)
def test_a_section_on_the_base_says_nothing_of_the_fine_tune(heading: str) -> None:
    facts = (
        "It was pretrained on Wikipedia and C4 with 512 A100 GPUs. The cutoff is March 2022.\n\n"
        "- **Languages:** French\n- **Training data:** 1.4T tokens of web data, filtered for quality\n\n"
        "It is intended for research. It may produce offensive answers."
    )
    assert said(card(f"## {heading}\n\n{facts}")) == set()


@pytest.mark.parametrize(
    ("dimension", "text"),
    [
        ("pretraining_data", "The base model was further pretrained on Finnish Wikipedia with 20B tokens."),
        ("pretraining_data", "Lark was pretrained on C4, then we continued pretraining on Wikipedia."),
        ("compute", "Lark was fine-tuned on letters with 4 A100 for 3 hours."),
        ("compute", "## Base model\n\nThis model is a fine-tune of Lark. It was trained on 8 A100 GPUs."),
        ("post_training", "The base model was trained with QLoRA on 5k poems."),
        ("risks", "Crane inherits the biases of the base model and may produce offensive text."),
        ("risks", "## Foundation model limitations\n\nCrane is bound by the limits of what it is made from."),
        ("language", "Crane speaks English and French, as Lark does."),
        ("post_training", "A fine-tuned version of Lark that was trained with DPO on letters."),
        ("architecture", "## Base model\n\nLark is a decoder-only transformer with 13B parameters."),
    ],
)
def test_what_was_made_of_the_base_is_the_fine_tunes_own(dimension: str, text: str) -> None:
    assert is_said(finding(dimension, card(text), repo="lab/crane-7b"))


@pytest.mark.parametrize(
    ("base", "repo"),
    [("lab/crane-7b", "lab/crane-7b-chat"), ("meadow/Lark-13b-v2", "robin/lark-13b-v2-GGUF")],
    ids=["the maker's own base", "a quantized copy"],
)
def test_of_the_same_model_the_base_is_told_of_as_itself(base: str, repo: str) -> None:
    text = card("The base model was pretrained on Wikipedia.", base)
    assert finding("pretraining_data", text, repo=repo).verdict is Verdict.OPEN


def test_without_a_parent_the_base_model_is_this_one() -> None:
    assert is_said(finding("pretraining_data", "# Crane\n\nThe base model was pretrained on Wikipedia."))


def test_the_parent_is_still_read_where_its_facts_are_not() -> None:
    text = (
        "# Crane\n\n## Base model\n\nCrane was fine-tuned from meadow/Lark-13b-v2. It was pretrained on C4."
    )
    assert finding("lineage", text, repo="lab/crane-7b").value[0]["id"] == "meadow/Lark-13b-v2"


def test_an_announced_quotation_hides_nothing_behind_it() -> None:
    card = (
        "---\nbase_model: owl/strix-7b\n---\n# Wren\n\nFrom the original model card:\n\n> Strix is good.\n\n"
        "## Limitations\n\nWren may insult people a lot.\n"
    )
    assert finding("risks", card).verdict is Verdict.OPEN


def test_more_days_of_training_are_own_work() -> None:
    told = "The base model was trained for 3 more days on 8 H100 GPUs."
    card = f"---\nbase_model: owl/strix-7b\n---\n# Wren\n\n{told}\n"
    assert finding("compute", card).value == {"hardware": "8 H100"}
