"""What a model is made for, and what it must not be used for."""

import re

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.card import parts_of
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import CardSection, Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.subject import own_name

_INTENDED = re.compile(
    r"\b(?:intended|direct|primary|downstream) us(?:e|es|age|ers)\b|\brecommended uses?\b"
    r"|^[\W\d_]{0,6}(?:(?:intended |primary )?(?:use|uses|usage) ?cases?|uses|purpose)$"
    r"|^[\W\d_]{0,6}(?:(?:model|ideal|potential|target|typical|key|possible) ){0,3}"
    r"(?:purpose|scope|applications)$|^application$"
    r"|^[\W\d_]{0,6}what (?:it|(?:this|the) model) does\W*$"
    r"|^what is (?:this|the) model for\W*$"
    r"|^when to use\b|^(?:what|who) (?:it|this(?: model)?|is (?:it|this(?: model)?)) (?:is )?(?:good "
    r"|meant |made )?for\W*$"
    r"|\b(?:verwendungszweck|einsatzzweck|anwendungsbereiche?|usos? (?:previstos?|recomendados?|pretendidos?)"
    r"|casos de uso|utilisation prévue|usages? prévus?|cas d['’]usage|us[oi] previst[oi])\b"
    r"|предполагаем\w+ использовани|(?:область|сфера) применения|^\W{0,4}назначение(?: модели)?\W*$"
    r"|어디에 (?:활용|사용|쓸)|활용 (?:분야|사례|방안)"
    r"|适用范围|用途|使用场景|应用场景|利用目的|使用目的|想定される使用|용도|사용 목적",
    re.IGNORECASE,
)
# "Perfect for:" above a list, or as a heading.
_OPENS = re.compile(
    r"^\W{0,4}(?:perfect|ideal|great|best|recommended|aanbevolen|empfohlen|geeignet)"
    r" (?:for|voor|für)\W{0,4}$",
    re.IGNORECASE,
)
# What a card has where its maker thought of uses; fewer words than in a card of one's own.
_USES = re.compile(
    r"\b(?:(?:intended|direct|downstream) uses?|out[- ]of[- ]scope(?: uses?)?)\b", re.IGNORECASE
)
# A row of a table that sets models side by side.
_USE_ROW = re.compile(
    r"^\W{0,4}(?:intended uses?|use cases?|(?:适用|应用|使用)场景|用途)\W{0,4}$", re.IGNORECASE
)
# Done with the files of any model.
_OF_TOOLS = (
    r"(?:load|run|initiali[sz]e|convert|quanti[sz]e|speed|accelerate|deploy|serve|install|download|reproduce"
    r"|infer|inference|generat(?:e|ing) (?:text|images?)|text generation (?:with|using)|follows|free|any)\b"
)
_INTENDED_ABROAD = (
    r"^\W{0,4}назначение:|(?<!не )\bпредназначен[аоы]?\b"
    r"|\b(?<!no está )(?<!no es )(?<!não é )(?<!não está )"
    r"(?:pensad|diseñad|destinad|projetad|concebid)[oa] (?:para|a)\b|(?<!não )\bdestina-se (?:a|à|ao)\b"
    r"|(?<!pas )\b(?:destiné|conçu)e?s? (?:à|pour|aux?)\b|(?<!non è )\b(?:pensat|progettat"
    r"|destinat)[oa] (?:per|a)\b"
    r"|(?<!nicht )\bfür [^.]{1,60} (?:gedacht|bestimmt|konzipiert)\b"
    r"|(?<!不)适用于[^。]{2,30}(?:场景|任务|领域|应用|研究)|[仅僅](?:供|限)[^。]{0,12}(?:研究|学习|學習|学术|學術|教育)"
    r"|\b(?<!not )recommend(?:ed)? (?:using|to use) (?:this|the|our) model (?:for|in)\b"
    r"|\bneeds? (?:[\w-]+ ){0,4}fine-?tun\w+ on (?:a|your) downstream\b"
    r"|(?:本|该)模型(?:主要)?(?:可)?用于[^。]{2,40}|专为[^。]{2,30}(?:设计|打造)|旨在(?:为|用于|帮助|辅助)[^。]{2,40}"
    r"|模型主要(?:设计)?用于[^。]{2,40}|旨在提供[^。]{2,50}模型"
    r"|研究目的で|目的(?:とした|に(?:開発|設計|作成))|위한 모델|목적으로(?:만)? "
    r"|모델[은는이]? [^.]{2,50}에 (?:활용|사용|이용)(?:될|할) 수 있"
)
_TOOL = (
    r"(?:transformers|vllm|llama\W?cpp|gguf|ollama|lm studio|diffusers|peft|sentence-?transformers"
    r"|hugging ?face|axolotl|unsloth|text-generation|koboldcpp|exllama\w*|mlx|onnx)\b"
)
_WORK = (
    r"(?:classif|summar|translat|detect|recogni|extract|generat|answer|tagging|question|sentiment|paraphras"
    r"|retriev|roleplay|role-play|conversation|chat|correct|transcri|identif)"
)
# What kind of model it is said to be: "Sora is a small model built for …".
_KIND = (
    r"\b(?:is|are|introduc(?:e|es|ed|ing)|presents?)"
    r" (?:(?!(?:on|upon|from|than|to|by|not|for)\b)[\w,&'\"“”.-]+ ){0,12}?models? "
)
_MADE_FOR = (
    rf"|{_KIND}(?:\w+ly )?(?:designed|intended|meant|built|made|tailored)"
    rf" (?:for (?!practical scenarios|efficien|speed|perform|fast|low|high|use (?:in|with)\b)"
    rf"|to (?:help|assist|support|provide|{_WORK}))"
    rf"|{_KIND}for (?:[\w-]+ ){{1,4}}?tasks\b"
    r"|(?:\b(?:it|model) (?:is|was)|\bmodels (?:are|were)|^[\w.-]{3,60} is) (?:specifically|mainly|especially"
    r"|explicitly) (?:intended|designed|built|made|meant) (?:for|to)\b"
    r"|\b(?:designed|trained|built|developed|tuned) to (?:function|serve|act) as an?\b"
    rf"|\b(?:trained|built|created|developed|made|designed|tuned)\b[^.;]{{0,90}}\bwith the (?:\w+ ){{0,2}}?"
    rf"(?:purpose|goal|aim|intention) of (?:enabl|help|assist|support|facilitat|automati|{_WORK})"
    r"|\b(?:goal|purpose|aim) (?:of|with) (?:this|the|our) (?:[\w-]+ )?(?:model|project|suite)"
    rf" (?:is|was) to (?:enable|help|assist|support|provide|facilitate|{_WORK})"
    r"|\b(?:an|the) ideal (?:[\w-]+ ){0,2}?model for\b|\bmodel (?:is )?best (?:suited )?for\b"
    r"|(?<!service )(?<!demo )\bis a research preview (?:intended|meant) for\b"
    r"|\b(?:it|model|that|which|^[\w.-]{3,60}) speciali[sz]es in (?:\w+ )?\w+ing\b"
    r"|(?:\bis\b[^.]{0,80}?\b(?:model|variant|version|and) |\bis "
    r"|^(?:(?!(?:was|were|been|not) )[\w.()-]+ ){0,4})"
    rf"fine-?tuned (?:on (?:[^.;,]|\.(?=\w)){{1,90}} )?for (?:[\w-]+ ){{0,4}}?{_WORK}"
    r"|\bmodels? should be used as (?:an? )?(?:\w+ ){0,2}?(?:tools?|aids?|assistants?)\b"
    r"|\bmodels? (?:also |\w+ly )?(?:supports?|handles?) tasks (?:such as|like)\b"
    r"|\buse (?:\w+ )?(?:exclusively|only|solely) for (?:\w+ )?(?:research|academic|education)"
)
_INTENDED_TEXT = re.compile(
    r"\b(?:is|are|was|were) (?:primarily )?(?:intended|designed|meant|suitable"
    r"|particularly suited) (?:to be used "
    rf"|for use )?(?:for|to|as|in)\b(?! (?:achieve|outperform|match|surpass|be used"
    rf" (?:with|(?:via|through) (?:the )?{_TOOL}))\b)"
    r"|^\W{0,4}(?:primarily |mainly |only )?(?:intended|meant|designed) (?:for|to)\b"
    r"|\b(?:should|can|may) only be used for\b|\bprimary intended use"
    r"|\breleased this model intending to\b|(?<!hope )\bthis model serves as (?:the|an?)\b"
    r"|(?<!base )\bmodel also works great for\b|\bshould be fine-?tuned on an? [\w -]{0,40}downstream task\b"
    r"|\bits expected use is to\b|\b(?:this|the|our) model is (?:primarily|mainly|mostly) focused on \w"
    r"|\b(?:primary |main )?(?:goal|purpose|aim) of (?:this|the|our) (?:model|project) (?:is|was)\b"
    r"|\b(?:ideal|well[- ]suited|best suited|suited|suitable) for\b|\b(?:its|the) purpose is to\b"
    r"|\b(?:built|made|trained|created) to (?:assist|help|support)\b|\breleased for (?:\w+ )?(?:research"
    r"|academic)\b|\bsuitable (?:tasks|uses)\b"
    r"|\b(?:made|built|trained|created) (?:this|the) model (?:for|to)\b|\btypical uses?\b|\b(?:as"
    r"|is) a research tool\b|\bresearch tool only\b"
    r"|\bintended (?:\w+ )?use(?: cases?\b|-cases? (?:for|of|is|are)\b)"
    r"|\bmodels?\b[^.]{0,30}\b(?:typically|mainly|primarily|mostly|usually|best) used (?:for|as|to|in)\b"
    r"|^\W{0,4}(?:it is )?best used (?:for|as|to|in)\b"
    r"|\b(?:mainly|primarily) supports? (?!\w+ ?\d)"
    r"|\bintended (?:solely|only|mainly|primarily|exclusively|to (?:assist|help|support|aid|serve|enable))\b"
    r"|^\W{0,4}(?:it|(?:this|the|our) model) aims to (?:help|assist|support|enable)\b"
    r"|^\W{0,4}(?:it is )?useful for (?:\w+ing\b|tasks)"
    r"|, which is useful for\b|^\W{0,4}\w+ (?:is|are) useful in these\b"
    r"|\bmodel (?:is|may be|can be) (?:\w+ )?useful (?:for|in|as)\b"
    r"|\b(?:it|models?|is|are) (?:\w+ )?(?:aimed at|geared (?:towards?|to|for)"
    r"|tailored for(?! practical scenarios))\b"
    r"|\b(?:primary|main) (?:use|application)s? of (?:this model|the model|our model|\w+) (?:is|are)\b"
    r"|\bfor (?:academic |scientific )?(?:research|educational|demonstration) (?:(?:and"
    r"|or) \w+ )?(?:purposes|use) only\b"
    r"|\brelease (?:it|this model|the model|them) for (?:\w+ )?(?:research|academic)\b"
    r"|\bdesigned (?:specifically|primarily|especially|mainly) (?:for|to)\b"
    r"|\bdeveloped to (?:assist|help|support)\b|\bit (?:was|is) (?:built|made|developed|created) for \w"
    rf"{_MADE_FOR}"
    rf"|{_INTENDED_ABROAD}",
    re.IGNORECASE,
)
# The same in words of which every card is full: a pattern of its own, since it is tried on so much more.
_FOR = re.compile(
    r"\b(?:this|the|our) model is for \w+"
    r"|\bis an? model (?:series )?(?:for \w+ing\b|that can be used (?:for|to|in) )"
    r"|\bmodel (?:that|which) [^.]{3,60}\bcan be used (?:for|to) (?!fine|\w+ing the model)"
    r"|\b(?:which|it) can be used for tasks like\b"
    r"|^\W{0,4}it can also be used for (?!\w+ing (?:the|this) model)"
    r"|\b(?:this|the|our) model (?:could|can|may) be used (?:for|to|as) (?!\w+ing the model)"
    r"|^\W{0,4}use (?:it|this model) (?:for|to) "
    rf"|\byou can use (?:it|(?:this|the|our) model) (?:for|to|as) (?!{_OF_TOOLS})"
    rf"|\b(?:model|it) can be applied (?:to|in|for) (?!{_OF_TOOLS})"
    r"|\bthis (?:lora|adapter|checkpoint|classifier|encoder|fine-?tune|merge) is for \w+",
    re.IGNORECASE,
)
# Another model's name, with a number in it, at the beginning of a sentence.
_BEGINS_WITH_NAME = re.compile(
    r"^\W{0,4}(?:[Ff]or [^,]{1,60}, )?(?P<name>[A-Z](?=[\w.-]{0,60}\d)[\w.-]{2,60})"
    r"(?: models?)? (?:is|are|was|were|can|specializes)\b"
)
_BY_NAME = re.compile(
    r"^(?P<name>[\w.-]{3,80})(?: models?)? (?:can (?:also |then )?be|is (?:typically|mainly|primarily"
    r"|mostly|usually|best))"
    rf" used (?:to|for|as) (?!{_OF_TOOLS})",
    re.IGNORECASE,
)
_A_PART = re.compile(
    r"\b(?:separate repo|metadata|tokenizers?|data ?sets?|scripts?|library|libraries|templates?"
    r"|benchmarks?|api"
    r"|attention|code|kernels?|template|prompts?|formats?|quants?|versions?|methods?"
    r"|licen[sc]e (?:terms|conditions)"
    r"|(?:abliteration|conversion|quanti[sz]ation|training|data|evaluation|merg(?:e|ing)) pipeline"
    r"|(?<!this )lora)\b[^.]{0,20}"
    r"\b(?:is|are|was|were|can) ",
    re.IGNORECASE,
)
_STEM = re.compile(r"[a-z]+")
_OF_FORMAT = re.compile(r"\bformat suitable for\b", re.IGNORECASE)
_HOW_TO = re.compile(
    r"^(?:inference|fine-?tuning|get(?:ting)? started|how to|quick ?start|install\w*|examples?|training"
    r"|bibtex|citation|citing)\b",
    re.IGNORECASE,
)
_OF_RUNNING = re.compile(
    r"\b(?:chat|prompt|conversation) (?:template|format)|\btemperature\b|\bhosted on\b|\brefer to\b"
    r"|^\W{0,4}to (?:use|run|load) (?:this|the) model,? (?:you|please|first)\b",
    re.IGNORECASE,
)
_OF_SCORES = re.compile(r"\b(?:perplexity|scores?|metrics?)\b", re.IGNORECASE)  # not to be used to compare
_OUT_OF_SCOPE = re.compile(
    r"\bout[- ]of[- ]scope\b|\bmisuse\b|\bprohibited uses?\b|\bnot intended\b|^not (?:recommended|meant"
    r"|suitable) for\b"
    r"|\bwhen not to use\b|\bfuera de(?:l)? alcance\b|\busos? no (?:previstos?|recomendados?)\b"
    r"|\bfora do escopo\b"
    r"|\bhors (?:du )?(?:périmètre|champ)\b|\bnicht vorgesehen\w*|недопустим\w+ использовани|不适用|対象外",
    re.IGNORECASE,
)
_OUT_OF_SCOPE_TEXT = re.compile(
    r"\b(?:not (?:be )?(?:intended|meant|designed|suitable|used|appropriate|recommended)|out[- ]of[- ]scope"
    r"|should not|against (?:using|deploying))\b|^\W{0,4}not for (?:\w+ )?(?:deployment|production|use)\b",
    re.IGNORECASE,
)
_TICKED = ("✅", "✔")  # what is fine, in a list of both
_NOT_MEANT = re.compile(
    r"\bdo not (?:recommend|advise) (?:you )?(?:to use |using )?(?:them|it|(?:(?:this|the|our|these|base) "
    r"(?:(?:series|family) of |language )?)models?) (?:for|in)\b"
    r"|\b(?:is|are|was|were|^)? ?not (?:intended|meant|designed|suitable|suited) (?:for|to be used)\b"
    r"|\b(?:is|are) out of scope\b|\bnot (?:designed|intended|meant) to\b|\bnot for use in\b"
    r"|\b(?:do not|don['’]t) use (?:(?:it|this|them|this model|the model) )?(?:for|in"
    r"|as) (?!\w+ing the model|is\b)"
    r"|\bmodel\b[^.]{0,50}\bshouldn['’]t be (?:relied|used|deployed) (?:for|in|as)\b"
    r"|\bshould not use (?:this|these|the|our) models? (?:in|for)\b"
    r"|\bit (?:shouldn['’]t|should not) be used for\b"
    r"|\b(?:should|must) (?:not|never) (?:ever )?(?:be (?:relied|(?:regarded|seen|considered|treated) as an?"
    r" (?:replacement|substitute)|(?:used|deployed)\b(?! (?:with|on)\b))"
    r"|replace)\b"
    r"|\bnot (?:yet )?(?:ready |suitable |intended )?for (?:use in )?(?:production|clinical|medical"
    r"|diagnos\w+|public-facing)\b"
    r"|\bis not an? (?:medical device|replacement for|substitute for)"
    r"|\bno debe(?:ría)? (?:usarse|utilizarse|emplearse|ser (?:usad|utilizad)\w+)"
    r"|\bno (?:está|es) (?:pensad|destinad|diseñad)[oa]\b|\bnão deve ser (?:usad|utilizad)[oa]\b|\bnão (?:é"
    r"|está) destinad[oa]\b"
    r"|\bne doi(?:t|vent) pas être utilis|\bpas (?:destiné|conçu)e?s? (?:à|pour|aux?)\b"
    r"|\bnicht für [^.]{1,50}(?:bestimmt|gedacht|geeignet|vorgesehen)\b|\bnon deve essere (?:usat"
    r"|utilizzat)[oa]\b"
    r"|\bне предназначен[аоы]?\b|\bне (?:следует|должн[аоы]) (?:использов|применя|отвечать)"
    r"|并非(?:直接)?(?:设计)?用于|不[构構]成[^。]{0,10}(?:医疗|醫療|法律|投资|投資|专业|專業)[^。]{0,6}(?:建议|建議|意见|意見)"
    r"|不(?:应|得|建议)(?:被)?用于|不(?:应|能|可)(?:被)?(?:视为|作为|替代|取代)|请勿(?:将|用于)|使用しないで|意図し?(?:た|されて)\w*(?:ない|いません)"
    r"|사용하지 (?:마|말)"
    r"|\b(?:production|commercial|clinical|medical) (?:use|usage) is not (?:allowed|permitted|recommended"
    r"|supported)\b"
    r"|\bnever (?:be )?(?:used?|replace) (?:as|for|a)\b",
    re.IGNORECASE,
)


def intended_use(reading: Reading) -> Finding:
    """Open: what it is for and what not. Partial: one of them."""
    told = [p for title in (_INTENDED, _OPENS) for part in _parts(reading, title) for p in part.passages]
    running = {p.block for p in told if p.find(_OF_RUNNING)}
    told = [p for p in told if not _HOW_TO.search(p.heading) and p.block not in running]
    meant = [p for p in told if not _OUT_OF_SCOPE.search(p.heading) or p.text.startswith(_TICKED)]
    meant = meant or [p for p in reading.rows if _is_use_row(reading, p)]
    likely = reading.likely(_INTENDED_TEXT, _FOR, _BY_NAME, _OPENS)
    meant = meant or [p for opener in likely if opener.find(_OPENS) for p in _listed_below(reading, opener)]
    meant = meant or [p for p in likely if _says_purpose(reading, p) and not p.find(_A_PART)]
    excluded = [p for part in _parts(reading, _OUT_OF_SCOPE) for p in part.passages]
    excluded = [p for p in excluded if not p.urls or p.length > 4]  # more than a link to a policy
    excluded = [p for p in excluded if not p.text.startswith(_TICKED)]
    excluded = excluded or [p for p in meant if p.find(_OUT_OF_SCOPE_TEXT)]
    unmeant = [p for p in reading.likely(_NOT_MEANT) if p.find(_NOT_MEANT) and not p.find(_OF_SCORES)]
    excluded = excluded or unmeant
    if not meant and not excluded:
        return _of_original(reading)
    evidence = [reading.from_card(p) for p in [*meant[:2], *excluded[:2]]]
    verdict = Verdict.OPEN if meant and excluded else Verdict.PARTIAL
    text = (meant or excluded)[0].short
    return reading.found("intended_use", verdict, text, text, evidence)


def _of_original(reading: Reading) -> Finding:
    """Of a quantized copy, what stands under the headings of the original's card that it carries."""
    parts = parts_of(reading.embedded, _USES)
    told = [p for part in parts for p in part.passages if p.length >= 4 and not p.header]
    told = [p for p in told if not _HOW_TO.search(p.heading) and not p.find(_OF_RUNNING)]
    told = [
        *(p for p in told if _is_for_something(p) and not p.find(_A_PART)),
        *(p for p in told if _OUT_OF_SCOPE.search(p.heading)),
    ]
    if not told:
        return reading.silent("intended_use")
    text = Words("Of the original: {statement}", statement=told[0].short)
    evidence = [reading.from_card(p) for p in told[:3]]
    return reading.found("intended_use", Verdict.PARTIAL, text, told[0].short, evidence)


def _is_use_row(reading: Reading, row: Passage) -> bool:
    """Whether a row of a table that sets models side by side has a cell on the use of this one."""
    if len(row.cells) <= 2 or not _USE_ROW.match(row.cells[0]):
        return False
    stem = _STEM.match(own_name(reading))
    names = ((letters(title), cell) for title, cell in zip(row.header[1:], row.cells[1:], strict=False))
    return stem is not None and any(cell and stem[0] in name for name, cell in names)


def _listed_below(reading: Reading, opener: Passage) -> list[Passage]:
    """The items right below "Perfect for:"."""
    found, block = [], opener.block
    for passage in reading.own:
        if passage.is_item and passage.block == block + 1 and passage.section == opener.section:
            found.append(passage)
            block = passage.block
    return found


def _says_purpose(reading: Reading, passage: Passage) -> bool:
    """Whether a sentence tells what a model is for; where it begins with a name, this model's."""
    if passage.find(_OF_FORMAT) or passage.text.rstrip().endswith("?"):
        return False
    begins = passage.find(_BEGINS_WITH_NAME)
    stem = _STEM.match(letters(begins["name"])) if begins else None
    if stem and stem[0] not in own_name(reading):
        return False
    if _is_for_something(passage):
        return True
    named = passage.find(_BY_NAME)
    return bool(named and own_name(reading).startswith(letters(named["name"])))


def _is_for_something(passage: Passage) -> bool:
    return bool(passage.find(_INTENDED_TEXT) or passage.find(_FOR))


def _parts(reading: Reading, title: re.Pattern[str]) -> list[CardSection]:
    return parts_of(reading.own, title)


INTENDED_USE = apart_from_base(intended_use)
