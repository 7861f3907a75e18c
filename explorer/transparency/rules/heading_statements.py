"""Headings that state something, as sentences."""

from collections.abc import Iterator

from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.markup import urls
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading

_LONGEST = 300  # characters
subjects = phrases_of("subjects")


def titles(reading: Reading) -> tuple[Passage, ...]:
    """ "# Owl-7B fine-tuned on poems"; no "Fine-tuning Owl"."""
    return reading.once(_titles)


def _titles(reading: Reading) -> tuple[Passage, ...]:
    return tuple(_read(reading))


def _read(reading: Reading) -> Iterator[Passage]:
    card = reading.card
    if card is None or len(card.own) < len(card.passages):  # some may be of an original's card
        return
    for number, block in enumerate(card.blocks, 1):
        if block.kind is BlockKind.HEADING and not subjects.how_to.search(block.text):
            quote = card.text[block.start : block.end].strip()[:_LONGEST]
            last = block.first_line + quote.count("\n")
            yield Passage(
                block.text, quote, block.first_line, last, urls=urls(quote), block=-1, number=-number
            )
