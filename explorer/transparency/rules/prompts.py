"""Examples of what a prompt tells a model: nothing of them is told of the model itself."""

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading

_PROMPT = phrase("subjects.prompt")
_TITLE = phrase("subjects.title_of_prompts")


def is_of_prompt(reading: Reading, passage: Passage) -> bool:
    """Whether it stands in a block that holds a prompt, or below "Prompting"."""
    beside = reading.once(_by_block).get(passage.block, ())
    return passage.is_under(_TITLE, 1) or any(one.find(_PROMPT) for one in beside)


def _by_block(reading: Reading) -> dict[int, list[Passage]]:
    blocks: dict[int, list[Passage]] = {}
    for passage in reading.own:
        blocks.setdefault(passage.block, []).append(passage)
    return blocks
