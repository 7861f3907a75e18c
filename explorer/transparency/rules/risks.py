"""What a model gets wrong, and what harm it may do."""

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.card import parts_of
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import is_this_model, own_name

_RISKS = phrase("risks.risks")
_DISCLAIMED = phrase("risks.disclaimed")
_SAYS_HARM = phrase("risks.says_harm")
_TELLS_OF_RISK = phrase("risks.tells_of_risk")
_MIXED = phrase("risks.mixed")
_SAYS_RISK = phrase("risks.says_risk")
_WEAKNESS = phrase("risks.weakness")
_NOT_RISKS = phrase("risks.not_risks")
_CAUGHT = phrase("risks.caught")
_TROUBLED = phrase("risks.troubled")
_OF_SOFTWARE = phrase("risks.of_software")
_SOFTWARE_FAILS = phrase("risks.software_fails")
_NO_RISKS = phrase("risks.no_risks")
_OF_TERMS = phrase("risks.of_terms")
_OTHER_PART = phrase("risks.other_part")
_GENERIC = phrase("risks.generic")


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
