"""The training's own files: scripts in a tree of the repository, instructions beside the card."""

import re
from collections.abc import Iterator
from dataclasses import replace

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading

_BRANCH = re.compile(r"[├└]──")
_SCRIPT = re.compile(
    r"(?<![\w.-])(?:[\w-]{0,30}[_-])?(?:pre_?)?(?:train|fine[_-]?tune)(?:[_-][\w-]{0,20}|ing|er)?"
    r"\.(?:py|sh|ipynb)\b",
    re.IGNORECASE,
)
_INSTRUCTIONS = r"(?:pre-?)?training (?:instructions?|set ?up|scripts?|code|steps)\b"
_TOLD_BESIDE = re.compile(
    rf"\bfor (?:the |our )?{_INSTRUCTIONS}[^.;]{{0,20}}\b(?:see|check|refer)\b"
    rf"|\b(?:see|check(?: out)?|refer to) [\w./-]{{2,60}} for (?:the |our )?{_INSTRUCTIONS}",
    re.IGNORECASE,
)
_FILE_BESIDE = re.compile(r"\]\((?!https?:)(?P<path>[\w./-]{1,80}\.(?:md|py|sh|ipynb))\)", re.IGNORECASE)
_OTHER_THAN_CODE = (
    r"(?!data ?sets?\b|data\b(?! (?:format|process|prep|collect|clean))|corp(?:us|ora)\b|weights|logs\b"
    r"|checkpoints|results|inference (?:code|scripts?))"
)
_HELD = re.compile(
    r"\bthis repo\w* (?:contains|provides|holds|includes) (?:the |all |our )?"
    rf"(?:{_OTHER_THAN_CODE}[\w ,&/-]){{0,40}}?\b(?:pre-?training|training|fine-?tuning)\b"
    rf"(?:{_OTHER_THAN_CODE}[\w ,&/-]){{0,50}}? (?:scripts?|code)\b(?! (?:to run|for inference))",
    re.IGNORECASE,
)
_YOURS = re.compile(r"\byou(?:r|rs)?\b|\bcan be\b|\bhow to\b", re.IGNORECASE)

# One of these is in every sentence that names a file of the training.
TOLD = (_TOLD_BESIDE, _HELD)


def told_file(passage: Passage) -> str:
    """What a sentence calls the training's code, without an address: a file beside the card, or all here."""
    beside = _FILE_BESIDE.search(passage.quote) if passage.find(_TOLD_BESIDE) else None
    if not (beside or passage.find(_HELD)) or passage.find(_YOURS):
        return ""
    return beside["path"] if beside else passage.text[:80]


def scripts_in_trees(reading: Reading) -> Iterator[tuple[str, Passage]]:
    """ "├── finetune.py" in a printed tree of the repository: the script's name, and its line."""
    for fence in reading.card.fenced if reading.card else ():
        if not _BRANCH.search(fence.text):
            continue
        for number, line in enumerate(fence.text.split("\n")[:200], fence.first_line):
            if _BRANCH.search(line) and (script := _SCRIPT.search(line)):
                quote = line.strip()[:300]
                yield script[0], replace(fence, text=quote, quote=quote, first_line=number, last_line=number)
