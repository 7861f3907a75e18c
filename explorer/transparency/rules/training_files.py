"""The training's own files: scripts in a tree of the repository, instructions beside the card."""

from collections.abc import Iterator
from dataclasses import replace

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading

_BRANCH = phrase("code.branch")
_SCRIPT = phrase("code.script")
_TOLD_BESIDE = phrase("code.told_beside")
_FILE_BESIDE = phrase("code.file_beside")
_HELD = phrase("code.held")
_YOURS = phrase("code.yours")

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
