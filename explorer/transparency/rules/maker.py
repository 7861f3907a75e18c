"""Who made a model, where it is described, and how to reach them."""

import itertools
import re
from collections.abc import Iterable, Iterator

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.citation import of_citation, of_request
from explorer.transparency.rules.contact import CHAT, PLACES, contact_of, may_mail, of_address
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.subject import is_this_model

_PAPER_URL = phrase("maker.paper_url")
_PAPER_LABEL = phrase("maker.paper_label")
_PAPER_WORDS = phrase("maker.paper_words")
_PAPER_FOLLOWS = phrase("maker.paper_follows")
_PAPER_ANCHOR = phrase("maker.paper_anchor")
_PAPER_LINK = phrase("maker.paper_link")
_OTHERS_PAPER = phrase("maker.others_paper")
_INTRODUCED = phrase("maker.introduced")
_WORDS_OF_TITLES = frozenset(("attention", "benchmark", "method", "algorithm", "dataset"))
_OUR_PAPER = phrase("maker.our_paper")
_RELATED = phrase("maker.related")
_DEVELOPER_LABEL = phrase("maker.developer_label")
_PROVIDER = phrase("maker.provider")  # in a table; else one who serves it
_TUNED_BY = phrase("maker.tuned_by")
_DEVELOPER_TEXT = phrase("maker.developer_text")
_DEVELOPER_DOES = phrase("maker.developer_does")
_TEAM_HEADING = phrase("maker.team_heading")
_FULL_NAME = phrase("maker.full_name")
_NO_NAME = phrase("maker.no_name")
_NEXT_LINES = 2  # from a heading to what stands right below it
_NAMES_MAKER = phrase("maker.names_maker")  # in a heading
_MOST_MEMBERS = 2000  # characters of a list of names below such a heading
_BEGINS = phrase("maker.begins")
_OF_DATA = phrase("maker.of_data")
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
