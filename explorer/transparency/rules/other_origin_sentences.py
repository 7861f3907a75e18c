"""Sentences that name a parent in other ways: those of the East, of parts, of a family."""

import itertools
import re
from collections.abc import Iterator

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.letters import letters
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import MarkedSentence, Mention
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name

# "fine-tuned from Owl": a name that nothing marks as a model's but the words before it.
PROPER = re.compile(
    r"(?i:\b(?<!non[- ])(?<!not )fine-?[ ]?tun(?:ed|e)(?: (?:version|variant|model|checkpoint))? (?:of|from)"
    r"|\b(?:it|model)(?: is)?(?: improved)? based on|\brefinement of|\b(?:q?lora|adapter) (?:for|on)"
    r"|\b(?:abliterated|modified(?= version of (?-i:[A-Z][a-z]{3}))|instruct|chat|aligned) version of"
    r"|\bis based on(?= the \S+ model\b)"
    r"|\b(?P<same>is an? (?:port|conversion)) of"
    r"|\b(?:quants?|quanti[sz]ations?|quanti[sz]ed (?:version|files)|ggufs?(?: (?:files|quants"
    r"|version))?) (?:of|for))"
    r"(?i: (?:the|a|an|our|my|this))?(?i: (?:pre-?trained|base|original|open(?:-source)?|large|language"
    r"|multi-?modal|multi-?lingual|model|merge))*"
    r" (?P<name>(?!(?:The|English|German|French|Spanish|Chinese|Japanese|Wikipedia|Reddit|Twitter"
    r"|Transformers?|This|PyTorch)\b)"
    r"(?:[A-Z][\w.+]*[A-Za-z\d]|[A-Z](?=-\w\w))(?:-[\w.]+)*(?: (?:[A-Z][\w.+-]*|\d[\w.]*|v\d[\w.]*))?"
    r"|(?<=model )[a-z][a-z\d]*(?:-[\w.]+)+)(?! [A-Z][a-z])"
    r"(?<!Wikipedia)(?! (?:[Tt]ransformer )?(?:[Aa]rchitecture|[Dd]ata\w*|[Cc]orpus|[Dd]ump|[Tt]exts?"
    r"|[Nn]ews|[Cc]rawl|articles"
    r"|collection|tokenizer|paper|library"
    r"|framework)\b)(?=[\s.,;:!?(]|$)",
    re.ASCII,
)
# "a vision tower and the Kestrel-Text-01 as the base LLM"
AS_BASE = re.compile(
    r"\b(?P<name>[A-Z][\w.]*(?:-[\w.]+)+) as (?:the|its|our) base (?i:llm|language model)\b", re.ASCII
)
# "Llama2をベースとして", "基于 Llama2", "Llama2를 기반으로".
_EAST = re.compile(
    r"§(?P<a>\d+)\s?(?:模型|モデル)?[をのに를을은는]?\s?(?:ベース|基に|もとに|元に|기반|베이스|微调|微調整"
    r"|ファインチューニング|追加学習|継続|파인튜닝|미세 ?조정|추가 ?학습)"
    r"|(?:以|采用|使用|选用)\s?§(?P<d>\d+)\s?(?:模型)?(?:作)?为\s?(?:基座|基础(?!架构)|底座|骨干|初始)"
    r"|使用[^。§]{0,12}§(?P<l>\d+)\s?(?:系列)?(?:的)?模型(?:进行|来)训练"
    r"|(?:训练|微调|改进?)自[^。§]{0,14}§(?P<k>\d+)"
    r"|(?:由|对|从|将|把)\s?§(?P<e>\d+)\s?(?:(?!生成|翻译|标注|合成|蒸馏数据)[^。§]){0,14}?"
    r"(?:微调|量化|转换|剪枝|蒸馏|预训练|训练得到)"
    r"|§(?P<f>\d+)\s?(?:模型)?[的嘅]\s?[^。§]{0,8}?(?:量化|微调|GGUF|GPTQ|AWQ|剪枝|蒸馏|转换)[^。§]{0,6}?(?:版|模型)"
    r"|在\s?§(?P<g>\d+)\s?(?:模型)?(?:的?(?:基础|基座|底座)(?:模型)?之?)?上"
    r"|§(?P<h>\d+)\s?[をの]\s?(?:(?!出力|生成)[^。§]){0,20}?(?:変換し|量子化|学習し|微調整|チューニング|蒸留|GGUF版|変換版)"
    r"|§(?P<i>\d+)\s?(?:모델)?[을를의]?\s?(?:(?!생성|출력)[^.§]){0,24}?(?:파인튜닝|양자화"
    r"|추가 ?(?:사전)? ?학습"
    r"|변환|특화"
    r"|미세 ?조정"
    r"|기반으로)"
    r"|§(?P<n>\d+)에\s?(?:(?!생성|출력)[^.§]){0,30}?학습(?:시[켜킨킴]|한 모델)"
    r"|§(?P<j>\d+)(?: model\w+)? (?:üzerine|üzerinde|temel alınarak)"
    r"|§(?P<c>\d+)\s?(?:に対して|に|の上に)[^。§]{0,24}(?:継続事前学習|追加学習|事前学習|ファインチューニング|学習させ)"
    r"|§(?P<o>\d+)\s?(?:模型)?及其(?:与)?(?:人类)?偏好对齐的版本"
    r"|在\s?§(?P<m>\d+)(?=[^。§]{0,20}(?:微调|训练|对齐|精调|SFT|DPO))"
    r"|(?:基于|基座模型|基础模型|ベースモデル|元のモデル)\s?[:：|]?\s?§(?P<b>\d+)(?!\s?的?(?:架构|架構|结构|結構)|[^，。]{0,8}的(?:开发)?经验)"
)
# "Sora is built on top of Spell Blade, which uses Owl 2's 7b architecture".
_ON_TOP = re.compile(
    r"\b[Ii]s built on top of (?P<name>[A-Z][\w-]+(?: [A-Z][\w-]+){0,2}), which uses §\d+['’]s [\w ]{0,40}"
    r"\barchitecture\b"
)
# "The models with `-o-` in the name are owl-7b", in the card of "sora-o-7b".
BY_NAME = re.compile(
    r"^\W{0,4}(?:the )?models? with \W{0,2}(?P<part>-\w+-?)\W{0,2} (?:in (?:the|its|their) names? )?"
    r"(?:is|are)(?: (?:based|built) (?:up)?on)?(?: the)? §(?P<n>\d+)",
    re.IGNORECASE,
)
# "[T5](google/t5-base) trained on all of the stories", an id of another owner.
_ID_TRAINED = re.compile(r"^\W{0,4}§(?P<n>\d+)(?: model)?,? (?:fine-?tuned|trained) on\b", re.IGNORECASE)
_EAST_DESIGN = re.compile(r"(?:아키텍[쳐처]|架构|アーキテクチャ)\S{0,2}\s{0,2}\Z")
_EAST_NEWS = re.compile(r"(?:更新|新增)了?\s{0,2}\Z")  # of what came out another day
# Traditional signs of Chinese as simplified ones; Japanese shares some of them.
_SIMPLER = str.maketrans(
    "於礎訓練調將對從轉換為採選預進來後擇們過", "于础训练调将对从转换为采选预进来后择们过"
)
_EAST_QUANTIZED = re.compile(r"量化|量子化|양자화|GGUF|GPTQ|AWQ")
# "trained from owl-raw" in the card of owl: a name only the family makes one.
OF_FAMILY = re.compile(
    r"\b(?:fine-?tun\w+|(?:pre-?)?train(?:ed|ing)|learning|initiali[sz]ed|distill\w+)(?: \([^()]{0,60}\))?"
    r" (?:from|of|on top of) (?:the )?(?P<name>[A-Za-z][\w.]*(?:-[\w.]+)+)(?![\w/])",
    re.IGNORECASE,
)
# "It connects a § image encoder with the § language model."
_PARTS = re.compile(
    r"\b(?:(?:consists?|composed|comprised) of|comprises|combin(?:es|ing)|connect(?:s|ing)"
    r"|integrat(?:es|ing)) [^.;§]{0,40}§(?P<a>\d+)[\w -]{0,12} (?:encoder|tower|transformer)\b"
    r"[^.;§]{0,60}§(?P<b>\d+)[\w -]{0,12} (?:language model|llm|decoder|text model)\b",
    re.IGNORECASE,
)
# "fine-tuned from [Owl-8B](…) and [CLIP-Kestrel](…)": what talks, and what sees.
_FROM_BOTH = re.compile(
    r"\b(?:fine-?tuned from|based on) (?:the )?§(?P<a>\d+)(?: [\w-]+){0,3}? and (?:the )?§(?P<b>\d+)",
    re.IGNORECASE,
)
# Two parts that were "jointly fine-tuned", each from a model of its own.
_JOINTLY = re.compile(
    r"\b(?:is|are|was|were) (?:based|built) on (?:the )?§(?P<a>\d+) and (?:the )?§(?P<b>\d+),?"
    r" (?:which (?:were|are) )?jointly (?:fine-?)?(?:tuned|trained)\b",
    re.IGNORECASE,
)
_SEEING = re.compile(r"clip|siglip|(?<![a-z])(?:intern)?vit(?![a-z])", re.IGNORECASE)
# "For LLM and vision tower, we choose [Owl-Instruct](…) and [siglip-kestrel](…)".
_CHOSEN = re.compile(
    r"\bfor (?:the )?(?:llm|language model) and (?:the )?vision (?:tower|encoder),?"
    r" we (?:choose|chose|used?|select\w*|adopt\w*)"
    r" §(?P<a>\d+) and §(?P<b>\d+)",
    re.IGNORECASE,
)
# "Owl-base trained on birdsong", "see Owl-base for the base model": where this model bears its name.
_NAMED_AFTER = re.compile(
    r"^\W{0,4}(?:an? |the )?§(?P<a>\d+)(?: base)?(?: model)?(?: \([^()§]{1,30}\))?,? trained (?:on|for|to)\b"
    r"(?![^.;]{0,120}\b(?:is|are|was|were|produced|wrote|generated|served|helped|made)\b)"
    r"|§(?P<b>\d+) for (?:the|its|our) base (?:model|version)\b",
    re.IGNORECASE,
)


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
        is_seeing = match.re is not _FROM_BOTH or bool(_SEEING.search(joint[1].id))
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
