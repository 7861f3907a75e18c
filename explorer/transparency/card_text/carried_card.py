"""Where the card of another model begins that a card carries along."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from explorer.transparency.card_text.blocks import Block, BlockKind
from explorer.transparency.card_text.letters import letters
from explorer.transparency.phrases.phrase import phrase

_NEAR = 200  # characters below a heading
_EMBEDDED = phrase("card.original")
_ANNOUNCES = phrase("card.announced")
_LONGEST = 160  # characters of such an announcement
_CARD_OF = phrase("card.card_of")
_DETAILS = phrase("card.details")
_FAMILY = phrase("card.family")
_BASE = phrase("card.base")


def start_of_carried(
    blocks: Sequence[Block], text: str, repo: str, name: str, *, has_base: bool = False
) -> int:
    """The offset of the first heading of another model's card; behind the text without one.

    Where a card begins with it and has another further down, what stands between is its own. ``repo`` and
    ``name``: the letters of whose card it is, with and without the owner, as far as known. ``has_base``: the
    metadata name a model that it was made from; a card without one may carry its own along.
    """
    headings = [b for b in blocks if b.kind is BlockKind.HEADING]
    starts = [
        b.start for b, below in pairwise((*blocks, None)) if b and _opens(b, below, text, has_base=has_base)
    ]
    starts = starts or [b.start for b in headings[1:] if _is_card_of_another(b, text, repo, name)][:1]
    starts = starts or [b.start for b in _copied(headings, name)][:1]
    starts = starts or [len(text) + 1]
    return starts[1] if len(starts) > 1 and starts[0] == blocks[0].start else starts[0]


def _opens(block: Block, below: Block | None, text: str, *, has_base: bool) -> bool:
    """Whether the card of the original follows: by a heading, or by words that announce it."""
    if block.kind is BlockKind.HEADING:
        return bool(_EMBEDDED.search(block.text))
    if not has_base or block.kind is not BlockKind.PARAGRAPH or below is None or len(block.text) > _LONGEST:
        return False
    if text[text.rfind("\n", 0, below.start) + 1 : below.start + 1].lstrip()[:1] == ">":
        return False  # a quotation ends by itself
    found = _ANNOUNCES.fullmatch(block.text) if "original" in block.text.lower() else None
    is_announced = block.text.rstrip("* ").endswith(":") or below.kind is BlockKind.HEADING
    return bool(found and (is_announced or found["is_below"]))


def _is_card_of_another(heading: Block, text: str, repo: str, name: str) -> bool:
    """ "Owl Model Card" in the card of "kestrel-13b", made from Owl; not where it is Owl's older name."""
    found = _CARD_OF.fullmatch(heading.text)
    if found is None or not repo or letters(found["name"]) in repo:
        return False
    below = letters(text[heading.end : heading.end + _NEAR])
    return not name or name not in below


def _copied(headings: Sequence[Block], name: str) -> Iterator[Block]:
    """The last title, where it is that of a copied card: "Base Model", or a known family's name over "Model
    Details" once more."""
    titles = [n for n, heading in enumerate(headings) if heading.level == 1]
    if not titles or not 0 < titles[-1] < len(headings) - 1:
        return
    title, below = headings[titles[-1]], headings[titles[-1] + 1]
    if not _DETAILS.fullmatch(below.text):
        return
    has_details = any(_DETAILS.fullmatch(h.text) for h in headings[: titles[-1]])
    is_other = has_details and bool(_FAMILY.search(title.text)) and name not in letters(title.text)
    if _BASE.fullmatch(title.text) or (is_other and bool(name)):
        yield title
