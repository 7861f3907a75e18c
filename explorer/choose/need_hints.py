"""What somebody's own words sound like: a hint beside the question, which nobody but the person ticks. The
words are looked at here, by a few stems, and go nowhere.
"""

import re
from collections.abc import Mapping

from explorer.choose.need import Need, Purpose
from explorer.choose.need_words import PURPOSES
from explorer.domain.words import Words, enumerated

_MOST = 3  # are named

# English, with stems that its neighbours share, and Chinese
_SOUNDS: Mapping[Purpose, str] = {
    Purpose.EXTRACTION: r"\bextra(?:ct|h|k)|\bout of\b|\bjson\b|\bfill in\b|抽取|提取",
    Purpose.DOCUMENTS: r"\bmy (?:own )?(?:documents|files|manuals|contracts|notes)\b|\bpdfs?\b|\bdokument"
    r"|\bquestions (?:about|on|to)\b|\brag\b|文档|合同|手册",
    Purpose.SUMMARIES: r"\bsummar|\bshorten|\bcondens|\bdigests?\b|\bminutes of\b|\bzusammenfass|\br[ée]sum"
    r"|摘要|总结|概括|纪要",
    Purpose.CHAT: r"\bchat|\bassistants?\b|\btalk (?:to|with)\b|\bconversation|聊天|对话|助手",
    Purpose.WRITING: r"\bwrit(?:e|ing)\b(?! (?:code|programs?|scripts?|tests))|\bdraft|\brewrit|\bphras"
    r"|\be-?mails?\b|\bblog|\bstor(?:y|ies)\b|写作|撰写|起草|邮件|改写|文案",
    Purpose.CODE: r"\bcod(?:e|ing)\b|\bprogramm|\bpython\b|\bjavascript\b|\bsql\b|\bsoftware\b|\bdebug"
    r"|\brefactor|代码|编程|脚本",
    Purpose.TRANSLATION: r"\btranslat|\bübersetz|\btradu[ciz]|翻译|译成",
    Purpose.HEALTHCARE: r"\b[ck]lini[ck]|\bmedi[czk]i?n|\bmedical|\bpatient|\bdoctors?\b|\bhospital"
    r"|\bdiagnos|\bhealth|\bnurs(?:es?|ing)\b|\bdiseases?\b|医|患者|疾病|健康|药",
    Purpose.FINANCE: r"\bfinan[czs]|\bbank(?:s|ing)?\b|\binvoices?\b|\bstock market|\binvest(?!igat)"
    r"|\btax(?:es|ation)?\b|\baccount(?:ing|ants?)\b|\bearnings\b|\bcredit|金融|财务|银行|发票|股票|投资|会计",
    Purpose.SCIENCE: r"\bscien|\bresearch|\b(?:scientific|research) papers?\b|\bphysic(?:s|ists?)\b"
    r"|\bchemi|\bbiolog|\bastro|\bexperiments?\b|科学|科研|研究|论文|物理|化学|生物学|天文",
}


def sounds_like(words: str) -> tuple[Purpose, ...]:
    """In the order in which purposes are asked for."""
    plain = words.casefold()
    return tuple(one for one in PURPOSES if re.search(_SOUNDS[one], plain))


def hint_words(need: Need) -> Words:
    """What they sound like and is not ticked; "" for nothing."""
    found = [PURPOSES[one] for one in sounds_like(need.words) if one not in need.purposes][:_MOST]
    if not found:
        return Words("")
    if need.purposes:
        return Words("Sounds like {purposes}, too: tick what fits.", purposes=enumerated(found))
    return Words(
        "Sounds like {purposes}: tick what fits. Until then chat models are looked for.",
        purposes=enumerated(found),
    )
