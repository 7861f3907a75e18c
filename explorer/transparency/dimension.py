"""One question that the app asks of every model: where its rule is, and all that is said about it."""

from dataclasses import dataclass

from explorer.domain.facts import FactGroup
from explorer.domain.words import Words

IN_METADATA = Words("the card’s metadata")
IN_HUB_ANSWER = Words("the Hub’s answer")
IN_HEADER = Words("the GGUF header")
IN_FILES = Words("files of the repo")
IN_HEADINGS = Words("headings and labels of the card")
IN_TEXT = Words("the card’s text")
IN_DATA_SETS = Words("the cards of data sets")
IN_LICENSES = Words("what this app knows of licenses")


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """``title`` heads its row, ``question`` explains it to a newcomer, ``means`` and ``matters`` go on behind
    "What does this mean?". ``rule`` is the place of its rule, as "module:name" below this package, ``after``
    that of a rule over what the other rules found.

    ``open``, ``partial``, ``closed``: what it takes, "" where that verdict cannot be. ``anchors``: criteria
    of others that it maps to, by our reading. MOF: Model Openness Framework (components); FMTI: Foundation
    Model Transparency Index 2023 (indicators).
    """

    id: str
    group: FactGroup
    rule: str = ""
    after: str = ""
    title: Words
    question: Words
    means: Words
    matters: Words
    open: Words
    partial: Words | str = ""
    closed: Words | str = ""
    looked_in: tuple[Words, ...]
    anchors: tuple[str, ...]
    is_term: bool = False  # terms of a license are said in words: no disclosure, never counted
    is_inherited: bool = True  # whether a copy takes it from the model above where it says nothing itself
