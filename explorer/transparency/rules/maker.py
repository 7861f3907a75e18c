"""Who made a model, where it is described, and how to reach them."""

import itertools
import re
from collections.abc import Iterable, Iterator

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.citation import of_entries
from explorer.transparency.rules.subject import is_this_model
from explorer.transparency.rules.telling import told, told_in

maker = phrases_of("maker")
_NAMES_DEVELOPER = (maker.developer_text, maker.developer_does, maker.made_by)
_ARXIV = re.compile(r"\barxiv\b", re.IGNORECASE)
_WORDS_OF_TITLES = frozenset(("attention", "benchmark", "method", "algorithm", "dataset"))
_NEXT_LINES = 2  # from a heading to what stands right below it
_MOST_MEMBERS = 2000  # characters of a list of names below such a heading
_SHORT = 4  # words of "Anna on Discord", all that stands below "Contact"
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


type Said = tuple[str, str, Passage]  # paper, developer or contact; the name or address; where it stands


def _told(reading: Reading) -> Iterator[tuple[str, str, Evidence]]:
    """What, as said, and where; the first source of each counts."""
    for kind, said, passage in _of_card(reading):
        yield kind, said, reading.from_card(passage)
    for tag in reading.api_tags:
        if tag.startswith("arxiv:"):
            yield "paper", tag, reading.from_api("tags", tag)
    for key, kind in _HEADER:
        if said := reading.header_text(key):
            yield kind, said, reading.from_header(key)


def _of_card(reading: Reading) -> Iterator[Said]:
    # What stands behind a label is a name; a sentence only holds one.
    for passage in sorted(_asked(reading), key=lambda p: not maker.developer_label.match(_label_of(p))):
        yield from _of(reading, passage)
    yield from _of_next_block(reading)
    yield from _of_bold_name(reading)
    for passage in reading.embedded:  # of the original that a copy carries: its developer is another
        yield from (said for said in _of(reading, passage) if said[0] != "developer")
    for badge in reading.card.badges if reading.card else ():
        if maker.chat_link.search(badge.urls[0]):
            yield "contact", badge.urls[0], badge
    for code in reading.fenced:
        yield from ((kind, said, code) for kind, said in of_entries(reading, code))
        if found := maker.mail.fullmatch(code.text.strip("`~ \r\n")):
            yield "contact", found[0], code


def _asked(reading: Reading) -> Iterable[Passage]:
    """What has a label, an address or a team above it, or may name a maker or a place to ask."""
    placed = [p for p in reading.own if p.label or p.urls or _may_mail(p)]
    placed += [*reading.under(maker.team_heading, 1), *reading.under(maker.paper_label, 1)]
    yield from reading.likely(*_NAMES_DEVELOPER, maker.tuned_by, maker.place_to_ask, also=placed)
    for title in reading.titles:
        if maker.heading_on_maker.search(title.text) or "arxiv.org/" in title.quote or "@" in title.text:
            yield title


def _of_next_block(reading: Reading) -> Iterator[Said]:
    """ "It is introduced in the paper:", and below it the title, as a link."""
    below = {one.passage.block + 1 for one in told(reading, maker.paper_follows)}
    for passage in reading.own if below else ():
        paper = next(filter(maker.paper_url.search, passage.urls), "")
        if paper and passage.block in below:
            yield "paper", paper, passage


def _of_bold_name(reading: Reading) -> Iterator[Said]:
    """ "## Author", and below it a name in bold, which is read as a heading itself."""
    for above, name in itertools.pairwise(reading.titles):
        is_next = 0 < name.first_line - above.last_line <= _NEXT_LINES
        is_bold = is_next and name.quote.startswith(("**", "__"))
        is_name = bool(maker.full_name.fullmatch(name.text)) and not maker.no_name.search(name.text)
        if is_bold and is_name and maker.team_heading.match(above.text):
            yield "developer", name.text, name


def _finding(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> Finding:
    if not value:
        return reading.silent("paper_and_contact")
    names = {"paper": Words("paper"), "developer": Words("developer"), "contact": Words("contact")}
    text = Words("Stated: {kinds}", kinds=enumerated(names[kind] for kind in names if kind in value))
    shown = joined(" · ", (value["developer"], text)) if 0 < len(value.get("developer", "")) <= 40 else text
    verdict = Verdict.OPEN if len(value) == 3 else Verdict.PARTIAL
    return reading.found("paper_and_contact", verdict, shown, value, evidence)


def _of(reading: Reading, passage: Passage) -> Iterator[Said]:
    label, body = _label_of(passage), passage.said
    if _is_paper(passage, label, body):
        urls = (*filter(maker.paper_url.search, passage.urls), *passage.urls, body[:120])
        yield "paper", urls[0], passage
    if (developer := _developer_of(reading, passage, label, body)) is not None:
        yield "developer", developer[:80], passage
    if contact := _contact_of(passage, label, body):
        yield "contact", contact, passage


def _label_of(passage: Passage) -> str:
    return passage.label.strip(" *:")


def _developer_of(reading: Reading, passage: Passage, label: str, body: str) -> str | None:
    """A name behind a label or below a team, or the sentence that holds one."""
    is_labelled = bool(maker.developer_label.match(label))
    is_team = bool(maker.team_heading.match(passage.heading)) and not is_labelled
    is_named = is_team or is_labelled or (passage.cells and maker.provider_label.match(label))
    if is_named and body and len(body) < (_MOST_MEMBERS if is_team else 200) and body[-1] != ":":
        return (passage.text if is_team else body).strip("[]")
    is_told = told_in(reading, passage, *_NAMES_DEVELOPER) or _is_tuned_by(reading, passage)
    return passage.text if is_told else None


def _is_tuned_by(reading: Reading, passage: Passage) -> bool:
    """Whether it says who tuned this model, and no other."""
    tuned = told_in(reading, passage, maker.tuned_by)
    return tuned is not None and (not (who := tuned.match["subject"]) or is_this_model(reading, who))


def _is_paper(passage: Passage, label: str, body: str) -> bool:
    if maker.paper_label.match(passage.heading) and maker.paper_url.match(passage.text):
        return True  # an address as plain text
    if passage.is_under(maker.related_heading, 1) and not passage.find(maker.our_paper):
        return False
    return _is_introduced(passage) or _is_called_paper(passage, label, body)


def _is_introduced(passage: Passage) -> bool:
    """ "It was introduced in the paper [Attention …]": a title may hold a word that others' papers hold."""
    if not passage.urls or not maker.introduced.search(passage.quote):
        return False
    return {m[0].lower() for m in maker.others_paper.finditer(passage.text)} <= _WORDS_OF_TITLES


def _is_called_paper(passage: Passage, label: str, body: str) -> bool:
    is_labelled = bool(maker.paper_label.match(label))
    if passage.header or not (passage.urls or is_labelled) or passage.find(maker.others_paper):
        return False
    if is_labelled:
        return bool(passage.urls) or len(body.split()) > 2
    if passage.find(maker.paper_words) or maker.paper_link.search(passage.quote):
        return True
    if not any(map(maker.paper_url.search, passage.urls)):
        return False
    is_shown = maker.paper_anchor.search(passage.quote) or _ARXIV.search(passage.text)
    return bool(is_shown) or label.lower() == "title"


def _contact_of(passage: Passage, label: str, body: str) -> str:
    """An address, a link to a chat or a place to ask; "" where a sentence gives none."""
    if mail := _mail(passage, label):
        return mail[0]
    if maker.contact_label.match(label) and body:
        return body[:80]
    chat = next(filter(maker.chat_link.search, passage.urls), "")
    if chat and passage.find(maker.chat_words):
        return chat
    place = passage.find(maker.place_to_ask)
    is_named = place is not None and not place[0].lower().startswith("issue")
    is_alone = bool(passage.urls) or (is_named and len(passage.text.split()) <= _SHORT)
    is_titled = is_alone and bool(maker.contact_label.match(passage.heading.strip(" *:")))
    if is_titled or ((passage.urls or place) and passage.find(maker.asks_to_write)):
        return passage.urls[0] if passage.urls else passage.text[:80]
    return ""


def _may_mail(passage: Passage) -> bool:
    """Whether a sentence may hold a mail address, by its signs."""
    text = passage.text  # of every sentence: single signs are found much faster than a pattern
    return "@" in text or (
        ("[" in text or "(" in text or "{" in text) and bool(maker.at_in_words.search(text))
    )


def _mail(passage: Passage, label: str) -> re.Match[str] | None:
    """An address; one in words, "anna [at] lake.org", only beside a word such as "contact"."""
    if not _may_mail(passage) or maker.example_mail.search(passage.text):
        return None
    is_to_write = passage.find(maker.to_write) or maker.to_write.search(f"{label} {passage.heading}")
    return passage.find(maker.mail) or (passage.find(maker.mail_in_words) if is_to_write else None)
