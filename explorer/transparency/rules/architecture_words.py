"""The words and numbers by which cards tell how a model is built."""

from explorer.transparency.phrases.phrase import Finder, phrase

TYPE = phrase("architecture.type")
COUNT = phrase("architecture.count")  # of parameters
NUMBERS: tuple[tuple[str, Finder], ...] = (
    (
        "context",
        phrase("architecture.numbers_context"),
    ),
    (
        "layers",
        phrase("architecture.numbers_layers"),
    ),
    (
        "heads",
        phrase("architecture.numbers_heads"),
    ),
    (
        "width",
        phrase("architecture.numbers_width"),
    ),
    (
        "vocabulary",
        phrase("architecture.numbers_vocabulary"),
    ),
)
