"""Token details for tests and scenes: a text cut as a tokenizer would, with odds that look like a model's."""

import math
import random
import re
from collections.abc import Iterator

from explorer.domain.tokens import LikelyToken, TokenDetail

WATER = (
    "Water boils at a lower temperature on a mountain because the air pressure there is lower. At sea level"
    " it boils at 100 °C; at 3,000 metres it boils near 90 °C, so food takes longer to cook."
)
MIXED = (
    "1. Weights: 模型的权重保存在文件中。\n2. مرحبا بالعالم، هذا نموذج صغير.\n"
    "3. A test tube 🧪 and a wave 🌊.\n\nSo <end_of_turn>"
)
_OTHERS = (" at", " around", " close", " below", " the", " a", ",", ".", " its", " very", " most", "\n")
TEXTS = (WATER, MIXED, *(text.strip() for text in _OTHERS))


def detailed(text: str, seed: int = 4) -> tuple[TokenDetail, ...]:
    """``text`` as tokens: words with the space before them, signs, emoji in four parts."""
    dice = random.Random(seed)
    return tuple(_detail(piece, number, dice) for number, piece in enumerate(_pieces(text)))


def _pieces(text: str) -> Iterator[str]:
    for piece in re.findall(r"<[a-z_]+>|[ ](?=<[a-z_]+>)|\n+|[ ]?[^\W\d_]+|[ ]?\d+|[ ]?[^\w\s]|\s", text):
        bare = piece.strip()
        if len(bare) == 1 and ord(bare) > 0xFFFF:
            yield piece.removesuffix(bare) + "\ufffd"
            yield from ("\ufffd",) * 3
        elif len(bare) > 2 and ord(bare[0]) > 0x2E80:
            yield from piece
        else:
            yield piece


def _detail(piece: str, number: int, dice: random.Random) -> TokenDetail:
    """Most tokens are sure, some are not; of an unsure one others were likelier now and then."""
    chance = dice.choice((0.999, 0.98, 0.97, 0.93, 0.88, 0.74, 0.55, 0.36, 0.18, 0.06))
    left, others = 1 - chance, []
    for text in dice.sample(_OTHERS, 9):
        share = left * dice.uniform(0.3, 0.6)
        others.append(LikelyToken(9000 + _OTHERS.index(text), text, math.log(share)))
        left -= share
    own = LikelyToken(number, piece, math.log(chance))
    ways = sorted((own, *others), key=lambda way: -way.logprob)
    return TokenDetail(number, piece, own.logprob, tuple(ways))
