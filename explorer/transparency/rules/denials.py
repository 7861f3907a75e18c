"""What a sentence only denies, asks or plans: "it does not speak German", "no filtering was applied", "is
German supported?", "we will add German"."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage

# "kein", "ne … pas", "não", "не"; "不支持", but "不仅" is "not only".
_NOT_ABROAD = (
    r"\b(?:nicht|niemals|kein(?:e[nmrs]?)?|pas|jamais|aucune?|tampoco|ning[uú]n[ao]?|não|nunca|niet|geen|inte|ikke"
    r"|не|нет|non(?= (?:è|supporta|parla|gestisce|include)\b))\b"
    r"(?! (?:nur|seulement|uniquement|sólo|solo|só|apenas|alleen|только)\b)"
)
_NOT_EAST = r"(?:不(?![仅僅只但同断斷少限错錯])|[没沒]有|未|[无無]法|非(?!常))"
# One of these is in every sentence that denies, asks or plans.
_MAYBE = re.compile(
    r"\b(?:not|never|cannot|unable|fails?|no|none|neither|nor|without|lacks?|excluding|excludes?|will|shall"
    r"|plan\w*"
    r"|going|hop(?:e|es|ing)|wants?|intends?|working|soon|future|roadmap|coming)\b|n['’]t\b|\?"
    rf"|{_NOT_ABROAD}|{_NOT_EAST}|ません|ない|おらず|[未非]対応|[않못없]|아[니닙]",
    re.IGNORECASE,
)
# Where another clause begins, in which the words before it deny nothing.
_BREAK = re.compile(
    r"^\W{0,4}(?:without|although|though|despite|even if|to (?:be|make)) [^,.;]{2,80},"
    r"|[.;:!?](?=\s)|[()–—]|,? (?:but|although|though|however|while|whereas|instead|because|since|so|unless"
    r"|when|if"
    r"|as|after|whose|that|which|who|to (?:ensure|avoid|prevent)"
    r"|(?:and|or) (?:it|we|they|is|was|were|has|the model|are|then|instead|only|also|now|can|may|should"
    r"|will))\b"
    r"|, (?:it|we|the|this|they|our|its|only|then|thus|hence)\b|, (?=(?:not|no|never|nor)\b)"
    r"|[，；。]|[但而]是|, (?:sondern|aber|mais|sino|pero|mas|maar|но|а)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|never|cannot|unable|fails?|excluding|excludes?|lacks?|without)\b(?! (?:only|just|merely"
    r"|limited"
    r"|restricted|necessarily|perfect|doubt|exception|question))|n['’]t\b(?! (?:only|just))",
    re.IGNORECASE,
)
_NOT_IN_OTHERS = re.compile(rf"{_NOT_ABROAD}|{_NOT_EAST}", re.IGNORECASE)
_NO = re.compile(r"\b(?:no|none of|neither|nor)\b(?! (?:later|matter|doubt|less|fewer))", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"\W*(?:[\w-]+\W+)?$")
_BEGUN_ANEW = re.compile(r"\b(?:is|are|was|were|has|have|had)\b", re.IGNORECASE)
_OTHER_THAN = re.compile(
    r"\b(?:other than|outside(?: of)?|beyond|besides|except(?: for)?|apart from|only)\b", re.IGNORECASE
)
# What may stand between a thing and what is told of it: "German, Dutch and Thai texts were not …".
_AND_MORE = (
    r"(?:(?:,| and| or|,? and| /)? (?-i:[A-Z])[\w-]{1,40}){0,6}?"
    r"(?: (?!(?:which|that|who|but|and|or|will|is|are|was|were)\b)[\w/-]{1,40}){0,4}?"
)
_IS_NOT = re.compile(
    rf"{_AND_MORE} ?(?:\b(?:is|are|was|were|has|have|been|can|could)(?: not| never|n['’]t)|\bcannot)"
    r"(?: yet| been| be| \w+ly)*"
    r"(?: (?:supported|covered|included|used|applied|done|performed|carried out|available|understood|spoken"
    r"|trained|possible|implemented|part of|among)\b|\W*$|[,;] )",
    re.IGNORECASE,
)
# Where the East denies last: "中文模型暂不支持", "日本語には対応していません", "한국어를 지원하지 않습니다".
_IS_NOT_EAST = re.compile(
    r"(?:模型|数据|语料|对话)?(?:目前|暂时|暂|尚|还|均|并){0,2}(?:不(?:支持|包含|可用|提供)|未(?:支持|发布|包含|使用"
    r"|提供))"
    r"|(?:モデル|データ)?(?:では|には|[はをがにで])?(?:まだ|対応|サポート|使用|学習|利用|提供|公開|あり|含ま){0,2}"
    r"(?:して|されて|れて|い|でき){0,3}(?:ません|ない|おらず)|(?:モデル|データ)?(?:には|は)?[未非]対応"
    r"|(?: ?(?:모델|데이터))?[은는이가을를도]? ?(?:아직 |현재 )?(?:\S{1,8}지 ?[않못]|아[니닙]|없)"
)
_DENIES_LAST = re.compile(
    r"(?:\b(?:not|never)|n['’]t)(?: (?:yet|been|be|\w+ly)){0,3} [\w-]{1,40}$", re.IGNORECASE
)
_PLANS = re.compile(
    r"\b(?:plan(?:s|ned|ning)? (?:to|on|for)|intends? to|going to|hop(?:e|es|ing) to|wants? to|working on"
    r"|(?:will|shall)(?: (?:soon|also|then|later|eventually|be|\w+ly)){0,3}"
    r" (?:support|add|cover|includ|train|pre-?train|fine-?tun|tun|releas|filter|clean|remov|publish|learn"
    r"|extend"
    r"|de-?dup|anonymi|redact|mask|us[ei])\w*"
    r"|(?:(?:will|shall)(?: (?:soon|also|then|later|eventually)){0,2}(?: be)?|to be)(?: \w+ly)?(?= $)"
    r"|(?:next|future|upcoming|coming) (?:version|release|update)s?)\b[^.;]*$",
    re.IGNORECASE,
)
_IS_PLANNED = re.compile(
    rf"{_AND_MORE} (?:(?:is|are|has been) (?:also )?(?:planned|coming|on (?:the|our) roadmap|in the works)"
    r"|coming soon|(?:will|to)(?: also| soon| be| then){0,2} (?:added|supported|released|included|covered"
    r"|removed"
    r"|filtered|used|follow)|(?:in|for|with) (?:the future|(?:a|the) (?:future|next|later) (?:version"
    r"|release)))\b",
    re.IGNORECASE,
)
_CLAUSE = 200  # characters before a place that may deny it


def said_at(passage: Passage, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The first place that matches and is neither denied, asked nor planned."""
    found = passage.find(pattern)
    return found if found is None or not passage.find(_MAYBE) else next(places_said(passage, pattern), None)


def places_said(passage: Passage, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """All of them."""
    found = pattern.finditer(passage.text) if passage.find(pattern) else ()
    is_plain = not passage.find(_MAYBE)
    for place in found:
        is_last_denied = _DENIES_LAST.search(place[0])
        if is_plain or not (is_last_denied or is_unsaid(passage.text, *place.span())):
            yield place


def is_unsaid(text: str, start: int, end: int) -> bool:
    """Whether the words between two offsets are denied, or only asked or planned."""
    return is_open(text, start, end) or is_denied(text, start, end)


def is_open(text: str, start: int, end: int) -> bool:
    """Whether they are asked or planned: nobody knows yet."""
    before = _clause_before(text, start)
    return is_asked(text) or bool(_PLANS.search(before) or _IS_PLANNED.match(text, end))


def is_asked(text: str) -> bool:
    """Whether a sentence is a question."""
    return text.rstrip("*_`\"'”’) ").endswith(("?", "？"))


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether they are denied: "not trained on German", "no filtering was done", "German is not spoken"."""
    before = _clause_before(text, start)
    return _ends_denied(before) or bool(_IS_NOT.match(text, end) or _IS_NOT_EAST.match(text, end))


def _ends_denied(before: str) -> bool:
    denials = [m for denied in (_NOT, _NOT_IN_OTHERS, _NO) for m in denied.finditer(before)]
    last = max(denials, key=lambda m: m.end(), default=None)
    rest = before[last.end() :] if last else ""
    if not last or _OTHER_THAN.search(rest):
        return False
    # "No text was filtered", but "text with no title was filtered".
    is_subject = last.re is _NO and bool(_NO_SUBJECT.fullmatch(before[: last.start()]))
    return is_subject or not _BEGUN_ANEW.search(rest)


def _clause_before(text: str, start: int) -> str:
    begin = max(0, start - _CLAUSE)
    breaks = [m.end() for m in _BREAK.finditer(text, begin, start)]
    return text[breaks[-1] if breaks else begin : start]
