"""Merges: the models that paragraphs, lists and configurations of a merge name."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import DATA, Mention
from explorer.transparency.rules.merge_configuration import model_of_path, parents_of_merge_configuration
from explorer.transparency.rules.merge_names import names_of_merge
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import ASIDE, COMPARED, is_of_others, sentence_of

_MERGE = re.compile(
    r"\b(?:self-?|franken-?)?merge[drs]?\b|\bmerging\b|\bmergekit|\bslerp(?:ed|ing)?\b|\bties(?:-merging)?\b"
    r"|\bdare[ _-](?:ties|linear)\b"
    r"|\bmodel[_ ]stock\b|\bkarcher\b|\bpassthrough\b|\bblend(?:ed|s|ing)?\b|\b(?:weight )?averag(?:e|ed"
    r"|ing) (?:of|the)\b(?! (?:\w+ ){0,2}(?:results|scores?|categories|tasks|evaluations?|benchmarks?))"
    r"|\b(?:weight|parameter)[ -]averag\w+|\bmixed (?:in|with|together)\b|\bmodel soup\b|(?<!position )"
    r"(?<!rope )\binterpolat(?:ed|ion)\b(?! distill)"
    r"|\b(?:mixture of experts|moe)\b.{0,40}\b(?:built|made|based on|of the following|from)\b"
    r"|\bstacked layers\b|\binterleav(?:ed|ing) (?:the )?layers\b"
    r"|マージ|合并模型|병합",
    re.IGNORECASE,
)
# "Models and LoRAs used": what stands below needs no other word of merging.
_USED_TITLE = re.compile(
    r"^(?:(?:language|base|component) )?(?:models?|loras?)(?: ?(?:\+|&|and|/) ?(?:models?|loras?))?"
    r" (?:used|merged|(?:included|combined|contained|involved)(?= in (?:the|this) (?:merge|blend|mix)\b))\b"
    r"(?! (?:for|in (?:the )?(?:eval|bench|comp)))"
    r"|^merged models$|^merge$",
    re.IGNORECASE,
)
_LIST_TITLE = re.compile(
    r"^(?:source|parent|merged|base|original|constituent|component|input|expert)s? models?\b"
    r"|^models merged$|^merged models|^q?loras?$"
    r"|\b(?:merge (?:details|recipe|components|configuration)|ingredients|recipe|models used|experts)\b",
    re.IGNORECASE,
)
_IS_A_MERGE = re.compile(
    r"\bthis (?:model )?(?:is|was) (?:an? )?(?:[\w-]+ ){0,2}?merged?\b(?! (?:back|into))", re.IGNORECASE
)
_ABOUT_TO_LIST = re.compile(
    r"(?::|based on|\bmerg(?:e|ed|ing) (?:of |with )?(?:the |these |following |below |two |three |both )*"
    r"(?:\w+ )?models[.:]?)$",
    re.IGNORECASE,
)
# The end of "Thanks to those who made the models of the merge. Original models:".
_ORIGINALS = re.compile(r"\b(?:original|source|parent|constituent|component) models\W*$", re.IGNORECASE)
_BARE_NAME = re.compile(r"^[A-Za-z][\w.]*-(?:[\w.]+-)*v?\d[\w.]*$")  # alone in its item
_MERGED_WITH = re.compile(r"\bmerg(?:ed|ing) with (?:the )?§(?P<n>\d+)", re.IGNORECASE)
# "… was then merged with kite/Song": nothing but an id stands there.
_MERGED_WITH_ID = re.compile(
    r"\bmerg(?:ed|ing) with (?:the )?(?P<id>[A-Za-z][\w-]*/[A-Za-z][\w.-]*\w)(?=[.,;:)]?(?:\s|$))",
    re.IGNORECASE,
)
_MADE_OF = re.compile(
    r"\bmodels (?:that (?:were|are) )?used (?:to (?:create|make|build)|in|for) [^.:]{1,40}"
    r"(?:\bas follows)?:$"
    r"|\b\d{1,2} ?% ?[-/:] ?\d{1,2} ?% (?:model|mix|merge) of\b"
    r"|\buses? (?:parts?|layers?|pieces|weights|elements|experts) (?:from|of) (?:the )?following models:?$"
    r"|\buses the following (?:base |expert )?models:?$|^\W{0,4}and includes? the following:$"
    r"|\bbased on the following (?:[\w-]+ ){0,3}(?:models|q?loras?|adapters)(?: modules)?[.:]?$",
    re.IGNORECASE,
)
_WITH_ANOTHER = re.compile(
    r"\bmerged (?:the |this |that |our |my )?(?:new |resulting |original )?model with\b"
    r"(?! (?:the |this |that |our |my |its )?(?:\w+ )?(?:q?loras?|adapters?|peft)\b)"
    r"|\bmerged (?:the |these |two |three |both )*(?:q?loras|adapters)\b",
    re.IGNORECASE,
)
# As in "mergers like X" and "X was omitted".
_IS_LIKE = re.compile(
    r"\b(?:like|such as|unlike|inspired by|approach (?:in|of)|same (?:\w+ ){0,3}as) (?:\S+ ){0,2}$",
    re.IGNORECASE,
)
_IS_METHOD = re.compile(
    r" (?:merge |merging )?(?:method|technique|algorithm)\b", re.IGNORECASE
)  # a link to it
_AIMED_AT = re.compile(
    r"\b(?:goal|aim|idea|attempt|tr(?:y|ied))\b[^.]{0,30}\b(?:re-?creat|replicat|reproduc)", re.IGNORECASE
)
_OMITTED = re.compile(
    r"\b(?:was|were|is|are) (?:omitted|left out|excluded|dropped|removed)\b"
    r"|\b(?:merged?|version) (?:\w+ )?(?:is|are) (?:also )?available\b|\bidentical to those\b",
    re.IGNORECASE,
)
_EXPERTS = re.compile(r"^[ \t]*(?:gate_mode|experts)\s*:", re.MULTILINE)
_INSPIRED = re.compile(r"\binspired by\b|\b(?:like|such as)\W{1,3}$", re.IGNORECASE)
_RECIPE = re.compile(r"(?:merge )?(?:recipe|ingredients)", re.IGNORECASE)
_AROUND = " \t\n-*+•>:"  # the signs of an item or a label
_MORE = re.compile(r"\W*(?:models?|q?loras?|adapters?)\W*", re.IGNORECASE)  # goes on with a list
_ADAPTER_MERGE = re.compile(
    r"\b(?:adapters?|lora)\b|\bmerged (?:back )?(?:in)?to\b|\bmerged (?:weights|model|version|16bit)\b",
    re.IGNORECASE,
)
# "Both models are based on X", "the sequel to X", "similar to my previous model X"
_OF_OTHERS = re.compile(
    r"^\W{0,4}(?:both|all|these|each)\b[^.]{0,40}\b(?:based|built|trained|fine-?tuned)\b"
    r"|\bwas merged from the same\b|\b(?:sequel|successor) (?:to|of)\b|\bsimilar (?:\w+ )?to\b"
    r"|\brecipe\b[^.]{0,20}\b(?:adapted|taken|borrowed) from\b",
    re.IGNORECASE,
)
_ID = re.compile(r"[\w.-]+/[\w.-]+")
_DIGIT = re.compile(r"\d")
# Alone in its line, or behind its name, as in a list.
_ALONE = re.compile(r"(?:[\w.-]+ ?[;:–-] ?)?https?://\S+|[\w.-]+/[\w.-]+")
_CREDITED = re.compile(r"\bby (?P<owner>[\w.-]+)$")  # "Kestrel 13B [epoch 3] by lake", and then its address
_BASED_MODEL = re.compile(r"-based (?:\w+ )?model (?:consisting|made|built|that|which)\b")
_NOTE = re.compile(r" ?[\[(][^\[\]()]{1,40}[\])]$")  # "[converted by myself]"
_SEVERAL = re.compile(r"(?:[\w.-]+/[\w.-]+\s+)+[\w.-]+/[\w.-]+")  # ids, one to a line
_BASE_TITLE = re.compile(r"base models?", re.IGNORECASE)
_NO_PARENT = re.compile(
    r"\b(?:thanks?|credits?|quant(?:s|ized)?|gguf|exl2|gptq|awq|folder|try|see|demo|compare|prompt|template"
    r"|mergekit_config)\b",
    re.IGNORECASE,
)


def parents_of_merge(reading: Reading) -> list[Parent]:
    """All models of a merge, in the order of the card; empty where it tells of none."""
    told = list(_of_blocks(reading))
    listed, keys = list(_of_lists(reading, is_told=False)), {p.key for p in told}
    if len(keys) > 1 and not keys <= {p.key for p in listed}:  # the list may be that of another model
        listed = list(_of_lists(reading, is_told=True))
    if len({p.key for p in listed}) > 1:  # which says best what sentences call by shorter names
        told = [p for p in told if not p.is_named_only and not _AIMED_AT.search(p.evidence.quote)]
    found = [*told, *listed]
    configured = list(parents_of_merge_configuration(reading))
    keys = {p.key for p in found}
    if len(keys) < 2 or keys < _of_experts(configured) or _says_last_step(configured, told):
        found = configured or found  # what else is named once may stand further up
    if len({p.key for p in found}) < 2 and (named := names_of_merge(reading)):
        return named
    return found if len({p.key for p in found}) > 1 or configured or _is_merge(reading) else []


def _says_last_step(configured: list[Parent], told: list[Parent]) -> bool:
    """Whether the only configuration mixes two models, and sentences name one of them and none that is in no
    configuration: a list then tells of more steps than the last."""
    keys = {p.key for p in configured if not p.is_named_only}
    named = {p.key for p in told}
    is_one = len({p.evidence.quote for p in configured}) == 1
    return is_one and len(keys) == len(configured) == 2 and bool(named) and named <= keys


def _of_experts(configured: list[Parent]) -> set[str]:
    """The keys of a mixture's experts and the base around them, which lists may leave out."""
    is_mixture = bool(configured) and bool(_EXPERTS.search(configured[0].evidence.quote))
    return {p.key for p in configured} if is_mixture else set()


def _is_merge(reading: Reading) -> bool:
    if reading.tags & {"merge", "mergekit", "moerge", "frankenmerge"}:
        return True
    return any(p.find(_IS_A_MERGE) for p in reading.likely(_IS_A_MERGE))


def _of_blocks(reading: Reading) -> Iterator[Parent]:
    """A paragraph that tells of a merge and names two models or more."""
    blocks: dict[int, list[Passage]] = {p.block: [] for p in reading.likely(_MERGE) if _tells(reading, p)}
    for passage in reading.own if blocks else ():
        if passage.block in blocks:
            blocks[passage.block].append(passage)
    for passages in blocks.values():
        if not any(p.header for p in passages):
            named = [
                (p, m)
                for p in passages
                if not p.find(COMPARED)
                and not p.find(_OF_OTHERS)
                and not is_of_others(p)
                and not p.find(_OMITTED)
                for m in _ids(reading, p)
            ]
            has_many = len({m.id for _, m in named}) > 2
            is_put_back = not has_many and any(_puts_back(p) for p in passages if _tells(reading, p))
            is_other = is_put_back or any(_NO_PARENT.search(_ID.sub(" ", p.text)) for p, _ in named)
            if named and not is_other:
                yield from (Parent(m.id, "merge", reading.from_card(p), m.is_named_only) for p, m in named)


def _tells(reading: Reading, passage: Passage) -> bool:
    """Whether its words tell of a merge; the name of a model may be "owl-merge" or "strix-slerp"."""
    if not passage.find(_MERGE):
        return False
    words = sentence_of(reading, passage).text
    return not words or bool(_MERGE.search(words))


def _puts_back(passage: Passage) -> bool:
    """Whether an adapter is put back into its base, by the words besides the names of models."""
    words = _ID.sub(" ", passage.text)
    return bool(_ADAPTER_MERGE.search(words)) and not _WITH_ANOTHER.search(words)


def _ids(reading: Reading, passage: Passage, *, is_list: bool = False) -> list[Mention]:
    """``is_list``: the passage stands among models, so any id is one's; its link is exact."""
    if is_list and _ID.fullmatch(passage.text) and "](" not in passage.quote:
        return [Mention(passage.text)]
    sentence = sentence_of(reading, passage)
    text = sentence.text.partition(DATA)[0]  # what follows was done with data
    plain = {int(m["n"]) for m in _MERGED_WITH.finditer(text)}
    bare = [Mention(m["id"]) for m in _MERGED_WITH_ID.finditer(text)] if "/" in text else []
    return bare + [
        m
        for n, m in enumerate(sentence.mentions)
        if f"§{n}" in text
        and not m.is_named_only
        and (is_list or m.is_sure or n in plain or _DIGIT.search(m.id))
        and (is_list or not _IS_LIKE.search(text.partition(f"§{n}")[0]))
        and not _IS_METHOD.match(text.partition(f"§{n}")[2])
        and (is_list or not _BASED_MODEL.match(text.partition(f"§{n}")[2]))
    ]


def _of_lists(reading: Reading, *, is_told: bool) -> Iterator[Parent]:
    """Items under "Models Merged", or after "a merge of the following models:".

    ``is_told``: sentences name the models; what "Models used" lists may then be theirs.
    """
    after = -2
    items = (p for p in reading.own if p.is_item or p.header or "/" in p.quote)
    for passage in reading.likely(_MADE_OF, _MERGE, also=items):
        is_item = passage.is_item or bool(passage.header) or _is_alone(passage)
        if is_item and not is_told and _is_after_title(reading, passage, goes_on=passage.block - after == 2):
            after = passage.block
        is_listed = is_item and (passage.block - after <= 1 or _is_titled(reading, passage, is_told=is_told))
        if is_listed and not _NO_PARENT.search(ASIDE.sub("", passage.text)):
            ids = _listed(reading, passage)
            yield from (Parent(m.id, "merge", reading.from_card(passage), m.is_named_only) for m in ids)
            after = passage.block if passage.block - after <= 1 else after
        elif passage.find(_MADE_OF) or (
            _tells(reading, passage) and _ABOUT_TO_LIST.search(passage.text) and not passage.find(_INSPIRED)
        ):
            after = passage.block


def _listed(reading: Reading, passage: Passage) -> list[Mention]:
    """The model of an item: its id, else its name, also that of a folder; all where it is nothing but ids."""
    if _SEVERAL.fullmatch(passage.text):
        return [Mention(id_) for id_ in passage.text.split()]
    if passage.text.startswith((".", "/", "~")) and (id_ := model_of_path(reading, passage.text)):
        return [Mention(id_, is_named_only="/" not in id_)]
    ids = _ids(reading, passage, is_list=True)[:1]
    return ids or [Mention(n, is_named_only=True) for n in _BARE_NAME.findall(passage.text)]


def _is_alone(passage: Passage) -> bool:
    """Whether its first or its last line is an address, with or without the name before it."""
    lines = passage.quote.strip().split("\n")
    near = (lines[0], lines[-1]) if len(lines) < 3 else lines[:1]
    is_one = bool(_ALONE.fullmatch(_NOTE.sub("", passage.text))) or any(
        _ALONE.fullmatch(line.strip()) for line in near
    )
    return is_one or bool(_SEVERAL.fullmatch(passage.text))


def _is_after_title(reading: Reading, passage: Passage, *, goes_on: bool) -> bool:
    """Whether a line "Models used:" stands before a list; ``goes_on``: or "LoRAs:" behind such a list."""
    blocks = reading.card.blocks if reading.card else []
    if not 0 < passage.block <= len(blocks):
        return False
    above = blocks[passage.block - 1].text
    words = above.strip(_AROUND)
    if _USED_TITLE.match(words) or (goes_on and _MORE.fullmatch(words)):
        return True
    if _RECIPE.fullmatch(words) or _BASE_TITLE.fullmatch(words):
        return _tells_of_merge(reading)
    by = _CREDITED.search(words) if " by " in words else None
    if by and f"/{by['owner'].lower()}/" in passage.text.lower():
        return _tells_of_merge(reading)
    is_announced = above.rstrip(" *_").endswith(":") and bool(_ORIGINALS.search(words))
    return is_announced and _tells_of_merge(reading)


def _is_titled(reading: Reading, passage: Passage, *, is_told: bool) -> bool:
    if not is_told and passage.is_under(_USED_TITLE, 1):
        return True
    return passage.is_under(_LIST_TITLE, 1) and (_tells_of_merge(reading) or passage.is_under(_MERGE))


def _tells_of_merge(reading: Reading) -> bool:
    return _is_merge(reading) or any(p.find(_MERGE) for p in reading.likely(_MERGE))
