"""Sentences that name a parent in other ways: those of the East, of parts, of a family."""

import itertools
import re
from collections.abc import Iterator

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.letters import letters
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import MarkedSentence, Mention
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name

PROPER = phrase("parents.proper")
AS_BASE = phrase("parents.as_base")
_EAST = phrase("parents.east")
_ON_TOP = phrase("parents.on_top")
BY_NAME = phrase("parents.by_name")
_ID_TRAINED = phrase("parents.id_trained")
_EAST_DESIGN = phrase("parents.east_design")
_EAST_NEWS = phrase("parents.east_news")  # of what came out another day
# Traditional signs of Chinese as simplified ones; Japanese shares some of them.
_SIMPLER = str.maketrans(
    "於礎訓練調將對從轉換為採選預進來後擇們過", "于础训练调将对从转换为采选预进来后择们过"
)
_EAST_QUANTIZED = phrase("parents.east_quantized")
OF_FAMILY = phrase("parents.of_family")
_PARTS = phrase("parents.parts")
_FROM_BOTH = phrase("parents.from_both")
_JOINTLY = phrase("parents.jointly")
_SEEING = phrase("parents.seeing_of_other_origin_sentences")
_CHOSEN = phrase("parents.chosen")
_NAMED_AFTER = phrase("parents.named_after")


def parents_of_other_forms(
    reading: Reading, sentence: MarkedSentence, evidence: Evidence
) -> Iterator[Parent]:
    """Sentences of the East, of models joined from parts, and of models named after their parent."""
    for match in _of_the_east(sentence.text) if not evidence.quote.isascii() else ():
        text = match.string
        if _EAST_DESIGN.search(text, 0, match.start()) or _EAST_NEWS.search(text, 0, match.start()):
            continue
        mention = sentence.mentions[int(match[match.lastgroup or 0])]
        relation = "quantized" if _EAST_QUANTIZED.search(match[0]) else "finetune"
        yield Parent(mention.id, relation, evidence, mention.is_named_only)
    joined = (_PARTS, _CHOSEN, _FROM_BOTH, _JOINTLY) if len(sentence.mentions) > 1 else ()
    for match in itertools.chain.from_iterable(pattern.finditer(sentence.text) for pattern in joined):
        joint = [sentence.mentions[int(match[group])] for group in ("a", "b")]
        is_seeing = match.re is not _FROM_BOTH.compiled or bool(_SEEING.search(joint[1].id))
        if is_seeing and all(m.is_sure or not m.is_named_only for m in joint):
            yield from (Parent(m.id, "finetune", evidence, m.is_named_only, is_joint=True) for m in joint)
    if on_top := _ON_TOP.search(sentence.text):
        yield Parent(on_top["name"], "finetune", evidence, is_named_only=True)
    named = BY_NAME.match(sentence.text)
    if named and named["part"].lower().strip("-") in re.split(r"[-_]", reading.name.lower()):
        mention = sentence.mentions[int(named["n"])]
        yield Parent(mention.id, "finetune", evidence, mention.is_named_only)
    trained = _ID_TRAINED.match(sentence.text)
    if trained and _is_of_same_kind(reading, mention := sentence.mentions[int(trained["n"])]):
        yield Parent(mention.id, "finetune", evidence)
    found = _NAMED_AFTER.search(sentence.text)
    if found and _is_named_after(reading, mention := sentence.mentions[int(found["a"] or found["b"])]):
        yield Parent(mention.id, "finetune", evidence, mention.is_named_only)


def _of_the_east(text: str) -> Iterator[re.Match[str]]:
    return _EAST.finditer(text if _EAST.search(text) else text.translate(_SIMPLER))


def _is_of_same_kind(reading: Reading, mention: Mention) -> bool:
    """Whether an id of another owner begins as this model's name does: "google/t5-base" and "t5-stories"."""
    owner = reading.sources.repo.lower().replace("__", "/", 1).split("/")[0]
    first = re.split(r"[-_.]", mention.id.lower().split("/")[-1])[0]
    is_other = not mention.is_named_only and mention.id.lower().split("/")[0] != owner
    return is_other and reading.name.lower().startswith(first)


def _is_named_after(reading: Reading, mention: Mention) -> bool:
    """Whether this model's name is the parent's and more: "owl-base" and "owl-base-birdsong"."""
    name, own = letters(mention.id.split("/")[-1]), own_name(reading)
    return len(name) > 5 and name in own and own != name
