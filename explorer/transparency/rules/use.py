"""How a model is meant to be used: languages, purposes, risks."""

import re

from explorer.domain.enumeration import enumerated
from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card import parts_of
from explorer.transparency.passage import Part, Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import letters
from explorer.transparency.rules.subject import own_name

_LANGUAGE_LABEL = re.compile(
    r"^(?:supported |model |primary )?languages?(?:\(s\))?(?: \(nlp\)| supported)?(?:\(s\))?$", re.IGNORECASE
)
_SPOKEN = (
    r"(?:Afrikaans|Albanian|Amharic|Arabic|Armenian|Assamese|Azerbaijani|Basque|Belarusian|Bengali|"
    r"Bosnian|Breton|Bulgarian|Burmese|Cantonese|Catalan|Chinese|Croatian|Czech|Danish|Dutch|English|"
    r"Esperanto|Estonian|Farsi|Filipino|Finnish|French|Frisian|Galician|Georgian|German|Greek|"
    r"Gujarati|Hausa|Hebrew|Hindi|Hungarian|Icelandic|Igbo|Indonesian|Irish|Italian|Japanese|"
    r"Javanese|Kannada|Kazakh|Khmer|Kinyarwanda|Korean|Kurdish|Kyrgyz|Lao|Latin|Latvian|Lithuanian|"
    r"Luxembourgish|Macedonian|Malay|Malayalam|Maltese|Mandarin|Maori|Marathi|Mongolian|Nepali|"
    r"Norwegian|Occitan|Odia|Pashto|Persian|Polish|Portuguese|Punjabi|Romanian|Russian|Sanskrit|"
    r"Serbian|Shona|Sindhi|Sinhala|Slovak|Slovenian|Somali|Spanish|Sundanese|Swahili|Swedish|Tagalog|"
    r"Tajik|Tamil|Tatar|Telugu|Thai|Tibetan|Tigrinya|Turkish|Turkmen|Ukrainian|Urdu|Uyghur|Uzbek|"
    r"Vietnamese|Welsh|Wolof|Xhosa|Yiddish|Yoruba|Zulu)"
)
_LANGUAGE_TEXT = re.compile(
    rf"(?i:\b(?:models?|llms?|it|that|which|and|data|texts?|corpora|corpus|documents|sentences|content"
    rf"|pre-?trained|trained|tuned|generates?|intended|use|"
    rf"designed|made|optimi[sz]ed|speciali[sz]ed|adapted|handles?|translat\w+|writes?"
    rf"|reads?)\b)[^.]{{0,60}}?\b(?:in|for|on|to|from|between"
    rf"|handles?) (?:the )?(?:\w+ )?{_SPOKEN}\b(?! (?:Wikipedia )?benchmark)"
    rf"|(?i:\b(?:speaks?|supports?|understands?|handles?|fluent in|proficient in|bilingual|multilingual"
    rf"|monolingual|trilingual)\b)[^.]{{0,40}}?\b{_SPOKEN}\b"
    rf"|\b{_SPOKEN}(?:(?:,| and|/|-) ?{_SPOKEN})*(?:[ -](?:\d[\w.]*|large|small|open|generative|causal"
    rf"|speaking|only|first|centric)){{0,3}} (?:language |chat "
    r"|instruct\w* |text |foundation |base |embedding )*(?:models?|llms?|bert|gpt|capabilit\w+|data|texts?"
    r"|corpus|corpora|version|edition)\b"
    r"|(?:中文|英文|日本語|日语|韩语|한국어|中英|双语)\s?(?:の|와|和|、)?\s?(?:大|对话|对话大|双语|语言|大規模|言語|モデル|模型|모델|언어|데이터|数据)"
    rf"|\b{_SPOKEN}[- ]only\b"
    r"|\b(?:supports?|content in|trained (?:on|in)|covers?|over|more than|in) (?:[\w-]+ ){0,3}?(?:over "
    r"|more than )?\d{1,3}\+? (?:natural )?languages\b"
)
_SPOKEN_NAME = re.compile(rf"\b{_SPOKEN}\b")
_TO_TRANSLATE = re.compile(
    r"\b(?:readme|this (?:page|card)|benchmark|evaluat\w+|accuracy|scores?)\b", re.IGNORECASE
)
_EASTERN = {"中文": "Chinese", "英文": "English", "日本": "Japanese", "日语": "Japanese", "韩语": "Korean"}
_EASTERN |= {"한국": "Korean", "中英": "Chinese, English", "双语": "Chinese, English"}
_COUNT = re.compile(r"(?:over |more than )?\d{1,3}\+? (?:natural )?languages", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][a-z]{3,}(?: [A-Z][a-z]+)?")
_CODES = re.compile(r"(?<![\w-])[a-z]{2,3}(?![\w-])")
_NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish", "ru": "Russian", "uk": "Ukrainian", "zh": "Chinese", "ja": "Japanese",
    "ko": "Korean", "ar": "Arabic", "hi": "Hindi", "th": "Thai", "vi": "Vietnamese", "tr": "Turkish",
    "sv": "Swedish", "no": "Norwegian", "da": "Danish", "fi": "Finnish", "cs": "Czech", "el": "Greek",
    "he": "Hebrew", "id": "Indonesian", "ro": "Romanian", "hu": "Hungarian", "fa": "Persian",
}  # fmt: skip
_LANGUAGES = {
    "English": Words("English"), "German": Words("German"), "French": Words("French"),
    "Spanish": Words("Spanish"), "Italian": Words("Italian"), "Portuguese": Words("Portuguese"),
    "Dutch": Words("Dutch"), "Polish": Words("Polish"), "Russian": Words("Russian"),
    "Ukrainian": Words("Ukrainian"), "Chinese": Words("Chinese"), "Japanese": Words("Japanese"),
    "Korean": Words("Korean"), "Arabic": Words("Arabic"), "Hindi": Words("Hindi"), "Thai": Words("Thai"),
    "Vietnamese": Words("Vietnamese"), "Turkish": Words("Turkish"), "Swedish": Words("Swedish"),
    "Norwegian": Words("Norwegian"), "Danish": Words("Danish"), "Finnish": Words("Finnish"),
    "Czech": Words("Czech"), "Greek": Words("Greek"), "Hebrew": Words("Hebrew"),
    "Indonesian": Words("Indonesian"), "Romanian": Words("Romanian"), "Hungarian": Words("Hungarian"),
    "Persian": Words("Persian"),
}  # fmt: skip
_INTENDED = re.compile(
    r"\b(?:intended|direct|primary|downstream) us(?:e|es|age|ers)\b|\brecommended uses?\b"
    r"|^(?:intended )?(?:use|uses"
    r"|usage) ?cases?$|^uses$|^primary use cases$"
    r"|^(?:model |ideal |potential |target |typical |key |possible )*(?:purpose|scope|applications?)$"
    r"|适用范围|用途|利用目的|想定される使用",
    re.IGNORECASE,
)
_INTENDED_TEXT = re.compile(
    r"\b(?:is|are|was|were) (?:primarily )?(?:intended|designed|meant|suitable"
    r"|particularly suited) (?:to be used "
    r"|for use )?(?:for|to|as|in)\b"
    r"|^\W{0,4}(?:primarily |mainly )?(?:intended|meant|designed) (?:for|to)\b"
    r"|\b(?:this|the|our) model is for \w+"
    r"|\b(?:should|can|may) only be used for\b|\bprimary intended use"
    r"|\b(?:primary |main )?(?:goal|purpose|aim) of (?:this|the|our) (?:model|project) (?:is|was)\b"
    r"|\b(?:this|the|our) model (?:could|can|may) be used (?:for|to|as) (?!\w+ing the model)"
    r"|\b(?:ideal|well[- ]suited|best suited|suited|suitable) for\b|^\W{0,4}use (?:it|this model) (?:for"
    r"|to) |\b(?:its|the) purpose is to\b"
    r"|\b(?:built|made|trained|created) to (?:assist|help|support)\b|\breleased for (?:\w+ )?(?:research"
    r"|academic)\b|\bsuitable (?:tasks|uses)\b"
    r"|\b(?:made|built|trained|created) (?:this|the) model (?:for|to)\b|\btypical uses?\b|\b(?:as"
    r"|is) a research tool\b|\bresearch tool only\b|\bintended (?:\w+ )?use cases?\b",
    re.IGNORECASE,
)
_A_PART = re.compile(
    r"\b(?:tokenizers?|data ?sets?|scripts?|library|libraries|templates?|benchmarks?|api"
    r"|attention)\b[^.]{0,20}"
    r"\b(?:is|are|was|were) ",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"^(?:inference|fine-?tuning|get(?:ting)? started|how to|quick ?start|install\w*|examples?|training)\b",
    re.IGNORECASE,
)
_OF_RUNNING = re.compile(
    r"\b(?:chat|prompt|conversation) (?:template|format)|\btemperature\b|\bhosted on\b|\brefer to\b",
    re.IGNORECASE,
)
_OUT_OF_SCOPE = re.compile(
    r"\bout[- ]of[- ]scope\b|\bmisuse\b|\bprohibited uses?\b|\bnot intended\b", re.IGNORECASE
)
_OUT_OF_SCOPE_TEXT = re.compile(
    r"\b(?:not (?:be )?(?:intended|meant|designed|suitable|used|appropriate|recommended)|out of scope"
    r"|should not|against (?:using|deploying))\b",
    re.IGNORECASE,
)
_NOT_MEANT = re.compile(
    r"\bdo not recommend using (?:them|it|this model|the model) (?:for|in)\b"
    r"|\b(?:is|are|was|were|^)? ?not (?:intended|meant|designed|suitable|suited) (?:for|to be used)\b"
    r"|\b(?:is|are) out of scope\b|\bnot (?:designed|intended|meant) to\b|\bnot for use in\b"
    r"|\bdo not use (?:it|this model|the model) (?:for|in|to)\b"
    r"|\b(?:should|must) (?:not|never) (?:ever )?(?:be (?:used|relied|deployed)|replace)\b"
    r"|\bnever (?:be )?(?:used?|replace) (?:as|for|a)\b",
    re.IGNORECASE,
)
_RISKS = re.compile(
    r"\b(?:bias(?:es)?|risks?|limitations?|safety|ethic(?:s|al)|red[- ]team\w*|responsible ai"
    r"|fairness|harms?|disclaimers?|warnings?|caveats?|known (?:issues|problems)|weakness(?:es)?"
    r"|shortcomings|drawbacks)\b|局限|风险|偏见|制限|注意事項|리스크|한계"
    r"|\b(?:limitaciones|riesgos|sesgos|limitações|vieses|einschränkungen|risiken|limites|biais)\b",
    re.IGNORECASE,
)
# Under these as much is said of other things.
_DISCLAIMED = re.compile(r"^\W*(?:disclaimers?|warnings?)\W*$", re.IGNORECASE)
_SAYS_HARM = re.compile(
    r"\b(?:bias\w*|harm\w*|hallucinat\w+|incorrect\w*|inaccura\w+|wrong|false|toxic|offensive|errors?|mistakes?"
    r"|unsafe|unreliable|caution|cautious|careful\w*|risks?|liab\w+|responsib\w+|nsfw|explicit|illegal|uncensored"
    r"|guarantee\w*|accura\w+|reliab\w+|verify|advice|inappropriate|disturbing|profan\w+|adult|limit\w*)\b",
    re.IGNORECASE,
)
_NO_OPINIONS = r"\bcannot (?:comprehend|understand|form)\b[^.]{0,60}\b(?:opinions?|judge?ments?)\b"
# Said without a heading: what may go wrong with its answers.
_TELLS_OF_RISK = re.compile(
    r"\b(?:models?|it|they|outputs?|answers?|responses?)\b[^.]{0,40}"
    r"\b(?:may|might|can|could|tends? to|likely to)\b(?! be (?:used|run|fine))[^.]{0,60}"
    r"\b(?:hallucinat\w+|quirks?|inaccura\w+|incorrect|biased|harmful|offensive|toxic|unsafe|mistakes"
    r"|problematic|misleading|undesirable|inappropriate)\b"
    r"|\b(?:may|might|can|could) (?:\w+ ){0,2}?(?:produce|generate|give|make|contain|output)\b[^.]{0,60}"
    r"\b(?:wrong|outdated|false|untrue|incorrect|errors?|mistakes?|offensive|harmful|biased|toxic|misleading"
    r"|inaccurate)\b"
    r"|\bnot (?:safe|reliable) for\b|\bunreliable\b|\breflects? (?:\w+ ){0,2}?(?:prejudices?|bias(?:es)?"
    r"|stereotypes?)\b"
    r"|\b(?:answers?|outputs?|responses?|results?) (?:should|must) (?:always )?be (?:checked|verified"
    r"|reviewed)\b"
    r"|\b(?:invents?|fabricates?) (?:facts|sources|things|answers|names)\b|\bknows? little (?:about|of)\b"
    r"|\bnot a substitute for\b|\bmakes? (?:things|facts) up\b|\bmay contain (?:errors|mistakes|biases"
    r"|inaccuracies)\b|\b(?:can|may|might|will) (?:\w+ )?hallucinat\w+"
    r"|\binherits? (?:\w+ ){0,3}?bias(?:es)?\b|\bbias(?:es)? (?:present |found |contained )?(?:from|in"
    r"|of) (?:its|the) (?:\w+ )?(?:data|corpus)\b"
    r"|\b(?:contain|include)s? (?:\w+ ){0,3}?(?:toxic|offensive|biased|harmful|stereotyp\w+) (?:language"
    r"|content|text)\b"
    r"|\bperformance (?:drops?|degrades?|is (?:worse|lower|poor))\b|\b(?:no|not|any) safety (?:tuning"
    r"|training|alignment)\b"
    rf"|{_NO_OPINIONS}"
    r"|\bgenerates? (?:nsfw|explicit|adult) content\b"
    r"|\b(?:not|never) been (?:\w+ )?(?:filtered|aligned|moderated)\b"
    r"|\b(?:does|do) not have (?:any )?(?:moderation|safety|guard ?rails)\b|\bno (?:safety|moderation"
    r"|guard ?rails|built-in (?:safety|moderation))\b"
    r"|\buncensored\b[^.]{0,60}\b(?:comply|any|harmful|illegal|responsib|caution|compliant)"
    r"|\b(?:model|it) (?:often |still |sometimes )?(?:struggles?|hallucinates|confuses|repeats itself"
    r"|fails) (?:with|to|on|at|facts)?"
    r"|\b(?:outputs?|answers?|responses?)\b[^.]{0,40}\b(?:factually (?:wrong|incorrect)"
    r"|not (?:always )?(?:accurate|reliable))\b"
    r"|\b(?:often|sometimes|still|easily) makes? (?:mistakes|errors)\b|\bno content filters?\b"
    r"|\bis not (?:censored"
    r"|moderated|filtered|aligned)\b|\b(?:unstable and|often) repeats\b|\b(?:do not|don['’]t"
    r"|never) trust (?:its|the) (?:\w+ )?"
    r"(?:answers|outputs?|numbers|facts|responses)\b|\bnot (?:been )?test(?:ed)? (?:it )?for (?:bias"
    r"|safety)\b"
    r"|\blacks? (?:knowledge|common sense|understanding)\b|\bdoes (?:badly|poorly) (?:at|in|on|with)\b"
    r"|\bmay behave (?:badly|oddly|unexpectedly|unpredictably)\b|\bwith (?:extreme |great |due )?caution\b"
    r"|\boutputs? (?:can|may|might) be (?:\w+ ){0,2}?(?:explicit|wrong|rude|unsafe|inaccurate)\b"
    r"|可能[^。]{0,24}(?:幻觉|错误|有害|不准确|偏见|冒犯)|(?:不適切|誤っ|不正確|有害|偏っ)[^。]{0,30}可能性|ハルシネーション"
    r"|환각|(?:부정확|편향|유해)[^.]{0,20}수 있"
    r"|\b(?:kann|können)\b[^.]{0,60}\b(?:halluzin\w+|falsche\w*|fehler\w*|verletzende\w*|ungenaue\w*)\b"
    r"|\b(?:peut|peuvent)\b[^.]{0,60}\b(?:fauss\w+|erron\w+|biais\w*|hallucin\w+|inexact\w*|offensant\w*)\b"
    r"|\b(?:puede|pueden|pode|podem|può|possono)\b[^.]{0,60}\b(?:sesgad\w+|fals[oai]\w*|incorrect\w+|erróne\w+|errad\w+"
    r"|alucin\w+|ofensiv\w+|enviesad\w+|errat\w+|allucin\w+)\b"
    r"|\bits \w+ is (?:poor|limited|weak)\b|\bsafety filtering\b[^.]{0,40}\breduced\b",
    re.IGNORECASE,
)
# A heading of uses and limits; under it only what tells of limits counts.
_MIXED = re.compile(r"\b(?:use|uses|usage)\b", re.IGNORECASE)
_SAYS_RISK = re.compile(
    r"\b(?:limit\w*|bias\w*|risks?|harm\w*|hallucinat\w+|incorrect|inaccura\w+|wrong|not|cannot|can['’]t"
    r"|only (?:been )?(?:trained|tested|works?|supports?|understands?|speaks?|in|for|on)|toxic|offensive"
    r"|stereotyp\w+"
    r"|errors?|fails?|unable|poor\w*|caution|beware|aware|may|might|unreliable|unsafe|lacks?)\b",
    re.IGNORECASE,
)
_WEAKNESS = re.compile(r"limitation|risk|bias", re.IGNORECASE)
_NOT_RISKS = re.compile(r"benchmark|dataset|license|evaluation data|liability", re.IGNORECASE)
_GENERIC = re.compile(
    r"\b(?:carries risks with use|as with (?:all|any)|any base (?:language )?model"
    r"|cannot be predicted in advance|like (?:all|any|other))\b"
    r"|\bcommunity members\b|\bno warrant"
    rf"|{_NO_OPINIONS}"
    r"|\bdoes not (?:endorse|support, endorse)|\bnot the creator|\bnot (?:be )?(?:responsible|liable)",
    re.IGNORECASE,
)


def language(reading: Reading) -> Finding:
    """The languages as stated, codes or names."""
    key = "language" if reading.texts("language") else "languages"
    codes = reading.texts(key)
    labelled = [p for p in reading.own if _LANGUAGE_LABEL.match(p.label or p.heading.rstrip(": "))]
    card = [reading.from_card(p) for p in labelled[:2]]
    if codes:
        return _language(reading, list(codes), [reading.from_yaml(key), *card])
    if codes := reading.api_texts("language"):
        return _language(reading, list(codes), [reading.from_api("cardData.language", ", ".join(codes))])
    said = " ".join(p.said for p in labelled)
    if names := list(dict.fromkeys(_stated_languages(said))):
        return _language(reading, names, card)
    if header := (reading.sources.header or {}).get("general.languages"):
        codes = tuple(map(str, header)) if isinstance(header, list | tuple) else (str(header),)
        return _language(reading, list(codes), [reading.from_header("general.languages")])
    spoken = (
        p
        for p in reading.likely(_LANGUAGE_TEXT)
        if not p.header and p.find(_LANGUAGE_TEXT) and not p.find(_TO_TRANSLATE)
    )
    told = next(spoken, None)
    if told:
        return _language(reading, _told(told), [reading.from_card(told)])
    return reading.silent("language", value=[])


def _stated_languages(said: str) -> list[str]:
    """Names, or codes such as "en, de" where there are none."""
    return _SPOKEN_NAME.findall(said) or _NAME.findall(said) or _CODES.findall(said if len(said) < 60 else "")


def _told(passage: Passage) -> list[str]:
    named = list(dict.fromkeys(_SPOKEN_NAME.findall(passage.text)))
    counted = passage.find(_COUNT)
    said = passage.find(_LANGUAGE_TEXT)
    return named or ([counted[0]] if counted else [_EASTERN.get(said[0][:2], said[0]) if said else ""])


def _language(reading: Reading, codes: list[str], evidence: list[Evidence]) -> Finding:
    names = [_NAMES.get(code.lower(), code) for code in codes]
    text = enumerated(_LANGUAGES.get(name, name) for name in names[:4])
    if len(names) > 4:
        text = Words("{names} and {count} more", names=text, count=len(names) - 4)
    return reading.found("language", Verdict.OPEN, text, codes, evidence)


def intended_use(reading: Reading) -> Finding:
    """Open: what it is for and what not. Partial: one of them."""
    told = [p for part in _parts(reading, _INTENDED) for p in part.passages]
    running = {p.block for p in told if p.find(_OF_RUNNING)}
    told = [p for p in told if not _HOW_TO.search(p.heading) and p.block not in running]
    meant = [p for p in told if not _OUT_OF_SCOPE.search(p.heading)]
    likely = reading.likely(_INTENDED_TEXT)
    meant = meant or [p for p in likely if p.find(_INTENDED_TEXT) and not p.find(_A_PART)]
    excluded = [p for part in _parts(reading, _OUT_OF_SCOPE) for p in part.passages]
    excluded = [p for p in excluded if not p.urls or p.length > 4]  # more than a link to a policy
    excluded = excluded or [p for p in meant if p.find(_OUT_OF_SCOPE_TEXT)]
    excluded = excluded or [p for p in reading.likely(_NOT_MEANT) if p.find(_NOT_MEANT)]
    if not meant and not excluded:
        return reading.silent("intended_use")
    evidence = [reading.from_card(p) for p in [*meant[:2], *excluded[:2]]]
    verdict = Verdict.OPEN if meant and excluded else Verdict.PARTIAL
    text = (meant or excluded)[0].short
    return reading.found("intended_use", verdict, text, text, evidence)


def risks(reading: Reading) -> Finding:
    """Open: limits of this model. Partial: a sentence that fits any model, or one of the original's card."""
    passages = _told_risks(reading, reading.own)
    if not passages:
        return _risks_elsewhere(reading)
    # What it gets wrong is said before how its safety was tested.
    passages.sort(key=lambda p: not _WEAKNESS.search(f"{p.label} {p.heading}"))
    specific = [p for p in passages if not p.find(_GENERIC)]
    is_generic = len(specific) < len(passages) and sum(len(p.text) for p in specific) < 600
    verdict = Verdict.PARTIAL if is_generic or not specific else Verdict.OPEN
    shown = specific or passages
    text = shown[0].short
    return reading.found("risks", verdict, text, text, [reading.from_card(p) for p in shown[:4]])


def _told_risks(reading: Reading, own: tuple[Passage, ...]) -> list[Passage]:
    """Under a heading of risks, but no model's name with "safety" in it; else what tells of risk anywhere."""
    parts = (part for part in parts_of(own, _RISKS) if not _NOT_RISKS.search(part.title))
    parts = (part for part in parts if own_name(reading) not in letters(part.title))
    passages = [p for part in parts for p in part.passages if p.length >= 4]
    passages = [p for p in passages if not _MIXED.search(p.heading) or p.find(_SAYS_RISK)]
    passages = [p for p in passages if not _is_disclaimed(p) or p.find(_SAYS_HARM)]
    return passages or [p for p in own if p.find(_TELLS_OF_RISK) and not p.header]


def _is_disclaimed(passage: Passage) -> bool:
    """Whether it stands under "Disclaimer" or "Warning", and under nothing that tells more of risks."""
    return bool(
        _DISCLAIMED.match(passage.label) or (not passage.label and _DISCLAIMED.match(passage.heading))
    )


def _risks_elsewhere(reading: Reading) -> Finding:
    """What one has to read before access is given; of a quantized copy, what the original's card says."""
    gate = " ".join(reading.texts("extra_gated_prompt"))
    if found := _TELLS_OF_RISK.search(gate[:20_000]):
        text = found[0][:90]
        return reading.found("risks", Verdict.PARTIAL, text, text, [reading.from_yaml("extra_gated_prompt")])
    if passages := _told_risks(reading, reading.embedded):
        text = Words("Of the original: {statement}", statement=passages[0].short)
        evidence = [reading.from_card(p) for p in passages[:3]]
        return reading.found("risks", Verdict.PARTIAL, text, passages[0].short, evidence)
    return reading.silent("risks")


def _parts(reading: Reading, title: re.Pattern[str]) -> list[Part]:
    return reading.card.parts(title) if reading.card else []
