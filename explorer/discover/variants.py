"""Which of a repo's files is the one for this machine, and its name in words."""

from explorer.domain.enumeration import enumerated
from explorer.domain.fit import Yardstick
from explorer.domain.quantization import recommended
from explorer.domain.repo import Repo, Variant
from explorer.domain.units import size_text
from explorer.domain.words import Words


def best_variant(repo: Repo, yardstick: Yardstick) -> Variant | None:
    return recommended(repo.variants, yardstick.largest_file)


def variant_words(variant: Variant) -> Words:
    """ "Balanced, 1.1 GB"; the label where there is no plain word."""
    word = variant.word or variant.label or Words("GGUF file")
    return enumerated((word, size_text(variant.size) if variant.size is not None else ""))
