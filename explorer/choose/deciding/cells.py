"""What is known of one candidate, as cells of its column. Nothing stands there without its source."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from explorer.choose.candidate import Reason, Speaks
from explorer.choose.deciding.measured import SpeedSeen
from explorer.choose.deciding.page import (
    CellLine,
    CellMark,
    CellSource,
    DecisionCell,
)
from explorer.choose.deciding.standing import READING
from explorer.choose.decision import EnteredTerms
from explorer.choose.need import Need, Purpose
from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.choose.proposing.permission import is_by_conditions
from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.fit import FitWord, speed_text
from explorer.domain.model import Whereabouts
from explorer.domain.units import size_text
from explorer.domain.words import Day, Words, enumerated, joined
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import binding_license, permission
from explorer.transparency.rubric import dimensions, title_of
from explorer.transparency.sheet_view.evidence_words import (
    evidence_place,
    quote_of,
    short_place,
    silence_of,
)

_UNREAD = Words("this app does not read them")
_NO_ADDRESS = Words("where the text of the license lies is not stated")
_QUOTE, _TITLE = 60, 32  # characters of a quote, and of a title, in a cell
_MOST = 3  # dimensions that are named in a cell
_USE: dict[Speaks, tuple[CellMark, Words]] = {
    "for": ("open", Words("Yes")),
    "conditions": ("partial", Words("With conditions")),
    "against": ("closed", Words("No")),
    "unknown": ("not_disclosed", Words("Not known")),
}
# What matters most of what nobody says; then what a purpose asks for
_USUAL = ("pretraining_data", "personal_data", "data_availability", "risks", "evaluation", "compute")
_FIRST = {
    Purpose.HEALTHCARE: ("personal_data", "risks", "intended_use", "evaluation"),
    Purpose.FINANCE: ("cutoff_and_size", "risks", "evaluation", "intended_use"),
    Purpose.SCIENCE: ("pretraining_data", "evaluation", "paper_and_contact", "training_code"),
    Purpose.TRANSLATION: ("language", "pretraining_data"),
    Purpose.CODE: ("pretraining_data", "evaluation"),
}


def day_of(at: str) -> Day:
    """Of an ISO time, here."""
    return Day(datetime.fromisoformat(at).astimezone().date().isoformat() if at else "")


def shortened(title: str) -> str:
    return title if len(title) <= _TITLE or isinstance(title, Words) else f"{title[:_TITLE].rstrip()}…"


def use_cell(
    facts: CandidateFacts, reason: Reason, licenses: Licenses, entered: EnteredTerms | None = None
) -> DecisionCell:
    """May I use it?"""
    mark, word = _USE[reason.speaks]
    is_beside = facts.model is not None and facts.model.where is Whereabouts.BESIDE  # of no provider
    is_by_terms = facts.is_elsewhere and not is_beside and reason.speaks == "unknown"
    if is_by_terms:
        word = Words("Depends on its terms")
    sources = tuple(_permission_sources(facts, reason, licenses))
    if reason.evidence is None:
        said = reason.words
        if is_by_terms:
            terms = entered.terms if entered is not None else ""
            said = Words("you entered: {terms}", terms=shortened(terms)) if terms else _UNREAD
        return DecisionCell((CellLine(word, "strong", mark), CellLine(said)), sources)
    if asked := asked_by_license(facts, reason, licenses):
        license_ = binding_license(facts.dossier, licenses)
        place = Words("license: {name}", name=license_.name) if license_ is not None else ""
        lines = (CellLine(word, "strong", mark), CellLine(asked), CellLine(place, "place"))
        return DecisionCell(lines, sources)
    quote, place = reason.evidence.words, short_place(reason.evidence)
    short = quote if len(quote) <= _QUOTE or isinstance(quote, Words) else f"{quote[:_QUOTE]}…"
    lines = (CellLine(word, "strong", mark), CellLine(short, "quote"), CellLine(place, "place"))
    return DecisionCell(lines, sources)


def asked_by_license(facts: CandidateFacts, reason: Reason, licenses: Licenses) -> str:
    """The first condition of its license, and how many more there are; "" where something else is asked."""
    if not is_by_conditions(reason):
        return ""
    asked = [line.text for line in permission(facts.dossier, licenses) if line.license]
    if len(asked) < 2:
        return asked[0] if asked else ""
    return Words("{first} And {n} more.", first=asked[0], n=len(asked) - 1)


def _permission_sources(facts: CandidateFacts, reason: Reason, licenses: Licenses) -> Iterator[CellSource]:
    """Which repo it is said to be; the lines of the license, the reason itself where it rests on something
    else.
    """
    if facts.said:
        yield CellSource(facts.said)
    lines = permission(facts.dossier, licenses)
    if reason.evidence is not None and reason.evidence not in [line.evidence for line in lines]:
        yield of_evidence(reason.words, reason.evidence, reason.source)
    for number, line in enumerate(lines):
        has_text = bool(number or line.source) or binding_license(facts.dossier, licenses) is None
        place = line.place if line.license else ""
        told = of_evidence(line.text, line.evidence, line.source, place)
        yield told if has_text else replace(told, places=(*told.places, _NO_ADDRESS))


def of_evidence(text: str, evidence: Evidence | None, address: str = "", place: str = "") -> CellSource:
    is_web = address.startswith(("https://", "http://"))
    if evidence is None:
        places = (place or (address if not is_web else ""),)
        return CellSource(text, "", tuple(filter(None, places)), address if is_web else "")
    return CellSource(text, quote_of(evidence), evidence_place(evidence), address if is_web else "")


def runs_cell(facts: CandidateFacts, seen: SpeedSeen | None) -> DecisionCell:
    """Does it run here, and how fast?"""
    if facts.is_elsewhere:
        return _runs_elsewhere(facts, seen)
    fit = facts.fit
    if fit is None and seen is None:
        why = facts.trouble.what if facts.trouble is not None else Words("only a trial tells")
        return DecisionCell((CellLine(Words("Not known"), "strong", "not_checked"), CellLine(why)))
    if fit is not None and not fit.word.is_possible and seen is None:
        told = CellLine(fit.word, "strong", "closed")
        return DecisionCell((told, CellLine(fit.text)), (CellSource(fit.text),))
    memory = size_text(fit.told) if fit is not None else ""
    speed, measured = (
        (seen.middle, True) if seen else (fit.speed, bool(fit.measured_on)) if fit else (0.0, False)
    )
    if not speed:
        mark: CellMark = "partial" if fit is not None and fit.word is not FitWord.FITS else "open"
        word = fit.word if fit is not None else Words("Runs")
        more = Words("how fast is not known yet")
        return DecisionCell((CellLine(joined(" · ", (word, memory)), "strong", mark), CellLine(more)),
                            _fit_sources(facts, seen))  # fmt: skip
    is_slow = fit is not None and fit.word in (FitWord.RUNS_SLOWLY, FitWord.TIGHT)
    told_speed = Words("{speed} tokens/s", speed=speed_text(speed)) if measured else Words(
        "about {speed} tokens/s", speed=speed_text(speed)
    )  # fmt: skip
    is_shared = seen is not None and seen.is_shared
    if is_shared:
        told_speed = Words("at least {speed} tokens/s", speed=speed_text(speed))
    first = CellLine(joined(" · ", (told_speed, memory)), "strong", "partial" if is_slow else "open")
    slow = Words("written several at a time") if is_shared else Words("slower than you read")
    reads = Words("faster than you read") if speed >= READING else slow
    how = CellLine(joined("; ", (reads, _when_seen(facts, seen))))
    return DecisionCell((first, how), _fit_sources(facts, seen))


def _when_seen(facts: CandidateFacts, seen: SpeedSeen | None) -> Words:
    """The range, of which the row tells the day; or that it was not measured."""
    if seen is not None:
        return Words("{low}–{high}", low=speed_text(seen.low), high=speed_text(seen.high))
    if facts.fit is not None and facts.fit.measured_on:
        return Words("measured {date}", date=Day(facts.fit.measured_on[:10]))
    return Words("foretold, not measured yet")


def _fit_sources(facts: CandidateFacts, seen: SpeedSeen | None) -> tuple[CellSource, ...]:
    told = (CellSource(_seen_words(seen)),) if seen is not None else ()
    return (*told, CellSource(facts.fit.text)) if facts.fit is not None else told


def _seen_words(seen: SpeedSeen) -> Words:
    words = Words(
        "Of the answers that were written one at a time on {date}, half came with {low} to {high} tokens a"
        " second; the middle is {middle}."
    )
    if seen.is_shared:
        words = Words(
            "Of the answers on {date}, written several at a time, half came with {low} to {high} tokens a"
            " second; the middle is {middle}. Alone, an answer is written faster."
        )
    return words.filled(
        date=day_of(seen.on), low=speed_text(seen.low), high=speed_text(seen.high),
        middle=speed_text(seen.middle),
    )  # fmt: skip


def _runs_elsewhere(facts: CandidateFacts, seen: SpeedSeen | None) -> DecisionCell:
    model = facts.model
    is_beside = model is not None and model.where is Whereabouts.BESIDE
    word = Words("In another program here") if is_beside else Words("No, on its server")
    fast = Words("its speed was not measured")
    if seen is not None:
        fast = Words("{speed} tokens/s ({low}–{high})", speed=speed_text(seen.middle),
                     low=speed_text(seen.low), high=speed_text(seen.high))  # fmt: skip
    lines = (
        CellLine(word, "strong", "open" if is_beside else "leaves"),
        CellLine(fast if is_beside else joined(", ", (fast, Words("needs the network")))),
    )
    host = model.host if model is not None else ""
    goes = Words("Prompts and answers go to {host}.", host=host) if host else ""
    told = (CellSource(_seen_words(seen)),) if seen is not None else ()
    return DecisionCell(lines, (*((CellSource(goes),) if goes else ()), *told))


def undisclosed_cell(facts: CandidateFacts, need: Need) -> DecisionCell:
    """What does nobody disclose? The most important for this need are named."""
    count = len(dimensions())
    silent, unread = silences(facts)
    sources = tuple(
        CellSource(Words("{title}: {why}", title=title_of(one.dimension), why=silence_of(one)))
        for one in _by_need([*silent, *unread], need)
    )
    if len(unread) == count:
        why = facts.dossier.unread or next(
            (one.text for one in unread if one.text), Words("Nothing was read.")
        )
        return DecisionCell(
            (CellLine(Words("Not looked up"), "strong", "not_checked"), CellLine(why)), sources
        )
    named = [title_of(one.dimension) for one in _by_need(silent, need)][:_MOST]
    unseen = Words("{n} of {count} not looked up", n=len(unread), count=count) if unread else ""
    if unread and not silent:
        found = CellLine(Words("{n} disclosed", n=count - len(unread)))
        return DecisionCell((CellLine(unseen, "strong", "not_checked"), found), sources)
    told = Words("{n} not disclosed", n=len(silent)) if silent else Words("Nothing is missing")
    lines = (
        CellLine(told, "strong", "not_disclosed" if silent else "open"),
        CellLine(enumerated(named)),
        CellLine(unseen, "place"),
    )
    return DecisionCell(tuple(line for line in lines if line.text), sources)


def silences(facts: CandidateFacts) -> tuple[list[Finding], list[Finding]]:
    """What nobody discloses, and what was not looked up."""
    findings = _rubric(facts)
    silent = [one for one in findings if one.verdict is Verdict.NOT_DISCLOSED]
    return silent, [one for one in findings if one.verdict is Verdict.NOT_CHECKED]


def silent_count(facts: CandidateFacts) -> int | None:
    """Of how many dimensions nothing is known, those not looked up among them; ``None``: of all."""
    count = sum(map(len, silences(facts)))
    return count if count < len(dimensions()) else None


def _rubric(facts: CandidateFacts) -> list[Finding]:
    """A dimension that nothing was found for was not looked up."""
    known = {one.dimension: one for one in facts.dossier.findings}
    return [known.get(one.id, Finding(one.id, Verdict.NOT_CHECKED)) for one in dimensions()]


def _by_need(findings: Sequence[Finding], need: Need) -> list[Finding]:
    order = [name for purpose in need.purposes for name in _FIRST.get(purpose, ())] + list(_USUAL)
    place = {name: number for number, name in reversed(list(enumerate(order)))}
    return sorted(findings, key=lambda one: place.get(one.dimension, len(order)))
