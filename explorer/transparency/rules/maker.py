"""Who made a model, where it is described, and how to reach them."""

import itertools
import re
from collections.abc import Iterable, Iterator

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.citation import of_citation, of_request
from explorer.transparency.rules.contact import CHAT, PLACES, contact_of, may_mail, of_address
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.subject import is_this_model

_PAPER_URL = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf)/|aclanthology\.org/|openreview\.net/|doi\.org/|biorxiv\.org/"
    r"|/papers/\d{4}\.)|paper[\w-]*\.pdf$",
    re.IGNORECASE,
)
_PAPER_LABEL = re.compile(
    r"^(?:\W|\d)*(?:\w+ )?(?:paper|technical report|tech report|research paper|report|publication"
    r"|preprint|arxiv)s?(?: \[?optional\]?)?$",
    re.IGNORECASE,
)
_PAPER_WORDS = re.compile(
    r"\b(?:have a )?look at the publication: |\bcite the respective publication\b"
    r"|\b(?:our|this|the|see|read|check out|in the) (?:[\w-]+ ){0,3}?(?:paper|technical report"
    r"|tech report|preprint)\b"
    r"|\bintroduced in our (?:work|study|article)\b|\b(?:arxiv )?paper link\b"
    r"|\btechnical report\b|\b(?:introduced|described|presented"
    r"|proposed) in\b.{0,60}\bpaper\b",
    re.IGNORECASE,
)
# What a card introduces so stands in the next block.
_PAPER_FOLLOWS = re.compile(
    r"\b(?:papers?|preprint|technical report|article)\W{0,3}:$"
    r"|引用[^。]{0,20}(?:论文|論文|文章)\W{0,3}[:：]$",
    re.IGNORECASE,
)
_PAPER_ANCHOR = re.compile(r">\W{0,8}(?:paper|technical report|arxiv)\W{0,8}</a>", re.IGNORECASE)
_PAPER_LINK = re.compile(
    r"\[[^\[\]]{0,60}?(?:paper|technical report|tech report|arxiv|preprint)\b[^\[\]]{0,60}\]"
    r"|\brepo(?:sitory)? (?:contains|holds|hosts|provides) [^.\[\]]{0,60}\[[^\[\]]{10,200}\]"
    r"\(https?://(?:arxiv|openreview|aclanthology)\."
    r"|\bour \[[^\[\]]{1,40}\]\(https?://(?:www\.)?arxiv\.org/",
    re.IGNORECASE,
)
# The paper of a method or of data is not the paper of this model.
_OTHERS_PAPER = re.compile(
    r"\b(?:dpo|direct preference|lora|qlora|rope|flash-?attention\w*|flash|attention|gptq|awq|dataset|pile"
    r"|benchmark"
    r"|merg\w+|method|llama[- ]?2 paper|algorithm|superhot|ntk|evol|orca paper|ties|slerp|dare)\b"
    r"|\bevaluated on\b|\bmodified from\b|\bfrom the (?!original|official|full)[\w-]+ paper\b|\bcoming soon\b"
    r"|\bn/?a\b",
    re.IGNORECASE,
)
# Whose title may hold such a word.
_INTRODUCED = re.compile(
    r"\bit was (?:first )?(?:introduced|proposed|presented) in the paper \[[^\[\]]{1,300}\]\(https?://"
    r"(?:www\.)?(?:arxiv|openreview|aclanthology)\.",
    re.IGNORECASE,
)
_WORDS_OF_TITLES = frozenset(("attention", "benchmark", "method", "algorithm", "dataset"))
_OUR_PAPER = re.compile(r"\bour (?:[\w-]+ ){0,3}?(?:papers?|reports?|preprint|article)\b", re.IGNORECASE)
_RELATED = re.compile(r"^\W{0,4}(?:related|relevant|other) (?:projects|works?|papers)\W*$", re.IGNORECASE)
_DEVELOPER_LABEL = re.compile(
    r"^(?:model )?(?:developed|created|trained|made|released|published|shared|finetuned"
    r"|fine-tuned) by(?: \[?optional\]?)?$"
    r"|^(?:desarrollad[oa]|cread[oa]|desenvolvid[oa]|criad[oa]) por$|^(?:développé|créé)e? par$"
    r"|^entwickelt von$"
    r"|^(?:autor(?:es|en)?|auteure?s?|entwickler|автор[ы]?|разработчики?|作者|开发者|開発者|作成者|개발자"
    r"|제작자)$"
    r"|^(?:geliştiren|geliştirici(?:ler|si)?|yazar|ontwikkelaars?|sviluppator[ei]|autore)$"
    r"|^authors? ?/ ?maintainers?$"
    r"|^(?:model )?(?:develop+ers?|authors?|owners?|creators?|trainers?|publishers?|maintainers?"
    r"|organi[sz]ation)s?(?: \(s\))?$",
    re.IGNORECASE,
)
_PROVIDER = re.compile(r"^(?:model )?providers?$", re.IGNORECASE)  # in a table; else one who serves it
_TRAINER = (
    r"(?i:q?lora|axolotl|unsloth|trl|peft|supervised|reinforcement|direct|instruction|llama-?factory"
    r"|autotrain|deepspeed|hugging ?face|transformers|sft|dpo|ms-swift|swift|torchtune|xtuner|alpaca"
    r"|stanford alpaca|low-rank|parameter|full|training|continu\w+|the)\b"
)
_TUNED_BY = re.compile(
    r"^\W{0,4}(?:(?P<subject>[\w.’'-]+(?: [\w.’'-]+){0,4}?) (?:is|was|has been) "
    r"(?:an? (?:(?!(?:of|with|from|on)\b)[\w.-]+ ){0,6}?(?:model|version|variant|llm) )?)?"
    rf"[Ff]ine-?[Tt]uned by \[?(?!{_TRAINER})[A-Z][a-z]\w{{0,40}}(?![\w-]| tool)"
)
_DEVELOPER_TEXT = re.compile(
    r"\b(?:launched|pretrained|open-sourced)(?: from scratch)? by (?:the )?\[?[A-Z]"
    r"|\b(?:proposed|introduced|presented) in \[?[^.]{3,160}\]? by \[?[A-Z]\w+ [A-Z]\w+"
    r"|\b[Tt]rained (?:jointly|together) by (?:the )?\[?[A-Z][\w ]{1,30} and (?:the )?\[?[A-Z]"
    r"|^\W{0,4}(?:Author|Developer|Creator)s?: \[?[A-Z]\w+ [A-Z]\w+"
    r"|^\W{0,4}Quantized by (?:the )?\[?[A-Z]\w|\bopen model from [A-Z]\w+"
    r"|\bproject by [A-Z]|\bthe team releasing\b"
    r"|\b(?:collection|family|series) of .{0,60}?\b(?:launched|developed|released|created|from"
    r"|by) (?:by )?[A-Z]\w+"
    r"|\b(?:created|(?<!architecture )developed|made|built|trained|maintained|released)(?: from scratch)?"
    rf" (?:with (?:[a-z]+ ){{1,2}})?(?:by|at) (?:the )?\[?(?!{_TRAINER})[A-Z]|\bmodel creator:"
    r"|\bthe [A-Z]\w+(?: [A-Z]\w+)? team (?:has )?(?:trained|built|made|created|developed)"
    r"|^\W{0,4}(?:[Mm]odel )?(?:By|by) [A-Z]\w+ [A-Z]\w+|\b(?:joint|collab(?:orati\w+)?|partnership"
    r"|cooperation)\b[^.]{0,30}\b(?:of|between|with|by) (?:the )?\[?[A-Z]"
    r"|\b(?:released|published|provided) by (?:the )?\[?[A-Z]"
    r"|\b(?:first|new|an?) (?:[\w-]+ ){0,5}?model from (?:the )?(?:[A-Z][\w&.-]* ){1,5}"
    r"(?:Institute|University|Labs?|Laboratory|Research|Cent(?:er|re)|Team|Inc)\b"
    r"|^(?:(?!数据|數據|資料|语料|基座|基础模型|原始|原模型|评测|工具|框架)[^。]){0,60}?(?<!基于)(?<!基於)由[^，。,的]{2,30}?(?:联合|共同|自主|团队|公司|實驗室|实验室)"
    r"(?:研发|开发|训练|推出|打造|研發|開發|訓練)(?![的过])"
    r"|^[^，。]{1,30}是(?:一[个款])?由[^，。,的A-Za-z]{2,12}?(?:使用|采用|利用|基于)[^，。]{2,30}"
    r"(?:微调|训练|开发|微調|訓練|開發)的[^，。]{0,20}模型"
    r"|\b(?:created|developed|built|trained|made) by (?:a (?:team|group) of )?(?:researchers|students"
    r"|engineers|scientists)"
    r" (?:from|at|of) (?:the )?\[?[A-Z]|\b[Dd]eveloped at (?:the )?\[?[A-Z]|\b[Ee]ntwickelt von \[?[A-Z]"
    r"|\b[Dd]esarrollad[oa] por \[?[A-ZÁÉÍ]|\b[Dd]esenvolvid[oa] por \[?[A-ZÁÉÍ]"
    r"|\b[Dd]éveloppée? par \[?[A-ZÉ]",
)
_DEVELOPER_DOES = re.compile(
    r"\b[A-Z][\w&.-]+(?: AI| Inc\.?| Labs?)? (?:developed and released|has released|releases|released)\b"
    r"|^(?:[A-Z][\w&.-]+ ){1,3}has developed an? (?:[\w-]+ ){0,5}?(?:family|series|suite|range) of\b"
    r"(?![^.]{0,80}\b(?:such as|like|including|called|named|known as)\b)"
    r"|\b[A-Z][\w&.-]+(?: [A-Z][\w&.-]+){0,2}(?: team)? (?:presents?|introduces?|announces?) [A-Z\[]"
)
# "The Mistral AI Team" above the names of its members.
_TEAM_HEADING = re.compile(
    r"^(?:the )?(?:[A-Z][\w.&-]* ){0,4}team$"
    r"|^\W{0,4}(?:(?:meet|about) )?(?:the )?(?:model (?:card )?)?(?:authors?|contributors|developers?"
    r"|creators?)"
    r"\W{0,2}$",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]{0,30}(?: [^\W\d_a-z][\w.'’-]{0,30}){1,4}")
_NO_NAME = re.compile(
    r"\b(?:models?|descriptions?|related|positions?|details?|usage|uses?|training|data|license|citation"
    r"|contact|overview|information|notes?|evaluation|limitations|getting started|how to|works?)\b",
    re.IGNORECASE,
)
_NEXT_LINES = 2  # from a heading to what stands right below it
_NAMES_MAKER = re.compile(r"\b(?:by|collab|team|partnership|contact)\b", re.IGNORECASE)  # in a heading
_MOST_MEMBERS = 2000  # characters of a list of names below such a heading
_BEGINS = re.compile(r"^(?:Curated|Trained|Created|Developed|Made|Built)(?: and \w+)? by:? \[?[A-Z]")
_OF_DATA = re.compile(r"\b(?:data ?set|corpus|library|benchmark|pile)\b[^.]{0,80}\bby\b", re.IGNORECASE)
_HEADER = (("general.author", "developer"), ("general.organization", "developer"), ("general.doi", "paper"))


def paper_and_contact(reading: Reading) -> Finding:
    """Open: paper, developer and contact. Partial: some. Value: ``{"paper", "developer", "contact"}``."""
    value: dict[str, str] = {}
    evidence: list[Evidence] = []

    for kind, said, source in _told(reading):
        if kind not in value:
            value[kind] = said
            evidence.append(source)
    return _finding(reading, value, evidence)


def _told(reading: Reading) -> Iterator[tuple[str, str, Evidence]]:
    """What, as said, and where; the first source of each counts."""
    # What stands behind a label is a name; a sentence only holds one.
    for passage in sorted(_asked(reading), key=lambda p: not _DEVELOPER_LABEL.match(p.label.strip(" *:"))):
        yield from ((kind, said, reading.from_card(passage)) for kind, said in _of(reading, passage))
    yield from _of_next_block(reading)
    yield from _of_bold_name(reading)
    yield from _of_original(reading)
    for badge in reading.card.badges if reading.card else ():
        if CHAT.search(badge.urls[0]):
            yield "contact", badge.urls[0], reading.from_card(badge)
    for passage in reading.card.fenced if reading.card else ():
        found = [*of_citation(reading, passage), *of_request(reading, passage), *of_address(passage)]
        yield from ((kind, said, reading.from_card(passage)) for kind, said in found)
    for tag in reading.api_tags:
        if tag.startswith("arxiv:"):
            yield "paper", tag, reading.from_api("tags", tag)
    for key, kind in _HEADER:
        if said := reading.header_text(key):
            yield kind, said, reading.from_header(key)


def _asked(reading: Reading) -> Iterable[Passage]:
    """What has a label, an address or a team above it, or may name a maker or a place to ask."""
    placed = [p for p in reading.own if p.label or p.urls or may_mail(p)]
    titled = [*reading.under(_TEAM_HEADING, 1), *reading.under(_PAPER_LABEL, 1)]
    asked = reading.likely(
        _DEVELOPER_TEXT, _DEVELOPER_DOES, _BEGINS, _TUNED_BY, PLACES, also=[*placed, *titled]
    )
    named = (
        t for t in titles(reading) if _NAMES_MAKER.search(t.text) or "arxiv.org/" in t.quote or "@" in t.text
    )
    return [*asked, *named]


def _of_original(reading: Reading) -> Iterator[tuple[str, str, Evidence]]:
    """Paper and contact in the original's card that a quantized copy carries; its developer is another."""
    for passage in reading.embedded:
        found = (said for said in _of(reading, passage) if said[0] != "developer")
        yield from ((kind, said, reading.from_card(passage)) for kind, said in found)


def _of_next_block(reading: Reading) -> Iterator[tuple[str, str, Evidence]]:
    """ "It is introduced in the paper:", and below it the title, as a link."""
    told = {p.block + 1 for p in reading.likely(_PAPER_FOLLOWS) if p.find(_PAPER_FOLLOWS)}
    for passage in reading.own if told else ():
        paper = next((u for u in passage.urls if _PAPER_URL.search(u)), "")
        if paper and passage.block in told:
            yield "paper", paper, reading.from_card(passage)


def _of_bold_name(reading: Reading) -> Iterator[tuple[str, str, Evidence]]:
    """ "## Author", and below it a name in bold, which is read as a heading itself."""
    for above, name in itertools.pairwise(titles(reading)):
        is_next = 0 < name.first_line - above.last_line <= _NEXT_LINES
        is_bold_name = name.quote.startswith(("**", "__")) and bool(_FULL_NAME.fullmatch(name.text))
        if is_next and is_bold_name and not _NO_NAME.search(name.text) and _TEAM_HEADING.match(above.text):
            yield "developer", name.text, reading.from_card(name)


def _finding(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> Finding:
    if not value:
        return reading.silent("paper_and_contact")
    names = {"paper": Words("paper"), "developer": Words("developer"), "contact": Words("contact")}
    text = Words("Stated: {kinds}", kinds=enumerated(names[kind] for kind in names if kind in value))
    shown = joined(" · ", (value["developer"], text)) if 0 < len(value.get("developer", "")) <= 40 else text
    verdict = Verdict.OPEN if len(value) == 3 else Verdict.PARTIAL
    return reading.found("paper_and_contact", verdict, shown, value, evidence)


def _of(reading: Reading, passage: Passage) -> Iterator[tuple[str, str]]:
    text, label, body = passage.text, passage.label.strip(" *:"), passage.said
    if _is_paper(passage, label, body):
        yield (
            "paper",
            next(
                (u for u in passage.urls if _PAPER_URL.search(u)),
                passage.urls[0] if passage.urls else body[:120],
            ),
        )
    is_team = bool(_TEAM_HEADING.match(passage.heading)) and not _DEVELOPER_LABEL.match(label)
    is_named = is_team or _DEVELOPER_LABEL.match(label) or (passage.cells and _PROVIDER.match(label))
    if is_named and body and len(body) < (_MOST_MEMBERS if is_team else 200) and body[-1] != ":":
        yield "developer", (text if is_team else body).strip("[]")[:80]
    elif (
        (
            any(map(passage.find, (_DEVELOPER_TEXT, _DEVELOPER_DOES, _BEGINS)))
            or _is_tuned_by(reading, passage)
        )
        and not passage.header
        and not passage.find(_OF_DATA)
    ):
        yield "developer", text[:80]
    if contact := contact_of(passage, label, body):
        yield "contact", contact


def _is_tuned_by(reading: Reading, passage: Passage) -> bool:
    """Whether it says who tuned this model, and no other."""
    tuned = passage.find(_TUNED_BY)
    return bool(tuned and (not tuned["subject"] or is_this_model(reading, tuned["subject"])))


def _is_paper(passage: Passage, label: str, body: str) -> bool:
    if _PAPER_LABEL.match(passage.heading) and _PAPER_URL.match(passage.text):
        return True  # an address as plain text
    if passage.is_under(_RELATED, 1) and not passage.find(_OUR_PAPER):
        return False
    return _is_introduced(passage) or _is_called_paper(passage, label, body)


def _is_introduced(passage: Passage) -> bool:
    """ "It was introduced in the paper [Attention …]": a title may hold a word that others' papers hold."""
    if not passage.urls or not _INTRODUCED.search(passage.quote):
        return False
    return {m[0].lower() for m in _OTHERS_PAPER.finditer(passage.text)} <= _WORDS_OF_TITLES


def _is_called_paper(passage: Passage, label: str, body: str) -> bool:
    if passage.header or not (passage.urls or _PAPER_LABEL.match(label)) or passage.find(_OTHERS_PAPER):
        return False
    if _PAPER_LABEL.match(label):
        return bool(passage.urls) or len(body.split()) > 2
    if any(_PAPER_URL.search(u) for u in passage.urls):
        return bool(
            passage.find(_PAPER_WORDS)
            or label.lower() == "title"
            or _PAPER_LINK.search(passage.quote)
            or _PAPER_ANCHOR.search(passage.quote)
            or re.search(r"\barxiv\b", passage.text, re.IGNORECASE)
        )
    return bool(_PAPER_LINK.search(passage.quote) or passage.find(_PAPER_WORDS))
