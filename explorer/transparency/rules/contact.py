"""Where the makers of a model can be asked: addresses, chats, places."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage

_CONTACT_LABEL = re.compile(
    r"^(?:point of )?contacts?(?: us)?$|^send questions to$|^(?:feedback|support)$|^model card contact$"
    r"|^correspond(?:ence|ing author)s?(?: to)?$|^questions(?: or comments)?$"
    r"|^where to send questions\b.{0,60}$",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.])[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{2,20}){1,3}\b(?!/)", re.IGNORECASE)
_EXAMPLE = re.compile(r"@(?:[\w-]+\.)?(?:example|acme|test|domain)\.\w", re.IGNORECASE)  # nobody's
_DOT = r"(?: ?[\[({]dot[\])}] ?|\.)"
_MAIL_IN_WORDS = re.compile(
    r"(?<![\w.])(?:[\w.+-]{1,30} ?[\[({]dot[\])}] ?)?[\w.+-]{1,60} ?[\[({]at[\])}] ?[\w-]{1,60}"
    rf"(?:{_DOT}[\w-]{{2,20}}){{0,2}}?{_DOT}[a-z]{{2,20}}\b",
    re.IGNORECASE,
)
_TO_WRITE = re.compile(
    r"\b(?:contacts?|e-?mails?|mails?|write|reach|questions?|correspond\w+|send|ask|inquir\w+|feedback)\b",
    re.IGNORECASE,
)
_SHORT = 4  # words of "Anna on Discord", all that stands below "Contact"
_AT = re.compile(r"[\[({](?:at|AT)[\])}]")
CHAT = re.compile(
    r"discord\.(?:gg|com/invite)|slack\.com|t\.me/|wechat|twitter\.com/|//x\.com/|bsky\.app|mailto:",
    re.IGNORECASE,
)
_CHAT_WORDS = re.compile(
    r"\b(?:discord|twitter|join|reach|contact|follow|chat|discuss|support|server|community|talk|questions?"
    r"|wechat)\b|微信|交流|讨论|討論|社群|社区",
    re.IGNORECASE,
)
PLACES = re.compile(r"\bissues?\b|\bdiscord\b|\btwitter\b|\bslack\b|\btelegram\b", re.IGNORECASE)
_ASK = re.compile(
    r"\b(?:contact (?:us|our|me)|send an? message to|message me|reach out|reach (?:us|me|@\w+)"
    r"|(?:send|write) (?:us|me) an? (?:e-?mail|message|dm|mail)|dm (?:us|me)|raise an issue|open an issue"
    r"|if you have (?:any"
    r"|further) questions?|for (?:any )?(?:other )?(?:inquir\w+|questions)"
    r"|contact (?-i:[A-Z])\w+ (?:through|via|on|over) (?:discord|twitter|telegram|slack)|provide feedback"
    r"|report (?:model quality, risk, )?security vulnerabilities"
    r"|questions (?:you might have|and comments)|for further support)\b",
    re.IGNORECASE,
)


def contact_of(passage: Passage, label: str, body: str) -> str:
    """An address, a link to a chat or a place to ask; "" where a sentence gives none."""
    if mail := _mail(passage, label):
        return mail[0]
    if _CONTACT_LABEL.match(label) and body:
        return body[:80]
    if passage.urls and passage.find(_CHAT_WORDS) and (link := next(filter(CHAT.search, passage.urls), "")):
        return link
    place = passage.find(PLACES)
    is_named = bool(passage.urls) or bool(place and not place[0].lower().startswith("issue"))
    is_short = bool(passage.urls) or len(passage.text.split()) <= _SHORT
    is_titled = is_named and is_short and bool(_CONTACT_LABEL.match(passage.heading.strip(" *:")))
    if is_titled or ((passage.urls or place) and passage.find(_ASK)):
        return passage.urls[0] if passage.urls else passage.text[:80]
    return ""


def may_mail(passage: Passage) -> bool:
    """Whether a sentence may hold a mail address, by its signs."""
    text = passage.text  # of every sentence: single signs are found much faster than a pattern
    return "@" in text or (("[" in text or "(" in text or "{" in text) and bool(_AT.search(text)))


def _mail(passage: Passage, label: str) -> re.Match[str] | None:
    """An address; one in words, "anna [at] lake.org", only beside a word such as "contact"."""
    if not may_mail(passage):
        return None
    if _EXAMPLE.search(passage.text):
        return None
    is_to_write = passage.find(_TO_WRITE) or _TO_WRITE.search(f"{label} {passage.heading}")
    return passage.find(_MAIL) or (passage.find(_MAIL_IN_WORDS) if is_to_write else None)


def of_address(passage: Passage) -> Iterator[tuple[str, str]]:
    """A mail address alone in a fence."""
    if found := _MAIL.fullmatch(passage.text.strip("`~ \r\n")):
        yield "contact", found[0]
