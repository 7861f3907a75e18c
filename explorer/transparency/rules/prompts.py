"""Examples of what a prompt tells a model: nothing of them is told of the model itself."""

import re

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading

_PROMPT = re.compile(
    r"[\"“]you are\b|\byou are (?:(?-i:[A-Z])[\w-]{1,30}(?:[.,!]|$| (?:\w+ )?by\b)"
    r"|(?:an? |the )?(?:[\w-]+ ){0,4}?(?:assistant|chat ?bot|ai|language model|llm|bot)\b)"
    r"|<\|[\w ]{1,20}\|>|\[/?INST\]|<</?SYS>>|\bcurrent date:"
    r"|^\W{0,6}(?:system|assistant|user|human|bot|chatbot)(?: prompt| message)?\W{0,3}[:|]"
    r"|^\W{0,4}your (?:knowledge )?cut-?off\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:prompt(?:s|ing)?(?: (?:format|template|example)s?)?"
    r"|(?:chat|conversation) (?:template|format))\W*$",
    re.IGNORECASE,
)


def is_of_prompt(reading: Reading, passage: Passage) -> bool:
    """Whether it stands in a block that holds a prompt, or below "Prompting"."""
    beside = reading.once(_by_block).get(passage.block, ())
    return passage.is_under(_TITLE, 1) or any(one.find(_PROMPT) for one in beside)


def _by_block(reading: Reading) -> dict[int, list[Passage]]:
    blocks: dict[int, list[Passage]] = {}
    for passage in reading.own:
        blocks.setdefault(passage.block, []).append(passage)
    return blocks
