"""What a model gets wrong, and what harm it may do."""

import re

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.card import parts_of
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.subject import is_this_model, own_name

_RISKS = re.compile(
    r"\b(?:(?<!sink )(?<!attention )(?<!qkv )(?<!router )(?<!inductive )(?<!\()bias(?:es)?"
    r"|risks?|limitations?|safety|ethics|ethical (?!ai\b|language\b|models?\b)|red[- ]team\w*|responsible ai"
    r"|fairness|harms?|disclaimers?|warnings?|caveats?|known (?:issues|problems)|weakness(?:es)?"
    r"|shortcomings|drawbacks)\b|(?:风险|風險)(?!管理|评估|评测|识别|控制|防控|定价|偏好|预警|分析)"
    r"|局限|偏见|偏見|使用限制|已知限制|制限|注意事項|리스크|한계"
    r"|\b(?:limitaciones|riesgos|sesgos|limitações|vieses|einschränkungen|risiken|limites|biais)\b"
    r"|ограничени|риски|недостатки|\bknown limits\b|^\W{0,4}limits\W{0,3}$|^\W{0,4}(?:限制|不足|缺点)\W{0,3}$"
    r"|\b(?:sınırlama\w*|önyargı\w*|beperkingen|risico['’]s|ograniczenia|limitazioni|rischi|begränsningar"
    r"|keterbatasan|hạn chế)\b",
    re.IGNORECASE,
)
# Under these as much is said of other things.
_DISCLAIMED = re.compile(r"^\W*(?:disclaimers?|warnings?)\W*$", re.IGNORECASE)
_SAYS_HARM = re.compile(
    r"\b(?:bias\w*|harm\w*|hallucinat\w+|incorrect\w*|inaccura\w+|wrong|false|toxic|offensive|errors?"
    r"|mistakes?"
    r"|unsafe|unreliable|caution|cautious|careful\w*|risks?|liab\w+|responsib\w+|nsfw|explicit|illegal"
    r"|uncensored"
    r"|guarantee\w*|accura\w+|reliab\w+|verify|advice|inappropriate|disturbing|profan\w+|adult|limit\w*)\b",
    re.IGNORECASE,
)
_NO_OPINIONS = r"\bcannot (?:comprehend|understand|form)\b[^.]{0,60}\b(?:opinions?|judge?ments?)\b"
_UNFORESEEN = (
    r"可能会?存在[^。，]{0,10}(?:无法|难以|不可)(?:被)?预[料估测见知](?:到)?的?(?:问题|风险|后果)"
    r"|(?:不|无法|不能|难以)(?:对[^。，]{1,20}准确性[^。，]{0,6}(?:保证|保障|担保)|保证[^。，]{1,20}(?:准确|正确)性)"
)
_MORE_RISKS = (
    rf"{_UNFORESEEN}"
    r"|\bnot been (?:trained|tuned|taught) to (?:reject|refuse|handle|filter)\b"
    r"|\bno content filter(?:s|ing)?\b|\b(?:model|it|and|but) does (?:worse|badly|poorly) (?:at|in|on|with)\b"
    r"|\bperforms? (?:badly|poorly|worse) (?:at|on|with|for)\b|\btendency to (?:loop|repeat|hallucinate"
    r"|invent|ramble)"
    r"|\bprone to (?:\w+ ){0,4}?(?:hallucinat\w+|errors|mistakes|bias\w*|repetition|looping|overfitting)\b"
    r"|\b(?:diagnos[ei]s|answers?|outputs?|recommendations?|responses?|predictions?|model|it)"
    r" (?:is|are) (?:not|n['’]t) infallible\b"
    r"|^(?:(?!(?:no|not|without)\b)\S+ ){0,12}?(?:languages?|abilities|capabilit\w+|knowledge)\b[^.]{0,40}"
    r"\b(?:is|are|was|were) (?:deliberately |intentionally |partly |largely )?sacrificed\b"
    r"|\bneither (?:model|build|version|variant|of them|size) (?:speaks|understands|supports|handles)\b"
    r"|\b(?:answers?|facts|knowledge|information|outputs?) (?:may|might|can|could) be (?:out of date"
    r"|outdated)\b|\bwill make up \w+"
    r"|\bcheck its (?:answers|outputs?|facts|numbers)\b|\bnot be taken as (?:\w+ )?advice\b"
    r"|\blearn(?:ed|t|s) (?:their|these|those|such) (?:prejudices|bias(?:es)?|stereotypes)\b"
    r"|\bis not (?:a medical device|clinically validated)\b|^\W{0,4}not a medical device\b"
    r"|\bnot (?:been )?clinically validated\b"
    r"|\b(?:may|might|can|sometimes) (?:wrongly )?refuses? (?:harmless|benign|safe)\b|\bbe jailbroken\b"
    r"|\baccuracy (?:falls|drops|degrades|suffers) (?:\w+ )?(?:for|on|with|in|when)\b"
    r"|\b(?:will|can|may) (?:\w+ )?produce (?:lewd|nsfw|explicit|adult|sexual|violent)\b|\bnsfw (?:output"
    r"|content)s? (?:is|are) possible\b"
    r"|\bcarry (?:\w+ ){0,3}?(?:stereotypes|bias(?:es)?|prejudices)\b"
    r"|\b(?:known|inherent) limitations of\b|\blimitations (?:seem|come|stem|arise)\b|\bnot been (?:\w+ )?"
    r"(?:designed|evaluated|tested)\b[^.]{0,40}\bfor (?:every|all|each)\b"
    r"|^(?:(?!(?:no|not|less|fewer)\b|lower|reduc|mitigat|decreas|minimi|avoid|prevent)\S+ ){0,40}?"
    r"(?:possibility|risk|chance)\b[^.]{0,40}\b(?:generat|produc)(?:e|ing)\b[^.]{0,60}"
    r"\b(?:harmful|offensive|toxic|biased|incorrect|inaccurate|misleading|false)\b"
    r"|\b(?:its|the|their) (?:performance|outputs?|accuracy|results) (?:and \w+ )?(?:is|are) not guaranteed\b"
    r"|\brisk of \W{0,2}hallucinat\w+|\bcan ?not\W{0,2} guarantee the accuracy\b"
    r"|\bnot the best model for\b|\bnot (?:been|undergone) (?:\w+ ){0,2}?(?:detoxifi\w+|moderation|alignment"
    r"|safety (?:training|tuning|alignment))\b"
    r"|\bweak(?:er|ened)? safety alignment\b|\b(?:no|lacks? an?y?) moderation mechanisms?\b"
    r"|\b(?:recommend|advise|caution|warn)s? against (?:using|deploying|(?:the )?use of|relying on)\b"
    r"[^.;]{0,80}\b(?:medical|clinical|legal|financial|healthcare|production|high[- ]stakes)\b"
    r"|\bis unaligned\b|\b(?:sometimes|often|may) (?:switch(?:es)?|drifts?|slips?) (?:back )?(?:to"
    r"|into) (?:English|Chinese|another language)\b"
)
_ABROAD = (
    r"\bможет (?:\w+ )?(?:выдавать|генерировать|содержать|давать|допускать)\b[^.]{0,40}(?:неверн|ошиб|ложн"
    r"|вредн|оскорбит)"
    r"|\bмо(?:жет|гут) (?:\w+ )?(?:галлюцинир|ошиба)|\bсклонн\w+ к галлюцинац"
    r"|\bkann\b[^.]{0,30}\berfinden\b|\bcomete errores\b|\bcommet des erreurs\b|\bcomete erros\b"
    r"|\bno (?:es|está) (?:un dispositivo médico|validad[oa] clínicamente)|(?:誤り|間違い"
    r"|バイアス)[^。]{0,20}可能性"
)
# Said without a heading: what may go wrong with its answers.
_TELLS_OF_RISK = re.compile(
    r"\b(?:models?|it|they|outputs?|answers?|responses?)\b[^.]{0,40}"
    r"\b(?:may|might|can|could|tends? to|likely to)\b(?! be (?:used|run|fine))[^.]{0,60}"
    r"\b(?:hallucinat\w+|quirks?|inaccura\w+|incorrect|biased|harmful|offensive|toxic|unsafe|mistakes"
    r"|problematic|misleading|undesirable|inappropriate)\b"
    r"|\b(?:may|might|can|could) (?:\w+ ){0,2}?(?:produce|generate|give|make|contain|output)\b[^.]{0,60}"
    r"\b(?:wrong|outdated|false|untrue|incorrect|errors?|mistakes?|offensive|harmful|biased|toxic|misleading"
    r"|inaccurate)\b"
    r"|\bwill produce nsfw\b|^\W{0,4}(?:the|this|our) model does not perform well (?:with|in|on) (?!your\b)"
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
    r"|(?<!any )(?<!no )\bperformance (?:drops?|degrades?|is (?:worse|lower|poor))\b|\b(?:no|not"
    r"|any) safety (?:tuning"
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
    r"|可能[^。]{0,24}(?:幻觉|错误|有害|不准确|偏见|冒犯|幻覺|錯誤|不準確|偏見|偏誤)|可能[^。]{0,40}影响其?准确性"
    r"|(?:不適切|誤っ|不正確|有害|偏っ)[^。]{0,30}可能性"
    r"|ハルシネーション"
    r"|환각|(?:부정확|편향|유해)[^.]{0,20}수 있"
    r"|\b(?:kann|können)\b[^.]{0,60}\b(?:halluzin\w+|falsche\w*|fehler\w*|verletzende\w*|ungenaue\w*)\b"
    r"|\b(?:peut|peuvent)\b[^.]{0,60}\b(?:fauss\w+|erron\w+|biais\w*|hallucin\w+|inexact\w*|offensant\w*)\b"
    r"|\b(?:puede|pueden|pode|podem|può|possono)\b[^.]{0,60}\b(?:sesgad\w+|fals[oai]\w*|incorrect\w+"
    r"|erróne\w+|errad\w+"
    r"|alucin\w+|ofensiv\w+|enviesad\w+|errat\w+|allucin\w+)\b"
    rf"|{_MORE_RISKS}|{_ABROAD}"
    r"|\bits \w+ is (?:poor|limited|weak)\b|\bsafety filtering\b[^.]{0,40}\breduced\b",
    re.IGNORECASE,
)
# A heading of uses and limits; under it only what tells of limits counts.
_MIXED = re.compile(r"\b(?:use|uses|usage)\b|使用限制", re.IGNORECASE)
_SAYS_RISK = re.compile(
    r"\b(?:limit\w*|bias\w*|risks?|harm\w*|hallucinat\w+|incorrect|inaccura\w+|wrong|not|cannot|can['’]t"
    r"|only (?:been )?(?:trained|tested|works?|supports?|understands?|speaks?|in|for|on)|toxic|offensive"
    r"|stereotyp\w+"
    r"|errors?|fails?|unable|poor\w*|caution|beware|aware|may|might|unreliable|unsafe|lacks?)\b"
    r"|可能|无法|無法|不是|不懂|错误|錯誤",
    re.IGNORECASE,
)
_WEAKNESS = re.compile(r"limitation|risk|bias", re.IGNORECASE)
_NOT_RISKS = re.compile(r"benchmark|dataset|license|evaluation data|liability", re.IGNORECASE)
# "It may print a mark where it has caught an error": no fault.
_CAUGHT = re.compile(
    r"\b(?:caught|catch(?:es)?|corrects?|corrected|spots?|spotted|identif(?:y|ies|ied)|finds?|detects?"
    r"|fix(?:es)?"
    r"|recogni[sz]es?|notices?) (?:and (?:correct|fix) |an? |its |the |any |own |their |potential ){0,3}"
    r"(?:errors?|mistakes?)\b(?![^.]{0,120}\b(?:but|however|though)\b)",
    re.IGNORECASE,
)
_TROUBLED = re.compile(
    r"^\W{0,4}(?:(?:like|as) [^,]{1,60}, )?(?P<subject>(?:[\w.-]+ ){1,5}?)(?:also |still )?"
    r"(?:shares?|has|have|faces?|suffers? from|exhibits?) (?:(?!no )[\w-]+ ){0,3}?"
    r"(?:challenges|issues|problems|weaknesses|flaws|pitfalls)\b[^.]{0,60}"
    r"\b(?:including|such as|like)\b[^.]{0,40}\b(?:hallucinations?|toxicity|stereotypes|bias(?:es)?)\b",
    re.IGNORECASE,
)
# Under "Known issues" stand faults of the software that runs it, too.
_OF_SOFTWARE = re.compile(r"^\W*known (?:issues|problems|bugs)\W*$", re.IGNORECASE)
_SOFTWARE_FAILS = re.compile(
    r"\b(?:throws?|raises?) (?:an? )?(?:\w+ )?(?:errors?|exceptions?|warnings?)\b|\bcrash(?:es)?\b"
    r"|\b[A-Z]\w+(?:Error|Exception)\b"
    r"|\b(?:vLLM|[Tt]ransformers|llama\.cpp|Ollama|LM Studio|SGLang|PyTorch|CUDA|bitsandbytes|exllama\w*"
    r"|tokenizers library|[Ff]lash[- ]?[Aa]ttention)\b"
    r"|^\W{0,4}(?:It|This) (?:can |may )?(?:happens?|occurs?)\b"
)
# "There are no known limitations", "none": of this model it says nothing.
_NO_RISKS = re.compile(
    r"^(?!.*\b(?:but|however|except|other than|beyond|apart from|besides)\b)[^,;]{0,60}?"
    r"(?:\b(?:no|zero|without(?: any)?|free (?:of|from)|not (?:\w+ ){0,3}?any)|n['’]t (?:\w+ ){0,2}?any)"
    r" (?:[\w-]+ ){0,4}?(?:limitations?|limits|bias(?:es)?|risks?|harms?|issues|problems|shortcomings"
    r"|weaknesses|drawbacks|caveats|concerns)"
    r"(?: (?:are|is|were|was|have been|has been|known|identified|found|reported|documented|observed|noticed"
    r"|that we|of which|we know|to (?:report|mention|note|speak|our|us|me|date)"
    r"|at (?:this|the) (?:moment|time|point|present)|so far|yet|currently|with|of|in|for"
    r"|as of)\b[^,;]{0,80})?"
    r"\W*$"
    r"|^\W*(?:none|nothing|n/?a|no|nil)(?: (?:known|yet|so far|at|this|the|time|moment|that|we|know|of|are"
    r"|aware|found|identified|reported|documented|currently|to|date|our|knowledge|specific|in"
    r"|particular))*\W*$",
    re.IGNORECASE,
)
# "Not for commercial use" below "Limitations" limits people, not the model.
_OF_TERMS = re.compile(r"\W{0,4}(?:not for commercial use|non-commercial use only)\b", re.IGNORECASE)
# Parts of a card that stand below such a heading where its levels are mixed up.
_OTHER_PART = re.compile(
    r"^(?:training (?:data|procedure|details|hyper\w*)|how to\b|bibtex|citation|citing|quick ?start"
    r"|getting started|install)",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(?:carries risks with use|as with (?:all|any)|any base (?:language )?model"
    r"|cannot be predicted in advance|like (?:all|any|other))\b"
    r"|\bcommunity members\b|\bno warrant"
    rf"|{_NO_OPINIONS}"
    r"|\bnot assume any (?:responsibility|liability)\b"
    r"|\ball downstream purposes\b|\bcommon limitations of AI\b"
    r"|\bcurrent(?:[- ]generation)? (?:language |generative )?(?:models|llms) (?:are|can|may)\b"
    rf"|不对[^。]{{0,20}}(?:提供|作出|做出)任何保证|{_UNFORESEEN}"
    r"|\bdoes not (?:endorse|support, endorse)|\bnot the creator|\bnot (?:be )?(?:responsible|liable)",
    re.IGNORECASE,
)


def risks(reading: Reading) -> Finding:
    """Open: limits of this model. Partial: a sentence that fits any model, or one of the original's card."""
    passages = _told_risks(reading, reading.own)
    if not passages:
        return _risks_elsewhere(reading)
    # What it gets wrong is said before how its safety was tested.
    passages.sort(key=lambda p: not _WEAKNESS.search(f"{p.label} {p.heading}"))
    specific = [p for p in passages if not p.find(_GENERIC)]
    is_brief = sum(len(p.text) for p in specific) < 600 or all(map(_is_disclaimed, passages))
    is_generic = len(specific) < len(passages) and is_brief
    verdict = Verdict.PARTIAL if is_generic or not specific else Verdict.OPEN
    shown = specific or passages
    text = shown[0].short
    return reading.found("risks", verdict, text, text, [reading.from_card(p) for p in shown[:4]])


def _told_risks(reading: Reading, own: tuple[Passage, ...]) -> list[Passage]:
    """Under a heading of risks, but no model's name with "safety" in it; else what tells of risk anywhere."""
    parts = (part for part in parts_of(own, _RISKS) if not _NOT_RISKS.search(part.title))
    parts = (part for part in parts if own_name(reading) not in letters(part.title))
    told = [(part.title, p) for part in parts for p in part.passages if p.length >= 4]
    told = [(title, p) for title, p in told if not any(map(_OTHER_PART.match, _below(p, title)))]
    told = [(title, p) for title, p in told if not (_OF_TERMS.match(p.text) or _NO_RISKS.match(p.said))]
    passages = [p for title, p in told if not _MIXED.search(title) or p.find(_SAYS_RISK)]
    passages = [p for p in passages if not _is_disclaimed(p) or p.find(_SAYS_HARM)]
    passages = [p for p in passages if not (_OF_SOFTWARE.match(p.heading) and p.find(_SOFTWARE_FAILS))]
    told_so = (p for p in own if (p.find(_TELLS_OF_RISK) or _is_troubled(reading, p)) and not p.header)
    return passages or [p for p in told_so if not (p.find(_CAUGHT) or _NO_RISKS.match(p.said))]


def _is_troubled(reading: Reading, passage: Passage) -> bool:
    """Whether this model, and no other, is said to have issues such as hallucinations."""
    troubled = passage.find(_TROUBLED)
    return bool(troubled and is_this_model(reading, troubled["subject"].strip()))


def _below(passage: Passage, title: str) -> tuple[str, ...]:
    """The headings between a part's and a passage of it."""
    section = passage.section
    return section[section.index(title) + 1 :] if title in section else section[-1:]


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


RISKS = apart_from_base(risks)
