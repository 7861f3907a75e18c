"""What a card that stands alone calls its model."""

import pytest

from explorer.transparency.card_text.card_name import UNNAMED, card_name


@pytest.mark.parametrize(
    ("card", "name"),
    [
        ("# Wren 1B\n", "Wren-1B"),
        ("# 🐦 Wren-1B-it\n\n## Use\n", "Wren-1B-it"),
        ("## Model Details\n\n# Model Card for Wren 3 7B Instruct\n", "Wren-3-7B-Instruct"),
        ('# Wren 3 model card\n\n```python\nload("meadow/wren-3-1b-pt")\n```\n', "meadow/wren-3-1b-pt"),
        ("# Wren\n\n```sh\nserve meadow/Wren-Distill-7B\n```\n", "Wren"),
        ("# Wren 1B - GGUF\n", "Wren-1B---GGUF"),
        ("# quill/wren-1b-GGUF\n\nConverted.\n", "quill/wren-1b-GGUF"),
        ("# Wren-1B: a small bird\n", "Wren-1B"),
        ("## Model Summary\n\nThe Wren-3-Mini is a 3.8B parameters, lightweight model.\n", "Wren-3-Mini"),
        ("## Model Details\n\n**Architecture** Wren 2 is an auto-regressive language model.\n", "Wren-2"),
        ("---\nbase_model: meadow/wren-2-7b\n---\n\nWren-2-7B is a language model.\n", UNNAMED),
        ("---\nbase_model: meadow/wren-7b\n---\n# Wren\n\n```\nload meadow/wren-7b\n```\n", "Wren"),
        (
            "Converted from meadow/wren.\n\nOriginal card below:\n\n# Original model card\n\n# Wren 7B\n",
            UNNAMED,
        ),
        ("# How to use it\n", UNNAMED),
        ("# Quantizations of Wren 7B\n", UNNAMED),
        ("Nothing.\n", UNNAMED),
        ("", UNNAMED),
    ],
)
def test_the_name_is_in_the_title_the_first_sentences_or_the_code(card: str, name: str) -> None:
    assert card_name(card) == name
