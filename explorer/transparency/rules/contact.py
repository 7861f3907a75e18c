"""Where the makers of a model can be asked: addresses, chats, places."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase

_CONTACT_LABEL = phrase("maker.contact_label")
_MAIL = phrase("maker.mail")
_EXAMPLE = phrase("maker.example")  # nobody's
_MAIL_IN_WORDS = phrase("maker.mail_in_words")
_TO_WRITE = phrase("maker.to_write")
_SHORT = 4  # words of "Anna on Discord", all that stands below "Contact"
_AT = phrase("maker.at")
CHAT = phrase("maker.chat")
_CHAT_WORDS = phrase("maker.chat_words")
PLACES = phrase("maker.places")
_ASK = phrase("maker.ask")


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
